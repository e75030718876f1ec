"""Starred expressions in displays, calls, subscripts, returns, yields and their errors."""


def attempt(f):
    try:
        return f()
    except Exception as error:
        return f'{type(error).__name__}: {error}'


def show(*args, **kwargs):
    return args, kwargs


def returns():
    rest = [2, 3]
    return 1, *rest


def yields():
    rest = [2, 3]
    received = yield 1, *rest
    yield received


class Mapping:
    def keys(self):
        return ['a', 'b']

    def __getitem__(self, key):
        return key * 2


class BadMapping:
    def keys(self):
        return 5

    def __getitem__(self, key):
        return 1


class Subscript:
    def __getitem__(self, key):
        return key


a, b, empty = [1, 2], {'x': 1}, ()
print([*a, *a], (*a, 0, *empty), sorted({*a, 5}), {**b, 'y': 2, **{'x': 9}}, [*b], [*b.items()], [*range(3), *'ab'])
print(show(*a), show(*a, *a, 9), show(0, *a, k=1), show(**b), show(*a, **b), show(**b, **{'z': 3}), show(*empty, **{}), show(*b))
print(show(**Mapping()), show(*'ab', *(n for n in range(2)), z=1, **Mapping()), show(k=1, *a), show(*a, k=1, **b))
print(returns(), list(yields()), Subscript()[*a], Subscript()[0, *a, 1], Subscript()[*a, :], tuple(Subscript()[1:2, ...][1:]))
for x in *a, *'z':
    print(x, end=' ')
print()
for action in (lambda: show(*5), lambda: show(**5), lambda: show(**[1]), lambda: show(**{1: 2}), lambda: show(x=1, **b), lambda: show(**b, **b),
               lambda: show(*None), lambda: [*5], lambda: {**5}, lambda: {*None}, lambda: (*1,), lambda: show(**BadMapping()),
               lambda: {**BadMapping()}, lambda: show(1, *5, *6), lambda: print(**{'sepp': 1}), lambda: len(*a), lambda: dict(**{1: 2}),
               lambda: show(*(1 / 0 for _ in a)), lambda: show(**{'a': 1}, a=2)):
    print(attempt(action))
