"""Dijkstra's algorithm on a grid with walls: heapq, tuples, dictionaries, a closure as cost."""

import heapq

MAP = """
S....#......
.###.#.####.
.#...#.#....
.#.###.#.###
.#.....#...E
.#######.##.
.........#..
"""


def read(text):
    cells = {}
    for y, row in enumerate(text.strip().splitlines()):
        for x, cell in enumerate(row):
            cells[x, y] = cell
    ends = {cell: place for place, cell in cells.items() if cell in 'SE'}
    return cells, ends['S'], ends['E']


def neighbours(place):
    x, y = place
    yield from ((x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1))


def cheapest(cells, start, end, cost):
    distances = {start: 0}
    came_from = {}
    heap = [(0, start)]
    while heap:
        distance, place = heapq.heappop(heap)
        if place == end:
            break
        if distance > distances[place]:
            continue
        for near in neighbours(place):
            if cells.get(near, '#') == '#':
                continue
            total = distance + cost(place, near)
            if total < distances.get(near, float('inf')):
                distances[near] = total
                came_from[near] = place
                heapq.heappush(heap, (total, near))
    path = [end]
    while path[-1] != start:
        path.append(came_from[path[-1]])
    return distances[end], path[::-1]


def uphill_is_dear(price):
    def cost(a, b):
        return price if b[1] < a[1] else 1
    return cost


def draw(cells, path):
    width = max(x for x, _ in cells) + 1
    height = max(y for _, y in cells) + 1
    on_path = set(path[1:-1])
    for y in range(height):
        print(''.join('o' if (x, y) in on_path else cells[x, y] for x in range(width)))


def main():
    cells, start, end = read(MAP)
    for price in (1, 5):
        total, path = cheapest(cells, start, end, uphill_is_dear(price))
        print(f'uphill costs {price}: {len(path) - 1} steps, cost {total}')
        draw(cells, path)


if __name__ == '__main__':
    main()
