"""match: guards with side effects, bindings kept after failure, order, errors, __match_args__, no case."""


def attempt(f, *arguments):
    try:
        return f(*arguments)
    except Exception as error:
        return f'{type(error).__name__}: {error}'


log = []


def guard(x, value):
    log.append(x)
    return value


def guards(subject):
    match subject:
        case x if guard('first', x == 1):
            result = 'first'
        case [a, b] if guard('second', a > b):
            result = 'second'
        case [a, b] if guard('third', a == b):
            result = 'third'
        case _ if guard('wild', subject == 'w'):
            result = 'wild'
        case _:
            result = 'last'
    taken = log[:]
    log.clear()
    return result, taken


def bindings(subject):
    match subject:
        case [a, {'k': b}]:
            return a, b
        case [a, b, c] if False:
            pass
        case [a, *b]:
            return 'star', a, b
    return 'none', 'a' in locals(), sorted(locals())


def no_match(subject):
    before = 'before'
    match subject:
        case 1:
            before = 'one'
    return before


def in_loop(items):
    total = 0
    for item in items:
        match item:
            case 'stop':
                break
            case 'skip':
                continue
            case int(n):
                total += n
            case [*ns]:
                total += sum(ns)
            case {'n': n, **rest}:
                total += n * len(rest)
    return total


class Watched:
    def __getattr__(self, name):
        log.append(f'get {name}')
        if name == 'missing':
            raise AttributeError(name)
        return name.upper()


def attributes(subject):
    match subject:
        case Watched(a='A', b='no'):
            result = 'no'
        case Watched(missing=x):
            result = 'missing'
        case Watched(a=x, b=y):
            result = x + y
    taken = log[:]
    log.clear()
    return result, taken


class WatchedSequence(list):
    def __len__(self):
        log.append('len')
        return super().__len__()

    def __getitem__(self, key):
        log.append(f'item {key}')
        return super().__getitem__(key)


def sequences(subject):
    match subject:
        case [_, _, _]:
            result = 'three'
        case [first, *_, last]:
            result = first, last
        case _:
            result = 'none'
    taken = log[:]
    log.clear()
    return result, taken


class WatchedMapping(dict):
    def get(self, key, default=None):
        log.append(f'get {key}')
        return super().get(key, default)

    def keys(self):
        log.append('keys')
        return super().keys()


def mappings(subject):
    match subject:
        case {'a': 1, 'b': 2}:
            result = 'ab'
        case {'a': a, **rest}:
            result = a, rest
        case _:
            result = 'none'
    taken = log[:]
    log.clear()
    return result, taken


def make(match_args):
    return type('Made', (), {'__match_args__': match_args, 'x': 1, 'y': 2})()


def positional(subject):
    match subject:
        case object.__class__():
            return 'class'
    Made = type(subject)
    match subject:
        case Made(a, b):
            return a, b
        case Made(a):
            return a
    return 'neither'


def duplicates(subject):
    Made = type(subject)
    match subject:
        case Made(a, x=b):
            return a, b


def not_a_class(kind):
    match 5:
        case kind():
            return 'matched'
    return 'not'


def duplicate_keys(k):
    class K:
        key = k
    match {'x': 1}:
        case {'x': a, K.key: b}:
            return a, b
    return 'not'


def builtin_types(subject):
    match subject:
        case int(x) | str(x) | bytes(x) | list(x) | dict(x) | tuple(x) | set(x) | frozenset(x) | float(x) | bytearray(x):
            return type(x).__name__
        case bool(x):
            return 'never'
        case complex(real=r, imag=i):
            return r, i
    return 'none'


def literal_strings(subject):
    match subject:
        case "a" 'b':
            return 1
        case r'\n' | """multi
line""":
            return 2


def targets():
    class Space:
        pass
    match (1, [2, 3]):
        case (x, [y, z]) as whole:
            pass
    match = case = 5
    match case:
        case 5:
            return match, case, x, y, z, whole


for subject in (1, (2, 1), (1, 1), (1, 2), 'w', 'q'):
    print(guards(subject))
for subject in ([1, {'k': 2}], [1, {'z': 2}], [1, 2, 3], [], 5, [7]):
    print(bindings(subject))
print(no_match(1), no_match(2), in_loop([1, 'skip', (2, 3), {'n': 10, 'a': 1, 'b': 2}, None, 'stop', 100]), attributes(Watched()))
print(sequences(WatchedSequence('abc')), sequences(WatchedSequence('abcd')), sequences(WatchedSequence('a')), sequences('abc'))
print(mappings(WatchedMapping(a=1, b=2)), mappings(WatchedMapping(a=1, c=3)), mappings(WatchedMapping()), mappings({'a': 9}))
for match_args in (('x', 'y'), ('x',), (), ['x', 'y'], (1, 2), ('x', 'zz'), 'xy', ('x', 'x')):
    print(match_args, attempt(positional, make(match_args)), attempt(duplicates, make(match_args)))
print([attempt(not_a_class, kind) for kind in (int, str, 5, None, 'int')], attempt(duplicate_keys, 'y'), attempt(duplicate_keys, 'x'))
print([builtin_types(x) for x in (1, True, 'x', b'', [], {}, (), set(), frozenset(), 1.5, bytearray(), 1j, None)])
print(literal_strings('ab'), literal_strings('\\n'), literal_strings('multi\nline'), literal_strings('x'), targets())


class Sequence:
    def __len__(self):
        return 2

    def __getitem__(self, i):
        return i


import collections.abc
print(sequences(Sequence()))
collections.abc.Sequence.register(Sequence)
print(sequences(Sequence()))
for text in ('match x:\n case a:\n  pass\n case b:\n  pass', 'match x:\n case a | b:\n  pass', 'match x:\n case [a, a]:\n  pass', 'match x:\n case [*a, *b]:\n  pass',
             'match x:\n case {**a, "k": b}:\n  pass', 'match x:\n case C(a=1, a=2):\n  pass', 'match x:\n case 1 + 2:\n  pass', 'match x:\n case f"x":\n  pass', 'match x:\n case {1: a, 1: b}:\n  pass'):
    try:
        compile(text, 'text', 'exec')
        print('compiled')
    except SyntaxError as error:
        print(error.msg)
