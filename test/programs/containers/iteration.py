"""for loops over every kind of iterable, with else, break, continue, and protocol errors."""


def attempt(f):
    try:
        return f()
    except Exception as error:
        return f'{type(error).__name__}: {error}'


def collect(iterable, limit=10):
    result = []
    for item in iterable:
        if len(result) >= limit:
            break
        result.append(item)
    else:
        result.append('end')
    return result


class Old:
    def __getitem__(self, i):
        if i >= 3:
            raise IndexError('done')
        return i * i


class Stops:
    def __init__(self):
        self.n = 0

    def __iter__(self):
        return self

    def __next__(self):
        self.n += 1
        if self.n > 3:
            raise StopIteration('value')
        return self.n


class BadIter:
    def __iter__(self):
        return 5


class NoIter:
    __iter__ = None


class Raises:
    def __iter__(self):
        raise LookupError('in iter')


class NextRaises(Stops):
    def __next__(self):
        raise LookupError('in next')


class NextMissing:
    def __iter__(self):
        return self


ITERABLES = [range(3), range(5, 0, -2), range(0), range(2**31 - 2, 2**31 + 2), range(-2, 3), [1, 2], (1, 2), 'aé€', b'ab', {1: 2}, {1: 2}.items(),
             {5}, iter([1]), enumerate('ab'), zip('ab', 'cd'), map(str, (1, 2)), filter(None, (0, 1, 2)), reversed([1, 2]), Old(), Stops(),
             BadIter(), NoIter(), Raises(), NextRaises(), NextMissing(), 5, None, (x * 2 for x in range(3)), iter(lambda: 1, 1), open]
for iterable in ITERABLES:
    print(type(iterable).__name__, attempt(lambda: collect(iterable)))


def nested():
    result = []
    for i in range(5):
        if i == 1:
            continue
        for j in range(5):
            if j == 3:
                break
            if (i + j) % 2:
                continue
            result.append((i, j))
        else:
            result.append('never')
        if i == 3:
            break
    else:
        result.append('never')
    return result, i, j


def target_kinds():
    result = []
    box = {}
    for box['x'], (a, *b) in [(1, 'abc'), (2, 'd')]:
        result.append((box['x'], a, b))
    for result[0] in (7, 8):
        pass
    return result


def while_else(n):
    while n > 0:
        n -= 1
        if n == 5:
            break
    else:
        return 'exhausted'
    return n


def rebinding():
    seen = []
    for i in range(4):
        seen.append(i)
        i = 100
    return seen, i


def shared():
    iterator = iter(range(6))
    return [(a, b) for a, b in zip(iterator, iterator)], next(iterator, 'none')


def big_range():
    total = 0
    for i in range(2**62, 2**62 + 5):
        total += i
    for i in range(-(2**31) - 2, -(2**31) + 2):
        total += i
    for i in range(0, 2**33, 2**31):
        total += i
    return total


def empty_body_variable():
    for x in []:
        pass
    return x


print(nested(), target_kinds(), while_else(10), while_else(3), rebinding(), shared(), big_range(), attempt(empty_body_variable))
it = iter([1, 2, 3])
for x in it:
    for y in it:
        print(x, y)
print(list(iter(iter([5, 4, 1]).__next__, 1)), sum(range(10)), max(range(5)), list(range(10))[::-3])
