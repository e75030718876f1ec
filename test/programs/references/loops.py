"""Loops that are long enough to become native while they run, with all that can be around a loop and on the value stack."""

import asyncio
import contextlib
import sys
import traceback

TURNS = 6000
log = []
note = log.append


class Dying:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        note(f'{self.name} dies')


@contextlib.contextmanager
def managed(name):
    note(f'{name} entered')
    try:
        yield name
    finally:
        note(f'{name} left')


# Bodies of functions with a parameter n.
LOOPS = {
    'for': 'total = 0\nfor i in range(n):\n  total += i\nnote(total)',
    'while': 'i = 0\nwhile i < n:\n  i += 1\nnote(i)',
    'while not': 'i = 0\nwhile not i >= n:\n  i += 1\nnote(i)',
    'while with objects': 'x = [0] * n\nwhile x:\n  x.pop()\nnote(x)',
    'while none': 'x = iter([None] * n + [1])\ny = None\nwhile y is None:\n  y = next(x)\nnote(y)',
    'while not none': 'x = iter([1] * n + [None])\ny = 0\nwhile y is not None:\n  y = next(x)\nnote(y)',
    'while true': 'i = 0\nwhile True:\n  i += 1\n  if i == n: break\nnote(i)',
    'while and': 'i = 0\nwhile i < n and i >= 0:\n  i += 1\nnote(i)',
    'while or': 'i = 0\nwhile i < n or i < 5:\n  i += 1\nnote(i)',
    'floats': 'x = 0.0\nwhile x < n:\n  x += 1.0\nnote(x)',
    'else': 'for i in range(n):\n  pass\nelse:\n  note("else")',
    'break': 'for i in range(n):\n  if i == n - 3: break\nelse:\n  note("else")\nnote(i)',
    'continue': 'c = 0\nfor i in range(n):\n  if i % 2: continue\n  c += 1\nnote(c)',
    'return': 'for i in range(n):\n  if i == n - 3: return note(i)',
    'return of an object': 'x = Dying("local")\nfor i in range(n):\n  if i == n - 3: return note(x.name)',
    'nested': 'c = 0\nfor a in range(3):\n  for b in "xy":\n    for i in range(n):\n      c += 1\nnote(c)',
    'nested, hot outside': 'c = 0\nfor a in range(n):\n  for b in "xy":\n    c += 1\nnote(c)',
    'list': 'c = 0\nfor x in [1, 2] * n:\n  c += x\nnote(c)',
    'tuple': 'c = 0\nfor x in (1, 2) * n:\n  c += x\nnote(c)',
    'dict': 'c = 0\nfor k, v in dict.fromkeys(range(n), 3).items():\n  c += k * v\nnote(c)',
    'strings': 's = ""\nfor i in range(n):\n  s += "ab"\nnote(len(s))',
    'list comprehension': 'note(sum([i * i for i in range(n)]))',
    'dict comprehension': 'note(len({i: i for i in range(n)}))',
    'set comprehension': 'note(len({i % 100 for i in range(n)}))',
    'nested comprehension': 'note(len([[i, j] for i in range(n) for j in range(3) if i]))',
    'generator expression': 'note(sum(i * i for i in range(n)))',
    'in try': 'c = 0\ntry:\n  for i in range(n):\n    c += 1\nfinally:\n  note(c)',
    'raises': 'for i in range(n):\n  if i == n - 1: raise ValueError(i)',
    'raises from an operator': 'x = 0\nfor i in range(n):\n  x = 1 / (n - 2 - i)',
    'caught around': 'try:\n  for i in range(n):\n    if i == n - 1: raise ValueError(i)\nexcept ValueError as e:\n  note(e)',
    'caught within': 'c = 0\nfor i in range(n):\n  try:\n    if i % 2: raise KeyError(i)\n  except KeyError:\n    c += 1\nnote(c)',
    'caught late': 'for i in range(n):\n  try:\n    if i > n - 3: raise KeyError(i)\n  except KeyError as e:\n    note(e)',
    'in except': 'try:\n  raise KeyError("outer")\nexcept KeyError as e:\n  for i in range(n):\n    pass\n  note((e, sys.exc_info()[1]))\nnote(sys.exc_info())',
    're-raised after a loop': 'try:\n  raise KeyError("outer")\nexcept KeyError:\n  for i in range(n):\n    pass\n  raise',
    'in finally': 'try:\n  raise KeyError("outer")\nfinally:\n  for i in range(n):\n    pass\n  note(i)',
    'in with': 'with managed("m") as m:\n  for i in range(n):\n    pass\n  note(m)',
    'raises in with': 'with managed("m") as m:\n  for i in range(n):\n    if i == n - 1: raise ValueError(i)',
    'with in loop': 'with managed("m"), managed("k"):\n  for i in range(n):\n    with contextlib.nullcontext(i) as j:\n      pass\n  note(j)',
    'suppressed': 'for i in range(n):\n  with contextlib.suppress(KeyError):\n    raise KeyError(i)\nnote(i)',
    'cells': 'c = 0\ndef add():\n  nonlocal c\n  c += 1\nfor i in range(n):\n  add()\nnote(c)',
    'cell of the loop': 'fs = []\nfor i in range(n):\n  if i > n - 3: fs.append(lambda: i)\nnote([f() for f in fs])',
    'unbound after': 'for i in range(n):\n  x = i\ndel x\nnote(x)',
    'unbound within': 'for i in range(n):\n  if i == n - 1: del x\n  x = i if i < n - 2 else x',
    'unbound in the end': 'for i in range(n):\n  y = i\n  if i == n - 1:\n    del y\n    note(y)',
    'globals': 'global counter\ncounter = 0\nfor i in range(n):\n  counter += 1\nnote(counter)',
    'class body': 'class C:\n  c = 0\n  for i in range(n):\n    c += i\nnote((C.c, C.i))',
    'exec': 'exec("c = 0\\nfor i in range(%d):\\n  c += i\\nnote(c)" % n, {"note": note})',
    'object dies in the loop': 'x = Dying("x")\nfor i in range(n):\n  if i == n - 2: x = None\n  if i == n - 1: note("end")',
    'iterator dies': 'class I(Dying):\n  i = 0\n  def __iter__(self): return self\n  def __next__(self):\n    self.i += 1\n    if self.i > n: raise StopIteration\n    return self.i\nfor i in I("iterator"):\n  pass\nnote("behind")',
    'counts of references': 'x = Dying("x")\nseen = set()\nfor i in range(n):\n  seen.add(sys.getrefcount(x))\nnote(seen)',
    'locals': 'for i in range(n):\n  pass\nnote(sorted(locals()))',
    'frames': 'for i in range(n):\n  pass\nnote((sys._getframe().f_lineno, sys._getframe().f_code.co_name, sys._getframe(1).f_code.co_name))',
    'tracing in the end': 'lines = []\nf = sys._getframe()\ndef trace(frame, event, arg):\n  lines.append((event, frame.f_lineno))\n  return trace\nfor i in range(n):\n  if i == n - 3:\n    sys.settrace(trace)\n    f.f_trace = trace\nsys.settrace(None)\nnote(lines)',
    'tracing again and again': 'def trace(frame, event, arg):\n  return None\nfor i in range(n):\n  sys.settrace(trace)\n  sys.settrace(None)\nnote(i)',
    'star': 'for i, *j in [(1, 2, 3)] * n:\n  pass\nnote((i, j))',
    'match': 'c = 0\nfor i in range(n):\n  match i % 3:\n    case 0: c += 1\n    case 1 | 2: c += 2\nnote(c)',
    'many on the stack': 'note((1, [i for i in range(n)][-1], {2: len([1 for i in range(n)])}))',
    'recursion': 'def f(k):\n  for i in range(n // 2): pass\n  return k and f(k - 1) + 1\nnote(f(20))',
    'recursion within': 'def f(k):\n  if k == 0: return 0\n  r = 0\n  for i in range(n // 10):\n    if i == n // 10 - 1: r = f(k - 1)\n  return r + 1\nnote(f(40))',
    'import': 'for i in range(n):\n  import sys as s\nnote(s is sys)',
}

