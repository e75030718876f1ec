"""Private name mangling, getattr with defaults, dir, vars, attributes of functions, delattr, setattr order."""


def attempt(f):
    try:
        return f()
    except Exception as error:
        return f'{type(error).__name__}: {error}'


class Mangled:
    __private = 1
    __dunder__ = 2
    _single = 3

    def __method(self):
        return self.__private

    def use(self):
        __local = 5
        self.__attribute = __local
        return self.__method(), self.__attribute, attempt(lambda: self.__missing)

    def parameter(self, __p=7):
        return __p

    class __Inner:
        __deep = 'deep'

        def get(self):
            return self.__deep

    def inner(self):
        return self.__Inner().get()


m = Mangled()
print(m.use(), m.inner(), m.parameter(), m.parameter(_Mangled__p=8), sorted(n for n in dir(m) if 'M' in n), vars(m))
print(attempt(lambda: m.__private), m._Mangled__private, attempt(lambda: m.parameter(__p=1)))


def function(a, b=2, *, c=3):
    """Doc."""


function.attribute = 'set'
print(function.__name__, function.__qualname__, function.__doc__, function.__defaults__, function.__kwdefaults__, function.__dict__, function.__module__)
function.__defaults__ = (10, 20)
function.__kwdefaults__ = {'c': 30}
function.__name__ = 'renamed'
print(function.__name__, attempt(lambda: function(1, 2, 3)), attempt(function), attempt(lambda: setattr(function, '__name__', 5)))
print(attempt(lambda: getattr(m, 'nothing')), getattr(m, 'nothing', 'default'), hasattr(m, 'x'), attempt(lambda: setattr(5, 'x', 1)),
      attempt(lambda: setattr(int, 'x', 1)), attempt(lambda: delattr(m, 'nothing')), attempt(lambda: getattr(m, 5)), attempt(lambda: object().x))


class Sub(Mangled):
    def use(self):
        return attempt(lambda: self.__method()), super().use()[:2]


print(Sub().use())
setattr(m, 'not an identifier', 1)
setattr(m, '', 2)
print(vars(m)['not an identifier'], getattr(m, ''), 'x' in vars(m))


class Raises:
    def __getattr__(self, name):
        raise KeyError(name)


print(attempt(lambda: Raises().x), attempt(lambda: getattr(Raises(), 'x', 'default')), attempt(lambda: hasattr(Raises(), 'x')))


class Endless:
    def __getattr__(self, name):
        return getattr(self, name + 'x')


try:
    Endless().a
except RecursionError as error:
    print(type(error).__name__)
suggestion = attempt(lambda: m._singel)
print(suggestion)
