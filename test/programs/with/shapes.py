"""with statements: enter and exit order, suppression, return, break, continue, several managers, targets."""


def attempt(f, *arguments):
    try:
        return f(*arguments)
    except BaseException as error:
        return f'{type(error).__name__}: {error} context={error.__context__!r}'


log = []


class Manager:
    def __init__(self, name, suppress=False, fail=''):
        self.name, self.suppress, self.fail = name, suppress, fail

    def __enter__(self):
        log.append(f'enter {self.name}')
        if self.fail == 'enter':
            raise OSError(f'enter {self.name}')
        return self.name

    def __exit__(self, kind, error, traceback):
        log.append(f'exit {self.name} {error!r} {traceback is not None}')
        if self.fail == 'exit':
            raise OSError(f'exit {self.name}')
        if self.fail == 'reraise' and error:
            raise error
        return self.suppress


def plain():
    with Manager('a'):
        log.append('body')
    return 'after'


def target():
    with Manager('a') as a, Manager('b') as b:
        return a + b


def nested_targets():
    class Space:
        pass
    space, items = Space(), [0, 0]
    with Manager('xy') as (x, y), Manager('s') as space.name, Manager('i') as items[1]:
        pass
    return x, y, space.name, items


def parenthesised():
    with (
        Manager('a') as a,
        Manager('b'),
        Manager('c') as c,
    ):
        return a, c


def raising(suppress, fail=''):
    with Manager('a', suppress, fail):
        raise ValueError('body')
    return 'after'


def second_enter_fails(suppress):
    with Manager('a', suppress) as a, Manager('b', fail='enter') as b:
        log.append('never')
    return 'after'


def inner_suppresses():
    with Manager('outer'):
        with Manager('inner', True):
            raise ValueError('x')
        log.append('between')
    return 'after'


def loop():
    seen = []
    for i in range(4):
        with Manager(str(i), suppress=i == 1):
            if i == 0:
                continue
            if i == 1:
                raise KeyError('suppressed in a loop')
            if i == 2:
                break
        seen.append(i)
    return seen, i


def returns_in_with_and_finally():
    try:
        with Manager('a'):
            return 'with'
    finally:
        log.append('finally')


def exception_in_exit_replaces():
    with Manager('outer'):
        with Manager('inner', fail='exit'):
            raise ValueError('body')


def truthy(value):
    class M:
        def __enter__(self):
            return self

        def __exit__(self, *args):
            return value
    with M():
        raise ValueError('suppressed?')
    return 'suppressed'


def with_yield():
    with Manager('generator') as name:
        received = yield name
        log.append(f'received {received}')
    yield 'end'


def raise_stop():
    with Manager('a'):
        next(iter([]))


def base_exception():
    with Manager('a', suppress=True):
        raise KeyboardInterrupt
    return 'suppressed interrupt'


def recursion(n):
    with Manager(str(n)):
        return recursion(n - 1) if n else 'bottom'


class NoExit:
    def __enter__(self):
        pass


class NoEnter:
    def __exit__(self, *args):
        pass


class InstanceOnly:
    def __init__(self):
        self.__enter__ = lambda: 1
        self.__exit__ = lambda *args: None


def use(manager):
    with manager:
        return 'used'


def run(f, *arguments):
    print(f.__name__, arguments, attempt(f, *arguments), log)
    log.clear()


for f in (plain, target, nested_targets, parenthesised, inner_suppresses, loop, returns_in_with_and_finally, exception_in_exit_replaces, raise_stop, base_exception):
    run(f)
for suppress in (False, True):
    for fail in ('', 'enter', 'exit', 'reraise'):
        run(raising, suppress, fail)
    run(second_enter_fails, suppress)
run(recursion, 3)
for value in (0, 1, '', 'x', None, [], [0]):
    print(value, attempt(truthy, value))


class BadBool:
    def __bool__(self):
        raise RuntimeError('no truth')

    def __repr__(self):
        return 'BadBool'


run(truthy, BadBool())
for manager in (NoExit(), NoEnter(), InstanceOnly(), 5, None, NoExit):
    print(attempt(use, manager))
g = with_yield()
print(next(g), g.send('hello'), log)
log.clear()
g = with_yield()
next(g)
g.close()
print(log)
log.clear()
g = with_yield()
next(g)
print(attempt(g.throw, ValueError('thrown')), log)
