"""Exceptions raised, caught, chained and dropped a hundred thousand times through several frames."""


class Stop(Exception):
    pass


def deep(n, at):
    if n == at:
        raise Stop(n)
    try:
        return deep(n + 1, at)
    finally:
        counts[n % 4] += 1


def through_generators(n):
    def generator():
        for i in range(n):
            try:
                yield i
            except Stop as error:
                yield -error.args[0]
    g = generator()
    total = 0
    for i in g:
        if i % 3 == 0:
            total += g.throw(Stop(i))
        total += i
    return total


def search(tree, wanted):
    if tree == wanted:
        raise Stop(tree)
    if isinstance(tree, tuple):
        for branch in tree:
            search(branch, wanted)


counts = [0] * 4
caught = 0
for round in range(2000):
    try:
        deep(0, round % 17)
    except Stop as error:
        caught += error.args[0]
print(caught, counts, through_generators(1000))
found = 0
for wanted in range(200):
    try:
        search((1, (2, (3, 4), 5), (6, (7, (8, (9,))))), wanted % 12)
    except Stop:
        found += 1
print(found)
chain = None
for i in range(100):
    try:
        try:
            raise Stop(i)
        except Stop as error:
            error.previous = chain
            raise KeyError(i) from error
    except KeyError as error:
        chain = error
depth = 0
while chain is not None:
    depth += 1
    chain = chain.__cause__.previous
print(depth)
