"""Iterators upon iterators: windows, groups, merges, sieves; itertools beside generators."""

import heapq
import sys
from itertools import accumulate, chain, count, groupby, islice, pairwise, takewhile
from typing import Iterable, Iterator, TypeVar

T = TypeVar('T')


def windows(items: Iterable[T], size: int) -> Iterator[tuple[T, ...]]:
    window: list[T] = []
    for item in items:
        window.append(item)
        if len(window) == size:
            yield tuple(window)
            del window[0]


def chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk


def primes() -> Iterator[int]:
    """All primes, by a dictionary of the next multiples."""
    multiples: dict[int, int] = {}
    for n in count(2):
        prime = multiples.pop(n, None)
        if prime is None:
            multiples[n * n] = n
            yield n
        else:
            following = n + prime
            while following in multiples:
                following += prime
            multiples[following] = prime


def unique(items):
    seen = set()
    for item in items:
        if item not in seen:
            seen.add(item)
            yield item


def interleaved(*sources):
    iterators = [iter(source) for source in sources]
    while iterators:
        for iterator in iterators[:]:
            try:
                yield next(iterator)
            except StopIteration:
                iterators.remove(iterator)


def numbers(seed):
    while True:
        seed = (seed * 75 + 74) % 65537
        yield seed


class Countdown:
    def __init__(self, start):
        self.left = start

    def __iter__(self):
        return self

    def __next__(self):
        if self.left <= 0:
            raise StopIteration
        self.left -= 1
        return self.left


def flatten(nested):
    for item in nested:
        if isinstance(item, list):
            yield from flatten(item)
        else:
            yield item


def run(rounds: int = 2200):
    total = 0
    nested = [1, [2, [3, 4], [5, [6, [7]]]], 8, [[9], 10]]
    for n in range(rounds):
        total += sum(b - a for a, b in pairwise(islice(primes(), 100)))
        total += max(sum(window) for window in windows(islice(numbers(n), 200), 5))
        total += sum(len(set(chunk)) for chunk in chunks((x % 10 for x in islice(numbers(n), 150)), 7))
        squares = (x * x for x in count(1))
        cubes = (x ** 3 for x in count(1))
        small = takewhile(lambda x: x < 5000, heapq.merge(squares, cubes))
        total += sum(unique(small))
        total += sum(1 for _ in groupby(x >> 12 for x in islice(numbers(n + 1), 150)))
        total += sum(interleaved(range(20), Countdown(30), flatten(nested)))
        total += list(accumulate(chain(range(30), Countdown(30))))[-1]
        for i, (a, b) in enumerate(zip(Countdown(60), map(abs, range(-60, 0)))):
            total += a * b - i
    return total


if __name__ == '__main__':
    print(run(int(sys.argv[1])))
