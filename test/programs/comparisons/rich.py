"""Rich comparison methods: reflection, subclasses first, NotImplemented, odd results, defaults."""

log = []


class Base:
    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return self.name

    def __eq__(self, other):
        log.append(f'{self}=={other}')
        return NotImplemented

    def __lt__(self, other):
        log.append(f'{self}<{other}')
        return NotImplemented

    def __gt__(self, other):
        log.append(f'{self}>{other}')
        return f'{self} is greater'

    def __ne__(self, other):
        log.append(f'{self}!={other}')
        return [self, other]

    __hash__ = object.__hash__


class Derived(Base):
    def __lt__(self, other):
        log.append(f'derived {self}<{other}')
        return 'derived less'

    def __gt__(self, other):
        log.append(f'derived {self}>{other}')
        return NotImplemented


class OnlyEqual:
    def __eq__(self, other):
        return True


def attempt(name, action):
    try:
        result = action()
    except Exception as error:
        result = f'{type(error).__name__}: {error}'
    print(name, result, log)
    log.clear()


a, b, d = Base('a'), Base('b'), Derived('d')
pairs = [(a, b), (a, d), (d, a), (d, d), (a, 1), (1, a), (None, d)]
for x, y in pairs:
    attempt(f'{x}=={y}', lambda: x == y)
    attempt(f'{x}!={y}', lambda: x != y)
    attempt(f'{x}<{y}', lambda: x < y)
    attempt(f'{x}>{y}', lambda: x > y)
    attempt(f'{x}<={y}', lambda: x <= y)
    attempt(f'if {x}<{y}', lambda: 'yes' if x < y else 'no')
attempt('!= from ==', lambda: OnlyEqual() != 1)
attempt('unhashable', lambda: hash(OnlyEqual()))
attempt('object ==', lambda: object() == object())
attempt('object <', lambda: object() < object())
attempt('sorted', lambda: sorted([3, 'a', 1]))
attempt('max', lambda: max(a, b))
attempt('nested', lambda: [[1, 'a'], [1, 2]] < [[1, 2], [0]])
attempt('tuple', lambda: ((1, 2, 3) < (1, 2), (1, 2) < (1, 2, 3), (1, 'b') > (1, 'a'), [1] == (1,)))
attempt('dict', lambda: {1: 2} < {1: 3})


class Recursive:
    def __eq__(self, other):
        return self == other


attempt('recursive', lambda: Recursive() == 1)
