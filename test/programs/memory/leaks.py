"""Block counts stay level when everything a program does is done again and again."""

import gc
import sys


def work():
    class C:
        def __init__(self, n):
            self.n = n

        def __add__(self, other):
            return C(self.n + other.n)

        @property
        def double(self):
            return self.n * 2
    total = C(0)
    for i in range(20):
        total = total + C(i)
        total.extra = [i, {i: total.double}]

    def generator(n):
        try:
            for i in range(n):
                received = yield i
                if received:
                    yield received
        finally:
            closed.append(n)
    closed = []
    g = generator(5)
    next(g)
    g.send('x')
    list(generator(3))
    half = generator(9)
    next(half)
    try:
        g.throw(ValueError('v'))
    except ValueError as error:
        saved = error
    errors = []
    for bad in (lambda: 1 / 0, lambda: {}['k'], lambda: [][1], lambda: None.x, lambda: undefined, lambda: work(1), lambda: 'a' + 1, lambda: (_ for _ in 5)):
        try:
            bad()
        except Exception as error:
            errors.append(error)
    text = ''
    for i in range(50):
        text += f'{i!r:>4}'
    a, *b = [c * 2 for c in text if c != ' ']
    match {'k': [1, 2, 3], 'z': text}:
        case {'k': [first, *rest], **others}:
            pass

    async def coroutine():
        return [x async for x in agenerator()]

    async def agenerator():
        yield 1
        yield 2
    try:
        coroutine().send(None)
    except StopIteration as stop:
        result = stop.value
    space = {}
    exec('def f(n):\n    return [f(n - 1)] if n else []\nx = f(10)', space)
    with open(__file__) as file:
        lines = len(file.readlines())
    numbers = [2**70 + i for i in range(20)] + [i * 1.5 for i in range(20)]
    return sum(numbers), sorted(numbers, key=lambda x: -x)[0], {**others, 'lines': lines}, (lambda *p, **k: (p, k))(*b[:3], **others)


def measure(rounds):
    for _ in range(rounds):
        work()
    gc.collect()
    return sys.getallocatedblocks(), len(gc.get_objects())


sys.setswitchinterval(1)
measure(400)
second = measure(100)
third = measure(100)
# One object left behind by each round would be a hundred.
print([abs(b - a) < 70 for a, b in zip(second, third)])
