"""A generated program of 20,000 lines with functions, classes and tables, compiled and run."""

lines = ['total = 0']
for i in range(2500):
    lines += [f'def f{i}(a, b={i % 7}):',
              f'    c = a * {i % 13} + b',
              f'    if c % {i % 5 + 2}:',
              f'        c += {i}',
              '    else:',
              f'        c = -c // {i % 3 + 1}',
              '    return c',
              f'total += f{i}({i})']
space = {}
exec(compile('\n'.join(lines), 'large', 'exec'), space)
print(len(lines), space['total'], space['f2499'](1, 2))
