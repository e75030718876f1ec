"""Tuples made and unpacked, swaps, star arguments, keyword arguments, comprehensions."""


def rotate(a, b, c):
    return b, c, a


def options(x, *rest, scale=1, **more):
    return x * scale + len(rest) + len(more)


def run():
    a, b, c = 1, 2, 3
    total = 0
    for i in range(600_000):
        a, b, c = rotate(a, b, c)
        a, b = b, a
        total += a
    pairs = [(i, (i + 1, i + 2)) for i in range(1000)]
    for _ in range(300):
        for x, (y, z) in pairs:
            total += x + y - z
    for i in range(240_000):
        total += options(i, 1, 2, scale=2, other=3)
        total += options(*(i, 1), **{'scale': 3})
    return total + sum([x * y for x in range(500) for y in range(500) if (x ^ y) & 1])
