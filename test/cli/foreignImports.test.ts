/**
 * What a run says of a module that is there for 64-bit Pythons only: CPython's error, and a note.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { nativecompile, removeFolders, sourceFile, temporaryFolder } from './command.js';

afterAll(removeFolders);

const FOR_64 = '.cpython-311-x86_64-linux-gnu.so';

/** Packages that fail each in its own way. */
function packages(): string {
  const folder = temporaryFolder();
  const put = (name: string, text: string | Uint8Array = ''): void =>
    writeFileSync(join(folder, name), text);
  for (const name of ['package', 'space', 'arrays', 'arrays/core']) mkdirSync(join(folder, name));
  put(`direct${FOR_64}`);
  put('package/__init__.py');
  put(`package/ext${FOR_64}`);
  put(`space/ext${FOR_64}`);
  put(`arrays/core/_impl${FOR_64}`);
  put('arrays/core/__init__.py', 'from arrays.core._impl import add\n');
  put(
    'arrays/__init__.py',
    `try:
    from . import core
except ImportError as error:
    raise ImportError(f'a riddle ({error})') from error
`,
  );
  put(
    'frame.py',
    `try:
    import arrays
except ImportError as error:
    reason = str(error)
raise ImportError('missing: ' + reason)
`,
  );
  put(
    'optional.py',
    'try:\n    import direct\nexcept ImportError:\n    pass\nimport nothing_at_all\n',
  );
  const header = Buffer.alloc(4096);
  header.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  put('stable.abi3.so', header);
  return folder;
}

const show = `
import sys, traceback
sys.path.insert(0, sys.argv[1])
sys.modules.pop('arrays', None)
for statement in sys.argv[2:]:
    try:
        exec(statement, {})
    except ImportError as error:
        notes = getattr(error, '__notes__', [])
        print(type(error).__name__, str(error).replace(sys.argv[1], '.'), [n.replace(sys.argv[1], '.') for n in notes])
`;

const note = (file: string): string =>
  `nativecompile runs a 32-bit Python, which cannot load ./${file}: that extension module is for 64-bit Python only`;

describe.each([['natively'], ['interpreted']])('%s', (way) => {
  const options = way === 'natively' ? ['--compile', 'all'] : ['--interpret'];

  it('the note is on the exception that CPython raises, and on what is raised on account of it', async () => {
    const outcome = await nativecompile([
      ...options,
      sourceFile(show),
      packages(),
      'import direct',
      'import package.ext',
      'from package import ext',
      'import space.ext',
      'import stable',
      'import arrays',
      'import frame',
      'import optional',
      'import json.nothing',
      'from package import nothing',
    ]);
    expect(outcome.stderr).toBe('');
    const array = note(`arrays/core/_impl${FOR_64}`);
    expect(outcome.stdout.trimEnd().split('\n')).toEqual([
      `ModuleNotFoundError No module named 'direct' ['${note(`direct${FOR_64}`)}']`,
      `ModuleNotFoundError No module named 'package.ext' ['${note(`package/ext${FOR_64}`)}']`,
      `ImportError cannot import name 'ext' from 'package' (./package/__init__.py) ['${note(`package/ext${FOR_64}`)}']`,
      `ModuleNotFoundError No module named 'space.ext' ['${note(`space/ext${FOR_64}`)}']`,
      `ImportError ./stable.abi3.so: wrong ELF class: ELFCLASS64 ['${note('stable.abi3.so')}']`,
      `ImportError a riddle (No module named 'arrays.core._impl') ['${array}']`,
      `ImportError missing: a riddle (No module named 'arrays.core._impl') ['${array}']`,
      `ModuleNotFoundError No module named 'nothing_at_all' []`,
      `ModuleNotFoundError No module named 'json.nothing' []`,
      `ImportError cannot import name 'nothing' from 'package' (./package/__init__.py) []`,
    ]);
  });

  it("tracebacks are CPython's, with the note at the end", async () => {
    const folder = packages();
    const path = join(folder, 'main.py');
    writeFileSync(
      path,
      'import importlib\n\ntry:\n    importlib.import_module("direct")\nfinally:\n    import ' +
        'direct\n',
    );
    const { stderr, status } = await nativecompile([...options, path]);
    expect(status).toBe(1);
    const text = stderr.replaceAll(folder, '.').replaceAll(/"[^"]*\/importlib\//g, '"importlib/');
    expect(text).toBe(`Traceback (most recent call last):
  File "./main.py", line 4, in <module>
    importlib.import_module("direct")
  File "importlib/__init__.py", line 126, in import_module
    return _bootstrap._gcd_import(name[level:], package, level)
           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  File "<frozen importlib._bootstrap>", line 1206, in _gcd_import
  File "<frozen importlib._bootstrap>", line 1178, in _find_and_load
  File "<frozen importlib._bootstrap>", line 1142, in _find_and_load_unlocked
ModuleNotFoundError: No module named 'direct'
${note(`direct${FOR_64}`)}

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "./main.py", line 6, in <module>
    import direct
ModuleNotFoundError: No module named 'direct'
${note(`direct${FOR_64}`)}
`);
  });

  it('profilers and audit hooks see nothing of it', async () => {
    const seen = `
import importlib, os, sys
sys.path.insert(0, sys.argv[1])
events = []
sys.addaudithook(lambda name, args: events.append(name))
sys.setprofile(lambda frame, event, what: events.append((event, getattr(what, '__qualname__', frame.f_code.co_name))))
for name in ('nothing_at_all', 'nothing_at_all', 'direct'):
    events.clear()
    try:
        importlib.import_module(name)
    except ImportError:
        pass
    if name == 'direct':
        print(events == before, len(events) > 20)
    before = events[:]
sys.setprofile(None)
find = importlib._bootstrap._find_and_load
print(find.__name__, find.__code__.co_name)
`;
    const { stdout, stderr } = await nativecompile([...options, sourceFile(seen), packages()]);
    expect({ stdout, stderr }).toEqual({
      stdout: 'True True\n_find_and_load _find_and_load\n',
      stderr: '',
    });
  });
});
