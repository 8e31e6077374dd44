n, amount = map(int, input().split())
coins = list(map(int, input().split()))
unreachable = 10**6
fewest = [0] + [unreachable] * amount
for total in range(1, amount + 1):
    for coin in coins:
        if coin <= total and fewest[total - coin] + 1 < fewest[total]:
            fewest[total] = fewest[total - coin] + 1
print(-1 if fewest[amount] == unreachable else fewest[amount])
