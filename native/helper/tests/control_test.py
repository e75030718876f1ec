"""Calls, functions, exceptions and context managers."""
import itertools
import sys
import types

import nc_runtime as rt
from comparing import describe, outcome, same


def plain(a, b=2, *rest, c=3, **named):
    return [a, b, rest, c, named]


def raising(*args, **kwargs):
    raise LookupError(args)


class Callable:
    def __call__(self, *args, **kwargs):
        return [args, kwargs]

    def method(self, *args, **kwargs):
        return [args, kwargs]


class Pairs:
    def __init__(self, keys):
        self.names = keys

    def keys(self):
        return self.names

    def __getitem__(self, key):
        return key


CACHE_SIZE = rt.CALL_CACHE_SIZE


def call(operands, keywords, cache=None):
    return rt.call(operands, keywords, bytearray(CACHE_SIZE) if cache is None else cache)


class Listing(list):
    pass


class Meta(type):
    def __instancecheck__(cls, instance):
        return True


class Claiming(metaclass=Meta):
    pass


class Disguised:
    __class__ = str


FUNCTIONS = [plain, raising, Callable(), Callable().method, Callable.method, len, print, int, str.join, [].append, dict, 5,
             None, lambda: 'none', type, max, staticmethod(plain)]


def test_calls():
    for function in FUNCTIONS:
        for args in ((), (1,), ('a', [1, 2]), (1, 2, 3, 4)):
            if function is print and args:
                continue
            same(lambda f, a: call((..., f, *a), None), lambda f, a: f(*a), function, args)
            if args:
                keys = ('c', 'd')[: len(args)]
                values = args[len(args) - len(keys):]
                same(lambda f, a: call((..., f, *a), keys),
                     lambda f, a: f(*a[: len(a) - len(keys)], **dict(zip(keys, values))), function, args)
                if isinstance(function, types.FunctionType):
                    same(lambda f, a: call((f, *a), None), lambda f, a: f(*a), function, args)


# Most have a handler of their own: with operands that it takes, that it leaves to CPython, and that raise.
LEARNT = [
    (len, [([1, 2],), ((),), ('ab',), ({1: 2},), ({1},), (b'abc',), (Listing([1]),), (range(5),), (5,), ()]),
    (isinstance, [(1, int), (True, int), (1, str), ('a', (int, (str, bytes))), (1, (str, list)), (1, 5), (1, Claiming),
                  (1, (str, Claiming)), (Disguised(), str), (Disguised(), Disguised), (Disguised(), bytes), (1,)]),
    (abs, [(-5,), (2 ** 30,), (-2 ** 70,), (-1.5,), (True,), (float('-inf'),), (1j,), ('a',)]),
    (min, [(2, 1), (1, 2), (1.5, 0.5), (float('nan'), 1.0), (1.0, float('nan')), (1, 1.0), (1.0, 1), (True, 1), (1, True),
           ('b', 'a'), ([2, 1],), (3, 2, 1), (1, 'a'), (2 ** 70, 1), (0.0, -0.0), ()]),
    (max, [(2, 1), (1, 2), (1.5, 0.5), (float('nan'), 1.0), (1.0, float('nan')), (1, 1.0), (1.0, 1), (True, 1), (1, True),
           ('b', 'a'), ([2, 1],), (3, 2, 1), (1, 'a'), (2 ** 70, 1), (0.0, -0.0), ()]),
    (ord, [('a',), ('\xe4',), ('\U0001f600',), (b'a',), ('ab',), (5,)]),
    (chr, [(97,), (127,), (128,), (0x1f600,), (-1,), (2 ** 40,), (True,), ('a',)]),
    (int, [(5,), ('5',), (2.5,), (True,), (b'5',), (1e300,), (float('nan'),), (None,), ('x',), ('ff', 16), ()]),
    (object.__setattr__, [(Claiming(), 'x', 1), (5, 'x', 1), (Claiming(), 5, 1), (Claiming(),), ()]),
    (object.__repr__, [(5,), ('a',), (5, 6)]),
    (list.__init__, [([], 'ab'), ([], 5), ((), 'ab'), ([],)]),
    (str, [(5,), ('a',), (b'ab', 'ascii'), ()]),
    (type, [(5,), ('a',), ('New', ())]),
    (tuple, [([1, 2],), ((1,),), (5,), ()]),
    (range, [(5,), (0,), (-5,), (2 ** 30,), (2 ** 70,), (True,), (2.0,), (1, 5), (5, 1), (-7, 2 ** 30 - 1), (-2 ** 30, 5), (1, 5, 2),
             ('a',), ('a', 1), (), (range, )]),
    (repr, [(5,), ('a',)]),
    (hash, [(5,), ([],)]),
    (getattr, [(5, 'real'), (5, 'none', 1), (5, 'none')]),
    (sorted, [([2, 1],), (5,)]),
    ('a'.join, [(['b', 'c'],), (5,)]),
    (globals, [()]),
]


