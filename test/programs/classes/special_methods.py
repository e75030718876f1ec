"""Classes with special methods: containers, callables, copies, context, hashing, formatting, inheritance from builtins."""

import copy


class Vector:
    __slots__ = ('items',)

    def __init__(self, *items):
        self.items = items

    def __repr__(self):
        return f'Vector{self.items}'

    def __len__(self):
        return len(self.items)

    def __getitem__(self, key):
        return Vector(*self.items[key]) if isinstance(key, slice) else self.items[key]

    def __iter__(self):
        return iter(self.items)

    def __add__(self, other):
        return Vector(*(a + b for a, b in zip(self, other)))

    def __mul__(self, factor):
        return Vector(*(a * factor for a in self))

    __rmul__ = __mul__

    def __matmul__(self, other):
        return sum(a * b for a, b in zip(self, other))

    def __neg__(self):
        return self * -1

    def __abs__(self):
        return (self @ self) ** 0.5

    def __bool__(self):
        return any(self.items)

    def __eq__(self, other):
        return isinstance(other, Vector) and self.items == other.items

    def __hash__(self):
        return hash(self.items)

    def __contains__(self, x):
        return x in self.items

    def __call__(self, function):
        return Vector(*map(function, self.items))


class Matrix:
    def __init__(self, rows):
        self.rows = rows

    def __getitem__(self, key):
        row, column = key
        return self.rows[row][column]

    def __setitem__(self, key, value):
        row, column = key
        self.rows[row][column] = value

    def __delitem__(self, key):
        row, column = key
        del self.rows[row][column]


class SafeList(list):
    def __getitem__(self, index):
        try:
            return super().__getitem__(index)
        except IndexError:
            return None

    def append(self, item):
        super().append(item * 2)


class LowerDict(dict):
    def __setitem__(self, key, value):
        super().__setitem__(key.lower(), value)

    def __getitem__(self, key):
        return super().__getitem__(key.lower())

    def __missing__(self, key):
        return f'no {key}'


class Celsius(float):
    def __new__(cls, value, unit='C'):
        made = super().__new__(cls, value)
        made.unit = unit
        return made

    def __str__(self):
        return f'{float(self):.1f}{self.unit}'

    def __add__(self, other):
        return Celsius(float(self) + other, self.unit)


class Even(int):
    def __new__(cls, value):
        return super().__new__(cls, value - value % 2)

    def __eq__(self, other):
        return int(self) == other - other % 2

    def __hash__(self):
        return int(self)


class Word(str):
    def __lt__(self, other):
        return len(self) < len(other)


v, w = Vector(1, 2, 3), Vector(4, 5, 6)
print(v + w, v * 2, 3 * v, v @ w, -v, abs(Vector(3, 4)), bool(Vector(0, 0)), v == Vector(1, 2, 3), v != w, v[1], v[1:], len(v), 2 in v, 9 in v, v(lambda x: x * x))
print([*v], max(v), sorted(w, reverse=True), {v: 'hashed'}[Vector(1, 2, 3)], list(reversed(v)), sum(v), dict(zip(v, w)), tuple(v) == v.items)
a, b, c = v
print(a, b, c, sum((Vector(i, i) for i in range(5)), start=Vector(0, 0)))
m = Matrix([[1, 2], [3, 4]])
m[0, 1] += 10
m[1, 0] = m[0, 1] * m[1, 1]
del m[1, 1]
print(m.rows)
s = SafeList([1, 2])
s.append(5)
s += [7]
print(s, s[10], s[1], s[0:2], [x for x in s])
d = LowerDict(a=1)
d['KEY'] = 5
d['Key'] += 1
print(d, d['kEy'], d['nothing'], d.get('KEY'))
t = Celsius(20.5)
t += 1
print(t, t * 2, t + 0.5, f'{t}', f'{t:.2f}', t > 20, type(t).__name__, type(t * 1).__name__)
print(Even(7), Even(7) + 1, Even(7) == 7, {Even(4): 'x'}[4], 6 == Even(7), max(Even(3), 1), Even(9) // 2, [10, 11, 12, 13][Even(3)])
print(min(Word('zzz'), Word('aa')), sorted([Word('ccc'), Word('a'), Word('bb')]), Word('x') + 'y', Word('abc')[1], 'abc' == Word('abc'))


class Copies:
    def __init__(self):
        self.inner = [1, [2]]

    def __copy__(self):
        print('copy')
        return self

    def __deepcopy__(self, memo):
        print('deepcopy')
        new = Copies()
        new.inner = copy.deepcopy(self.inner, memo)
        return new


original = Copies()
print(copy.copy(original) is original, copy.deepcopy(original).inner == original.inner)


class Singleton:
    instance = None

    def __new__(cls, *args):
        if cls.instance is None:
            cls.instance = super().__new__(cls)
        return cls.instance

    def __init__(self, value):
        self.value = value


print(Singleton(1) is Singleton(2), Singleton(3).value)


class Other:
    def __new__(cls):
        return 'not an instance'

    def __init__(self):
        print('never')


print(Other())
