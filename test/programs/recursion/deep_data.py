"""Deep data built and dropped: long chains of objects, nested lists, deep generators, pickles."""

import gc
import pickle
import sys


class Node:
    def __init__(self, next):
        self.next = next


def chain(n):
    node = None
    for i in range(n):
        node = Node(node)
    return node


def nested(n):
    l = []
    for _ in range(n):
        l = [l, {}]
    return l


def generators(n):
    def base():
        yield 1
        yield 2

    def wrap(inner):
        yield from inner
    g = base()
    for _ in range(n):
        g = wrap(g)
    return g


node = chain(100_000)
del node
data = nested(50_000)
del data
g = generators(500)
print(list(g))
g = generators(900)
try:
    print(next(g))
except RecursionError as error:
    print('too deep for the limit')
del g
sys.setrecursionlimit(20_000)
g = generators(5_000)
print(next(g), next(g))
del g
try:
    pickle.dumps(nested(100_000))
except RecursionError as error:
    print('pickle', str(error).split(' while')[0])
print(gc.collect() >= 0, 'end')
