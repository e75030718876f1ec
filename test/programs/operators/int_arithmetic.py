"""Every arithmetic operator on ints at the edges of small ints, digits and 32 bits."""

EDGES = [
    0, 1, -1, 2, -2, 3, -5, -6, 7, 255, 256, 257, 1000,
    2**15 - 1, 2**15, 2**29, 2**30 - 1, 2**30, 2**30 + 1, -(2**30) + 1, -(2**30), -(2**30) - 1,
    2**31 - 1, 2**31, -(2**31), -(2**31) - 1, 2**32, 2**45, -(2**45), 2**60 - 1, 2**60, 2**60 + 1,
    -(2**60), 2**61, 2**63 - 1, 2**63, 2**64, 10**20, -(10**20), 10**40,
]


def add(a, b):
    return a + b


def subtract(a, b):
    return a - b


def multiply(a, b):
    return a * b


def floor_divide(a, b):
    return a // b


def true_divide(a, b):
    return a / b


def remainder(a, b):
    return a % b


for function in (add, subtract, multiply, floor_divide, true_divide, remainder):
    for left in EDGES:
        row = []
        for right in EDGES:
            try:
                row.append(repr(function(left, right)))
            except ZeroDivisionError as error:
                row.append(str(error))
        print(function.__name__, left, *row)
