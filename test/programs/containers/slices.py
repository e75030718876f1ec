"""Slices read and written: every kind of bound and step on every sequence, and who sees what when items die."""

import sys
from array import array
from collections import deque


def attempt(f, *arguments):
    try:
        return f(*arguments)
    except Exception as error:
        return f'{type(error).__name__}: {error}'


def show(value):
    return value.tolist() if isinstance(value, memoryview) else value


def get(x, a, b): return x[a:b]
def get_step(x, a, b, c): return x[a:b:c]
def head(x, a): return x[:a]
def tail(x, a): return x[a:]
def whole(x): return x[:]
def backward(x): return x[::-1]
def middle(x): return x[1:-1]
def empty_step(x): return x[1::]


def put(x, a, b, v):
    x[a:b] = v
    return x


def put_step(x, a, b, c, v):
    x[a:b:c] = v
    return x


def put_whole(x, v):
    x[:] = v
    return x


def add_to(x, a, b, v):
    x[a:b] += v
    return x


def remove(x, a, b):
    del x[a:b]
    return x


class Index:
    def __init__(self, value):
        self.value = value

    def __index__(self):
        print('index', self.value)
        return self.value


class Items(list):
    def __getitem__(self, key):
        return 'got', key

    def __setitem__(self, key, value):
        print('set', key, value if isinstance(value, (list, str)) else type(value))


class Plain(list):
    pass


class Keys:
    def __getitem__(self, key):
        return key.start, key.stop, key.step

    def __setitem__(self, key, value):
        print('set', key, value)


BOUNDS = [None, 0, 1, 3, 5, -1, -3, -9, 9, 2**30, 2**40, -2**40, 2**70, -2**70, True, False]
ODD = [1.5, 'a', Index(1), ()]
STEPS = [None, 1, 2, -1, -2, 0, 9, -9, 2**70, -2**70, -2**63, True]


def make_all():
    return ([1, 2, 3, 4, 5], (1, 2, 3, 4, 5), 'abcde', 'ab\xe9\u20ac\U0001f600', b'abcde', bytearray(b'abcde'), range(5),
            array('i', [1, 2, 3, 4, 5]), Items('abcde'), Plain('abcde'), [], (), '', b'', bytearray())


def views():
    x = memoryview(b'abcde')
    for a in BOUNDS:
        print([show(attempt(get, x, a, b)) for b in BOUNDS])
        print([show(attempt(get_step, x, a, None, c)) for c in STEPS])


def reading():
    for x in make_all():
        print(type(x).__name__, *[show(attempt(f, x)) for f in (whole, backward, middle, empty_step)])
        for a in BOUNDS:
            print(a, *[show(attempt(get, x, a, b)) for b in BOUNDS], show(attempt(head, x, a)), show(attempt(tail, x, a)))
        for c in STEPS:
            print(c, *[show(attempt(get_step, x, a, b, c)) for a in (None, 0, 3, -2, 9) for b in (None, 1, 4, -1, -9)])
        for odd in ODD:
            if not isinstance(x, Items):
                print(attempt(get, x, odd, 3), attempt(get, x, 0, odd), attempt(get_step, x, 0, 3, odd))
    print(get(Keys(), 1, 2), get_step(Keys(), 1, None, 'x'), tail(Keys(), []))
    for x in ({}, {1: 2}, None, 5, deque([1, 2]), {1}, len):
        print(attempt(get, x, 1, 2), attempt(put, x, 1, 2, 'x'), attempt(put_step, x, 1, 2, 3, 'x'))
    for x in ((1, 2, 3), 'abc', b'abc'):
        print(whole(x) is x, get(x, 0, 3) is x, get(x, -9, 9) is x, get_step(x, None, None, None) is x, get(x, 0, 2) is x)
    print(get('abc', 1, 2) is get('xbz', 1, 2), get((1, 2), 1, 1) is (), get('abc', 2, 1) is '')


