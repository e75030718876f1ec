"""__slots__: unset slots, conflicts, inheritance, weak references, pickling of defaults, counters in loops."""


def attempt(f):
    try:
        return f()
    except Exception as error:
        return f'{type(error).__name__}: {error}'


class Point:
    __slots__ = ('x', 'y')

    def __init__(self, x, y):
        self.x = x
        self.y = y

    def move(self, dx, dy):
        self.x += dx
        self.y += dy
        return self

    def __repr__(self):
        return f'Point({self.x}, {self.y})'


class Point3(Point):
    __slots__ = ['z']

    def __init__(self, x, y, z):
        super().__init__(x, y)
        self.z = z


class Open(Point):
    pass


class Private:
    __slots__ = ('__secret', '__dict__')

    def __init__(self):
        self.__secret = 's'
        self.free = 'f'

    def reveal(self):
        return self.__secret, self.free


def unset():
    p = Point.__new__(Point)
    return attempt(lambda: p.x), setattr(p, 'x', 1), p.x, delattr(p, 'x'), attempt(lambda: p.x), attempt(lambda: delattr(p, 'x'))


def walk(p, n):
    for i in range(n):
        p.move(i, -i)
        p.x, p.y = p.y, p.x
    return p


print(unset(), walk(Point(0, 0), 100), walk(Point3(1, 2, 3), 7), walk(Open(0.5, 1), 3))
p = Point3(1, 2, 3)
print(attempt(lambda: setattr(p, 'w', 1)), attempt(lambda: p.__dict__), attempt(lambda: p.w), p.z, Point.x.__get__(p), type(Point.x).__name__)
o = Open(1, 2)
o.w = 5
print(o.__dict__, o.x, Private().reveal(), attempt(lambda: Private().__secret))
print(attempt(lambda: type('Bad', (), {'__slots__': ('a',), 'a': 1})), attempt(lambda: type('Two', (Point, Private), {})),
      attempt(lambda: type('Var', (int,), {'__slots__': ('a',)})), attempt(lambda: type('Bad', (), {'__slots__': ('1a',)})))
print(attempt(lambda: Point.x.__get__(5)), attempt(lambda: Point.x.__set__(Private(), 1)), attempt(lambda: setattr(Point(1, 2), '__class__', Private)))


class Swap:
    __slots__ = ('x', 'y')


s = Point(1, 2)
Swap.__repr__ = lambda self: 'swapped'
s.__class__ = Swap
print(s, s.x)
