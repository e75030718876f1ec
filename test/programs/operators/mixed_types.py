"""Every binary operator over every pair of built-in types: the result's type or the message."""

import operator

VALUES = {
    'bool': True, 'int': 3, 'long': 2**70, 'float': 2.5, 'complex': 1 + 2j, 'str': 'ab', 'bytes': b'ab',
    'bytearray': bytearray(b'xy'), 'list': [1, 2], 'tuple': (1, 2), 'dict': {1: 2}, 'set': {1},
    'frozenset': frozenset({1}), 'None': None, 'Ellipsis': ..., 'type': int, 'range': range(3),
}


def add(a, b): return a + b
def subtract(a, b): return a - b
def multiply(a, b): return a * b
def divide(a, b): return a / b
def floor_divide(a, b): return a // b
def remainder(a, b): return a % b
def matrix_multiply(a, b): return a @ b
def left_shift(a, b): return a << b
def right_shift(a, b): return a >> b
def bit_and(a, b): return a & b
def bit_or(a, b): return a | b
def bit_xor(a, b): return a ^ b


FUNCTIONS = [add, subtract, multiply, divide, floor_divide, remainder, matrix_multiply, left_shift, right_shift,
             bit_and, bit_or, bit_xor]

for function in FUNCTIONS:
    for left_name, left in VALUES.items():
        for right_name, right in VALUES.items():
            if 'long' in (left_name, right_name) and function in (multiply, left_shift, right_shift):
                continue
            try:
                result = function(left, right)
            except Exception as error:
                print(function.__name__, left_name, right_name, type(error).__name__, error)
            else:
                print(function.__name__, left_name, right_name, type(result).__name__, result)

for name in ('neg', 'pos', 'invert', 'not_', 'abs', 'index'):
    for value_name, value in VALUES.items():
        try:
            print(name, value_name, getattr(operator, name)(value))
        except Exception as error:
            print(name, value_name, type(error).__name__, error)


def negative(a): return -a
def positive(a): return +a
def inverted(a): return ~a


for function in (negative, positive, inverted):
    for value_name, value in VALUES.items():
        try:
            print(function.__name__, value_name, function(value))
        except TypeError as error:
            print(function.__name__, value_name, error)
