"""How many references to its operands a special method sees, and when they die, for everything that calls such a method."""

import gc
import sys

gc.disable()
log = []
note = log.append
count = sys.getrefcount


class Dying:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        note(f'{self.name} dies')

    def __repr__(self):
        return self.name

    def __hash__(self):
        return sum(map(ord, self.name))


class Plain(Dying):
    """Has none of the methods but what everything has."""


def method(name, parameters, result):
    """The text of a method that looks at its parameters, and lets go of each."""
    lines = [f'def {name}({", ".join(parameters)}):']
    counts = ', '.join(f'count({one}) if hasattr(type({one}), "__del__") else None' for one in parameters)
    lines.append(f'    note(("{name}", {counts}))')
    for one in parameters:
        lines.append(f'    {one} = None')
        lines.append(f'    note("{one} rebound")')
    lines.append(f'    return {result}')
    return '\n'.join('    ' + line for line in lines)


BINARY = {'add': '+', 'sub': '-', 'mul': '*', 'matmul': '@', 'truediv': '/', 'floordiv': '//', 'mod': '%',
          'pow': '**', 'lshift': '<<', 'rshift': '>>', 'and': '&', 'xor': '^', 'or': '|'}
COMPARISONS = {'lt': '<', 'le': '<=', 'gt': '>', 'ge': '>=', 'eq': '==', 'ne': '!='}
UNARY = {'neg': '-', 'pos': '+', 'invert': '~'}

NEW = 'Dying("result")'
METHODS = (
    [(f'__{name}__', ('self', 'other'), NEW) for name in [*BINARY, *COMPARISONS]]
    + [(f'__{name}__', ('self',), NEW) for name in UNARY]
    + [('__getitem__', ('self', 'key'), NEW), ('__setitem__', ('self', 'key', 'value'), 'None'),
       ('__delitem__', ('self', 'key'), 'None'), ('__contains__', ('self', 'item'), NEW),
       ('__bool__', ('self',), 'True'), ('__len__', ('self',), '2'), ('__hash__', ('self',), '5'),
       ('__enter__', ('self',), NEW), ('__exit__', ('self', 'kind', 'value', 'traceback'), 'True'),
       ('__str__', ('self',), '"text"'), ('__repr__', ('self',), '"text"'), ('__format__', ('self', 'spec'), '"text"'),
       ('__call__', ('self', 'value'), NEW), ('__index__', ('self',), '1'), ('__int__', ('self',), '1'),
       ('__float__', ('self',), '1.0'), ('keys', ('self',), '[Plain("k")]'),
       ('__await__', ('self',), 'iter([])'), ('__aiter__', ('self',), 'Steps(2)'), ('__aenter__', ('self',), 'Awaited()'),
       ('__aexit__', ('self', 'kind', 'value', 'traceback'), 'Awaited()')])

CLASSES = {
    'Full': METHODS + [('__iter__', ('self',), 'Steps(2)')],
    'Reflected': [(f'__r{name}__', ('self', 'other'), NEW) for name in BINARY]
    + [(f'__{name}__', ('self', 'other'), NEW) for name in COMPARISONS],
    'Refusing': [(f'__{name}__', ('self', 'other'), 'NotImplemented') for name in [*BINARY, *COMPARISONS]],
    'InPlace': [(f'__i{name}__', ('self', 'other'), NEW) for name in BINARY],
    'Sequence': [('__getitem__', ('self', 'key'), "stop()"), ('__len__', ('self',), '0')],
    'Falsy': [('__bool__', ('self',), 'False')],
    'Sized': [('__len__', ('self',), '0')],
    'Raising': [(name, parameters, 'stop()') for name, parameters, _ in METHODS],
    'Attributes': [('__getattr__', ('self', 'name'), NEW), ('__setattr__', ('self', 'name', 'value'), 'None'),
                   ('__delattr__', ('self', 'name'), 'None')],
    'AnyAttribute': [('__getattribute__', ('self', 'name'), NEW)],
    'Getter': [('__get__', ('self', 'owner', 'kind'), NEW)],
    'Descriptor': [('__get__', ('self', 'owner', 'kind'), NEW), ('__set__', ('self', 'owner', 'value'), 'None'),
                   ('__delete__', ('self', 'owner'), 'None')],
}


def stop():
    raise IndexError('stopped')


class Steps(Dying):
    """An iterator in Python."""

    def __init__(self, left):
        self.left = left
        self.name = 'iterator'

    def __iter__(self):
        note(('__iter__', count(self)))
        return self

    def __next__(self):
        note(('__next__', count(self)))
        if not self.left:
            raise StopIteration
        self.left -= 1
        return Plain(f'item {self.left}')

    async def __anext__(self):
        note(('__anext__', count(self)))
        if not self.left:
            raise StopAsyncIteration
        self.left -= 1
        return Plain(f'item {self.left}')


class Awaited(Dying):
    def __init__(self):
        self.name = 'awaited'

    def __await__(self):
        note(('__await__', count(self)))
        return iter([])


