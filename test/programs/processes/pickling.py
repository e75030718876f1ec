"""pickle, copyreg, shelve and marshal: instances, functions by name, reduce, state, slots, recursive structures."""

import collections
import copyreg
import datetime
import enum
import fractions
import io
import marshal
import pickle


class Plain:
    def __init__(self, x):
        self.x = x
        self.me = self


class Slots:
    __slots__ = ('a', 'b')

    def __init__(self):
        self.a = 1


class State:
    def __init__(self):
        self.kept, self.dropped = 'kept', lambda: 'cannot be pickled'

    def __getstate__(self):
        return {'kept': self.kept}

    def __setstate__(self, state):
        self.__dict__.update(state, restored=True)


class Reduces:
    def __init__(self, *args):
        self.args = args

    def __reduce__(self):
        return Reduces, (len(self.args), 'reduced')


class New(int):
    def __new__(cls, value, unit):
        made = super().__new__(cls, value)
        made.unit = unit
        return made

    def __getnewargs__(self):
        return int(self), self.unit


class Colour(enum.Enum):
    RED = 1


class Registered:
    pass


class MyList(list):
    pass


Point = collections.namedtuple('Point', 'x y')


def function(x):
    return x + 1


copyreg.pickle(Registered, lambda r: (str, ('from copyreg',)))
for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
    def there_and_back(thing):
        return pickle.loads(pickle.dumps(thing, protocol))
    p = there_and_back(Plain([1, 2]))
    s = there_and_back(Slots()) if protocol >= 2 else Slots()
    l = MyList([1, 2])
    l.extra = 'e'
    l2 = there_and_back(l)
    recursive = [1]
    recursive.append(recursive)
    r = there_and_back(recursive)
    print(protocol, p.x, p.me is p, s.a, hasattr(s, 'b'), there_and_back(State()).__dict__, there_and_back(Reduces(1, 2, 3)).args, there_and_back(New(5, 'm')).unit if protocol >= 2 else 'm',
          there_and_back(Colour.RED) is Colour.RED, there_and_back(Registered()), there_and_back(Point(1, 2)), there_and_back(function) is function, l2, l2.extra, r[1] is r,
          there_and_back({'a': (1, 2.5, None, b'b', {3}, frozenset([4]), 2**100, 1j, ...)}), there_and_back(datetime.date(2020, 1, 2)), there_and_back(fractions.Fraction(1, 3)))
for bad in (lambda: 0, (x for x in 'a'), io, State().dropped):
    try:
        pickle.dumps(bad)
    except Exception as error:
        print(type(error).__name__, str(error).split(' at 0x')[0])
code = marshal.loads(marshal.dumps(function.__code__))
print(type(function)(code, {})(41), marshal.loads(marshal.dumps([1, 2.5, 'x', b'y', None, (True, 2**70)])))


class Persistent(pickle.Pickler):
    def persistent_id(self, thing):
        return 'the id' if isinstance(thing, Registered) else None

    def reducer_override(self, thing):
        return (str, ('overridden',)) if isinstance(thing, Reduces) else NotImplemented


class Restores(pickle.Unpickler):
    def persistent_load(self, identity):
        return f'loaded {identity}'

    def find_class(self, module, name):
        found.append(name)
        return super().find_class(module, name)


found = []
buffer = io.BytesIO()
Persistent(buffer).dump([Registered(), Reduces(), Plain(1)])
buffer.seek(0)
loaded = Restores(buffer).load()
print(loaded[:2], loaded[2].x, found)
