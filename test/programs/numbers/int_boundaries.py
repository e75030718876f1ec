"""Loops that walk an int over the borders of the small ints, one digit, 32 bits and two digits."""


def walk(start, step, count):
    n = start
    seen = []
    for _ in range(count):
        n += step
        seen.append(n)
    return seen


def doubling(n, times):
    for _ in range(times):
        n = n + n
    return n


def squaring(n, times):
    for _ in range(times):
        n *= n
    return n


def mixed(n):
    total = 0
    for i in range(-n, n):
        total = total * 31 + i
        total ^= total >> 7
        if total > 2**45 or total < -(2**45):
            total //= -12345
    return total


for border in (0, -5, 257, 2**15, 2**29, 2**30, 2**31, 2**32, 2**45, 2**59, 2**60, 2**62, 2**63, 2**64):
    for sign in (1, -1):
        print(walk(sign * border - 3, 1, 6), walk(sign * border + 3, -1, 6), walk(sign * border, 2**30 - 1, 3))
print([doubling(1, n) for n in range(0, 70, 3)], doubling(-3, 40))
print([squaring(n, 5) for n in (2, -3, 7)], squaring(10, 6))
print(mixed(10), mixed(1000), mixed(5000))


def countdown(n):
    steps = 0
    while n:
        n -= 1
        steps += 1
    return steps


def negative_countup(n):
    while n < 0:
        n += 12345
    return n


print(countdown(1000), negative_countup(-(2**31)), negative_countup(-(2**20)))


def reuse(a, b):
    """Operands that are referred to twice must not be changed in place."""
    c = a + b
    d = c
    c += 1
    e = c
    c -= b
    return a, b, c, d, e


for pair in ((1000, 2000), (2**30, 1), (2**29, 2**29), (-1, 2**31), (300, -300)):
    print(reuse(*pair))


class Int(int):
    def __add__(self, other):
        return Int(int(self) + int(other) + 1000)


def add(a, b):
    return a + b


def loop_add(values):
    total = 0
    for value in values:
        total = add(total, value)
    return total


print(loop_add([1, 2, 3]), loop_add([1, 2.5, 3]), loop_add([1, Int(5), 3]), loop_add([True, False, True, 2**40]))
print(add(True, True), add(Int(3), 4), add(4, Int(3)), type(add(Int(3), 4)).__name__, type(add(True, True)).__name__)
