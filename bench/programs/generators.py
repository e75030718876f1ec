"""Generators: pipelines, yield from, send."""

import sys


def numbers(n):
    for i in range(n):
        yield i


def doubled(source):
    for x in source:
        yield x * 2


def walk(depth):
    if depth:
        yield from walk(depth - 1)
        yield depth
        yield from walk(depth - 1)


def averages():
    total = count = 0
    average = 0
    while True:
        total += yield average
        count += 1
        average = total // count


def run(rounds=240):
    result = 0
    averaging = averages()
    next(averaging)
    for _ in range(rounds):
        result += sum(x for x in doubled(numbers(12_000)) if x % 3)
        result += sum(walk(10))
        for i in range(6000):
            result += averaging.send(i)
    return result


if __name__ == '__main__':
    print(run(int(sys.argv[1])))
