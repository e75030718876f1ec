"""Every kind of parameter against every shape of call: positional, by name, in any order, missing, twice, too many; classes too."""

import sys

SIGNATURES = [
    '', 'a', 'a, b', 'a, b=2', 'a=1, b=2', 'a, /, b', 'a, b=2, /', 'a, /, b, *, c', 'a, *, b', 'a, *, b=2', '*, a, b=2',
    'a, b=2, *, c=3, d', 'a=1, /, b=2, *, c=3', 'a, *rest', 'a, *rest, b=2', 'a, **more', 'a, *rest, b=2, **more',
    'a, b, c, d, e, f, g, h', 'a, b=2, c=3, d=4, e=5',
]
ARGUMENTS = [
    '', '1', '1, 2', '1, 2, 3', 'a=1', 'b=1', 'a=1, b=2', 'b=1, a=2', '1, b=2', '1, a=2', '1, c=3', '1, c=3, b=2', '1, b=2, c=3',
    '1, 2, c=3', '1, 2, b=3', '1, 2, d=4, c=3', 'd=4, c=3, b=2, a=1', 'a=1, b=2, c=3, d=4', '1, d=4', '1, zz=5', 'zz=5',
    '1, 2, 3, 4, 5, 6, 7, 8', '1, 2, 3, 4, h=8, g=7, f=6, e=5', '1, e=5', '1, 2, e=5, c=3',
]


def show(name, call):
    for _ in range(3):
        try:
            result = call()
        except TypeError as error:
            result = str(error)
    print(f'{name}: {result}')


def names_of(signature):
    return [part.split('=')[0].strip(' *') for part in signature.split(',') if part.strip() not in ('*', '/', '')]


lines = ['class Outer:', '    pass', '']
for i, signature in enumerate(SIGNATURES):
    values = ', '.join(names_of(signature))
    own = f'self, {signature}' if signature else 'self'
    lines += [f'def f{i}({signature}):', f'    return [{values}]', '',
              f'class C{i}:', f'    def __init__({own}):', f'        self.values = [{values}]',
              f'    def __call__({own}):', f'        return [{values}]', f'    def method({own}):', f'        return [{values}]',
              '    @classmethod', f'    def of({own.replace("self", "cls")}):', f'        return [cls.__name__, {values}]', '']

scope = {'show': show}
for i, signature in enumerate(SIGNATURES):
    lines.append(f'def calls{i}(one):')
    for arguments in ARGUMENTS:
        for what in (f'f{i}({arguments})', f'C{i}({arguments}).values', f'one({arguments})', f'one.method({arguments})',
                     f'one.of({arguments})', f'C{i}.of({arguments})'):
            lines.append(f'    show({what!r}, lambda: {what})')
    lines.append('')
exec('\n'.join(lines), scope)
for i in range(len(SIGNATURES)):
    scope[f'calls{i}'](object.__new__(scope[f'C{i}']))

# Defaults that change, also to fewer and more than there are parameters.


def defaults(a, b=2, *, c=3):
    return a, b, c


def use():
    found = []
    for call in (lambda: defaults(1), lambda: defaults(1, c=5), lambda: defaults(b=1, a=2), lambda: defaults(),
                 lambda: defaults(c=1, b=2)):
        try:
            found.append(call())
        except TypeError as error:
            found.append(str(error))
    return found


class Odd(str):
    def __hash__(self):
        return hash(str(self))

    def __eq__(self, other):
        print('compared')
        return str(self) == other


print(use(), use())
for changed in (None, (), (20,), (10, 20), (0, 10, 20)):
    defaults.__defaults__ = changed
    print(changed, use())
for changed in (None, {}, {'c': 30}, {'c': None}, {'d': 4}, {Odd('c'): 6}, {1: 2, 'c': 7}):
    defaults.__kwdefaults__ = changed
    print(changed, use())

# Names that are equal and not the same string.
name = ''.join(['k', 'e', 'y'])


def takes(key, *, other=0):
    return key, other


print(takes(**{name: 1}), takes(**{name: 1, 'other': 2}), takes(key=5))

# References during the call are what they are in CPython.


class Counted:
    def __init__(self, a, b, c=None, *, d=None):
        self.counts = [sys.getrefcount(x) for x in (self, a, b, c, d)]


class Bare:
    pass


class Slotted:
    __slots__ = ()


class Wrong:
    def __init__(self, result):
        return result


def count(a, b, c=None, *, d=None):
    return [sys.getrefcount(x) for x in (a, b, c, d)]


for _ in range(3):
    things = [Bare() for _ in range(4)]
    print(Counted(*things[:2]).counts[:3], Counted(things[0], b=things[1]).counts[:3],
          Counted(things[0], things[1], d=things[3], c=things[2]).counts, count(things[0], b=things[1])[:2],
          count(*things[:3], d=things[3]), count(d=things[3], c=things[2], b=things[1], a=things[0]))
    print([sys.getrefcount(x) for x in things], type(Slotted()).__name__, len(vars(Bare())))
for arguments in ('1', 'result=2', 'result=None', ''):
    try:
        print(type(eval(f'Wrong({arguments})')).__name__)
    except TypeError as error:
        print(error)
for wrong in ('Bare(1)', 'Bare(a=1)', 'Slotted(a=1)', 'Bare(*[])', 'Bare(**{})'):
    try:
        print(type(eval(wrong)).__name__)
    except TypeError as error:
        print(error)

# A class without __init__ that gets one, an abstract one, one with another __new__ and metaclass.


class Changing:
    pass


def make():
    return vars(Changing())


print(make(), make())
Changing.__init__ = lambda self: setattr(self, 'made', 1)
print(make(), make())
del Changing.__init__
print(make(), make())
Changing.__new__ = lambda cls: Bare()
print(make(), make())
del Changing.__new__
print(make())


class Meta(type):
    def __call__(cls, *args, **kwargs):
        return cls.__name__, args, kwargs


class WithMeta(metaclass=Meta):
    pass


print(WithMeta(), WithMeta(1, a=2))

# Errors in a call by names have the function's place.


def fails(*, depth):
    if depth:
        return fails(depth=depth - 1)
    raise KeyError


try:
    fails(depth=3)
except KeyError as error:
    traceback, depth = error.__traceback__, 0
    while traceback:
        depth += 1
        traceback = traceback.tb_next
    print(depth)


def endless(*, depth=0):
    endless.depth = depth
    return endless(depth=depth + 1)


try:
    endless()
except RecursionError as error:
    print(error, endless.depth)
