"""All six comparisons over every pair of values, as values and as branches."""

INF = float('inf')
VALUES = [0, 1, -1, True, False, 2**30, -(2**30), 2**31, 2**62, 2**64, 2**1100, -(2**1100), 0.0, -0.0, 0.5, 1.0,
          2.0**30, 2.0**53, 2**53, 2**53 + 1, 2.0**64, INF, -INF, float('nan'), 1e308, '', 'a', 'ab', 'b', 'é',
          '€', b'a', b'b', (), (1,), (1, 2), [], [1], [1, 2], None, {1}, {1, 2}, {}, {1: 2}, 1j, 1 + 0j]


def values(a, b):
    results = [a == b, a != b]
    try:
        results += [a < b, a <= b, a > b, a >= b]
    except TypeError as error:
        results.append(str(error))
    return results


def branches(a, b):
    results = ''
    results += 'e' if a == b else '-'
    results += 'n' if a != b else '-'
    try:
        results += 'l' if a < b else '-'
        results += 'm' if a <= b else '-'
        results += 'g' if a > b else '-'
        results += 'h' if a >= b else '-'
    except TypeError:
        results += '!'
    return results


for a in VALUES:
    for b in VALUES:
        print(repr(a)[:20], repr(b)[:20], *values(a, b), branches(a, b))
