"""Augmented assignment: mutable targets keep their identity, immutable ones do not."""


class Counter:
    def __init__(self, value):
        self.value = value

    def __iadd__(self, other):
        self.value += other
        return self

    def __isub__(self, other):
        return NotImplemented

    def __sub__(self, other):
        return Counter(self.value - other)

    def __imul__(self, other):
        return 'replaced'

    def __repr__(self):
        return f'Counter({self.value})'


def operators(a, b):
    results = []
    for name in ('+', '-', '*', '/', '//', '%', '@', '<<', '>>', '&', '|', '^', '**'):
        try:
            space = {'x': a, 'y': b}
            exec(f'x {name}= y', space)
            results.append((name, space['x']))
        except Exception as error:
            results.append((name, type(error).__name__, str(error)))
    return results


def lists():
    a = b = [1]
    a += (2, 3)
    a += 'xy'
    print(a, a is b)
    a *= 2
    print(a, a is b)
    a = a + [9]
    print(a is b, b)
    try:
        a += 5
    except TypeError as error:
        print(error)


def tuples():
    t = ([1], 2)
    try:
        t[0] += [2]
    except TypeError as error:
        print(error, t)


def sets_and_dicts():
    s = t = {1, 2, 3}
    s |= {4}
    s &= {2, 3, 4}
    s -= {2}
    s ^= {9}
    print(sorted(s), s is t)
    d = e = {1: 'a'}
    d |= {2: 'b'}
    d |= [(3, 'c')]
    print(d, d is e)


def attributes_and_items():
    class Space:
        pass

    space = Space()
    space.n = 1
    space.n += 1
    space.n <<= 4
    space.list = [0, 1, 2]
    space.list[1] += 10
    space.list[-1] **= 5
    space.list[0:2] += [7]
    print(space.n, space.list)
    table = {'a': {'b': 1}}
    table['a']['b'] -= 5
    print(table)
    try:
        table['missing'] += 1
    except KeyError as error:
        print(repr(error))
    try:
        space.missing += 1
    except AttributeError as error:
        print(error)


def order():
    log = []

    class Watched(dict):
        def __getitem__(self, key):
            log.append(f'get {key}')
            return 1

        def __setitem__(self, key, value):
            log.append(f'set {key} {value}')

    def target():
        log.append('target')
        return Watched()

    def key():
        log.append('key')
        return 'k'

    def value():
        log.append('value')
        return 2

    target()[key()] += value()
    print(log)


c = d = Counter(1)
c += 5
print(c, c is d)
c -= 2
print(c, c is d)
c *= 3
print(c)
for pair in ((5, 3), (5.5, 2), ([1], 2), ('a', 'b'), (Counter(4), 1), (True, False), ({1, 2}, {2})):
    print(pair, operators(*pair))
lists()
tuples()
sets_and_dicts()
attributes_and_items()
order()
