"""Every shape of signature called in every shape of call, with each TypeError's text."""


def none(): return 'none'
def one(a): return a
def two(a, b): return a, b
def defaults(a, b=2, c=3): return a, b, c
def all_defaults(a=1, b=2): return a, b
def args(*args): return args
def kwargs(**kwargs): return kwargs
def both(*args, **kwargs): return args, kwargs
def mixed(a, b=2, *args, c, d=4, **kwargs): return a, b, args, c, d, kwargs
def kwonly(*, a, b=2): return a, b
def posonly(a, b=2, /): return a, b
def posonly_mixed(a, /, b, *, c): return a, b, c
def posonly_kwargs(a, /, **kwargs): return a, kwargs
def everything(a, b=2, /, c=3, *args, d, e=5, **kwargs): return a, b, c, args, d, e, kwargs
def args_kwonly(a, *args, b=1): return a, args, b


def with_cell(a, b=2, *args, c=3, **kwargs):
    return (lambda: (a, b, args, c, kwargs))()


def generator(a, b=2, *, c=3):
    yield a, b, c


class Class:
    def __init__(self, a, b=2, *args, c=3, **kwargs):
        self.state = a, b, args, c, kwargs

    def method(self, a, b=2):
        return a, b

    @classmethod
    def klass(cls, a, *, b=2):
        return cls.__name__, a, b

    @staticmethod
    def static(a, b=2):
        return a, b

    def __call__(self, a, *args):
        return a, args


class Empty:
    pass


class OnlyNew:
    def __new__(cls, a=1):
        made = super().__new__(cls)
        made.state = a
        return made


class Returns:
    def __init__(self):
        return 5


instance = Class(0)
CALLABLES = [none, one, two, defaults, all_defaults, args, kwargs, both, mixed, kwonly, posonly, posonly_mixed, posonly_kwargs, everything,
             args_kwonly, with_cell, generator, Class, instance.method, Class.method, Class.klass, instance.static, instance, Empty, OnlyNew, Returns,
             lambda a, b=5: (a, b), len, int, print, 'text'.join, [].append, 5, None, 'text', isinstance, dict, sorted, max]
CALLS = [
    ('()', lambda f: f()),
    ('(1)', lambda f: f(1)),
    ('(1, 2)', lambda f: f(1, 2)),
    ('(1, 2, 3)', lambda f: f(1, 2, 3)),
    ('(1, 2, 3, 4, 5)', lambda f: f(1, 2, 3, 4, 5)),
    ('(a=1)', lambda f: f(a=1)),
    ('(b=1)', lambda f: f(b=1)),
    ('(1, b=5)', lambda f: f(1, b=5)),
    ('(1, a=5)', lambda f: f(1, a=5)),
    ('(b=2, a=1)', lambda f: f(b=2, a=1)),
    ('(1, c=7)', lambda f: f(1, c=7)),
    ('(1, 2, c=7)', lambda f: f(1, 2, c=7)),
    ('(1, 2, 3, 4, d=7, z=8)', lambda f: f(1, 2, 3, 4, d=7, z=8)),
    ('(z=1, y=2)', lambda f: f(z=1, y=2)),
    ('(1, zz=1)', lambda f: f(1, zz=1)),
    ('(*[1, 2])', lambda f: f(*[1, 2])),
    ('(*())', lambda f: f(*())),
    ('(**{})', lambda f: f(**{})),
    ("(**{'a': 1, 'b': 2})", lambda f: f(**{'a': 1, 'b': 2})),
    ("(1, *[2], **{'c': 3})", lambda f: f(1, *[2], **{'c': 3})),
    ("(*[1], c=2, **{'d': 3})", lambda f: f(*[1], c=2, **{'d': 3})),
    ("(**{'a b': 1})", lambda f: f(**{'a b': 1})),
    ('([])', lambda f: f([])),
]
for f in CALLABLES:
    name = getattr(f, '__qualname__', f'{type(f).__name__} object')
    for text, call in CALLS:
        try:
            result = call(f)
            if isinstance(result, (Class, OnlyNew)):
                result = result.state
            elif f is print:
                result = 'printed'
            elif isinstance(result, Empty):
                result = 'Empty'
            elif type(result).__name__ == 'generator':
                result = list(result)
            print(name + text, result)
        except Exception as error:
            print(name + text, type(error).__name__, error)
