"""Strings: concatenation, f-strings, joins, character loops."""


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


def run():
    text = 'the quick brown fox jumps over the lazy dog ' * 40
    total = 0
    for shift in range(1, 140):
        total += len(caesar(text, shift))
    for _ in range(6):
        total += len(table(25_000))
    return total
