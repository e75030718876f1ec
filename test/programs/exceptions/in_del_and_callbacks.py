"""Exceptions in __del__, weak reference callbacks and atexit: reported, never propagated; order of output."""

import atexit
import gc
import sys
import weakref

seen = []


def hook(unraisable):
    seen.append((unraisable.err_msg, type(unraisable.exc_value).__name__, str(unraisable.exc_value), getattr(unraisable.object, '__qualname__', type(unraisable.object).__name__)))


class Fails:
    def __del__(self):
        raise ValueError('in del')


class Deep:
    def __del__(self):
        self.helper()

    def helper(self):
        {}['missing']


def make(kind):
    made = kind()
    return 'made'


def in_expression(kind):
    return [kind() and 1, kind() and 2]


def during_exception(kind):
    try:
        held = kind()
        raise KeyError('outer')
    except KeyError as error:
        del held
        return repr(error), repr(error.__context__), sys.exc_info()[0].__name__


def callback(reference):
    raise LookupError('in callback')


sys.unraisablehook = hook
print(make(Fails), make(Deep), in_expression(Fails), during_exception(Fails))
thing = Deep()
thing.helper = None
reference = weakref.ref(Fails(), callback)
held = type('Plain', (), {})()
reference = weakref.ref(held, callback)
del held, thing
cycle = Fails()
cycle.me = cycle
del cycle
gc.collect()
for line in seen:
    print(line)
sys.unraisablehook = sys.__unraisablehook__


def at_exit(text):
    print('atexit', text)
    if text == 'second':
        raise ValueError('in atexit')


for text in ('first', 'second', 'third'):
    atexit.register(at_exit, text)
print('end of program')