class Kind(type):
    def __instancecheck__(cls, instance):
        note(('__instancecheck__', count(instance)))
        instance = None
        note('instance rebound')
        return True


class AnyKind(metaclass=Kind):
    pass


names = {'Dying': Dying, 'Plain': Plain, 'Steps': Steps, 'Awaited': Awaited, 'AnyKind': AnyKind, 'note': note, 'count': count,
         'stop': stop}
for class_name, methods in CLASSES.items():
    init = '''
    def __init__(self, name):
        object.__setattr__(self, 'name', name)

    def __del__(self):
        note(object.__getattribute__(self, 'name') + ' dies')
'''
    exec(f'class {class_name}:{init}\n' + '\n'.join(method(*one) for one in methods), names)
exec("""
class Owner(Dying):
    plain = Getter('getter')
    data = Descriptor('descriptor')
    @property
    def read(self):
        note(('read', count(self)))
        self = None
        note('self rebound')
        return Dying('result')
    @read.setter
    def read(self, value):
        note(('write', count(self), count(value)))
        self = None
        note('self rebound')
        value = None
        note('value rebound')
""", names)

# A statement, and what A, B and D are. Native code counts no reference for a local that waits on the value stack while another
# operator is executed: with operands from locals such statements are not tried.
STATEMENTS = []
WAITING = set()


def add(statement, a='Full', b='Plain', d='Plain', waits=False):
    STATEMENTS.append((statement, a, b, d))
    if waits:
        WAITING.add(statement)


for operator in BINARY.values():
    add(f'A {operator} B')
    add(f'A {operator} B', 'Plain', 'Reflected')
    add(f'A {operator} B', 'Refusing', 'Reflected')
    add(f'A {operator} B', 'Refusing')
    add(f'A {operator} A', 'Full')
    add(f'A {operator} 1', 'Full')
    add(f'1 {operator} B', 'Plain', 'Reflected')
    add(f'1.5 {operator} B', 'Plain', 'Reflected')
    add(f'"text" {operator} B', 'Plain', 'Reflected')
    add(f'A {operator} B {operator} D', 'Full')
    add(f'D {operator} (A {operator} B)', 'Full', 'Plain', 'Full')
    add(f'x = A; x {operator}= B; note("done")', 'InPlace')
    add(f'x = A; x {operator}= B; note("done")', 'Full')
    add(f'x = A; x {operator}= B; note("done")', 'Refusing', 'Reflected')
    add(f'x = [A]; x[0] {operator}= B; note("done")', 'InPlace')
    add(f'x = Dying("owner"); x.field = A; x.field {operator}= B; note("done")', 'InPlace')
for operator in COMPARISONS.values():
    add(f'A {operator} B')
    add(f'A {operator} B', 'Plain', 'Reflected')
    add(f'A {operator} B', 'Refusing', 'Reflected')
    add(f'A {operator} B', 'Refusing')
    add(f'A {operator} 1')
    add(f'1 {operator} B', 'Plain', 'Reflected')
    add(f'"text" {operator} B', 'Plain', 'Reflected')
    add(f'A {operator} B {operator} D', 'Full', 'Full', waits=True)
    add(f'note("yes") if A {operator} B else note("no")', 'Full')
    add(f'while A {operator} B: note("yes"); break', 'Full')
    add(f'not A {operator} B')
for operator in UNARY.values():
    add(f'{operator}A')
    add(f'{operator}{operator}A')
    add(f'{operator}A', 'Plain')
    add(f'{operator}A', 'Raising')
for kind in ('Full', 'Falsy', 'Sized', 'Plain', 'Raising'):
    add('not A', kind)
    add('if A: note("yes")', kind)
    add('note("yes") if A else note("no")', kind)
    add('A and B', kind)
    add('A or B', kind)
    add('while A: break', kind)
    add('assert A, B', kind)
    add('[1 for x in (1,) if A]', kind)
