"""Recursive calls of a small function."""

import sys


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def run(rounds=340):
    return sum(fib(20 + n % 3) for n in range(rounds))


if __name__ == '__main__':
    print(run(int(sys.argv[1])))
