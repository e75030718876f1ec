"""f-strings: conversions, specs, nesting, = expressions, quotes, objects with __format__."""

import datetime
from decimal import Decimal


class Formats:
    def __format__(self, spec):
        return f'<{spec}>'

    def __str__(self):
        return 'str'

    def __repr__(self):
        return 'répr'


class Bad:
    def __format__(self, spec):
        return 5


name, number, x = 'wörld', 42, 3.14159
width, precision, fill = 12, 3, '*'
items = {'k': [1, 2, 3]}
o = Formats()
print(f'{name}', f'{name!r}', f'{name!s}', f'{name!a}', f'{o}', f'{o!r}', f'{o!s}', f'{o!a}', f'{o:x y}', f'{o!r:>8}')
print(f'{number:5}|{number:<5}|{number:^5}|{number:>5}|{number:05}|{number:+}|{number:x}|{number:#x}|{number:b}|{number:#o}')
print(f'{number:,}|{10**9:,}|{10**9:_}|{x:.2f}|{x:10.3f}|{x:e}|{x:g}|{x:%}|{-x:+.1f}|{x:{width}.{precision}}|{name:{fill}^{width}}')
print(f'{number=}', f'{number = }', f'{x=:.2f}', f'{name=!s}', f'{items["k"][1]=}', f'{number+1=}')
print(f'{{}}', f'{{{number}}}', f'a{{b', f'{"nested " + f"{number:{width}}"}', f'{items["k"]}', f'{ {1: 2}[1] }')
print(f'{number}{number}{number}', f'', f'plain', f'{""}', f'{number}' 'joined' f'{x}', f'''tri"ple'{number}''')
print(f'{(lambda y: y * 2)(4)}', f'{[i for i in range(3)]}', f'{number if number > 1 else 0}', f'{(walrus := 7)}{walrus}')
print(f'{datetime.date(2020, 2, 3):%d.%m.%Y}', f'{Decimal("1.50"):>8}', f'{True}', f'{True:d}', f'{None}', f'{1+2j:.1f}')
print(rf'\n{number}', f'\x41{number}\n', fr'{name}\d', f'\N{SNOWMAN}{number}', f'{"😀":>3}|')
many = 5
print(f'{many}{many}{many}{many}{many}{many}{many}{many}{many}{many}{many}{many}{many}{many}{many}{many}{many}')
for action in (lambda: f'{Bad()}', lambda: f'{name:d}', lambda: f'{[]:5}', lambda: f'{number:s}', lambda: f'{x:,x}',
               lambda: f'{missing}', lambda: f'{name:>{name}}', lambda: f'{1 / 0}', lambda: f'{None:>4}', lambda: f'{x:d}'):
    try:
        print(action())
    except Exception as error:
        print(type(error).__name__, error)
print('{0} {1} {0} {k} {l[1]} {m.real}'.format(1, 2, k=3, l=[4, 5], m=6))
print('%s %r %d %5.2f %x %% %c %s' % ('a', 'b', 3, 4.5, 255, 'c', (1,)), '%(k)s %(k)r' % {'k': 'v'}, '%s' % 5, '%5s|%-5s|' % (1, 2))


class Text(str):
    pass


t = Text('sub')
print(type(f'{t}').__name__, type(f'{t!s}').__name__, type('%s' % t).__name__, f'{t}' is t)
for bad in ('%d', '%s %s', '%q', '%(a)s', '%c'):
    try:
        print(bad % 'x')
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)
