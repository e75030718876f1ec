"""Default values: when they are evaluated, shared mutables, changed while running, kw-only defaults."""

log = []


def note(x):
    log.append(x)
    return x


def f(a, b=note('b'), *, c=note('c')):
    return a, b, c


def shared(item, bucket=[]):
    bucket.append(item)
    return bucket


def changing(n):
    results = []
    for i in range(n):
        if i == 5:
            f.__defaults__ = ('new b',)
        if i == 10:
            f.__kwdefaults__ = {'c': 'new c'}
        if i == 15:
            f.__defaults__ = None
        if i == 20:
            f.__defaults__ = ('x', 'y')
        if i == 25:
            f.__kwdefaults__ = None
        try:
            results.append(f(i))
        except TypeError as error:
            results.append(str(error))
    return results


def sentinel(x=None, y=()):
    x = x or []
    return x + list(y)


print(log, f(1), f(1, 2, c=3), log)
print(shared(1), shared(2), shared(3, []), shared(4))
for line in changing(30):
    print(line)
print(sentinel(), sentinel([1], 'ab'))
functions = [lambda x=i: x for i in range(3)]
print([g() for g in functions], [g(9) for g in functions])


class Defaults:
    size = 3

    def method(self, n=size, *, m=size * 2):
        return n, m


Defaults.size = 100
print(Defaults().method(), Defaults.method.__defaults__, Defaults.method.__kwdefaults__)
