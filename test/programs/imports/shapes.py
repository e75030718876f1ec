"""import in every form: as, from, relative, star, dotted, in functions, failing, __import__, sys.modules."""

import importlib
import os.path
import os.path as path_module
import sys
import xml.dom.minidom
import xml.dom.minidom as minidom
from math import floor as f, pi
from os import path

print('start')
import shapes_package
import shapes_package.sub.leaf as leaf_module
from shapes_package import (first, first_value,
                            sub)


def attempt(function):
    try:
        return function()
    except BaseException as error:
        return f'{type(error).__name__}: {error}'.replace(os.path.dirname(__file__), 'HERE')


print(os.path is path_module is path, minidom is xml.dom.minidom, f(2.7), round(pi, 3), shapes_package.LEAF, first_value, leaf_module.LEAF, shapes_package.climb())
print(shapes_package.second)
from shapes_package import second
print(second)
import shapes_package.second
print(type(shapes_package.second).__name__, shapes_package.second.value)
from shapes_package import second
print(type(second).__name__, sub.leaf is leaf_module, first.where())


def in_function():
    import collections.abc as abc
    from collections import OrderedDict as Ordered, namedtuple
    import shapes_package.first
    return abc.Mapping.__name__, Ordered.__name__, namedtuple.__name__, shapes_package.first.value


def missing_module(): import shapes_package.nothing
def missing_top(): import nothing_of_that_name
def missing_name(): from shapes_package import nothing
def missing_attribute(): import math.floor
def not_a_package(): import shapes_package.first.deeper
def too_far(): return leaf_module.too_far()
def broken(): import shapes_package.broken
def blocked():
    sys.modules['blocked_module'] = None
    import blocked_module
def odd_module():
    sys.modules['odd_module'] = 5
    import odd_module
    from odd_module import real
    return odd_module, real
def relative_in_script(): exec('from . import x', {'__name__': 'script'})
def star_in_function(): compile('def f():\n    from math import *', 'text', 'exec')


for function in (in_function, missing_module, missing_top, missing_name, missing_attribute, not_a_package, too_far, broken, broken, blocked, odd_module, relative_in_script, star_in_function):
    print(function.__name__, attempt(function))
print('shapes_package.broken' in sys.modules, hasattr(shapes_package, 'broken'))
print(__import__('os.path').__name__ == 'os', __import__('os.path', fromlist=['join']).join('a', 'b'), importlib.import_module('.second', 'shapes_package').value, attempt(lambda: __import__('')),
      attempt(lambda: __import__('x', level=1)), attempt(lambda: __import__(5)))


def custom_import():
    import builtins
    original, calls = builtins.__import__, []

    def spy(name, globals=None, locals=None, fromlist=(), level=0):
        calls.append((name, fromlist, level))
        return original(name, globals, locals, fromlist, level)
    builtins.__import__ = spy
    try:
        import json
        import os.path as p
        from math import sin, cos as c
    finally:
        builtins.__import__ = original
    return [call for call in calls if call[0] in ('json', 'os.path', 'math')][:3], json.__name__, sin(0), c(0)


print(custom_import())


class LazyModule(type(sys)):
    def __getattr__(self, name):
        if name == '__path__':
            raise AttributeError(name)
        return f'lazy {name}'


sys.modules['lazy'] = LazyModule('lazy')
from lazy import anything, other as another
print(anything, another)
del sys.modules['shapes_package.first']
import shapes_package.first
print(shapes_package.first is first, __name__, __package__, __spec__)
