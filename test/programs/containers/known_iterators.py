"""Loops over what CPython's own types give: tuples, enumerate, zip and the rest, with results that somebody keeps, with
errors, with changes under way; and ints of ranges, that a loop's variable may take over."""

import gc
import sys


class Dying:
    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return self.name

    def __del__(self):
        print(self.name, 'dies')


class Failing:
    """Gives `n` items, and then an error."""

    def __init__(self, n, error=None):
        self.n = n
        self.error = error

    def __iter__(self):
        return self

    def __next__(self):
        self.n -= 1
        if self.n < 0:
            raise StopIteration if self.error is None else self.error
        return self.n


def attempt(f, *arguments):
    try:
        return f(*arguments)
    except Exception as error:
        return f'{type(error).__name__}: {error}'


def collect(iterable):
    found = []
    for x in iterable:
        found.append(x)
    return found


def pairs(iterable):
    found = []
    for a, b in iterable:
        found += [b, a]
    return found


def kinds():
    text = 'ab\xe9\u20ac'
    table = {'a': 1, 2: 'b', None: ()}
    for make in (tuple, list, iter, range, reversed, enumerate, zip, set, frozenset):
        for source in (3, (), (1,), (1, 2, 3), [], [1, 2, 3], '', text, range(0), range(2000, 2004), {}, {5: 6}, {7}):
            if make in (set, frozenset) and source is text:
                continue  # The order of characters in a set is another in each process.
            print(make.__name__, source, attempt(collect, attempt(make, source)))
    for view in (table, table.keys(), table.values(), table.items(), reversed(table), reversed(table.items())):
        print(collect(view), attempt(pairs, view))
    for source in (enumerate('abc'), enumerate('abc', 5), enumerate('ab', 2**30 - 2), enumerate((1, 2, 3), 2**62),
                   enumerate('ab', 2**64), enumerate('ab', -3), enumerate(range(1000, 1003), 256), enumerate('ab', True),
                   enumerate(Failing(2)), zip('abc', [1, 2]), zip('ab', range(5000, 5009), (1, 2, 3)), zip(), zip('a'),
                   zip('abc', Failing(2)), zip([1, 2], {3: 4, 5: 6}), zip('ab', 'cd', strict=True), map(str, range(3)),
                   map(max, (1, 2), (2, 1)), filter(None, (0, 1, 2)), range(2**40, 2**40 + 2), range(5, 0, -2),
                   b'ab', bytearray(b'ab'), memoryview(b'ab'), 'a\U0001f600'):
        print(type(source).__name__, attempt(collect, source), attempt(pairs, source))
    for failing in (ZeroDivisionError('enough'), StopIteration('end')):
        for source in (enumerate(Failing(2, failing)), zip('abc', Failing(2, failing)), zip(Failing(2, failing), 'abc'),
                       zip('abc', Failing(2, failing), strict=True), map(str, Failing(2, failing))):
            print(attempt(collect, source), attempt(pairs, source))
    print(attempt(collect, zip('abc', 'ab', strict=True)), attempt(collect, zip('ab', 'abc', strict=True)))


def kept_results():
    """Tuples that somebody keeps are not used again."""
    kept = []
    for pair in enumerate('abc'):
        kept.append(pair)
    for pair in zip('abc', range(1000, 1003)):
        kept.append(pair)
    print(kept, len({id(each) for each in kept}))
    ids = set()
    for pair in enumerate('abc'):
        ids.add(id(pair))
        pair = None
    print(len(ids))
    ids = set()
    for i, x in zip('abcd', 'efgh'):
        ids.add(i)
    print(sorted(ids))
    for pair in enumerate([[], []]):
        print(gc.is_tracked(pair))
    kept = None
    for n, pair in enumerate(zip('abc', 'def')):
        if n == 0:
            kept = pair
        print(kept, pair, kept is pair)


def lives():
    """An item lives as long as the tuple that was given has it."""
    def make(names):
        for name in names:
            yield Dying(name)

    for i, x in enumerate(make('ab')):
        x = None
        print('inside', i)
    print('after enumerate')
    for x, y in zip(make('cd'), make('efg')):
        x = y = None
        print('inside')
    print('after zip')
    for x, i in zip([Dying('h'), Dying('i')], range(9)):
        print('inside', x, sys.getrefcount(x))
    x = None
    print('after the list')
    for x in (Dying('j'), Dying('k')):
        print('inside', x, sys.getrefcount(x))
        break
    x = None
    for x in (Dying('l'), Dying('m')):
        pass
    print('after the tuple')
    del x


def changes():
    x = [1, 2, 3]
    for i, item in enumerate(x):
        if i < 5:
            x.append(item * 2)
        if i == 3:
            del x[5:]
    print(x)
    for a, b in zip(x, x):
        if len(x) > 2:
            x.pop()
    print(x, a, b)
    table = {1: 2, 3: 4}
    for make in (dict.keys, dict.values, dict.items, iter):
        try:
            for each in make(table):
                table[len(table) * 10] = 1
        except RuntimeError as error:
            print(error, len(table))
    try:
        for each in table:
            table.pop(each)
            table[each + 1] = 0
    except RuntimeError as error:
        print(error)
    try:
        for each in (letters := {1, 2}):
            letters.add(each + 100)
    except RuntimeError as error:
        print(error)
    iterator = iter((1, 2))
    print(collect(iterator), collect(iterator), attempt(next, iterator))
    iterator = enumerate([1])
    print(collect(iterator), collect(iterator))


def ranges():
    """An int that somebody else has keeps its value."""
    kept = []
    for i in range(250, 265):
        kept.append(i)
    print(kept)
    kept = {}
    for i in range(1000, 1006, 2):
        j = i
        for i in range(2000, 2003):
            kept[i] = j
    print(kept, i, j)
    i = 123456789
    k = i
    for i in range(3000, 3003):
        pass
    print(i, k)
    i = 'text'
    for i in range(-1002, -1000):
        print(i)
    i = 10**30
    for i in range(4000, 4002):
        print(i, i.bit_length(), -i)
    for i in range(2**30 - 2, 2**30 + 2):
        print(i, i + 1, i >> 30, i in {2**30, 2**30 + 1}, i == 2**30)
    for i in range(2**31 - 2, 2**31 + 1):
        print(i, -i)
    i = -5000
    for i in range(5000, 5002):
        i = -i
        print(i, i * i)
    held = [i for i in range(700, 703)], {i: -i for i in range(700, 703)}, sum(i for i in range(700, 703))
    print(held)
    for x[0] in range(800, 803) if (x := [0]) else ():
        pass
    print(x)
    counted = []
    for i in range(900, 904):
        counted.append(sys.getrefcount(i))
        del i
    print(counted)
    total = 0
    for i in range(1000, 1100):
        for j in range(i, i + 3):
            total += i * j
            i = j
    print(total, i, j)


def closures():
    kept = []
    for i in range(600, 603):
        def inner():
            return i
        kept.append(inner)
    print([f() for f in kept])


for _ in range(3):
    closures()
    kinds()
    kept_results()
    lives()
    changes()
    ranges()