def writing():
    values = [[], [7], [7, 8], (7, 8, 9), 'xy', range(2), iter([1]), {5: 6}, None, 5, b'xy', [7, 8, 9, 10, 11]]
    for make in (list, tuple, Plain, Items, bytearray, lambda x: array('b', x), lambda x: memoryview(bytearray(x)), bytes):
        for value in values:
            for a, b in ((None, None), (0, 2), (1, 1), (3, 1), (-2, None), (0, 99), (2**70, None), (True, 3)):
                again = list(value) if not isinstance(value, (list, tuple, str, range, dict, bytes, int, type(None))) else value
                print(show(attempt(put, make([1, 2, 3, 4]), a, b, again)))
            for c in (1, 2, -1, 0, None, True):
                print(c, show(attempt(put_step, make([1, 2, 3, 4]), None, None, c, value)),
                      show(attempt(put_step, make([1, 2, 3, 4]), 1, 3, c, value)))
        for odd in ODD:
            print(show(attempt(put, make([1, 2, 3]), odd, 3, [1])) if make is not Items else '')
        print(show(attempt(add_to, make([1, 2, 3]), 1, 2, [5])), show(attempt(remove, make([1, 2, 3]), 1, 2)))
    x = [1, 2, 3]
    put(x, 1, 2, x)
    print(x)
    put(x, None, None, x)
    put(x, 0, 0, x)
    print(x)
    x[:2] = x[1::-1]
    print(x)
    x[:4], x[4:] = x[4:], x[:4]
    print(x)
    x[1:3] = (n for n in x)
    print(x)
    print(attempt(put, x, 0, 1, (1 // n for n in (1, 0))), x)
    x[2:] = []
    x[:0] = [9, 8]
    print(x, put_whole(x, [0]), put_whole(x, []), put_whole(x, 'ab'))


class Dying:
    def __init__(self, name, look=None):
        self.name = name
        self.look = look

    def __repr__(self):
        return self.name

    def __del__(self):
        print(self.name, 'dies', [] if self.look is None else self.look)


def deaths():
    x = [Dying(name) for name in 'abcd']
    x[:2] = [Dying('e'), Dying('f')]
    print('a and b are gone', x)
    x[1:3] = [1]
    print('f and c are gone', x)
    x[:] = x[::-1]
    print(x)
    x[0:1] = [Dying('g', x), Dying('h')]
    print(x)
    x[:1] = 'i'
    print(x)
    item = object()
    y = [item, item, 'x']
    before = sys.getrefcount(item), sys.getrefcount(y)
    for _ in range(20):
        y[:2] = y[1::-1]
        y[0:2] = [item, item]
        y[1:] = [item, 'x']
        y[1:2] = (item,)
        a, b = y[:1], y[::2]
        a = b = None
    print(before == (sys.getrefcount(item), sys.getrefcount(y)))
    [Dying('j'), Dying('k')][1:]
    print('j and k are gone')
    z = [Dying('l'), Dying('m')][1:]
    print('l is gone', z)
    x[:] = z[:] = []
    print('end')


class Growing:
    """Changes the list while a bound of it is asked for."""

    def __init__(self, of):
        self.of = of

    def __index__(self):
        self.of.append('grown')
        return len(self.of)


def changed():
    x = [1, 2]
    print(get(x, 0, Growing(x)), get(x, Growing(x), None), put(x, Growing(x), None, ['put']))
    x[1:2] = (x.append(n) or n for n in range(2))
    print(x)


def reverse_prefixes(x):
    flips = 0
    while x[0] != 1:
        k = x[0]
        x[:k] = x[k - 1::-1] if k < len(x) else x[::-1]
        flips += 1
    return flips, x


for _ in range(3):
    reading()
    views()
    writing()
    deaths()
    changed()
    print(reverse_prefixes([3, 1, 4, 2]), reverse_prefixes([4, 2, 3, 1]), reverse_prefixes([1]))
