"""The order in which the parts of expressions and statements are evaluated."""

log = []


def v(name, value=None):
    log.append(name)
    return value


def flush(title):
    print(f'{title}: {" ".join(log)}')
    log.clear()


class Box:
    def __setattr__(self, name, value):
        v(f'set.{name}')

    def __getattr__(self, name):
        v(f'get.{name}')
        return 1

    def __setitem__(self, key, value):
        v(f'setitem.{key}')

    def __getitem__(self, key):
        v(f'getitem.{key}')
        return 1

    def __delitem__(self, key):
        v(f'delitem.{key}')

    def __delattr__(self, name):
        v(f'del.{name}')


def f(*args, **kwargs):
    v('called')


v('a', 1) + v('b', 2) * v('c', 3) - v('d', 4)
flush('arithmetic')
v('a', 2) ** v('b', 3) ** v('c', 1)
flush('power')
v('f', f)(v('1'), *v('2', []), v('3'), k=v('4'), **v('5', {}), m=v('6'))
flush('call')
{v('k1', 1): v('v1'), v('k2', 2): v('v2'), **v('rest', {})}
flush('dict')
[v('1'), *v('2', ()), v('3')]
flush('list')
v('box', Box())[v('key', 'k')] = v('value')
flush('item assignment')
v('a', Box()).x = v('b', Box()).y = v('value')
flush('chained assignment')
v('a', Box()).x, v('b', Box())[v('i', 'i')] = v('1'), v('2')
flush('tuple assignment')
v('a', Box()).x += v('one', 1)
flush('augmented attribute')
v('a', Box())[v('i', 'i')] += v('one', 1)
flush('augmented item')
v('a', [1, 2, 3])[v('lo', 0):v('hi', 2):v('step', 1)]
flush('slice')
v('yes') if v('test', True) else v('no')
flush('conditional')
v('1', 1) < v('2', 2) < v('3', 0) < v('4', 4)
flush('chain')
del v('box', Box())[v('k', 'k')], v('box', Box()).attribute
flush('del')
lambda x=v('default'), *, y=v('kwdefault'): v('body')
flush('lambda')


@v('d1', lambda g: v('apply1', g))
@v('d2', lambda g: v('apply2', g))
def decorated(a: v('annotation a') = v('default a'), *, b: v('annotation b') = v('default b')) -> v('return'):
    pass


flush('def')


@v('decorator', lambda c: c)
class C(v('base', object), metaclass=v('meta', type)):
    v('body')


flush('class')
f'{v("one")} {v("two"):{v("spec", "")}} {v("three")!r}'
flush('f-string')
for v('box', Box()).attribute in v('iterable', [1, 2]):
    v('body')
flush('for')
with v('manager', __import__('contextlib').nullcontext()) as v('box', Box()).x:
    v('body')
flush('with')
try:
    raise v('error', ValueError('x')) from v('cause', None)
except v('type', ValueError):
    flush('raise')
[v(f'{i}{j}') for i in v('outer', [1, 2]) if v('cond', True) for j in v('inner', 'ab')]
flush('comprehension')
assert v('condition', True), v('message')
flush('assert')
(x := v('walrus', 3)) + v('right', x)
flush('walrus')
