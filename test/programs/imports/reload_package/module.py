counter = globals().get('counter', 0) + 1
def f():
    return counter
print('module runs', counter)
