"""in and not in: every container, the three protocols behind them, and their errors."""


def member(x, container):
    return x in container, x not in container


def branch(x, container):
    if x in container:
        return 'in'
    if x not in container:
        return 'out'
    return 'neither'


class Contains:
    def __contains__(self, x):
        return 'yes' if x == 1 else ''


class Iterates:
    def __iter__(self):
        print('iter', end=' ')
        return iter([1, 2, 3])


class Indexed:
    def __getitem__(self, i):
        print(f'[{i}]', end=' ')
        if i > 3:
            raise IndexError
        return i * 10


class Blocked:
    __contains__ = None

    def __iter__(self):
        return iter([1])


class Raising:
    def __contains__(self, x):
        raise KeyError('broken')


class Equal:
    def __eq__(self, other):
        print(f'eq {other}', end=' ')
        return other == 2

    __hash__ = None


CONTAINERS = [[1, 2], (1, 2), {1, 2}, frozenset([1]), {1: 2}, range(1, 10, 2), 'abc', b'abc', bytearray(b'a'),
              {1: 2}.keys(), {1: 2}.values(), {1: 2}.items(), Contains(), Iterates(), Indexed(), Blocked(), Raising(),
              5, None, iter([1, 2]), (n for n in (1, 2)), memoryview(b'abc'), {}, [], '', map(int, '12')]

for container in CONTAINERS:
    name = type(container).__name__
    for x in (1, 2, 'a', '', 97, 10, (1, 2), [1], 1.0, True, b'b', Equal()):
        try:
            print(name, end=' ')
            if name in ('generator', 'map', 'list_iterator'):
                print(x in container)
            else:
                print(*member(x, container), branch(x, container))
        except (TypeError, KeyError, ValueError) as error:
            print(type(error).__name__, error)
print('abc' in 'xabcx', 'abc' not in 'xacbx', '' in '', 'é' in 'café', '😀' in 'a😀', 'a' in 'é', b'bc' in b'abcd')
if 3 in [1, 2, 3] and 4 not in (1, 2) and 'k' in {'k': 1} or 0 in ():
    print('constant containers')
