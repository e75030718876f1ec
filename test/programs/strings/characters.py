"""Characters of strings by index: narrow and wide strings, both ends, beyond them, and what is no plain int or str."""


class Text(str):
    pass


class Own(str):
    def __getitem__(self, index):
        return 'own', index


class Index:
    def __index__(self):
        return 1

    def __repr__(self):
        return 'Index'


def at(text, index):
    try:
        return text[index]
    except (IndexError, TypeError) as error:
        return f'{type(error).__name__}: {error}'


texts = ['', 'a', 'abc', 'ab\xe9\xff', '\u0100b\u20ac', 'x\U0001f600y', '\x00\x7f\x80', Text('sub'), Own('own'), b'bytes']
indices = [0, 1, 2, 3, -1, -2, -3, -4, True, False, 1 << 30, -(1 << 30), 1 << 70, Index(), 1.0, None, 'a', slice(1), slice(-1, None)]
for _ in range(3):
    for text in texts:
        print(ascii([at(text, index) for index in indices]))
latin = ''.join(map(chr, range(256)))
print(all(latin[i] == chr(i) and latin[i] is chr(i) and latin[i - 256] is chr(i) for i in range(256)))
print(all(at(latin + '\u0100', i) is chr(i) for i in range(256)), at(latin + '\u0100', 256) == '\u0100')
