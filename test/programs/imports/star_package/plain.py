public = 1
_hidden = 2
from math import pi
