"""Calls of generator and coroutine functions at places that have learnt: arguments, cells, what a
new one shows and holds, and every allocation failing once."""

import gc
import sys
import types
import weakref

try:
    from _testcapi import remove_mem_hooks, set_nomemory
except ImportError:
    # A Python without its own tests' modules can only tell what comes out when there is memory.
    def set_nomemory(start, stop):
        pass

    def remove_mem_hooks():
        pass


def plain(a, b=2):
    yield a
    yield b


def every_kind(a, /, b, c=3, *rest, d, e=5, **named):
    yield a, b, c, rest, d, e, sorted(named.items())


def with_cells(a, b):
    def inside():
        return a + b
    a += 1
    yield inside()
    b += 1
    yield inside()


def around(start):
    def counting(step):
        nonlocal start
        while True:
            start += step
            yield start
    return counting


def many_locals(a):
    b, c, d, e, f, g, h, i = range(a, a + 8)
    j, k, l, m, n, o, p, q = range(a, a + 8)
    r, s, t, u, v, w, x, y = range(a, a + 8)
    yield [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y]
    yield (b, c, d, e, f, g, h, i), (j, k, l, m, n, o, p, q), (r, s, t, u, v, w, x, y)


async def coroutine(a, *, b=1):
    return a, b


async def asynchronous(a):
    yield a
    yield a + 1


class Owner:
    def __iter__(self):
        yield self.name
        yield 'end'

    def method(self, a, *rest, key=None):
        yield self.name, a, rest, key

    @classmethod
    def of_class(cls, a):
        yield cls.__name__, a

    name = 'owner'


def outcome(function):
    try:
        return function()
    except (TypeError, MemoryError, RecursionError, StopIteration) as error:
        return type(error).__name__, str(error), depth_of(error.__traceback__)


def depth_of(traceback):
    names = []
    while traceback is not None:
        names.append(traceback.tb_frame.f_code.co_name)
        traceback = traceback.tb_next
    return names


def run_coroutine(awaitable):
    try:
        awaitable.send(None)
    except StopIteration as end:
        return end.value


async def all_of(source):
    return [item async for item in source]


def values(round):
    owner = Owner()
    method = owner.method
    counting = around(round)
    counter = counting(10)
    yield (
        list(plain(1)), list(plain(1, 3)), list(plain(b=4, a=1)), list(plain(*(5, 6))),
        list(plain(**{'a': 7}))
    )
    yield outcome(lambda: plain())
    yield outcome(lambda: plain(1, 2, 3))
    yield outcome(lambda: plain(1, a=1))
    yield outcome(lambda: plain(1, z=1))
    yield next(every_kind(1, 2, d=4)), next(every_kind(1, 2, 3, 4, 5, d=6, e=7, f=8))
    yield (
        next(every_kind(1, b=2, d=4)), outcome(lambda: every_kind(a=1, b=2, d=3)),
        outcome(lambda: every_kind(1, 2))
    )
    yield list(with_cells(1, 2)), [next(counter), next(counter), next(counting(1))]
    yield (
        list(owner), list(owner.method(1)), list(owner.method(1, 2, key=3)), list(method(4)),
        list(Owner.of_class(5))
    )
    yield (
        run_coroutine(coroutine(1)), run_coroutine(coroutine(1, b=2)),
        run_coroutine(all_of(asynchronous(3)))
    )
    yield outcome(lambda: coroutine()), outcome(lambda: asynchronous(1, 2))
    yield list(many_locals(round))
    yield (
        [x * round for x in range(3)], {x: round for x in 'ab'}, sorted({x + round for x in (1, 2)})
    )
    yield (
        sum(x for x in range(round)), any(x > 3 for x in range(round)),
        list(y for x in (plain(1), 'ab') for y in x)
    )


for round in range(12):
    everything = list(values(round))
    if round in (0, 1, 11):
        for value in everything:
            print(value)


# What a new one shows.

def shown(made):
    prefix = {
        types.GeneratorType: 'gi', types.CoroutineType: 'cr', types.AsyncGeneratorType: 'ag'
    }[type(made)]
    frame = getattr(made, prefix + '_frame')
    return (
        made.__name__, made.__qualname__, getattr(made, prefix + '_running'), frame.f_lasti,
        frame.f_lineno,
            frame.f_back, sorted(frame.f_locals), sys.getrefcount(made), sys.getsizeof(made) > 0,
            gc.is_tracked(made), frame.f_code is getattr(made, prefix + '_code'))


