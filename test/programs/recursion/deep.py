"""Recursion 50,000 levels deep with the limit raised: functions, methods, closures; over and over."""

import sys

sys.setrecursionlimit(100_000)


def count(n):
    return 0 if n == 0 else 1 + count(n - 1)


def build(n):
    return None if n == 0 else (n, build(n - 1))


def even(n):
    return True if n == 0 else odd(n - 1)


def odd(n):
    return False if n == 0 else even(n - 1)


class Walker:
    def __init__(self):
        self.deepest = 0

    def walk(self, n, *, step=1):
        self.deepest = max(self.deepest, n)
        if n < 50_000:
            return self.walk(n + step, step=step)
        return n


def closure(n):
    def inner(k):
        return n if k == 0 else inner(k - 1)
    return inner(n)


def unwinds(n):
    if n == 0:
        raise ValueError('bottom')
    try:
        return unwinds(n - 1)
    finally:
        seen[0] += 1


def rest(n, *args, **kwargs):
    return len(args) if n == 0 else rest(n - 1, *args, **kwargs)


seen = [0]
for _ in range(3):
    print(count(50_000), even(49_999), closure(50_000), Walker().walk(0), rest(8_000, 1, 2, k=3))
chain, length = build(50_000), 0
while chain is not None:
    length, chain = length + 1, chain[1]
print(length)
try:
    unwinds(50_000)
except ValueError as error:
    depth, traceback = 0, error.__traceback__
    while traceback:
        depth, traceback = depth + 1, traceback.tb_next
    print(error, seen, depth)
    del error
for _ in range(2):
    try:
        print(count(200_000))
    except RecursionError as error:
        print(str(error).split(' in')[0])
    print(count(60_000))
