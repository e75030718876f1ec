"""Big integers: factorials, powers, division identities, decimal text and the digit limit."""

import math
import sys


def factorial(n):
    result = 1
    while n > 1:
        result *= n
        n -= 1
    return result


def fibonacci(n):
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a


def gcd(a, b):
    while b:
        a, b = b, a % b
    return a


def pi_digits(count):
    q, r, t, k, n, l = 1, 0, 1, 1, 3, 3
    digits = []
    while len(digits) < count:
        if 4 * q + r - t < n * t:
            digits.append(n)
            q, r, n = q * 10, 10 * (r - n * t), (10 * (3 * q + r)) // t - 10 * n
        else:
            q, r, t, k, n, l = (q * k, (2 * q + r) * l, t * l, k + 1,
                                (q * (7 * k) + 2 + (r * l)) // (t * l), l + 2)
    return ''.join(map(str, digits))


print(factorial(50), factorial(200) == math.factorial(200))
print(fibonacci(300), gcd(factorial(40), 3**80 * 7), pi_digits(60))
a, b = 3**200, -(7**61)
for x, y in ((a, b), (a, -b), (-a, b), (-a, -b), (b, a)):
    quotient, remainder = divmod(x, y)
    print(quotient * y + remainder == x, abs(remainder) < abs(y), remainder == x % y, quotient == x // y)
print(a & b, a | b, a ^ b, ~a, a >> 100, b >> 100, a << 7)
print(a == 3**200, a < b, a > b, a != a + 1, hash(a) == hash(3**200), a == float(a), float(2**100) == 2**100)
print(math.isqrt(10**40), pow(3, 10**6, 10**9 + 7), (2**127 - 1) % 1000003, int('1' * 60) // int('9' * 20))
try:
    str(10**5000)
except ValueError as error:
    print(error)
sys.set_int_max_str_digits(0)
print(len(str(10**5000)), len(str(7**7000)))
for base in (0, 1, -1, 2**30 - 1, 2**30, 2**60 + 1):
    print(base * 2**30, base * -(2**30), base + 2**60, base - 2**60, (base << 30) >> 30 == base)
print(float(2**53 + 1), float(2**1023), 2**1023 / 2**1000, 10**400 / 10**399, (10**20) / 3)
try:
    print(float(2**1024))
except OverflowError as error:
    print(error)
try:
    print(10**400 / 3)
except OverflowError as error:
    print(error)
