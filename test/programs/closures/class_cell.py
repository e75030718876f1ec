"""super() without arguments and __class__: in methods, nested functions, comprehensions, class methods."""


def attempt(f):
    try:
        return f()
    except Exception as error:
        return f'{type(error).__name__}: {error}'


class A:
    def f(self):
        return ['A.f']

    @classmethod
    def c(cls):
        return ['A.c', cls.__name__]

    @staticmethod
    def s():
        return ['A.s']

    @property
    def p(self):
        return ['A.p']

    def __init__(self, **kwargs):
        self.kwargs = kwargs


class B(A):
    def f(self):
        return ['B.f'] + super().f()

    @classmethod
    def c(cls):
        return ['B.c'] + super().c()

    @property
    def p(self):
        return ['B.p'] + super().p

    def __init__(self, b=1, **kwargs):
        super().__init__(**kwargs)
        self.b = b


class C(A):
    def f(self):
        def inner():
            return super(C, self).f()
        return ['C.f'] + inner() + [__class__.__name__]

    def __init__(self, c=2, **kwargs):
        super().__init__(**kwargs)
        self.c_value = c


class D(B, C):
    def f(self):
        return ['D.f'] + super().f()

    def nested(self):
        return (lambda: __class__.__name__)(), [__class__ is D for _ in range(1)], attempt(lambda: super().f())

    def in_comprehension(self):
        return [attempt(lambda: super().f()) for _ in range(1)]

    def rebound(self):
        self = 5
        return attempt(lambda: 0) or attempt_super(self)

    def deleted(self):
        del self
        try:
            super().f()
        except RuntimeError as error:
            return str(error)

    def missing(self):
        return attempt(lambda: None), super().nothing

    def explicit(self):
        return super(B, self).f(), super(D, type(self)).c()


def attempt_super(x):
    return attempt(lambda: super(D, x).f())


def no_arguments():
    return super().f()


def outside(self):
    return super().f()


class Rebinds(A):
    def f(self):
        self = A()
        return super().f()


d = D(b=10, c=20, z=30)
print(D.__mro__[1].__name__, [k.__name__ for k in D.__mro__], d.f(), d.c(), d.s(), d.p, d.b, d.c_value, d.kwargs)
print(d.nested(), d.in_comprehension(), d.deleted(), attempt(d.missing), d.explicit(), d.rebound())
print(attempt(no_arguments), attempt(lambda: outside(d)), attempt(lambda: Rebinds().f()), attempt(lambda: D.f(5)))


class Meta(type):
    def __new__(meta, name, bases, namespace, **kwargs):
        made = super().__new__(meta, name, bases, namespace)
        made.tag = kwargs.get('tag', 'none')
        return made

    def __init__(cls, name, bases, namespace, **kwargs):
        super().__init__(name, bases, namespace)

    def __call__(cls, *args, **kwargs):
        return ('made', super().__call__(*args, **kwargs).__class__.__name__)


class M(metaclass=Meta, tag='t'):
    def __class_getitem__(cls, item):
        return f'{cls.__name__}[{item}]'

    def who(self):
        return __class__


print(M(), M.tag, M[int], M.who(5).__name__)
s = super(B, d)
print(s.f(), attempt(lambda: s.missing), s.__self__ is d, s.__thisclass__.__name__, attempt(lambda: super(int, d)), attempt(lambda: super(5)))
