"""Sorting with keys, comparisons of objects, and sorts written in Python."""

import sys


class Version:
    __slots__ = ('major', 'minor')

    def __init__(self, major, minor):
        self.major = major
        self.minor = minor

    def __lt__(self, other):
        if self.major != other.major:
            return self.major < other.major
        return self.minor < other.minor


def quicksort(items):
    if len(items) < 2:
        return items
    pivot = items[len(items) // 2]
    less = [x for x in items if x < pivot]
    same = [x for x in items if x == pivot]
    more = [x for x in items if x > pivot]
    return quicksort(less) + same + quicksort(more)


def insertion(items):
    for i in range(1, len(items)):
        item = items[i]
        j = i - 1
        while j >= 0 and items[j] > item:
            items[j + 1] = items[j]
            j -= 1
        items[j + 1] = item
    return items


def numbers(n):
    seed = 42
    result = []
    for _ in range(n):
        seed = (seed * 1103 + 12345) % 65536
        result.append(seed)
    return result


def run(rounds=120):
    total = 0
    data = numbers(1500)
    for n in range(rounds):
        data = data[n:] + data[:n]
        by_key = sorted(data, key=lambda x: (x % 100, -x))
        versions = sorted(Version(x % 50, x) for x in data)
        total += by_key[n % 100] + versions[-1].minor + quicksort(data)[1000] + insertion(data[:170])[7]
    return total


if __name__ == '__main__':
    print(run(int(sys.argv[1])))
