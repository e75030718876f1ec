"""Compares what two functions do with the same operands: value, exception, and the operands' reference counts."""
import sys
from array import array

comparisons = 0


def describe(value, depth=0):
    """A value as text in which types and signs count: 0, 0.0, -0.0 and False differ. It keeps no reference."""
    kind = type(value).__qualname__
    if depth < 4:
        if isinstance(value, (list, tuple)):
            return f'{kind}[' + ', '.join(describe(item, depth + 1) for item in value) + ']'
        if isinstance(value, dict):
            items = (f'{describe(k, depth + 1)}: {describe(v, depth + 1)}' for k, v in value.items())
            return f'{kind}{{' + ', '.join(items) + '}'
        if isinstance(value, BaseException):
            cause = describe(value.__cause__, depth + 1)
            return f'{kind}: {value} from {cause} {value.__suppress_context__}'
    if isinstance(value, (set, frozenset)):
        return f'{kind} {sorted(map(repr, value))}'
    text = repr(value)
    if ' at 0x' in text:
        text = text[: text.index(' at 0x')]
    return f'{kind} {text}'


def outcome(function, *operands):
    try:
        return 'value ' + describe(function(*operands))
    except BaseException as error:
        # The traceback would keep the operands by way of the frames in it.
        error.__traceback__ = None
        return 'raised ' + describe(error)


def refcounts(operands):
    """In an array, because a list would hold small ints that may be among the operands."""
    counts = array('q', bytes(8 * len(operands)))
    for index, operand in enumerate(operands):
        counts[index] = sys.getrefcount(operand)
    return counts


def same(native, reference, *operands):
    """Both functions must do the same with the operands, and neither may keep or lose a reference to one."""
    global comparisons
    comparisons += 1
    expected = outcome(reference, *operands)
    before = refcounts(operands)
    actual = outcome(native, *operands)
    after = refcounts(operands)
    if actual != expected:
        raise AssertionError(f'{operands!r}: {actual} is not {expected}')
    if before != after:
        raise AssertionError(f'{operands!r}: reference counts went from {before} to {after}')


def same_effect(native, reference, make):
    """As same(), for functions that change what make() returns (a tuple of fresh operands): compares that as well.

    Strings are not counted: as attribute names they are held for a while by CPython's own method cache.
    """
    global comparisons
    comparisons += 1
    operands = make()
    expected = outcome(reference, *operands) + ' ' + describe(operands)
    kept = refcounts([operand for operand in operands if type(operand) is not str])
    del operands
    operands = make()
    actual = outcome(native, *operands) + ' ' + describe(operands)
    left = refcounts([operand for operand in operands if type(operand) is not str])
    if actual != expected:
        raise AssertionError(f'{operands!r}: {actual} is not {expected}')
    if kept != left:
        raise AssertionError(f'{operands!r}: reference counts are {left}, not {kept}')
