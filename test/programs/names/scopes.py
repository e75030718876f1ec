"""global and nonlocal declarations, class scopes, shadowing, comprehension scopes, names in exec."""

x = 'global x'


def shadows():
    x = 'local x'

    def inner():
        return x

    class C:
        x = 'class x'
        seen = x

        def method(self):
            return x
    return inner(), C.seen, C().method()


def declares_global():
    global x, new_global
    x = 'changed'
    new_global = 'made'

    def inner():
        x = 'inner'
        return x
    return inner(), x


def class_global():
    class C:
        global from_class
        from_class = 'assigned in a class body'
        y = x
    return C.y, 'from_class' in vars(C)


def class_reads_free(x='parameter'):
    class C:
        before = x
        x = x + '!'
        after = x
    return C.before, C.after


def class_free_or_global():
    class C:
        try:
            y = later
        except NameError as error:
            y = str(error)
    later = 1
    return C.y, later


def nonlocal_chain():
    n = 0

    def outer():
        nonlocal n
        n += 1

        def inner():
            nonlocal n
            n += 10
            return n
        return inner
    return outer()(), outer()(), n


def comprehension_scopes(x):
    a = [x for x in range(3)]
    b = [(x, y) for y in 'ab' for x in [y]]
    c = {x: [x for _ in 'a'] for x in (1, 2)}
    d = list(x for x in a)
    e = [f() for f in [lambda: i for i in range(3)]]
    f = [f() for f in [lambda i=i: i for i in range(3)]]
    return x, a, b, c, d, e, f


class Comprehension:
    items = [1, 2]
    doubled = [i * 2 for i in items]
    try:
        crossed = [i * j for i in items for j in items]
    except NameError as error:
        crossed = str(error)


def exec_scopes():
    space = {}
    exec('''
a = 1
def f():
    global b
    b = a + 1
    return b
class C:
    c = a
''', space)
    result = space['f'](), space['b'], space['C'].c
    local = {}
    exec('a = 5\ndef f(): return a', {'a': 'global a'}, local)
    return result, local['f'](), local['a']


print(shadows(), class_reads_free(), class_free_or_global(), nonlocal_chain(), comprehension_scopes('kept'))
print(declares_global(), x, new_global, class_global(), from_class, Comprehension.doubled, Comprehension.crossed, exec_scopes())
for text in ('def f():\n    nonlocal y', 'def f(a):\n    global a', 'def f():\n    x = 1\n    global x', 'nonlocal z', 'def f():\n    print(q)\n    global q',
             'class C:\n    def m(self):\n        nonlocal k', 'def f(a, a): pass', '[i := 0 for i in range(3)]', 'def f():\n    global g\n    nonlocal g'):
    try:
        compile(text, 'text', 'exec')
    except SyntaxError as error:
        print(error.msg, error.lineno, error.offset)
