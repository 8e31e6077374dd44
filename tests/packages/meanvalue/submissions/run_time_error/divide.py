n = int(input())
values = list(map(int, input().split()))
print(sum(values) / n / (len(values) > 1))
