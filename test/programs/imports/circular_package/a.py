print('a starts')
from circular_package import b
value = 'value of a'


def use_b():
    return b.value, b.late()
print('a ends')
