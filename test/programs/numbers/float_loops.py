"""Float loops whose every bit must agree: sums, recurrences, comparisons, in-place reuse."""


def logistic(x, r, steps):
    for _ in range(steps):
        x = r * x * (1.0 - x)
    return x


def harmonic(n):
    total = 0.0
    for i in range(1, n + 1):
        total += 1.0 / i
    return total


def kahan(values):
    total = compensation = 0.0
    for value in values:
        y = value - compensation
        t = total + y
        compensation = (t - total) - y
        total = t
    return total


def polynomial(x, coefficients):
    result = 0.0
    for coefficient in coefficients:
        result = result * x + coefficient
    return result


def newton(a):
    x = a
    steps = 0
    while abs(x * x - a) > 1e-12 * a:
        x = (x + a / x) / 2
        steps += 1
    return x, steps


def aliases(a):
    b = a
    a += 1.0
    c = a
    a *= 2.0
    a -= b
    return a, b, c


def collatz_like(x):
    steps = 0
    while x != 1.0 and steps < 1000:
        x = x / 2.0 if x % 2.0 == 0.0 else 3.0 * x + 1.0
        steps += 1
    return steps


def underflow(x):
    steps = 0
    while x > 0.0:
        x /= 3.0
        steps += 1
    return steps


def overflow(x):
    steps = 0
    while x - x == 0.0:
        x *= 7.5
        steps += 1
    return steps, x


def nan_branches(x):
    nan = float('nan')
    return ['lt' if x < nan else 'not lt', 'ge' if x >= nan else 'not ge', 'eq' if nan == nan else 'not eq',
            'ne' if nan != nan else 'not ne', 'not' if not x < nan else 'plain', max(1.0, nan), max(nan, 1.0)]


print(logistic(0.3, 3.9, 1000).hex(), logistic(0.7, 3.57, 500).hex())
print(harmonic(10000).hex(), kahan([0.1] * 1000).hex(), sum([0.1] * 1000).hex())
print(polynomial(1.1, [1.5, -2.25, 0.1, 7.7, -3.3]).hex(), newton(2.0), newton(12345.678))
print(aliases(0.1), aliases(-0.0), collatz_like(27.0), underflow(1.0), overflow(1.0), nan_branches(1.0))
values = []
seed = 12345
for _ in range(200):
    seed = (seed * 1103515245 + 12345) % 2**31
    values.append((seed - 2**30) * 1.7e-5)
checksum = 0.0
for a in values:
    for b in values:
        if b:
            checksum = checksum * 0.999 + a / b - a * b + (a // b) * 0.001 + a % b
print(checksum.hex())
zeros = [0.0, -0.0, 0.0 * -1, -0.0 + 0.0, -0.0 - 0.0, 0.0 - 0.0, 1e-200 * -1e-200, -1.0 // 1e308, 0.0 % -1.0, -0.0 % 1.0]
print(zeros)