class Places:
    """A CALL has always as many arguments; so there is one for each number of them."""
    def __init__(self):
        self.caches = {}

    def __getitem__(self, args):
        return self.caches.setdefault(len(args), bytearray(CACHE_SIZE))


def test_places_that_have_learnt():
    def at(places, function, args):
        return call((..., function, *args), None, places[args])

    for function, arguments in LEARNT:
        for first in arguments:
            places = Places()
            for args in [first] * 12 + arguments:
                if function is not globals:
                    same(lambda f, a: at(places, f, a), lambda f, a: f(*a), function, args)
            for other, (args, *_) in LEARNT:
                if other is not globals:
                    same(lambda f, a: at(places, f, a), lambda f, a: f(*a), other, args)


def test_methods_that_have_been_learnt():
    arguments = {
        list.append: [([], 1), (Listing(), 1), ((), 1), ([],)],
        list.pop: [([1, 2, 3],), ([1, 2, 3], 0), ([],)],
        dict.get: [({1: 2}, 1), ({1: 2}, 3), ({1: 2}, 3, 4), ({}, []), ([], 1)],
        set.add: [({1}, 2), ({1}, []), ([], 1)],
        str.upper: [('a',), (b'a',), ('a', 1)],
        str.split: [('a b',), ('a,b', ',')],
        list.copy: [([1],), ([1], 2)],
    }

    def at(places, method, args):
        # A copy of what it changes, so that both find the same.
        owner = args[0].copy() if hasattr(args[0], 'copy') else args[0]
        return call((method, owner, *args[1:]), None, places[args]), owner

    def plainly(method, args):
        owner = args[0].copy() if hasattr(args[0], 'copy') else args[0]
        return method(owner, *args[1:]), owner

    for method, operands in arguments.items():
        for first in operands:
            places = Places()
            for args in [first] * 12 + operands:
                same(lambda m, a: at(places, m, a), plainly, method, args)
            for other, (args, *_) in arguments.items():
                same(lambda m, a: at(places, m, a), plainly, other, args)


class Long:
    def __init__(self, length):
        self.length = length

    def __len__(self):
        return self.length


def test_lengths():
    for length in (0, -1, 257, 2 ** 30, 2 ** 31 - 1, 2 ** 31, 2 ** 32 + 3, 2 ** 62, 2 ** 63):
        same(lambda n: call((..., len, Long(n)), None), lambda n: len(Long(n)), length)


def test_calls_with_unpacking():
    argument_lists = [(), (1,), [1, 2], 'ab', {1: 2}, 5, None, iter(()), (x for x in ()), range(2)]
    keywords = [{}, {'c': 1}, {'x': 1, 'y': 2}, {1: 2}, Pairs(['c']), Pairs(5), 5, None, [('c', 1)]]
    for function in FUNCTIONS:
        if function is print:
            continue
        for args in argument_lists:
            same(lambda f, a: rt.call_function_ex((..., f, a), 0), lambda f, a: f(*a), function, args)
        for args, kwargs in itertools.product(((), [1], 'ab'), keywords):
            same(lambda f, a, k: rt.call_function_ex((..., f, a, k), 1), lambda f, a, k: f(*a, **k), function, args, kwargs)


