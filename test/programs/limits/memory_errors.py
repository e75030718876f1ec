"""Requests nobody can grant: MemoryError and OverflowError are raised and survived."""


def attempt(f):
    try:
        f()
        return 'no error'
    except (MemoryError, OverflowError):
        # Which of the two depends on the width of a pointer.
        return 'refused'
    except ValueError as error:
        return str(error)


print(attempt(lambda: [0] * (2**62)), attempt(lambda: 'x' * (2**62)), attempt(lambda: b'x' * (2**62)), attempt(lambda: (1,) * (2**62)), attempt(lambda: bytearray(2**62)))
print(attempt(lambda: range(2**70)[2**69]), attempt(lambda: 'x'.zfill(2**62)), attempt(lambda: 'x'.ljust(2**62)), attempt(lambda: [1][2**70:]), attempt(lambda: [] * 2**70), attempt(lambda: len(range(2**70))))
print(attempt(lambda: int('9' * 5000)), attempt(lambda: float(10**400)), attempt(lambda: chr(2**40)), attempt(lambda: (5).to_bytes(2, 'big') and (2**40).to_bytes(2, 'big')), attempt(lambda: 1.5 ** 1e10), attempt(lambda: '%c' % 2**40))
for n in (2**70, -(2**70)):
    print(attempt(lambda: [1, 2, 3].insert(n, 4)), attempt(lambda: 'abc'[n:]), attempt(lambda: slice(n).indices(5)), attempt(lambda: iter([1]).__setstate__(n)), attempt(lambda: bytes(n)))
total = 0
for i in range(100):
    try:
        total += len([i] * (2**61))
    except (MemoryError, OverflowError):
        total += 1
print(total)
