"""Constraint propagation: sudokus as dictionaries of candidates, and a scheduler of one-way rules."""

import sys
from typing import Optional

ROWS, COLUMNS = 'ABCDEFGHI', '123456789'
SQUARES = [row + column for row in ROWS for column in COLUMNS]
UNITS = (
    [[row + column for column in COLUMNS] for row in ROWS]
    + [[row + column for row in ROWS] for column in COLUMNS]
    + [[r + c for r in rows for c in columns]
       for rows in ('ABC', 'DEF', 'GHI') for columns in ('123', '456', '789')]
)
UNITS_OF = {square: [unit for unit in UNITS if square in unit] for square in SQUARES}
PEERS = {square: sorted(set(sum(UNITS_OF[square], [])) - {square}) for square in SQUARES}

PUZZLES = [
    '53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79',
    '..............3.85..1.2.......5.7.....4...1...9.......5......73..2.1........4...9',
    '8..........36......7..9.2...5...7.......457.....1...3...1....68..85...1..9....4..',
    '1....7.9..3..2...8..96..5....53..9...1..8...26....4...3......1..4......7..7...3..',
]

Grid = dict[str, str]


class Contradiction(Exception):
    pass


def assign(grid: Grid, square: str, digit: str) -> None:
    for other in grid[square].replace(digit, ''):
        eliminate(grid, square, other)


def eliminate(grid: Grid, square: str, digit: str) -> None:
    candidates = grid[square]
    if digit not in candidates:
        return
    candidates = grid[square] = candidates.replace(digit, '')
    if not candidates:
        raise Contradiction(square)
    if len(candidates) == 1:
        for peer in PEERS[square]:
            eliminate(grid, peer, candidates)
    for unit in UNITS_OF[square]:
        places = [place for place in unit if digit in grid[place]]
        if not places:
            raise Contradiction(unit[0])
        if len(places) == 1:
            assign(grid, places[0], digit)


def parsed(puzzle: str) -> Grid:
    grid = dict.fromkeys(SQUARES, COLUMNS)
    for square, character in zip(SQUARES, puzzle):
        if character in COLUMNS:
            assign(grid, square, character)
    return grid


def search(grid: Grid, budget: list[int]) -> Optional[Grid]:
    if all(len(candidates) == 1 for candidates in grid.values()):
        return grid
    if budget[0] <= 0:
        return None
    budget[0] -= 1
    _, square = min((len(grid[square]), square) for square in SQUARES if len(grid[square]) > 1)
    for digit in grid[square]:
        branch = grid.copy()
        try:
            assign(branch, square, digit)
        except Contradiction:
            continue
        solved = search(branch, budget)
        if solved is not None:
            return solved
    return None


class Variable:
    """A number that other numbers follow from."""

    def __init__(self, name, value=0):
        self.name = name
        self.value = value
        self.rules = []


class Rule:
    def __init__(self, output, function, *inputs):
        self.output, self.function, self.inputs = output, function, inputs
        for variable in inputs:
            variable.rules.append(self)

    def apply(self):
        value = self.function(*(variable.value for variable in self.inputs))
        if value == self.output.value:
            return False
        self.output.value = value
        return True


def propagate(changed):
    agenda = [changed]
    applied = 0
    while agenda:
        for rule in agenda.pop().rules:
            applied += 1
            if rule.apply():
                agenda.append(rule.output)
    return applied


def chain(length):
    variables = [Variable(f'v{i}') for i in range(length)]
    for a, b in zip(variables, variables[1:]):
        Rule(b, lambda x: x + 1, a)
    total = Variable('total')
    Rule(total, lambda *values: sum(values), *variables[::7])
    return variables, total


def run(rounds: int = 150):
    answer = []
    applied = 0
    variables, total = chain(100)
    for n in range(rounds):
        grid = search(parsed(PUZZLES[n % len(PUZZLES)]), [12])
        answer.append('-' if grid is None else ''.join(grid.values())[:9])
        for value in range(10):
            variables[0].value = n * 10 + value + 1
            applied += propagate(variables[0])
    return sorted(set(answer)), applied, total.value


if __name__ == '__main__':
    print(run(int(sys.argv[1])))
