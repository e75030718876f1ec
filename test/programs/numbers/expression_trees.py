"""Expressions of several operations, of every kind of number and of what only looks like one: values, errors with their
places, the order of what operands do, references, and numbers that others hold too.
"""

import sys
import traceback
import zlib
from fractions import Fraction

LIMIT = 2**30 - 1
ints = [0, 1, -1, 2, 7, -8, 255, 256, 257, -5, -6, LIMIT, -LIMIT, LIMIT + 1, 2**31, -(2**31), 2**62, 10**20]
floats = [0.0, -0.0, 0.5, -2.5, 1e308, 5e-324, float('inf'), float('nan')]
others = [True, False, 'ab', b'x', None, [1], (2,), 3 + 4j, Fraction(1, 3)]


class Loud:
    """Says what is done with it."""

    def __init__(self, name):
        self.name = name

    def _say(self, what, other):
        print(' ', self.name, what, getattr(other, 'name', other))
        return Loud(f'({self.name}{what}{getattr(other, "name", other)})')

    def __add__(self, other):
        return self._say('+', other)

    def __radd__(self, other):
        return self._say('r+', other)

    def __sub__(self, other):
        return self._say('-', other)

    def __mul__(self, other):
        return self._say('*', other)

    def __rmul__(self, other):
        return self._say('r*', other)

    def __truediv__(self, other):
        return self._say('/', other)

    def __gt__(self, other):
        print(' ', self.name, '>', getattr(other, 'name', other))
        return True

    def __lt__(self, other):
        print(' ', self.name, '<', getattr(other, 'name', other))
        return False


def shapes(a, b, c, d):
    yield lambda: a * b + c
    yield lambda: a + b * c
    yield lambda: (a - b) * (c - d)
    yield lambda: a * 2 + 1
    yield lambda: 2 * a - b * 3
    yield lambda: a / b + c
    yield lambda: a * 0.5 + b
    yield lambda: (a + b + c + d) / 4.0
    yield lambda: 1.0 / (a * b)
    yield lambda: (a * 7 + b) % 11
    yield lambda: (a * 7 + b) // 8
    yield lambda: (a + b) % 16 + c // 3
    yield lambda: (a & b) | (c ^ d)
    yield lambda: ((a + b) >> 3) * c
    yield lambda: a - b - c - d
    yield lambda: a * b * c * d


def straight(a, b, c, d):
    """The same with locals; closures have cells."""
    results = []
    results.append(a * b + c)
    results.append(a + b * c)
    results.append((a - b) * (c - d))
    results.append(a * 2 + 1)
    results.append(2 * a - b * 3)
    results.append(a * 0.5 + b - 1)
    results.append((a + b + c + d) / 4.0)
    results.append((a * 7 + b - c) * 1.5 / 2.5)
    x = a * b - c * d
    results.append(x)
    x = x * 2 - a
    results.append(x)
    x = x - a * b - 1
    results.append((x, a * b + c * d - x))
    return results


def whole(a, b, c, d):
    x = (a * 7 + b) % 11
    y = (a * 7 + b) // 8 - c
    z = (a & b) | (c ^ d)
    w = ((a + b) >> 3) * c
    v = (a + b * c - d) % 1000003
    u = (a + b) % 16 + (c + d) // 3
    return x, y, z, w, v, u


def comparisons(a, b, c):
    answers = []
    if a + b < c: answers.append('<')
    if a + b <= c: answers.append('<=')
    if a + b == c: answers.append('==')
    if a + b != c: answers.append('!=')
    if a + b > c: answers.append('>')
    if a + b >= c: answers.append('>=')
    if c < a * b: answers.append('r<')
    if not a - b >= b - a: answers.append('not')
    while a * 2 - b > c:
        answers.append('loop')
        if len(answers) > 9:
            break
        b = b + a * 1
    if 1 < a + b < c * 2: answers.append('chain')
    answers.append('yes' if a * a + b * b > 4.0 else 'no')
    return answers


def mixed(a, b, c, d):
    """Ints beside floats."""
    results = []
    results.append((a * 2.0 + b) * c - d)
    results.append(a + (b * 0.5 - c * 1.5))
    results.append((0.25 - a) * b + c)
    results.append(a * 1.5 / b - c)
    results.append((a - 0.5) / (b - 0.5) / c)
    x = a * 0.5
    y = x + b
    x = y - c
    y = a - b
    results.append((x, y))
    results.append(a * 2.0 < b)
    if a < b * 2.0 + c: results.append('less')
    if a * 0.5 == b: results.append('half')
    return results


def truths(a, b):
    answers = []
    if a - b: answers.append('differ')
    if not a * b: answers.append('zero')
    if a & 1: answers.append('odd')
    if not b >> 1 & 3: answers.append('bits')
    while a - 3 and b:
        a = a * 1 + 1
        answers.append(a)
        if len(answers) > 8:
            break
    answers.append('t' if a * 0.5 - b else 'f')
    answers.append(a % 7 and b)
    answers.append(a - b or None)
    return answers


def attempt(function, *args):
    try:
        return function(*args)
    except Exception as error:
        return type(error).__name__, str(error)


