"""Generators, coroutines, asynchronous iteration and the match statement."""
import sys
import types

import nc_runtime as rt
from comparing import outcome, same


class Sending:
    def __iter__(self):
        return self

    def __next__(self):
        raise StopIteration('done')

    def send(self, value):
        if value == 'end':
            raise StopIteration(('sent', value))
        if value == 'fail':
            raise LookupError(value)
        return value


class NoSend:
    pass


def test_sending():
    def generator():
        received = yield 1
        while received != 'end':
            if received == 'fail':
                raise LookupError(received)
            received = yield received
        return 'returned'

    def send(receiver, value):
        """(1, yielded) or (0, returned), as a caller sees it."""
        try:
            if value is None and hasattr(receiver, '__next__'):
                return (1, next(receiver))
            return (1, receiver.send(value))
        except StopIteration as stop:
            return (0, stop.value)

    for make in (generator, Sending, NoSend, lambda: iter([1]), lambda: iter([])):
        for values in ((None, 'a', 'end', None), (None, 'fail', None), ('end',), (None, None, None)):
            native, reference = make(), make()
            for value in values:
                # Not by same(): a generator keeps the value that it is sent.
                assert outcome(rt.send, native, value) == outcome(send, reference, value), (make, value)


def test_sending_while_traced():
    events = []

    def tracer(frame, event, arg):
        if event == 'exception':
            events.append(arg[0].__name__)
        return tracer

    def run():
        iterator = iter([])
        return rt.send(iterator, None), rt.for_iter(iter(())), rt.send(Sending(), 'end')

    kept = sys.gettrace()
    sys.settrace(tracer)
    try:
        result = run()
    finally:
        sys.settrace(kept)
    assert result == ((0, None), ..., (0, ('sent', 'end')))
    assert 'StopIteration' in events, events


class AsyncIterator:
    def __init__(self, item):
        self.item = item

    def __aiter__(self):
        return self

    def __anext__(self):
        return self.item


class WrongAiter:
    def __aiter__(self):
        return 5


class FailingAiter:
    def __aiter__(self):
        raise OSError('aiter')


class Awaitable:
    def __init__(self, iterator):
        self.iterator = iterator

    def __await__(self):
        return self.iterator


def drive(coroutine):
    try:
        coroutine.send(None)
    except StopIteration as stop:
        return stop.value
    finally:
        coroutine.close()


def test_asynchronous_iteration():
    async def loop(iterable):
        async for item in iterable:
            return item

    def reference(iterable):
        return drive(loop(iterable))

    def native(iterable):
        iterator = rt.get_aiter(iterable)
        awaitable = rt.get_anext(iterator)
        return drive_iterator(awaitable)

    def drive_iterator(iterator):
        try:
            next(iterator)
        except StopIteration as stop:
            return stop.value

    for iterable in (5, object(), WrongAiter(), FailingAiter(), AsyncIterator(5), AsyncIterator(None),
                     AsyncIterator(Awaitable(5)), AsyncIterator(Awaitable(iter(())))):
        same(native, reference, iterable)

    async def numbers():
        yield 'first'

    assert native(numbers()) == 'first'
    assert outcome(rt.get_anext, 5) == outcome(lambda: asyncio_anext_error())


def asyncio_anext_error():
    raise TypeError("'async for' requires an iterator with __anext__ method, got int")


