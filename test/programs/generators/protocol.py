"""Generators: send, throw, close, return values, finally, GeneratorExit, reentrancy and misuse."""


def attempt(f, *arguments):
    try:
        return f(*arguments)
    except BaseException as error:
        return f'{type(error).__name__}: {error}'


def echo():
    received = 'start'
    log = []
    try:
        while True:
            try:
                received = yield received
                log.append(received)
            except ValueError as error:
                log.append(f'caught {error}')
                received = 'recovered'
    finally:
        print('echo finally', log)


def returns(value):
    yield 1
    return value


def ignores_exit():
    try:
        yield 1
    except GeneratorExit:
        yield 'ignored'


def raises_on_close():
    try:
        yield 1
    finally:
        raise KeyError('while closing')


def returns_on_close():
    try:
        yield 1
    except GeneratorExit:
        return 'closed'


def raises():
    yield 1
    raise LookupError('from the body')


def raises_stop():
    yield 1
    raise StopIteration('inside')


def empty():
    return
    yield


def infinite():
    n = 0
    while True:
        n += 1
        yield n


g = echo()
print(attempt(g.send, 'too early'), next(g), g.send('a'), g.send(None), g.throw(ValueError('v')), g.send('b'), attempt(g.throw, KeyError('k')), attempt(next, g), attempt(g.send, 1))
g = echo()
print(next(g), g.close(), attempt(next, g), g.close())
g = echo()
print(g.close(), attempt(next, g))
g = echo()
print(attempt(g.throw, ValueError('before the start')), attempt(next, g))
g = returns('value')
print(next(g), attempt(next, g), attempt(next, g), list(returns(5)), attempt(next, returns(1)))
try:
    g = returns((1, 2))
    next(g)
    next(g)
except StopIteration as stop:
    print('stop value', stop.value, stop.args)
g = ignores_exit()
print(next(g), attempt(g.close), attempt(next, g))
g = raises_on_close()
print(next(g), attempt(g.close), attempt(next, g))
g = returns_on_close()
print(next(g), g.close(), attempt(next, g))
g = raises()
print(next(g), attempt(next, g), attempt(next, g))
g = raises_stop()
print(next(g), attempt(next, g), attempt(next, g))
print(list(empty()), attempt(next, empty()), next(empty(), 'default'))
for bad in ((ValueError,), (ValueError, 'message'), (ValueError, ValueError('instance')), (5,), ('text',), (ValueError, None, 5), (ValueError('x'), 'value'), (GeneratorExit,), (StopIteration, 3)):
    g = infinite()
    next(g)
    print(bad[1:], attempt(g.throw, *bad), attempt(next, g))


def reentrant():
    yield attempt(next, me)
    yield attempt(me.send, None)
    yield attempt(me.throw, ValueError)
    yield attempt(me.close)


me = reentrant()
print(list(me))
g = infinite()
print(g.gi_running, g.gi_frame is not None, g.gi_yieldfrom, g.gi_suspended, next(g), g.gi_suspended, g.gi_frame.f_lineno > 0, g.gi_code.co_name, g.__name__, g.__qualname__)
g.close()
print(g.gi_frame, g.gi_running, g.gi_suspended)
g.__name__ = 'renamed'
print(g.__name__, iter(g) is g, attempt(len, g), attempt(lambda: g[0]), type(g).__name__)


def sends(n):
    total = 0
    while n:
        n -= 1
        total += yield total
    return total


def drive(n):
    g = sends(n)
    value = next(g)
    try:
        while True:
            value = g.send(value + 1)
    except StopIteration as stop:
        return stop.value


print([drive(n) for n in range(1, 12)])
