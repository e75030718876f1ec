"""Strings: concatenation, f-strings, joins, character loops."""

import sys


def caesar(text, shift):
    result = ''
    for c in text:
        if 'a' <= c <= 'z':
            c = chr((ord(c) - 97 + shift) % 26 + 97)
        result += c
    return result


def table(n):
    lines = []
    for i in range(n):
        lines.append(f'{i:>6} {i * i:>10} {i % 7!r} {"even" if i % 2 == 0 else "odd"}')
    return '\n'.join(lines)


def run(rounds=740):
    text = 'the quick brown fox jumps over the lazy dog ' * 40
    total = 0
    for shift in range(rounds):
        total += len(caesar(text, shift))
        total += len(table(1000))
    return total


if __name__ == '__main__':
    print(run(int(sys.argv[1])))
