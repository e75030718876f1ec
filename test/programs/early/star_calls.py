"""Four shapes of calls with *args and **kw."""


def f(*args, **kw):
    return args, kw


items, table = (1, 2), {'k': 3}
print(f(*items))
print(f(**table))
print(f(*items, **table))
print(f(0, *items, x=9, **table))
