"""Method calls, attributes of instances, properties and inheritance."""

import sys


class Counter:
    def __init__(self, start):
        self.value = start
        self.calls = 0

    def add(self, n):
        self.calls += 1
        self.value += n
        return self

    def get(self):
        return self.value

    @property
    def double(self):
        return self.value * 2


class Bounded(Counter):
    def __init__(self, start, limit):
        super().__init__(start)
        self.limit = limit

    def add(self, n):
        if self.value + n > self.limit:
            self.value = 0
        return super().add(n)


def work(counters, rounds):
    total = 0
    for i in range(rounds):
        for counter in counters:
            counter.add(i & 7).add(1)
            total += counter.get() + counter.double
    return total


def run(rounds=420):
    return work([Counter(0), Bounded(0, 1000), Counter(5), Bounded(1, 50)], 600 * rounds)


if __name__ == '__main__':
    print(run(int(sys.argv[1])))
