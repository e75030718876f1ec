"""Operator methods: reflected, subclass first, NotImplemented, inherited and missing ones."""


class Logged:
    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return self.name


def define(symbol, method):
    def forward(self, other):
        return f'{self!r}{symbol}{other!r}'

    def reflected(self, other):
        return f'{other!r}{symbol}{self!r} reflected'

    setattr(Logged, f'__{method}__', forward)
    setattr(Logged, f'__r{method}__', reflected)


for symbol, method in (('+', 'add'), ('-', 'sub'), ('*', 'mul'), ('/', 'truediv'), ('//', 'floordiv'),
                       ('%', 'mod'), ('@', 'matmul'), ('**', 'pow'), ('<<', 'lshift'), ('>>', 'rshift'),
                       ('&', 'and'), ('|', 'or'), ('^', 'xor')):
    define(symbol, method)


class Special(Logged):
    def __radd__(self, other):
        return f'Special radd {other!r}'

    def __sub__(self, other):
        return NotImplemented


class Refuses:
    def __add__(self, other):
        return NotImplemented

    __radd__ = __add__
    __sub__ = None

    def __repr__(self):
        return 'refuses'


def all_operators(a, b):
    return [a + b, a - b, a * b, a / b, a // b, a % b, a @ b, a ** b, a << b, a >> b, a & b, a | b, a ^ b]


logged, special, refuses = Logged('l'), Special('s'), Refuses()
for left, right in ((logged, 1), (1, logged), (logged, special), (2.5, logged), ([], logged), (None, logged)):
    print(*all_operators(left, right), sep=' | ')
print('text' + logged, '%s' % logged, [1] + logged)
for action in (lambda: refuses + 1, lambda: 1 + refuses, lambda: refuses + refuses, lambda: refuses - 1,
               lambda: special - special, lambda: special - 3, lambda: logged + refuses):
    try:
        print(action())
    except TypeError as error:
        print(error)


class Unary:
    def __neg__(self):
        return 'neg'

    def __pos__(self):
        return 'pos'

    def __invert__(self):
        return 'invert'

    def __bool__(self):
        return False

    def __abs__(self):
        return 'abs'

    def __round__(self, digits=None):
        return f'round {digits}'

    def __divmod__(self, other):
        return 'divmod', other

    def __index__(self):
        return 2


u = Unary()
print(-u, +u, ~u, not u, abs(u), round(u), round(u, 3), divmod(u, 4), 'abcd'[u], range(10)[u], hex(u))


class BadBool:
    def __bool__(self):
        return 'yes'


class BadLen:
    def __len__(self):
        return -1


for bad in (BadBool(), BadLen()):
    try:
        print('true' if bad else 'false')
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)
