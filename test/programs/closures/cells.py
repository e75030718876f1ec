"""Closures: cells shared and rebound, loops, defaults, class cells, recursion, cell contents."""


def counter(start=0, step=1):
    def bump():
        nonlocal start
        start += step
        return start

    def reset(value=0):
        nonlocal start
        start, old = value, start
        return old
    return bump, reset


def accumulate():
    total = 0
    history = []

    def add(n):
        nonlocal total
        for i in range(n):
            total += i
        history.append(total)
        return total
    return add, history


def parameter_cells(a, b=2, *args, c=3, **kwargs):
    def inner():
        return a, b, args, c, sorted(kwargs)
    a += 1
    c = b = 'rebound'
    return inner


def loop_closures():
    functions = []
    for i in range(3):
        functions.append(lambda: i)
        functions.append(lambda i=i: i)
    return [f() for f in functions]


def deep():
    a = 1

    def one():
        b = a + 1

        def two():
            c = b + 1

            def three():
                nonlocal a
                a += 10
                return a, b, c
            return three
        return two
    three = one()()
    return three(), three(), a


def recursive_closure(n):
    def factorial(k):
        return 1 if k <= 1 else k * factorial(k - 1)
    return factorial(n)


def mutual():
    def even(n):
        return True if n == 0 else odd(n - 1)

    def odd(n):
        return False if n == 0 else even(n - 1)
    return even(10), odd(7), even(3)


def generator_closure():
    x = 0

    def generator():
        nonlocal x
        while x < 5:
            x += 1
            yield x
    g = generator()
    first = next(g)
    x = 3
    return first, list(g), x


def compose(*functions):
    def composed(value):
        for f in reversed(functions):
            value = f(value)
        return value
    return composed


def curry(a):
    return lambda b: lambda c: (a, b, c)


def make_adders():
    return [lambda x, n=n: x + n for n in range(3)], [(lambda n: lambda x: x + n)(n) for n in range(3)]


bump, reset = counter(10, 5)
print(bump(), bump(), reset(), bump(), counter()[0]())
add, history = accumulate()
print(add(10), add(100), history)
print(parameter_cells(1)(), parameter_cells(1, 2, 3, 4, c=5, z=6, y=7)())
print(loop_closures(), deep(), recursive_closure(20), mutual(), generator_closure(), compose(str, abs, int)('-5'), curry(1)(2)(3))
print([[f(10) for f in group] for group in make_adders()])
print(bump.__closure__[0].cell_contents, bump.__code__.co_freevars, counter.__code__.co_cellvars, len(bump.__closure__))
bump.__closure__[0].cell_contents = 1000
print(bump())


def empty_cell():
    def inner():
        return x
    try:
        inner.__closure__[0].cell_contents
    except ValueError as error:
        message = str(error)
    x = 1
    return message, inner.__closure__[0].cell_contents


print(empty_cell())


def share(flag):
    value = 'start'
    get = lambda: value

    def put(new):
        nonlocal value
        value = new
    if flag:
        put('flagged')
    value += '!'
    return get(), value, put('end'), get()


print(share(True), share(False))
