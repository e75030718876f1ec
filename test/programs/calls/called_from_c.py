"""Functions that C code calls: sort keys, map, reduce, comparisons, properties, finalizers, threads."""

import atexit
import functools
import itertools
import operator
import sys
import threading
import weakref


def key(x, factor=3, *, sign=1):
    return sign * (x * factor % 7)


def plain(x, factor=3):
    return x * factor % 7


def times(n, function, *args):
    for _ in range(n):
        function(*args)


print(sorted(range(12), key=key), sorted(range(12), key=plain))
print(list(map(plain, range(5), range(5))), list(map(plain, range(5))))
print(functools.reduce(plain, range(1, 9)), list(filter(plain, range(9))))
print(list(itertools.starmap(plain, [(1,), (2, 3)])))
print(functools.partial(plain, factor=5)(4), functools.partial(plain, 4)(5))
for wrong in ([], [(1, 2, 3)], [()]):
    try:
        print(list(itertools.starmap(plain, wrong)))
    except TypeError as error:
        print(error)

# Defaults and code that are replaced while C code is calling.


def changing(x, step=1):
    if x == 3:
        changing.__defaults__ = (100,)
    if x == 5:
        changing.__code__ = (lambda x, step=1: (x, step)).__code__
    if x == 7:
        changing.__defaults__ = None
    return x + step


try:
    for value in map(changing, range(10)):
        print(value, end=' ')
except TypeError as error:
    print(error)

# Frames as a function sees them that is called so.


def looks(x):
    frame = sys._getframe()
    caller = frame.f_back
    return x, frame.f_code.co_name, caller.f_code.co_name, frame.f_lineno - frame.f_code.co_firstlineno, sorted(frame.f_locals)


def asks():
    return list(map(looks, 'ab'))


for _ in range(3):
    print(asks())


def keeps(x, kept=[]):
    kept.append(sys._getframe())
    return -x


print(sorted([1, 3, 2], key=keeps), [frame.f_locals['x'] for frame in keeps.__defaults__[0]])
keeps.__defaults__[0].clear()

# Exceptions come with the right traceback.


def fails(x):
    if x == 2:
        raise KeyError(x)
    return x


def lines(error):
    traceback = error.__traceback__
    while traceback is not None:
        yield traceback.tb_frame.f_code.co_name
        traceback = traceback.tb_next


for attempt in (lambda: sorted([1, 2, 3], key=fails), lambda: list(map(fails, range(4))),
                lambda: max([3, 2], key=fails), lambda: [1, 2].sort(key=fails)):
    try:
        attempt()
    except KeyError as error:
        print(error, list(lines(error)))

# Special methods.


class Number:
    made = 0

    def __init__(self, n=5):
        self.n = n
        Number.made += 1

    def __lt__(self, other):
        return self.n < other.n

    def __eq__(self, other):
        return isinstance(other, Number) and self.n == other.n

    def __hash__(self):
        return hash(self.n)

    def __len__(self):
        return self.n

    def __getitem__(self, index):
        if index >= self.n:
            raise IndexError(index)
        return self.n * index

    def __call__(self, x, y=1):
        return self.n * x + y

    def __contains__(self, x):
        return x == self.n

    def __iter__(self):
        return iter([self.n] * 2)

    def __repr__(self):
        return f'Number({self.n})'

    def __del__(self):
        Number.made -= 1

    @property
    def twice(self):
        return self.n * 2


numbers = [Number(n) for n in (4, 1, 3)] + [Number()]
print(sorted(numbers), len({*numbers, Number(4)}), numbers.index(Number(3)), max(numbers))
print([len(n) for n in numbers], [4 in n for n in numbers], [n(2) for n in numbers], list(map(Number(3), [1, 2], [5, 6])))
print(list(map(operator.attrgetter('twice'), numbers)), [*numbers[0]], list(zip(*numbers)))
print(list(reversed(Number(3))))
del numbers
print(Number.made)

# References: exactly one for each parameter, as for any caller.


def counts(x):
    return sys.getrefcount(x)


class Thing:
    pass


things = [Thing() for _ in range(4)]
print(list(map(counts, things)), sorted(things, key=counts) == things, [sys.getrefcount(t) for t in things])
print(sys.getrefcount(counts) - sys.getrefcount(plain))

# Recursion through C code has its limit.


def dive(n):
    dive.depth = max(dive.depth, n)
    return next(map(dive, [n + 1]))


dive.depth = 0
for _ in range(2):
    try:
        dive(0)
    except RecursionError as error:
        print(error, dive.depth > 100)


class Endless:
    def __lt__(self, other):
        return max(self, other) is self


try:
    Endless() < Endless()
except RecursionError as error:
    print(str(error)[:32])

# Tracing that is turned on in such a function, or is on already.
events = []


def tracer(frame, event, arg):
    events.append((frame.f_code.co_name, event, frame.f_lineno - frame.f_code.co_firstlineno))
    return tracer


def switches(x):
    if x == 2:
        sys.settrace(tracer)
    if x == 4:
        sys.settrace(None)
    return -x


def switched():
    return sorted(range(6), key=switches)


print(switched(), events)
events.clear()
sys.setprofile(lambda frame, event, arg: events.append((frame.f_code.co_name, event)))
list(map(plain, range(2)))
sys.setprofile(None)
print(events)

# Threads begin with a function that C code calls; so do callbacks.
results = []


def work(n, step=1):
    results.append(sum(map(plain, range(n), itertools.repeat(step))))


threads = [threading.Thread(target=work, args=(n,)) for n in (10, 20, 30)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(sorted(results))


def gone(reference):
    print('gone', reference() is None)


thing = Thing()
reference = weakref.ref(thing, gone)
del thing

# Nested functions and generators, whose calls make something else than a result.


def outer(n):
    def inner(x, m=n):
        return x + n * m
    return inner


print(list(map(outer(3), range(3))), [list(g) for g in map(lambda n: (i * n for i in range(3)), range(3))])


def generates(n):
    yield n
    yield n + 1


async def awaits(n):
    return n


print([list(g) for g in map(generates, range(2))])
for coroutine in map(awaits, range(2)):
    try:
        coroutine.send(None)
    except StopIteration as stop:
        print(stop.value)


def last():
    print('last', sorted([2, 1], key=plain))


atexit.register(last)
