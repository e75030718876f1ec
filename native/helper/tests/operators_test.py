"""Operators, comparisons, truth and subscripts, over every pair of a list of awkward operands."""
import itertools
import operator
import sys
import random

import nc_runtime as rt
from comparing import describe, same, same_effect

BINARY = [
    operator.add, operator.and_, operator.floordiv, operator.lshift, operator.matmul, operator.mul, operator.mod,
    operator.or_, pow, operator.rshift, operator.sub, operator.truediv, operator.xor,
    operator.iadd, operator.iand, operator.ifloordiv, operator.ilshift, operator.imatmul, operator.imul,
    operator.imod, operator.ior, operator.ipow, operator.irshift, operator.isub, operator.itruediv, operator.ixor,
]
COMPARISONS = [operator.lt, operator.le, operator.eq, operator.ne, operator.gt, operator.ge]


class Money:
    def __init__(self, amount):
        self.amount = amount

    def __repr__(self):
        return f'Money({self.amount})'

    def __add__(self, other):
        return Money(self.amount + other.amount) if isinstance(other, Money) else NotImplemented

    def __radd__(self, other):
        return Money(other)

    def __iadd__(self, other):
        return Money(('in place', other))

    def __mod__(self, other):
        raise LookupError('mod')

    def __rmod__(self, other):
        return ('rmod', other)

    def __eq__(self, other):
        return isinstance(other, Money) and self.amount == other.amount

    __hash__ = None

    def __lt__(self, other):
        return 'yes' if other is self else ''

    def __neg__(self):
        return 'negative'

    def __bool__(self):
        raise ZeroDivisionError('no truth')

    def __contains__(self, item):
        return item


class Word(str):
    def __rmod__(self, other):
        return 'reflected'

    def __radd__(self, other):
        return 'reflected'


class Number(int):
    def __radd__(self, other):
        return 'reflected'


class Matrix:
    def __matmul__(self, other):
        return 'product'

    def __getitem__(self, key):
        if key is None:
            raise KeyError(key)
        if key == 4:
            raise IndexError(key)
        return ('item', key)

    def __len__(self):
        return -1


INTS = [0, 1, -1, 2, 5, -7, 31, 32, 33, 255, 256, 257, -5, -6, 2**15, 2**30 - 1, 2**30, -(2**30) + 1, -(2**30), 2**31 - 1,
        2**31, -(2**31), 2**32, 2**60, -(2**61) - 1, 10**30]
FLOATS = [0.0, -0.0, 1.0, -2.5, 0.1, 1e308, 5e-324, float('inf'), float('-inf'), float('nan'), 551.83, 66.2, 2.0**53]
OTHERS = [True, False, None, 1 + 2j, '', 'a', 'text', '%s', '%d and %s', 'x' * 300, 'é', '語', '\U0001f40d', b'', b'ab', (), (1,),
          (1, 'b'), [], [1], [3, 2, 1], {}, {'a': 1}, {1, 2}, frozenset({2}), range(3), Money(1), Money(2), Word('w'),
          Number(4), Matrix(), object, int, slice(0, 1)]
OPERANDS = INTS + FLOATS + OTHERS


def too_big(index, left, right):
    """Operations whose result would not fit in memory or time."""
    base = index % 13
    numbers = isinstance(left, (int, float)) and isinstance(right, (int, float))
    if base == 3:
        return isinstance(right, int) and right > 2**15
    if base == 8:
        return numbers and isinstance(left, int) and isinstance(right, int) and abs(right) > 300
    if base == 5:
        return (not numbers) and (
            isinstance(left, int) and abs(left) > 2**12 or isinstance(right, int) and abs(right) > 2**12)
    return False


def test_binary_operators():
    for index, function in enumerate(BINARY):
        for left, right in itertools.product(OPERANDS, repeat=2):
            if too_big(index, left, right):
                continue
            if index >= 13 and isinstance(left, (list, set, dict)):
                same_effect(lambda a, b: rt.binary_op(a, b, index), function,
                            lambda: (type(left)(left), right))
                continue
            call = rt.binary_op_fresh if isinstance(left, (str, float)) else rt.binary_op
            same(lambda a, b: call(a, b, index), function, left, right)


def test_binary_operators_on_random_numbers():
    source = random.Random(1)

    def number():
        kind = source.randrange(4)
        if kind == 0:
            return source.randrange(-300, 300)
        if kind == 1:
            return source.randrange(-(2**30), 2**30)
        if kind == 2:
            return source.randrange(-(2**40), 2**40)
        return source.uniform(-1000, 1000)

    for _ in range(10000):
        index = source.choice((0, 1, 2, 5, 6, 7, 9, 10, 11, 12, 13, 18, 23, 24))
        left, right = number(), number()
        if index == 9:
            right = source.randrange(-2, 70)
        same(lambda a, b: rt.binary_op_fresh(a, b, index), BINARY[index], left, right)


def test_short_int_edges():
    edges = [0, 1, -1, 3, -3, 7, 2**30 - 1, -(2**30) + 1, 2**29, -(2**29), 4, 5, -5, -6, 256, 257]
    for index in (0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12):
        for left, right in itertools.product(edges, edges + [29, 30, 31, 32, 33, 64]):
            if index == 3 and right > 100 or index == 8 and abs(right) > 64:
                continue
            same(lambda a, b: rt.binary_op(a, b, index), BINARY[index], left, right)


