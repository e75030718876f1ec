"""Exceptions raised and caught, in loops and through frames, with finally and with."""

import sys


class Problem(Exception):
    def __init__(self, n):
        super().__init__(n)
        self.n = n


class Guard:
    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        return kind is Problem


def risky(n):
    if n % 4 == 0:
        raise Problem(n)
    return n


def through(n):
    try:
        return risky(n)
    finally:
        counts[n & 3] += 1


counts = [0] * 4


def run(rounds=240):
    total = 0
    for i in range(3000 * rounds):
        try:
            total += through(i)
        except Problem as problem:
            total -= problem.n & 15
    for i in range(2000 * rounds):
        with Guard():
            total += risky(i)
    table = {}
    for i in range(3000 * rounds):
        try:
            table[i % 1000] += 1
        except KeyError:
            table[i % 1000] = 1
    return total, len(table)


if __name__ == '__main__':
    print(run(int(sys.argv[1])))
