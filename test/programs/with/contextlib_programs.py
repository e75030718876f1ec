"""contextlib: generators as managers, ExitStack, suppress, redirect, closing, decorators, async stacks."""

import asyncio
import contextlib
import io
import threading

log = []


@contextlib.contextmanager
def tag(name):
    log.append(f'<{name}>')
    try:
        yield name.upper()
    except ValueError as error:
        log.append(f'[{error}]')
    finally:
        log.append(f'</{name}>')


@contextlib.contextmanager
def never_yields():
    return
    yield


@contextlib.contextmanager
def yields_twice():
    yield 1
    yield 2


@contextlib.asynccontextmanager
async def async_tag(name):
    log.append(f'async <{name}>')
    yield name
    log.append(f'async </{name}>')


def attempt(f):
    try:
        return f()
    except BaseException as error:
        return f'{type(error).__name__}: {error}'


def body(name, error=None):
    with tag(name) as t:
        log.append(t)
        if error:
            raise error
    return 'after'


def stack():
    with contextlib.ExitStack() as exits:
        names = [exits.enter_context(tag(n)) for n in 'abc']
        exits.callback(log.append, 'callback')
        exits.push(lambda kind, error, traceback: log.append(f'push {error!r}') or True)
        raise KeyError('in the stack')
    return names


def pop_all():
    with contextlib.ExitStack() as exits:
        exits.enter_context(tag('kept'))
        saved = exits.pop_all()
    log.append('left')
    saved.close()


@tag('decorated')
def decorated(x):
    log.append(f'inside {x}')
    return x * 2


def use(manager):
    with manager as value:
        return value


def raise_in_twice():
    with yields_twice():
        raise LookupError('x')


print(body('a'), body('b', ValueError('v')), attempt(lambda: body('c', KeyError('k'))), log)
log.clear()
print(attempt(lambda: use(never_yields())), attempt(lambda: use(yields_twice())), attempt(raise_in_twice), stack(), pop_all(), decorated(4), decorated(5), log)
log.clear()
with contextlib.suppress(KeyError, IndexError):
    {}['x']
output = io.StringIO()
with contextlib.redirect_stdout(output):
    print('captured')
with contextlib.closing(io.StringIO('text')) as f, contextlib.nullcontext(5) as five:
    print(f.read(), five, repr(output.getvalue()))
print(f.closed)
lock = threading.RLock()
with lock, lock:
    print('held twice')
with open(__file__) as source, io.StringIO() as sink:
    sink.write(source.readline())
    print(sink.getvalue().strip())
print(source.closed)


async def main():
    async with contextlib.AsyncExitStack() as exits:
        await exits.enter_async_context(async_tag('x'))
        exits.enter_context(tag('sync'))
        async with async_tag('y') as y:
            log.append(y)


asyncio.run(main())
print(log)


class Suppressing(contextlib.AbstractContextManager):
    def __exit__(self, kind, error, traceback):
        return kind is ZeroDivisionError


for divisor in (1, 0):
    with Suppressing() as s:
        print(1 / divisor)