def test_awaitables():
    async def waiting(value):
        return await value

    async def entering(value):
        async with value:
            pass

    class Manager:
        def __init__(self, enter, leave):
            self.enter, self.leave = enter, leave

        def __aenter__(self):
            return self.enter

        def __aexit__(self, *args):
            return self.leave

    good = Awaitable(iter(()))
    for value in (5, None, object(), Awaitable(5), Awaitable(iter([1])), Awaitable(None)):
        same(lambda v: bool(rt.get_awaitable(v, 0)), lambda v: drive(waiting(v)) is None, value)
        if isinstance(value, Awaitable):
            continue
        same(lambda v: rt.get_awaitable(v, 1), lambda v: drive(entering(Manager(v, good))), value)
        same(lambda v: rt.get_awaitable(v, 2), lambda v: drive(entering(Manager(good, v))), value)

    async def inner():
        await Awaitable(iter([1]))

    coroutine = inner()
    coroutine.send(None)
    assert outcome(rt.get_awaitable, coroutine, 0).startswith(
        'raised RuntimeError: coroutine is being awaited already')
    coroutine.close()
    fresh = inner()
    assert rt.get_awaitable(fresh, 0) is fresh
    fresh.close()

    @types.coroutine
    def old():
        yield 1

    generator = old()
    assert rt.get_awaitable(generator, 0) is generator


def test_yield_from_iterators():
    async def coroutine():
        pass

    def generator():
        yield 1

    value = generator()
    assert rt.get_yield_from_iter(value) is value
    assert list(rt.get_yield_from_iter([1, 2])) == [1, 2]
    assert outcome(rt.get_yield_from_iter, 5) == outcome(iter, 5)
    value = coroutine()
    assert outcome(rt.get_yield_from_iter, value).startswith(
        "raised TypeError: cannot 'yield from' a coroutine object in a non-coroutine generator")
    value.close()


def test_end_of_asynchronous_iteration():
    assert rt.end_async_for(AsyncIterator(5), StopAsyncIteration()) is True
    error = OSError('other')
    assert outcome(rt.end_async_for, AsyncIterator(5), error) == 'raised OSError: other from NoneType None False'
    before = sys.getrefcount(error)
    for _ in range(5):
        outcome(rt.end_async_for, AsyncIterator(5), error)
        error.__traceback__ = None
    assert sys.getrefcount(error) == before


def test_wrapped_asynchronous_values():
    value = ['wrapped']
    before = sys.getrefcount(value)
    assert type(rt.async_gen_wrap(value)).__name__ == 'async_generator_wrapped_value'
    assert sys.getrefcount(value) == before


class Point:
    __match_args__ = ('x', 'y')

    def __init__(self, x, y):
        self.x, self.y = x, y


class BadArgs:
    __match_args__ = ['x']
    x = 1


class BadName:
    __match_args__ = (5,)


class Failing:
    __match_args__ = ('x',)

    @property
    def x(self):
        raise OSError('x')


def test_matching_classes():
    def two(subject, kind):
        match subject:
            case kind(a, b):
                return (a, b)

    def one(subject, kind):
        match subject:
            case kind(a):
                return (a,)

    def named(subject, kind):
        match subject:
            case kind(x=a):
                return (a,)

    def mixed(subject, kind):
        match subject:
            case kind(a, x=b):
                return (a, b)

    subjects = [Point(1, 2), BadArgs(), BadName(), Failing(), 5, 'text', [1], {'a': 1}, None]
    for subject in subjects:
        for kind in {Point, BadArgs, type(subject), object, int}:
            same(lambda s, k: rt.match_class(s, k, (), 2), two, subject, kind)
            same(lambda s, k: rt.match_class(s, k, (), 1), one, subject, kind)
            same(lambda s, k: rt.match_class(s, k, ('x',), 0), named, subject, kind)
            same(lambda s, k: rt.match_class(s, k, ('x',), 1), mixed, subject, kind)
    same(lambda s, k: rt.match_class(s, k, (), 1), one, 5, 5)


def test_matching_keys_and_lengths():
    def keys(subject):
        match subject:
            case {'a': a, 'b': b}:
                return (a, b)

    for subject in ({'a': 1, 'b': 2}, {'a': 1}, {}, {'a': 1, 'b': 2, 'c': 3}):
        same(lambda s: rt.match_keys(s, ('a', 'b')), keys, subject)
    assert outcome(rt.match_keys, {'a': 1}, ('a', 'a')).startswith('raised ValueError: mapping pattern checks duplicate key')
    for subject in ([], 'abc', {1: 2}, 5, None):
        same(rt.get_len, len, subject)
