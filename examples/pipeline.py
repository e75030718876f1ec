"""A pipeline of generators: records flow through it one at a time, and feedback flows back."""

from itertools import islice


def sensor(seed):
    """Endless pseudo-random readings."""
    value = seed
    while True:
        value = (value * 1103515245 + 12345) & 0x7FFFFFFF
        yield value % 1000 / 10


def windows(readings, size):
    window = []
    for reading in readings:
        window.append(reading)
        if len(window) > size:
            del window[0]
        if len(window) == size:
            yield tuple(window)


def smooth(window_source):
    for window in window_source:
        yield sum(window) / len(window)


def alarm(threshold):
    """Takes readings by send() and answers how many were too high so far."""
    high = 0
    while True:
        reading = yield high
        if reading is None:
            return high
        if reading > threshold:
            high += 1


def supervise(readings, threshold):
    """Passes readings on, and returns the alarm's final count."""
    watcher = alarm(threshold)
    next(watcher)
    for reading in readings:
        watcher.send(reading)
        yield reading
    try:
        watcher.send(None)
    except StopIteration as stop:
        return stop.value


def report(readings, threshold):
    count = yield from supervise(readings, threshold)
    yield f'{count} above {threshold}'


def main():
    source = islice(sensor(42), 5000)
    values = []
    for item in report(smooth(windows(source, 8)), 60.0):
        if isinstance(item, str):
            print(item)
        else:
            values.append(item)
    print(f'{len(values)} values from {min(values):.3f} to {max(values):.3f}')
    print('first:', ' '.join(f'{value:.2f}' for value in values[:6]))
    squares = (n * n for n in range(10_000))
    print('sum of odd squares:', sum(square for square in squares if square % 2))


if __name__ == '__main__':
    main()
