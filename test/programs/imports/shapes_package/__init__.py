"""A package for shapes.py: relative imports, submodules, a name that shadows a submodule."""

print('importing', __name__, __package__, __spec__.name)
from . import first
from .first import value as first_value
from .sub import leaf
from .sub.leaf import LEAF, climb

second = 'attribute, not yet the submodule'
