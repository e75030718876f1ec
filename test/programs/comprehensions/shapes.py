"""List, set, dict comprehensions and generator expressions: nesting, conditions, scopes, walrus, unpacking."""


def attempt(f):
    try:
        return f()
    except Exception as error:
        return f'{type(error).__name__}: {error}'


def function_scope(n):
    k = 10
    a = [x * k for x in range(n)]
    b = {x % 3 for x in a}
    c = {x: [y for y in range(x)] for x in range(4)}
    d = [(x, y, z) for x in range(3) if x for y in range(x) for z in 'ab' if y or z == 'a']
    e = [[j * i for j in range(3)] for i in range(3)]
    f = [x if x % 2 else -x for x in range(5) if x != 2 if x != 3]
    return a, sorted(b), c, d, e, f


def unpacking():
    pairs = [(1, ('a', 'b')), (2, ('c', 'd'))]
    return [n for n, _ in pairs], {k: v for n, (k, v) in pairs}, [[first, *rest] for first, *rest in ['abc', 'd']], [x for [x, _], in [[(1, 2)]]]


def walrus():
    total = 0
    partial = [total := total + x for x in range(5)]
    if any((found := x) > 3 for x in [1, 5, 2]):
        witness = found
    squares = [y for x in range(5) if (y := x * x) % 2 == 0]
    while (n := len(partial)) > 2:
        partial.pop()
    return total, witness, squares, n, y, (z := 5, z + 1), [last := i for i in range(3)], last


def targets():
    box = {}
    items = [0, 0]
    [None for box['k'] in range(3)]
    [None for items[0], items[1] in [(1, 2), (3, 4)]]
    return box, items


def lambdas():
    return [f(2) for f in [lambda x, i=i: x * i for i in range(3)]], (lambda n: [m for m in range(n)])(3), [(lambda: x)() for x in 'ab']


def errors():
    return (attempt(lambda: [1 / x for x in (1, 0)]), attempt(lambda: {x: 1 for x in [[]]}), attempt(lambda: {x for x in [{}]}), attempt(lambda: [x for x in 5]),
            attempt(lambda: [undefined for x in [1]]), attempt(lambda: [x for x, y in [(1, 2, 3)]]), attempt(lambda: [z for y in [1] for z in y]))


class Scope:
    n = 3
    direct = [n for n in range(n)]
    kept = n
    iterable = [i for i in range(kept)]
    nested = {k: [v for v in range(3)] for k in 'ab'}


def exceptions_inside():
    result = []
    for value in (1, 0, 2):
        try:
            result.append([10 // value for _ in range(2)])
        except ZeroDivisionError:
            result.append('failed')
    return result


def side_effects():
    log = []
    [log.append(x) or log.append(-x) for x in range(3)]
    {log.append('k'): log.append('v') for _ in range(1)}
    return log


def large():
    return sum([x * y for x in range(100) for y in range(100) if (x + y) % 7 == 0]), len({(x * y) % 101 for x in range(100) for y in range(50)}), \
        sum({x: x * x for x in range(1000)}.values()), sum(1 for x in range(300) for y in range(x) if x % (y + 1) == 0)


def reads_enclosing():
    data = [[1, 2], [3, 4]]
    factor = 2

    def inner():
        return [[cell * factor for cell in row] for row in data]
    factor = 3
    return inner(), [len(data) for data in data], data


print(*function_scope(6), sep='\n')
print(unpacking(), walrus(), targets(), lambdas(), errors(), sep='\n')
print(Scope.direct, Scope.kept, Scope.iterable, Scope.nested, exceptions_inside(), side_effects(), large(), reads_enclosing(), sep='\n')
x = 'module'
print([x for x in range(3)], x, {x: x for x in 'q'}, x, [locals() is globals() for _ in 'a'], [y := 7], y)
print([*range(3), *[x for x in 'ab']], {**{k: 1 for k in 'xy'}}, dict([(k, v) for k, v in zip('ab', (1, 2))]), [a for b in [[1], [2, 3]] for a in b], [(yield_ := 3)])
primes = [n for n in range(2, 100) if all(n % d for d in range(2, int(n ** 0.5) + 1))]
print(primes, [''.join(c for c in word if c.isalpha()) for word in 'a1b c2d'.split()], sorted({len(w): w for w in ('a', 'bb', 'cc')}.items()))
print([[1 if i == j else 0 for j in range(4)] for i in range(4)], [list(column) for column in zip(*[[1, 2], [3, 4]])], {v: k for k, v in {'a': 1, 'b': 2}.items()})
