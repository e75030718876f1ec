"""exec, eval and compile: namespaces, modes, return values, closures, locals, errors, code objects run again."""

import types


def attempt(f, *arguments):
    try:
        return f(*arguments)
    except BaseException as error:
        return f'{type(error).__name__}: {error}'


x = 'global'


def namespaces():
    x = 'local'
    space = {'x': 'space'}
    return (eval('x'), eval('x', globals()), eval('x', space), eval('x', space, {'x': 'inner'}), eval('[x for _ in range(2)]', {'x': 1}), attempt(eval, 'undefined', {}),
            sorted(space))


def modes():
    expression = compile('1 + x', 'e', 'eval')
    statements = compile('y = x * 2\nz = y', 's', 'exec')
    single = compile('x + 1', 'i', 'single')
    space = {'x': 20}
    exec(statements, space)
    exec(single, space)
    return eval(expression, space), space['z'], exec(expression, space), eval(statements, space), expression.co_filename, statements.co_name


def functions_from_exec():
    space = {}
    exec('''
def outer(a):
    def inner(b):
        nonlocal a
        a += b
        return a
    return inner

class Made:
    def __init__(self, v): self.v = v
    def get(self): return [self.v for _ in range(2)]

def gen(n):
    while n: n -= 1; yield n
''', space)
    f = space['outer'](1)
    return f(2), f(3), space['Made'](4).get(), list(space['gen'](3)), space['outer'].__code__.co_filename


def with_class_mapping():
    class Mapping(dict):
        def __getitem__(self, key):
            log.append(f'get {key}')
            return super().__getitem__(key)

        def __setitem__(self, key, value):
            log.append(f'set {key}')
            super().__setitem__(key, value)

        def __delitem__(self, key):
            log.append(f'del {key}')
            super().__delitem__(key)
    log = []
    names = Mapping()
    exec('a = 1\nb = a + 1\ndel a\ntry:\n    a\nexcept NameError: c = "gone"\nfor i in (1, 2): b += i', {}, names)
    return dict(names), log


def repeated(code, n):
    space = {'total': 0}
    for i in range(n):
        space['i'] = i
        exec(code, space)
    return space['total']


def thousand_codes():
    total = 0
    for i in range(1000):
        space = {}
        exec(f'def f(x):\n    return x + {i}\nresult = f({i})', space)
        total += space['result']
        total += eval(f'{i} * 2')
    return total


def replaced_code():
    code = compile('def f():\n    return 1', 'original', 'exec')
    renamed = code.replace(co_filename='changed', co_name='other')
    inner = next(c for c in code.co_consts if isinstance(c, types.CodeType))
    function = types.FunctionType(inner.replace(co_consts=tuple(99 if c == 1 else c for c in inner.co_consts)), {})
    return renamed.co_filename, function(), types.FunctionType(inner, {}, 'name', None, None)(), code == compile('def f():\n    return 1', 'original', 'exec')


def closure_by_hand():
    def template():
        return value
    value = 'x'
    cell = types.CellType('from a cell')
    function = types.FunctionType(template.__code__, globals(), 'made', None, (cell,))
    first = function()
    cell.cell_contents = 'changed'
    return first, function(), attempt(types.FunctionType, template.__code__, {}), attempt(exec, template.__code__)


def free_variables_in_exec():
    a = 'enclosing'

    def inner():
        a
        return eval('a'), attempt(eval, '[a for _ in range(1)]')
    return inner()


def syntax_errors():
    results = []
    for text in ('1 +', 'x = ', 'def f(:', '"unclosed', 'return', 'a b', 'if x\n  pass', '  indented', 'x = 5 = y', 'f(a=1, 2)', 'break', '*a = 1', 'None = 1', 'print "x"',
                 'async def f(): [await x for x in y', "f'{'", "f'{a b}'", 'class C: return', 'lambda: yield', '0777', '1_', 'é€ = 1', 'x: int: str', 'global x; x = 1\ndel (a, b)()'):
        results.append((text, attempt(compile, text, 'text', 'exec') if 'code object' not in str(attempt(compile, text, 'text', 'exec')) else 'compiled'))
    return results


print(namespaces(), modes(), functions_from_exec(), with_class_mapping(), sep='\n')
print(repeated(compile('total += i', 'r', 'exec'), 1000), repeated('total += i * i', 50), thousand_codes(), replaced_code(), closure_by_hand(), free_variables_in_exec(), sep='\n')
for line in syntax_errors():
    print(line)
for bad in ((5,), ('x', 5), ('x', {}, 5), (b'1+1',), (compile('1', '', 'eval'), {})):
    print(attempt(eval, *bad))
exec('x = "changed by exec"')
print(x, eval('__name__'), eval('(lambda: x)()'), eval(' 1 + 1 '), eval(b'2 * 3'))
exec('import math as m; from os import sep', space := {})
print(space['m'].floor(1.5), 'sep' in space)
