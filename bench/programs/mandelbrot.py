"""Floats in nested loops."""

import sys


def mandelbrot(width, height, limit):
    inside = 0
    for y in range(height):
        ci = 2.0 * y / height - 1.0
        for x in range(width):
            cr = 3.0 * x / width - 2.0
            zr = zi = 0.0
            for _ in range(limit):
                zr2 = zr * zr
                zi2 = zi * zi
                if zr2 + zi2 > 4.0:
                    break
                zi = 2.0 * zr * zi + ci
                zr = zr2 - zi2 + cr
            else:
                inside += 1
    return inside


def run(rounds=240):
    return sum(mandelbrot(30 + n % 4, 18, 150) for n in range(rounds))


if __name__ == '__main__':
    print(run(int(sys.argv[1])))
