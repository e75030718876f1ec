"""Decorators: plain, with arguments, stacked, of classes, of methods, stateful, wraps, memoised."""

import functools


def logged(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        result = function(*args, **kwargs)
        print(f'{function.__name__}{args}{kwargs or ""} -> {result!r}')
        return result
    return wrapper


def repeat(times):
    def decorate(function):
        def wrapper(*args):
            return [function(*args) for _ in range(times)]
        return wrapper
    return decorate


def memoise(function):
    cache = {}

    def wrapper(n):
        if n not in cache:
            cache[n] = function(n)
        return cache[n]
    wrapper.cache = cache
    return wrapper


class Register:
    def __init__(self):
        self.names = []

    def __call__(self, thing=None, *, name=None):
        if thing is None:
            return lambda t: self(t, name=name)
        self.names.append(name or thing.__name__)
        return thing


register = Register()


@logged
@repeat(2)
def twice(x):
    return x


@register
@logged
def add(a, b=2, *, c=0):
    """Adds."""
    return a + b + c


@register(name='special')
class Thing:
    @logged
    def method(self, x):
        return x * 2

    @property
    @logged
    def value(self):
        return 7

    @classmethod
    @repeat(3)
    def build(cls):
        return cls.__name__

    @staticmethod
    @logged
    def static(x):
        return -x

    def __repr__(self):
        return 'Thing()'


@memoise
def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


@functools.lru_cache(maxsize=4)
def square(n):
    return n * n


@functools.singledispatch
def describe(x):
    return 'something'


@describe.register
def _(x: int):
    return 'an int'


@describe.register(list)
@describe.register(tuple)
def _(x):
    return f'a sequence of {len(x)}'


@(lambda f: 'replaced')
def gone():
    pass


twice(4), add(1), add(1, c=5), add.__name__, add.__doc__
t = Thing()
t.method(3), t.value, Thing.static(5)
print(t.build(), register.names, fibonacci(80), len(fibonacci.cache), gone)
print([square(n) for n in (1, 2, 3, 1, 4, 5, 1)], square.cache_info())
print(describe(1), describe([1, 2]), describe(()), describe('x'), describe(True), add.__wrapped__(5))
try:
    @undefined_decorator
    def nothing():
        pass
except NameError as error:
    print(error)