def show():
    cells, counting = with_cells(3, 4), around(5)(6)
    made = [
        plain(1), plain(1, 3), cells, counting, coroutine(1), asynchronous(2), (x for x in 'ab')
    ]
    for each in made:
        print(*shown(each))
    next(counting), next(cells)
    print(*shown(cells), *shown(counting))
    made[4].close()
    plain.__name__, plain.__qualname__ = 'renamed', 'Some.renamed'
    print(shown(plain(1))[:2])
    plain.__name__ = plain.__qualname__ = 'plain'
    print(inspect_state(plain(1)), inspect_state(cells))


def inspect_state(generator):
    return generator.gi_suspended, generator.gi_yieldfrom


for _ in range(3):
    show()


# What it holds, and when it drops that.

class Thing:
    def __del__(self):
        print('dropped')


def holding(thing, other=None):
    yield thing
    print('in the middle')
    yield other


def references():
    thing, function = Thing(), around(1)
    before = sys.getrefcount(thing), sys.getrefcount(holding), sys.getrefcount(holding.__code__)
    made = holding(thing)
    with_it = sys.getrefcount(thing), sys.getrefcount(holding), sys.getrefcount(holding.__code__)
    seen = weakref.ref(made, lambda _: print('weakly'))
    print(
        [b - a for a, b in zip(before, with_it)], next(made) is thing,
        sys.getrefcount(thing) - before[0]
    )
    made.close()
    print(sys.getrefcount(thing) - before[0], seen() is made)
    del made
    print(seen())
    closing = function(1)
    del function
    next(closing)
    print(len(gc.get_referents(closing)), gc.get_referrers(closing) != [])
    made = holding(Thing(), Thing())
    del made
    made = holding(Thing())
    list(made)
    print('exhausted')


def in_cycle():
    def cyclic():
        thing = Thing()
        yield made
        del thing
    made = cyclic()
    next(made)
    del made


for _ in range(3):
    references()
    in_cycle()
    print(gc.collect() > 0)


def counts(function):
    """How many objects the collector counts."""
    before = gc.get_count()[0]
    kept = function()
    with_it = gc.get_count()[0]
    del kept
    return with_it - before, gc.get_count()[0] - before


gc.disable()
for _ in range(4):
    print(
        counts(lambda: plain(1)), counts(lambda: coroutine(1).close()),
        counts(lambda: asynchronous(1)),
          counts(lambda: around(1)), counts(lambda: lambda: 1), counts(lambda: [x for x in (1, 2)]),
          counts(lambda: sum(x for x in (1, 2))), counts(lambda: with_cells(1, 2)))
gc.enable()


# Functions made anew.

def makes(default):
    def made(a, b=default, *, c=default) -> int:
        """A text."""
        return a, b, c, default
    made.attribute = default
    return made


def made_functions():
    functions = [makes(n) for n in range(3)]
    small = lambda: 1
    references = [weakref.ref(each) for each in functions]
    for each in functions:
        print(
            each(1), each.__doc__, each.__module__, each.__qualname__, each.__annotations__,
            each.__dict__,
              each.__defaults__, each.__kwdefaults__, each.__builtins__ is makes.__builtins__)
    print(
        small.__module__, small.__doc__, small.__closure__, small.__name__, sys.getrefcount(small)
    )
    del functions, each
    print([reference() for reference in references])


def in_other_globals():
    """What a function takes from its globals when it is made."""
    for space in ({}, {'__name__': 'other'}, {'__name__': None, '__builtins__': {'len': sum}},
                  {'__builtins__': {}, '__name__': 7}):
        exec('def f(): return lambda: 1', space)
        for _ in range(3):
            made = space['f']()
            print(made.__module__, '__import__' in made.__builtins__, len(made.__builtins__) < 3)
        space['__name__'] = 'changed'
        print(space['f']().__module__)
        del space['__name__']
        print(space['f']().__module__)


for _ in range(2):
    made_functions()
in_other_globals()


# Without memory.

def closed_over(k):
    return (x + k for x in (1, 2))


def rest_of(*rest, c, **named):
    yield rest, c
    yield named


OPERATIONS = [
    lambda: list(plain(1)), lambda: list(plain(1, b=2)), lambda: list(rest_of(1, 2, c=3, d=4)),
    lambda: list(with_cells(1, 2)), lambda: list(closed_over(3)),
    lambda: run_coroutine(coroutine(1)),
    lambda: list(x for x in (1, 2)), lambda: [x for x in (1, 2)], lambda: (lambda: 1)(),
    lambda: list(Owner()),
    lambda: list(many_locals(1)), lambda: makes(1)(2),
]

for operation in OPERATIONS:
    expected = repr(operation())
    operation()
    wrong = []
    for n in range(14):
        # As much is taken from the lists of freed ones at each time.
        gc.collect()
        set_nomemory(n, n + 1)
        try:
            result = operation()
        except MemoryError:
            result = None
        finally:
            remove_mem_hooks()
        if result is not None and repr(result) != expected:
            wrong.append((n, result))
    print(expected, wrong)
