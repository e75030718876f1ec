"""How many names and ints caches still hold when all caches have been told to give back what they hold."""

import gc
import sys

things = [type(f'T{i}', (), {'an_attribute_of_few': i})() for i in range(8)]
name = sys.intern('an_attribute_of_few')


def learn():
    code = {}
    exec('def look(thing):\n    return thing.an_attribute_of_few', code)
    for _ in range(20):
        for thing in things:
            code['look'](thing)


def references():
    sys._clear_type_cache()
    gc.collect()
    return sys.getrefcount(name)


before = references()
learn()
print('names', references() - before)

lines = [f'    v{i} = number * {i}' for i in range(150)]
lines += [f'    v{i} = None' for i in range(150)]
code = {}
exec('\n'.join(['def ints(number):', *lines]), code)


def blocks():
    gc.collect()
    return sys.getallocatedblocks()


code['ints'](3)
code['ints'](3)
before = blocks()
code['ints'](100_003)
print('ints', max(blocks() - before - 10, 0))
