"""Deep nesting of source: parentheses, blocks, operators, calls: the compiler's own limits and messages."""

import sys


def attempt(source, mode='exec'):
    try:
        code = compile(source, 'nested', mode)
        return 'compiled', eval(code, {'f': lambda x: x, 'd': {0: 0}, 'x': 1, '__builtins__': {}}) if mode == 'eval' else None
    except (SyntaxError, MemoryError, RecursionError, IndentationError) as error:
        return type(error).__name__, str(error).split(' (')[0]


print(attempt('(' * 100 + '1' + ')' * 100, 'eval'), attempt('(' * 2000 + '1' + ')' * 2000, 'eval'), attempt('(' * 300, 'eval'))
print(attempt('[' * 90 + ']' * 90, 'eval')[0], attempt('f(' * 90 + '1' + ')' * 90, 'eval'), attempt('-' * 90 + '1', 'eval'), attempt('not ' * 51 + 'x', 'eval'))
print(attempt('1' + '+1' * 900, 'eval'), attempt('x' + ' and x' * 2000, 'eval'), attempt('x' + ' if x else x' * 30, 'eval'))
blocks = ''.join('    ' * i + 'if x:\n' for i in range(99)) + '    ' * 99 + 'pass\n'
print(attempt(blocks), attempt(''.join('    ' * i + 'if x:\n' for i in range(101)) + '    ' * 101 + 'pass\n'))
loops = ''.join('    ' * i + 'for i in x:\n' for i in range(20)) + '    ' * 20 + 'pass\n'
print(attempt(loops), attempt(''.join('    ' * i + 'for i in x:\n' for i in range(21)) + '    ' * 21 + 'pass\n'))
functions = ''.join('    ' * i + f'def f{i}(a{i}):\n' for i in range(40)) + '    ' * 40 + 'return a0\n'
print(attempt(functions), attempt('lambda: ' * 60 + '1', 'eval')[0])
tries = ''.join('    ' * i + 'try:\n' for i in range(20)) + '    ' * 20 + 'x\n' + ''.join('    ' * i + 'finally: pass\n' for i in reversed(range(20)))
print(attempt(tries))
print(len(sys.exc_info()))


def deep_chain(n):
    return eval('+'.join(['x'] * n), {'x': 1}), eval('(' * 50 + 'x' + '+x)' * 50, {'x': 1}), eval('x' + '*x' * n, {'x': 1}), eval('[' + ','.join(['x'] * n) + ']', {'x': 0})[-1]


print(deep_chain(500))
