"""Coroutines that are sent values: a pipeline with branches, and a scheduler of small threads."""

import sys
from collections import deque
from functools import wraps


def coroutine(function):
    @wraps(function)
    def started(*args, **kwargs):
        generator = function(*args, **kwargs)
        next(generator)
        return generator
    return started


@coroutine
def matching(pattern, target):
    while True:
        line = yield
        if pattern in line:
            target.send(line)


@coroutine
def broadcast(*targets):
    while True:
        item = yield
        for target in targets:
            target.send(item)


@coroutine
def numbered(target, start=1):
    number = start
    while True:
        line = yield
        target.send((number, line))
        number += 1


@coroutine
def into(table):
    try:
        while True:
            number, line = yield
            table[line[:6]] = table.get(line[:6], 0) + number
    except GeneratorExit:
        table['closed'] = table.get('closed', 0) + 1


@coroutine
def batches(size, target):
    batch = []
    while True:
        batch.append((yield))
        if len(batch) == size:
            target.send((size, ' '.join(batch)))
            batch.clear()


class Scheduler:
    """Threads are generators that say with `yield` what they wait for."""

    def __init__(self):
        self.ready = deque()
        self.waiting = {}
        self.switches = 0

    def spawn(self, thread):
        self.ready.append((thread, None))

    def run(self):
        while self.ready:
            thread, value = self.ready.popleft()
            self.switches += 1
            try:
                wish, argument = thread.send(value)
            except StopIteration:
                continue
            if wish == 'pause':
                self.ready.append((thread, argument))
            elif wish == 'receive':
                self.waiting.setdefault(argument, deque()).append(thread)
            elif wish == 'post':
                channel, message = argument
                if self.waiting.get(channel):
                    self.ready.append((self.waiting[channel].popleft(), message))
                self.ready.append((thread, None))


def receive(channel):
    message = yield 'receive', channel
    return message


def server(results):
    while True:
        message = yield from receive('requests')
        if message is None:
            return
        results.append(message * 2)
        for i in range(message % 3):
            yield 'pause', i


def client(n):
    for i in range(n):
        yield 'post', ('requests', i)
        yield 'pause', None


LINES = [f'{word} line {i}' for i in range(10) for word in ('error:', 'warning:', 'note:', 'error:')]


def run(rounds: int = 5800):
    table = {}
    switches = 0
    results = []
    for _ in range(rounds):
        sink = into(table)
        first = matching('error', numbered(sink))
        second = matching('line 3', batches(2, sink))
        start = broadcast(first, second, matching('note', numbered(sink, start=100)))
        for line in LINES:
            start.send(line)
        sink.close()
        scheduler = Scheduler()
        results.clear()
        for _ in range(3):
            scheduler.spawn(server(results))
        for n in (20, 30):
            scheduler.spawn(client(n))
        scheduler.run()
        switches += scheduler.switches
    return sorted(table.items()), switches, sum(results)


if __name__ == '__main__':
    print(run(int(sys.argv[1])))
