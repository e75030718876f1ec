"""Tracebacks printed with the traceback module: carets under every kind of expression."""

import sys
import traceback

n, text, items, nothing = 0, 'text', [1], None


class Thing:
    def __getattr__(self, name):
        raise AttributeError(name)

    def __enter__(self):
        raise OSError('enter')

    def __exit__(self, *args):
        pass

    def __setattr__(self, name, value):
        raise TypeError('set')

    def __iter__(self):
        return self

    def __next__(self):
        raise LookupError('next')

    def __bool__(self):
        raise ValueError('bool')

    def __call__(self, *args, **kwargs):
        raise NotImplementedError

    def __format__(self, spec):
        raise ValueError('format')

    def __lt__(self, other):
        raise ValueError('lt')


thing = Thing()


def binary(): return 1 + 2 * (3 / n) - 4
def subscript(): return items[0][1][2]
def subscript_store(): items[5] = items[0]
def attribute(): return thing.a.b.c
def attribute_store(): thing.x = 1
def call(): return text.upper().lower(1)
def keywords(): return sorted([1], key=None, revers=1)
def unary(): return 1 if -text else 2
def comparison(): return 1 < thing < 3
def unpack(): a, (b, c) = 1, 2
def loop():
    for x in thing:
        pass
def while_loop():
    while thing:
        pass
def comprehension(): return [1 / x for x in (1, 0)]
def nested_comprehension(): return {x: [y / x for y in (1,)] for x in (0,)}
def generator(): return sum(1 / x for x in (1, 0))
def lambdas(): return (lambda: (lambda: 1 / n)())()
def conditional(): return 1 if thing else 2
def boolean(): return n or thing and 1
def f_string(): return f'{n} {thing:x} {1}'
def with_statement():
    with thing as t:
        pass
def augmented():
    x = 1
    x += text
def slices(): return items[text:]
def name(): return undefined_name + 1
def import_(): import nowhere.at_all
def raise_(): raise ValueError(
        'on two lines')
def assertion():
    assert n == 1, (
        'message')
def unicode(): return ('äöü€'.missing, 1 / n)
def long_line(): return [n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, 1 / n]
def star(): return print(*nothing)
def deletion(): del items[99]
def decorator():
    @thing
    def f():
        pass
def klass():
    class C(thing):
        x = 1 / n
def klass_body():
    class C:
        x = 1 / n
def default(x=1): return default(1, 2)
def multi():
    return (
        n
        + 1
    ) + [
        1,
        2,
    ][
        5
    ]
def match_():
    match n:
        case 0 if thing:
            pass
def walrus(): return [y := n, z := text, y + z]
def chained(): return text.strip().nothing.split()[0]
def call_multi():
    return max(
        1,
        min(2, 3 / n),
    )
def finally_():
    try:
        1 / n
    finally:
        pass
def recursion(k=3): return recursion(k - 1) if k else 1 / n
def exec_(): exec('1 / 0')


for function in [f for f in list(globals().values()) if callable(f) and f is not Thing and f is not thing]:
    print(f'--- {function.__name__}')
    try:
        function()
    except Exception as error:
        text_of_it = ''.join(traceback.format_exception(error)).replace(__file__, 'FILE')
        print(text_of_it)
        del error
try:
    multi()
except IndexError:
    print(traceback.format_exc().replace(__file__, 'FILE'))
    for entry in traceback.extract_tb(sys.exc_info()[2]):
        print(entry.name, entry.lineno, entry.end_lineno, entry.colno, entry.end_colno)
