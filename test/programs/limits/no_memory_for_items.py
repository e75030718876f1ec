"""Every allocation of operators, subscripts, slices and loops fails once: MemoryError or the right result, nothing lost and
nothing left over."""

import gc
import sys
from array import array

try:
    from _testcapi import remove_mem_hooks, set_nomemory
except ImportError:
    # A Python without its own tests' modules can only tell what comes out when there is memory.
    def set_nomemory(start, stop):
        pass

    def remove_mem_hooks():
        pass

MOST_ALLOCATIONS = 30


class Thing:
    pass


def item(x, i): return x[i]
def last(x): return x[-1]
def part(x, a, b): return x[a:b]
def reversed_part(x): return x[::-1]
def odd_part(x): return x[Thing:]
def add(a, b): return a + b
def multiply(a, b): return a * b
def shift(a, b): return a << b
def power(a, b): return a ** b
def divide(a, b): return a / b
def generator_step(s): return (s * 1103515245 + 12345) & 0x7fffffff
def shifted(s): return (s << 25) + 1
def contains(x, y): return x in y
def equal(x, y): return x == y


def put(x, i, v):
    x[i] = v
    return x


def put_part(x, a, b, v):
    x[a:b] = v
    return x


def put_fresh_part(x, a, b):
    x[a:b] = x[b - 1::-1]
    return x


def unpack(x):
    a, b, (c, d) = x
    return d, c, b, a


def count_up(n):
    i = total = 0
    for i in range(1000, 1000 + n):
        total += i
    return total, i


def enumerated(x):
    found = []
    for i, y in enumerate(x, 1000):
        found.append((y, i))
    return found


def zipped(x, y):
    found = []
    for pair in zip(x, y):
        found.append(pair)
    return found


def cases():
    things = [Thing() for _ in range(6)]
    for x in (array('d', [1.5, 2.5]), array('q', [2**40, 5000]), memoryview(array('i', [2**30, 5000])), memoryview(array('f', [0.5])),
              bytearray(b'ab'), b'ab', [1, 2], (1, 2), 'a\u20ac'):
        yield item, x, 0
        yield last, x
        yield item, x, 7
        if isinstance(x, bytearray):
            continue  # CPython looks at what it has not set yet when it drops a bytearray without memory.
        yield part, x, 0, 1
        yield part, x, None, None
        yield reversed_part, x
        yield odd_part, x
    for a, b in ((2**29, 2**29), (2**40, 5), (2**59, 2**59), (2**70, 3), (0.5, 3), (3, 0.5), (2**40, 0.5), (True, 3000)):
        for f in (add, multiply, divide, equal):
            yield f, a, b
    for a, b in ((3000, 7), (3000, 25), (2**40, 10), (2**40, 40)):
        yield shift, a, b
        yield power, a, b // 8
    yield generator_step, 12345
    yield generator_step, 2**40
    yield shifted, 99
    yield contains, 5, (1, 2, 5)
    yield contains, 'b', ['a', 'b']
    yield unpack, (things[0], things[1], (things[2], things[3]))
    yield unpack, [things[0], things[1], [things[2], things[3]]]
    yield count_up, 5
    yield enumerated, things
    yield enumerated, (1, 2, 3)
    yield enumerated, range(1000, 1003)
    yield zipped, things, range(1000, 1003)
    for x in (array('d', [1.5, 2.5]), array('q', [2**40, 5000]), bytearray(b'ab'), memoryview(array('B', b'ab')), [1, 2]):
        yield put, x, 0, 5
        yield put, x, -1, 50
        yield put, x, 9, 5
    for value in ((1, 2), [7], [], iter('ab'), things, 5):
        yield put_part, [things[0], 2, 3, 4], 1, 3, value
    yield put_fresh_part, [4, 3, 2, 1], 0, 3
    yield put, {}, 1, 2


def copy(argument):
    """A result is that of the first time, whatever was written since."""
    return argument.copy() if isinstance(argument, (list, dict)) else argument


def show(value):
    if isinstance(value, memoryview):
        return value.tolist()
    if isinstance(value, (list, tuple)):
        return type(value)(map(show, value))
    return type(value).__name__ if isinstance(value, Thing) else value


def outcome(f, arguments, allowed):
    gc.collect()
    kept = [1000 + i for i in range(300)], [2**40 + i for i in range(300)], [i / 7 for i in range(300)]
    try:
        set_nomemory(allowed, allowed + 1)
        try:
            result = f(*arguments)
        finally:
            remove_mem_hooks()
        return repr(show(result)), kept is None
    except MemoryError:
        return None
    except Exception as error:
        # Without memory some messages stay empty, in one build of CPython others than in the next.
        return type(error).__name__


def references(arguments):
    found = []
    for argument in arguments:
        found.append(sys.getrefcount(argument) if isinstance(argument, (Thing, array, memoryview, bytearray, list, dict)) else 0)
        if isinstance(argument, list):
            found += [sys.getrefcount(each) for each in argument if isinstance(each, Thing)]
    return found


def main():
    for f, *arguments in cases():
        found = set()
        for allowed in range(MOST_ALLOCATIONS):
            before = references(arguments)
            given = [copy(argument) for argument in arguments]
            found.add(outcome(f, given, allowed))
            given = None
            if references(arguments) != before:
                print('references', f.__name__, allowed, before, references(arguments))
        found.discard(None)
        print(f.__name__, *sorted(map(str, found)))


main()
