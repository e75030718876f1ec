"""Lists, dictionaries, sets and tuples: a sieve, a knapsack, a graph walk, matrices."""

import sys


def sieve(n):
    flags = [True] * (n + 1)
    flags[0] = flags[1] = False
    i = 2
    while i * i <= n:
        if flags[i]:
            for j in range(i * i, n + 1, i):
                flags[j] = False
        i += 1
    return sum(flags)


def knapsack(weights, capacity):
    best = [0] * (capacity + 1)
    for weight, value in weights:
        for room in range(capacity, weight - 1, -1):
            candidate = best[room - weight] + value
            if candidate > best[room]:
                best[room] = candidate
    return best[capacity]


def breadth_first(size):
    seen = {(0, 0): 0}
    queue = [(0, 0)]
    for x, y in queue:
        steps = seen[x, y]
        for dx, dy in ((1, 2), (2, 1), (-1, 2), (2, -1), (1, -2), (-2, 1), (-1, -2), (-2, -1)):
            place = x + dx, y + dy
            if 0 <= place[0] < size and 0 <= place[1] < size and place not in seen:
                seen[place] = steps + 1
                queue.append(place)
    return max(seen.values())


def multiply(a, b):
    columns = list(zip(*b))
    return [[sum(x * y for x, y in zip(row, column)) for column in columns] for row in a]


def run(rounds=110):
    total = 0
    matrix = [[(i * j) % 7 for j in range(12)] for i in range(12)]
    for n in range(rounds):
        weights = [(3 + i * 7 % 23, 10 + (i + n) * 13 % 37) for i in range(20)]
        total += sieve(40_000 + n) + knapsack(weights, 500) + breadth_first(35)
        total += multiply(multiply(matrix, matrix), matrix)[3][4]
    return total


if __name__ == '__main__':
    print(run(int(sys.argv[1])))
