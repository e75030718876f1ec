"""Displays, comprehensions' appends, unpacking and f-strings."""
import itertools

import nc_runtime as rt
from comparing import same, same_effect


class Hashless:
    __hash__ = None


class Pairs:
    def __init__(self, **items):
        self.items_ = items

    def keys(self):
        return self.items_.keys()

    def __getitem__(self, key):
        return self.items_[key]


class BadFormat:
    def __format__(self, spec):
        if spec == 'bad':
            raise ValueError('bad spec')
        return f'<{spec}>'

    def __str__(self):
        return 'str'

    def __repr__(self):
        return 'reprü'


class NotText:
    def __str__(self):
        return 5

    def __repr__(self):
        raise OSError('repr')


def failing():
    yield 1
    raise LookupError('failing')


VALUES = [0, 'a', None, (1, 2), [3], 1.5, Hashless()]


def test_tuples_lists_and_sets():
    for count in range(4):
        for items in itertools.product(VALUES, repeat=count):
            same(lambda *a: rt.build_tuple(a, count), lambda *a: a, *items)
            same(lambda *a: rt.build_list(a, count), lambda *a: list(a), *items)
            same(lambda *a: rt.build_set(a, count), lambda *a: set(a), *items)


def test_maps():
    for items in itertools.product(VALUES, repeat=4):
        same(lambda a, b, c, d: rt.build_map((a, b, c, d), 2), lambda a, b, c, d: {a: b, c: d}, *items)
    same(lambda: rt.build_map((), 0), lambda: {})
    for a, b in itertools.product(VALUES, repeat=2):
        same(lambda x, y: rt.build_const_key_map((x, y, ('k', 2)), 2), lambda x, y: {'k': x, 2: y}, a, b)

    def bad(keys):
        raise SystemError('bad BUILD_CONST_KEY_MAP keys argument')

    for keys in (('k',), [1, 2], None):
        same(lambda k: rt.build_const_key_map((1, 2, k), 2), bad, keys)


def test_strings():
    for items in itertools.product(('', 'a', 'é', '語'), repeat=3):
        same(lambda *a: rt.build_string(a, 3), lambda *a: ''.join(a), *items)


def test_formatting():
    values = [1, 1.25, 'text', 'é', None, BadFormat(), NotText(), [1], True]
    conversions = [lambda v: v, str, repr, ascii]
    for value in values:
        for number, convert in enumerate(conversions):
            same(lambda v: rt.format_value((v,), number), lambda v: format(convert(v)), value)
            for spec in ('', '>10', '.3f', 'bad', 'x'):
                same(lambda v, s: rt.format_value((v, s), number | 4), lambda v, s: format(convert(v), s), value, spec)


ITERABLES = [(), [], [1], (1, 2), 'ab', 'abc', {'k': 1}, {1, 2}, range(3), 5, None, Hashless(), Pairs(a=1)]
GENERATORS = [failing, lambda: iter([1, 2]), lambda: (x for x in 'abc')]


def test_appending():
    def append(container, value):
        container.append(value)
        return 0

    def extend(container, iterable):
        [*container, *iterable]
        container.extend(iterable)
        return 0

    def star(container, iterable):
        """What a display's * does: its message names it."""
        value = [*container, *iterable]
        container[:] = value
        return 0

    for value in VALUES:
        same_effect(rt.list_append, append, lambda: ([1], value))
        same_effect(rt.set_add, lambda s, v: s.add(v) or 0, lambda: ({1}, value))
    for iterable in ITERABLES:
        same_effect(rt.list_extend, star, lambda: ([1], iterable))
        same_effect(rt.set_update, lambda s, i: s.update(i) or 0, lambda: ({1}, iterable))
    for make in GENERATORS:
        same_effect(lambda c, m: rt.list_extend(c, m()), lambda c, m: c.extend(m()) or 0, lambda: ([1], make))
    same(rt.list_to_tuple, tuple, [1, 2])


def test_maps_that_grow():
    def add(container, key, value):
        container[key] = value
        return 0

    for key, value in itertools.product(VALUES, repeat=2):
        same_effect(rt.map_add, add, lambda: ({'x': 1}, key, value))

    def update(container, mapping):
        container.update({**mapping})
        return 0

    for mapping in ({}, {'a': 1}, Pairs(a=1, b=2), [('a', 1)], 5, None, Hashless()):
        same_effect(rt.dict_update, update, lambda: ({'x': 1}, mapping))

    def function(**kwargs):
        return 0

    for first, second in itertools.product(({'x': 1}, {}), ({'x': 2}, {'y': 3}, {1: 2}, Pairs(x=1), [1], None, 5)):
        def call(container, mapping):
            function(**container, **mapping)
            container.update(mapping)
            return 0

        if isinstance(second, dict) and 1 in second:
            continue
        same_effect(lambda c, m: rt.dict_merge(c, m, function), call, lambda: (dict(first), second))


def test_unpacking():
    def three(sequence):
        a, b, c = sequence
        return (c, b, a)

    def two(sequence):
        a, b = sequence
        return (b, a)

    def starred(sequence):
        a, *b, c = sequence
        return (c, b, a)

    def last(sequence):
        *a, b, c = sequence
        return (c, b, a)

    for iterable in ITERABLES + [(1, 2, 3), [1, 2, 3, 4], 'xyz', (1,) * 10]:
        same(lambda s: rt.unpack_sequence(s, 3), three, iterable)
        same(lambda s: rt.unpack_sequence(s, 2), two, iterable)
        same(lambda s: rt.unpack_ex(s, 1 | 1 << 8), starred, iterable)
        same(lambda s: rt.unpack_ex(s, 0 | 2 << 8), last, iterable)
    for make in GENERATORS:
        same(lambda m: rt.unpack_sequence(m(), 2), lambda m: two(m()), make)
        same(lambda m: rt.unpack_ex(m(), 1 | 1 << 8), lambda m: starred(m()), make)


def test_iteration():
    def step(iterator):
        try:
            return next(iterator)
        except StopIteration:
            return ...

    for make in GENERATORS + [lambda: iter((1,)), lambda: iter(range(2)), lambda: iter({'k': 1})]:
        native, reference = make(), make()
        for _ in range(5):
            same(lambda: rt.for_iter(native), lambda: step(reference))
    for iterable in ITERABLES:
        same(lambda i: list(rt.get_iter(i)), lambda i: list(iter(i)), iterable)
