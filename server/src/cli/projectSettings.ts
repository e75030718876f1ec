/**
 * What a project says in its pyproject.toml.
 *
 * Maps from: the folder of a file. Maps to: the options with what [tool.nativecompile] of the
 * nearest pyproject.toml wants, where the command line has not said it. The file is read, never
 * executed. What is unknown or makes no sense is warned of and not used.
 */

import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fsPath } from '../helper/rawBytes.js';
import { errorCode, errorText } from '../helper/failure.js';
import type { Severity } from '../language/diagnostics.js';
import { globMatcher } from '../lsp/globs.js';
import { readSettings } from '../lsp/settings.js';
import type { Options } from './arguments.js';
import { STDIN } from './sources.js';
import { didYouMean, nearest } from './suggestions.js';
import { printError } from './terminal.js';
import { UsageError } from './usage.js';

export interface Project {
  readonly options: Options;
  readonly severity: ReadonlyMap<string, Severity | 'off'>;
  readonly hintCategories: ReadonlyMap<string, boolean>;
  /** Whether a file that was found in a folder is left out. */
  isExcluded(path: string): boolean;
}

type Table = Readonly<Record<string, unknown>>;

const isTable = (value: unknown): value is Table =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

const FILE = 'pyproject.toml';
/** A person chooses the programs that are started; a project does not. */
const machineOnly = ['helper.path', 'helper.python'];

/** @param path a file or a folder, as it was written */
export async function projectOf(path: string, options: Options): Promise<Project> {
  const found = await findTable(path === STDIN ? '.' : path);
  if (found === null) return withTable(options, {}, '');
  const warn = (text: string): void => printError(`nativecompile: ${found.file}: ${text}\n`);
  for (const problem of unknownKeys(found.table)) warn(problem);
  for (const problem of readSettings(withoutMachine(found.table)).problems) warn(problem);
  return withTable(options, withoutMachine(found.table), dirname(found.file));
}

function withTable(options: Options, table: Table, folder: string): Project {
  const { settings } = readSettings(table);
  const { said } = options;
  const has = (key: string): boolean => valueAt(table, key) !== undefined;
  const target = said.has('--target') || !has('target') ? options.target : settings.target;
  const without = said.has('--without') ? options.run.without : [...settings.excludeOpcodes];
  const excluded = settings.exclude.map(globMatcher);
  return {
    options: {
      ...options,
      target,
      run: { ...options.run, without },
      hints: options.hints || settings.hints,
      ...(has('view.detail') && !said.has('--detail') ? { detail: settings.detail } : {}),
      ...(has('view.syntax') && !said.has('--syntax') ? { syntax: settings.syntax } : {}),
      ...(has('view.showBytes') && !said.has('--bytes') && !said.has('--no-bytes')
        ? { bytes: settings.showBytes }
        : {}),
      source: options.source && settings.interleaveSource,
    },
    severity: settings.severity,
    hintCategories: settings.hintCategories,
    isExcluded: (path) => {
      const inProject = relative(folder, resolve(path));
      return excluded.some((matches) => matches(inProject));
    },
  };
}

async function findTable(path: string): Promise<{ file: string; table: Table } | null> {
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    const file = join(folder, FILE);
    const text = readText(file);
    if (text !== null) {
      const table = await tableIn(file, text);
      return table === null ? null : { file, table };
    }
    if (folder === dirname(folder)) return null;
  }
}

function readText(file: string): string | null {
  try {
    return readFileSync(fsPath(file), 'utf8');
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new UsageError(`can't open file '${file}': ${errorText(error)}`);
  }
}

async function tableIn(file: string, text: string): Promise<Table | null> {
  // Most projects do not mention it, and need no parser.
  if (!text.includes('nativecompile')) return null;
  const { parse, TomlError } = await import('smol-toml');
  try {
    const { tool } = parse(text);
    const table = isTable(tool) ? tool.nativecompile : undefined;
    if (table === undefined || isTable(table)) return table ?? null;
    throw new UsageError(`${file}: tool.nativecompile is a table`);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [first = ''] = error.message.split('\n');
    throw new UsageError(`${file}:${error.line}:${error.column}: ${first}`);
  }
}

function unknownKeys(table: Table): string[] {
  const { keys } = readSettings({});
  return namesIn(table, keys).flatMap((key) => {
    if (machineOnly.includes(key)) {
      return [`${key} is not taken from a project: it would choose what is started`];
    }
    if (keys.includes(key)) return [];
    return [`[tool.nativecompile] has no key ${key}${didYouMean(nearest(key, keys))}`];
  });
}

/** With dots; what is below a key that is known is that key's. */
function namesIn(table: Table, keys: readonly string[], before = ''): string[] {
  return Object.entries(table).flatMap(([name, value]) => {
    const key = `${before}${name}`;
    const isSection = keys.some((known) => known.startsWith(`${key}.`));
    return isTable(value) && isSection ? namesIn(value, keys, `${key}.`) : [key];
  });
}

function withoutMachine(table: Table): Table {
  const { helper: _, ...others } = table;
  return Object.fromEntries(Object.entries(others).filter(([key]) => !machineOnly.includes(key)));
}

function valueAt(table: Table, key: string): unknown {
  if (Object.hasOwn(table, key)) return table[key];
  let value: unknown = table;
  for (const part of key.split('.')) value = isTable(value) ? value[part] : undefined;
  return value;
}
