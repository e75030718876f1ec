"""numpy from a loop: many calls with small arrays, items read one by one, a mask, a product."""

import sys

import numpy as np


def walk(steps: int, seed: int):
    """A point that moves through a field of forces."""
    place = np.array([0.1, 0.2, 0.3])
    speed = np.zeros(3)
    centres = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0 + seed % 5]])
    for _ in range(steps):
        away = centres - place
        squares = (away * away).sum(axis=1) + 0.1
        speed = speed * 0.99 + 0.01 * (away / squares[:, None]).sum(axis=0)
        place = place + speed
    return place


def counted(grid) -> int:
    """Neighbours of every cell, by items: the way that numpy is not meant to be used."""
    height, width = grid.shape
    total = 0
    for y in range(1, height - 1):
        for x in range(1, width - 1):
            if grid[y, x] > grid[y - 1, x] and grid[y, x] > grid[y, x + 1]:
                total += 1
    return total


def run(rounds: int = 700):
    total = 0.0
    for n in range(rounds):
        total += float(np.abs(walk(60, n)).sum())
        grid = (np.arange(400).reshape(20, 20) * (n % 13 + 7)) % 101
        total += counted(grid)
        grid[grid % 2 == 0] += 1
        matrix = grid[:10, :10].astype(float)
        total += float(np.trace(matrix @ matrix.T)) / 1e6
    return round(total, 6)


if __name__ == '__main__':
    print(run(int(sys.argv[1])))
