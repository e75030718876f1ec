"""Generators with send, throw, yield inside except and exc_info around yield."""

import sys


def sends():
    received = yield 'first'
    while received:
        received = yield received * 2
    return


def throws():
    while True:
        try:
            yield 'waiting'
        except ValueError as error:
            yield f'caught {error}'


def in_except():
    try:
        raise KeyError('inside')
    except KeyError:
        yield sys.exc_info()[0].__name__
        yield sys.exc_info()[0].__name__
    yield sys.exc_info()[0]


g = sends()
print(next(g), g.send(5), g.send('ab'))
try:
    g.send(0)
except StopIteration:
    print('stopped')
g = throws()
print(next(g), g.throw(ValueError('v')), next(g))
try:
    g.throw(KeyError('k'))
except KeyError as error:
    print('passed on', error)
g = in_except()
print(next(g), sys.exc_info()[0])
try:
    raise TypeError
except TypeError:
    print(next(g), sys.exc_info()[0].__name__)
print(next(g), list(x * x for x in range(5)))
