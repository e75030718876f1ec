"""Method calls: bound and unbound, stored in variables, on instances, classes, super, builtins and modules."""

import math


class Stack:
    def __init__(self):
        self.items = []

    def push(self, item):
        self.items.append(item)
        return self

    def pop(self):
        return self.items.pop()

    def __len__(self):
        return len(self.items)

    def each(self, function):
        return [function(item) for item in self.items]

    def maximum(self, *, key=None, default='none'):
        return max(self.items, key=key, default=default)


class Counting(Stack):
    count = 0

    def push(self, item):
        Counting.count += 1
        return super().push(item)

    @classmethod
    def reset(cls):
        cls.count, old = 0, cls.count
        return old

    @staticmethod
    def square(x):
        return x * x


def loop(stack, n):
    push, pop = stack.push, stack.pop
    for i in range(n):
        stack.push(i).push(i + 1)
        push(-i)
        if i % 3 == 0:
            stack.pop()
            pop()
    return len(stack), stack.items[-5:]


s = Counting()
print(loop(Stack(), 100), loop(s, 100), Counting.reset(), Counting.count)
print(s.each(s.square)[:5], s.each(str)[:3], Stack.push(s, 'x') is s, s.maximum(key=lambda x: len(str(x))), Stack().maximum(), Stack().maximum(default=3))
text, table, numbers = 'abc', {}, [3, 1, 2]
for i in range(5):
    text = text.replace('a', 'ba').upper().lower()
    table.setdefault(i % 2, []).append(text.count('b'))
    numbers.sort(reverse=i % 2)
print(text, table, numbers, math.floor(2.5), math.gcd(12, 18), 'x'.join(['1', '2']), (5).__add__(3), [1, 2].__len__(), str.upper('q'), int.__mul__(3, 4))
bound = [m() for m in [s.pop, s.__len__, Stack().__len__]]
print(bound)


class Dynamic:
    def __getattr__(self, name):
        return lambda *args: (name, args)


d = Dynamic()
print([d.hello(i) for i in range(3)], d.other(), getattr(d, 'third')(1, 2))
for action in (lambda: s.nothing(), lambda: None.method(), lambda: s.push(), lambda: s.push(1, 2), lambda: Stack.push(), lambda: (5).append(1), lambda: s.items.push(1),
               lambda: s.count(), lambda: math.nothing(1), lambda: Stack.nothing):
    try:
        print(action())
    except Exception as error:
        print(type(error).__name__, error)


class Chain:
    def __init__(self, path=''):
        self.path = path

    def __getattr__(self, name):
        return Chain(f'{self.path}.{name}')

    def __call__(self, *args):
        return Chain(f'{self.path}({", ".join(map(str, args))})')

    def __getitem__(self, key):
        return Chain(f'{self.path}[{key}]')


print(Chain('c').a.b(1)[2].c(3, 4).path)
