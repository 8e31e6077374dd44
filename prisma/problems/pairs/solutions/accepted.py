import sys
from collections import Counter


def main():
    data = sys.stdin.buffer.read().split()
    n, target = int(data[0]), int(data[1])
    counts = Counter(map(int, data[2 : 2 + n]))
    pairs = 0
    for value, count in counts.items():
        other = target - value
        if other == value:
            pairs += count * (count - 1) // 2
        elif other > value:
            pairs += count * counts.get(other, 0)
    print(pairs)


main()
