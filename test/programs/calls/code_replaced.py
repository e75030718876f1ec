"""Functions whose __code__ is replaced: while idle, in a hot loop, while running, with closures."""


def one(x):
    return 'one', x


def two(x):
    return 'two', x, x


def loop(function, n, at):
    results = []
    for i in range(n):
        if i == at:
            function.__code__ = two.__code__
        results.append(function(i))
    return results


print(loop(one, 8, 4))
one.__defaults__ = (99,)
print(one())


def replaces_itself(depth):
    if depth:
        replaces_itself.__code__ = replacement.__code__
        return 'old', replaces_itself(depth - 1), 'still old'
    return 'old end'


def replacement(depth):
    return 'new', depth


print(replaces_itself(2), replaces_itself(2))


def generator():
    yield 'old 1'
    generator.__code__ = other_generator.__code__
    yield 'old 2'


def other_generator():
    yield 'new 1'


g = generator()
print(next(g), next(g), list(generator()), list(g))


def outer(a):
    def inner():
        return a
    return inner


def closure_other(a):
    def inner():
        return a * 2
    return inner


f = outer(5)
f.__code__ = closure_other(0).__code__
print(f())
for bad in (one.__code__, 5):
    try:
        f.__code__ = bad
    except (ValueError, TypeError) as error:
        print(type(error).__name__, error)
constants = one.__code__.replace(co_consts=tuple('changed' if c == 'two' else c for c in one.__code__.co_consts), co_name='renamed')
one.__code__ = constants
print(one(3), one.__code__.co_name, one.__name__)


class Callee:
    def method(self, x):
        return 'method', x


def call_method(o, n):
    seen = []
    for i in range(n):
        if i == 3:
            Callee.method.__code__ = (lambda self, x: ('lambda', x)).__code__
        if i == 6:
            Callee.method = lambda self, x: ('assigned', x)
        seen.append(o.method(i))
    return seen


print(call_method(Callee(), 9))
