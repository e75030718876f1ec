"""Sources with coding lines, byte order marks, form feeds, tabs, CRLF, continuations, non-ASCII names, no newline at the end."""

SOURCES = [
    b'# -*- coding: latin-1 -*-\nx = "caf\xe9"\n', b'\xef\xbb\xbfx = "b\xc3\xb6m"\n', b'x = 1\r\nif x:\r\n    y = "crlf"\r\n', b'x = 1\rx += 1\r', b'x = 1\x0c\n\x0cy = 2\n', b'if 1:\n\tx = "tab"\n\tif x:\n\t\ty = 2\n',
    b'x = 1 + \\\n  2\n', b'x = 5', b'', b'# only a comment', b'\n\n\n', b'x = """a\nb"""\n', 'größe = 1\n变量 = 2\nx = größe + 变量\n'.encode(), b'x = "\\u20ac\\N{BULLET}\\x41\\101"\n', b'x = 1;y = 2;;\n', b'x = "\xff"\n',
    b'# coding: no-such-codec\nx = 1\n', b'if 1:\n    x = 1\n  y = 2\n', b'if 1:\n    x = 1\n\ty = 2\n', b'x = $\n', b'x = 1__0\n', b'x = 0b12\n', b'x = 1e\n', b'x = "a\nb"\n', 'x = “quoted”\n'.encode(), b'x = (1,\n', b'x = 1)\n',
    b'x = [1, 2)\n', b'ex = 1\nx = ex if ex else\n', b'def f():\nreturn 1\n', b'x = {**{}, 1: 2}\n', b'import a.b as c.d\n', b'from x import (a, b\n', b'x = yield\n', b'x = f"{1 +}"\n', b'x = f"{a!x}"\n', b'x = 12345678901234567890 ** 2\n', b'x = 1 if 2\n',
    b'class A:\n    pass\nelse:\n    pass\n', b'for x in range(3):\n    continue\nelse:\n    y = x\n', b'try:\n    pass\n', b'x = lambda *, a: a\ny = x(a=1)\n', b'def f(*): pass\n', b'x: int = 5\n', b'(x) = 1\n[y] = [2]\n', b'x = not 1 == 2\n', b'print(x for x in y, 1)\n', b'a, b += 1\n',
]
for source in SOURCES:
    space = {}
    try:
        exec(compile(source, 'source.py', 'exec'), space)
    except SyntaxError as error:
        print(source, type(error).__name__, error.msg, error.lineno, error.offset, error.end_lineno, error.end_offset, repr(error.text))
    except Exception as error:
        print(source, type(error).__name__, error)
    else:
        print(source, {k: v for k, v in space.items() if not k.startswith('__')})
