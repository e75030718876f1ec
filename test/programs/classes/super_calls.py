"""super() without arguments and a method of it: every way in which the short way must not be taken, and changes between calls."""

import builtins
import gc
import sys


def attempt(function, *arguments):
    try:
        return function(*arguments)
    except Exception as error:
        return f'{type(error).__name__}: {error}'


class Base:
    def __init__(self, *made):
        self.made = made

    def m(self, *rest):
        return 'Base', rest

    def only(self):
        return 'only'

    @property
    def p(self):
        return 'Base.p'

    @classmethod
    def c(cls, *rest):
        return 'Base.c', cls.__name__, rest

    @staticmethod
    def s(*rest):
        return 'Base.s', rest

    value = len


class Left(Base):
    def m(self, *rest):
        return 'Left', super().m(*rest, 1)

    def only(self):
        return super().only()


class Right(Base):
    def m(self, *rest):
        return 'Right', super().m(2, *rest)


class Both(Left, Right):
    def __init__(self, *made):
        super().__init__(*made)
        super().__init__(3)

    def m(self):
        return 'Both', super().m()

    @classmethod
    def c(cls):
        return 'Both.c', super().c(), super().c(1)

    @staticmethod
    def s(*rest):
        return attempt(lambda: super().s(*rest))

    def calls(self):
        return super().c(2), super().s(3), super().value('abc'), attempt(lambda: super().m())

    def missing(self):
        return super().nothing()

    def called_property(self):
        return super().p()

    def its_class(self):
        return super().__class__().__repr__()[:7]

    def p(self):
        return 'Both.p'


both = Both(1, 2)
for _ in range(3):
    print(both.made, both.m(), both.c(), Both.c(), both.s(1), both.calls(), both.only())
    print(attempt(both.missing), attempt(both.called_property), attempt(both.its_class))

# One method, instances of many classes.
kinds = [Left, Both, type('A', (Left,), {}), type('B', (Left, Right), {}), type('C', (Left,), {'m': Left.m})]
for _ in range(4):
    print([kind().m() for kind in kinds])

# The first parameter under other names, rebound, deleted, captured; another object than an instance.


class Odd(Base):
    def rebound(self):
        other, self = self, Both()
        return attempt(lambda: None), attempt(Odd.plain, self), super().m()

    def plain(self):
        return super().m()

    def deleted(self):
        del self
        return super().m()

    def captured(self):
        return super().m(), (lambda: self is not None)()

    def inner(self):
        def inside(me):
            return super().m()
        return inside(self), attempt(inside, 5)

    def nothing():
        return super().m()

    def rest(*self):
        return super().m()

    def comprehension(self):
        return [super().m() for _ in range(2)]

    def generator(self):
        yield super().m()
        yield super().m(1)

    async def coroutine(self):
        return super().m()


odd = Odd()
for _ in range(3):
    print([attempt(f) for f in (odd.rebound, odd.deleted, odd.captured, odd.inner, Odd.nothing, odd.rest, odd.comprehension)])
    print(attempt(Odd.plain, 5), attempt(Odd.plain, Base()), attempt(Odd.plain, Odd), attempt(Odd.plain), list(odd.generator()))
    try:
        odd.coroutine().send(None)
    except StopIteration as stop:
        print(stop.value)


class Proxy:
    @property
    def __class__(self):
        return Odd


print([attempt(Odd.plain, Proxy()) for _ in range(3)])

# Changes between calls.


def sees(before, change, undo=None):
    results = [before() for _ in range(3)]
    change()
    results += [attempt(before) for _ in range(3)]
    if undo is not None:
        undo()
        results.append(attempt(before))
    return results


left = Left()
old = Base.m
print(sees(left.m, lambda: setattr(Base, 'm', lambda self, *rest: ('new', rest)), lambda: setattr(Base, 'm', old)))
print(sees(left.m, lambda: setattr(left, '__class__', Both), lambda: setattr(left, '__class__', Left)))
print(sees(left.m, lambda: delattr(Base, 'm'), lambda: setattr(Base, 'm', old)))
print(sees(left.m, lambda: setattr(Base, 'm', Base.c), lambda: setattr(Base, 'm', old)))
print(sees(left.m, lambda: setattr(Base, 'm', len), lambda: setattr(Base, 'm', old)))


class Other:
    def __init__(self, *made):
        pass

    def m(self, *rest):
        return 'Other', rest


print(sees(left.m, lambda: setattr(Left, '__bases__', (Other,)), lambda: setattr(Left, '__bases__', (Base,))))
left.m2 = 'own'
left.__dict__['m'] = 'never seen by super'
print(Left.m(left))


