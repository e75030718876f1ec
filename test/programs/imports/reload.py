"""importlib.reload, modules edited on disk between imports, running functions of replaced modules."""

import importlib
import os
import sys
import tempfile

import reload_package
import reload_package.module as module

old = module.f
print(module.counter, importlib.reload(module) is module, module.counter, old() == module.f(), old is module.f, reload_package.f is old)
with tempfile.TemporaryDirectory() as folder:
    sys.path.insert(0, folder)
    sys.dont_write_bytecode = True
    for version in range(1, 4):
        with open(os.path.join(folder, 'edited.py'), 'w') as file:
            file.write(f'def version():\n    return {version} * 11\n\n\ndef generator():\n    yield {version}\n    yield version()\n')
        importlib.invalidate_caches()
        if version == 1:
            import edited
            kept = edited.version
            suspended = edited.generator()
            next(suspended)
        else:
            importlib.reload(edited)
        print(edited.version(), kept(), list(edited.generator()))
    print(next(suspended))
    with open(os.path.join(folder, 'edited.py'), 'w') as file:
        file.write('def broken(')
    try:
        importlib.reload(edited)
    except SyntaxError as error:
        print(error.msg, error.lineno, edited.version())
    sys.path.remove(folder)
