"""Makes, runs and drops 2,400 functions, no two the same, and looks after each 400 at what the process has.

Prints JSON: for each look the KiB of executable memory, the number of mappings, the bytes of the C heap in use, and the resident memory
in KiB.  The first functions are of many sizes, so that the C library has its memory for the others.
"""

import ctypes
import gc
import json

ROUNDS, EACH = 6, 400


class HeapInfo(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in ('arena', 'ordblks', 'smblks', 'hblks', 'mapped', 'usmblks', 'fsmblks', 'used', 'free', 'top')]


heap_info = ctypes.CDLL(None).mallinfo2
heap_info.restype = HeapInfo


def look():
    gc.collect()
    gc.collect()
    with open('/proc/self/maps') as file:
        fields = [line.split() for line in file]
    with open('/proc/self/status') as file:
        resident = next(int(line.split()[1]) for line in file if line.startswith('VmRSS'))
    heap = heap_info()
    executable = 0
    for addresses, permissions, _, _, inode, *_ in fields:
        if 'x' in permissions and inode == '0':
            start, end = (int(address, 16) for address in addresses.split('-'))
            executable += end - start
    return executable // 1024, len(fields), heap.used + heap.mapped, resident


def make(n):
    space = {}
    exec(f'''
def f(x):
    total = {n}
    for i in range(x):
        try:
            total += i // (x - {n % 7})
        except ZeroDivisionError:
            total -= {n}
    return total
def g(x):
    yield f(x)
    yield [i * {n} for i in range(x)]
class C:
    def method(self):
        return {{'n': {n}, 'me': self}}
''', space)
    suspended = space['g'](3)
    next(suspended)
    return space['f'](5), next(suspended), space['C']().method()['n']


def main():
    looks = []
    for round in range(ROUNDS):
        for n in range(EACH):
            make(round * EACH + n)
        looks.append(look())
    print(json.dumps(looks))


main()
