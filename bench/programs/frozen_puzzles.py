"""Puzzles whose states are frozensets: a crossing, pegs on a triangle, tiles laid side by side."""

import sys
from collections import deque
from functools import lru_cache

CREW = frozenset({'farmer', 'wolf', 'goat', 'cabbage', 'dog', 'cat'})
QUARRELS = [
    frozenset(pair)
    for pair in [('wolf', 'goat'), ('goat', 'cabbage'), ('dog', 'cat')]
]


def is_safe(bank: frozenset) -> bool:
    return 'farmer' in bank or not any(pair <= bank for pair in QUARRELS)


def crossings() -> int:
    """The fewest trips that bring everybody over in a boat for the farmer and two others."""
    start = (CREW, True)
    distance = {start: 0}
    queue = deque([start])
    while queue:
        state = queue.popleft()
        left, is_left = state
        if not left:
            return distance[state]
        here = left if is_left else CREW - left
        others = sorted(here - {'farmer'})
        loads = [frozenset()] + [frozenset({a}) for a in others]
        loads += [frozenset({a, b}) for a in others for b in others if a < b]
        for load in loads:
            moved = load | {'farmer'}
            remaining = left - moved if is_left else left | moved
            if not (is_safe(remaining) and is_safe(CREW - remaining)):
                continue
            following = (remaining, not is_left)
            if following not in distance:
                distance[following] = distance[state] + 1
                queue.append(following)
    return -1


TRIANGLE = [(row, i) for row in range(5) for i in range(row + 1)]


@lru_cache(maxsize=None)
def jumps(place):
    """The jumps from a place: over which place, and where to."""
    row, i = place
    result = []
    for dr, di in ((0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (-1, -1)):
        over, to = (row + dr, i + di), (row + 2 * dr, i + 2 * di)
        if to in TRIANGLE:
            result.append((over, to))
    return result


def pegs(board: frozenset, dead: set, budget: int) -> int:
    """How many states were looked at until one peg was left or the budget was spent."""
    looked = 0
    stack = [board]
    while stack and looked < budget:
        board = stack.pop()
        looked += 1
        if len(board) == 1:
            break
        for place in sorted(board):
            for over, to in jumps(place):
                if over in board and to not in board:
                    after = board - {place, over} | {to}
                    if after not in dead:
                        dead.add(after)
                        stack.append(after)
    return looked


PIECES = {
    'I': [(0, 0), (1, 0), (2, 0), (3, 0)],
    'L': [(0, 0), (1, 0), (2, 0), (2, 1)],
    'S': [(0, 1), (1, 0), (1, 1), (2, 0)],
    'T': [(0, 0), (1, 0), (2, 0), (1, 1)],
    'O': [(0, 0), (0, 1), (1, 0), (1, 1)],
}


def normal(cells):
    left = min(x for x, _ in cells)
    top = min(y for _, y in cells)
    return frozenset((x - left, y - top) for x, y in cells)


def variants(piece):
    shapes = set()
    for mirrored in (False, True):
        cells = [(-x, y) if mirrored else (x, y) for x, y in piece]
        for _ in range(4):
            cells = [(y, -x) for x, y in cells]
            shapes.add(normal(cells))
    return shapes


def placements(width, height):
    board = frozenset((x, y) for x in range(width) for y in range(height))
    result = {}
    for name, piece in PIECES.items():
        result[name] = [
            placed
            for shape in variants(piece)
            for dx in range(width)
            for dy in range(height)
            if (placed := frozenset((x + dx, y + dy) for x, y in shape)) <= board
        ]
    return board, result


def tilings(free, pieces, fitting):
    """How many ways there are to lay two of these pieces on the free cells without touching."""
    count = 0
    first, *rest = pieces
    for placed in fitting[first]:
        if placed <= free:
            count += 1 if not rest else tilings(free - placed, rest, fitting)
    return count


def run(rounds: int = 300):
    trips = looked = ways = 0
    for n in range(rounds):
        trips += crossings()
        looked += pegs(frozenset(TRIANGLE) - {TRIANGLE[n % len(TRIANGLE)]}, set(), 300)
        board, fitting = placements(4, 3)
        ways += tilings(board, 'LTO' if n % 2 else 'SIT', fitting)
    return trips, looked, ways


if __name__ == '__main__':
    print(run(int(sys.argv[1])))
