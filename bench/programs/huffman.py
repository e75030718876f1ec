"""Huffman codes: trees from counts, bits written to and read from a stream, runs of symbols."""

import heapq
import sys
from collections import Counter


class BitWriter:
    def __init__(self):
        self.data = bytearray()
        self.pending = 0
        self.bits = 0

    def write(self, value, width):
        self.pending = self.pending << width | value
        self.bits += width
        while self.bits >= 8:
            self.bits -= 8
            self.data.append(self.pending >> self.bits & 0xFF)
        self.pending &= (1 << self.bits) - 1

    def finish(self):
        if self.bits:
            self.write(0, 8 - self.bits)
        return bytes(self.data)


class BitReader:
    def __init__(self, data):
        self.data = data
        self.at = 0
        self.mask = 0x80

    def bit(self):
        if self.at >= len(self.data):
            raise EOFError
        result = 1 if self.data[self.at] & self.mask else 0
        self.mask >>= 1
        if not self.mask:
            self.mask = 0x80
            self.at += 1
        return result

    def read(self, width):
        value = 0
        for _ in range(width):
            value = value << 1 | self.bit()
        return value


class Node:
    __slots__ = ('weight', 'symbol', 'left', 'right')

    def __init__(self, weight, symbol, left=None, right=None):
        self.weight = weight
        self.symbol = symbol
        self.left = left
        self.right = right

    def __lt__(self, other):
        if self.weight != other.weight:
            return self.weight < other.weight
        return self.symbol < other.symbol

    @property
    def is_leaf(self):
        return self.left is None


def tree(counts):
    heap = [Node(weight, symbol) for symbol, weight in counts.items()]
    heapq.heapify(heap)
    while len(heap) > 1:
        a, b = heapq.heappop(heap), heapq.heappop(heap)
        heapq.heappush(heap, Node(a.weight + b.weight, min(a.symbol, b.symbol), a, b))
    return heap[0]


def codes(node, value=0, width=0, table=None):
    table = {} if table is None else table
    if node.is_leaf:
        table[node.symbol] = value, max(width, 1)
    else:
        codes(node.left, value << 1, width + 1, table)
        codes(node.right, value << 1 | 1, width + 1, table)
    return table


def encode(text: bytes):
    root = tree(Counter(text))
    table = codes(root)
    writer = BitWriter()
    writer.write(len(text), 16)
    for symbol in text:
        writer.write(*table[symbol])
    return root, writer.finish()


def decode(root, data: bytes) -> bytes:
    reader = BitReader(data)
    length = reader.read(16)
    result = bytearray()
    for _ in range(length):
        node = root
        while not node.is_leaf:
            node = node.right if reader.bit() else node.left
        result.append(node.symbol)
    return bytes(result)


def move_to_front(data):
    alphabet = list(range(128))
    result = bytearray()
    for symbol in data:
        place = alphabet.index(symbol)
        result.append(place)
        del alphabet[place]
        alphabet.insert(0, symbol)
    return bytes(result)


TEXT = (
    b'A bit is the smallest thing that one can be told: yes or no. Letters that come often get few '
    b'bits, letters that come rarely get many, and no code is the beginning of another.\n'
)


def run(rounds: int = 500):
    total = checksum = 0
    for n in range(rounds):
        text = TEXT[n % 50:] + TEXT * 3
        if n % 2:
            text = move_to_front(text)
        root, data = encode(text)
        if decode(root, data) != text:
            raise AssertionError(n)
        total += len(data)
        checksum = (checksum * 31 + sum(data)) & 0xFFFFFF
    return total, checksum


if __name__ == '__main__':
    print(run(int(sys.argv[1])))
