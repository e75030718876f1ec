"""locals(), vars(), globals() and dir(): snapshots in functions, the real thing elsewhere."""


def snapshot(a, b=2, *args, **kwargs):
    c = a + b
    first = locals()
    d = 'later'
    second = locals()
    first['c'] = 'changed'
    return sorted(second), first is second, c, second['c']


def writes_are_lost():
    x = 1
    locals()['x'] = 2
    return x


def with_cells():
    x = 1

    def inner():
        y = x + 1
        return locals()
    return inner(), sorted(locals())


def unbound():
    if False:
        x = 1
    return locals()


def deleted():
    x = 1
    before = dict(locals())
    del x
    return before, locals() is not before, 'x' in locals()


def in_comprehension():
    x = 5
    return [sorted(locals()) for i in range(1)], [eval('i') for i in range(2)], [sorted(dir()) for j in 'a']


def generator():
    x = 1
    yield dict(locals())
    y = 2
    yield dict(locals())


def with_exec():
    x = 1
    exec('x = 2; z = 3')
    return x, locals().get('z'), eval('x')


def with_exec_namespace():
    x = 1
    space = {}
    exec('y = 10\ndef f():\n    return y', space)
    exec('w = y + 1', space, locals())
    return space['f'](), locals()['w'], 'w' in dir()


class Body:
    a = 1
    names = sorted(n for n in locals() if not n.startswith('__'))
    locals()['b'] = 2
    c = b + a
    d = vars()['c']


print(snapshot(1), snapshot(1, 2, 3, k=4), writes_are_lost(), with_cells(), unbound(), deleted())
print(in_comprehension(), list(generator()), with_exec(), with_exec_namespace())
print(Body.names, Body.b, Body.c, Body.d)
print(globals() is locals(), 'Body' in globals(), vars() is globals(), 'snapshot' in dir(), __name__)
locals()['made'] = 'module level'
print(made)


def nested_functions():
    a = 1

    def middle():
        b = 2

        def inner():
            c = a + b
            return sorted(locals().items())
        return inner(), sorted(k for k in locals() if k != 'inner')
    return middle()


print(nested_functions())
