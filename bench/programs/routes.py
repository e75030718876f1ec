"""Shortest ways in a town: heaps, dictionaries of neighbours, A* over tuples, union of districts."""

import heapq
import math
import sys


class Town:
    def __init__(self, size, seed):
        self.size = size
        self.streets = {}
        for y in range(size):
            for x in range(size):
                for dx, dy in ((1, 0), (0, 1)):
                    seed = (seed * 16807) % 2147483647
                    if seed % 5 and x + dx < size and y + dy < size:
                        self.connect((x, y), (x + dx, y + dy), seed % 9 + 1)

    def connect(self, a, b, length):
        self.streets.setdefault(a, {})[b] = length
        self.streets.setdefault(b, {})[a] = length

    def neighbours(self, place):
        return self.streets.get(place, {}).items()


def distances(town, start):
    """Dijkstra's algorithm."""
    best = {start: 0}
    queue = [(0, start)]
    while queue:
        so_far, place = heapq.heappop(queue)
        if so_far > best[place]:
            continue
        for other, length in town.neighbours(place):
            distance = so_far + length
            if distance < best.get(other, math.inf):
                best[other] = distance
                heapq.heappush(queue, (distance, other))
    return best


def path(town, start, goal):
    """A*, and the way back by the places one came from."""
    def estimate(place):
        return abs(place[0] - goal[0]) + abs(place[1] - goal[1])
    came_from = {start: None}
    cost = {start: 0}
    queue = [(estimate(start), start)]
    while queue:
        _, place = heapq.heappop(queue)
        if place == goal:
            way = []
            while place is not None:
                way.append(place)
                place = came_from[place]
            return way[::-1]
        for other, length in town.neighbours(place):
            new = cost[place] + length
            if other not in cost or new < cost[other]:
                cost[other] = new
                came_from[other] = place
                heapq.heappush(queue, (new + estimate(other), other))
    return []


class Districts:
    def __init__(self):
        self.parent = {}

    def find(self, place):
        self.parent.setdefault(place, place)
        while self.parent[place] != place:
            self.parent[place] = self.parent[self.parent[place]]
            place = self.parent[place]
        return place

    def join(self, a, b):
        a, b = self.find(a), self.find(b)
        if a == b:
            return False
        self.parent[a] = b
        return True


def cheapest_net(town):
    """Kruskal's algorithm."""
    edges = sorted((length, a, b) for a, others in town.streets.items() for b, length in others.items() if a < b)
    districts = Districts()
    return sum(length for length, a, b in edges if districts.join(a, b))


def run(rounds: int = 540):
    total = 0
    for n in range(rounds):
        town = Town(14, n + 1)
        best = distances(town, (0, 0))
        total += max(best.values()) + len(path(town, (0, 0), (13, 13))) + cheapest_net(town)
    return total


if __name__ == '__main__':
    print(run(int(sys.argv[1])))
