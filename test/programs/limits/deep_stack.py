"""Value stacks hundreds deep: long calls, displays and strings whose last part fails, yields or awaits."""


def attempt(f, *arguments):
    try:
        return f(*arguments)
    except Exception as error:
        return f'{type(error).__name__}: {error}'


def make(source):
    space = {'attempt': attempt}
    exec(compile(source, 'generated', 'exec'), space)
    return space['f']


for n in (5, 40, 200, 600):
    values = ', '.join('x' for _ in range(n))
    print(n, len(make(f'def f(x):\n    return g({values})\ndef g(*a):\n    return a')(1)), attempt(make(f'def f(x):\n    return [x, g({values}, 1 / 0)]\ndef g(*a):\n    return a'), 1))
    mixed = ', '.join(['x', '1', 'x + 1', '"s"', '[x]', '(x, 2)'][i % 6] for i in range(n))
    print(len(make(f'def f(x):\n    return ({mixed})')(1)), attempt(make(f'def f(x):\n    return ({mixed}, x.missing)'), 1), attempt(make(f'def f(x):\n    return {{{mixed.replace("[x]", "x")}, []}}'), 1))
    nested = 'x + (' * min(n, 60) + '1 / x' + ')' * min(n, 60)
    print(make(f'def f(x):\n    return {nested}')(1), attempt(make(f'def f(x):\n    return {nested}'), 0))
    generator = make(f'def f(x):\n    received = ({mixed}, (yield x), {mixed}, (yield x + 1))\n    yield len(received), received[{n}], received[-1]')
    g = generator(3)
    print(next(g), g.send('a'), g.send('b'), attempt(next, g))
    g = generator(3)
    print(next(g), attempt(g.throw, ValueError('thrown deep')), attempt(next, g))
    g = generator(3)
    next(g)
    g.send(1)
    g.close()
    dropped = generator(4)
    next(dropped)
    del dropped
    print(len(make(f'def f(x):\n    return f"{"{x}" * n}"')('ab')), attempt(make(f'def f(x):\n    return f"{"{x}" * n}{{x.y}}"'), 'ab'))
    print(make('def f(x):\n    return ' + ' < '.join(f'{"x" if i == 0 else i}' for i in range(n)))(-1), make('def f(x):\n    ' + ' = '.join(f'v{i}' for i in range(n)) + f' = x\n    return v0, v{n - 1}')(5))
    handler = make(f'def f(x):\n    return [{mixed}, attempt(lambda: 1 / 0), *[y for y in (x, x) if y], {mixed}]')
    print(len(handler(1)))
    in_try = make(f'def f(x):\n    for y in [1, 2]:\n        try:\n            z = ({mixed}, g(x, y), {mixed})\n        except ZeroDivisionError as error:\n            z = y, error.args\n            continue\n    return z\ndef g(x, y):\n    return x / (y - 2)')
    print(in_try(1))
