"""Lists: displays, indexing, slices, slice assignment, deletion, mutation while iterating."""


def attempt(f):
    try:
        return f()
    except Exception as error:
        return f'{type(error).__name__}: {error}'


def get(sequence, index):
    return sequence[index]


def put(sequence, index, value):
    sequence[index] = value
    return sequence


def remove(sequence, index):
    del sequence[index]
    return sequence


class Index:
    def __init__(self, n):
        self.n = n

    def __index__(self):
        return self.n


base = list(range(10))
for index in (0, 1, 9, 10, -1, -10, -11, 2**30, -(2**30), 2**70, True, False, 1.0, '1', None, Index(3), Index(-4), (1,)):
    shown = index if not isinstance(index, Index) else f'Index({index.n})'
    print(shown, attempt(lambda: get(base, index)), attempt(lambda: get(tuple(base), index)), attempt(lambda: put(base[:], index, 'x')),
          attempt(lambda: remove(base[:], index)))
SLICES = [(None, None, None), (1, 4, None), (-3, None, None), (None, -8, None), (5, 2, None), (None, None, 2), (None, None, -1),
          (8, 1, -3), (100, 200, None), (-100, 3, None), (Index(1), Index(5), Index(2)), (True, None, None), (None, 2**70, 3)]
for start, stop, step in SLICES:
    print(base[start:stop:step], 'abcdefghij'[start:stop:step], tuple(base)[start:stop:step], range(10)[start:stop:step],
          remove(base[:], slice(start, stop, step)))
for start, stop, step, value in ((1, 3, None, 'abcd'), (0, 0, None, [9]), (None, None, None, []), (None, None, 2, 'vwxyz'), (None, None, 2, 'a'),
                                 (5, 2, None, (1, 2)), (-1, None, None, range(3)), (1, 2, None, 5), (8, 1, -3, [1, 2, 3])):
    print(attempt(lambda: put(base[:], slice(start, stop, step), value)))
print(attempt(lambda: base['a':]), attempt(lambda: base[::0]), attempt(lambda: base[1.5:]))
own = [1, 2, 3]
own[1:2] = own
print(own, [1] + [2], [0] * 3, 2 * [1, 2], [[]] * 2, [*'ab', *[], *(1, 2)], [1, 2] * -1)


def methods():
    l = [3, 1, 2]
    l.append(5)
    l.extend((7, 6))
    l.insert(0, 'z')
    l.insert(-1, 'y')
    l.insert(100, 'end')
    print(l, l.pop(), l.pop(0), l.pop(-2), l.index(5), l.count(1), attempt(lambda: l.remove(99)), attempt(lambda: l.index(99)))
    l.reverse()
    l.sort()
    print(l, l.copy() is l, l.clear(), l, attempt(l.pop), attempt(lambda: [1, 'a'].sort()))
    print(sorted('bca', reverse=True), sorted([3, -1, 2], key=abs), sorted([(1, 'b'), (1, 'a')], key=lambda p: p[0]))


def mutation():
    l = [1, 2, 3, 4]
    seen = []
    for x in l:
        seen.append(x)
        if x == 2:
            l.remove(1)
        if len(l) < 8:
            l.append(x * 10)
    print(seen, l)
    l = list(range(5))
    for i, x in enumerate(l):
        l.pop()
    print(l)
    l = [1, 2, 3]
    iterator = iter(l)
    print(next(iterator), l.clear(), list(iterator), l.extend([1, 2, 3, 4]), list(iterator))
    l = []
    l.append(l)
    print(l, l == l, [l] == [l])


def sort_mutates():
    l = [3, 2, 1]

    def key(x):
        l.append(x)
        return x
    return attempt(lambda: l.sort(key=key)), len(l)


methods()
mutation()
print(sort_mutates())
matrix = [[0] * 3 for _ in range(3)]
for i in range(3):
    for j in range(3):
        matrix[i][j] = i * 3 + j
matrix[1][2] += 100
del matrix[0][1]
print(matrix, [list(row) for row in zip(*matrix)], sum(map(sum, matrix)))
