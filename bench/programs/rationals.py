"""fractions: exact elimination, continued fractions, Bernoulli numbers, a polynomial's roots."""

import sys
from fractions import Fraction
from math import comb


def bernoulli(limit):
    numbers = [Fraction(1)]
    for m in range(1, limit):
        numbers.append(-sum(comb(m + 1, k) * numbers[k] for k in range(m)) / (m + 1))
    return numbers


def hilbert(n):
    return [[Fraction(1, i + j + 1) for j in range(n)] for i in range(n)]


def solved(matrix, right):
    rows = [row + [value] for row, value in zip(matrix, right)]
    n = len(rows)
    for k in range(n):
        pivot = next(i for i in range(k, n) if rows[i][k] != 0)
        rows[k], rows[pivot] = rows[pivot], rows[k]
        rows[k] = [value / rows[k][k] for value in rows[k]]
        for i in range(n):
            if i != k:
                factor = rows[i][k]
                rows[i] = [a - factor * b for a, b in zip(rows[i], rows[k])]
    return [row[-1] for row in rows]


def continued(value, terms):
    result = []
    for _ in range(terms):
        whole = value.numerator // value.denominator
        result.append(whole)
        if value == whole:
            break
        value = 1 / (value - whole)
    return result


def newton(value, steps):
    x = Fraction(value)
    for _ in range(steps):
        x = (x + value / x) / 2
        x = x.limit_denominator(10_000)
    return x


def run(rounds: int = 1400):
    total = Fraction(0)
    terms = 0
    for n in range(rounds):
        numbers = bernoulli(10)
        total += numbers[8]
        solution = solved(hilbert(4), [Fraction(n % 7 + i) for i in range(4)])
        total += solution[2]
        root = newton(Fraction(n % 10 + 2), 4)
        terms += sum(continued(root, 8))
        total += round(root, 2) + Fraction('0.125')
    return str(total), terms


if __name__ == '__main__':
    print(run(int(sys.argv[1])))
