"""When objects die: the order of __del__ and weak reference callbacks at each statement."""

import weakref


class D:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print(f'~{self.name}', end=' ')

    def __add__(self, other):
        return D(f'({self.name}+{other.name})')

    def __eq__(self, other):
        return True

    def __bool__(self):
        return True

    def __enter__(self):
        return D('entered')

    def __exit__(self, *args):
        print('exit', end=' ')

    def __getitem__(self, key):
        return D('item')

    def get(self):
        return D('got')


def say(*args):
    print(*args, end=' ')


def rebinding():
    x = D('1')
    say('a')
    x = D('2')
    say('b')
    x = None
    say('c')
    x = D('3')
    del x
    say('d')


def temporaries():
    D('t')
    say('a')
    D('l') + D('r')
    say('b')
    y = D('p') + D('q') + D('s')
    say('c')
    D('g').get().get()
    say('d')
    D('i')[D('k')]
    say('e')
    D('c') == D('d')
    say('f')
    D('and') and D('second')
    say('g')
    D('or') or D('never')
    say('h')
    not D('not')
    say('i')
    f'{D("fs").name}'
    say('j')
    [D('list'), D('two')]
    say('k')
    {D('key').name: D('value')}
    say('l')
    (lambda a, b: say('inside'))(D('arg1'), D('arg2'))
    say('m')


def arguments(a, b):
    say('in')
    a = None
    say('rebound')
    return D('result')


def returning():
    x, y, z = D('x'), D('y'), D('z')
    say('before return')
    return 5


def loops():
    for i in [D('a'), D('b')]:
        say('body', i.name)
    say('after loop')
    for i in (D(n) for n in 'cd'):
        say('body', i.name)
    say('after generator')
    while D('condition'):
        break
    say('after while')


def exceptions():
    try:
        x = D('in try')
        raise ValueError(D('argument'))
    except ValueError as error:
        say('handler')
    say('after handler')
    try:
        y = D('y')
        D('left') + None
    except AttributeError:
        say('handler 2')
    say('after')


def unwound():
    def inner():
        a, b = D('inner a'), D('inner b')
        [D('temporary'), 1 / 0]
    try:
        inner()
    except ZeroDivisionError:
        say('caught')
    say('after')


def with_block():
    with D('manager') as m:
        say('body')
    say('after')


def unpacking():
    a, b = D('a'), D('b')
    a, b = b, a
    say('swapped')
    a, b = D('new a'), D('new b')
    say('replaced')
    a = b
    say('same')


def containers():
    l = [D('0'), D('1'), D('2'), D('3')]
    del l[1]
    say('deleted')
    l[0] = None
    say('replaced')
    l[:] = []
    say('emptied')
    d = {'a': D('da'), 'b': D('db')}
    d['a'] = 1
    say('set')
    d.clear()
    say('cleared')
    t = (D('t1'), D('t2'))
    t = None
    say('tuple')


def attributes():
    o = D('o')
    o.child = D('child')
    o.child = D('other child')
    say('replaced')
    del o.child
    say('deleted')
    o.child = D('last child')
    o = None
    say('gone')


def closures():
    x = D('captured')

    def inner():
        return x
    x = D('second')
    say('a')
    del x
    say('b')
    x = D('third')
    inner = None
    say('c')


def generators():
    def g():
        x = D('gx')
        try:
            yield D('yielded')
        finally:
            say('finally')
    made = g()
    next(made)
    say('a')
    made = None
    say('b')
    for _ in g():
        break
    say('c')


def callbacks():
    x = D('watched')
    r1 = weakref.ref(x, lambda r: say('callback 1'))
    r2 = weakref.ref(x, lambda r: say('callback 2'))
    x = None
    say('after', r1() is None)
    p = D('proxied')
    proxy = weakref.proxy(p)
    say(proxy.name)
    del p
    try:
        proxy.name
    except ReferenceError as error:
        say(error)


def resurrection():
    saved = []

    class R:
        def __del__(self):
            saved.append(self)
            say('resurrected')
    r = R()
    del r
    say(len(saved))
    saved.clear()
    say('end')


def comprehension():
    l = [D(f'c{i}') for i in range(2)]
    say('made')
    [x.name for x in [D('only')]]
    say('a')
    l = None
    say('b')


def augmented():
    x = D('x')
    x += D('y')
    say('a')
    l = [D('e')]
    l += [D('f')]
    say('b')
    l *= 0
    say('c')


def globals_():
    global g
    g = D('global')
    say('a')
    g = D('global 2')
    say('b')
    del g
    say('c')


def call_star(*args, **kwargs):
    say('called')
    args = kwargs = None
    say('dropped')


for f in (rebinding, temporaries, returning, loops, exceptions, unwound, with_block, unpacking, containers, attributes, closures, generators, callbacks, resurrection, comprehension, augmented, globals_):
    print(f'{f.__name__}:', end=' ')
    f()
    print('|')
arguments(D('first'), D('second'))
say('returned')
call_star(D('s1'), *[D('s2')], k=D('s3'))
say('end of star')
print()
at_end = D('at the end of the module')
say('last line')
