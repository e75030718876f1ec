print('b starts')
import circular_package.a as a
try:
    from circular_package.a import value as early
except ImportError as error:
    print('early:', str(error).split(' (')[0])
try:
    a.value
except AttributeError as error:
    print('early:', error)
value = 'value of b'


def late():
    from circular_package.a import value
    return value, a.value
print('b ends')
