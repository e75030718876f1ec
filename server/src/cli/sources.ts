/**
 * Source files for the verbs that show or judge code without running it.
 *
 * Maps from: a file name. Maps to: its text and its compiled code, or CPython's error. The bytecode
 * comes from the helper's compile service, so that it is CPython's own.
 */

import { createHash } from 'node:crypto';
import { accessSync, constants, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readCode } from '../bytecode/marshal.js';
import { type CompiledCode, compileTree, type Refusal } from '../compiler/index.js';
import type { TargetName } from '../compiler/target/target.js';
import type { CompileService } from '../helper/compileService.js';
import { errorCode, errorText } from '../helper/failure.js';
import { excluded } from '../helper/nativeImages.js';
import { decodeBytes, fsPath } from '../helper/rawBytes.js';
import type { SourceError, SourceWarning } from '../helper/protocol.js';
import { type Directive, isKept, readDirectives } from '../language/directives.js';
import { readSource, type SourceText } from '../language/sourceText.js';
import { UsageError } from './usage.js';

export const STDIN = '-';
/** What standard input is called. */
export const STDIN_NAME = '<stdin>';

export interface SourceFile {
  /** As the user wrote it; `<stdin>` for standard input. */
  readonly path: string;
  /** Without its folder. */
  readonly fileName: string;
  readonly bytes: Uint8Array;
  readonly source: SourceText;
  /** Of the bytes, in hexadecimal. */
  readonly sha256: string;
}

export interface Compiled {
  readonly kind: 'compiled';
  readonly file: SourceFile;
  /** The module's code first, then all that is nested in it. */
  readonly results: readonly (CompiledCode | Refusal)[];
  readonly warnings: readonly SourceWarning[];
  /** Comments in the source that speak to the compiler. */
  readonly directives: readonly Directive[];
  /** Milliseconds in our own compiler. */
  readonly milliseconds: number;
}

export interface NotPython {
  readonly kind: 'error';
  readonly file: SourceFile;
  readonly error: SourceError;
}

export function readSourceFile(path: string): SourceFile {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path === STDIN ? 0 : fsPath(path));
  } catch (error) {
    throw new UsageError(`can't open file '${path}': ${reason(error)}`);
  }
  return {
    path: path === STDIN ? STDIN_NAME : path,
    fileName: path === STDIN ? STDIN_NAME : basename(path),
    bytes,
    source: readSource(bytes),
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
}

/** Refuses a program that cannot be read, before it is run several times in vain. */
export function requireFile([path = '']: readonly string[]): void {
  if (path.startsWith('-')) return;
  try {
    accessSync(fsPath(path), constants.R_OK);
  } catch (error) {
    throw new UsageError(`can't open file '${path}': ${reason(error)}`);
  }
}

function reason(error: unknown): string {
  switch (errorCode(error)) {
    case 'ENOENT':
      return 'there is no such file';
    case 'EISDIR':
      return 'it is a folder';
    case 'EACCES':
      return 'it may not be read';
    default:
      return errorText(error);
  }
}

export async function compileFile(
  service: CompileService,
  file: SourceFile,
  target: TargetName,
  without: readonly string[],
): Promise<Compiled | NotPython> {
  const answer = await service.compile(file.path, file.bytes);
  if (answer.kind === 'syntaxError') return { kind: 'error', file, error: answer };
  const begun = performance.now();
  const directives = readDirectives(file.source.lines);
  const results = compileTree(readCode(answer.code), {
    target,
    without: excluded(without),
    explains: true,
    keeps: (code) => isKept(code, directives),
  });
  const milliseconds = performance.now() - begun;
  return { kind: 'compiled', file, results, directives, warnings: answer.warnings, milliseconds };
}

/** Files as they are, folders as all .py files below them, in a fixed order. */
export function expandFolders(paths: readonly string[]): string[] {
  return paths.flatMap((path) => (path !== STDIN && isFolder(path) ? pythonFiles(path) : [path]));
}

export function isFolder(path: string): boolean {
  return statSync(fsPath(path), { throwIfNoEntry: false })?.isDirectory() === true;
}

function pythonFiles(folder: string): string[] {
  const entries = readdirSync(fsPath(folder), { withFileTypes: true, encoding: 'buffer' })
    .map((entry) => ({ name: decodeBytes(entry.name), isFolder: entry.isDirectory() }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap(({ name, isFolder }) => {
    const path = join(folder, name);
    if (isFolder) return name.startsWith('.') ? [] : pythonFiles(path);
    return name.endsWith('.py') ? [path] : [];
  });
}
