import sys
from . import part

print('main', __name__, __package__, part.value, sys.argv[1:], __spec__.name)
