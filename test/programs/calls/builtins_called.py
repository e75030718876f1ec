"""C functions calling back into Python: sort keys, map, filter, reduce, min, sum, callbacks that raise."""

import functools
import itertools
import operator


def attempt(f):
    try:
        return f()
    except Exception as error:
        return f'{type(error).__name__}: {error}'


def negative(x):
    return -x


def fails_at(n):
    def f(x):
        if x == n:
            raise ValueError(f'at {n}')
        return x
    return f


class Reversed:
    def __init__(self, x):
        self.x = x

    def __lt__(self, other):
        return self.x > other.x

    def __repr__(self):
        return f'R{self.x}'


numbers = [(i * 37 + 11) % 50 for i in range(30)]
print(sorted(numbers, key=negative), sorted(map(Reversed, numbers[:8])), sorted(numbers, key=functools.cmp_to_key(lambda a, b: (a % 7) - (b % 7))))
print(attempt(lambda: sorted(numbers, key=fails_at(numbers[3]))), attempt(lambda: list(map(fails_at(2), range(5)))), attempt(lambda: max(numbers, key=fails_at(99))))
print(functools.reduce(lambda a, b: a * b % 1009, range(1, 30)), list(filter(lambda x: x % 3 == 0, numbers)), min(numbers, key=lambda x: abs(x - 25)))
print(list(map(lambda a, b: a * b, range(4), range(4, 8))), list(itertools.starmap(pow, [(2, 3), (3, 2)])), list(itertools.accumulate(range(6), lambda a, b: a + b * 2)))
print([k for k, g in itertools.groupby(sorted(numbers, key=lambda x: x % 4), key=lambda x: x % 4)], list(itertools.takewhile(lambda x: x < 40, numbers)))
print(functools.partial(lambda a, b, c=0: (a, b, c), 1, c=5)(2), operator.itemgetter(1, 3)(numbers), operator.attrgetter('real')(5), operator.methodcaller('upper')('x'))
print(sum((i for i in range(10)), start=100), any(x > 48 for x in numbers), all(map(lambda x: x >= 0, numbers)), list(zip(*[iter(range(6))] * 2)))
print(dict.fromkeys('ab', 0), type('Made', (), {'f': lambda self: 'f'})().f(), attempt(lambda: list(map(None, [1]))), attempt(lambda: sorted([1], key=5)))
print(*map(str.upper, 'abc'), sep='-', end='!\n')
print(isinstance(True, (int, str)), issubclass(bool, int), callable(len), callable(5), divmod(7, 2), abs(-3), round(2.567, 1), id(numbers) == id(numbers))


class Hooked:
    def __len__(self): return 4
    def __str__(self): return 'str'
    def __repr__(self): return 'repr'
    def __hash__(self): return 42
    def __iter__(self): return iter('ab')
    def __contains__(self, x): return x == 'z'
    def __reversed__(self): return ['reversed']
    def __format__(self, spec): return 'format' + spec
    def __bytes__(self): return b'bytes'
    def __int__(self): return 7
    def __float__(self): return 7.5
    def __complex__(self): return 1j
    def __dir__(self): return ['z', 'a']
    def __instancecheck__(self, other): return True
    def __getitem__(self, key): return key
    def __missing__(self, key): return 'missing'
    def __trunc__(self): return 1
    def __ceil__(self): return 2
    def __sizeof__(self): return 10
    def __length_hint__(self): return 3


h = Hooked()
print(len(h), str(h), repr(h), hash(h), list(h), 'z' in h, reversed(h), format(h, 'x'), bytes(h), int(h), float(h), complex(h), dir(h), isinstance(1, h), h[1:2], bool(h))
for bad in ('__len__', '__str__', '__hash__', '__iter__', '__int__', '__bool__', '__index__', '__float__'):
    Bad = type('Bad', (), {bad: lambda self: [] if bad != '__iter__' else 3})
    call = {'__len__': len, '__str__': str, '__hash__': hash, '__iter__': iter, '__int__': int, '__bool__': bool, '__index__': hex, '__float__': float}[bad]
    print(bad, attempt(lambda: call(Bad())))
