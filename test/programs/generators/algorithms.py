"""Generators at work: a scheduler, a lexer, tree walks, merging, coroutines as state machines."""

from collections import deque
from heapq import merge


def scheduler(tasks):
    queue = deque(tasks)
    log = []
    while queue:
        name, task = queue.popleft()
        try:
            log.append((name, next(task)))
        except StopIteration as stop:
            log.append((name, 'done', stop.value))
        else:
            queue.append((name, task))
    return log


def countdown(n):
    total = 0
    while n:
        total += n
        yield n
        n -= 1
    return total


def lexer(text):
    i = 0
    while i < len(text):
        c = text[i]
        if c.isspace():
            i += 1
            continue
        if c.isdigit():
            start = i
            while i < len(text) and text[i].isdigit():
                i += 1
            yield 'number', int(text[start:i])
            continue
        yield 'symbol', c
        i += 1


def averager():
    total = count = 0
    average = None
    while True:
        value = yield average
        if value is None:
            return count, average
        total += value
        count += 1
        average = total / count


def traffic_light():
    while True:
        for colour, length in (('green', 3), ('amber', 1), ('red', 2)):
            for _ in range(length):
                emergency = yield colour
                while emergency:
                    emergency = yield 'flashing'


def interleave(*iterables):
    active = [iter(iterable) for iterable in iterables]
    while active:
        for iterator in active[:]:
            try:
                yield next(iterator)
            except StopIteration:
                active.remove(iterator)


def permutations(n):
    p = list(range(n))
    yield tuple(p)
    while True:
        i = n - 2
        while i >= 0 and p[i] > p[i + 1]:
            i -= 1
        if i < 0:
            return
        j = n - 1
        while p[j] < p[i]:
            j -= 1
        p[i], p[j] = p[j], p[i]
        p[i + 1:] = reversed(p[i + 1:])
        yield tuple(p)


print(scheduler([('a', countdown(2)), ('b', countdown(3)), ('c', countdown(0))]))
print(list(lexer('12+(34 * x)')))
a = averager()
next(a)
print([a.send(x) for x in (10, 20, 60)])
try:
    a.send(None)
except StopIteration as stop:
    print(stop.value)
light = traffic_light()
print([next(light)] + [light.send(i in (4, 5)) for i in range(10)])
print(list(interleave('abc', range(5), [])), list(merge([1, 4, 7], (x * 2 for x in range(5)))), len(list(permutations(6))), list(permutations(3)))
