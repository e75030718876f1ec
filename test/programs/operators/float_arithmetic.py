"""Float operators with signed zeros, infinities, nan, subnormals and mixed ints."""

INF = float('inf')
NAN = float('nan')
VALUES = [0.0, -0.0, 1.0, -1.0, 0.1, 0.2, -2.5, 3.0, 1e16, 1e308, -1e308, 5e-324, 2.2250738585072014e-308,
          INF, -INF, NAN, 1 / 3, 551.83, 66.2, 2.0**53, 2.0**53 + 2]


def compute(a, b):
    results = [a + b, a - b, a * b]
    try:
        results.append(a / b)
    except ZeroDivisionError as error:
        results.append(str(error))
    try:
        results.append(a // b)
    except ZeroDivisionError as error:
        results.append(str(error))
    try:
        results.append(a % b)
    except ZeroDivisionError as error:
        results.append(str(error))
    return results


for a in VALUES:
    print(repr(a), repr(-a), repr(+a), not a, bool(a))
    for b in VALUES:
        print('  ', repr(b), *map(repr, compute(a, b)))
    for b in (0, 1, -1, 3, 2**53 + 1, True):
        print('  int', b, *map(repr, compute(a, b)), *map(repr, compute(b, a)))
for huge in (10**400, -(10**400)):
    for operation in (lambda x: x + 1.0, lambda x: 1.0 * x, lambda x: 1.0 - x, lambda x: x / 1.0):
        try:
            print(operation(huge))
        except OverflowError as error:
            print(error)
