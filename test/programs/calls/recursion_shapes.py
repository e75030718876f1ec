"""Recursive functions of many shapes: plain, mutual, with defaults, methods, closures, generators."""


def ackermann(m, n):
    if m == 0:
        return n + 1
    if n == 0:
        return ackermann(m - 1, 1)
    return ackermann(m - 1, ackermann(m, n - 1))


def hanoi(n, source='a', target='c', spare='b', moves=None):
    moves = [] if moves is None else moves
    if n:
        hanoi(n - 1, source, spare, target, moves)
        moves.append(source + target)
        hanoi(n - 1, spare, target, source, moves)
    return moves


def permutations(items):
    if not items:
        yield []
    for i, item in enumerate(items):
        for rest in permutations(items[:i] + items[i + 1:]):
            yield [item, *rest]


def flatten(tree):
    for node in tree:
        if isinstance(node, list):
            yield from flatten(node)
        else:
            yield node


def queens(n, row=0, columns=(), up=(), down=()):
    if row == n:
        return 1
    return sum(queens(n, row + 1, columns + (c,), up + (row + c,), down + (row - c,))
               for c in range(n) if c not in columns and row + c not in up and row - c not in down)


def quicksort(l):
    if len(l) < 2:
        return l
    pivot, *rest = l
    return quicksort([x for x in rest if x < pivot]) + [pivot] + quicksort([x for x in rest if x >= pivot])


class Tree:
    def __init__(self, value, left=None, right=None):
        self.value, self.left, self.right = value, left, right

    def insert(self, value):
        side = 'left' if value < self.value else 'right'
        child = getattr(self, side)
        if child:
            child.insert(value)
        else:
            setattr(self, side, Tree(value))

    def __iter__(self):
        if self.left:
            yield from self.left
        yield self.value
        if self.right:
            yield from self.right

    def depth(self):
        return 1 + max(child.depth() if child else 0 for child in (self.left, self.right))


def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


def power_set(s):
    return [[]] if not s else [x + y for x in power_set(s[1:]) for y in ([], [s[0]])]


print(ackermann(2, 9), len(hanoi(8)), hanoi(3), list(permutations('abc'))[:4], len(list(permutations(list(range(5))))))
print(list(flatten([1, [2, [3, [], [4]], 5], [[[6]]]])), [queens(n) for n in range(1, 7)], quicksort([3, 6, 1, 8, 2, 9, 2]))
tree = Tree(50)
for i in range(100):
    tree.insert(i * 37 % 101)
print(list(tree)[:10], tree.depth(), sum(tree), fibonacci(18), len(power_set('abcd')), power_set('ab'))
print((lambda f: lambda n: f(f, n))(lambda f, n: 1 if n == 0 else n * f(f, n - 1))(20))
