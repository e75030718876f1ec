"""Loading and dumping, by libyaml and by the pure parser, with constructors and representers of Python."""
import datetime

import yaml

text = '''
name: &n Ann
again: *n
list: [1, 2.5, ~, yes, 0x1f, 2024-02-29]
nested: {a: {b: [c, {d: e}]}}
text: |
  two
  lines
point: !point 3,4
'''


class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __repr__(self):
        return f'Point({self.x}, {self.y})'


def construct(loader, node):
    return Point(*map(int, loader.construct_scalar(node).split(',')))


def represent(dumper, point):
    return dumper.represent_scalar('!point', f'{point.x},{point.y}')


for loader, dumper in ((yaml.CSafeLoader, yaml.CSafeDumper), (yaml.SafeLoader, yaml.SafeDumper)):
    loader.add_constructor('!point', construct)
    dumper.add_representer(Point, represent)
    print(loader.__name__, dumper.__name__)
    data = yaml.load(text, loader)
    print(data)
    shared = [1, 2]
    print(yaml.dump({'d': data, 'when': datetime.date(2024, 1, 2), 'x': shared, 'y': shared, 'long': 'word ' * 30}, Dumper=dumper, sort_keys=True))
    print(list(yaml.load_all('--- 1\n--- [a]\n', loader)), [type(e).__name__ for e in yaml.parse('a: [1]', loader)])
    for wrong in ('a: [1', 'a: !nothing 3', '\ta', 'a: b: c', '*x'):
        try:
            yaml.load(wrong, loader)
        except yaml.YAMLError as error:
            print(type(error).__name__, str(error).replace('\n', ' | '))
    try:
        yaml.dump(object(), Dumper=dumper)
    except yaml.YAMLError as error:
        print(type(error).__name__, error.args[0])
