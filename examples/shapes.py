"""Classes: inheritance, properties, operators, dataclasses, an enumeration, an abstract base."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from enum import Enum
from functools import total_ordering


class Colour(Enum):
    RED = 'r'
    GREEN = 'g'
    BLUE = 'b'


@dataclass(frozen=True)
class Point:
    x: float = 0.0
    y: float = 0.0

    def __add__(self, other):
        return Point(self.x + other.x, self.y + other.y)


@total_ordering
class Shape(ABC):
    made = 0

    def __init__(self, colour, at=Point()):
        self.colour = colour
        self.at = at
        Shape.made += 1

    @property
    @abstractmethod
    def area(self):
        """The area in square units."""

    def moved(self, by):
        copy = object.__new__(type(self))
        copy.__dict__.update(self.__dict__, at=self.at + by)
        return copy

    def __eq__(self, other):
        return isinstance(other, Shape) and self.area == other.area

    def __lt__(self, other):
        return self.area < other.area

    def __str__(self):
        return (f'{self.colour.name.lower()} {type(self).__name__.lower()}'
                f' at ({self.at.x:g}, {self.at.y:g}), area {self.area:.2f}')


class Circle(Shape):
    def __init__(self, colour, radius, **rest):
        super().__init__(colour, **rest)
        self.radius = radius

    @property
    def area(self):
        return 3.14159 * self.radius ** 2


class Rectangle(Shape):
    def __init__(self, colour, width, height, **rest):
        super().__init__(colour, **rest)
        self.width, self.height = width, height

    @property
    def area(self):
        return self.width * self.height


class Square(Rectangle):
    def __init__(self, colour, side, **rest):
        super().__init__(colour, side, side, **rest)


@dataclass(order=True)
class Drawing:
    name: str
    shapes: list[Shape] = field(default_factory=list, compare=False)

    def __len__(self):
        return len(self.shapes)

    def __iter__(self):
        return iter(sorted(self.shapes))


def main():
    drawing = Drawing('first', [
        Circle(Colour.RED, 1.5),
        Square(Colour.GREEN, 2, at=Point(1, 1)),
        Rectangle(Colour.BLUE, 3, 0.5, at=Point(-2, 4)),
    ])
    drawing.shapes.append(drawing.shapes[1].moved(Point(10, -1)))
    print(f'{drawing.name}: {len(drawing)} shapes, {Shape.made} made by a constructor')
    for shape in drawing:
        print('  ', shape)
    print('largest:', max(drawing.shapes))
    print('the two squares are equal:', drawing.shapes[1] == drawing.shapes[3])
    try:
        Shape(Colour.RED)
    except TypeError as error:
        print('abstract:', error)
    try:
        drawing.shapes[0].at.x = 3
    except AttributeError as error:
        print(f'{type(error).__name__}: {error}')


if __name__ == '__main__':
    main()
