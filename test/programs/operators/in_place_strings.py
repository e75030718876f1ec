"""In-place concatenation of strings: locals, attributes, aliases and interned names."""


def build(n):
    text = ''
    for i in range(n):
        text += chr(97 + i % 26)
    return text


def aliased():
    a = 'one'
    b = a
    a += ' two'
    c = a
    a += ' three'
    return a, b, c


def self_append():
    s = 'ab' * 2
    s += s
    s = s + s
    return s


def mixed_widths():
    s = ''
    for piece in ('abc', 'é', '€', '😀', 'z' * 5, '\x00'):
        s += piece
    return s, len(s)


class Holder:
    text = 'class'

    def grow(self):
        for i in range(5):
            self.text += str(i)
        return self.text


def in_cell():
    s = 'cell'

    def inner():
        nonlocal s
        s += '!'
        return s
    inner()
    s += '?'
    return inner(), s


GLOBAL = 'g'


def in_global():
    global GLOBAL
    for _ in range(3):
        GLOBAL += GLOBAL
    return GLOBAL


def deleted_afterwards():
    s = 'x' * 1000
    s += 'y'
    t = s
    del s
    t += 'z'
    return len(t), t[-3:]


class Text(str):
    def __add__(self, other):
        return Text(f'<{str(self)}{other}>')


def subclass():
    s = Text('a')
    s += 'b'
    s = s + 'c'
    r = 'x'
    r += Text('y')
    return s, type(s).__name__, r, type(r).__name__


def failing():
    s = 'keep'
    try:
        s += 5
    except TypeError as error:
        return s, str(error)


def bytes_too():
    b = b''
    for i in range(5):
        b += bytes([65 + i])
    a = bytearray()
    c = a
    a += b
    return b, a, a is c


print(build(100), len(build(5000)))
print(aliased(), self_append(), mixed_widths())
holder = Holder()
print(holder.grow(), Holder.text)
print(in_cell(), in_global(), deleted_afterwards(), subclass(), failing(), bytes_too())
