"""Displays of thousands of items, constant and computed, and calls with as many arguments."""

import ast

n = 5000
source = f'''
def constants_list():
    return [{", ".join(str(i) for i in range(n))}]

def constants_tuple():
    return ({", ".join(repr(str(i)) for i in range(n))})

def constants_set():
    return {{{", ".join(str(i % 97) for i in range(n))}}}

def constants_dict():
    return {{{", ".join(f"{i}: {i * 2}" for i in range(n))}}}

def computed_list(x):
    return [{", ".join("x + %d" % i for i in range(n))}]

def computed_tuple(x):
    return ({", ".join("x" for i in range(n))},)

def computed_dict(x):
    return {{{", ".join(f"{i}: x" for i in range(n))}}}

def nested(x):
    return [{", ".join("[x, (x, %d)]" % i for i in range(300))}]

def joined(x):
    return f"{"".join("{x}-" for i in range(n))}"

def total(x):
    return {" + ".join("x" for i in range(500))}

def strings():
    return {" ".join(repr(str(i)) for i in range(500))}
'''
namespace = {}
exec(compile(source, 'large', 'exec'), namespace)
for name in ('constants_list', 'constants_tuple', 'constants_set', 'constants_dict'):
    value = namespace[name]()
    print(name, len(value), type(value).__name__, sorted(value)[:3], sorted(value)[-1])
for name in ('computed_list', 'computed_tuple', 'computed_dict', 'nested', 'joined', 'total'):
    value = namespace[name](7)
    print(name, len(value) if hasattr(value, '__len__') else value, str(value)[:60], str(value)[-30:])
print(len(namespace['strings']()), len(ast.dump(ast.parse(source))) > 100000)
