"""with and __enter__: what kind of thing it is, what refers to the manager meanwhile, changes between the lookups and the call."""

import sys


def attempt(function, *arguments):
    try:
        return function(*arguments)
    except Exception as error:
        names, traceback = [], error.__traceback__
        while traceback is not None:
            names.append((traceback.tb_frame.f_code.co_name, traceback.tb_lineno))
            traceback = traceback.tb_next
        return f'{type(error).__name__}: {error}', names


class Manager:
    def __enter__(self):
        return sys.getrefcount(self), sys.getrefcount(Manager.__dict__['__enter__'])

    def __exit__(self, *error):
        return error[0] is KeyError


class Defaults(Manager):
    def __enter__(self, more=5, *rest, name=6):
        return more, rest, name


class Wrong(Manager):
    def __enter__(self, needed):
        return needed


class Class(Manager):
    @classmethod
    def __enter__(cls):
        return cls.__name__


class Static(Manager):
    @staticmethod
    def __enter__():
        return 'static'


class Generates(Manager):
    def __enter__(self):
        yield 'generated'


class Fails(Manager):
    def __enter__(self):
        raise ValueError('entering')


class NoExit:
    def __enter__(self):
        return 1


class Callable:
    def __call__(self):
        return 'callable'


class Called(Manager):
    __enter__ = Callable()


class Builtin(Manager):
    __enter__ = len

    def __len__(self):
        return 3


class Changes:
    def __enter__(self):
        return 'old'

    class Exit:
        def __get__(self, instance, owner):
            owner.__enter__ = lambda self: 'new'
            return lambda *error: None

    __exit__ = Exit()


class Own(Manager):
    def __init__(self):
        self.__enter__ = lambda: 'never'


class Gone(Manager):
    def __enter__(self):
        global held
        held = None
        return type(self).__name__

    def __exit__(self, *error):
        print('leaves')

    def __del__(self):
        print('gone')


def use(manager):
    with manager as value:
        if isinstance(value, str) and value == 'static':
            raise KeyError
        return value if not hasattr(value, 'send') else list(value)


def use_temporary():
    with Gone() as value:
        return value


for kind in (Manager, Defaults, Wrong, Class, Static, Generates, Fails, NoExit, Called, Builtin, Own):
    for _ in range(3):
        print(kind.__name__, attempt(use, kind()))
print(use_temporary(), attempt(use, 5), attempt(use, Changes()), attempt(use, Changes()))
held = Gone()


def use_held():
    with held as value:
        return value


print(use_held())
depth = 0


class Deep(Manager):
    def __enter__(self):
        global depth
        depth += 1
        with self:
            pass


try:
    Deep().__enter__()
except RecursionError as error:
    print(error, depth)
events = []


def tracer(frame, event, arg):
    events.append((frame.f_code.co_name, event))
    return tracer


class Switches(Manager):
    def __enter__(self):
        sys.settrace(tracer)
        return 'switched'


def switched():
    with Switches() as value:
        value = 1
    return value


print(switched())
sys.settrace(None)
print(events)
