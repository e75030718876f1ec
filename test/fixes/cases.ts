/**
 * Programs whose one excluded construct is to be rewritten. Each prints what depends on order, on
 * exceptions and on how often something is evaluated.
 */

import type { OpcodeName } from '../../server/src/opcodes/opcodeNames.js';

export interface Case {
  readonly name: string;
  readonly without: readonly OpcodeName[];
  readonly title: RegExp;
  readonly before: string;
  /** The whole text afterwards; absent where only the behaviour counts. */
  readonly expected?: string;
}

/** Prints its name when it is evaluated. */
const say = `def say(value):
    print('say', value)
    return value
`;

export const cases: readonly Case[] = [
  {
    name: 'an f-string',
    without: ['FORMAT_VALUE', 'BUILD_STRING'],
    title: /f-string/,
    before: `${say}
class Loud:
    def __format__(self, spec):
        print('format', spec)
        return 'loud' + spec

def f(a, width):
    return f'{say(a)!r:>{say(width)}} and {Loud():x} {Loud()}, {a=}, {{}} it\\'s \\u20ac {"q" + a}\\n'

print(f('ä', 7), f('b', 3))
`,
    expected: `${say}
class Loud:
    def __format__(self, spec):
        print('format', spec)
        return 'loud' + spec

def f(a, width):
    return ''.join([format(repr(say(a)), ''.join(['>', format(say(width))])), ' and ', format(Loud(), 'x'), ' ', format(Loud()), ', a=', format(repr(a)), ', {} it\\'s € ', format('q' + a), '\\n'])

print(f('ä', 7), f('b', 3))
`,
  },
  {
    name: 'an f-string in an f-string',
    without: ['BUILD_STRING'],
    title: /f-string/,
    before: `def f(a):\n    return f'{a} {",".join([f"<{x}>" for x in a])} {a}'\n\nprint(f('ab'))\n`,
    expected: `def f(a):\n    return ''.join([format(a), ' ', format(','.join([f'<{x}>' for x in a])), ' ', format(a)])\n\nprint(f('ab'))\n`,
  },
  {
    name: 'an f-string of one piece',
    without: ['FORMAT_VALUE'],
    title: /f-string/,
    before: `def f(a):\n    return f'{a}' + f"{a!s:>4}"\n\nprint(f(3), f('x'))\n`,
  },
  {
    name: 'an f-string over several lines, with CRLF',
    without: ['FORMAT_VALUE'],
    title: /f-string/,
    before: `def f(a):\r\n    return (f'''<{a +\r\n  1}>\r\n'''\r\n      'tail')\r\n\r\nprint(repr(f(3)))\r\n`,
  },
  {
    name: 'match on literals',
    without: ['COPY'],
    title: /match/,
    before: `def f(value):
    match value:
        # about one
        case 1 | 2:
            return '''a
            b'''
        case -3: return 'minus'
        case 'x' | b'y' | None:
            if value:
                return 'text'
            return 'none'
        case True:
            return 'true'
        case other:
            return ('other', other)

print([f(x) for x in (1, 2, 2.0, -3, 'x', b'y', None, True, 5, [])])
`,
    expected: `def f(value):
    # about one
    if (value == 1 or value == 2):
        return '''a
            b'''
    elif value == -3: return 'minus'
    elif (value == 'x' or value == b'y' or value is None):
        if value:
            return 'text'
        return 'none'
    elif value is True:
        return 'true'
    else:
        other = value
        return ('other', other)

print([f(x) for x in (1, 2, 2.0, -3, 'x', b'y', None, True, 5, [])])
`,
  },
  {
    name: 'match on plain classes, with guards and names',
    without: ['MATCH_CLASS'],
    title: /match/,
    before: `${say}
def f(value):
    match say(value):
        case bool() as b:  # a comment
            return ('bool', b)
        case int(n) if n > 5:
            return ('large', n)
        case int() | float():
            return 'number'
        case str(text): return text
        case _ if value:
            return 'true'
    return 'nothing'

print(*[f(x) for x in (True, 9, 2, 2.5, 'é', [1], [])])
`,
    expected: `${say}
def f(value):
    _subject = say(value)
    if isinstance(_subject, bool):  # a comment
        b = _subject
        return ('bool', b)
    elif isinstance(_subject, int) and [n := _subject] and n > 5:
        return ('large', n)
    elif (isinstance(_subject, int) or isinstance(_subject, float)):
        return 'number'
    elif isinstance(_subject, str): text = _subject; return text
    elif value:
        return 'true'
    return 'nothing'

print(*[f(x) for x in (True, 9, 2, 2.5, 'é', [1], [])])
`,
  },
  {
    name: 'with',
    without: ['BEFORE_WITH'],
    title: /with/,
    before: `class Manager:
    def __init__(self, swallow=False):
        self.swallow = swallow
    def __enter__(self):
        print('enter')
        return self, 1
    def __exit__(self, kind, error, traceback):
        print('exit', kind and kind.__name__, error, traceback is None)
        return self.swallow

def f(action):
    for turn in range(2):
        with Manager(action == 'swallow') as (manager, number):  # a comment
            print('body', number)

            if action == 'return':
                return '''text
                of two lines'''
            if action == 'break':
                break
            if action in ('raise', 'swallow'):
                raise ValueError(action)
        print('after')
    return 'end'

for action in ('return', 'break', 'raise', 'swallow', ''):
    try:
        print(f(action))
    except ValueError as error:
        print(repr(error), error.__context__)
`,
    expected: `class Manager:
    def __init__(self, swallow=False):
        self.swallow = swallow
    def __enter__(self):
        print('enter')
        return self, 1
    def __exit__(self, kind, error, traceback):
        print('exit', kind and kind.__name__, error, traceback is None)
        return self.swallow

def f(action):
    for turn in range(2):
        _manager = Manager(action == 'swallow')
        _enter = type(_manager).__enter__
        _exit = type(_manager).__exit__
        _value = _enter(_manager)
        _failed = False
        try:  # a comment
            (manager, number) = _value
            print('body', number)

            if action == 'return':
                return '''text
                of two lines'''
            if action == 'break':
                break
            if action in ('raise', 'swallow'):
                raise ValueError(action)
        except BaseException as _error:
            _failed = True
            if not _exit(_manager, type(_error), _error, _error.__traceback__):
                raise
        finally:
            if not _failed:
                _exit(_manager, None, None, None)
        print('after')
    return 'end'

for action in ('return', 'break', 'raise', 'swallow', ''):
    try:
        print(f(action))
    except ValueError as error:
        print(repr(error), error.__context__)
`,
  },
  {
    name: 'with of several managers',
    without: ['BEFORE_WITH'],
    title: /with/,
    before: `class Manager:
    def __init__(self, name):
        self.name = name
    def __enter__(self):
        print('enter', self.name)
    def __exit__(self, *details):
        print('exit', self.name, details[1])
        return self.name == 'b'

def f():
    with Manager('a') as a, (
        Manager('b')
    ):
        print('body', a)
        text = '''
  as it is'''
        1 / len(text[:0])
    with Manager('c'): print('short')
    return text

print(f())
`,
  },
  {
    name: 'a call with literal arguments unpacked',
    without: ['CALL_FUNCTION_EX'],
    title: /unpacked/,
    before: `${say}
def g(*args, **kwargs):
    return args, kwargs

def f():
    return g(say(1), *[say(2), (say(3))], x=say(4), **{'y': say(5), 'z': (w := say(6))}, v=w)

print(f())
`,
    expected: `${say}
def g(*args, **kwargs):
    return args, kwargs

def f():
    return g(say(1), say(2), say(3), x=say(4), y=say(5), z=(w := say(6)), v=w)

print(f())
`,
  },
  {
    name: 'yield from a display',
    without: ['GET_YIELD_FROM_ITER'],
    title: /yield from/,
    before: `def f(a):
    print((yield 0))
    yield from [a, a + 1]
    yield 9

print(list(f(1)))
`,
    expected: `def f(a):
    print((yield 0))
    for _item in [a, a + 1]:
        yield _item
    yield 9

print(list(f(1)))
`,
  },
  {
    name: 'yield from any iterator',
    without: ['GET_YIELD_FROM_ITER'],
    title: /yield from/,
    before: `def inner(name):
    print('begin', name)
    got = []
    try:
        while len(got) < 3:
            try:
                got.append((yield len(got)))
            except KeyError as error:
                print('caught', error)
                got.append('error')
    finally:
        print('close', name)
    return got

class Plain:
    def __iter__(self):
        return self
    def __next__(self):
        return 7

def outer(what):
    result = yield from (what)
    print('result', result)
    return result

def drive(what, *steps):
    generator = outer(what)
    try:
        print(next(generator))
        for step in steps:
            if isinstance(step, BaseException):
                print(generator.throw(step))
            else:
                print(generator.send(step))
        generator.close()
    except StopIteration as stop:
        print('stop', stop.value)
    except BaseException as error:
        print(type(error), error, error.__context__)

drive(inner('a'), 1, 2, 3)
drive(inner('b'), 1, KeyError('k'), 2)
drive(inner('c'), ValueError('v'))
drive(inner('d'), 1)
drive(inner('e'), GeneratorExit())
drive(Plain(), None, ValueError('w'))
drive(Plain(), 1)
drive([1], None)
drive(3)
`,
  },
  {
    name: 'yield from in return',
    without: ['GET_YIELD_FROM_ITER'],
    title: /yield from/,
    before: `def inner():
    yield 1
    return 2

def outer():
    return (yield from inner())

def most():
    print((yield 4), list(outer()))

print(list(most()))
`,
  },
  {
    name: 'a chained comparison',
    without: ['SWAP'],
    title: /chained/,
    before: `${say}
def f(a, b, c):
    if not a < b <= c:
        print('not')
    return say(a) < say(b) <= (say(c) + 0) != 5, [x for x in (1, 2) if a < x < c]

print(f(1, 2, 3), f(2, 1, 3), f(1, 2, 5))
`,
  },
  {
    name: 'a chained comparison of locals',
    without: ['SWAP'],
    title: /chained/,
    before: `def f(a, b, c):\n    return a < b <= c\n\nprint(f(1, 2, 3), f(3, 2, 3))\n`,
    expected: `def f(a, b, c):\n    return a < b and b <= c\n\nprint(f(1, 2, 3), f(3, 2, 3))\n`,
  },
  {
    name: 'a set display with unpacking',
    without: ['SET_UPDATE'],
    title: /step by step/,
    before: `${say}
def f(a, b):
    return {*say(a), say(2), *say(b)}

print(sorted(f([1, 2], (3, 4))))
print(f([1], 5))
`,
    expected: `${say}
def f(a, b):
    _items = set()
    _items.update(say(a))
    _items.add(say(2))
    _items.update(say(b))
    return _items

print(sorted(f([1, 2], (3, 4))))
print(f([1], 5))
`,
  },
  {
    name: 'a dict display with unpacking',
    without: ['DICT_UPDATE'],
    title: /step by step/,
    before: `${say}
def f(a):
    print({**say(a), 'k': say(1), say('l'): say(2), **say({'k': 3})})

f({'x': 0})
`,
  },
  {
    name: 'a list and a tuple display with unpacking',
    without: ['LIST_EXTEND'],
    title: /step by step/,
    before: `${say}
def f(a):
    x = (*say(a), say(1))
    return x

print(f([5]), f('ab'))
`,
  },
  {
    name: 'a list comprehension',
    without: ['LIST_APPEND'],
    title: /comprehension/,
    before: `${say}
def f(rows):
    cell = 'outer'
    found = [(say(cell), row) for row in rows if row for cell in row if cell > 1 or cell < 0]
    return found, cell

print(f([[1, 2], [], [3, -1]]))
try:
    print(f([[1, 2], 5]))
except TypeError as error:
    print(error)
`,
    expected: `${say}
def f(rows):
    cell = 'outer'
    _items = []
    for row in rows:
        if row:
            for _cell in row:
                if (_cell > 1 or _cell < 0):
                    _items.append((say(_cell), row))
    found = _items
    return found, cell

print(f([[1, 2], [], [3, -1]]))
try:
    print(f([[1, 2], 5]))
except TypeError as error:
    print(error)
`,
  },
  {
    name: 'a dict comprehension',
    without: ['MAP_ADD'],
    title: /comprehension/,
    before: `${say}
def f(keys):
    return {say(k): say(k * 2) for k in keys}

print(f('ab'))
`,
  },
  {
    name: 'a set comprehension at module level',
    without: ['SET_ADD'],
    title: /comprehension/,
    before: `x = 'kept'\nprint({x % 3 for x in range(10)}, x)\n`,
  },
  {
    name: 'an augmented slice',
    without: ['BUILD_SLICE'],
    title: /augmented/,
    before: `${say}
class Box(list):
    def __getitem__(self, index):
        print('get', index)
        return list.__getitem__(self, index)
    def __setitem__(self, index, value):
        print('set', index, value)
        list.__setitem__(self, index, value)

def f(a):
    say(a)[say(1):say(2)] += say([7])
    a[::2] *= 1
    return a

print(f(Box([1, 2, 3])))
`,
  },
  {
    name: 'an augmented subscript and attribute',
    without: ['SWAP'],
    title: /augmented/,
    before: `${say}
class C:
    n = 1

def f(a, c):
    (print('object'), c)[1].n -= say(5)
    a[say('k')] |= say(6)
    return a, c.n, C.n

print(f({'k': 1}, C()))
`,
  },
  {
    name: 'an augmented attribute with a value over several lines',
    without: ['SWAP'],
    title: /augmented/,
    before: `class C:\n    s = ''\n\ndef f(c):\n    c.s += ('a'\n            'b')\n    return c.s\n\nprint(f(C()))\n`,
    expected: `class C:\n    s = ''\n\ndef f(c):\n    _value = c.s\n    _value += ('a'\n            'b')\n    c.s = _value\n    return c.s\n\nprint(f(C()))\n`,
  },
  {
    name: 'assert',
    without: ['LOAD_ASSERTION_ERROR'],
    title: /assert/,
    before: `${say}
def f(a):
    assert a or say(0), (say('message'), a)
    return a

print(f(1))
f(0)
`,
    expected: `${say}
def f(a):
    if __debug__ and not (a or say(0)):
        raise AssertionError((say('message'), a))
    return a

print(f(1))
f(0)
`,
  },
];
