"""Async generators: asend, athrow, aclose, finalisers, misuse, and their hooks."""

import asyncio
import sys


def attempt(f, *arguments):
    try:
        return f(*arguments)
    except BaseException as error:
        return f'{type(error).__name__}: {error}'


def run(awaitable):
    """Drives an awaitable by hand and gives its value."""
    iterator = awaitable.__await__()
    steps = 0
    try:
        while True:
            next(iterator)
            steps += 1
    except StopIteration as stop:
        return stop.value


class Pause:
    def __await__(self):
        yield


log = []
sys.unraisablehook = lambda u: print('unraisable', type(u.exc_value).__name__, u.exc_value)


async def echo():
    received = 'start'
    try:
        while True:
            await Pause()
            try:
                received = yield received
            except ValueError as error:
                received = f'caught {error}'
    finally:
        await Pause()
        log.append('finally')


async def finite(n):
    for i in range(n):
        yield i


async def ignores_exit():
    try:
        yield 1
    except GeneratorExit:
        yield 2


async def raises():
    yield 1
    raise LookupError('body')


async def raises_stop(kind):
    yield 1
    raise kind('inside')


g = echo()
print(run(g.__anext__()), run(g.asend('a')), run(g.athrow(ValueError('v'))), run(g.asend('b')), attempt(run, g.athrow(KeyError('k'))), log, attempt(run, g.__anext__()))
log.clear()
g = echo()
print(run(g.asend(None)), run(g.aclose()), log, attempt(run, g.asend(None)), run(g.aclose()))
g = echo()
print(attempt(run, g.asend('early')), run(g.aclose()))
g = ignores_exit()
print(run(g.__anext__()), attempt(run, g.aclose()))
g = raises()
print(run(g.__anext__()), attempt(run, g.__anext__()), attempt(run, g.__anext__()))
for kind in (StopIteration, StopAsyncIteration):
    g = raises_stop(kind)
    print(run(g.__anext__()), attempt(run, g.__anext__()))
g = finite(2)
print(run(g.__anext__()), run(g.__anext__()), attempt(run, g.__anext__()), g.ag_running, g.ag_frame, g.ag_code.co_name, type(g).__name__)
g = finite(3)
step = g.__anext__()
print(attempt(step.send, None), attempt(step.send, None), attempt(next, g), attempt(lambda: [x for x in g]))
g = echo()
first = g.asend(None)
first.send(None)
print(attempt(g.asend(None).send, None), first.close(), attempt(run, g.aclose()))
print(attempt(run, anext(finite(1))), attempt(run, anext(finite(0), 'default')), attempt(anext, 5), aiter(g) is g, attempt(aiter, 5))
log.clear()


async def with_hooks():
    results = []
    async for x in finite(3):
        results.append(x)
    results.append([x async for x in finite(4) if x % 2])
    results.append({x: y async for x, y in pairs()})
    results.append(sorted([y async for x in finite(3) async for y in finite(x)]))
    g = echo()
    results.append(await anext(g))
    await g.aclose()
    results.append(log[:])
    half = echo()
    await anext(half)
    del half
    await asyncio.sleep(0.01)
    results.append(log[:])
    return results


async def pairs():
    yield 'a', 1
    yield 'b', 2


async def echo_without_pause():
    try:
        received = 'x'
        while True:
            received = yield received
    finally:
        log.append('closed by the loop')


async def delegating():
    async def inner():
        for i in range(3):
            await asyncio.sleep(0)
            yield i * i
    async for x in inner():
        yield x
    yield 'end'


async def main():
    out = [x async for x in delegating()]
    g = echo_without_pause()
    out.append(await g.asend(None))
    out.append(await g.asend('sent'))
    left_open = echo_without_pause()
    await left_open.asend(None)
    globals()['left_open'] = left_open
    return out


async def echo():
    try:
        yield 'paused'
    finally:
        await asyncio.sleep(0)
        log.append('finally')


print(asyncio.run(with_hooks()))
log.clear()
print(asyncio.run(main()), log)
print(sys.get_asyncgen_hooks() == (None, None))
