"""Coroutines by hand: await, __await__, send, throw, close, never awaited, reuse, misuse."""

import types
import warnings


def attempt(f, *arguments):
    try:
        return f(*arguments)
    except BaseException as error:
        return f'{type(error).__name__}: {error}'


class Pause:
    def __init__(self, name):
        self.name = name

    def __await__(self):
        received = yield f'paused {self.name}'
        return f'{self.name} got {received}'


class BadAwait:
    def __await__(self):
        return 5


class ReturnsCoroutine:
    def __await__(self):
        return simple()


async def simple():
    return 'simple'


async def two():
    a = await Pause('a')
    b = await Pause('b')
    return a, b


async def nested():
    try:
        return await two(), await simple()
    finally:
        print('nested finally')


@types.coroutine
def old_style():
    received = yield 'old style'
    return received


async def uses_old():
    return f'{await old_style()}!'


async def raises():
    await Pause('before')
    raise ValueError('in the coroutine')


async def catches():
    try:
        await raises()
    except ValueError as error:
        return f'caught {error}'


async def awaits(x):
    return await x


def run(coroutine):
    outputs = []
    value = None
    try:
        while True:
            outputs.append(coroutine.send(value))
            value = len(outputs)
    except StopIteration as stop:
        return outputs, stop.value


print(run(simple()), run(two()), run(nested()), run(uses_old()), run(catches()), attempt(run, raises()))
for bad in (5, None, [1], 'text', BadAwait(), ReturnsCoroutine(), (x for x in [1]), object):
    c = awaits(bad)
    print(type(bad).__name__, attempt(run, c))
c = two()
print(c.send(None), attempt(c.throw, ValueError('v')), attempt(c.send, None), c.close())
c = nested()
print(c.send(None), c.cr_await is not None, c.cr_frame is not None, c.cr_running, c.cr_suspended, c.cr_code.co_name, c.close(), c.cr_frame)
c = simple()
print(run(c), attempt(run, c))
c = simple()
print(attempt(next, c), attempt(iter, c), attempt(list, c), type(c.__await__()).__name__, c.close())
c = two()
c.send(None)
print(attempt(run, awaits(c)), c.close())
c = two()
print(attempt(c.send, 'early'), c.close())
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter('always')
    simple()
    del c
print([str(w.message) for w in caught], [w.category.__name__ for w in caught])


async def self_await():
    await me


me = self_await()
print(attempt(me.send, None))


async def comprehensions():
    return [await x for x in (simple(), simple())], {await simple(): 1 for _ in 'a'}, [x async for x in agen() if await truth(x)], f'{await simple()}'


async def truth(x):
    return x % 2


async def agen():
    for i in range(5):
        yield i


print(run(comprehensions()))
async_lambda = lambda: simple()
print(run(async_lambda()))


async def deep(n):
    if n == 0:
        return await Pause('bottom')
    return await deep(n - 1)


print(run(deep(100)))


async def loop(n):
    total = 0
    for i in range(n):
        total += await number(i)
    return total


async def number(i):
    return i


print(run(loop(1000)))
