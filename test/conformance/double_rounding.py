"""Computes every case of double_rounding_cases.tsv, in which the x87 and SSE2 round differently.

Prints the cases whose result is not SSE2's, and how many were computed.  Each operation is done by a
function of its own, in place, with a constant, and by the operator module.
"""

import operator
import sys


def add(a, b):
    return a + b


def sub(a, b):
    return a - b


def mul(a, b):
    return a * b


def div(a, b):
    return a / b


def add_in_place(a, b):
    a += b
    return a


def sub_in_place(a, b):
    a -= b
    return a


def mul_in_place(a, b):
    a *= b
    return a


def div_in_place(a, b):
    a /= b
    return a


SYMBOLS = {'add': '+', 'sub': '-', 'mul': '*', 'div': '/'}
WAYS = {
    'add': (add, add_in_place, operator.add, operator.iadd),
    'sub': (sub, sub_in_place, operator.sub, operator.isub),
    'mul': (mul, mul_in_place, operator.mul, operator.imul),
    'div': (div, div_in_place, operator.truediv, operator.itruediv),
}


def with_constant(op, b):
    return eval(f'lambda a: a {SYMBOLS[op]} {b!r}')


def main():
    with open(sys.argv[1]) as table:
        rows = [line.rstrip('\n').split('\t') for line in table][1:]
    computed = wrong = 0
    for op, a, b, _, expected in rows:
        x, y = float.fromhex(a), float.fromhex(b)
        results = [way(x, y) for way in WAYS[op]]
        results.append(with_constant(op, y)(x))
        for number, result in enumerate(results):
            computed += 1
            if result.hex() != float.fromhex(expected).hex():
                wrong += 1
                print(op, a, b, 'way', number, 'gave', result.hex(), 'instead of', expected)
    print(f'{len(rows)} cases, {computed} results, {wrong} wrong')


main()
