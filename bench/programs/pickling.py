"""pickle of one's own objects: state methods, persistent ids, a Pickler in Python for a subclass."""

import io
import pickle
import sys
from collections import OrderedDict, namedtuple

Point = namedtuple('Point', 'x y')


class Shape:
    def __init__(self, name, points):
        self.name = name
        self.points = points
        self.area = None

    def __getstate__(self):
        state = self.__dict__.copy()
        del state['area']
        return state

    def __setstate__(self, state):
        self.__dict__.update(state)
        self.area = None

    def measure(self):
        if self.area is None:
            pairs = zip(self.points, self.points[1:] + self.points[:1])
            self.area = abs(sum(a.x * b.y - b.x * a.y for a, b in pairs)) / 2
        return self.area


class Colour:
    __slots__ = ('red', 'green', 'blue')

    def __init__(self, red, green, blue):
        self.red, self.green, self.blue = red, green, blue

    def __reduce__(self):
        return Colour, (self.red, self.green, self.blue)


class Store(pickle.Pickler):
    """Colours are kept apart and named by a number."""

    def __init__(self, file, colours):
        super().__init__(file, protocol=4)
        self.colours = colours

    def persistent_id(self, obj):
        if isinstance(obj, Colour):
            self.colours.append(obj)
            return len(self.colours) - 1
        return None


class Load(pickle.Unpickler):
    def __init__(self, file, colours):
        super().__init__(file)
        self.colours = colours

    def persistent_load(self, number):
        return self.colours[number]


def drawing(n):
    shapes = []
    for i in range(12):
        shape = Shape(f'shape {i}', [Point(i, n), Point(i + 2, n), Point(i, n + i)])
        shape.colour = Colour(i, n % 256, 255 - i)
        shapes.append(shape)
    return OrderedDict(title=f'drawing {n}', shapes=shapes, by_name={shape.name: shape for shape in shapes})


def run(rounds: int = 840):
    size = 0
    area = 0.0
    for n in range(rounds):
        original = drawing(n % 100)
        for protocol in (0, 2, 5):
            data = pickle.dumps(original, protocol)
            size += len(data)
            again = pickle.loads(data)
            area += sum(shape.measure() for shape in again['shapes'])
            if again['by_name']['shape 3'] is not again['shapes'][3]:
                raise AssertionError(protocol)
        colours = []
        file = io.BytesIO()
        Store(file, colours).dump(original)
        file.seek(0)
        area += Load(file, colours).load()['shapes'][5].colour.blue
        if n % 5 == 0:
            python = io.BytesIO()
            pickle._Pickler(python, 2).dump(original['shapes'][:3])
            python.seek(0)
            area += pickle._Unpickler(python).load()[2].measure()
    return size, area


if __name__ == '__main__':
    print(run(int(sys.argv[1])))