def test_functions():
    def outer():
        cell = 5

        def inner(a, b=1, *, c=2):
            return [a, b, c, cell]

        return inner

    code = outer().__code__
    closure = outer().__closure__
    made = rt.make_function(((7,), {'c': 9}, ('a', int), closure, code), 0x0F)
    assert made(1) == [1, 7, 9, 5]
    assert made.__annotations__ == {'a': int} and made.__globals__ is globals() and made.__qualname__ == code.co_qualname
    made = rt.make_function(((7,), closure, code), 0x09)
    assert made(1, c=2) == [1, 7, 2, 5] and made.__kwdefaults__ is None and made.__annotations__ == {}
    made = rt.make_function((plain.__code__,), 0)
    assert made.__defaults__ is None and made.__closure__ is None
    kept = {'c': 9}
    before = sys.getrefcount(kept), sys.getrefcount(closure), sys.getrefcount(code)
    for _ in range(10):
        rt.make_function(((7,), kept, ('a', int), closure, code), 0x0F)
    assert before == (sys.getrefcount(kept), sys.getrefcount(closure), sys.getrefcount(code))


def test_printing_expressions():
    seen = []
    kept = sys.displayhook
    try:
        sys.displayhook = seen.append
        rt.print_expr(5)
        sys.displayhook = raising
        assert outcome(lambda: rt.print_expr(6)) == outcome(lambda: raising(6))
        del sys.displayhook
        assert outcome(lambda: rt.print_expr(6)).startswith('raised RuntimeError: lost sys.displayhook')
    finally:
        sys.displayhook = kept
    assert seen == [5]


class NeedsArgument(Exception):
    def __init__(self, argument):
        super().__init__(argument)


class NoException:
    def __new__(cls):
        raise KeyError('no instance')


class Wrong(Exception):
    def __new__(cls, *args):
        return 5


RAISABLE = [ValueError, ValueError('instance'), KeyError(1), NeedsArgument, NoException, Wrong, 5, None, object,
            BaseException, StopIteration(3)]


def test_raising():
    def raise_one(a):
        raise a

    def raise_from(a, b):
        raise a from b

    for exception in RAISABLE:
        same(lambda a: rt.raise_((a,), 1), raise_one, exception)
        for cause in RAISABLE:
            if isinstance(exception, BaseException):
                exception.__cause__ = None
                exception.__suppress_context__ = False
            same(lambda a, b: rt.raise_((a, b), 2), raise_from, exception, cause)

    def again():
        raise

    assert outcome(lambda: rt.raise_((), 0)) == outcome(again)
    assert outcome(lambda: rt.raise_((), 3)).startswith('raised SystemError: bad RAISE_VARARGS oparg')
    error = ValueError('handled')
    assert outcome(rt.while_handling, error, lambda: rt.raise_((), 0)) == 'raised ValueError: handled from NoneType None False'


def test_handled_exceptions():
    error = ValueError('handled')
    assert rt.while_handling(error, lambda: sys.exc_info()[1]) == (None, error)
    try:
        raise KeyError('outer')
    except KeyError as outer:
        assert rt.while_handling(error, lambda: sys.exc_info()[1]) == (outer, error)
        assert sys.exc_info()[1] is outer
    try:
        rt.while_handling(error, lambda: 1 / 0)
    except ZeroDivisionError as raised:
        assert raised.__context__ is error


def test_matching_exceptions():
    def match(error, kind):
        try:
            raise error
        except kind:
            return 1
        except BaseException as other:
            if other is error:
                return 0
            raise

    def bad(error, kind):
        """A bad type is a TypeError raised while the error is handled."""
        return match(error, kind)

    for error, kind in itertools.product(
            (ValueError('v'), OSError(2, 'x'), KeyError('k'), SystemExit(1)),
            (ValueError, OSError, Exception, BaseException, (KeyError, ValueError), (), int, 5, (ValueError, 5), 'text')):
        error.__traceback__ = None
        same(rt.check_exc_match, bad, error, kind)


