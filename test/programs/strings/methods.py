"""String and bytes methods, indexing, slicing, iteration and repetition in loops."""


def attempt(f):
    try:
        return f()
    except Exception as error:
        return f'{type(error).__name__}: {error}'


s = 'Hello, Wörld €😀'
print(s[0], s[-1], s[2:5], s[::-1], s[-3:], s[:0], s[100:], s[::3], s[5::-2], len(s), [c for c in s][:3])
print(attempt(lambda: s[50]), attempt(lambda: s['a']), attempt(lambda: s[1.0]), attempt(lambda: s[True]), attempt(lambda: s[::0]))
print(s.upper(), s.lower(), s.swapcase(), s.title(), s.casefold(), s.find('ö'), s.rfind('l'), s.count('l'), s.index('W'))
print(s.split(), s.split('l'), s.split('l', 1), s.rsplit('l', 1), s.partition(','), s.rpartition('x'), 'a\nb\r\nc'.splitlines(True))
print('-'.join(['a', 'b']), attempt(lambda: '-'.join(['a', 1])), '-'.join('xyz'), s.replace('l', 'L', 2), s.startswith(('a', 'H')))
print('  x '.strip(), 'xxyxx'.strip('x'), 'xxy'.lstrip('x'), 'yxx'.rstrip('x'), 'prefix'.removeprefix('pre'), 'a.py'.removesuffix('.py'))
print('7'.zfill(4), '-7'.zfill(4), 'x'.center(5, '.'), 'x'.ljust(3) + '|', 'x'.rjust(3), 'a\tb'.expandtabs(4))
print('abc'.isalpha(), '12'.isdigit(), '½'.isnumeric(), 'x1'.isidentifier(), ' '.isspace(), 'A'.isupper(), 'é'.isascii())
print(s.translate({ord('l'): 'L', ord('o'): None}), 'abc'.translate(str.maketrans('ab', 'xy', 'c')), s.encode('utf-8'), s.encode('ascii', 'replace'))
print('ab' * 3, 3 * 'ab', 'ab' * -1, 'ab' * 0, [x * 2 for x in 'ab'], 'a' 'b', 'x' < 'y', 'ß'.upper(), 'ŉ'.upper())
print(attempt(lambda: 'x'.index('y')), attempt(lambda: 'x' + 1), attempt(lambda: 'x'.encode(5)), attempt(lambda: s.encode('ascii')))
b = b'bytes\x00\xff'
print(b, b[0], b[-1:], b[::2], list(b)[:3], b.hex(), b.upper(), b.find(b'e'), b.split(b'e'), bytes(3), bytes([1, 2]), b * 2, b + b'!')
print(attempt(lambda: b.decode()), b.decode('latin-1'), attempt(lambda: b'a' + 'b'), b'%d %s' % (5, b'x'), attempt(lambda: bytes([256])))
ba = bytearray(b'abc')
ba[0] = 65
ba[1:2] = b'xyz'
ba.append(33)
del ba[2]
ba += b'..'
print(ba, ba.pop(), ba.find(b'z'), attempt(lambda: ba.__setitem__(0, 300)), attempt(lambda: ba.__setitem__(50, 1)))
m = memoryview(b'abcdef')
print(m[1], bytes(m[1:4]), m.tolist(), len(m), m[::-1].tobytes(), attempt(lambda: m.__setitem__(0, 1)))


def count_vowels(text):
    vowels = 0
    for character in text:
        if character in 'aeiou':
            vowels += 1
        elif character == 'ö' or 'x' <= character <= 'z':
            vowels += 10
    return vowels


def caesar(text, shift):
    result = ''
    for c in text:
        if c.isalpha() and c.isascii():
            base = ord('a') if c.islower() else ord('A')
            c = chr((ord(c) - base + shift) % 26 + base)
        result += c
    return result


def palindrome(text):
    i, j = 0, len(text) - 1
    while i < j:
        if text[i] != text[j]:
            return False
        i += 1
        j -= 1
    return True


print(count_vowels(s * 10), caesar(s, 13), caesar(caesar(s, 5), -5) == s, palindrome('racecar'), palindrome('ab'))
