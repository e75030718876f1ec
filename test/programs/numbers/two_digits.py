"""Every operator and comparison on pairs of ints around the borders of one, two and three digits, with bools and floats; and
what ints of two digits leave behind."""

import sys

BORDERS = [0, 1, 2, 5, 2**15, 2**29, 2**30 - 1, 2**30, 2**30 + 1, 2**31 - 1, 2**31, 2**32, 2**53, 2**53 + 1, 2**59, 2**60 - 1,
           2**60, 2**60 + 1, 2**62, 2**63 - 1, 2**63, 2**64]
INTS = sorted({sign * n for n in BORDERS for sign in (1, -1)})
OTHERS = [True, False, 0.0, -0.0, 0.5, 2.0**30, 2.0**53, 2.0**60, 1e300, float('inf'), float('nan'), None, ..., 1j]


def attempt(f, *arguments):
    try:
        return f(*arguments)
    except Exception as error:
        return f'{type(error).__name__}: {error}'


def show(value):
    return f'{type(value).__name__[0]}{value!r}'


def add(a, b): return a + b
def subtract(a, b): return a - b
def multiply(a, b): return a * b
def divide(a, b): return a / b
def floor(a, b): return a // b
def remainder(a, b): return a % b
def bits_and(a, b): return a & b
def bits_or(a, b): return a | b
def bits_xor(a, b): return a ^ b
def less(a, b): return a < b
def less_equal(a, b): return a <= b
def equal(a, b): return a == b
def unequal(a, b): return a != b
def greater(a, b): return a > b
def greater_equal(a, b): return a >= b


def less_jump(a, b):
    if a < b:
        return 'yes'
    return 'no'


def equal_jump(a, b):
    if a == b:
        return 'yes'
    return 'no'


def add_in_place(a, b):
    a += b
    return a


def multiply_in_place(a, b):
    a *= b
    return a


def or_in_place(a, b):
    a |= b
    return a


def generator_step(a, b):
    return (a * 1103515245 + 12345) & 0x7fffffff ^ b


def multiplied_hash(a, b):
    a = (a ^ b) * 16777619 & 0xffffffff
    return a


def wide_constants(a, b):
    return a + 4294967296 - b, (a & 0xfffffffff) + (b | 1 << 40), a * 3000000000 - b, a // 4294967296 + b, a % 4294967296 - b


def wide_divisors(a, b):
    return a % 2147483647 + b, a // 1073741824 + b, a // 10**10 * b, (a + b) % 1000000007, (a + b) // 8, (a - b) % 64


def shifted(a, b):
    return (a << 5) + b, (a << 13) ^ a ^ b, (a << 30) - b, (a << 31) + b, (a << 45) | b, (a + b) << 20, (a ^ b) >> 7, (a << 3) >> 2


def compare_wide(a, b):
    answer = ''
    if a + b < 4294967296:
        answer += '<'
    if a * 2 - b == 1099511627776:
        answer += '='
    if a & 0xffffffff:
        answer += '&'
    if a > 2147483648:
        answer += '>'
    return answer


def single_wide(a):
    x = a & 0xffffffff
    y = a + 5000000000
    z = a * 2654435761
    return x, y, z, a - 9007199254740991, a | 4611686018427387904, a ^ 0xffffffffffffffff, a == 4294967296, a < 1 << 40


def accumulated(a):
    total = a
    for i in range(5):
        total += a
        total = total - i
        total *= 3
        total = total ^ a
    return total


PAIRS = [add, subtract, multiply, divide, floor, remainder, bits_and, bits_or, bits_xor, less, less_equal, equal, unequal,
         greater, greater_equal, less_jump, equal_jump, add_in_place, multiply_in_place, or_in_place]
CHAINS = [generator_step, multiplied_hash, wide_constants, wide_divisors, shifted, compare_wide]


def pairs():
    for f in PAIRS:
        for a in INTS:
            print(f.__name__, a, *[show(attempt(f, a, b)) for b in INTS + OTHERS])
        for a in OTHERS:
            print(f.__name__, a, *[show(attempt(f, a, b)) for b in INTS + OTHERS])
    for f in CHAINS:
        for a in INTS + OTHERS:
            print(f.__name__, a, *[attempt(f, a, b) for b in (0, 1, -1, 7, 2**30, -2**31, 2**59, 2**64, True, 0.5)])
    for a in INTS + OTHERS:
        print(a, attempt(single_wide, a), attempt(accumulated, a))


def left(a, b): return a << b
def right(a, b): return a >> b
def power(a, b): return a ** b
def one_left(a): return 1 << a
def square(a): return a ** 2
def cube(a): return a ** 3


def shifts():
    for a in INTS + [True, False, 0.5, None]:
        for f in (left, right):
            print(f.__name__, a, *[attempt(f, a, b) for b in (0, 1, 2, 15, 29, 30, 31, 32, 33, 59, 60, 61, 62, 63, 64, 90, -1, -2**40,
                                                              True, False, 0.5, None)])
        print('power', a, *[attempt(power, a, b) for b in (0, 1, 2, 3, 4, 5, 15, 31, 64, -1, True, False, 0.5, 2.0, None)])
        print(attempt(one_left, a if not isinstance(a, int) or a < 100 else 99), attempt(square, a), attempt(cube, a))
    print(attempt(right, 5, 2**70), attempt(right, -5, 2**70), attempt(left, 0, 2**70), attempt(power, 0, 0), attempt(power, 1, 2**70))


def lives():
    """Ints of two digits that are freed and made again."""
    sizes = set()
    kept = []
    for i in range(1000):
        a = (i + 1) * 2**31
        b = a - 2**31 + i
        c = b - b + i
        sizes.add((sys.getsizeof(a) == sys.getsizeof(2**40), sys.getsizeof(b) >= sys.getsizeof(0), c.bit_length()))
        if i % 100 == 0:
            kept += [a, b, c, -a]
    print(sorted(sizes)[:3], kept)
    x = 2**40
    before = sys.getrefcount(x)
    for i in range(50):
        y = x + i
        z = y - x
        x < y, x == y, y & x, z * x, x // 3, x >> 2
    print(before == sys.getrefcount(x), y, z)


class Integer(int):
    def __add__(self, other):
        return 'added'

    def __radd__(self, other):
        return 'added on the right'

    def __lt__(self, other):
        return 'less'

    def __eq__(self, other):
        return 'equal'

    __hash__ = int.__hash__


class Truth(int):
    pass


def subclasses():
    for a in (Integer(2**40), Integer(5), Truth(2**40), Truth(1)):
        for b in (2**40, 5, True, 0.5, a):
            print(*[attempt(f, a, b) for f in PAIRS], *[attempt(f, b, a) for f in PAIRS])


for _ in range(2):
    pairs()
    shifts()
    lives()
    subclasses()
