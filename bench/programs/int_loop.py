"""Loops over small ints: arithmetic, comparisons, bit operations."""

import sys


def count(n):
    total = 0
    for i in range(n):
        if i & 1:
            total += i
        else:
            total -= i >> 1
    return total


def collatz(limit):
    longest = 0
    for start in range(1, limit):
        n, steps = start, 0
        while n != 1:
            n = n // 2 if n % 2 == 0 else 3 * n + 1
            steps += 1
        if steps > longest:
            longest = steps
    return longest


def run(rounds=340):
    return count(20_000 * rounds), sum(collatz(200) for _ in range(rounds))


if __name__ == '__main__':
    print(run(int(sys.argv[1])))
