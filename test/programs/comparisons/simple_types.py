"""Comparisons and membership among texts, numbers and None, and what the others see of it."""

import sys


def attempt(f, *arguments):
    try:
        return f(*arguments)
    except Exception as error:
        return f'{type(error).__name__}: {error}'


def all_six(a, b):
    return [attempt(f, a, b) for f in (lambda a, b: a == b, lambda a, b: a != b, lambda a, b: a < b, lambda a, b: a <= b,
                                       lambda a, b: a > b, lambda a, b: a >= b)]


def jumps(a, b):
    found = ''
    if a == b:
        found += '='
    if a != b:
        found += '!'
    while a == b:
        found += 'w'
        break
    return found + ('t' if a == b else 'e')


class Text(str):
    def __eq__(self, other):
        return 'text'

    __hash__ = str.__hash__


class Plain(str):
    pass


class Equal:
    def __eq__(self, other):
        print('asked about', other)
        return True

    __hash__ = None


class Truthless:
    def __eq__(self, other):
        return self

    def __bool__(self):
        raise ValueError('no truth')

    def __repr__(self):
        return 'Truthless()'


VALUES = ['', 'a', 'b', 'ab', 'ac', 'a\xe9', 'a\u20ac', 'a\U0001f600', '\xe9', '\u20ac', '\ud800', 'a' * 50, 'a' * 49 + 'b', Text('a'),
          Plain('a'), None, 0, 1, 1.0, True, False, 2**40, 2.0**40, float('nan'), float('inf'), b'a', (), ('a',), [], ['a'], {},
          {'a': 1}, {'a'}, frozenset(), NotImplemented, ..., int, len]


def same_text():
    a = 'ab' * 3
    b = ''.join(['ab'] * 3)
    c = ''.join(['ab'] * 2) + 'ac'
    print(a is b, a == b, b == c, a != c, jumps(a, b), jumps(b, c), jumps(a, a))
    long = 'x' * 1000
    print(jumps(long + 'y', long + 'y'), jumps(long + 'y', long + 'z'), jumps(long, long + 'z'))


def holds(x, item):
    return item in x


def lacks(x, item):
    return item not in x


def inside(x, item):
    if item in x:
        return 'in'
    return 'out'


class Changing:
    """Changes the list that is looked through."""

    def __init__(self, of):
        self.of = of

    def __eq__(self, other):
        self.of.clear()
        return False


class Counting:
    def __eq__(self, other):
        print('references', sys.getrefcount(self), sys.getrefcount(other) if type(other) is object else '')
        return False


def membership():
    nan = float('nan')
    big = 2**40
    items = ['a', 1, 2.5, None, nan, 2**40, 'a\u20ac', True, 'long' * 5, (1, 2), 2**70]
    for make in (list, tuple, dict.fromkeys, set, frozenset):
        x = make(items)
        for item in ['a', 'b', 0, 1, True, 1.0, 2.5, None, nan, float('nan'), 2**40, big + 1, 2**70, 'a\u20ac', 'lon' + 'g' * 17,
                     ''.join(['long'] * 5), Plain('a'), (1, 2), [], Text('z'), Truthless()]:
            print(type(x).__name__, repr(item)[:9], attempt(holds, x, item), attempt(lacks, x, item), attempt(inside, x, item))
    for x in ('text', b'text', bytearray(b'text'), range(5), 5, None, iter('text'), (c for c in 'text'), {'t': 1}.items()):
        print(attempt(holds, x, 't'), attempt(holds, x, 3), attempt(lacks, x, None))
    print(holds([Equal()], 5), holds([None, Equal()], 'x'), attempt(holds, [Truthless()], 1), attempt(holds, (Truthless(),), 'a'))
    x = [1, 2]
    x += [Changing(x), 3]
    print(holds(x, 3), x)
    print(holds([Counting()], object()), holds((Counting(),), 'y' * 2), holds([Counting()], 3))
    print(holds([1, 2], Counting()), holds((1, 'a'), Counting()))


for _ in range(2):
    for a in VALUES:
        for b in VALUES:
            print(ascii(a), ascii(b), *all_six(a, b), attempt(jumps, a, b))
    print(all_six(Truthless(), 1), attempt(jumps, Truthless(), 1), attempt(jumps, 1, Truthless()))
    same_text()
    membership()
