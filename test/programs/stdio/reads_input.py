"""Standard input: input() with prompts, sys.stdin iteration, readline, read, end of file."""

import sys

name = input('name? ')
print(f'hello {name}')
number = int(input())
print(number * 2)
print(repr(sys.stdin.readline()))
total = 0
for line in sys.stdin:
    line = line.strip()
    if line == 'stop':
        break
    total += int(line)
print('total', total)
print(repr(sys.stdin.read()))
try:
    input('more? ')
except EOFError as error:
    print(type(error).__name__, error)
print(repr(sys.stdin.read()), sys.stdin.encoding, sys.stdin.isatty())
