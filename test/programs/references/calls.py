"""How many references to its arguments a callee sees, and when they die, for every kind of call."""

import functools
import gc
import sys

# Functions refer to themselves by their globals; their defaults die when the collector finds them.
gc.disable()

log = []
note = log.append
count = sys.getrefcount


class Dying:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        note(f'{self.name} dies')


# What BODY stands for.
BODY = ('note(("counts", count(a), count(b))); a = None; note("a rebound"); b = None; '
        'note("b rebound")')


# What is defined, and the expression that calls it with the two arguments A and B.
CALLS = {
    'positional': ('def f(a, b): BODY', 'f(A, B)'),
    'keywords': ('def f(a, b): BODY', 'f(a=A, b=B)'),
    'keywords in another order': ('def f(a, b): BODY', 'f(b=A, a=B)'),
    'mixed': ('def f(a, b): BODY', 'f(A, b=B)'),
    'positional-only': ('def f(a, b, /): BODY', 'f(A, B)'),
    'keyword-only': ('def f(a, *, b): BODY', 'f(A, b=B)'),
    'defaults not used': ('def f(a=1, b=2, c=3): BODY', 'f(A, B)'),
    'default used': ('def f(a, c=None, b=Dying("default")): BODY', 'f(A, B)'),
    'default of a keyword-only one': ('def f(a, b, *, c=Dying("default")): BODY', 'f(A, B)'),
    'star': ('def f(*args):\n    note((count(args[0]), count(args[1])))\n    args = None\n    note("end")', 'f(A, B)'),
    'star and one': ('def f(a, *args):\n    b = args[0]\n    args = None\n    BODY', 'f(A, B)'),
    'double star': ('def f(a, **kw):\n    b = kw.pop("b")\n    BODY', 'f(A, b=B)'),
    'spread': ('def f(a, b): BODY', 'f(*(A, B))'),
    'spread list': ('def f(a, b): BODY', 'f(*[A, B])'),
    'spread dict': ('def f(a, b): BODY', 'f(**{"a": A, "b": B})'),
    'spread both': ('def f(a, b): BODY', 'f(*[A], **{"b": B})'),
    'spread into star': ('def f(*args, **kw):\n    a = args[0]\n    args = None\n    b = kw.pop("b")\n    BODY', 'f(*[A], b=B)'),
    'method': ('class C:\n  def m(self, a, b): BODY', 'C().m(A, B)'),
    'method rebinding self': ('class C(Dying):\n  def m(self, a, b):\n    self = None\n    BODY', 'C("self").m(A, B)'),
    'method with keyword': ('class C:\n  def m(self, a, b): BODY', 'C().m(A, b=B)'),
    'stored method': ('class C:\n  def m(self, a, b): BODY\nmethod = C().m', 'method(A, B)'),
    'temporary method': ('class C(Dying):\n  def m(self, a, b): BODY', '(C("self").m)(A, B)'),
    'function as attribute': ('class C:\n  pass\ndef f(a, b): BODY\nC.f = f\nc = C()\nc.g = f', 'c.g(A, B)'),
    'class method': ('class C:\n  @classmethod\n  def m(cls, a, b): BODY', 'C.m(A, B)'),
    'static method': ('class C:\n  @staticmethod\n  def m(a, b): BODY', 'C.m(A, B)'),
    'class': ('class C:\n  def __init__(self, a, b): BODY', 'C(A, B)'),
    'class with keyword': ('class C:\n  def __init__(self, a, b): BODY', 'C(A, b=B)'),
    '__new__': ('class C:\n  def __new__(cls, a, b): BODY', 'C(A, B)'),
    '__call__': ('class C:\n  def __call__(self, a, b): BODY\nc = C()', 'c(A, B)'),
    'metaclass': ('class M(type):\n  def __call__(cls, a, b): BODY\nclass C(metaclass=M):\n  pass', 'C(A, B)'),
    'super': ('class P:\n  def m(self, a, b): BODY\nclass C(P):\n  def m(self, a, b):\n    return super().m(a, b)',
              'C().m(A, B)'),
    'closure': ('def outer(x):\n  def f(a, b):\n    note(x)\n    BODY\n  return f\nf = outer(1)', 'f(A, B)'),
    'argument in a cell': ('def f(a, b):\n    g = lambda: a\n    BODY\n    note(g())', 'f(A, B)'),
    'lambda': ('f = lambda a, b: note((count(a), count(b)))', 'f(A, B)'),
    'generator': ('def f(a, b):\n    BODY\n    yield 1\n    note("resumed")', 'list(f(A, B))'),
    'generator in a loop': ('def f(a, b):\n    BODY\n    yield 1\n    note("resumed")', '[note(x) for x in f(A, B)]'),
    'generator closed': ('def f(a, b):\n    yield 1\n    BODY', 'next(f(A, B))'),
    'sent': ('def f():\n    a = yield 1\n    b = yield 2\n    BODY\n    yield\ng = f()\nnext(g)', '(g.send(A), g.send(B))'),
    'yield from': ('def g(a, b):\n    BODY\n    yield 1\ndef f(a, b):\n    yield from g(a, b)', 'list(f(A, B))'),
    'coroutine': ('async def f(a, b): BODY\ndef run(c):\n    try:\n        c.send(None)\n    except StopIteration:\n'
                  '        pass', 'run(f(A, B))'),
    'await': ('async def g(a, b): BODY\nasync def f(a, b):\n    await g(a, b)\ndef run(c):\n    try:\n'
              '        c.send(None)\n    except StopIteration:\n        pass', 'run(f(A, B))'),
    'decorated': ('def d(g):\n    def wrapper(*args, **kw):\n        return g(*args, **kw)\n    return wrapper\n'
                  '@d\ndef f(a, b): BODY', 'f(A, B)'),
    'handed on': ('def g(a, b): BODY\ndef f(a, b):\n    return g(a, b)', 'f(A, B)'),
    'handed on and dropped': ('def g(a, b): BODY\ndef f(a, b):\n    g(a, b)\n    a = None\n    note("dropped")', 'f(A, B)'),
    'inner call': ('def f(a, b): BODY\ndef same(x):\n    return x', 'f(same(A), same(B))'),
    'partial': ('def f(a, b): BODY\np = functools.partial(f, Dying("partial"))', '(p(A), B)'),
    'from C': ('def f(a, b): BODY', 'list(map(f, [A], [B]))'),
    'sort key': ('def f(a):\n    b = []\n    BODY\n    return 0', '[A, B].sort(key=f)'),
    'recursive': ('def f(a, b, n=3):\n    if n:\n        f(a, b, n - 1)\n    BODY', 'f(A, B)'),
    'recursive handing over': ('def f(a, b, n=3):\n    if n:\n        return f(a, b, n - 1)\n    BODY', 'f(A, B)'),
    'raises': ('def f(a, b):\n    BODY\n    raise KeyError("x")', 'f(A, B)'),
    'raises with references': ('def f(a, b):\n    note((count(a), count(b)))\n    raise KeyError("x")', 'f(A, B)'),
    'too many': ('def f(a):\n    pass', 'f(A, B)'),
    'too few': ('def f(a, b, c):\n    pass', 'f(A, B)'),
    'wrong keyword': ('def f(a):\n    pass', 'f(A, c=B)'),
    'twice': ('def f(a, b):\n    pass', 'f(A, a=B)'),
    'getter': ('class C:\n  @property\n  def p(self):\n    note(count(self))\n    self = None\n    note("end")\n'
               'class D(C, Dying):\n  pass', '(D("owner").p, A, B)'),
    'exec': ('code = """note((count(a), count(b)))\na = None\nnote(1)\nb = None\nnote(2)"""',
             'exec(code, {"a": A, "b": B, "note": note, "count": count})'),
    'waiting argument': ('def f(a, b): BODY', 'note((A, count(A), [B, count(B)][1], {1: B, 2: count(B)}[2])[1:])'),
    'waiting arguments': ('def f(a, b): BODY\ndef g(*args): note((args[0].name, *args[2:]))\ndef h(x): return count(x)',
                          '(lambda p, q: (g(p, q, count(p), count(q), h(p)), f(p, q)))(A, B)'),
    'waiting before a spread': ('def f(*args): note(args[1:])\ndef h(x): return count(x)',
                                '(lambda p, q: f(p, h(p), *[h(p), h(q)]))(A, B)'),
    'waiting for a method': ('class C:\n  def m(self, *args): note(args[1:])\n  def n(self): return count(self)',
                             '(lambda c, p: c.m(p, count(p), c.n()))(C(), (A, B))'),
    'subscript': ('class C(Dying):\n  def __getitem__(self, a):\n    b = self\n    self = None\n    BODY',
                  '(C("container")[A], B)'),
}

# A generator takes two values and no more.
ONCE = ('sent',)

CALLER = """
{definition}

def fresh():
    {fresh}
    note('back')

def kept():
    x = Dying('a')
    y = Dying('b')
    {kept}
    note('back')
"""


def define(name, definition, call):
    source = CALLER.format(
        definition=definition.replace('BODY', BODY),
        fresh=call.replace('A', 'Dying("a")').replace('B', 'Dying("b")'),
        kept=call.replace('A', 'x').replace('B', 'y'))
    names = {'Dying': Dying, 'note': note, 'count': count, 'functools': functools}
    exec(compile(source, f'<{name}>', 'exec'), names)
    return names


def run(function):
    try:
        function()
    except Exception as error:
        note(f'{type(error).__name__}: {error}')
    lines = log[:]
    log.clear()
    return lines


for name, (definition, call) in CALLS.items():
    for caller in ('fresh', 'kept'):
        function = define(name, definition, call)[caller]
        first = run(function)
        print(f'{name}, {caller}:', *first, sep='\n    ')
        if name in ONCE:
            continue
        # Often enough for all to become hot.
        for turn in range(2500):
            last = run(function)
        if last != first:
            print(f'{name}, {caller}, many times:', *last, sep='\n    ')
