"""The Mandelbrot set in characters: floats in nested loops.

Usage: mandelbrot.py [COLUMNS [ROWS]]
"""

import sys

SHADES = ' .:-=+*#%@'


def iterations(cr, ci, limit):
    zr = zi = 0.0
    for count in range(limit):
        zr2 = zr * zr
        zi2 = zi * zi
        if zr2 + zi2 > 4.0:
            return count
        zi = 2.0 * zr * zi + ci
        zr = zr2 - zi2 + cr
    return limit


def render(columns, rows, limit):
    inside = 0
    for row in range(rows):
        ci = 2.4 * row / (rows - 1) - 1.2
        line = []
        for column in range(columns):
            cr = 3.2 * column / (columns - 1) - 2.2
            count = iterations(cr, ci, limit)
            if count == limit:
                inside += 1
            line.append(SHADES[count * (len(SHADES) - 1) // limit])
        print(''.join(line).rstrip())
    return inside


def main():
    columns = int(sys.argv[1]) if len(sys.argv) > 1 else 78
    rows = int(sys.argv[2]) if len(sys.argv) > 2 else 31
    inside = render(columns, rows, 300)
    print(f'{inside} of {columns * rows} points stay inside')


if __name__ == '__main__':
    main()
