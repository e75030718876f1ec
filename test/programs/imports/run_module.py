"""runpy and zipimport: a package with __main__, a script, a module in a zip file, a finder of one's own."""

import importlib.abc
import importlib.util
import os
import runpy
import sys
import tempfile
import zipfile

sys.argv[1:] = ['x', 'y']
result = runpy.run_module('runnable_package', run_name='__main__', alter_sys=True)
print(sorted(n for n in result if not n.startswith('__')))
with tempfile.TemporaryDirectory() as folder:
    script = os.path.join(folder, 'script.py')
    with open(script, 'w') as file:
        file.write('import sys\nvalue = __name__ + "!"\ndef f(): return value\nprint(f(), len(sys.argv))\n')
    print(runpy.run_path(script, init_globals={'given': 1}, run_name='named')['f']())
    archive = os.path.join(folder, 'modules.zip')
    with zipfile.ZipFile(archive, 'w') as z:
        z.writestr('zipped/__init__.py', 'from .inner import f')
        z.writestr('zipped/inner.py', 'def f(n):\n    return [n] * 3')
    sys.path.insert(0, archive)
    import zipped
    print(zipped.f(2), zipped.__file__.endswith('modules.zip/zipped/__init__.py'))
    sys.path.remove(archive)


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path, target=None):
        if name.startswith('virtual_'):
            return importlib.util.spec_from_loader(name, self)

    def exec_module(self, module):
        exec(f'def name():\n    return "{module.__name__} at your service"\nvalues = [i * i for i in range(5)]', module.__dict__)


sys.meta_path.append(Finder())
import virtual_one
from virtual_two import values, name
print(virtual_one.name(), values, name())
sys.meta_path.pop()
try:
    import virtual_three
except ModuleNotFoundError as error:
    print(error, error.name)
