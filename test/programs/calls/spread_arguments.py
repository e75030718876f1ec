"""f(*args, **kwargs) of functions, methods and decorated functions: every shape, references meanwhile, keys that are no names."""

import functools
import sys


def attempt(function):
    try:
        return function()
    except Exception as error:
        return f'{type(error).__name__}: {error}'


def none():
    return 'none'


def plain(a, b, c):
    return a, b, c


def defaults(a, b=2, c=3):
    return a, b, c


def named(a, *, b, c=3):
    return a, b, c


def only(a, /, b, *, c=3):
    return a, b, c


def rest(a, *rest, c=3):
    return a, rest, c


def more(a, **more):
    return a, sorted(more.items())


def generates(a, b=2, c=3):
    yield from (a, b, c)


async def awaits(a, b=2, c=3):
    return a, b, c


def many(**given):
    return len(given)


exec(f'def wide({", ".join(f"p{i}={i}" for i in range(40))}):\n    return p0 + p39\n')


class Methods:
    def plain(self, a, b=2, c=3):
        return type(self).__name__, a, b, c

    @classmethod
    def of(cls, a, b=2, *, c=3):
        return cls.__name__, a, b, c

    @staticmethod
    def static(a, b=2, c=3):
        return a, b, c

    def __call__(self, a, b=2, c=3):
        return 'called', a, b, c


def wrap(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)
    return wrapper


one = Methods()
bound = one.plain
functions = [none, plain, defaults, named, only, rest, more, bound, one.of, Methods.of, one.static, one, wrap(defaults),
             wrap(wrap(named)), wrap(bound), functools.partial(defaults, 1), print, dict, Methods.plain]
TUPLES = [(), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4)]
DICTS = [{}, {'a': 5}, {'b': 6}, {'c': 7, 'b': 6}, {'c': 7, 'b': 6, 'a': 5}, {'d': 8}, {'a': 5, 'self': 9}]
for function in functions:
    if function is print:
        continue
    print(getattr(function, '__name__', '?'))
    for args in TUPLES:
        print('   ', [attempt(lambda: function(*args, **kwargs)) for kwargs in DICTS])
print([list(generates(*args, **{'c': 1})) for args in TUPLES[1:3]])
for kwargs in ({'b': 1}, {'b': 1, 'c': 5}):
    try:
        awaits(*(1,), **kwargs).send(None)
    except StopIteration as stop:
        print(stop.value)
wide_arguments = {f'p{i}': i * 2 for i in range(40)}
print(wide(**wide_arguments), wide(*range(5), **{'p39': 1}), many(**wide_arguments), attempt(lambda: wide(1, **wide_arguments)))


class Name(str):
    pass


print(attempt(lambda: plain(*(1, 2), **{1: 2})), attempt(lambda: plain(1, **{Name('b'): 2, 'c': 3})),
      attempt(lambda: plain(1, b=2, **{''.join(['c']): 3})), attempt(lambda: plain(1, c=2, **{'c': 3})),
      attempt(lambda: plain(*5, **{})), attempt(lambda: plain(**5)))

# References: as many as with the array that CPython unpacks them into.


class Thing:
    pass


def counts(a, b=None, *, c=None):
    return [x if x is None else sys.getrefcount(x) for x in (a, b, c)]


class Counts:
    def of(self, a, b=None, *, c=None):
        return [x if x is None else sys.getrefcount(x) for x in (self, a, b, c)]


things = [Thing() for _ in range(3)]
counted = Counts()
method = counted.of
for _ in range(3):
    args, kwargs = (things[0],), {'b': things[1], 'c': things[2]}
    print(counts(*args, **kwargs), method(*args, **kwargs), counted.of(*args, **kwargs), wrap(counts)(*args, **kwargs),
          [sys.getrefcount(x) for x in (*things, counted)])

# The dict and what is in it may change meanwhile.


def changes(a, b, c):
    shared.clear()
    given.clear()
    return a, b, c


shared = {'b': [1], 'c': [2]}
given = [[0]]
print(changes(*given, **shared), shared, given)


class Mapping:
    def keys(self):
        return ['b', 'c']

    def __getitem__(self, key):
        return key * 2


print(plain(1, **Mapping()), plain(*iter('a'), **Mapping()))


def fails(*args, key):
    raise KeyError(key, args)


def through(*args, **kwargs):
    return fails(*args, **kwargs)


print(attempt(lambda: through(1, key=2)), attempt(lambda: through(1)), attempt(lambda: through(key=1, other=2)))


def deep(n, *, key=0):
    deep.depth = n
    return deep(*(n + 1,), **{'key': n})


print(attempt(lambda: deep(0)), deep.depth)
events = []


def tracer(frame, event, arg):
    events.append((frame.f_code.co_name, event))
    return tracer


def switches(a, b):
    sys.settrace(tracer if b else None)
    return a


def switched():
    switches(*(1,), **{'b': True})
    switches(*(1,), **{'b': False})
    return events


print(switched())
