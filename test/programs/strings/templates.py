"""Text at work: word wrapping, a run-length code, Roman numerals, anagrams, a tokenizer."""

import re
import string
import textwrap


def roman(n):
    out = []
    for value, text in ((1000, 'M'), (900, 'CM'), (500, 'D'), (400, 'CD'), (100, 'C'), (90, 'XC'), (50, 'L'), (40, 'XL'),
                        (10, 'X'), (9, 'IX'), (5, 'V'), (4, 'IV'), (1, 'I')):
        times, n = divmod(n, value)
        out.append(text * times)
    return ''.join(out)


def encode(text):
    result, i = '', 0
    while i < len(text):
        j = i
        while j < len(text) and text[j] == text[i]:
            j += 1
        result += f'{j - i}{text[i]}'
        i = j
    return result


def decode(code):
    return ''.join(letter * int(count) for count, letter in re.findall(r'(\d+)(\D)', code))


def anagrams(words):
    groups = {}
    for word in words:
        groups.setdefault(''.join(sorted(word)), []).append(word)
    return [group for group in groups.values() if len(group) > 1]


def tokens(source):
    scanner = re.Scanner([(r'\d+', lambda s, t: ('int', int(t))), (r'[a-z]+', lambda s, t: ('name', t)), (r'[-+*/()]', lambda s, t: t), (r'\s+', None)])
    return scanner.scan(source)


print([roman(n) for n in (1, 4, 9, 14, 40, 90, 400, 1994, 2024, 3999)])
print(encode('aaabccddddd'), decode(encode('aaabccddddd')))
print(anagrams(['listen', 'silent', 'cat', 'act', 'tac', 'dog']))
print(tokens('12 + (abc*3) ?!'))
print(string.Template('$who owes ${what}').substitute(who='Bo', what='a book'))
print(textwrap.fill('the quick brown fox jumps over the lazy dog ' * 3, 30))
print(textwrap.dedent('''
    indented
      more
    back
'''))
print(re.sub(r'(\w+) (\w+)', lambda m: f'{m[2]} {m[1]}', 'one two three four'), re.split(r'[,;]\s*', 'a, b;c'))
print('{:<{w}}|{:>{w}}|{:^{w}}'.format('a', 'b', 'c', w=6), '{!r:10}|'.format('x'), '{:{}{}}'.format(5, '>', 4))
