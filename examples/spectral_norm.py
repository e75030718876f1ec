"""The spectral norm of an infinite matrix, by the power method: generators and floats.

Usage: spectral_norm.py [N]
"""

import sys
from math import sqrt


def entry(i, j):
    return 1.0 / ((i + j) * (i + j + 1) // 2 + i + 1)


def times(vector):
    n = range(len(vector))
    return [sum(entry(i, j) * vector[j] for j in n) for i in n]


def transposed_times(vector):
    n = range(len(vector))
    return [sum(entry(j, i) * vector[j] for j in n) for i in n]


def spectral_norm(n):
    u = [1.0] * n
    for _ in range(10):
        v = transposed_times(times(u))
        u = transposed_times(times(v))
    vbv = vv = 0.0
    for a, b in zip(u, v):
        vbv += a * b
        vv += b * b
    return sqrt(vbv / vv)


if __name__ == '__main__':
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 80
    print(f'{spectral_norm(size):.9f}')
