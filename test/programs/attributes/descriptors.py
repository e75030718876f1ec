"""Descriptors: functions, properties, class and static methods, __set_name__, lazy attributes, super."""

import functools


def attempt(f):
    try:
        return f()
    except Exception as error:
        return f'{type(error).__name__}: {error}'


class Typed:
    def __init__(self, kind):
        self.kind = kind

    def __set_name__(self, owner, name):
        print('set_name', owner.__name__, name)
        self.name = '_' + name

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        return getattr(instance, self.name, None)

    def __set__(self, instance, value):
        if not isinstance(value, self.kind):
            raise TypeError(f'{self.name[1:]} must be {self.kind.__name__}, not {type(value).__name__}')
        setattr(instance, self.name, value)


class Lazy:
    def __init__(self, function):
        self.function = function

    def __get__(self, instance, owner):
        if instance is None:
            return self
        print('computing', self.function.__name__)
        value = instance.__dict__[self.function.__name__] = self.function(instance)
        return value


class Person:
    name = Typed(str)
    age = Typed(int)

    def __init__(self, name, age):
        self.name, self.age = name, age

    @Lazy
    def label(self):
        return f'{self.name} ({self.age})'

    @functools.cached_property
    def initials(self):
        print('initials')
        return self.name[0]

    @property
    def adult(self):
        """Whether grown up."""
        return self.age >= 18

    @classmethod
    def make(cls, text):
        return cls(text.split()[0], int(text.split()[1]))

    @staticmethod
    def add(a, b):
        return a + b

    def plain(self, *args):
        return self.name, args


class Child(Person):
    @property
    def adult(self):
        return not super().adult

    def plain(self, *args):
        return ('child', *super().plain(*args))

    @classmethod
    def make(cls, text):
        made = super().make(text + ' ')
        made.age += 1
        return made


p, c = Person.make('Ann 30'), Child.make('Bob 7')
print(p.label, p.label, p.initials, p.initials, p.adult, c.adult, c.plain(1), Person.plain(c, 2), p.add(1, 2), Child.add('a', 'b'))
print(attempt(lambda: setattr(p, 'age', 'x')), attempt(lambda: setattr(p, 'adult', 1)), attempt(lambda: delattr(p, 'adult')), attempt(lambda: delattr(p, 'name')))
print(type(Person.name).__name__, type(Person.adult).__name__, Person.adult.__doc__, Person.make.__self__.__name__, c.plain.__self__ is c)
bound = p.plain
print(bound(5), bound.__func__ is Person.plain, bound == p.plain, bound is p.plain, Person.plain.__get__(c)(), attempt(lambda: Person.plain()))
for _ in range(3):
    p.age += 1
    c.name += '!'
print(p.age, c.name, [x.age for x in (p, c)], vars(p)['_age'])


class Caller:
    def __init__(self, function):
        self.function = function
        self.count = 0

    def __call__(self, *args, **kwargs):
        self.count += 1
        return self.function(*args, **kwargs)

    def __get__(self, instance, owner):
        return functools.partial(self, instance)


class Uses:
    @Caller
    def method(self, x):
        return x * 2

    wrapped = classmethod(lambda cls: cls.__name__)
    partial = functools.partialmethod(lambda self, a, b: (a, b), 'first')


u = Uses()
print([u.method(i) for i in range(3)], Uses.__dict__['method'].count, u.wrapped(), u.partial('second'), attempt(lambda: u.method()))
