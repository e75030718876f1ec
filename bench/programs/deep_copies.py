"""copy.deepcopy and copy.copy of nested and of one's own objects, with shared parts and circles."""

import copy
import sys


class Part:
    def __init__(self, name, parts=()):
        self.name = name
        self.parts = list(parts)
        self.owner = None
        for part in self.parts:
            part.owner = self

    def weight(self):
        return 1 + sum(part.weight() for part in self.parts)


class Cached(Part):
    """Has a cache that copies do not take along."""

    def __init__(self, name, parts=()):
        super().__init__(name, parts)
        self.cache = {i: str(i) for i in range(50)}

    def __deepcopy__(self, memo):
        twin = type(self).__new__(type(self))
        memo[id(self)] = twin
        twin.name = self.name
        twin.parts = copy.deepcopy(self.parts, memo)
        twin.owner = copy.deepcopy(self.owner, memo)
        twin.cache = {}
        return twin


def build(depth, name='root'):
    kind = Cached if depth % 2 else Part
    return kind(name, [build(depth - 1, f'{name}.{i}') for i in range(3)] if depth else [])


SETTINGS = {
    'paths': ['/usr', '/bin', {'deep': ('a', 'b', ['c'])}],
    'limits': {f'limit {i}': {'soft': i, 'hard': [i * 2]} for i in range(30)},
    'flags': {1, 2, 3},
}


def run(rounds: int = 980):
    weight = changed = 0
    settings = SETTINGS
    shared = [1, 2, 3]
    for n in range(rounds):
        machine = build(3)
        twin = copy.deepcopy(machine)
        twin.parts.append(Part('new'))
        weight += twin.weight() - machine.weight() + twin.parts[0].weight()
        settings = copy.deepcopy(settings)
        settings['limits']['limit 3']['hard'].append(n)
        row = copy.deepcopy([shared, shared, copy.copy(shared)])
        row[0].append(n)
        changed += (row[0] is row[1]) + len(row[2])
        settings['limits']['limit 3']['hard'] = settings['limits']['limit 3']['hard'][-3:]
    return weight, changed, len(SETTINGS['limits']['limit 3']['hard']), settings['limits']['limit 3']['hard']


if __name__ == '__main__':
    print(run(int(sys.argv[1])))
