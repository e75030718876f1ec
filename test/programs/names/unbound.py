"""del and its consequences: UnboundLocalError, NameError, free variables, and what their messages suggest."""


def attempt(f, *arguments):
    try:
        return f(*arguments)
    except Exception as error:
        return f'{type(error).__name__}: {error}'


def never():
    return missing_name


def before():
    print(x)
    x = 1


def deleted():
    x = 1
    del x
    return x


def deleted_twice():
    x = 1
    del x
    del x


def maybe(flag):
    if flag:
        x = 'bound'
    return x


def loop(n):
    for i in range(n):
        last = i
    return last


def after_except():
    try:
        raise ValueError('v')
    except ValueError as error:
        pass
    return error


def deleted_in_except():
    try:
        raise ValueError('v')
    except ValueError as error:
        del error
    return 'fine'


def rebound_in_except():
    try:
        raise ValueError('v')
    except ValueError as error:
        error = 'rebound'
    return error


def free():
    def inner():
        return later
    result = attempt(inner)
    later = 5
    return result, inner()


def free_deleted():
    x = 1

    def inner():
        return x
    del x
    return attempt(inner)


def delete_cell():
    x = 1

    def inner():
        nonlocal x
        del x
    inner()
    return attempt(inner), attempt(lambda: x)


def augmented():
    x += 1


def augmented_global():
    global undefined_global
    undefined_global += 1


def delete_global():
    global undefined_global
    del undefined_global


def with_target():
    with open_nothing() as f:
        pass
    return f


def walrus(flag):
    if flag and (y := 5):
        pass
    return y


def conditional_delete(flag):
    x = 1
    while flag:
        del x
        flag -= 1
        if flag:
            x = 2
    return x


def match_binding(subject):
    match subject:
        case [a, b]:
            pass
        case {'a': a}:
            pass
    return a, b


def comprehension_leak():
    [n for n in range(3)]
    return n


def import_binding(flag):
    if flag:
        import math
    return math.pi > 3


class Body:
    try:
        print(undefined_in_class)
    except NameError as error:
        print('class:', error)
    x = 1
    del x
    try:
        x
    except NameError as e:
        print('class:', e)
    try:
        del x
    except NameError as e:
        print('class:', e)


for function, arguments in ((never, ()), (before, ()), (deleted, ()), (deleted_twice, ()), (maybe, (1,)), (maybe, (0,)), (loop, (0,)), (loop, (2,)),
                            (after_except, ()), (deleted_in_except, ()), (rebound_in_except, ()), (free, ()), (free_deleted, ()), (delete_cell, ()),
                            (augmented, ()), (augmented_global, ()), (delete_global, ()), (with_target, ()), (walrus, (0,)), (walrus, (1,)),
                            (conditional_delete, (0,)), (conditional_delete, (1,)), (conditional_delete, (2,)), (match_binding, ([1, 2],)),
                            (match_binding, ({'a': 1},)), (match_binding, (0,)), (comprehension_leak, ()), (import_binding, (1,)), (import_binding, (0,))):
    print(function.__name__, arguments, attempt(function, *arguments))
x = 5
del x
print(attempt(lambda: x), attempt(lambda: __file_name__), attempt(lambda: pritn))
