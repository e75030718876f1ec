"""Unpacking in assignments: lengths, stars, nesting, swaps, every source and every error."""


def attempt(f, *arguments):
    try:
        return f(*arguments)
    except Exception as error:
        return f'{type(error).__name__}: {error}'


def two(x):
    a, b = x
    return a, b


def three(x):
    [a, b, c] = x
    return a, b, c


def star_first(x):
    *a, b = x
    return a, b


def star_middle(x):
    a, *b, c = x
    return a, b, c


def star_last(x):
    a, b, *c = x
    return a, b, c


def only_star(x):
    *a, = x
    return a


def nested(x):
    (a, [b, *c]), d = x
    return a, b, c, d


def none_at_all(x):
    () = x
    return 'empty'


def one(x):
    (a,) = x
    return a


class Iterates:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        yield from range(self.n)


class Raising:
    def __iter__(self):
        yield 1
        raise KeyError('half way')


SOURCES = [(1, 2), [1, 2], 'ab', (1, 2, 3), [1, 2, 3], 'abc', (), [], (1,), {1: 2, 3: 4}, {'x': 1}.items(), range(2), range(5), iter('xyz'),
           Iterates(2), Iterates(7), Raising(), 5, None, b'ab', (x for x in (8, 9)), ((1, (2, 3, 4)), 5), ((1, 'x'), 2), zip('ab', 'cd')]
for function in (two, three, star_first, star_middle, star_last, only_star, nested, none_at_all, one):
    for source in SOURCES:
        if type(source).__name__ in ('generator', 'zip', 'str_ascii_iterator', 'str_iterator'):
            source = iter(list('pq'))
        print(function.__name__, type(source).__name__, attempt(function, source))


def swaps(a, b, c, d):
    a, b = b, a
    b, c, d = d, b, c
    a, b, c, d = d, c, b, a
    l = [a, b, c]
    i = 0
    i, l[i] = 2, 'set'
    l[0], l[2] = l[2], l[0]
    x = y = z = l[:1]
    x[0], y = y, x
    return a, b, c, d, i, l[1:], x is z, len(y)


def chained():
    a = (b, c) = [d, *e] = (1, 2)
    return a, b, c, d, e


def partial():
    a = 'old'
    try:
        a, b = 1, 2, 3
    except ValueError as error:
        return a, str(error)


def partial_targets():
    seen = []

    class Target:
        def __setattr__(self, name, value):
            seen.append((name, value))
            if value == 2:
                raise RuntimeError('refused')
    t = Target()
    try:
        t.a, t.b, t.c = 1, 2, 3
    except RuntimeError as error:
        return seen, str(error)


def fibonacci(n):
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a


print(swaps(1, 2, 3, 4), chained(), partial(), partial_targets(), fibonacci(100))
first, *rest = [[1, 2], [3]]
print(first, rest, [a + b for a, b in ((1, 2), (3, 4))], {k: v for k, (v, *_) in {'k': 'value'}.items()})
(lambda a, *b: print(a, b))(*'xyz')
head, *_, tail = range(100)
print(head, tail, len(_))
