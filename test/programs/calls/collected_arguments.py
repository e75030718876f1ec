"""*args and **kwargs of native functions: what they get, errors, names that are equal and not the same, and who holds what."""

import sys
from collections import namedtuple


def rest(*values): return values
def named(**values): return values
def all_kinds(x, *values, y=2, **others): return x, values, y, others
def positional_only(x, /, y, **others): return x, y, others
def with_default(x, y=1, *values): return x, y, values


def decorated(function):
    def call(*args, **kwargs):
        return function(*args, **kwargs)
    return call


passed_on = decorated(all_kinds)


class Owner:
    def method(self, *args, **kwargs):
        return args, kwargs


class Made:
    def __new__(cls, *args, size=1):
        made = super().__new__(cls)
        made.args, made.size = args, size
        return made


class Other(Made):
    def __init__(self, *args, **kwargs):
        self.seen = args, kwargs


class Elsewhere:
    """Its __new__ makes what is initialised, too: an instance of a class derived from it."""
    def __new__(cls, value):
        return object.__new__(Derived) if cls is Elsewhere else object.__new__(cls)


class Derived(Elsewhere):
    def __init__(self, value):
        self.value = value


class Foreign:
    def __new__(cls, value):
        return value


Point = namedtuple('Point', 'x y')
CALLS = [
    lambda o: rest(), lambda o: rest(o), lambda o: rest(1, o, 3), lambda o: named(), lambda o: named(q=o, r=1),
    lambda o: all_kinds(o), lambda o: all_kinds(1, 2, o), lambda o: all_kinds(1, y=o),
    lambda o: all_kinds(1, 2, z=o, y=3, w=4), lambda o: positional_only(1, 2), lambda o: positional_only(1, y=2, x=o),
    lambda o: positional_only(1, x=o), lambda o: positional_only(1, 2, y=o), lambda o: positional_only(),
    lambda o: with_default(o), lambda o: with_default(1, 2, 3, o), lambda o: with_default(y=1, x=o),
    lambda o: with_default(1, x=o), lambda o: passed_on(1, 2, y=o, u=3), lambda o: passed_on(),
    lambda o: Owner().method(1, z=o), lambda o: all_kinds(**{'x': 1, 'y': o}), lambda o: all_kinds(*[1, 2, o]),
    lambda o: all_kinds(1, **{''.join(['', 'x']): o}), lambda o: named(**{'a b': o}), lambda o: named(**{1: o}),
    lambda o: vars(Made(o, 2, size=3)), lambda o: vars(Other(o)), lambda o: Made(length=o),
    lambda o: type(Elsewhere(o)).__name__, lambda o: Elsewhere(o).value, lambda o: Foreign(o), lambda o: Foreign(),
    lambda o: Point(1, o), lambda o: Point(y=o, x=2), lambda o: Point(o),
]
held = object()
for number, call in enumerate(CALLS):
    results = set()
    before = sys.getrefcount(held)
    for _ in range(40):
        try:
            results.add(repr(call(held)))
        except TypeError as error:
            results.add(str(error))
    print(number, *(result.replace(repr(held), 'held') for result in results), sys.getrefcount(held) - before)