# The same in generators and coroutines; what comes out is noted.
GENERATORS = {
    'yields in the loop': 'for i in range(n):\n  if i % 1000 == 999: yield i',
    'yields behind': 'for i in range(n):\n  pass\nyield i',
    'yields before': 'yield 0\nfor i in range(n):\n  pass\nyield i',
    'yields much': 'for i in range(n):\n  x = yield i\nyield x',
    'yields within try': 'try:\n  for i in range(n):\n    if i > n - 3: yield i\nfinally:\n  note("finally")',
    'yields within with': 'with managed("m"):\n  for i in range(n):\n    if i > n - 3: yield i',
    'delegates': 'for i in range(n):\n  if i > n - 3: yield from [i, i]',
    'raises': 'for i in range(n):\n  if i == n - 1: raise ValueError(i)\nyield',
    'returns': 'for i in range(n):\n  if i == n - 1: return i\nyield',
    'is closed': 'try:\n  for i in range(n):\n    pass\n  yield 1\n  yield 2\nfinally:\n  note("closed")',
    'two loops': 'for i in range(n):\n  pass\nyield i\nfor j in range(n):\n  pass\nyield j',
}
COROUTINES = {
    'awaits in the loop': 'for i in range(n):\n  if i > n - 3: await asyncio.sleep(0)\nnote(i)',
    'awaits': 'async def g(): return 1\nc = 0\nfor i in range(n):\n  c += await g()\nnote(c)',
    'async for': 'async def g():\n  for i in range(n):\n    yield i\nc = 0\nasync for i in g():\n  c += i\nnote(c)',
    'async comprehension': 'async def g():\n  for i in range(n):\n    yield i\nnote(sum([i async for i in g()]))',
    'async with': 'class M:\n  async def __aenter__(self): note("in")\n  async def __aexit__(self, *e): note(("out", e[0]))\nasync with M():\n  for i in range(n):\n    pass\n  raise KeyError(i)',
}


def define(name, head, body):
    source = f'{head}\n' + '\n'.join('  ' + line for line in body.split('\n'))
    names = {name: value for name, value in globals().items() if name in (
        'sys', 'asyncio', 'contextlib', 'note', 'Dying', 'managed')}
    exec(compile(source, f'<{name}>', 'exec'), names)
    return names['function']


def run(title, function):
    try:
        function()
    except Exception as error:
        note(f'{type(error).__name__}: {error}')
        note(traceback.format_tb(error.__traceback__)[-1])
    error = None
    print(title, *log, sep='\n    ')
    log.clear()


for name, body in LOOPS.items():
    function = define(name, 'def function(n):', body)
    run(f'{name}:', lambda: function(TURNS))
for name, body in GENERATORS.items():
    function = define(name, 'def function(n):', body)
    run(f'generator {name}:', lambda: [note(x) for x in function(TURNS) if x is None or x > TURNS - 4 or x % 1000 == 999])
    run(f'generator {name}, once:', lambda: note(next(function(TURNS))))
    run(f'generator {name}, thrown at:', lambda: function(TURNS).throw(KeyError('thrown')))
for name, body in COROUTINES.items():
    function = define(name, 'async def function(n):', body)
    run(f'coroutine {name}:', lambda: asyncio.run(function(TURNS)))
    run(f'coroutine {name}, again:', lambda: asyncio.run(function(TURNS)))
