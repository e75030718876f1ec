"""C functions that call back into native code, through libffi; handles, owners, errors in callbacks."""
import gc

import cffi

ffi = cffi.FFI()
ffi.cdef('''
    void qsort(void *base, size_t count, size_t size, int (*compare)(const void *, const void *));
    void *bsearch(const void *key, const void *base, size_t count, size_t size, int (*compare)(const void *, const void *));
    size_t strlen(const char *);
    struct pair { int first; double second; char name[8]; };
    typedef int (*binary)(int, int);
    enum colour { RED = 2, GREEN, BLUE = 9 };
''')
libc = ffi.dlopen(None)
calls = 0


@ffi.callback('int(const void *, const void *)')
def compare(a, b):
    global calls
    calls += 1
    x, y = ffi.cast('int *', a)[0], ffi.cast('int *', b)[0]
    return (x > y) - (x < y)


numbers = ffi.new('int[]', [i * 7919 % 101 for i in range(200)])
libc.qsort(numbers, len(numbers), ffi.sizeof('int'), compare)
print(list(numbers)[:8], calls > 200, list(numbers) == sorted(numbers))
key = ffi.new('int *', 50)
found = libc.bsearch(key, numbers, len(numbers), 4, compare)
print(ffi.cast('int *', found)[0], libc.strlen(b'four'))


def told(exception, value, traceback):
    print('told', exception.__name__, value, traceback.tb_frame.f_code.co_name)
    return 77


@ffi.callback('int(int, int)', error=-1, onerror=told)
def divide(a, b):
    return a // b


binary = ffi.cast('binary', divide)
print(binary(7, 2), binary(1, 0))


def nested(depth):
    @ffi.callback('int(int, int)')
    def inner(a, b):
        return a + (nested(depth - 1)(b, a) if depth else b)
    return inner


print([nested(d)(1, 2) for d in range(5)])
pair = ffi.new('struct pair *', {'first': 3, 'second': 0.5, 'name': b'abc'})
print(pair.first, pair.second, ffi.string(pair.name), ffi.typeof(pair), ffi.sizeof(pair[0]), libc.BLUE)


class Owner:
    pass


owner = Owner()
handle = ffi.new_handle(owner)
print(ffi.from_handle(ffi.cast('void *', handle)) is owner)
freed = []
block = ffi.gc(ffi.new('char[10]'), lambda p: freed.append(ffi.typeof(p).cname))
del block
gc.collect()
print(freed, bytes(ffi.buffer(ffi.new('char[]', b'text'))))
for act in (lambda: numbers[200], lambda: ffi.cdef('nonsense ('), lambda: libc.nothing, lambda: ffi.new('int *', 'x'), lambda: ffi.from_handle(ffi.NULL)):
    try:
        act()
    except Exception as error:
        print(type(error).__name__, str(error).split('\n')[0][:50])
