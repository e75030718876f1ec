"""sys.getrefcount compared before and after every kind of operation: nothing gained, nothing lost."""

import gc
import sys

count = sys.getrefcount


class Thing:
    attribute = 'class'

    def __init__(self, value=None):
        self.value = value

    def method(self, *args, **kwargs):
        return self

    def __add__(self, other):
        return self

    def __getitem__(self, key):
        return key

    def __iter__(self):
        return iter([self, self])

    def __enter__(self):
        return self

    def __exit__(self, *args):
        return True

    def __eq__(self, other):
        return True

    def __hash__(self):
        return 1

    def __call__(self, *args):
        return args

    def __contains__(self, other):
        return True

    def __lt__(self, other):
        raise ValueError(other)


def binary(t): return t + t
def subscript(t): return t[t], [t][0], (t, t)[1], {t: t}[t]
def attributes(t):
    t.x = t
    y = t.x
    del t.x
    return y
def calls(t): return t.method(t), t.method(*[t, t], **{'k': t}), t(t, t), (lambda a, b=t, *c, d=t: a)(t, t, t, d=t)
def displays(t): return [t, t], (t,), {t}, {t: t}, [*t], (*t, t), {**{'k': t}}
def slices(t): return [t, t, t][1:], (t, t)[:1], [t] * 3 + [t]
def unpack(t):
    a, b = t
    c, *d = [t, t, t]
    (e, f), g = (t, t), t
    return a
def swap(t):
    a, b, c = t, 1, 2
    a, b = b, a
    a, b, c = c, a, b
    return c
def comprehension(t): return [x for x in t], {x: y for x in t for y in t}, list(x for x in t), {x for x in [t]}
def loop(t):
    for x in t:
        for y in [x, x]:
            if y is None:
                break
    else:
        z = x
    return z
def loop_break(t):
    for x in [t, t, t]:
        break
    for x in (t for _ in range(3)):
        return x
def closure(t):
    def inner():
        return t
    return inner(), inner
def compare(t): return t == t, t != t, t in t, t in [t], t is t, t == t == t, not t
def raises(t):
    try:
        raise KeyError(t)
    except KeyError as error:
        return error.args
def raises_deep(t):
    def deep(x, n):
        held = [x]
        if n == 0:
            raise ValueError(x)
        return deep(x, n - 1)
    try:
        deep(t, 5)
    except ValueError:
        return 1
def error_in_expression(t):
    try:
        return [t, t, (t, t < t)]
    except ValueError:
        return 1
def error_in_call(t):
    try:
        t.method(t, t, k=t < t)
    except ValueError:
        pass
    try:
        {t: t, 'x': t < t}
    except ValueError:
        pass
    try:
        f'{t.attribute}{t < t}'
    except ValueError:
        return 1
def error_in_loop(t):
    for x in [t, t]:
        try:
            for y in t:
                t < y
        except ValueError:
            continue
def wrong_call(t):
    for arguments in ((), (t, t, t), (t,)):
        try:
            (lambda a, b: a)(*arguments)
        except TypeError:
            pass
    try:
        (lambda a: a)(t, b=t)
    except TypeError:
        pass
def unpack_errors(t):
    for source in ([t], [t, t, t], (t,), t, iter([t])):
        try:
            a, b, c, d = source
        except ValueError:
            pass
def with_block(t):
    with t as a, t as b:
        raise ValueError(a, b)
    return 1
def finally_block(t):
    try:
        return [t]
    finally:
        x = t
def nested_try(t):
    try:
        try:
            raise KeyError(t)
        except KeyError as error:
            raise ValueError(error) from error
        finally:
            y = t
    except ValueError as error:
        z = error.__cause__
    return 1
def generator(t):
    def g(a):
        b = a
        try:
            received = yield a
            yield received, b
        finally:
            c = b
    made = g(t)
    next(made)
    made.send(t)
    made.close()
    half = g(t)
    next(half)
    unstarted = g(t)
    return list(g(t))
def delegation(t):
    def inner(a):
        received = yield a
        return received, a
    def outer(a):
        result = yield from inner(a)
        yield result
    made = outer(t)
    next(made)
    made.send(t)
    half = outer(t)
    next(half)
    thrown = outer(t)
    next(thrown)
    try:
        thrown.throw(ValueError(t))
    except ValueError:
        return 1
