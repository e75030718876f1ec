"""Encoding and decoding in C, which calls methods and functions of Python."""
import math

import ujson


class Thing:
    def __init__(self, name):
        self.name = name

    def __json__(self):
        return ujson.dumps({'thing': self.name})


class Dictish:
    def toDict(self):
        return {'n': [1, 2]}


data = {'a': [1, -2.5, None, True, 'é\n\u2028'], 'b': {'c': []}, 'd': (1, 2), 'e': 2 ** 60}
print(ujson.dumps(data), ujson.loads(ujson.dumps(data)), ujson.dumps(data, indent=2, sort_keys=True, ensure_ascii=False), sep='\n')
print(ujson.dumps([Thing('x'), Dictish()]), ujson.dumps({1: 'int', None: 'none'}))
print(ujson.dumps([1j, {2}], default=lambda o: repr(o)))
calls = []


def default(o):
    calls.append(type(o).__name__)
    if isinstance(o, set):
        raise KeyError('sets')
    return [str(o)]


for act in (lambda: ujson.dumps([1j, {1}], default=default), lambda: ujson.dumps(object()), lambda: ujson.loads('[1,'),
            lambda: ujson.loads('{"a" 1}'), lambda: ujson.dumps(math.nan, allow_nan=False), lambda: ujson.loads(b'\xff')):
    try:
        act()
    except Exception as error:
        print(type(error).__name__, str(error).split(' at 0x')[0])
print(calls, sum(len(ujson.dumps({'i': i, 'x': [i] * 3})) for i in range(500)))
