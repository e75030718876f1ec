"""A try statement inside finally while a return value, a constant or a local waits on the stack."""


def attempt(f, *arguments):
    try:
        return f(*arguments)
    except Exception as error:
        return f'{type(error).__name__}: {error}', repr(error.__context__)


def constant(action):
    try:
        return (c := 5)
    finally:
        try:
            action()
        except KeyError:
            pass


def local(x, action):
    try:
        return x
    finally:
        x = 'rebound'
        try:
            action()
        except KeyError as error:
            x = error


def computed(x, action):
    try:
        return [x, x]
    finally:
        for i in range(2):
            try:
                action()
            except KeyError:
                continue
            finally:
                x = i


def nested(x, action):
    try:
        try:
            return x
        finally:
            try:
                return (y := 'inner')
            finally:
                try:
                    action()
                except KeyError:
                    pass
    finally:
        try:
            action()
        except KeyError:
            pass


def in_loop(items, action):
    for x in items:
        try:
            return None
        finally:
            with Manager():
                try:
                    action()
                except KeyError:
                    pass


def generator(x, action):
    try:
        return x
    finally:
        try:
            yield 'in finally'
            action()
        except KeyError:
            yield 'handled'


class Manager:
    def __enter__(self):
        return self

    def __exit__(self, *arguments):
        return False


def nothing():
    pass


def key():
    raise KeyError('key')


def value():
    raise ValueError('value')


for action in (nothing, key, value):
    print(action.__name__, attempt(constant, action), attempt(local, 'x', action), attempt(computed, 1, action), attempt(nested, 'outer', action), attempt(in_loop, 'ab', action),
          attempt(lambda: list(generator('g', action))))
