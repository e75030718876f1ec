"""Items of array.array, bytes, bytearray, memoryview and str by a small int: every type code, every border, impostors."""

import array as module
import gc
import importlib
import sys
from array import array


def attempt(f, *arguments):
    try:
        return f(*arguments)
    except OverflowError:
        return 'OverflowError'  # Which words it has depends on the sizes of C's types.
    except Exception as error:
        return f'{type(error).__name__}: {error}'


def get(x, i):
    return x[i]


def put(x, i, v):
    x[i] = v
    return x[i]


def ends(x):
    return x[0], x[-1]


class Number:
    def __index__(self):
        return 7

    def __float__(self):
        return 7.5


class Integer(int):
    def __index__(self):
        print('not asked')
        return 1


VALUES = [0, 1, -1, 127, 128, -128, -129, 255, 256, 32767, 32768, -32768, -32769, 65535, 65536, 2**30 - 1, 2**30, -2**30,
          2**31 - 1, 2**31, -2**31, -2**31 - 1, 2**32 - 1, 2**32, 2**60, 2**63 - 1, 2**63, -2**63, -2**63 - 1, 2**64 - 1,
          2**64, 1.5, 0.1, -0.0, 1e300, float('inf'), float('nan'), True, False, None, 'a', b'a', Number(), Integer(5), 1j]


def show(value):
    return repr(value) if type(value) in (int, float, str, bytes) else type(value).__name__


def values(x):
    for value in VALUES:
        print(show(value), show(attempt(put, x, 1, value)))


def indices(x):
    print([show(attempt(get, x, i)) for i in (0, 1, 2, 3, -1, -2, -3, -4, True, 2**30, -2**30, 2**70, 1.0, None, Number())])
    print([show(attempt(put, x, i, x[0])) for i in (0, 2, 3, -1, -3, -4, True, 2**30, -2**30, 2**70, 1.0, None)])
    print(show(attempt(ends, x)), show(attempt(ends, x[:0])), show(attempt(put, x[:0], 0, 1)))


def arrays():
    # I, l and L have other borders, or other words for them, on other machines.
    for code in 'bBhHiqQfd':
        x = array(code, [1, 2, 3])
        print(code)
        values(x)
        indices(x)
        view = memoryview(x)
        values(view)
        indices(view)
        print(show(attempt(x.append, 1)))
        view.release()
        print(show(attempt(get, view, 0)), show(attempt(put, view, 0, 1)))
    letters = array('u', 'abc')
    print(attempt(put, letters, 1, 'x'), attempt(put, letters, 1, 'xy'), attempt(put, letters, 1, 5), ends(letters))
    print(attempt(get, array('d'), 0), attempt(put, array('d'), 0, 1.0), attempt(get, array('d'), -1))


def wide_arrays():
    for code in 'IlL':
        x = array(code, [1, 2, 3])
        indices(x)
        print([attempt(put, x, 1, v) for v in (0, 2**31 - 1, 2**30, 5, True, None, 1.5)])
        print([attempt(put, memoryview(x), 1, v) for v in (0, 2**31 - 1, 2**30, 5, True, None, 1.5)])
        for v in (2**31, 2**32 - 1, -1, -2**31, 2**32, 2**63, 2**64):
            print(code, v, str(attempt(put, x, 1, v)) in (str(v), str(attempt(x.append, v)).replace('None', str(v))), ends(x)[0])


def bytes_and_text():
    for x in (b'abc', bytearray(b'abc'), memoryview(b'abc'), memoryview(bytearray(b'abc')), 'abc', 'a\xe9\u20ac', 'x\U0001f600z'):
        values(x)
        indices(x)


def views():
    data = bytearray(range(16))
    view = memoryview(data)
    print(ends(view[::2]), ends(view[::-1]), put(view[::-3], 1, 99), data)
    for code in 'bhilqfdcBHILQ?P':
        cast = view[:8].cast(code)
        print(code, show(attempt(put, cast, 0, 1)), show(attempt(put, cast, 0, b'x')), show(attempt(put, cast, 0, True)))
    for code in 'hiqfd':
        odd = view[1:9].cast(code)
        print(code, show(attempt(put, odd, 0, 5)), show(odd[0]), list(data)[:10])
        odd.release()
    other = view[:]
    other.release()
    print(attempt(get, other, 0), attempt(put, other, 0, 1), view[0])
    square = view.cast('B', (4, 4))
    print(attempt(get, square, 0), attempt(put, square, 0, 1), attempt(get, square, (1, 2)))
    print(attempt(put, view.toreadonly(), 0, 1), attempt(get, view.toreadonly(), 0))
    print(attempt(get, memoryview(b'')[:0], 0), attempt(get, memoryview(data).cast('B', ()) if False else view[3:3], 0))
    print(attempt(data.append, 1))
    square.release()


class Sub(array):
    def __getitem__(self, i):
        return 'sub', i


class Silent(array):
    pass


class Text(str):
    def __getitem__(self, i):
        return 'text', i


def impostors():
    print(get(Sub('d', [1.0]), 0), put(Sub('d', [1.0]), 0, 2), get(Silent('i', [5]), 0), put(Silent('i', [5]), 0, 6))
    print(get(Text('abc'), 0), attempt(put, Text('abc'), 0, 1), get(type('Plain', (bytes,), {})(b'abc'), -1))
    fake = type('array.array', (), {'__getitem__': lambda self, i: i})
    print(get(fake(), 3), attempt(put, fake(), 3, 3))
    fake = type('array.array', (bytearray,), {})
    print(get(fake(b'xyz'), 1), put(fake(b'xyz'), 1, 3))


def other_modules():
    """The module imported anew has a type of its own."""
    del sys.modules['array']
    anew = importlib.import_module('array')
    print(anew.array is module.array)
    for _ in range(3):
        for make in (module.array, anew.array):
            x = make('i', [1, 2, 3])
            print(get(x, 1), put(x, -1, 5), attempt(get, x, 3))
    sys.modules['array'] = module
    del anew
    gc.collect()
    print(get(array('i', [1, 2, 3]), 1))


def counts():
    big = 123456789
    x = array('q', [big])
    y = memoryview(x)
    i, v = 1000 - 1000, 5 * big
    before = sys.getrefcount(x), sys.getrefcount(y), sys.getrefcount(v)
    for _ in range(50):
        x[i] = v
        y[0] = x[i]
        y[i] = v
    print(before == (sys.getrefcount(x), sys.getrefcount(y), sys.getrefcount(v)), x[0] == v)
    try:
        x[5] = v
    except IndexError:
        print(sys.getrefcount(v))


for _ in range(2):
    arrays()
    wide_arrays()
    bytes_and_text()
    views()
    impostors()
other_modules()
counts()
