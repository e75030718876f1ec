"""Queens and other puzzles by permutations: sets, all, any and sum over generator expressions."""

import sys
from itertools import permutations


def queens_by_permutation(n: int) -> int:
    columns = range(n)
    return sum(
        1
        for placed in permutations(columns)
        if n == len({placed[i] + i for i in columns}) == len({placed[i] - i for i in columns})
    )


def ordered(items):
    """Permutations written out, in lexicographic order."""
    if len(items) <= 1:
        yield tuple(items)
        return
    for i, item in enumerate(items):
        for rest in ordered(items[:i] + items[i + 1:]):
            yield (item,) + rest


def queens(n, placed=()):
    if len(placed) == n:
        yield placed
        return
    row = len(placed)
    for column in range(n):
        if not any(column == c or abs(column - c) == row - r for r, c in enumerate(placed)):
            yield from queens(n, placed + (column,))


def is_magic(square):
    total = sum(square[:3])
    return (
        all(sum(square[i:i + 3]) == total for i in (3, 6))
        and all(sum(square[i::3]) == total for i in range(3))
        and square[0] + square[4] + square[8] == total == square[2] + square[4] + square[6]
    )


def sums(letters='TOGDSR'):
    """TO + GO = DOG-like sums with different digits, by trying."""
    found = 0
    for t, o, g, d in permutations(range(1, 10), 4):
        if (10 * t + o) + (10 * g + o) == 10 * d + g:
            found += 1
    return found


def run(rounds: int = 220):
    solutions = by_permutation = derangements = magic = 0
    for n in range(rounds):
        solutions += sum(placed[0] for placed in queens(6))
        by_permutation += queens_by_permutation(6)
        derangements += sum(all(i != x for i, x in enumerate(p)) for p in ordered([0, 1, 2, 3, 4, 5]))
        if n % 4 == 0:
            head = (2, 7, 6)
            magic += sum(is_magic(head + rest) for rest in permutations((9, 5, 1, 4, 3, 8)))
            magic += sums()
    return solutions, by_permutation, derangements, magic


if __name__ == '__main__':
    print(run(int(sys.argv[1])))
