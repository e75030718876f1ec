"""Generator expressions and generators in pipelines, laziness, closures, conditions, nesting."""

import itertools


def primes():
    composites = {}
    for n in itertools.count(2):
        factors = composites.pop(n, None)
        if factors is None:
            yield n
            composites[n * n] = [n]
        else:
            for factor in factors:
                composites.setdefault(n + factor, []).append(factor)


def window(iterable, size):
    items = []
    for item in iterable:
        items.append(item)
        if len(items) == size:
            yield tuple(items)
            del items[0]


def take(n, iterable):
    for _, item in zip(range(n), iterable):
        yield item


def chunks(sequence, size):
    for start in range(0, len(sequence), size):
        yield sequence[start:start + size]


def collatz(n):
    while n != 1:
        yield n
        n = n // 2 if n % 2 == 0 else 3 * n + 1
    yield 1


def lazy():
    log = []

    def note(x):
        log.append(x)
        return x
    g = (note(x) for x in (note(y) for y in range(3)))
    before = log[:]
    first = next(g)
    return before, first, log[:], list(g), log


def first_iterable_is_eager():
    try:
        (x for x in undefined_name)
    except NameError as error:
        eager = str(error)
    lazy = (y for x in [1] for y in undefined_name)
    try:
        next(lazy)
    except NameError as error:
        return eager, str(error)


def closure_in_expression():
    n = 1
    g = (x * n for x in range(3))
    n = 10
    return list(g)


def yields_in_expressions():
    received = []
    x = [(yield 1), (yield 2)]
    received.append(x)
    y = {'k': (yield 3)}
    received.append(y)
    received.append(f'{(yield 4)}!')
    received.append((yield 5) + (yield 6) * (yield 7))
    received.append(max((yield 8), (yield 9), key=(yield 10)))
    return received


def drive(g):
    sent = iter(['a', 'b', 'c', 'd', 1, 2, 3, 'x', 'yy', len])
    outputs = [next(g)]
    try:
        for value in sent:
            outputs.append(g.send(value))
    except StopIteration as stop:
        return outputs, stop.value


print(list(take(20, primes())), list(window('abcde', 3)), list(chunks('abcdefg', 3)), list(collatz(27))[-5:], len(list(collatz(97))))
print(lazy(), first_iterable_is_eager(), closure_in_expression(), drive(yields_in_expressions()))
print(sum(x * x for x in range(100) if x % 3), list((a, b) for a in range(3) for b in range(a) if a + b > 1), dict((k, v) for k, v in zip('ab', 'cd')))
print(list(itertools.chain.from_iterable((i,) * i for i in range(4))), [list(g) for g in ((x for x in range(n)) for n in range(4))], max((len(w), w) for w in ['a', 'bbb', 'cc']))
print(sorted(x for x in {3: 1, 1: 2}), tuple(y for y in (x for x in (z for z in 'abc'))), any(x > 5 for x in itertools.count()), next(x for x in itertools.count() if x * x > 500))
total = 0
for i, x in enumerate(x * 2 for x in range(1000)):
    total += i * x
print(total, *(c.upper() for c in 'star'), ''.join(c for c in 'a1b2' if c.isalpha()))
