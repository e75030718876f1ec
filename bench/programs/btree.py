"""A sorted map as a B-tree: insertion, search, deletion from leaves, ranges in order."""

import sys
from bisect import bisect_left


class Node:
    def __init__(self, keys=None, values=None, children=None):
        self.keys = keys or []
        self.values = values or []
        self.children = children or []

    @property
    def is_leaf(self):
        return not self.children


class BTree:
    """Every node but the root has between `degree - 1` and `2 * degree - 1` keys when built."""

    def __init__(self, degree=4):
        self.degree = degree
        self.root = Node()
        self.size = 0

    def __len__(self):
        return self.size

    def find(self, key):
        node = self.root
        while True:
            i = self.place(node, key)
            if i < len(node.keys) and node.keys[i] == key:
                return node, i
            if node.is_leaf:
                return None
            node = node.children[i]

    @staticmethod
    def place(node, key):
        keys = node.keys
        low, high = 0, len(keys)
        while low < high:
            middle = (low + high) // 2
            if keys[middle] < key:
                low = middle + 1
            else:
                high = middle
        return low

    def __contains__(self, key):
        return self.find(key) is not None

    def __getitem__(self, key):
        found = self.find(key)
        if found is None:
            raise KeyError(key)
        node, i = found
        return node.values[i]

    def get(self, key, default=None):
        try:
            return self[key]
        except KeyError:
            return default

    def __setitem__(self, key, value):
        found = self.find(key)
        if found is not None:
            node, i = found
            node.values[i] = value
            return
        if len(self.root.keys) == 2 * self.degree - 1:
            self.root = Node(children=[self.root])
            self.split(self.root, 0)
        self.insert(self.root, key, value)
        self.size += 1

    def split(self, parent, i):
        middle = self.degree - 1
        child = parent.children[i]
        right = Node(child.keys[middle + 1:], child.values[middle + 1:], child.children[middle + 1:])
        parent.keys.insert(i, child.keys[middle])
        parent.values.insert(i, child.values[middle])
        parent.children.insert(i + 1, right)
        del child.keys[middle:], child.values[middle:], child.children[middle + 1:]

    def insert(self, node, key, value):
        i = bisect_left(node.keys, key)
        if node.is_leaf:
            node.keys.insert(i, key)
            node.values.insert(i, value)
            return
        if len(node.children[i].keys) == 2 * self.degree - 1:
            self.split(node, i)
            if key > node.keys[i]:
                i += 1
        self.insert(node.children[i], key, value)

    def items(self, node=None):
        node = node or self.root
        for i, key in enumerate(node.keys):
            if not node.is_leaf:
                yield from self.items(node.children[i])
            yield key, node.values[i]
        if not node.is_leaf:
            yield from self.items(node.children[-1])

    def between(self, low, high, node=None):
        node = node or self.root
        i = self.place(node, low)
        while True:
            if not node.is_leaf:
                yield from self.between(low, high, node.children[i])
            if i >= len(node.keys) or node.keys[i] >= high:
                return
            yield node.keys[i]
            i += 1

    def depth(self):
        node, depth = self.root, 1
        while not node.is_leaf:
            node, depth = node.children[0], depth + 1
        return depth


def run(rounds: int = 110):
    total = 0
    for n in range(rounds):
        tree = BTree(3 + n % 4)
        for i in range(600):
            tree[(i * 7919 + n) % 2003] = i
        for i in range(0, 2003, 3):
            if i in tree:
                total += tree[i]
            total += tree.get(i + 1, 1)
        pairs = list(tree.items())
        total += len(tree) * tree.depth() + pairs[10][1]
        total += sum(tree.between(200, 400 + n))
    return total


if __name__ == '__main__':
    print(run(int(sys.argv[1])))