def test_small_results_are_the_singletons():
    for index, left, right, result in ((0, 100, 50, 150), (10, 500, 244, 256), (5, 16, 16, 256), (6, 1000, 7, 6)):
        assert rt.binary_op(left, right, index) is result
    minus_five = -5
    assert rt.unary_negative(5) is minus_five


def test_unary_operators():
    for value in OPERANDS:
        same(rt.unary_positive, operator.pos, value)
        same(rt.unary_negative, operator.neg, value)
        same(rt.unary_invert, operator.invert, value)
        same(rt.negative_fresh, operator.neg, value)
        same(rt.truth, lambda a: int(bool(a)), value)


def test_comparisons():
    for op, function in enumerate(COMPARISONS):
        for left, right in itertools.product(OPERANDS, repeat=2):
            same(lambda a, b: rt.compare(a, b, op), function, left, right)
            same(lambda a, b: rt.compare_truth(a, b, op), lambda a, b: int(bool(function(a, b))), left, right)


def test_equal_strings_that_are_not_one_object():
    for text in ('', 'a', 'abc', 'é', '語' * 5, '\U0001f40d'):
        copy = ''.join(list(text))
        for op, function in enumerate(COMPARISONS):
            same(lambda a, b: rt.compare_truth(a, b, op), lambda a, b: int(function(a, b)), text, copy)
            same(lambda a, b: rt.compare(a, b, op), function, text, copy + 'x')


def test_contains():
    for item, container in itertools.product(OPERANDS, repeat=2):
        same(rt.contains, lambda a, b: int(operator.contains(b, a)), item, container)


class Mapping(dict):
    def __missing__(self, key):
        return ('missing', key)


CONTAINERS = [[1, 'b', None], (1, 'b', None), 'text', 'é語', b'bytes', range(10), {'a': 1, 2: 'b', (): 3},
              Mapping(a=1), Matrix(), [], (), list, dict[str, int], 5, None]
KEYS = [0, 1, -1, 2, 3, -3, -4, 2**30, -(2**40), True, 'a', 'zz', None, (), [], 1.0, slice(None), slice(1, None),
        slice(None, None, -1), slice(0, 2, 0), slice('a')]


def test_subscripts():
    for container, key in itertools.product(CONTAINERS, KEYS):
        same(rt.subscr, operator.getitem, container, key)


def test_subscript_calls_the_method_as_the_interpreter_does():
    class Sequence:
        def __getitem__(self, index, extra='default'):
            if index == 3:
                raise IndexError(index)
            return [index, extra]

    class Wrong:
        def __getitem__(self):
            return None

    class Static:
        __getitem__ = staticmethod(lambda key: key)

    class Listed(list):
        pass

    for key in KEYS:
        for container in (Sequence(), Wrong(), Static(), Listed([4, 5])):
            same(rt.subscr, operator.getitem, container, key)


def test_store_and_delete_subscripts():
    def store(value, container, key):
        container[key] = value
        return 0

    def delete(container, key):
        del container[key]
        return 0

    makers = [lambda: [1, 2, 3], lambda: {'a': 1}, lambda: Mapping(a=1), lambda: (1, 2), lambda: bytearray(b'abc'),
              lambda: Matrix(), lambda: 'text']
    for make, key in itertools.product(makers, KEYS):
        for value in (7, 'v', [8]):
            same_effect(rt.store_subscr, store, lambda: (value, make(), key))
        same_effect(rt.delete_subscr, delete, lambda: (make(), key))


def test_slices():
    for items in itertools.product((None, 1, 'x'), repeat=3):
        same(lambda *a: rt.build_slice(a, 3), slice, *items)
        same(lambda *a: rt.build_slice(a, 2), slice, *items[:2])


def test_add_into_local():
    """The local keeps its string, or gives it to the result: then it has grown where it was."""

    def native(left, right):
        result, local = rt.add_into_local(left, right, 1, 13)
        assert local is ... or local == left
        return result

    def elsewhere(left, right):
        left += right
        return (left, False)

    grown = 0
    for left, right in itertools.product(('', 'a', 'long' * 50, 'é', 'é' * 40, '語', 'x' * 9 + '\U0001f40d'), repeat=2):
        same(native, operator.add, left, right)
        same(lambda a, b: rt.add_into_local(a, b, 0, 0), elsewhere, left, right)
        grown += rt.add_into_local(left, right, 1, 13)[1] is ...
    assert grown > 10, grown
    for left, right in itertools.product(('a', 1, 2.5, (1,), Money(1), Word('w')), repeat=2):
        same(lambda a, b: rt.add_into_local(a, b, 0, 13), elsewhere, left, right)
    same_effect(lambda a, b: rt.add_into_local(a, b, 0, 13), elsewhere, lambda: ([1], (2, 3)))


def test_ints_of_a_machine_word():
    edges = [0, 1, 5, 6, 256, 257, 2 ** 30 - 1, 2 ** 30, 2 ** 31 - 1]
    if sys.maxsize > 2 ** 32:
        edges += [2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1, 2 ** 60 - 1, 2 ** 60, 2 ** 63 - 1]
    for value in (sign * edge + step for edge in edges for sign in (1, -1) for step in (-1, 0, 1)):
        if -sys.maxsize - 1 <= value <= sys.maxsize:
            assert describe(rt.new_int(value)) == describe(value), value