def coroutine(t):
    async def inner(a):
        return a
    async def outer(a):
        return await inner(a), [x async for x in agen(a)]
    async def agen(a):
        yield a
        yield a
    try:
        outer(t).send(None)
    except StopIteration as stop:
        return stop.value
def match_statement(t):
    match [t, {'k': t, 'z': t}]:
        case [a, {'k': b, **rest}]:
            pass
    match t:
        case Thing(value=v, attribute='no'):
            pass
        case Thing(value=v):
            return v
def f_strings(t): return f'{t.attribute!r:>20}{t.value}', '%s' % t.attribute
def makes_class(t):
    class C(Thing):
        x = t
        def get(self):
            return __class__, t
    return C().get(), C
def decorators(t):
    @(lambda f: (f, t))
    def g(a=t, *, b=t) -> t:
        return t
    return g
def globals_(t):
    global made_global
    made_global = t
    x = made_global
    del made_global
    return x
def deletes(t):
    a = b = t
    del a
    c = [t, t]
    del c[0], c[-1:]
    d = {t: t}
    del d[t]
    return b
def augmented(t):
    t += t
    l = [t]
    l += [t]
    l *= 2
    d = {1: t}
    d[1] += t
    return l
def conditional(t): return t if t else None, t and t, t or t, (t and None) or t, not t or t
def stores(t):
    l = [0, 0]
    l[0], l[1] = t, t
    d = {}
    d[t] = d['k'] = t
    l[:] = [t]
    return l, d
def walrus(t): return (x := t), [y := t, y], x
def recursion(t, n=10): return recursion(t, n - 1) if n else t
def star_arguments(t):
    def f(a, *args, b, **kwargs):
        return args, kwargs
    return f(t, t, t, b=t, c=t), f(*[t] * 3, **{'b': t, 'q': t})
def builtins(t): return len([t]), sorted([t], key=lambda x: 1), max([t], key=lambda x: 1), list(map(lambda x: x, [t])), isinstance(t, Thing), getattr(t, 'value'), repr([t.value])
def exec_(t):
    exec('x = t; y = [x]', {'t': t})
    return eval('(t, t)', {'t': t})
def imports(t):
    from sys import path as p
    import os.path as q
    return p
def super_call(t):
    class Sub(Thing):
        def method(self):
            return super().method(t)
    return Sub().method()
def property_(t):
    class P:
        @property
        def p(self):
            return t
        @p.setter
        def p(self, value):
            pass
        def __getattr__(self, name):
            return t
        def __getitem__(self, key):
            return t
    made = P()
    made.p = t
    return made.p, made.missing, made[t]
def except_star(t):
    try:
        raise ExceptionGroup('g', [ValueError(t), KeyError(t)])
    except* ValueError as g:
        x = g
    except* KeyError:
        pass
def slots(t):
    class S:
        __slots__ = ('a', 'b')
    s = S()
    s.a = s.b = t
    del s.b
    return s.a


FUNCTIONS = [f for f in list(globals().values()) if type(f) is type(binary) and f.__code__.co_varnames[:1] == ('t',)]
for f in FUNCTIONS:
    t = Thing('value')
    results = []
    for _ in range(3):
        gc.collect()
        before = count(t), count(f), count(None) * 0, count(Thing) if f.__name__ not in () else 0, count(f.__code__)
        for _ in range(20):
            f(t)
        gc.collect()
        after = count(t), count(f), 0, count(Thing), count(f.__code__)
        results.append(tuple(b - a for a, b in zip(before, after)))
    print(f.__name__, results[1], results[2])


def values():
    held = []
    o = object()
    seen = [count(o)]
    held.append(o)
    seen.append(count(o))
    x = o
    seen.append(count(o))
    y, z = o, o
    seen.append(count(o))
    del x, y, z
    seen.append(count(o))
    seen.append((lambda a: count(a))(o))
    seen.append((lambda *a: count(a[0]))(o))
    seen.append([count(i) for i in [o]][0])
    for i in [o]:
        seen.append(count(i))
    seen.append(count(o) + count(o))
    t = (o, o)
    seen.append(count(o))
    return seen


print(values())
