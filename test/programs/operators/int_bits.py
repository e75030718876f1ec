"""Bitwise operators, shifts and unary operators on ints, results of every width."""

VALUES = [0, 1, -1, 2, -2, 5, -7, 255, 256, -256, 2**29, 2**30 - 1, 2**30, -(2**30), 2**31 - 1,
          2**31, -(2**31), 2**32 + 5, 2**59, 2**60, -(2**60) - 1, 2**90 + 12345, -(2**90)]
SHIFTS = [0, 1, 2, 5, 15, 29, 30, 31, 32, 33, 59, 60, 61, 64, 100]


def operations(a, b):
    return a & b, a | b, a ^ b


def shifts(a, n):
    return a << n, a >> n


def unary(a):
    return +a, -a, ~a, not a


for a in VALUES:
    print(a, unary(a))
    for b in VALUES:
        print(' ', b, *operations(a, b))
    for n in SHIFTS:
        print('  shift', n, *shifts(a, n))
for a, n in ((1, -1), (0, -5), (2**70, -1)):
    try:
        print(shifts(a, n))
    except ValueError as error:
        print(error)
print(0 >> 10**30, -1 >> 10**30, 5 >> 10**30)
print(0 << 10**30)
