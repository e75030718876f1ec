"""dataclasses, enumerations, named tuples, abstract classes, protocols and generics of the standard library."""

import abc
import collections
import dataclasses
import enum
import typing


@dataclasses.dataclass
class Item:
    name: str
    price: float = 1.5
    tags: list = dataclasses.field(default_factory=list, repr=False)
    total: float = dataclasses.field(init=False)

    def __post_init__(self):
        self.total = self.price * 2


@dataclasses.dataclass(order=True, frozen=True, slots=True)
class Version:
    major: int
    minor: int = 0

    def bump(self):
        return dataclasses.replace(self, minor=self.minor + 1)


@dataclasses.dataclass(kw_only=True)
class Options:
    verbose: bool = False
    level: int


class Planet(enum.Enum):
    EARTH = (5.97, 6.37)
    MARS = (0.642, 3.39)

    def __init__(self, mass, radius):
        self.mass, self.radius = mass, radius

    @property
    def heavy(self):
        return self.mass > 1


class Permission(enum.Flag):
    READ = enum.auto()
    WRITE = enum.auto()
    ALL = READ | WRITE


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 10


class Point(typing.NamedTuple):
    x: int
    y: int = 0

    def norm(self):
        return abs(self.x) + abs(self.y)


class Base(abc.ABC):
    @abc.abstractmethod
    def f(self): ...

    @property
    @abc.abstractmethod
    def g(self): ...


class Partial(Base):
    def f(self):
        return 'f'


class Full(Partial):
    g = 'g'


@typing.runtime_checkable
class Closes(typing.Protocol):
    def close(self): ...


T = typing.TypeVar('T')


class Box(typing.Generic[T]):
    def __init__(self, item: T):
        self.item = item


class Closer:
    def close(self):
        pass


def attempt(f):
    try:
        return f()
    except Exception as error:
        return f'{type(error).__name__}: {error}'


a, b = Item('a'), Item('b', 3, ['t'])
print(a, b, a == Item('a'), a.tags is Item('a').tags, dataclasses.asdict(b), dataclasses.astuple(a), b.total)
print(Version(1, 2) < Version(1, 3), Version(1).bump(), attempt(lambda: setattr(Version(1), 'major', 2)), hash(Version(1)) == hash(Version(1)), sorted([Version(2), Version(1, 5)]))
print(Options(level=3), attempt(lambda: Options(3)), attempt(lambda: Options()), [f.name for f in dataclasses.fields(Item)])
print(Planet.EARTH, Planet((0.642, 3.39)), Planet.MARS.heavy, [p.name for p in Planet], attempt(lambda: Planet('x')), Planet['MARS'].radius)
print(Permission.READ | Permission.WRITE, Permission.READ in Permission.ALL, ~Permission.READ, Permission(0), Level.HIGH > 5, Level.LOW + 1, attempt(lambda: Level(7)))
print(Point(1, 2), Point(3).norm(), Point(1)._replace(y=5), Point(1, 2) + (3,), attempt(lambda: Point()), Point._fields, collections.namedtuple('N', 'a b')(1, 2))
print(attempt(Base), attempt(Partial), Full().f(), Full().g, isinstance(Closer(), Closes), isinstance(5, Closes), Box[int](5).item, Box[int])
match b:
    case Item(name='b', price=p):
        print('matched', p)
