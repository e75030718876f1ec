"""Globals and builtins that change while functions read them: caches must notice."""

import builtins

value = 'global'


def read(n, changes):
    results = []
    for i in range(n):
        if i in changes:
            changes[i]()
        try:
            results.append((value, len('abc')))
        except (NameError, TypeError) as error:
            results.append(str(error))
    return results


def show(results):
    previous = None
    for i, result in enumerate(results):
        if result != previous:
            print('  ', i, result)
        previous = result
    print()


def assign():
    global value
    value = 'assigned'


def delete():
    global value
    del value


def through_dict():
    globals()['value'] = 'dict'


def shadow_builtin():
    globals()['len'] = lambda x: 'shadowed'


def unshadow():
    del globals()['len']


def change_builtin():
    global saved
    saved = builtins.len
    builtins.len = lambda x: 'patched'


def restore_builtin():
    builtins.len = saved


def add_builtin():
    builtins.value = 'builtin value'


def remove_builtin():
    del builtins.value


def many_globals():
    for i in range(2000):
        globals()[f'extra{i}'] = i


def drop_many():
    for i in range(2000):
        del globals()[f'extra{i}']


show(read(60, {10: assign, 20: through_dict, 30: delete, 40: add_builtin, 50: remove_builtin}))
assign()
show(read(60, {10: shadow_builtin, 20: unshadow, 30: change_builtin, 40: shadow_builtin, 45: restore_builtin, 50: unshadow}))
show(read(60, {10: many_globals, 20: assign, 30: drop_many, 40: through_dict}))


def custom_namespace():
    class Names(dict):
        def __missing__(self, key):
            if key.startswith('auto'):
                return f'made {key}'
            raise KeyError(key)

    names = Names(x=1)
    exec('a = auto1\nb = x\ntry:\n    c = nothing\nexcept NameError as e:\n    c = str(e)', {}, names)
    return dict(names)


print(custom_namespace())


def own_builtins():
    space = {'__builtins__': {'len': lambda x: 'own len', 'print': print}}
    exec('def f():\n    return len([])', space)
    results = [space['f']()]
    space['__builtins__']['len'] = lambda x: 'changed'
    results.append(space['f']())
    del space['__builtins__']['len']
    try:
        space['f']()
    except NameError as error:
        results.append(str(error))
    try:
        exec('open', space)
    except NameError as error:
        results.append(str(error))
    return results


print(own_builtins())
counter = 0


def bump(n):
    global counter
    for _ in range(n):
        counter += 1
    return counter


print(bump(10), bump(1000), counter)