def redefined(*arguments):
    class Answer:
        def m(self, *rest):
            return 'redefined', rest
    return Answer()


print(sees(lambda: Left.m(left), lambda: globals().update(super=redefined), lambda: globals().pop('super')))
real = super
print(sees(lambda: Left.m(left), lambda: setattr(builtins, 'super', redefined), lambda: setattr(builtins, 'super', real)))
print(sees(lambda: Left.m(left), lambda: setattr(builtins, 'super', type('Sub', (real,), {})),
           lambda: setattr(builtins, 'super', real)))

# The same code in many classes; classes that come and go.


def make(base, name):
    class Made(base):
        def m(self, *rest):
            return name, super().m(*rest)
    return Made


chain = Base
for i in range(5):
    chain = make(chain, i)
print([chain().m() for _ in range(3)][-1])


def come_and_go(i):
    base = type('B', (), {'m': lambda self: i})
    return make(base, 'made')().m() == ('made', i)


print(all(come_and_go(i) for i in range(1000)), gc.collect() >= 0)

# The cell of the class is not filled yet, or has something else.


class Early(Base):
    def m(self):
        return super().m()

    function = m
    early = attempt(m, Base())


print(Early.early, Early().m())
cell = Early.m.__closure__[0]
for content in (Base, object, 5, Early):
    cell.cell_contents = content
    print([attempt(Early().m) for _ in range(3)])
del cell.cell_contents
print(attempt(Early().m))
cell.cell_contents = Early
print(Early().m())

# Methods of builtin classes.


class List(list):
    def append(self, item):
        super().append(item)
        return super().__len__(), super().__getitem__(-1), attempt(lambda: None)

    def wrong(self):
        return attempt(self.bad_append), attempt(self.bad_len)

    def bad_append(self):
        return super().append()

    def bad_len(self):
        return super().__len__(1)


class Dict(dict):
    def __init__(self, *arguments, **more):
        super().__init__(*arguments, **more)
        super().update(a=1)

    def get(self, key, default=None):
        return super().get(key, default), super().copy()

    def fromkeys(self):
        return super().fromkeys('ab')


class Error(Exception):
    def __init__(self, code):
        super().__init__(code, 'text')
        self.code = code

    def __str__(self):
        return f'<{super().__str__()}>'


class Plain:
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.done = super().__init__()

    def wrong(self):
        super().__init__(1)

    def __new__(cls, *arguments):
        return super().__new__(cls)

    def __setattr__(self, name, value):
        super().__setattr__(name, (name, value))

    def __getattribute__(self, name):
        return super().__getattribute__(name)

    def __eq__(self, other):
        return super().__eq__(other)

    def __hash__(self):
        return super().__hash__() * 0


class Meta(type):
    def __call__(cls, *arguments):
        return super().__call__(*arguments), 'Meta'

    def mro(cls):
        return super().mro()

    def __new__(meta, name, bases, scope):
        return super().__new__(meta, name, bases, scope)


class WithMeta(metaclass=Meta):
    pass


for _ in range(3):
    items, table, plain = List(), Dict(b=2), Plain()
    print(items.append(1), items.append(2), items.wrong(), table.get('a'), table.get('z', 0), table.fromkeys(), str(Error(5)))
    print(plain.done, attempt(plain.wrong), attempt(Plain, 1), plain == 5, plain == plain, hash(plain), type(WithMeta()).__name__)
    print(attempt(Dict.get, {}, 'a'), attempt(List.append, [], 1))

# References.


class Counts(Base):
    def m(self):
        return sys.getrefcount(self), super().count(), sys.getrefcount(self)


Base.count = lambda self: (sys.getrefcount(self), sys.getrefcount(Base.count), sys.getrefcount(super))
first = Counts().m()
print(all(Counts().m() == first for _ in range(20)), first[0], first[2])


# Recursion through super() has its depth.
class Deep(Base):
    depth = 0

    def m(self):
        self.depth += 1
        return super().again()


Base.again = lambda self: self.m()
deep = Deep()
print(attempt(deep.m), deep.depth)

# Tracing and profiling see every call.
events = []


def tracer(frame, event, arg):
    events.append((frame.f_code.co_name, event, frame.f_lineno - frame.f_code.co_firstlineno))
    return tracer


def profiler(frame, event, arg):
    events.append((frame.f_code.co_name, event, getattr(arg, '__name__', None) if event.startswith('c_') else None))


one = Left()
for switch, function in ((sys.settrace, tracer), (sys.setprofile, profiler)):
    switch(function)
    one.m()
    items.append(3)
    switch(None)
    print(events)
    events.clear()
