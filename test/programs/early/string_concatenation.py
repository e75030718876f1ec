"""In-place string concatenation."""


def grow(n):
    s = ''
    for i in range(n):
        s += 'x'
        if i % 10 == 9:
            t = s
            t += '|'
    return s, t


s, t = grow(25)
print(len(s), len(t), t[-3:])
text = 'global'
text += ' text'
alias = text
text += '!'
print(text, alias)
