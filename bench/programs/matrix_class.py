"""Matrices as a class that is indexed by tuples: products, LU decomposition, determinants."""

from __future__ import annotations

import sys


class Matrix:
    def __init__(self, rows: int, columns: int, fill: float = 0.0):
        self.rows = rows
        self.columns = columns
        self.cells = [fill] * (rows * columns)

    def __getitem__(self, place: tuple[int, int]) -> float:
        row, column = place
        return self.cells[row * self.columns + column]

    def __setitem__(self, place: tuple[int, int], value: float) -> None:
        row, column = place
        self.cells[row * self.columns + column] = value

    def __matmul__(self, other: Matrix) -> Matrix:
        if self.columns != other.rows:
            raise ValueError(f'{self.rows}x{self.columns} times {other.rows}x{other.columns}')
        product = Matrix(self.rows, other.columns)
        for i in range(self.rows):
            for j in range(other.columns):
                total = 0.0
                for k in range(self.columns):
                    total += self[i, k] * other[k, j]
                product[i, j] = total
        return product

    def copy(self) -> Matrix:
        twin = Matrix(self.rows, self.columns)
        twin.cells[:] = self.cells
        return twin

    def swap_rows(self, a: int, b: int) -> None:
        for j in range(self.columns):
            self[a, j], self[b, j] = self[b, j], self[a, j]


def decompose(matrix: Matrix) -> tuple[Matrix, list[int], int]:
    """LU decomposition with row exchanges: both factors in one matrix, the order, its sign."""
    lu = matrix.copy()
    n = lu.rows
    order = list(range(n))
    sign = 1
    for k in range(n):
        pivot = max(range(k, n), key=lambda row: abs(lu[row, k]))
        if pivot != k:
            lu.swap_rows(pivot, k)
            order[pivot], order[k] = order[k], order[pivot]
            sign = -sign
        for i in range(k + 1, n):
            lu[i, k] /= lu[k, k]
            for j in range(k + 1, n):
                lu[i, j] -= lu[i, k] * lu[k, j]
    return lu, order, sign


def solve(lu: Matrix, order: list[int], right: list[float]) -> list[float]:
    n = lu.rows
    x = [right[i] for i in order]
    for i in range(n):
        for j in range(i):
            x[i] -= lu[i, j] * x[j]
    for i in reversed(range(n)):
        for j in range(i + 1, n):
            x[i] -= lu[i, j] * x[j]
        x[i] /= lu[i, i]
    return x


def determinant(lu: Matrix, sign: int) -> float:
    product = float(sign)
    for i in range(lu.rows):
        product *= lu[i, i]
    return product


def example(n: int, seed: int) -> Matrix:
    matrix = Matrix(n, n)
    for i in range(n):
        for j in range(n):
            seed = (seed * 421 + 1663) % 7875
            matrix[i, j] = seed / 7875 + (2.0 if i == j else 0.0)
    return matrix


def run(rounds: int = 640):
    total = 0.0
    for n in range(rounds):
        matrix = example(16, n + 1)
        lu, order, sign = decompose(matrix)
        total += determinant(lu, sign) / 1e5
        total += sum(solve(lu, order, [float(i) for i in range(16)]))
        if n % 4 == 0:
            square = matrix @ matrix
            total += square[3, 5]
    return round(total, 6)


if __name__ == '__main__':
    print(run(int(sys.argv[1])))
