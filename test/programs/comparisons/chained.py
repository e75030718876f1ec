"""Chained comparisons: each operand once, in order, stopping at the first false one."""

log = []


def v(value):
    log.append(value)
    return value


def chain(a, b, c):
    result = v(a) < v(b) <= v(c)
    steps = log[:]
    log.clear()
    return result, steps


def branch(a, b, c):
    if v(a) < v(b) < v(c):
        answer = 'ascending'
    elif v(a) > v(b) > v(c):
        answer = 'descending'
    elif not v(a) == v(b) == v(c):
        answer = 'neither'
    else:
        answer = 'equal'
    steps = len(log)
    log.clear()
    return answer, steps


for a in (1, 2, 3):
    for b in (1, 2, 3):
        for c in (1, 2, 3):
            print(a, b, c, chain(a, b, c), branch(a, b, c))


def long_chain(x):
    return 0 <= x < 10 != x == 5 in [5, 6] is not None


print([long_chain(x) for x in (-1, 0, 4, 5, 10, 20)])


def in_loop(limit):
    n = 0
    while 0 <= n < limit <= 1000:
        n += 1
    return n


print(in_loop(10), in_loop(2000))


class Fuzzy:
    """Its comparisons give objects, whose truth decides whether the chain goes on."""

    def __init__(self, name, truth):
        self.name, self.truth = name, truth

    def __lt__(self, other):
        return Fuzzy(f'({self.name}<{other.name})', self.truth)

    def __bool__(self):
        log.append(f'bool {self.name}')
        return self.truth


a, b, c = Fuzzy('a', True), Fuzzy('b', False), Fuzzy('c', True)
print((a < b < c).name, (b < c < a).name, log)
log.clear()
print(bool(a < b < c), log)
log.clear()


class Broken:
    def __lt__(self, other):
        raise ValueError('cannot compare')

    def __repr__(self):
        return 'Broken'


for chain_of in (lambda: 1 < 2 < Broken() < 3, lambda: 1 < 2 < 'x', lambda: 'a' < 3 < 4, lambda: Broken() < 1 < 2):
    try:
        print(chain_of())
    except (ValueError, TypeError) as error:
        print(type(error).__name__, error)
