"""The power operator: ints, negative exponents, floats that are exact, complex, three arguments."""


def attempt(f, *arguments):
    try:
        result = f(*arguments)
    except Exception as error:
        print(*arguments, type(error).__name__, error)
    else:
        print(*arguments, type(result).__name__, repr(result))


def power(a, b):
    return a ** b


def power_in_place(a, b):
    a **= b
    return a


for base in (0, 1, -1, 2, -2, 3, 10, 2**30, -(2**31), True):
    for exponent in (0, 1, 2, 3, 10, 31, 64, False):
        attempt(power, base, exponent)
for base, exponent in ((2, -1), (-2, -3), (10, -2), (0, -1), (0.0, -1.0), (2.0, 10), (2, 10.0), (4.0, 0.5),
                       (9, 0.5), (-0.0, 3), (-0.0, -3), (1e300, 2), (0.0, 0.0), (float('inf'), 0), ('a', 2),
                       (2, None), ([], [])):
    attempt(power, base, exponent)
    attempt(power_in_place, base, exponent)
for arguments in ((2, 10, 7), (3, -1, 7), (2, -1, 4), (5, 3, 0), (5, 3, -7), (10**20, 10**10, 97), (2.0, 3, 5)):
    attempt(pow, *arguments)
result = (-8) ** (1 / 3)
print(type(result).__name__, f'{result.real:.6f} {result.imag:.6f}')
