"""Items of classes that inherit dict's and list's own methods, and of those that do not quite."""

import collections
import sys


class Plain(dict):
    pass


class WithDelete(dict):
    def __delitem__(self, key):
        print('deletes', key)
        super().__delitem__(key)


class Missing(dict):
    def __missing__(self, key):
        return f'no {key}'


class Alias(dict):
    __getitem__ = dict.get
    __setitem__ = dict.__setitem__
    __contains__ = dict.__contains__


class Mixin:
    def __getitem__(self, key):
        return f'mixin {key}'

    def __contains__(self, key):
        return key == 'mixin'


class Mixed(Mixin, dict):
    pass


class Behind(dict, Mixin):
    pass


class Row(list):
    pass


class Both(Row):
    def __setitem__(self, key, value):
        super().__setitem__(key, -value)


def get(container, key):
    try:
        return container[key]
    except Exception as error:
        return f'{type(error).__name__}: {error}'


def put(container, key, value):
    try:
        container[key] = value
    except Exception as error:
        return f'{type(error).__name__}: {error}'
    return container


def has(container, key):
    try:
        return key in container, key not in container
    except Exception as error:
        return f'{type(error).__name__}: {error}'


print('mappings')
for kind in (dict, Plain, WithDelete, Missing, Alias, Mixed, Behind, collections.Counter,
             collections.OrderedDict):
    made = kind(a=1, b=2)
    print(kind.__name__, get(made, 'a'), get(made, 'zz'), get(made, []), put(made, 'c', 3),
          put(made, {}, 4), has(made, 'a'), has(made, 'mixin'), has(made, []))

print('sequences')
for kind in (list, Row, Both):
    made = kind(range(5))
    print(kind.__name__, get(made, 2), get(made, -1), get(made, 9), get(made, True),
          get(made, slice(1, 3)), get(made, 'x'), get(made, 1 << 80), put(made, -2, 7),
          put(made, 5, 1), put(made, slice(0, 2), [5, 6]), put(made, 1.5, 0), has(made, 7))

print('counting')
words = collections.Counter()
for word in 'the fox and the dog and the cat'.split():
    words[word] += 1
print(words, words['nothing'], 'nothing' in words)
grid = Row(Row([0] * 3) for _ in range(3))
for i in range(9):
    grid[i // 3][i % 3] += i
print(grid)

print('changing classes')


class Changing(dict):
    pass


def look(changing):
    changing['key'] = 1
    return changing['key'], 'key' in changing


changing = Changing()
print(look(changing), look(changing))
Changing.__getitem__ = lambda self, key: 'patched'
print(look(changing))
Changing.__setitem__ = lambda self, key, value: print('sets', key, value)
Changing.__contains__ = lambda self, key: False
print(look(changing))
del Changing.__getitem__, Changing.__setitem__, Changing.__contains__
print(look(changing))
changing.__class__ = Missing
print(look(changing), changing['other'])
changing['key'] = None
changing.__getitem__ = lambda key: 'an instance has no say'
print(changing['key'])


print('keys in Python')


class Key:
    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return f'Key({self.name})'

    def __hash__(self):
        print('hash', self.name)
        return 7

    def __eq__(self, other):
        print('eq', self.name, other.name)
        if other.name == 'bad':
            raise ValueError(other.name)
        return self.name == other.name

    def __del__(self):
        print('gone', self.name)


keyed = Plain()
keyed[Key('one')] = 1
print(keyed[Key('one')], Key('one') in keyed)
print(get(keyed, Key('two')))
print(get(keyed, Key('bad')))
print(has(keyed, Key('bad')))
keyed[Key('one')] = 'replaced'
keyed.clear()

print('depths')


class Endless(dict):
    def __missing__(self, key):
        self.deepest = key
        return self[key + 1]


class Deep:
    def __init__(self, holder):
        self.holder = holder
        self.depth = 0

    def __hash__(self):
        self.depth += 1
        return 1 if self in self.holder else 0


def depth_of(function):
    sys.setrecursionlimit(300)
    try:
        function()
    except RecursionError as error:
        return str(error)
    finally:
        sys.setrecursionlimit(1000)


endless = Endless()
print(depth_of(lambda: endless[0]), 80 < endless.deepest < 160)
deep = Deep(Plain())
print(depth_of(lambda: deep in deep.holder), 80 < deep.depth < 300)

print('references')


class Held:
    def __del__(self):
        print('freed', end=' ')


held = Held()
before = sys.getrefcount(held)
store = Plain()
for i in range(50):
    store[i] = held
    store[0] = held
    assert store[i] is held
print(sys.getrefcount(held) - before, len(store))
store.clear()
print(sys.getrefcount(held) - before)
store['x'] = Held()
store['x'] = None
print('replaced')
row = Row([Held()])
row[0] = 0
print(row)
