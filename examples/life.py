"""Conway's game of life on an endless board: sets, comprehensions and a glider gun.

Usage: life.py [GENERATIONS]
"""

import sys
from collections import Counter

GUN = """
........................O...........
......................O.O...........
............OO......OO............OO
...........O...O....OO............OO
OO........O.....O...OO..............
OO........O...O.OO....O.O...........
..........O.....O.......O...........
...........O...O....................
............OO......................
"""


def parse(text):
    rows = enumerate(text.strip().splitlines())
    return {(x, y) for y, row in rows for x, cell in enumerate(row) if cell == 'O'}


def step(cells):
    neighbours = Counter(
        (x + dx, y + dy)
        for x, y in cells
        for dx in (-1, 0, 1)
        for dy in (-1, 0, 1)
        if dx or dy
    )
    return {cell for cell, count in neighbours.items()
            if count == 3 or count == 2 and cell in cells}


def draw(cells, width=50, height=22):
    for y in range(height):
        print(''.join('#' if (x, y) in cells else ' ' for x in range(width)).rstrip())


def main():
    generations = int(sys.argv[1]) if len(sys.argv) > 1 else 120
    cells = parse(GUN)
    for generation in range(generations):
        if generation % 30 == 0:
            print(f'generation {generation:4}: {len(cells)} cells')
        cells = step(cells)
    draw(cells)
    print(f'{len(cells)} cells after {generations} generations')


if __name__ == '__main__':
    main()
