"""sys.settrace: every event with its line, in loops, calls, generators, exceptions, with statements, classes."""

import sys

events = []


def tracer(frame, event, argument):
    if frame.f_code.co_filename != __file__:
        return None
    shown = ''
    if event == 'return':
        shown = repr(argument) if ' at 0x' not in repr(argument) else type(argument).__name__
    elif event == 'exception':
        shown = f'{argument[0].__name__}({argument[1]})'
    events.append(f'{event} {frame.f_code.co_name}+{frame.f_lineno - frame.f_code.co_firstlineno} {shown}'.strip())
    return tracer


def trace(f, *arguments):
    sys.settrace(tracer)
    try:
        result = f(*arguments)
    except Exception as error:
        result = repr(error)
    finally:
        sys.settrace(None)
    print(f.__name__, arguments, result if ' at 0x' not in repr(result) else type(result).__name__)
    for event in events:
        print('   ', event)
    events.clear()


def straight(a):
    b = a + 1
    c = [b,
         a,
         b * 2]
    return c


def loops(n):
    total = 0
    for i in range(n):
        if i == 1:
            continue
        total += i
    else:
        total += 100
    while n:
        n -= 1
        if n == 1:
            break
    return total


def calls(n):
    return helper(n) + helper(
        n + 1,
    )


def helper(n):
    if n > 2:
        return n
    return -n


def raises(n):
    try:
        1 / n
    except ZeroDivisionError as error:
        n = -1
    else:
        n = 1
    finally:
        n *= 2
    return n


def propagates():
    inner_raises()


def inner_raises():
    {}['missing']


def uses_generator():
    return [x for x in generator(3)] + list(y for y in generator(1))


def generator(n):
    for i in range(n):
        try:
            yield i
        finally:
            i = None


def throws():
    g = generator(2)
    next(g)
    try:
        g.throw(ValueError('thrown'))
    except ValueError:
        pass
    g = generator(2)
    next(g)
    g.close()


class Manager:
    def __enter__(self):
        return self

    def __exit__(self, *args):
        return True


def with_statement():
    with Manager() as m:
        x = 1
        raise ValueError('suppressed')
    return 'after'


def makes_class():
    class C:
        x = 1

        def method(self):
            return self.x
    return C().method()


def lambdas():
    f = lambda x: x * 2
    return list(map(f, [1, 2]))


def matches(x):
    match x:
        case [a, b] if a > b:
            return a
        case {'k': v}:
            return v
        case _:
            return None


def one_line(n):
    if n: return 'yes'; n = 2
    for x in (1, 2): n += x
    return n


def nested_try():
    try:
        try:
            raise KeyError('k')
        finally:
            pass
    except KeyError:
        return 1


def recursion(n):
    return recursion(n - 1) if n else 0


def imports():
    from os.path import join
    return join('a', 'b')


def multi_line():
    value = (1 +
             helper(5) *
             2)
    assert value, \
        'text'
    return {
        'a': value,
        'b': [
            i
            for i in range(2)
        ],
    }


trace(straight, 1)
trace(loops, 3)
trace(loops, 0)
trace(calls, 2)
trace(raises, 0)
trace(raises, 1)
trace(propagates)
trace(uses_generator)
trace(throws)
trace(with_statement)
trace(makes_class)
trace(lambdas)
for subject in ([2, 1], {'k': 5}, 0):
    trace(matches, subject)
trace(one_line, 0)
trace(one_line, 1)
trace(nested_try)
trace(recursion, 3)
trace(imports)
trace(multi_line)
