"""Standard output and error: print's options, buffering order, binary output, flush, closed streams, encodings."""

import io
import os
import sys

print('a', 'b', sep='-', end='!\n')
print()
print(1, 2.5, None, [1], file=sys.stderr)
print('flushed', flush=True)
sys.stdout.write('written\n')
print(sys.stdout.write(''), file=sys.stdout)
sys.stdout.flush()
sys.stdout.buffer.write(b'binary \xc3\xa9\n')
sys.stdout.buffer.flush()
os.write(1, b'os.write\n')
os.write(2, b'os.write to stderr\n')
print('é€😀日本', ascii('é€😀'))
saved, sys.stdout = sys.stdout, io.StringIO()
print('captured')
captured, sys.stdout = sys.stdout.getvalue(), saved
print(repr(captured))


class Writer:
    def __init__(self):
        self.pieces = []

    def write(self, text):
        self.pieces.append(text)


writer = Writer()
print('x', [1, 2], file=writer)
print(writer.pieces)
print('to none', file=None)
for bad in (5, object):
    try:
        print('x', file=bad)
    except AttributeError as error:
        print(error)
for options in ({'sep': 5}, {'end': 5}, {'unknown': 1}):
    try:
        print('x', **options)
    except TypeError as error:
        print(error)
for i in range(2000):
    print(i, end=' ' if i % 20 else '\n')
print(file=sys.stderr)
sys.stderr.write('error text without a newline')
print(sys.stdout.encoding, sys.stderr.errors, sys.stdout.errors)
sys.stdout.close()
try:
    print('closed')
except ValueError as error:
    print(error, file=sys.stderr)
