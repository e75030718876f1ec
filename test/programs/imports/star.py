"""from module import *: with __all__, without, with wrong entries, overwriting names, in exec."""

module = 'before'
from star_package import *
from star_package.plain import *

print(module.value, function(), _private, 'not_listed' in globals(), public, '_hidden' in globals(), round(pi, 2))


def attempt(text):
    space = {}
    try:
        exec(text, space)
    except Exception as error:
        return f'{type(error).__name__}: {error}'
    return sorted(n for n in space if not n.startswith('__'))


print(attempt('from star_package.plain import *'), attempt('from star_package.wrong import *'), attempt('from star_package.number import *'), attempt('from star_package import *'))
import sys
sys.modules['nothing'] = 5
print(attempt('from nothing import *') != [])


class Body:
    from star_package.plain import public as inside
    import math as mathematics


print(Body.inside, Body.mathematics.floor(2.5))
