"""C code that takes values from generators and coroutines: sum, list, next, islice, iterators of
threads, and what it sees of their ends, their errors, their states and their depth."""

import itertools
import sys
import threading
import types


def numbers(n, end=None, error=None):
    try:
        for i in range(n):
            yield i
        if error is not None:
            raise error
        return end
    finally:
        log.append(('closed', n))


log = []


def outcome(function):
    try:
        return function()
    except BaseException as error:
        chain, names = [], []
        link = error
        while link is not None:
            chain.append((type(link).__name__, str(link), getattr(link, 'value', '-')))
            link = link.__cause__ or link.__context__
        traceback = error.__traceback__
        while traceback is not None:
            names.append((traceback.tb_frame.f_code.co_name, traceback.tb_lineno))
            traceback = traceback.tb_next
        return chain, names


def ends():
    yield (
        sum(numbers(5)), max(numbers(5)), list(numbers(3)), tuple(numbers(2)), set(numbers(3)),
        dict.fromkeys(numbers(2))
    )
    yield (
        any(x == 1 for x in numbers(5)), all(x < 1 for x in numbers(5)),
        ','.join(str(x) for x in numbers(3))
    )
    yield (
        sorted(numbers(3), reverse=True), [*numbers(2), *numbers(1)],
        list(zip(numbers(2), numbers(5)))
    )
    yield (
        list(map(lambda a, b: a + b, numbers(4), numbers(3))),
        list(itertools.islice(numbers(9), 2, 5))
    )
    yield (
        list(enumerate(numbers(2), 5)), list(itertools.chain(numbers(1), numbers(2))),
        3 in numbers(5)
    )
    yield (
        list(numbers(2, 'returned')), outcome(lambda: sum(numbers(2, error=LookupError('raised'))))
    )
    yield outcome(lambda: list(numbers(1, error=StopIteration('from inside'))))
    # By what calls tp_iternext, and tells how it ended.
    iterator = numbers(1, ('a', 'tuple'))
    yield (
        next(itertools.islice(iterator, 1)), outcome(lambda: iterator.__next__()),
        outcome(lambda: next(iterator))
    )
    iterator = numbers(1, LookupError('a value'))
    yield (
        iterator.__next__(), outcome(iterator.__next__), outcome(iterator.__next__),
        next(iterator, 'default')
    )
    a, *b = numbers(3)
    yield a, b, outcome(lambda: unpacked(numbers(3)))


def unpacked(two):
    first, second = two
    return first, second


for round in range(3):
    for each in ends():
        print(each, log)
        log.clear()


# States, from within.

def watching():
    yield (
        me.gi_running, me.gi_suspended, me.gi_frame is sys._getframe(),
        sys._getframe().f_back.f_code.co_name
    )
    try:
        next(iter(me))
    except ValueError as error:
        yield str(error)
    try:
        list(me)
    except ValueError as error:
        yield str(error)
    try:
        me.close()
    except ValueError as error:
        yield str(error)
    yield sys.exc_info()


for _ in range(3):
    me = watching()
    print(me.gi_running, me.gi_suspended, list(me), me.gi_running, me.gi_suspended, me.gi_frame)


# Exceptions that are handled while it runs.

def handling():
    yield sys.exc_info()[1]
    try:
        raise KeyError('own')
    except KeyError:
        yield sys.exc_info()[1]
        yield sys.exc_info()[1]
    yield sys.exc_info()[1]


def handled():
    generator = handling()
    yield list(itertools.islice(generator, 1))
    try:
        raise ValueError('of the caller')
    except ValueError:
        yield list(itertools.islice(generator, 1)), sys.exc_info()[1]
        yield list(generator), sys.exc_info()[1]


for _ in range(3):
    print(list(handled()), sys.exc_info())


# Coroutines and generators beneath.

@types.coroutine
def suspended(value):
    got = yield value
    return got


async def awaiting(n):
    return [await suspended(i) for i in range(n)]


class Awaitable:
    def __await__(self):
        got = yield 'awaitable'
        return got


async def several():
    return await awaiting(2), await Awaitable(), await Awaitable()


def delegating(source):
    got = yield from source
    return 'delegated', got


def driven(coroutine, values):
    seen = []
    try:
        value = None
        for following in values:
            seen.append(coroutine.send(value))
            value = following
        coroutine.send(value)
    except StopIteration as end:
        seen.append(end.value)
    return seen


async def raising():
    raise StopIteration('in a coroutine')


for _ in range(3):
    print(driven(several(), 'abcd'), driven(delegating(numbers(2, 'end')), [None, None]))
    print(
        driven(delegating(iter([1, 2])), [None, None]),
        driven(delegating(driven_by_list := iter('xy')), [None, None])
    )
    print(outcome(lambda: raising().send(None)))
    coroutine = awaiting(1)
    print(
        coroutine.send(None), outcome(lambda: coroutine.throw(LookupError('thrown'))),
        outcome(lambda: coroutine.send(None))
    )
    log.clear()


# Tracing that begins inside.

def begins(events):
    yield 1
    sys.settrace(lambda frame, event, argument: events.append((frame.f_code.co_name, event)))
    yield 2
    yield 3


def traced(consume):
    events = []
    try:
        consume(begins(events))
    finally:
        sys.settrace(None)
    return [event for event in events if event[0] in ('begins', 'traced', 'after')]


def after(iterator):
    result = []
    for each in iterator:
        result.append(each)
    return result


for _ in range(3):
    print(traced(list), traced(after), traced(sum))


# Depth.

def nested(n):
    if n:
        yield from nested(n - 1)
    yield n


def listed(n):
    if n:
        yield sum(listed(n - 1)) + 1
    else:
        yield 0


def deepest(function):
    """RecursionError at a depth that does not change, and with what it says."""
    try:
        return sum(1 for _ in function(10 ** 6))
    except RecursionError as error:
        depth, traceback = 0, error.__traceback__
        while traceback is not None:
            depth, traceback = depth + 1, traceback.tb_next
        return str(error), depth


sys.setrecursionlimit(400)
for _ in range(3):
    print(sum(nested(100)), list(listed(90)), deepest(nested)[0], deepest(listed)[0])
sys.setrecursionlimit(1000)


# Other threads, which take turns at one generator.

def in_threads():
    source, taken, lock = numbers(300), [], threading.Lock()

    def take():
        while True:
            with lock:
                value = next(source, None)
            if value is None:
                return
            taken.append(value)

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(taken) == list(range(300))


print(in_threads(), in_threads(), log)


# Subinterpreters share the code of frozen modules, and know nothing of native code.

try:
    import _xxsubinterpreters as interpreters
except ImportError:
    interpreters = None

import os

print(len(list(os.environ)) == len(os.environ))
if interpreters is not None:
    other = interpreters.create()
    interpreters.run_string(
        other,
        'import os; assert len(list(os.environ)) == len(os.environ) == sum(1 for _ in os.environ)'
    )
    interpreters.destroy(other)
print(len(list(os.environ)) == len(os.environ))
