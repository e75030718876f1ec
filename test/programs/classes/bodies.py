"""Class bodies: order, conditionals, loops, nested classes, annotations, docstrings, locals and deletion."""


class Empty: pass


class Body:
    """The doc string."""
    a = 1
    b = a + 1
    for i in range(3):
        b += i
    if b > 3:
        big = True
    else:
        small = True
    try:
        1 / 0
    except ZeroDivisionError as error:
        caught = type(error).__name__
    with __import__('contextlib').nullcontext('managed') as managed:
        pass
    def method(self): return self.a
    lambda_method = lambda self: self.b
    del i
    names = [n for n in dir() if not n.startswith('_')]

    class Nested:
        c = 'nested'

        class Deeper:
            d = 'deeper'

        def qualname(self):
            return type(self).__qualname__

    x: int
    y: 'str' = 'annotated'
    z: list[int] = []
    method.attribute = 'set'
    (tuple_a, [tuple_b, *rest]) = 1, (2, 3, 4)
    squares = {n: n * n for n in range(3)}
    assert a == 1
    print('in the body:', __name__, __qualname__, __module__)


print(Body.__doc__, Body.b, hasattr(Body, 'small'), Body.caught, Body.managed, Body().method(), Body().lambda_method(), Body.names)
print(Body.Nested.Deeper.d, Body.Nested().qualname(), Body.Nested.Deeper.__qualname__, Body.__annotations__, hasattr(Body, 'x'), Body.method.attribute)
print(Body.tuple_a, Body.tuple_b, Body.rest, Body.squares, [n for n in vars(Body) if not n.startswith('__')], Empty.__doc__, Empty.__name__)


def factory(n, base=object):
    class Made(base):
        number = n
        values = [n] * 3

        def get(self):
            return n, self.number, __class__.__name__
    return Made


A, B = factory(1), factory(2)
C = factory(3, A)
print(A is B, A().get(), B().get(), C().get(), C.__mro__[1] is A, A.__qualname__, issubclass(C, A))
try:
    class Fails(Body):
        ok = 1
        1 / 0
except ZeroDivisionError as error:
    print(error, 'Fails' in globals())
for bases in ((int, str), (5,), (bool,), (A, C), (type(None),), (A, A), (type(lambda: 0),)):
    try:
        type('X', bases, {})
    except TypeError as error:
        print(str(error).replace('\n', ' '))
n: int = 5
m: 'undefined_thing'
print(__annotations__)


def annotated(a: int, b: 'str' = 'x', *args: float, c: list = None, **kwargs: dict) -> bool:
    local: int = 3
    unset: str
    return local


print(annotated.__annotations__, annotated(1))
Body.new = classmethod(lambda cls: cls.__name__)
print(Body.new(), Body().new(), type('Quick', (Body,), {'a': 'quick', '__slots__': ()})().method())
