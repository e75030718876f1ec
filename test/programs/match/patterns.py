"""match: every kind of pattern against many subjects."""

from collections import OrderedDict, defaultdict, deque, namedtuple
from dataclasses import dataclass
from enum import Enum


class Colour(Enum):
    RED = 1
    GREEN = 2


@dataclass
class Point:
    x: int
    y: int = 0


class Positional:
    __match_args__ = ('first', 'second')

    def __init__(self, first, second):
        self.first, self.second = first, second


class Slots:
    __slots__ = ('x',)


Pair = namedtuple('Pair', 'a b')


class Constants:
    LIMIT = 10
    NAME = 'name'


def classify(subject):
    match subject:
        case None | True | False:
            return 'singleton'
        case 0:
            return 'zero'
        case -1 | -2.5 | 1 + 2j | -3 - 4j:
            return 'number literal'
        case 'hello' | b'bytes' | 'join' 'ed':
            return 'text literal'
        case Constants.LIMIT:
            return 'limit'
        case Constants.NAME as bound:
            return 'name', bound
        case Colour.RED:
            return 'red'
        case Colour():
            return 'other colour'
        case int(n) if n > 1000:
            return 'large', n
        case bool() | int() | float() as n:
            return 'number', n
        case str(text) if text.startswith('x'):
            return 'starts with x', text
        case str() | bytes():
            return 'text'
        case Pair(a, b=[]):
            return 'pair with empty b', a
        case []:
            return 'empty sequence'
        case [x]:
            return 'one', x
        case ['go', direction]:
            return 'go', direction
        case ['go', *directions, 'stop']:
            return 'go until stop', directions
        case [[a, b], [c, d]]:
            return 'two by two', a, b, c, d
        case [int(x), int(y)] | [int(x), str(), int(y)]:
            return 'ints', x, y
        case (first, _, *rest, last):
            return 'long', first, rest, last
        case [*_, _]:
            return 'any sequence'
        case {'type': 'circle', 'radius': (int() | float()) as r}:
            return 'circle', r
        case {'type': kind, **others} if others:
            return 'typed', kind, others
        case {'nested': {'deep': [_, {'x': value}]}}:
            return 'deep', value
        case {0: zero, None: none, True: true}:
            return 'odd keys', zero, none, true
        case {}:
            return 'mapping'
        case Point(x=0, y=0):
            return 'origin'
        case Point(x, y=0) | Point(0, x):
            return 'on an axis', x
        case Point(Point(x, _) as inner, y):
            return 'point of points', x, y, inner
        case Point():
            return 'a point'
        case Positional(first=Positional(1, second), second=int()):
            return 'nested positional', second
        case Positional(a, b):
            return 'positional', a, b
        case Slots(x=value):
            return 'slots', value
        case type():
            return 'a class'
        case _:
            return 'anything'


s = Slots()
s.x = 5
SUBJECTS = [None, True, False, 0, 0.0, -1, -2.5, 1 + 2j, -3 - 4j, 'hello', b'bytes', 'joined', 10, 'name', Colour.RED, Colour.GREEN, 1001, 5, 2.5, 'xyz', 'abc', bytearray(b'b'),
            Pair(1, []), Pair(1, 2), [], (), [1], ('x',), ['go', 'north'], ['go', 1, 2, 'stop'], [[1, 2], (3, 4)], (1, 2), [1, 'to', 9], [1, 2, 3, 4], ['a', 'b'], range(3), deque([1, 'x']),
            {'type': 'circle', 'radius': 2}, {'type': 'circle', 'radius': 'x'}, {'type': 'square'}, {'nested': {'deep': [0, {'x': 'found'}]}}, {0: 'z', None: 'n', True: 't'}, {}, {'other': 1},
            OrderedDict(type='ordered', n=1), defaultdict(int), Point(0, 0), Point(3, 0), Point(0, 4), Point(1, 1), Point(Point(1, 2), 3), Positional(Positional(1, 'two'), 3), Positional(1, 2),
            s, Slots(), int, Point, 1j, {1, 2}, iter([1]), 'x', memoryview(b'ab'), object]
for subject in SUBJECTS:
    print(repr(subject) if ' at 0x' not in repr(subject) else type(subject).__name__, '->', classify(subject))
