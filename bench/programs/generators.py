"""Generators: pipelines, yield from, send."""


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


def run():
    result = sum(x for x in doubled(numbers(1_200_000)) if x % 3)
    result += sum(walk(17))
    averaging = averages()
    next(averaging)
    for i in range(600_000):
        result += averaging.send(i)
    return result
