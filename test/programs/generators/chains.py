"""Generators and coroutines that resume one another: what each sees of the others, and how chains of them end."""

import inspect
import sys


def leaf(n):
    got = []
    for i in range(n):
        got.append((yield i))
    return got


def middle(n):
    result = yield from leaf(n)
    return ['middle', result]


def top(n):
    result = yield from middle(n)
    return ['top', result]


def drive(generator, values):
    seen = []
    try:
        seen.append(next(generator))
        for value in values:
            seen.append(generator.send(value))
    except StopIteration as stop:
        return seen, stop.value
    return seen, 'suspended'


for n in range(5):
    print(drive(top(n), 'abc'))

# States while a chain runs, and while it is suspended.


def watched(others):
    while True:
        yield [(g.gi_running, g.gi_suspended, inspect.getgeneratorstate(g), g.gi_frame is not None,
                g.gi_yieldfrom is not None) for g in others]


chain = []


def link(depth):
    if depth:
        generator = link(depth - 1)
        chain.append(generator)
        yield from generator
    else:
        yield from watched(chain)


first = link(3)
chain.append(first)
print(next(first))
print(next(first))
print([(g.gi_running, g.gi_suspended, g.gi_frame.f_lineno) for g in chain])
names = []
frame = first.gi_frame
while first is not None and hasattr(first, 'gi_yieldfrom'):
    names.append((first.__name__, first.gi_frame.f_back))
    first = first.gi_yieldfrom
print(names)


def callers():
    frame = sys._getframe()
    found = []
    while frame is not None:
        found.append((frame.f_code.co_name, frame.f_lineno))
        frame = frame.f_back
    yield found


def through():
    yield from callers()


print([list(through()) for _ in range(2)])

# A generator that resumes itself, by the chain.


def selfish():
    yield 1
    yield from this


def indirect():
    yield from selfish()


for make in (selfish, indirect):
    this = make()
    next(this)
    try:
        next(this)
    except ValueError as error:
        print(error)
    print(this.gi_frame, list(this))

# StopIteration within; values of return; what a finished one gives.


def stops(error):
    yield 1
    raise error


def delegates(error):
    try:
        result = yield from stops(error)
    except RuntimeError as caught:
        yield type(caught.__cause__), str(caught), caught.__context__ is caught.__cause__
        return
    except ValueError as caught:
        yield repr(caught)
        return
    yield result


for error in (StopIteration(5), ValueError(6), StopAsyncIteration(7)):
    try:
        print(list(delegates(error)))
    except BaseException as other:
        print('out', repr(other))


async def raises(error):
    raise error


async def outer(error):
    try:
        return await raises(error)
    except RuntimeError as caught:
        return type(caught.__cause__), str(caught)


for error in (StopIteration(5), StopAsyncIteration(7)):
    try:
        outer(error).send(None)
    except StopIteration as stop:
        print(stop.value)
    except StopAsyncIteration as stop:
        print('out', repr(stop))


def finished():
    return 'value'
    yield


used = finished()
print(drive(used, ()), drive(used, ()))


def again():
    result = yield from used
    yield result


print(list(again()))

# Sending to what has not begun; coroutines that are awaited twice.


class Waits:
    def __await__(self):
        got = yield 'waiting'
        return got


async def inner():
    return await Waits(), await Waits()


async def middle_coroutine(coroutine):
    return await coroutine


async def twice(coroutine):
    first = await middle_coroutine(coroutine)
    return first, await coroutine


def run(coroutine, values):
    seen = []
    try:
        for value in values:
            seen.append(coroutine.send(value))
    except (StopIteration, RuntimeError, TypeError) as error:
        return seen, repr(error)
    coroutine.close()
    return seen


print(run(middle_coroutine(inner()), [None, 1, 2]))
print(run(twice(inner()), [None, 1, 2, 3]))
not_begun = inner()
print(run(not_begun, [3]))
waiting = inner()
waiting.send(None)
for _ in range(2):
    print(run(middle_coroutine(waiting), [None]))
print(inspect.getcoroutinestate(waiting), inspect.getcoroutinestate(not_begun))


def from_the_start():
    return (yield from not_begun_generator)


not_begun_generator = leaf(2)
print(drive(from_the_start(), [4, 5]))

# The chain of handled exceptions crosses the borders of generators.


def handles():
    try:
        raise KeyError('inner')
    except KeyError:
        yield repr(sys.exc_info()[1])
        yield repr(sys.exc_info()[1])
    yield repr(sys.exc_info()[1])


def passes():
    try:
        raise ValueError('passes')
    except ValueError:
        yield from handles()
    yield repr(sys.exc_info()[1])


seen = []
try:
    raise OSError('outside')
except OSError:
    for value in passes():
        seen.append((value, repr(sys.exc_info()[1])))
print(seen)


def context():
    try:
        yield 1
    finally:
        raise TypeError('finally')


def contexts():
    try:
        raise LookupError('before')
    except LookupError:
        yield from context()


generator = contexts()
next(generator)
try:
    next(generator)
except TypeError as error:
    print(repr(error.__context__), repr(error.__context__.__context__))

# throw() and close() into the middle of a chain, and a subgenerator that goes on.


def stubborn():
    while True:
        try:
            yield 'still'
        except KeyError as error:
            yield f'caught {error}'
        except GeneratorExit:
            print('closing')
            return 'closed'


def above():
    print('result', (yield from stubborn()))


generator = above()
print(next(generator), generator.throw(KeyError('k')), next(generator))
generator.close()
generator = above()
next(generator)
try:
    generator.throw(ZeroDivisionError)
except ZeroDivisionError as error:
    names = []
    traceback = error.__traceback__
    while traceback:
        names.append((traceback.tb_frame.f_code.co_name, traceback.tb_lineno))
        traceback = traceback.tb_next
    print(names)

# Tracing that is turned on and off within.
events = []


def tracer(frame, event, arg):
    events.append((frame.f_code.co_name, event, frame.f_lineno - frame.f_code.co_firstlineno))
    return tracer


def switches():
    yield 1
    sys.settrace(tracer)
    yield 2
    yield 3
    sys.settrace(None)
    yield 4


def switched():
    yield from switches()


print(list(switched()), events)

# Depth: a chain of resumptions is recursion.


def deep(n):
    yield n
    yield from deep(n + 1)


reached = 0
try:
    for reached in deep(0):
        pass
except RecursionError as error:
    print(error, reached > 100)


def sums(depth):
    if depth:
        yield from sums(depth - 1)
        yield depth
        yield from sums(depth - 1)


print(sum(sums(12)))

# One that is freed while it delegates.


def cleans(name):
    try:
        yield name
    finally:
        print('cleaned', name)


def holds():
    yield from cleans('held')


generator = holds()
next(generator)
del generator

# Code that is interpreted resumes native code and the other way round.
names = {}
exec('def interpreted(g):\n    return (yield from g)\n', names)
for _ in range(3):
    print(drive(names['interpreted'](top(2)), 'ab'))
