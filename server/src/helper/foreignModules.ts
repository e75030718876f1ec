/**
 * Finds modules as an import in a run would, to tell which are there for Pythons of other bits
 * only.
 *
 * Maps from: the folder of a program, its environment, the user's Python and a target. Maps to: for
 * a module's name the files that the target's Python cannot load. Only lists folders and looks at
 * the first bytes of files; imports nothing. What a program itself adds to sys.path is not known.
 */

import { closeSync, openSync, readFileSync, readdirSync, readSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join, relative, resolve as resolvePath } from 'node:path';
import type { TargetName } from '../compiler/target/target.js';
import type { ForeignModule, ForeignModuleFinder } from '../language/foreignImports.js';
import { projectFolder } from './helperProcess.js';
import { fsPath } from './rawBytes.js';
import type { UserPython } from './userPython.js';

/** What a target's Python loads, and what it does not. */
interface Loading {
  /** The suffixes of extension modules that its importlib knows, in its order. */
  readonly extensions: readonly string[];
  /**
   * The platform of modules that it cannot load, as their names have it; `-gnu` or `-musl` follows.
   */
  readonly foreign: string;
  /** The class in the header of files that it cannot load (ELF specification, EI_CLASS). */
  readonly foreignClass: 1 | 2;
  /** The folders of its standard library in a project, then in a package. */
  readonly libraries: readonly string[];
}

const loadings: Readonly<Record<TargetName, Loading>> = {
  'x86-32': {
    extensions: ['.cpython-311-i386-linux-gnu.so', '.abi3.so', '.so'],
    foreign: 'x86_64-linux',
    foreignClass: 2,
    libraries: ['.runtime/root/usr', 'runtime/usr'],
  },
  'x86-64': {
    extensions: ['.cpython-311-x86_64-linux-gnu.so', '.abi3.so', '.so'],
    foreign: 'i386-linux',
    foreignClass: 1,
    libraries: ['.runtime/root-x86-64/usr', 'runtime/usr'],
  },
};

const LIBCS = ['gnu', 'musl'];
const SOURCES = ['.py', '.pyc'];
/**
 * Packages with more folders below each other, or more files, are not looked through to their end.
 */
const MAX_DEPTH = 5;
const MAX_NAMES = 5_000;
/** Milliseconds for which a list of names counts as what is there. */
const FRESH = 2_000;
const MAX_FOLDERS = 2_000;

export interface SearchPlace {
  /** Of the program, where relative imports begin; null: unknown. */
  readonly folder: string | null;
  readonly env: NodeJS.ProcessEnv;
  readonly target: TargetName;
  /** Whose packages the program has. */
  readonly python?: UserPython | null;
  readonly project?: string;
}

/** In the order of sys.path. */
export function searchPath({
  folder,
  env,
  target,
  python = null,
  project = projectFolder(),
}: SearchPlace): string[] {
  const added = (env.PYTHONPATH ?? '').split(delimiter).filter((entry) => entry !== '');
  const library = loadings[target].libraries.flatMap((root) => {
    const place = join(project, root, 'lib', 'python3.11');
    return [place, join(place, 'lib-dynload')];
  });
  const base = env.PYTHONUSERBASE || join(env.HOME || homedir(), '.local');
  // An environment has the user's own packages only where it has the system's.
  const isClosed = python?.kind === 'environment' && python.packages.length === 1;
  const user =
    env.PYTHONNOUSERSITE || isClosed ? [] : [join(base, 'lib', 'python3.11', 'site-packages')];
  const packages = (python?.packages ?? []).flatMap((one) => [one, ...namedIn(one)]);
  return [...(folder === null ? [] : [folder]), ...added, ...library, ...user, ...packages];
}

/**
 * Folders that the .pth files of a folder of packages name, as site.py reads them; their code is
 * not run.
 */
