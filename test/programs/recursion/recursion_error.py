"""RecursionError: from plain functions, methods, generators, repr, comparisons; caught, repeated, recovered."""

import sys


def plain(n):
    return plain(n + 1)


def with_locals(n, a=1, b=2, c=3):
    d, e, f = a + n, b + n, c + n
    result = with_locals(n + 1, d, e, f)
    return result + d + e + f


def even(n):
    return odd(n + 1)


def odd(n):
    return even(n + 1)


class Thing:
    def method(self, n=0):
        return self.method(n + 1)

    @property
    def attribute(self):
        return self.attribute

    def __getattr__(self, name):
        return getattr(self, name + 'x')

    def __repr__(self):
        return f'<{self!r}>'

    def __eq__(self, other):
        return self == other

    def __add__(self, other):
        return self + other

    def __getitem__(self, key):
        return self[key]

    def __call__(self):
        return self()

    def __len__(self):
        return len(self)

    def __bool__(self):
        return not self

    def __iter__(self):
        return iter(self)

    def __contains__(self, x):
        return x in self


class Initialises:
    def __init__(self):
        self.inner = Initialises()


def generator():
    yield from generator()


def generator_sum(n):
    yield sum(generator_sum(n + 1))


def comprehension(n):
    return [comprehension(n + 1) for _ in range(1)]


def lambdas():
    f = lambda n: f(n + 1)
    return f(0)


def star(*args, **kwargs):
    return star(*args, 1, **kwargs)


def through_c(n):
    return list(map(through_c, [n]))


def through_sort(n):
    return sorted([n, n], key=through_sort)


def with_finally(n):
    try:
        return with_finally(n + 1)
    finally:
        finals.append(1) if len(finals) < 10 else None


def with_manager(n):
    with Manager():
        return with_manager(n + 1)


class Manager:
    def __enter__(self):
        return self

    def __exit__(self, *args):
        return False


def handler(n):
    try:
        return handler(n + 1)
    except RecursionError:
        return n


def nested_data():
    l = []
    for _ in range(100000):
        l = [l]
    try:
        repr(l)
    finally:
        while l:
            l = l[0]


def evals(n):
    return eval('evals(n + 1)')


finals = []
t = Thing()
ACTIONS = [plain, with_locals, even, comprehension, through_c, through_sort, with_finally, with_manager, evals]
for action in ACTIONS:
    for attempt in range(2):
        try:
            action(0)
        except RecursionError as error:
            print(action.__name__, str(error).split(' while')[0].split(' during')[0])
for name, action in (('method', t.method), ('attribute', lambda: t.attribute), ('getattr', lambda: t.anything), ('repr', lambda: repr(t)), ('eq', lambda: t == 1), ('add', lambda: t + 1),
                     ('getitem', lambda: t[0]), ('call', lambda: t()), ('len', lambda: len(t)), ('bool', lambda: bool(t)), ('iter', lambda: iter(t)), ('contains', lambda: 1 in t),
                     ('init', Initialises), ('yield from', lambda: list(generator())), ('sum', lambda: list(generator_sum(0))), ('lambda', lambdas), ('star', star), ('nested', nested_data)):
    try:
        action()
        print(name, 'no error')
    except RecursionError as error:
        print(name, 'RecursionError', str(error).split(' while')[0])
print(handler(0) > 900, len(finals))


def depth(n=0):
    try:
        return depth(n + 1)
    except RecursionError:
        return n


first = depth()
print(all(depth() == first for _ in range(20)), 950 < first < 1000)
for limit in (100, 300, 2000, 5000):
    sys.setrecursionlimit(limit)
    print(limit, limit - 10 < depth() <= limit)
for bad in (0, -1, 1, 'x'):
    try:
        sys.setrecursionlimit(bad)
    except (ValueError, RecursionError, TypeError) as error:
        print(type(error).__name__, error)
