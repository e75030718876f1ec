"""async for and async with: protocols, else, break, suppression, exceptions, errors of misuse."""


def attempt(f, *arguments):
    try:
        return f(*arguments)
    except BaseException as error:
        return f'{type(error).__name__}: {error}'


def run(coroutine):
    try:
        while True:
            coroutine.send(None)
    except StopIteration as stop:
        return stop.value


class Pause:
    def __await__(self):
        yield


class Count:
    def __init__(self, n, fail_at=None):
        self.n, self.i, self.fail_at = n, 0, fail_at

    def __aiter__(self):
        return self

    async def __anext__(self):
        await Pause()
        if self.i == self.fail_at:
            raise LookupError('failing')
        if self.i >= self.n:
            raise StopAsyncIteration
        self.i += 1
        return self.i


class Manager:
    def __init__(self, name, suppress=False, fail=None):
        self.name, self.suppress, self.fail = name, suppress, fail

    async def __aenter__(self):
        await Pause()
        log.append(f'enter {self.name}')
        if self.fail == 'enter':
            raise OSError('enter failed')
        return self.name

    async def __aexit__(self, kind, error, traceback):
        await Pause()
        log.append(f'exit {self.name} {error!r}')
        if self.fail == 'exit':
            raise OSError('exit failed')
        return self.suppress


log = []


async def collect(iterable, stop=None):
    result = []
    async for x in iterable:
        if x == stop:
            break
        if x == 2:
            continue
        result.append(x)
    else:
        result.append('else')
    return result


async def managed(suppress, body_raises, fail=None):
    async with Manager('a', suppress, fail) as a, Manager('b') as b:
        log.append(f'body {a}{b}')
        if body_raises:
            raise ValueError('body')
    return 'after'


async def returns_inside():
    async with Manager('r'):
        return 'returned'


async def loop_controls():
    for i in range(3):
        async with Manager(str(i)):
            if i == 0:
                continue
            break
    return i


async def nested_loops():
    return [(x, y) async for x in Count(3) async for y in Count(x) if x != y]


async def unpacking():
    async def pairs():
        yield 1, 'a'
        yield 2, 'b'
    result = {}
    async for n, result['last'] in pairs():
        result[n] = result['last']
    return result


class BadAnext:
    def __aiter__(self):
        return self

    def __anext__(self):
        return 5


class NoAnext:
    def __aiter__(self):
        return 5


class AiterCoroutine:
    async def __aiter__(self):
        return Count(2)


class BadEnter:
    def __aenter__(self):
        return 5

    async def __aexit__(self, *args):
        pass


class BadExit:
    async def __aenter__(self):
        return 1

    def __aexit__(self, *args):
        return 5


class OnlyEnter:
    async def __aenter__(self):
        pass


async def use(manager):
    async with manager as x:
        log.append('in body')
    return x


print(run(collect(Count(4))), run(collect(Count(4), stop=3)), attempt(run, collect(Count(4, fail_at=2))), run(nested_loops()), run(unpacking()))
for arguments in ((False, False), (False, True), (True, True), (True, False), (False, False, 'enter'), (False, False, 'exit'), (False, True, 'exit')):
    print(arguments, attempt(run, managed(*arguments)), log)
    log.clear()
print(run(returns_inside()), run(loop_controls()), log)
log.clear()
for bad in (5, [1], BadAnext(), NoAnext(), (x for x in 'a')):
    print(type(bad).__name__, attempt(run, collect(bad)))
for bad in (5, None, BadEnter(), BadExit(), OnlyEnter(), open):
    print(type(bad).__name__, attempt(run, use(bad)), log)
    log.clear()
c = collect(AiterCoroutine())
print(attempt(run, c).split(':')[0])
for text in ('async def f():\n    yield 1\n    return 2', 'def f():\n    await x', 'async def f():\n    yield from x', 'def f():\n    async with x: pass', 'async for x in y: pass',
             'def f():\n    return [x async for x in y]', 'await 1'):
    try:
        compile(text, 'text', 'exec')
        print('compiled')
    except SyntaxError as error:
        print(error.msg)
