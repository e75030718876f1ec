"""Closures, decorators, functions as values, cells that change."""

import sys


def counter(step):
    total = 0

    def bump(n):
        nonlocal total
        total += n * step
        return total
    return bump


def compose(*functions):
    def composed(x):
        for f in functions:
            x = f(x)
        return x
    return composed


def memoised(function):
    cache = {}

    def wrapper(n):
        if n not in cache:
            cache[n] = function(n)
        return cache[n]
    return wrapper


@memoised
def steps(n):
    return 0 if n < 2 else 1 + steps(n // 2 if n % 2 == 0 else n - 1)


def run(rounds=300):
    bumps = [counter(step) for step in range(4)]
    result = 0
    for i in range(2000 * rounds):
        for bump in bumps:
            result ^= bump(i & 3)
    pipeline = compose(lambda x: x + 1, lambda x: x * 2, lambda x: x - 3)
    for i in range(1500 * rounds):
        result += pipeline(i)
    for i in range(3000 * rounds):
        result += steps(i & 4095)
    adders = [lambda x, n=n: x + n for n in range(10)]
    return result + sum(f(1) for f in adders)


if __name__ == '__main__':
    print(run(int(sys.argv[1])))
