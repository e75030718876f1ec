"""Exceptions as control flow: backtracking, early exits, fallbacks, clean-up, exception groups."""

import sys
from contextlib import ExitStack, contextmanager, suppress


class Found(Exception):
    def __init__(self, path):
        self.path = path


class Backtrack(Exception):
    pass


class NotHere(LookupError):
    pass


MAZE = """\
#########
#S..#...#
#.#.#.#.#
#.#...#.#
#.#####.#
#...#..E#
#########""".splitlines()


def explore(x, y, path, seen):
    if MAZE[y][x] == '#' or (x, y) in seen:
        raise Backtrack
    path = path + [(x, y)]
    if MAZE[y][x] == 'E':
        raise Found(path)
    seen.add((x, y))
    for dx, dy in ((0, 1), (1, 0), (0, -1), (-1, 0)):
        try:
            explore(x + dx, y + dy, path, seen)
        except Backtrack:
            continue
    raise Backtrack


def way_out():
    try:
        explore(1, 1, [], set())
    except Found as found:
        return len(found.path)
    except Backtrack:
        return -1


class Scope:
    """Names that are looked up outwards."""

    def __init__(self, outer=None, **names):
        self.outer = outer
        self.names = names

    def find(self, name):
        try:
            return self.names[name]
        except KeyError:
            if self.outer is None:
                raise NotHere(name) from None
            return self.outer.find(name)


def to_number(text):
    for convert in (int, float, lambda t: int(t, 16), complex):
        try:
            return convert(text)
        except ValueError:
            pass
    raise ValueError(text)


@contextmanager
def step(journal, name):
    journal.append(f'+{name}')
    try:
        yield name
    except ArithmeticError as error:
        journal.append(f'!{type(error).__name__}')
    finally:
        journal.append(f'-{name}')


def transaction(n):
    journal = []
    with ExitStack() as stack:
        for name in ('lock', 'file', 'cursor'):
            stack.enter_context(step(journal, name))
        stack.callback(journal.append, 'callback')
        journal.append(str(10 // (n % 4)))
    return journal


def several(n):
    errors = []
    for i in range(4):
        try:
            [1, 2][i + n % 2]
            {}[i]
        except (IndexError, KeyError) as error:
            errors.append(error)
    kinds = [0, 0]
    try:
        raise ExceptionGroup('several', errors)
    except* IndexError as group:
        kinds[0] += len(group.exceptions)
    except* KeyError as group:
        kinds[1] += len(group.exceptions)
    return kinds


def first_line(n):
    for line in range(10):
        try:
            if line * n % 7 == 3:
                return line
        finally:
            n += 1
    else:
        return -1


def run(rounds: int = 6800):
    total = 0
    scope = Scope(Scope(Scope(Scope(a=1, b=2), c=3), d=4), e=5)
    for n in range(rounds):
        total += way_out() + first_line(n)
        for name in 'abcdefg':
            with suppress(NotHere):
                total += scope.find(name)
        for text in ('12', '1.5', 'ff', '2j', 'nothing'):
            try:
                total += abs(to_number(text))
            except ValueError as error:
                total += len(error.args[0])
        total += len(''.join(transaction(n)))
        indexes, keys = several(n)
        total += indexes * 10 + keys
        iterator = iter(range(n % 10))
        while True:
            try:
                total += next(iterator)
            except StopIteration:
                break
    return round(total, 6)


if __name__ == '__main__':
    print(run(int(sys.argv[1])))
