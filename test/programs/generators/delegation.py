"""yield from: values, sends and exceptions pass through; return values come back; every kind of target."""


def attempt(f, *arguments):
    try:
        return f(*arguments)
    except BaseException as error:
        return f'{type(error).__name__}: {error}'


log = []


def inner(name):
    try:
        n = 0
        while True:
            try:
                n = yield f'{name} {n}'
                if n == 'stop':
                    return f'{name} result'
            except ValueError as error:
                log.append(f'{name} caught {error}')
                n = 'caught'
    finally:
        log.append(f'{name} finally')


def outer():
    first = yield from inner('one')
    log.append(first)
    second = yield from inner('two')
    log.append(second)
    return first, second


g = outer()
print(next(g), g.send(5), g.throw(ValueError('v')), g.send('stop'), g.send(6), log)
print(attempt(g.throw, KeyError('k')), log, attempt(next, g))
log.clear()
g = outer()
print(next(g), g.close(), log)
log.clear()
g = outer()
next(g)
g.send('stop')
try:
    g.send('stop')
except StopIteration as stop:
    print(stop.value, log)


def over(iterable):
    result = yield from iterable
    yield f'returned {result}'


class Iterates:
    def __iter__(self):
        return iter('ab')


class Full:
    """An iterator with send, throw and close of its own."""

    def __init__(self):
        self.n = 0

    def __iter__(self):
        return self

    def __next__(self):
        self.n += 1
        if self.n > 3:
            raise StopIteration('full result')
        return self.n

    def send(self, value):
        log.append(f'send {value}')
        return f'sent {value}'

    def throw(self, *args):
        log.append(f'throw {args[0]!r}')
        return 'thrown'

    def close(self):
        log.append('close')


class NoThrow:
    def __init__(self):
        self.n = 0

    def __iter__(self):
        return self

    def __next__(self):
        self.n += 1
        return self.n


for iterable in ([1, 2], 'xy', range(2), {1: 2}, Iterates(), (x for x in 'gh'), Full(), iter([]), 5, None):
    print(type(iterable).__name__, attempt(lambda: list(over(iterable))))
log.clear()
g = over(Full())
print(next(g), g.send('s'), g.throw(ValueError('t')), g.close(), log)
g = over(NoThrow())
print(next(g), attempt(g.send, 1), attempt(next, g))
g = over(NoThrow())
print(next(g), attempt(g.throw, ValueError('no throw method')), attempt(next, g))


def levels(n):
    if n == 0:
        received = yield 'bottom'
        return [received]
    result = yield from levels(n - 1)
    result.append(n)
    return result


def run(n):
    g = levels(n)
    first = next(g)
    try:
        g.send('sent')
    except StopIteration as stop:
        return first, len(stop.value), stop.value[:3]


print(run(0), run(5), run(100), run(300))


def deep_throw(n):
    try:
        if n:
            yield from deep_throw(n - 1)
        else:
            yield 'deep'
    except ValueError as error:
        error.args += (n,)
        raise


g = deep_throw(5)
print(next(g))
try:
    g.throw(ValueError('climb'))
except ValueError as error:
    print(error.args)


def cycle_of_two():
    yield from me
me = cycle_of_two()
print(attempt(next, me))


def tree(depth):
    if depth:
        yield from tree(depth - 1)
        yield depth
        yield from tree(depth - 1)


print(''.join(map(str, tree(5))), [g.gi_yieldfrom for g in [over('a')]], sum(tree(10)))
g = over(NoThrow())
next(g)
print(type(g.gi_yieldfrom).__name__, g.gi_yieldfrom.n)
