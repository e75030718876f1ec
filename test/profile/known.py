"""Where the time goes is known: the test has the lines and their shares."""

import sys
import threading


def adds(count):
    seen = set()
    for number in range(count):
        seen.add((number, number))  # hot: set.add


def halves(count):
    total = 0.0
    while count:
        count -= 1
        total += (count * 0.5 + total) / 3.0 - total * 0.25 + (count + 1.5) * 0.125  # hot: machine code
    return total


def numbers(count):
    for number in range(count):
        yield sum(range(50))  # hot: sum


def main(which):
    if which == 'adds':
        for _ in range(12):
            adds(50_000)
    elif which == 'halves':
        halves(6_000_000)
    elif which == 'generator':
        for _ in numbers(300_000):
            pass
    elif which == 'threads':
        threads = [threading.Thread(target=each, args=(100_000,)) for each in (walk, walk)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def walk(count):
    for _ in numbers(count):
        pass


main(sys.argv[1])
