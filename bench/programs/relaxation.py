"""Heat that spreads over a plate: a grid as a list of lists of floats, relaxed until it rests."""

import sys


def make_plate(width: int, height: int) -> list[list[float]]:
    plate = [[0.0] * width for _ in range(height)]
    for x in range(width):
        plate[0][x] = 100.0
        plate[height - 1][x] = 25.0
    for y in range(1, height - 1):
        plate[y][0] = 75.0 * y / height
        plate[y][width - 1] = 50.0
    return plate


def relax(plate, omega):
    """One sweep of successive over-relaxation; the largest change of any cell."""
    most = 0.0
    height = len(plate)
    width = len(plate[0])
    for y in range(1, height - 1):
        for x in range(1, width - 1):
            around = plate[y - 1][x] + plate[y + 1][x] + plate[y][x - 1] + plate[y][x + 1]
            change = omega * (around / 4 - plate[y][x])
            plate[y][x] += change
            if abs(change) > most:
                most = abs(change)
    return most


def blurred(plate):
    """A new plate, every inner cell the mean of its nine."""
    height, width = len(plate), len(plate[0])
    result = [row[:] for row in plate]
    for y in range(1, height - 1):
        for x in range(1, width - 1):
            total = 0.0
            for row in plate[y - 1:y + 2]:
                for value in row[x - 1:x + 2]:
                    total += value
            result[y][x] = total / 9
    return result


def transposed(grid):
    return [list(column) for column in zip(*grid)]


def run(rounds: int = 320):
    plate = make_plate(32, 24)
    sweeps = 0
    for n in range(rounds):
        if n % 10 == 0:
            plate = make_plate(32, 24)
        for _ in range(10):
            sweeps += 1
            if relax(plate, 1.6) < 1e-9:
                break
        plate = transposed(transposed(blurred(plate)))
    return sweeps, round(sum(map(sum, plate)), 6), round(plate[12][16], 9)


if __name__ == '__main__':
    print(run(int(sys.argv[1])))
