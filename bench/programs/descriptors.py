"""Descriptors, metaclass hooks, __getattr__, and decorators that pass on *args and **kwargs."""

import functools
import sys
from collections import defaultdict

CALLS = defaultdict(int)


def counted(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        CALLS[function.__name__] += 1
        return function(*args, **kwargs)
    return wrapper


def clamped(low=0, high=100):
    def decorate(function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            return max(low, min(high, function(*args, **kwargs)))
        return wrapper
    return decorate


def retried(times):
    def decorate(function):
        def wrapper(*args, **kwargs):
            for attempt in range(times):
                try:
                    return function(*args, attempt=attempt, **kwargs)
                except OverflowError:
                    continue
            return None
        return wrapper
    return decorate


class Field:
    """A checked attribute whose value is in the instance under its own name."""

    def __set_name__(self, owner, name):
        self.name = '_' + name

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        return getattr(instance, self.name, self.default())

    def __set__(self, instance, value):
        self.check(value)
        setattr(instance, self.name, value)

    def default(self):
        return None

    def check(self, value):
        pass


class Integer(Field):
    def __init__(self, low=None, high=None):
        self.low, self.high = low, high

    def default(self):
        return 0

    def check(self, value):
        if not isinstance(value, int):
            raise TypeError(f'{self.name[1:]} is a whole number')
        if self.low is not None and value < self.low or self.high is not None and value > self.high:
            raise ValueError(f'{self.name[1:]} is between {self.low} and {self.high}')


class Text(Field):
    def default(self):
        return ''

    def check(self, value):
        if not isinstance(value, str):
            raise TypeError(f'{self.name[1:]} is a text')


class lazy:
    """Computed once; the result takes the descriptor's place in the instance."""

    def __init__(self, function):
        self.function = function
        self.name = function.__name__

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        value = instance.__dict__[self.name] = self.function(instance)
        return value


class Model:
    kinds = {}

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        cls.fields = [name for name, value in vars(cls).items() if isinstance(value, Field)]
        Model.kinds[cls.__name__] = cls

    def __init__(self, **values):
        for name, value in values.items():
            setattr(self, name, value)

    def as_dict(self):
        return {name: getattr(self, name) for name in self.fields}


class Person(Model):
    name = Text()
    age = Integer(0, 150)
    score = Integer()

    @lazy
    def initials(self):
        return ''.join(word[0] for word in self.name.split())

    @counted
    @clamped(0, 50)
    def bonus(self, factor, *, extra=0):
        return self.score * factor + extra

    @counted
    def rename(self, *parts, separator=' '):
        self.name = separator.join(parts)
        return self


class Proxy:
    """Passes everything on to what it stands for."""

    def __init__(self, target):
        self._target = target

    def __getattr__(self, name):
        return getattr(self._target, name)


@retried(3)
@counted
def unreliable(n, attempt, limit=2):
    if n % 3 > attempt:
        raise OverflowError
    return n + attempt + limit


@functools.singledispatch
def size(value):
    return 1


@size.register
def _(value: str):
    return len(value)


@size.register(list)
@size.register(dict)
def _(value):
    return 10 * len(value)


def run(rounds: int = 3400):
    CALLS.clear()
    total = 0
    for n in range(rounds):
        people = [Person(name=f'Ann {i} Bee', age=i, score=n % 10 + i) for i in range(12)]
        for person in people:
            proxy = Proxy(person)
            total += person.bonus(2, extra=n % 5) + proxy.bonus(1)
            total += len(person.initials) + len(proxy.initials)
            try:
                person.age += 145
            except ValueError:
                total += 1
            person.rename('Cee', 'Dee', separator='-')
            total += len(person.as_dict()) + size(person.name) + size(person.as_dict()) + size(n)
        for i in range(12):
            total += unreliable(i) + unreliable(i, limit=i)
    return total, sorted(CALLS.items())


if __name__ == '__main__':
    print(run(int(sys.argv[1])))
