"""Dictionaries: displays, access, deletion, views, __missing__, changes of size while iterating."""

from collections import ChainMap, OrderedDict, defaultdict


def attempt(f):
    try:
        return f()
    except Exception as error:
        return f'{type(error).__name__}: {error}'


def get(mapping, key):
    return mapping[key]


def put(mapping, key, value):
    mapping[key] = value
    return mapping


def remove(mapping, key):
    del mapping[key]
    return mapping


class Missing(dict):
    def __missing__(self, key):
        return f'missing {key}'


class Key:
    def __init__(self, n, fails=False):
        self.n, self.fails = n, fails

    def __hash__(self):
        if self.fails:
            raise RuntimeError('no hash')
        return 1

    def __eq__(self, other):
        return isinstance(other, Key) and self.n == other.n

    def __repr__(self):
        return f'Key({self.n})'


d = {1: 'int', 'a': 'str', None: 'none', (1, 2): 'tuple', 2.5: 'float', Key(1): 'k1', Key(2): 'k2'}
for key in (1, 1.0, True, 'a', None, (1, 2), 2.5, Key(1), Key(2), Key(3), 'missing', [], {}, Key(1, True), (1, []), 2**40):
    shown = attempt(lambda: repr(key))
    print(shown, attempt(lambda: get(d, key)), attempt(lambda: get(Missing(d), key)), attempt(lambda: d.get(key, 'default')),
          attempt(lambda: key in d), attempt(lambda: len(put(dict(d), key, 0))), attempt(lambda: len(remove(dict(d), key))))
print({1: 'a', True: 'b', 1.0: 'c'}, {'x': 1, **{'y': 2, 'x': 3}, 'z': 4}, {**{}}, dict(a=1, b=2), dict([(1, 2)], c=3))
print(attempt(lambda: {**5}), attempt(lambda: {**[(1, 2)]}), attempt(lambda: {[]: 1}), attempt(lambda: dict([1])), attempt(lambda: dict([(1, 2, 3)])))
print(list(d)[:2], list(d.values())[:2], list(d.items())[:2], list(reversed(d))[:2], d.pop('a'), attempt(lambda: d.pop('a')), d.pop('a', 0))
print(d.setdefault('n', []), d.setdefault('n', 5), d.popitem(), {1: 2} | {3: 4}, {1: 2} == {1: 2.0}, {1: 2, 3: 4} == {3: 4, 1: 2})


def grow():
    e = {1: 1}
    for key in e:
        e[key + 1] = 1


def shrink():
    e = {1: 1, 2: 2}
    for key in e:
        del e[key]


def replace():
    e = {1: 1, 2: 2, 3: 3}
    for key in e:
        e[key] = e[key] * 10
    return e


def replace_key():
    e = {1: 1, 2: 2}
    for key in e:
        del e[key]
        e[key + 10] = 0


print(attempt(grow), attempt(shrink), replace(), attempt(replace_key))
counts = defaultdict(int)
groups = defaultdict(list)
for word in 'the cat the dog a cat the end'.split():
    counts[word] += 1
    groups[len(word)].append(word)
print(dict(counts), dict(groups), attempt(lambda: defaultdict()['x']), ChainMap({1: 2}, {3: 4})[3])
ordered = OrderedDict.fromkeys('abc')
ordered.move_to_end('a')
print(ordered, list(ordered), {k: v for k, v in zip('ab', range(2))}, {'a': 1}.items() & {('a', 1)}, {1: 2}.keys() | {3} == {1, 3})


class Tracking(dict):
    def __getitem__(self, key):
        return f'got {key}'

    def __setitem__(self, key, value):
        super().__setitem__(key, f'set {value}')

    def __delitem__(self, key):
        print('deleting', key)
        super().__delitem__(key)


t = Tracking(a=1)
t['b'] = 2
print(t['a'], t['zzz'], t, t.get('a'), {**t}, dict(t))
del t['b']
print(t)
big = {i: i * i for i in range(1000)}
for i in range(0, 1000, 2):
    del big[i]
big.update({i: -i for i in range(0, 2000, 100)})
print(len(big), sum(big.values()), sum(big), big[100], big[101], list(big)[-3:])