function namedIn(folder: string): string[] {
  const files = [...namesIn(folder)].filter((name) => name.endsWith('.pth') && name[0] !== '.');
  return files.sort().flatMap((name) => {
    try {
      const lines = readFileSync(fsPath(join(folder, name)), 'utf8').split('\n');
      const paths = lines.map((line) => line.trimEnd());
      return paths
        .filter((line) => line !== '' && !/^(?:#|import[ \t])/.test(line))
        .map((line) => resolvePath(folder, line));
    } catch {
      return [];
    }
  });
}

/** For one program. */
export function foreignModuleFinder(place: SearchPlace): ForeignModuleFinder {
  const { folder, target } = place;
  const path = searchPath(place);
  return (module, level) => {
    if (level === 0) return lookUp(path, module.split('.'), '', target);
    if (folder === null) return null;
    let start = folder;
    for (let up = 1; up < level; up += 1) start = dirname(start);
    return lookUp([start], module.split('.'), '.'.repeat(level), target);
  };
}

/** `prefix` stands before the name: the dots of a relative import. */
function lookUp(
  path: readonly string[],
  parts: readonly string[],
  prefix: string,
  target: TargetName,
): ForeignModule | null {
  const loading = loadings[target];
  let folders = path;
  // To import a part of a package is to import the package first.
  let within: ForeignModule | null = null;
  for (const [index, part] of parts.entries()) {
    const module = prefix + parts.slice(0, index + 1).join('.');
    const found = resolve(folders, part, loading);
    switch (found.kind) {
      case 'foreign':
        return { target, module, files: [found.file], isPackage: false };
      case 'package': {
        const files = foreignFiles(found.folder, loading);
        if (files.length > 0) within = { target, module, files, isPackage: true };
        folders = [found.folder];
        break;
      }
      case 'namespace':
        folders = found.folders;
        break;
      case 'other':
        return within;
    }
  }
  return within;
}

type Found =
  | { readonly kind: 'foreign'; readonly file: string }
  | { readonly kind: 'package'; readonly folder: string }
  | { readonly kind: 'namespace'; readonly folders: readonly string[] }
  /** A module that can be loaded, or none that is known. */
  | { readonly kind: 'other' };

/** As importlib's path finder does: the first entry that has it, packages before modules. */
function resolve(folders: readonly string[], name: string, loading: Loading): Found {
  const portions: string[] = [];
  let foreign: string | null = null;
  for (const folder of folders) {
    const names = namesIn(folder);
    if (names.has(name)) {
      const below = join(folder, name);
      const inside = namesIn(below);
      if (endings('__init__', loading).some((one) => inside.has(one)))
        return { kind: 'package', folder: below };
      if (inside.size > 0) portions.push(below);
    }
    for (const ending of endings(name, loading)) {
      if (!names.has(ending)) continue;
      const file = join(folder, ending);
      return isForeign(file, loading) ? { kind: 'foreign', file: ending } : { kind: 'other' };
    }
    foreign ??= foreignFile(names, name, loading);
  }
  // A folder without __init__ is a package only where nothing else has the name.
  if (foreign !== null) return { kind: 'foreign', file: foreign };
  return portions.length > 0 ? { kind: 'namespace', folders: portions } : { kind: 'other' };
}

const endings = (name: string, { extensions }: Loading): string[] =>
  [...extensions, ...SOURCES].map((end) => name + end);

function foreignFile(
  names: ReadonlySet<string>,
  name: string,
  { foreign }: Loading,
): string | null {
  for (const libc of LIBCS) {
    const file = `${name}.cpython-311-${foreign}-${libc}.so`;
    if (names.has(file)) return file;
  }
  return null;
}

/** Below a package's folder, those that have no other file in their place. In order. */
function foreignFiles(root: string, loading: Loading): string[] {
  const suffix = new RegExp(`^(.+)\\.cpython-311-${loading.foreign}-(?:${LIBCS.join('|')})\\.so$`);
  const files: string[] = [];
  const pending = [{ folder: root, depth: 0 }];
  let seen = 0;
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { folder, depth } = next;
    const names = namesIn(folder);
    seen += names.size;
    for (const name of names) {
      const stem = suffix.exec(name)?.[1];
      if (stem !== undefined) {
        const isAlone = !endings(stem, loading).some((other) => names.has(other));
        if (isAlone) files.push(join(relative(root, folder), name));
      } else if (
        depth < MAX_DEPTH &&
        seen < MAX_NAMES &&
        /^\w+$/.test(name) &&
        name !== '__pycache__'
      ) {
        pending.push({ folder: join(folder, name), depth: depth + 1 });
      }
    }
  }
  return files.sort((a, b) => depthOf(a) - depthOf(b) || (a < b ? -1 : 1));
}

const depthOf = (file: string): number => file.split('/').length;

interface Listed {
  readonly names: ReadonlySet<string>;
  readonly at: number;
  readonly changed: number;
}

const listed = new Map<string, Listed>();
const nothing: ReadonlySet<string> = new Set();

/** Empty for what is no folder. A folder is listed anew only when it has changed. */
function namesIn(folder: string): ReadonlySet<string> {
  const now = performance.now();
  const known = listed.get(folder);
  if (known !== undefined && now - known.at < FRESH) return known.names;
  const changed = timeOfChange(folder);
  const names = known?.changed === changed ? known.names : changed < 0 ? nothing : list(folder);
  if (listed.size >= MAX_FOLDERS) listed.clear();
  listed.set(folder, { names, at: now, changed });
  return names;
}

/** -1 for what is no folder, or cannot be looked at. */
function timeOfChange(folder: string): number {
  try {
    const status = statSync(fsPath(folder), { throwIfNoEntry: false });
    return status?.isDirectory() ? status.mtimeMs : -1;
  } catch {
    return -1;
  }
}

function list(folder: string): ReadonlySet<string> {
  try {
    return new Set(readdirSync(fsPath(folder)));
  } catch {
    return nothing;
  }
}

/** By the class in the file's header (ELF specification, e_ident). */
function isForeign(file: string, { foreignClass }: Loading): boolean {
  if (!file.endsWith('.so')) return false;
  try {
    const opened = openSync(fsPath(file), 'r');
    try {
      const start = Buffer.alloc(5);
      readSync(opened, start, 0, start.length, 0);
      return start.equals(Buffer.from([0x7f, 0x45, 0x4c, 0x46, foreignClass]));
    } finally {
      closeSync(opened);
    }
  } catch {
    return false;
  }
}
