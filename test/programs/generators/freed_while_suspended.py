"""Generators dropped while suspended: finally runs, order of clean-up, code objects that outlive functions."""

import gc
import weakref


class Tracer:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print('del', self.name)


def generator(name):
    held = Tracer(f'{name} held')
    try:
        yield 1
        yield 2
    except GeneratorExit:
        print(name, 'exit')
        raise
    finally:
        print(name, 'finally')


def dropped_at(n):
    g = generator(f'at {n}')
    for _ in range(n):
        next(g)
    print('dropping', n)
    del g
    print('dropped', n)


def from_exec(count):
    """The function is gone when the generator goes on: its code must live as long."""
    results = []
    for i in range(count):
        space = {}
        exec(f'def g(x):\n    for i in range({i} + 5):\n        x += yield x + i\n    return x', space)
        g = space['g'](i)
        next(g)
        del space
        gc.collect() if i % 20 == 0 else None
        results.append(g.send(1) + g.send(2))
        if i % 2:
            g.close()
    return sum(results)


def cycle():
    g = None

    def make():
        tracer = Tracer('in a cycle')
        yield g
        yield tracer
    g = make()
    next(g)
    return weakref.ref(g)


def nested():
    def inner():
        try:
            yield 1
        finally:
            print('inner finally')

    def outer():
        try:
            yield from inner()
        finally:
            print('outer finally')
    g = outer()
    next(g)
    del g
    print('after')


def not_exhausted():
    for x in generator('broken loop'):
        print('got', x)
        break
    print('after the loop')


def resurrect():
    saved = []

    def g():
        try:
            yield 1
        finally:
            saved.append('finally ran')
    made = g()
    next(made)
    made = None
    return saved


def unraisable():
    import sys
    seen = []
    sys.unraisablehook = lambda u: seen.append((type(u.exc_value).__name__, str(u.exc_value)))

    def g():
        try:
            yield
        finally:
            raise ValueError('in a finaliser')

    def stubborn():
        while True:
            try:
                yield
            except GeneratorExit:
                pass
    for make in (g, stubborn):
        made = make()
        next(made)
        del made
    sys.unraisablehook = sys.__unraisablehook__
    return seen


for n in range(3):
    dropped_at(n)
print(from_exec(100))
reference = cycle()
gc.collect()
print('cycle collected', reference() is None)
nested()
not_exhausted()
print(resurrect())
print(unraisable()[0])
many = [generator(f'many {i}') for i in range(3)]
for g in many:
    next(g)
many.clear()
at_exit = generator('at exit')
next(at_exit)
