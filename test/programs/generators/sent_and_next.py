"""next() and send() at places that have learnt: values, ends with and without a value, errors, and who holds what."""

import sys


def counting(start):
    total = start
    while True:
        got = yield total
        if got is None:
            total += 1
        elif got == 'stop':
            return total
        elif got == 'raise':
            raise LookupError(total)
        elif got == 'wrong':
            raise StopIteration(total)
        else:
            total += got


def empty():
    return
    yield


def ask(generator, value):
    try:
        return generator.send(value)
    except (StopIteration, LookupError, TypeError, RuntimeError, ValueError) as error:
        return type(error).__name__, str(error), getattr(error, 'value', '-')


def following(iterator):
    try:
        return next(iterator)
    except (StopIteration, LookupError, TypeError, RuntimeError, ValueError) as error:
        return type(error).__name__, str(error), getattr(error, 'value', '-')


class Iterator:
    def __init__(self, end):
        self.at, self.end = 0, end

    def __iter__(self):
        return self

    def __next__(self):
        self.at += 1
        if self.at > self.end:
            raise StopIteration('over')
        return self.at


def itself():
    try:
        next(me)
    except ValueError as error:
        yield str(error)


for warming in range(30):
    generator = counting(warming)
    following(generator), ask(generator, 5), following(generator)
for script in ([None, 1, 2, 'stop', 1], [5], [None, 'raise', None], [None, 'wrong', None], [None, None, [], 1]):
    generator = counting(10)
    print([ask(generator, value) for value in script])
for iterator in (counting(3), empty(), iter([1]), Iterator(1), 5, counting):
    print([following(iterator) for _ in range(3)])
me = itself()
print(following(me), following(me))
value = object()
holder = counting(0)
next(holder)
before = sys.getrefcount(value)
for _ in range(20):
    ask(holder, value)
    holder = counting(0)
    next(holder)
print(sys.getrefcount(value) - before, sys.getrefcount(holder))
