"""A function whose globals are a dict subclass reads through its __getitem__, also after the plain dict was cached."""

import types
class D(dict):
    def __getitem__(self, k):
        return 'virtual ' + k
value = 'real'
space = {'value': 'real', '__builtins__': __builtins__}
exec('def f():\n return value', space)
for i in range(300):
    space['f']()
d = D()
d.update(space)
g = types.FunctionType(space['f'].__code__, d)
print(space['f'](), g(), space['f']())
