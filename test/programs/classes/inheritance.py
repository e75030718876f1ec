"""Inheritance: diamonds, cooperative super, mixins, overriding, isinstance, dynamic bases, MRO errors."""


class Root:
    def __init__(self):
        self.log = ['Root']

    def visit(self):
        return ['Root']

    def template(self):
        return [self.before(), self.name, self.after()]

    name = 'root'

    def before(self):
        return f'before {self.name}'

    def after(self):
        return 'after'


class Left(Root):
    name = 'left'

    def __init__(self):
        super().__init__()
        self.log.append('Left')

    def visit(self):
        return ['Left', *super().visit()]

    def after(self):
        return super().after() + ' left'


class Right(Root):
    def __init__(self):
        super().__init__()
        self.log.append('Right')

    def visit(self):
        return ['Right', *super().visit()]

    @property
    def name(self):
        return f'right of {len(self.log)}'


class Bottom(Left, Right):
    def __init__(self):
        super().__init__()
        self.log.append('Bottom')

    def visit(self):
        return ['Bottom', *super().visit()]


class Mixin:
    def describe(self):
        return f'{type(self).__name__}: {self.describe_more()}'

    def describe_more(self):
        return 'nothing'


class Described(Mixin, Bottom):
    def describe_more(self):
        return f'{super().describe_more()} but {self.name}'


for cls in (Root, Left, Right, Bottom, Described):
    o = cls()
    print(cls.__name__, o.log, o.visit(), o.template(), [k.__name__ for k in cls.__mro__])
d = Described()
print(d.describe(), isinstance(d, Right), issubclass(Bottom, (int, Left)), Bottom.__bases__[1].__name__, [c.__name__ for c in Root.__subclasses__()])
try:
    class Impossible(Root, Left):
        pass
except TypeError as error:
    print(str(error).replace('\n', ' '))


class Late:
    def visit(self):
        return ['Late']


Bottom.__bases__ = (Late, Right)
print(Bottom().visit(), d.visit(), [k.__name__ for k in Described.__mro__])
Late.visit = lambda self: ['patched', *super(Late, self).visit()]
print(d.visit())
o = Left()
o.__class__ = Right
print(o.visit(), o.name, o.log)
try:
    o.__class__ = int
except TypeError as error:
    print(error)


def visitor(objects):
    result = []
    for o in objects:
        result.append(o.visit()[0])
        result.append(o.template()[1])
    return result


print(visitor([Root(), Left(), Right(), Bottom(), d] * 4)[::3])
