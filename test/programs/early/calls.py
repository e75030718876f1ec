"""Calls with defaults and keywords."""


def f(a, b=2, c=3):
    return a, b, c


print(f(1), f(1, 5), f(1, c=6), f(a=7), f(c=1, b=2, a=3), f(1, 2, 3))
print(int('ff', base=16), sorted([3, 1, 2], reverse=True), max(1, 5, 3), dict(x=1, y=2))
for call in (lambda: f(), lambda: f(1, 2, 3, 4), lambda: f(1, d=5), lambda: f(1, a=2)):
    try:
        call()
    except TypeError as error:
        print(error)