def test_exception_groups():
    def handle(group, kind):
        """What one except* clause makes of a group: the match, and what is left."""
        match = None
        try:
            try:
                raise group
            except* kind as caught:
                match = caught
        except BaseException as rest:
            if match is None and rest is not group and not isinstance(rest, BaseExceptionGroup):
                raise
            return [shape(match), shape(rest)]
        return [shape(match), shape(None)]

    def shape(group):
        if isinstance(group, BaseExceptionGroup):
            return [type(group).__name__, group.message, [shape(error) for error in group.exceptions]]
        return describe(group)

    def native(group, kind):
        rest, match = rt.check_eg_match(group, kind)
        if match is None:
            return [shape(None), shape(rest)]
        return [shape(match), shape(rest)]

    groups = [ExceptionGroup('g', [ValueError(1), KeyError(2)]),
              ExceptionGroup('g', [ValueError(1), ExceptionGroup('h', [ValueError(3), TypeError(4)])]),
              BaseExceptionGroup('b', [SystemExit(1)])]
    for group in groups:
        for kind in (ValueError, KeyError, (ValueError, TypeError), OSError, Exception, int, 5, ExceptionGroup):
            same(native, handle, group, kind)
    naked = ValueError(1)
    rest, match = rt.check_eg_match(naked, ValueError)
    assert rest is None and isinstance(match, ExceptionGroup) and match.exceptions == (naked,)
    assert rt.check_eg_match(naked, KeyError) == (naked, None)
    assert rt.check_eg_match(None, KeyError) == (None, None)


def test_reraising_groups():
    group = ExceptionGroup('g', [ValueError(1), KeyError(2)])
    assert rt.prep_reraise_star(group, [None]) is None
    rest = group.split(ValueError)[1]
    assert shape_of(rt.prep_reraise_star(group, [rest])) == shape_of(rest)
    new = OSError('new')
    new.__context__ = group
    made = rt.prep_reraise_star(group, [new, rest])
    assert sorted(type(error).__name__ for error in made.exceptions) == ['ExceptionGroup', 'OSError']


def shape_of(group):
    return [group.message, [describe(error) for error in group.exceptions]]


def test_reraising():
    try:
        raise ValueError('first')
    except ValueError as caught:
        error = caught
    traceback = error.__traceback__
    for lasti in (None, 0, 'bad'):
        try:
            rt.reraise(error, lasti)
        except ValueError as again:
            assert again is error and lasti != 'bad'
            error.__traceback__ = traceback
        except SystemError as bad:
            assert str(bad) == 'lasti is not an int' and lasti == 'bad'
    before = sys.getrefcount(error)
    for _ in range(10):
        outcome(rt.reraise, error, None)
        error.__traceback__ = traceback
    assert sys.getrefcount(error) == before


class Manager:
    def __init__(self, log=None):
        self.log = [] if log is None else log

    def __enter__(self):
        self.log.append('enter')
        return self.log

    def __exit__(self, *args):
        self.log.append(args)
        return 'swallowed'


class OnlyEnter:
    def __enter__(self):
        return 1


class FailingEnter(Manager):
    def __enter__(self):
        raise OSError('enter')


class FailingLookup(Manager):
    @property
    def __exit__(self):
        raise OSError('lookup')


class AsyncManager:
    def __aenter__(self):
        return 'entering'

    def __aexit__(self, *args):
        return 'leaving'


class AsyncOnlyEnter:
    def __aenter__(self):
        return 'entering'


def test_context_managers():
    def enter(manager):
        with manager as value:
            return value

    def enter_async(manager):
        async def run():
            async with manager as value:
                return value

        coroutine = run()
        try:
            coroutine.send(None)
        finally:
            coroutine.close()

    for make in (OnlyEnter, FailingEnter, FailingLookup, lambda: 5, object, AsyncManager):
        same(rt.before_with, enter, make())
    for make in (AsyncOnlyEnter, Manager, lambda: 5, object):
        same(rt.before_async_with, enter_async, make())
    manager = Manager()
    leave, value = rt.before_with(manager)
    assert value is manager.log and value == ['enter']
    try:
        raise ValueError('with')
    except ValueError as caught:
        error = caught
    assert rt.with_except_start(leave, error) == 'swallowed'
    assert manager.log == ['enter', (ValueError, error, error.__traceback__)]
    leave, value = rt.before_async_with(AsyncManager())
    assert value == 'entering' and leave() == 'leaving'
    assert outcome(rt.with_except_start, raising, error) == outcome(raising, ValueError, error, error.__traceback__)