for kind in ('Full', 'Raising', 'Plain'):
    add('A[B]', kind)
    add('A[B][D]', kind)
    add('A[B:D]', kind)
    add('A[B:D:1]', kind)
    add('A[B, D]', kind)
    add('A[B] = D', kind)
    add('A[B:D] = 1', kind)
    add('del A[B]', kind)
    add('del A[B:D]', kind)
    add('x = y = A; x[B] = y', kind)
    add('B in A', kind)
    add('B not in A', kind)
    add('note("in") if B in A else note("not in")', kind)
    add('A(B)', kind)
    add('f"{A}"', kind)
    add('f"{A!r}{A!s}{A!a}"', kind)
    add('f"{A:{1}}{B}"', kind)
    add('"%s %r" % (A, B)', kind)
    add('str(A); repr(A); len(A); hash(A); bool(A); int(A); float(A)', kind)
    add('with A: note("inside")', kind)
    add('with A as x: note("inside")', kind)
    add('with A: raise KeyError(B)', kind)
    add('with A as x, A as y: note("inside")', kind)
    add('[0, 1][A]', kind)
    add('[0, 1][A:]', kind)
    add('x = [0, 1]; x[A] = B; del x[A]; note("done")', kind)
    add('"text"[A]; (1, 2)[A]', kind)
    add('[0] * A', kind)
    add('{A: B}[A]', kind)
    add('{A, B}', kind)
    add('x = {}; x[A] = B; note("set"); del x[A]; note("deleted")', kind)
    add('x = {A: B, A: D}; note("done")', kind)
    add('A in {1: 2}; A in [1, 2]; A in (1, 2); A in {1, 2}', kind)
    add('x, y = A', kind)
    add('x, y, z = A', kind)
    add('x, *y = A', kind)
    add('[*A]; (*A, B); {*A}', kind)
    add('{**A}', kind)
    add('dict(**A)', kind)
    add('note(len([*A, B]))', kind)
    add('(lambda *args: note(len(args)))(*A)', kind)
    add('for x in A: note("turn")', kind)
    add('for x in A: break', kind)
    add('for x in A: raise KeyError(B)', kind)
    add('[note("turn") for x in A]; {x.name for x in A}; {x.name: 1 for x in A}', kind)
    add('list(x for x in A)', kind)
    add('def g(): yield from A\nlist(g())', kind)
    add('match A:\n  case [x, y]: note("two")\n  case _: note("other")', kind)
    add('match A:\n  case {"k": x}: note("mapping")\n  case AnyKind(): note("kind")', kind)
    add('match A:\n  case 1 | 2: note("equal")\n  case _: note("other")', kind)
    add('async def g(): await A\nrun(g())', kind)
    add('async def g():\n  async with A as x: note("inside")\nrun(g())', kind)
    add('async def g():\n  async with A: raise KeyError(B)\nrun(g())', kind)
    add('async def g():\n  async for x in A: note("turn")\nrun(g())', kind)
    add('async def g(): return [note("turn") async for x in A]\nrun(g())', kind)
    add('raise A', kind)
    add('raise KeyError(A) from B', kind)
    add('A.no_such', kind)
    add('A.field = B; note("done")', kind)
    add('x = A; x.field = B; x.field = D; note("done")', kind)
    add('del A.field', kind)
    add('isinstance(A, AnyKind)', kind)
    add('print(A, file=B)', kind)
for statement in ('for x in A: note("turn")', 'list(A)', 'x, y = A', 'B in A', '[*A]', 'if A: note("yes")'):
    add(statement, 'Sequence')
for kind in ('Attributes', 'AnyAttribute'):
    for statement in ('A.x', 'A.x.y', 'A.x(B)', 'A.x = B', 'del A.x', 'A.x += B', 'A.name', 'x = A; x.y; x.y = B; del x.y'):
        add(statement, kind, waits='+=' in statement)
for kind in ('plain', 'data', 'read'):
    for statement in (f'A.{kind}', f'A.{kind} = B', f'del A.{kind}', f'A.{kind}(B)', f'A.{kind} += B'):
        add(statement, 'Owner', waits='+=' in statement)


def run(coroutine):
    try:
        coroutine.send(None)
    except StopIteration:
        pass


names['run'] = run


def run_logged(function):
    try:
        function()
    except Exception as error:
        note(f'{type(error).__name__}: {error}')
    lines = log[:]
    log.clear()
    return lines


def replaced(statement, a, b, d):
    """With A, B and D, where they stand by themselves, replaced."""
    words = {'A': a, 'B': b, 'D': d}
    text = ''
    for at, letter in enumerate(statement):
        around = statement[at - 1:at] + statement[at + 1:at + 2]
        alone = not any(other.isalnum() for other in around.replace('f', '')) or around == 'f'
        text += words[letter] if letter in words and alone else letter
    return text


def defined(number, statement, a, b, d):
    """The text of the two functions, one with operands that nobody else has, one with those of its locals."""
    fresh = replaced(statement, f"{a}('a')", f"{b}('b')", f"{d}('d')")
    kept = replaced(statement, 'p', 'q', 'r')
    return '\n'.join(
        [f'def fresh{number}():', *('    ' + line for line in fresh.split('\n')), '    note("back")',
         f'def kept{number}():', f"    p = {a}('a')", f"    q = {b}('b')", f"    r = {d}('d')",
         *('    ' + line for line in kept.split('\n')), '    note("back")'])


TOGETHER = 50
for first in range(0, len(STATEMENTS), TOGETHER):
    group = STATEMENTS[first:first + TOGETHER]
    exec('\n'.join(defined(number, *one) for number, one in enumerate(group)), names)
    for number, (statement, a, b, d) in enumerate(group):
        for kind in ('fresh', 'kept'):
            if kind == 'kept' and statement in WAITING:
                continue
            function = names[f'{kind}{number}']
            lines = run_logged(function)
            print(f'{statement!r} of {a}, {b}, {d}, {kind}:', *lines, sep='\n    ')
            # CPython specialises some instructions, which then hand their operands over.
            for turn in range(20):
                last = run_logged(function)
            if last != lines:
                print(f'{statement!r} of {a}, {b}, {d}, {kind}, many times:', *last, sep='\n    ')
