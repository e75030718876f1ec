"""Functions with hundreds of blocks, handlers, loops, nested functions and branches, run once each."""


def run(source, *arguments):
    space = {}
    exec(compile(source, 'generated', 'exec'), space)
    return space['f'](*arguments)


def nested_loops(depth):
    lines = ''.join('    ' * (i + 1) + f'for i{i} in range(2):\n' for i in range(depth))
    return f'def f():\n    n = 0\n{lines}' + '    ' * (depth + 1) + 'n += ' + ' + '.join(f'i{i}' for i in range(depth)) + '\n    return n\n'


def nested_tries(depth):
    source = 'def f():\n    log = []\n'
    for i in range(depth):
        source += '    ' * (i + 1) + 'try:\n'
    source += '    ' * (depth + 1) + 'raise KeyError("bottom")\n'
    for i in reversed(range(depth)):
        kind = 'finally' if i % 3 == 0 else f'except {"KeyError" if i % 3 == 1 else "ValueError"} as e{i}'
        body = f'log.append({i})' if i % 2 else f'log.append({i}); {"raise ValueError(%d)" % i if i % 3 == 1 else "pass"}'
        source += '    ' * (i + 1) + f'{kind}:\n' + '    ' * (i + 2) + body + '\n'
    return 'def g():\n' + ''.join('    ' + line + '\n' for line in source.splitlines()) + '    try:\n        return f(), None\n    except Exception as e:\n        return repr(e)\nf = g\n'


def nested_withs(depth):
    source = 'class M:\n    def __init__(self, n): self.n = n\n    def __enter__(self): return self.n\n    def __exit__(self, *a): log.append(self.n)\nlog = []\ndef f():\n'
    for i in range(depth):
        source += '    ' * (i + 1) + f'with M({i}) as m{i}:\n'
    return source + '    ' * (depth + 1) + 'total = ' + '+'.join(f'm{i}' for i in range(depth)) + '\n    return total, log\n'


def many_statements(n):
    kinds = ['x += {i}', 'x = x * 3 % 10007', 'if x % 2: x -= 1', 'x = max(x, {i})', 'l.append(x)', 'd[{i}] = x', 'x = [y for y in (x, {i})][0]', 'try:\n        x //= x % 3\n    except ZeroDivisionError:\n        x += 1',
             'for y in range(3): x += y', 'x = (lambda z: z + {i})(x)', 's += str(x)[:1]', 'a, b = x, {i}', 'x = a if x > b else x', 'while x > 5000: x //= 2', 'assert x is not None', 'o.v = x; x = o.v']
    lines = ''.join('    ' + kinds[i % len(kinds)].format(i=i) + '\n' for i in range(n))
    return f'class O: pass\ndef f(x):\n    l, d, s, a, b, o = [], {{}}, "", 1, 2, O()\n{lines}    return x, len(l), len(d), s[-5:], a, b\n'


def many_functions(n):
    return ''.join(f'def f{i}(x):\n    return f{i + 1}(x + {i}) if x % 2 else f{i + 1}(x - {i})\n' for i in range(n)) + f'def f{n}(x):\n    return x\ndef f(x):\n    return f0(x)\n'


def many_classes(n):
    return 'class C0:\n    def m(self): return [0]\n' + ''.join(f'class C{i}(C{i - 1}):\n    def m(self): return [{i}] + super().m()\n' for i in range(1, n)) + f'def f():\n    return C{n - 1}().m()[:5]\n'


def long_expression(n):
    return 'def f(x):\n    return ' + ' + '.join(f'(x * {i} - {i} // (x or 1))' for i in range(n)) + '\n'


def deep_stack(n):
    return 'def f(x):\n    return ' + ''.join(f'(x, [x, {{x: ' for _ in range(n)) + 'x' + '}])' * n + '\n'


print(run(nested_loops(10)), run(nested_loops(12)))
for depth in (1, 2, 3, 4, 7, 12, 18):
    print(depth, run(nested_tries(depth)), run(nested_withs(depth)))
for n in (10, 100, 1000, 4000):
    print(n, run(many_statements(n), 7))
print(run(many_functions(300), 5), run(many_classes(100)), run(long_expression(800), 3), str(run(deep_stack(20), 1))[:40])