def show_all():
    values = ints + floats + others
    count = 0
    for i, a in enumerate(values):
        for j, b in enumerate(values):
            c = values[(i * 5 + j * 3 + 1) % len(values)]
            d = values[(i * 2 + j * 7 + 3) % len(values)]
            four = (a, b, c, d)
            if any(hasattr(v, '__len__') for v in four) and any(isinstance(v, int) and v > 300 for v in four):
                continue
            answer = (
                attempt(straight, a, b, c, d),
                attempt(whole, a, b, c, d),
                attempt(comparisons, a, b, c),
                attempt(mixed, a, b, c, d),
                attempt(truths, a, b),
            )
            count += 1
            if (i + j) % 9 == 0:
                print(count, repr(answer)[:1000])
            else:
                print(count, len(repr(answer)), zlib.crc32(repr(answer).encode()))
    for shape in shapes(3, 4, 5, 6):
        print(shape())
    for shape in shapes(1.5, -2.5, 3.0, 0.25):
        print(attempt(shape))


show_all()


def order():
    a, b, c = Loud('a'), Loud('b'), Loud('c')
    x = 1
    print((a * b + c * x).name)
    print((x * a - b).name)
    print((a + x + b).name)
    if a * b > c:
        print('greater')
    if a + x < b:
        print('less')
    y = a - b * 2.0
    print(y.name)


order()


def errors(a, b, c):
    x = 1.0
    x = (a * b +
         c / (b - b))
    return x


def compared(a, b):
    while (a * b
           < b - a):
        return 1


for args in [(1, 2, 3), (1.5, 2.5, 3.5), (1, 2.0, 'x'), ('s', 't', 'u')]:
    try:
        errors(*args)
    except Exception:
        traceback.print_exc(file=sys.stdout)
for args in [(1, None), (1j, 2j), ('a', 3)]:
    try:
        print(compared(*args))
    except Exception:
        traceback.print_exc(file=sys.stdout)


def shared():
    """A number that is overwritten must be nobody else's."""
    kept = []
    x = 0.5
    n = 1000
    for i in range(5):
        kept.append(x)
        kept.append(n)
        x = x * 2.0 + 1.0
        n = n * 3 + 1
        y = x
        x = x * 1.5 - 0.5
        m = n
        n = n * 2 - 1
        kept.append((y, m, x, n))
        x = y - 0.5
        kept.append(x)
        x = y * 2.0
        n = m + 5
        kept.append(n)
        n = m - 7
        kept.append((x, n))
        for _ in range(2):
            x = x + 0.25 * i
            n = n + 2 * i
    return kept


print(shared())


def on_the_stack(a, b):
    """Values that wait below: borrowed from the local that changes meanwhile."""
    return [a, b, (a := a * 2 + b), (b := b - a * 1), a, b, max(a, (a := a * 2 - 1), a)]


print(on_the_stack(1000, 2000), on_the_stack(1.5, 2.5), on_the_stack(True, 2.5))


def unbound(flag, a):
    if flag:
        x = a * 2 + 1
    for i in range(2):
        x = i * 2 + a
        y = x * 1.0 + a
    del x
    x = a + a * 2
    try:
        z = x * x + q
        q = 1
    except UnboundLocalError as error:
        print(error)
    return x, y


print(unbound(True, 700), unbound(False, 1.5))


def values():
    return [1.5, 2.5, 3.5, 1000, 2000, 2**40]


def owned(v, i):
    """Operands that nobody else has are reused, others are not."""
    total = 0.0
    total = total + v[0] * v[1] - v[2]
    result = [v[i] * 2.0 + v[i + 1], v[3] * 3 + v[4], float(str(v[0])) * 2.0 - v[1], int(str(v[3])) * 2 - 1]
    if v[0] * 2.0 > v[1] + 0.25:
        result.append('float')
    if int(str(v[3])) * 2 >= v[4] + 0:
        result.append('int')
    return total, result, v, int(str(v[5])) * 2 + 1


print(owned(values(), 0))
v = values()
before = [sys.getrefcount(value) for value in v]
owned(v, 0)
print([sys.getrefcount(value) for value in v] == before)


def generator(a, b):
    x = a
    try:
        for i in range(3):
            x = x * b + i
            yield x
            if x * 2 > 50.0:
                yield 'large', x + (yield x * 2 - 1) * 2
    finally:
        print('finally', x * 2 + 1)


for args in [(3, 4), (1.5, 2.5)]:
    g = generator(*args)
    out = [next(g)]
    try:
        while True:
            out.append(g.send(2))
    except StopIteration:
        pass
    print(out)


def handled(a, b):
    out = []
    for divisor in (2, 0, 0.0, 'x', 4):
        try:
            out.append(a * b / divisor + 1)
        except (ZeroDivisionError, TypeError) as error:
            out.append(str(error))
        else:
            out.append(a * b - divisor * 2)
    return out


print(handled(6, 7), handled(1.5, 2.0))


def long(a):
    return a + a * 2 + a - a * 3 + a + a + a - a + a * a + a + a - 1 + a + a + a + a * 2 + a + a + a + a - a * 5 + a + a


print(long(3), long(2.5), long(2**20), long(2**31), long(10**15))


def deep(a):
    return ((((((((a * 2 + 1) * 2 + 1) * 2 + 1) * 2 + 1) * 2 + 1) * 2 + 1) * 2 + 1) * 2 + 1), (
        a * (a + (a * (a - (a * (a + (a * (a - (a * (a + 1)))))))))
    )


print(deep(3), deep(1.25), deep(-7), deep(2**28))
