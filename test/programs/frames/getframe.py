"""sys._getframe and inspect: names, lines, locals, callers, generators' frames, frames kept after return."""

import inspect
import sys
import traceback


def here(depth=0):
    frame = sys._getframe(1 + depth)
    return frame.f_code.co_name, frame.f_lineno - frame.f_code.co_firstlineno


def lines():
    a = here()
    b = (here(),
         here())
    c = [here()
         for _ in range(2)]
    return a, b, c, {
        'k': here(),
    }


def callers():
    def inner():
        names = []
        frame = sys._getframe()
        while frame is not None:
            names.append(frame.f_code.co_name)
            frame = frame.f_back
        return names
    return list(map(lambda _: inner(), [1]))[0]


def reads_locals(a, b=2):
    c = a + b
    frame = sys._getframe()
    before = dict(frame.f_locals)
    before.pop('frame', None)
    d = 'later'
    after = sorted(frame.f_locals)
    frame.f_locals['c'] = 'ignored'
    return before, after, c, frame.f_locals is frame.f_locals


def caller_locals():
    secret = 'visible to the callee'
    number = 5
    result = peek()
    return result, number


def peek():
    frame = sys._getframe(1)
    return sorted(frame.f_locals), frame.f_locals['secret'], frame.f_globals is globals(), frame.f_builtins['len'] is len


def kept():
    x = 'kept'
    return sys._getframe()


def kept_in_exception():
    local = 'alive'
    try:
        fails('argument')
    except ZeroDivisionError as error:
        frames = []
        tb = error.__traceback__
        while tb:
            frames.append((tb.tb_frame.f_code.co_name, sorted(tb.tb_frame.f_locals), tb.tb_lineno - tb.tb_frame.f_code.co_firstlineno))
            tb = tb.tb_next
        return frames


def fails(argument):
    inner = [argument]
    return 1 / 0


def generator():
    x = 1
    yield sys._getframe()
    x = 2
    yield x


def generator_frames():
    g = generator()
    frame = next(g)
    first = frame is g.gi_frame, frame.f_locals['x'], frame.f_back, frame.f_lineno - frame.f_code.co_firstlineno
    next(g)
    second = frame.f_locals['x'], frame.f_lineno - frame.f_code.co_firstlineno
    g.close()
    return first, second, g.gi_frame, frame.f_locals


def clear():
    def inner():
        x = [1]
        frame = sys._getframe()
        try:
            frame.clear()
        except RuntimeError as error:
            message = str(error)
        return frame, message
    frame, message = inner()
    before = sorted(frame.f_locals)
    frame.clear()
    return message, before, frame.f_locals


def stack():
    return [(f.function, f.lineno - f.frame.f_code.co_firstlineno, f.index) for f in inspect.stack()[:3]]


def recursive_stack(n):
    return recursive_stack(n - 1) if n else [f.name for f in traceback.extract_stack() if f.name == 'recursive_stack']


def cells():
    captured = 'cell'

    def inner():
        return captured, sorted(sys._getframe().f_locals), sorted(sys._getframe(1).f_locals)
    return inner()


def code_positions():
    def f(x):
        return x + g(
            x)

    def g(x):
        frame = sys._getframe(1)
        positions = list(frame.f_code.co_positions())
        position = positions[frame.f_lasti // 2]
        first = frame.f_code.co_firstlineno
        return position[0] - first, position[1] - first, position[2:]
    try:
        f(1)
    except TypeError:
        pass
    return g_position(f, g)


def g_position(f, g):
    results = []

    class Number:
        def __radd__(self, other):
            frame = sys._getframe(1)
            line, end_line, column, end_column = list(frame.f_code.co_positions())[frame.f_lasti // 2]
            results.append((line - frame.f_code.co_firstlineno, end_line - frame.f_code.co_firstlineno, column, end_column))
            return 5

    def uses(n):
        return (1 +
                n)
    uses(Number())
    return results


class Body:
    frame_name = sys._getframe().f_code.co_name
    frame_locals = sorted(k for k in sys._getframe().f_locals if not k.startswith('__'))
    at_module = sys._getframe(1).f_code.co_name


print(lines(), callers(), reads_locals(1), caller_locals(), kept_in_exception(), generator_frames(), clear(), stack(), recursive_stack(3), cells(), code_positions(), sep='\n')
frame = kept()
print(frame.f_locals, frame.f_back, frame.f_code.co_name, frame.f_lineno - frame.f_code.co_firstlineno)
print(Body.frame_name, Body.frame_locals, Body.at_module, sys._getframe().f_locals is globals(), sys._getframe().f_back)
try:
    sys._getframe(1000)
except ValueError as error:
    print(error)
print(inspect.currentframe() is sys._getframe(), inspect.getframeinfo(frame).function, inspect.getcallargs(reads_locals, 1), str(inspect.signature(here)))
print(inspect.getsource(peek).splitlines()[0], inspect.isgeneratorfunction(generator), inspect.getgeneratorstate(generator()), inspect.getclosurevars(cells).globals == {'sys': sys})
