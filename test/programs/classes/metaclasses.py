"""Metaclasses: __prepare__, __new__, __init__, __call__, keywords, conflicts, __init_subclass__, __set_name__."""

log = []


class OrderedNamespace(dict):
    def __setitem__(self, key, value):
        log.append(f'set {key}')
        super().__setitem__(key, value)

    def __getitem__(self, key):
        if key == 'magic':
            return 'from the namespace'
        return super().__getitem__(key)

    def __delitem__(self, key):
        log.append(f'del {key}')
        super().__delitem__(key)


class Meta(type):
    @classmethod
    def __prepare__(meta, name, bases, **kwargs):
        log.append(f'prepare {name} {len(bases)} {kwargs}')
        return OrderedNamespace()

    def __new__(meta, name, bases, namespace, **kwargs):
        log.append(f'new {name}')
        namespace['added'] = 'by the metaclass'
        return super().__new__(meta, name, bases, dict(namespace))

    def __init__(cls, name, bases, namespace, **kwargs):
        log.append(f'init {name}')
        super().__init__(name, bases, namespace)

    def __call__(cls, *args, **kwargs):
        log.append(f'call {cls.__name__} {args}')
        return super().__call__(*args, **kwargs)

    def __instancecheck__(cls, instance):
        return instance == 'special' or super().__instancecheck__(instance)

    def __subclasscheck__(cls, sub):
        return sub is int or super().__subclasscheck__(sub)

    def __len__(cls):
        return 42

    def __iter__(cls):
        return iter(['a', 'b'])

    def __getattr__(cls, name):
        return f'meta getattr {name}'

    def __contains__(cls, item):
        return item == 1

    def __getitem__(cls, key):
        return f'{cls.__name__}[{key}]'

    def __add__(cls, other):
        return f'{cls.__name__}+{other}'

    def __repr__(cls):
        return f'<{cls.__name__}>'


def flush():
    for line in log:
        print('  ', line)
    log.clear()


class A(metaclass=Meta, key='value'):
    x = 1
    y = magic
    z = x
    del z

    def method(self):
        return self.x


flush()
print(A.y, A.added, A().method(), isinstance('special', A), issubclass(int, A), issubclass(str, A), len(A), list(A), A.nothing, 1 in A, A[5], A + 1, A)
flush()


class B(A, extra=2):
    def __init__(self, n):
        self.n = n


flush()
print(B(5).n, type(B) is Meta, B.method(B(6)))
flush()


class Plugin:
    registry = {}

    def __init_subclass__(cls, /, name=None, **kwargs):
        super().__init_subclass__(**kwargs)
        cls.registry[name or cls.__name__] = cls
        log.append(f'init_subclass {cls.__name__} {name}')


class First(Plugin, name='first'):
    pass


class Second(Plugin):
    pass


class Third(First, name='third'):
    pass


flush()
print(sorted(Plugin.registry), Plugin.registry['third'].__mro__[1].__name__)


class Named:
    def __set_name__(self, owner, name):
        log.append(f'set_name {owner.__name__}.{name}')

    def __get__(self, instance, owner):
        return 'named'


class Owner:
    one = Named()
    two = Named()


late = Named()
Owner.three = late
flush()


class BadName:
    def __set_name__(self, owner, name):
        raise ValueError('no name for me')


def attempt(f):
    try:
        return f()
    except Exception as error:
        return f'{type(error).__name__}: {error}', f'{error.__cause__!r}'


def bad_set_name():
    class X:
        attribute = BadName()


def conflict():
    class OtherMeta(type):
        pass

    class Other(metaclass=OtherMeta):
        pass

    class X(A, Other):
        pass


def unknown_keyword():
    class X(Plugin, unknown=1):
        pass


def function_metaclass():
    def make(name, bases, namespace, **kwargs):
        return name, bases, sorted(n for n in namespace if not n.startswith('__')), kwargs

    class X(int, metaclass=make, option=True):
        a = 1

        def b(self):
            pass
    return X


def bad_prepare():
    class M(type):
        @classmethod
        def __prepare__(meta, name, bases):
            return 5

    class X(metaclass=M):
        pass


def mro_entries():
    class Stand:
        def __mro_entries__(self, bases):
            return (Plugin,)

    class X(Stand()):
        pass
    return X.__bases__, len(X.__orig_bases__)


for f in (bad_set_name, conflict, unknown_keyword, function_metaclass, bad_prepare, mro_entries):
    print(f.__name__, attempt(f))
log.clear()
Dynamic = Meta('Dynamic', (A,), {'k': 1})
print(Dynamic.k, Dynamic.x, type.__call__(Meta, 'Again', (), {}))
flush()
