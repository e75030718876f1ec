"""Items of lists and tuples by index, read, written and unpacked: borders, wrong types, subclasses, who dies when."""

import sys


class Dying:
    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return self.name

    def __del__(self):
        print(self.name, 'dies')


class Index:
    def __repr__(self):
        return "Index()"

    def __index__(self):
        return 1


class Items(list):
    def __getitem__(self, key):
        return 'got', key

    def __setitem__(self, key, value):
        print('set', key, value)

    def __iter__(self):
        return iter('xy')


class Pair(tuple):
    def __getitem__(self, key):
        return 'got', key

    def __iter__(self):
        return iter('xy')


def attempt(f, *arguments):
    try:
        return f(*arguments)
    except Exception as error:
        return f'{type(error).__name__}: {error}'


def get(x, i):
    return x[i]


def get_last(x):
    return x[-1]


def get_third_last(x):
    return x[-3]


def get_second(x):
    return x[1]


def put(x, i, v):
    x[i] = v
    return x


def put_last(x, v):
    x[-1] = v
    return x


def put_third_last(x, v):
    x[-3] = v
    return x


def put_second(x, v):
    x[1] = v
    return x


def put_constant(x):
    x[0] = 'constant'
    x[True] = None
    return x


def put_far(x):
    x[1073741823] = 1


def put_farther(x):
    x[-1073741824] = 1


def put_sum(x, i):
    x[i + 1] = x[i - 1] + 1
    return x


def put_computed(make, i):
    make()[i * 2] = i
    make()[-1] = i


def swap(x, i, j):
    x[i], x[j] = x[j], x[i]
    return x


KEYS = [0, 1, 2, 3, -1, -2, -3, -4, True, False, 2**30 - 1, 2**30, -2**30, 2**64, -2**64, 1.0, None, '1',
        Index(), slice(1)]


def borders():
    for make in (list, tuple, Items, Pair, str, lambda text: bytearray(text.encode())):
        for key in KEYS:
            if not isinstance(key, (Index, slice)):
                print(make('abc'), repr(key), attempt(get, make('abc'), key), attempt(put, make('abc'), key, 5))
        print(attempt(get, make('abc'), KEYS[-2]), attempt(put, make('abc'), KEYS[-2], 5))
        for text in ('', 'a', 'ab', 'abc', 'abcd'):
            print([attempt(f, make(text)) for f in (get_last, get_third_last, get_second)])
            print([attempt(f, make(text), 7) for f in (put_last, put_third_last, put_second)])
            print(attempt(put_constant, make(text)), attempt(put_far, make(text)), attempt(put_farther, make(text)))
            print(attempt(put_sum, make(text), 1), attempt(swap, make(text), 0, -1))
    print(put_sum([1, 2, 3], 1), swap([1, 2, 3], 0, -1), swap([1, 2], 0, 0))
    print(attempt(put, {}, 'key', 'value'), attempt(put, {1: 2}, 1, 3), attempt(put, {}, [], 1), attempt(put_last, {}, 1))
    print(attempt(get_last, {-1: 'minus one'}), attempt(get_last, {}), attempt(get, {1: 2}, True))


def deaths():
    x = [Dying('a'), Dying('b'), Dying('c')]
    x[0] = 1
    print('a is gone')
    x[-1] = x
    print('c is gone')
    x[1], x[2] = x[2], x[1]
    print(x[1] is x, x[2])
    x[2] = x[1] = None
    print('b is gone', x)
    [Dying('d'), 1][0] = Dying('e')
    print('d and e are gone')
    [Dying('f'), 1][-1] = 2
    y = [None] * 700
    keys = [int('300')]
    for _ in range(5):
        y[keys[0]] = Dying('by a key')
        y[keys[0]] = None
    print(sys.getrefcount(keys[0]))
    for i in (150, 300):
        y[i * 2] = Dying('old')
        before = sys.getrefcount(y)
        y[i * 2] = i
        y[i * 2 + 1] = y[i * 2]
        print(sys.getrefcount(y) == before, y[i * 2], y[i * 2 + 1])
    print('f is gone')


class Meddling:
    """Changes the list when it leaves it."""

    def __init__(self, of):
        self.of = of

    def __del__(self):
        print('meddling with', [type(each).__name__ for each in self.of])
        self.of.clear()
        self.of.extend('new')


def meddled(i):
    x = [0, 0, 0]
    x[1] = Meddling(x)
    x[i + 1] = 'put'
    print(x)
    x[1] = Meddling(x)
    x[1] = Dying('put')
    print(x)


def counts():
    item = object()
    x = [item, 1, 2]
    for _ in range(20):
        x[1] = item
        x[-1] = x[0]
        a, b, c = x
        a, b, c = (item, item, item)
        x[0], x[1] = x[1], x[0]
    print(sys.getrefcount(item), sys.getrefcount(x), len({a, b, c}))


def two(x):
    a, b = x
    return b, a


def six(x):
    a, b, c, d, e, f = x
    return f, e, d, c, b, a


def seven(x):
    a, b, c, d, e, f, g = x
    return g, f, e, d, c, b, a


def nested(rows):
    total = 0
    for i, (a, [b, c]), *rest in rows:
        total += i * a + b - c + len(rest)
    return total


class Mapping(dict):
    def __iter__(self):
        return iter((1, 2))


def unpacked():
    for f, n in ((two, 2), (six, 6), (seven, 7)):
        for make in (list, tuple, Items, Pair, iter, dict.fromkeys, str, bytes):
            for size in (0, n - 1, n, n + 1, 30):
                text = 'abcdefgh'[:size] if make in (str, dict.fromkeys) else range(size)
                print(f.__name__, size, attempt(f, make(text)))
    print(attempt(two, 5), attempt(two, None), attempt(two, Mapping()))
    print(nested([(1, (2, [3, 4])), [5, [6, (7, 8)], 9], (1, (2, [3, 4]), 5, 6)]), attempt(nested, [(1, (2, [3]))]))
    a, b = b, a = Dying('g'), Dying('h')
    print(a, b)
    a, b = [b, a]
    print(a, b)
    a, b = (Dying('i'), Dying('j'))
    print('g and h are gone')
    a, b = [b, None]
    print('i is gone')


class Growing(list):
    pass


def changed_while_unpacked():
    x = [1, 2]

    class Eager:
        def __del__(self):
            x.append(3)

    a = Eager()
    a, b = x
    print(a, b, x)
    print(attempt(two, x))


for _ in range(3):
    borders()
    deaths()
    meddled(0)
    counts()
    unpacked()
    changed_while_unpacked()
