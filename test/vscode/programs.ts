/**
 * The Python programs that the browser tests look at. Short, so that all of a file is on the
 * screen.
 */

export const hot = `def dot(a, b):
    total = 0
    for i in range(len(a)):
        total += a[i] * b[i]
    return total


print(dot([1, 2, 3], [4.0, 5.0, 6.0]))
`;

/** Compiles without FORMAT_VALUE only when its f-string has been rewritten. */
export const formatted = 'def greet(name):\n    return f"Hello, {name}"\n';

export const arrays = `import os
import sys

import numpy


def work(n):
    row = numpy.arange(float(n))
    return row @ row - row.sum() + n


bits = sys.maxsize.bit_length() + 1
print('numpy', numpy.__version__, f'in {bits} bits of', os.path.basename(sys.prefix))
print(work(15))
`;

export const ask = `import sys

name = input('Your name? ')
print(f'Hello, {name}!', sys.argv[1:])
input('Press Enter to leave. ')
raise SystemExit(3)
`;

/** Leaves its number behind, so that one can see whether it still runs. */
export const endless = `import os
import time

with open('endless.pid', 'w') as file:
    print(os.getpid(), file=file)
print('started', flush=True)
try:
    while True:
        time.sleep(0.05)
except KeyboardInterrupt:
    print('interrupted by the user')
`;

/**
 * Runs until there is a file named "enough", so that one can watch its counts for as long as that
 * takes.
 */
export const counted = `import os
import time


def work(n):
    total = 0
    for i in range(n):
        total += i * i
    return total


rounds = 0
while not os.path.exists('enough'):
    work(1000)
    rounds += 1
    time.sleep(0.1)
print(f'counted {rounds} rounds')
`;

/** Reads memory that is nobody's, as a faulty extension module would. */
export const crashing = `import ctypes


def read(address):
    return ctypes.string_at(address)


print(read(8))
`;

/** What takes its time is known: the set's line most of it, the join's a little. */
export const profiled = `def distinct(numbers):
    seen = set()
    for number in numbers:
        seen.add(number * 7919 % 65537)
    return seen


def labels(count):
    words = []
    for number in range(count):
        words.append(f'item {number}')
    return ','.join(words)


def main():
    total = 0
    for _ in range(60):
        total += len(distinct(range(60_000)))
    print(total, len(labels(150_000)))


main()
`;
