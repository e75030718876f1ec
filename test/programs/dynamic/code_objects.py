"""Code objects created, run and dropped by the thousand; functions and generators that outlive them."""

import gc
import types
import weakref


def source(i):
    return f'''
def f(n):
    total = {i}
    for k in range(n):
        if k % 2:
            total += k * {i + 1}
        else:
            total -= k
    return total

def g(n):
    for k in range(n):
        yield k + {i}

class C:
    value = {i}
    def method(self):
        try:
            return self.value // (self.value % 3)
        except ZeroDivisionError:
            return -1
'''


def churn(count):
    total = 0
    for i in range(count):
        space = {}
        exec(source(i), space)
        total += space['f'](10) + sum(space['g'](5)) + space['C']().method()
    return total


def outlive(count):
    kept = []
    for i in range(count):
        space = {}
        exec(source(i), space)
        generator = space['g'](3)
        next(generator)
        kept.append((space['f'], generator, space['C']().method))
    gc.collect()
    return sum(f(4) + sum(g) + m() for f, g, m in kept)


def freed():
    space = {}
    exec(source(1), space)
    reference = weakref.ref(space['f'].__code__)
    function = weakref.ref(space['f'])
    space['f'](3)
    alive = reference() is not None
    del space
    gc.collect()
    return alive, reference() is None, function() is None


def frees_itself():
    """A function that drops the last reference to its own code while it runs."""
    space = {'results': []}
    exec('''
def f(n):
    global f
    if n == 3:
        del f
    results.append(n)
    if n:
        g = f if n > 3 else None
        if g:
            g(n - 1)
    return [x * 2 for x in results]
''', space)
    f = space['f']
    answer = f(5)
    del f
    return answer


def recursion_in_dropped():
    make = types.FunctionType
    code = compile('def r(n): return 1 if n < 2 else n * r(n - 1)', 'r', 'exec').co_consts[0]
    scope = {}
    scope['r'] = make(code, scope)
    del code
    gc.collect()
    return scope['r'](20)


def code_attributes():
    def f(a, b=1, /, *c, d, **e):
        """Doc."""
        x = [a for a in c]
        return lambda: (x, d)
    code = f.__code__
    return (code.co_name, code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_nlocals, code.co_varnames, code.co_cellvars, code.co_freevars, code.co_names,
            code.co_flags & 0xFF, code.co_consts[0], code.co_qualname, code.co_stacksize > 0, len(list(code.co_lines())) > 0, len(list(code.co_positions())) > 0, hash(code) == hash(f.__code__))


print(churn(200), outlive(100), freed(), frees_itself(), recursion_in_dropped())
print(code_attributes())
