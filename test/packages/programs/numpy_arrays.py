"""Ufuncs of C and of Python, callbacks from C into native code, errors and warnings, buffers, linear algebra."""
import pickle
import traceback
import warnings

import numpy as np


def clipped(x, low=2, high=7):
    return low if x < low else high if x > high else x


def ufuncs():
    a = np.arange(10)
    python = np.frompyfunc(clipped, 1, 1)
    print(python(a), python(a).dtype, np.vectorize(clipped, otypes=[float])(a, high=5))
    print(np.add.reduce(a), np.multiply.accumulate(a[1:6]), np.add.outer(a[:3], a[:3]).tolist())
    print(np.apply_along_axis(lambda row: sorted(row, key=lambda x: -x), 1, a.reshape(2, 5)).tolist())
    print(np.fromfunction(lambda i, j: i * 10 + j, (2, 3), dtype=int).tolist())
    print(np.fromiter((x * x for x in range(6)), dtype=np.int64), np.piecewise(a, [a < 3, a >= 3], [lambda x: -x, 9]))


class Metres(np.ndarray):
    """Called from C through __array_finalize__, __array_ufunc__ and __array_function__."""
    finalized = 0

    def __array_finalize__(self, other):
        Metres.finalized += 1

    def __array_ufunc__(self, ufunc, method, *inputs, **more):
        plain = [i.view(np.ndarray) if isinstance(i, Metres) else i for i in inputs]
        return ufunc.__name__, method, getattr(ufunc, method)(*plain, **more)

    def __array_function__(self, func, types, args, kwargs):
        return func.__name__, [t.__name__ for t in types]


def subclasses():
    m = np.arange(4).view(Metres)
    print(m + 1, np.sqrt(m), np.concatenate([m, m]), np.mean(m), Metres.finalized > 0)


def loops():
    total, grid = 0, np.zeros((20, 20))
    for i in range(20):
        for j in range(20):
            grid[i, j] = i * j % 7
            total += int(grid[i, j])
    print(total, grid.sum(), grid[3:6, ::5].tolist(), grid[grid > 5].size)
    scalars = [np.float64(1) / 3 + i for i in range(3)]
    print(scalars, type(scalars[0]).__name__, np.int8(100) + 1 > 100, True if np.bool_(1) else False)


def errors():
    for act in (lambda: np.zeros(3) + np.zeros(4), lambda: np.array([1, 2])[5], lambda: np.linalg.inv(np.zeros((2, 2))),
                lambda: np.frompyfunc(lambda x: 1 // x, 1, 1)(np.arange(2))):
        try:
            act()
        except Exception as error:
            print(type(error).__name__, error, [f.name for f in traceback.extract_tb(error.__traceback__)])
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter('always')
        print(np.array([1.0, 0.0]) / 0, [str(w.message) for w in caught])
    with np.errstate(all='raise'):
        try:
            np.float64(1e308) * 10
        except FloatingPointError as error:
            print(error)
    seen = []
    with np.errstate(divide='call', call=lambda kind, flag: seen.append((kind, flag))):
        np.array([1.0]) / 0
    print(seen)


def buffers():
    a = np.arange(6, dtype='<i4').reshape(2, 3)
    print(bytes(memoryview(a))[:8], pickle.loads(pickle.dumps(a)).tolist(), np.frombuffer(bytearray(b'\1\0\2\0'), '<u2'))
    people = np.array([('Ann', 3), ('Bob', 1)], dtype=[('name', 'U5'), ('n', 'i4')])
    print(np.sort(people, order='n')['name'], people[people['n'] > 2])
    objects = np.array([[1, 2], None, 'x', ...], dtype=object)
    print(objects == None, [type(o).__name__ for o in objects])


def algebra():
    a = np.array([[4.0, 1], [2, 3]])
    print(np.linalg.solve(a, [1, 2]).round(6), np.linalg.eigvals(a).round(6), (a @ a).tolist(), np.einsum('ij->i', a))
    print(np.random.default_rng(1).integers(0, 100, 5), np.fft.fft([1, 0, 0, 0]))


for part in (ufuncs, subclasses, loops, errors, buffers, algebra):
    print('--', part.__name__)
    part()
