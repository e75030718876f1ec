"""Sets, frozensets and tuples: displays, algebra, hashing, unpacking into displays, errors."""


def attempt(f):
    try:
        return f()
    except Exception as error:
        return f'{type(error).__name__}: {error}'


def show(s):
    return sorted(s, key=repr)


a, b = {1, 2, 3}, {3, 4}
print(show(a | b), show(a & b), show(a - b), show(a ^ b), a <= b, a < a, {1} < a, a >= {1}, a == {3, 2, 1}, a.isdisjoint({9}))
print(show({*a, *b, *'xy'}), show({1, 1.0, True}), len({0, False, 0.0, -0.0}), set() == frozenset(), {frozenset({1}): 2}[frozenset({1})])
print(attempt(lambda: {[]}), attempt(lambda: {{1}}), attempt(lambda: a | [1]), attempt(lambda: a.remove(9)), attempt(lambda: set().pop()),
      attempt(lambda: {*5}), attempt(lambda: set(5)))
s = set()
for i in range(100):
    s.add(i % 7)
    s.discard(i % 5)
print(show(s), len(s), 3 in s, {1} in {frozenset({1})})


def grow():
    g = {1}
    for x in g:
        g.add(x + 1)


print(attempt(grow), show({x % 3 for x in range(10)}), show(frozenset('hello')), show(set('abc').symmetric_difference('bcd')))
t = (1, 'a', None)
print(t + (2,), t * 2, t[1], t[-1], t[::-1], t.count(1), t.index('a'), (), (1,), ((),), (1, 2) < (1, 3), hash((1, 2)) == hash((1, 2)))
print((*t, *[5]), tuple('ab'), attempt(lambda: t.index(9)), attempt(lambda: t.__setitem__(0, 1)), attempt(lambda: hash(([],))))
try:
    t[0] = 5
except TypeError as error:
    print(error)
try:
    del t[0]
except TypeError as error:
    print(error)
one, two = 1, 2
print((one, two), [one, two], show({one, two}), {one: two}, (one, (two, [one, {two}])), (one,) + (two,))
print([1, 2, 3, 4, 5, 6, 7], (1, 2, 3, 4, 5, 6, 7), show({1, 2, 3, 4, 5, 6, 7}), {'a': 1, 'b': 2, 'c': 3, 'd': 4, 'e': 5, 'f': 6})
print([one, 2, 3, 4, 5, 6, 7, two], (one, 2, 3, 4, 5, 6, 7, two), [*range(3), one, *(), *'ab'], (*[], *[]), [[], [one], [[two]]])
for x in (1, 2, 3):
    if x in (2, 3) and x not in {3, 4}:
        print('found', x)
