"""Tuples made and unpacked, swaps, star arguments, keyword arguments, comprehensions."""

import sys


def rotate(a, b, c):
    return b, c, a


def options(x, *rest, scale=1, **more):
    return x * scale + len(rest) + len(more)


def run(rounds=320):
    a, b, c = 1, 2, 3
    total = 0
    for i in range(6000 * rounds):
        a, b, c = rotate(a, b, c)
        a, b = b, a
        total += a
    pairs = [(i, (i + 1, i + 2)) for i in range(100)]
    for _ in range(30 * rounds):
        for x, (y, z) in pairs:
            total += x + y - z
    for i in range(2400 * rounds):
        total += options(i, 1, 2, scale=2, other=3)
        total += options(*(i, 1), **{'scale': 3})
    for _ in range(rounds):
        total += sum([x * y for x in range(50) for y in range(50) if (x ^ y) & 1])
    return total


if __name__ == '__main__':
    print(run(int(sys.argv[1])))
