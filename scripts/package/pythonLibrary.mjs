/**
 * The standard library for Pyodide as packages carry it: what compiling takes, and compiled
 * already.
 *
 * Maps from: Pyodide's own `python_stdlib.zip`, which holds all of it as source. Maps to: an
 * archive of the modules that are loaded by the compile service, as bytecode. Pyodide starts in
 * little more than half of the time with it. Made once, by Pyodide itself.
 */

import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { paths } from '../setup/paths.mjs';

/**
 * Uses what the service uses, then takes what is loaded, and all encodings that source may name.
 * The place of a module in its bytecode is that which it will have.
 */
const MAKE = `
import ast, encodings, io, json, marshal, os, struct, sys, traceback, warnings, zipfile
import importlib._bootstrap_external as external
import _imp
json.dumps(ast.dump(ast.parse(ast.unparse(ast.parse('f"{a!r:>{10}}"')))))
root = os.path.dirname(os.path.dirname(encodings.__file__)) + '/'
wanted = {module.__file__[len(root):] for module in list(sys.modules.values())
          if (getattr(module, '__file__', None) or '').startswith(root)}
source = zipfile.ZipFile('/tmp/source.zip')
made = zipfile.ZipFile('/tmp/made.zip', 'w', zipfile.ZIP_DEFLATED, compresslevel=9)
for info in source.infolist():
    name = info.filename
    if not name.endswith('.py') or not (name in wanted or name.startswith('encodings/')):
        continue
    data = source.read(info)
    code = compile(data, root + name, 'exec', dont_inherit=True)
    digest = _imp.source_hash(external._RAW_MAGIC_NUMBER, data)
    entry = zipfile.ZipInfo(name + 'c', (1980, 1, 1, 0, 0, 0))
    made.writestr(entry, external._code_to_hash_pyc(code, digest, False), zipfile.ZIP_DEFLATED)
made.close()
`;

/** @returns {Promise<string>} the archive's path */
export async function pythonLibrary() {
  const pyodide = join(paths.project, 'node_modules', 'pyodide');
  const { version } = JSON.parse(readFileSync(join(pyodide, 'package.json'), 'utf8'));
  const file = join(paths.project, 'node_modules', '.cache', `python-library-${version}.zip`);
  if (existsSync(file)) return file;
  const { loadPyodide } = await import('pyodide');
  const python = await loadPyodide({ indexURL: `${pyodide}/`, packages: [] });
  python.FS.writeFile('/tmp/source.zip', readFileSync(join(pyodide, 'python_stdlib.zip')));
  python.runPython(MAKE);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, python.FS.readFile('/tmp/made.zip'));
  renameSync(`${file}.new`, file);
  return file;
}
