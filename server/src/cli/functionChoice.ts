/**
 * Which of a file's functions somebody means.
 *
 * Maps from: FILE, FILE:NAME, FILE:LINE or FILE:TEXT as written. Maps to: the file, and the
 * functions. A name that is only similar is taken where one function alone is similar; the caller
 * is told.
 */

import { existsSync } from 'node:fs';
import { fsPath } from '../helper/rawBytes.js';
import type { Result } from '../language/listing.js';
import { extent } from '../language/locations.js';
import { type Compiled, STDIN } from './sources.js';
import { didYouMean, meantFunctions } from './suggestions.js';
import { printError } from './terminal.js';
import { UsageError } from './usage.js';
import type { Verb } from './verbs.js';

/** A file's name may hold a colon itself; a name that exists is one. */
export function splitOperand(operand: string): { path: string; scope: string | null } {
  if (existsSync(fsPath(operand))) return { path: operand, scope: null };
  // Text of the source may hold colons, too: the first that ends the name of a file is meant.
  for (let colon = operand.indexOf(':', 1); colon > 0; colon = operand.indexOf(':', colon + 1)) {
    const path = operand.slice(0, colon);
    if (path === STDIN || existsSync(fsPath(path)))
      return { path, scope: operand.slice(colon + 1) };
  }
  return { path: operand, scope: null };
}

/**
 * All functions of that name, since a file may have several; of a line or a text, the innermost
 * that has it.
 */
export function chooseFunctions(compiled: Compiled, scope: string): readonly Result[] {
  const { results, file } = compiled;
  const exact = results.filter(({ code }) => code.qualname === scope);
  if (exact.length > 0) return exact;
  if (/^\d+$/.test(scope)) return [functionOfLine(compiled, Number(scope))];
  const names = [...new Set(results.map(({ code }) => code.qualname))];
  if (scope.trim() === '')
    throw new UsageError(`${file.path} has no function (empty); ${has(names)}`);
  const similar = similarNames(scope, names);
  if (similar.length === 1) {
    printError(`nativecompile: ${scope} is taken for ${similar[0]}\n`);
    return results.filter(({ code }) => code.qualname === similar[0]);
  }
  if (similar.length > 1) {
    throw new UsageError(`${file.path} has no function ${scope}${didYouMean(similar)}`);
  }
  const [found, ...others] = functionsOfText(compiled, scope);
  if (found === undefined) {
    throw new UsageError(`${file.path} has no function ${scope}; ${has(names)}`);
  }
  if (others.length > 0) {
    const places = [found, ...others].map(({ code, line }) => `${code.qualname} (line ${line})`);
    throw new UsageError(`${scope} is in several functions: ${places.slice(0, 5).join(', ')}`);
  }
  return [found.result];
}

/** One function, where only one can be shown; of several of one name the first. */
export function chooseFunction(compiled: Compiled, scope: string): Result {
  const [result] = chooseFunctions(compiled, scope);
  if (result === undefined) throw new UsageError(`${compiled.file.path} has no function ${scope}`);
  return result;
}

/** A file of one function alone, or without any, needs no name. */
export function onlyFunction({ results, file }: Compiled, verb: Verb): string {
  const names = results.map(({ code }) => code.qualname).filter((name) => !/[<]/.test(name));
  if (names.length > 1) {
    throw new UsageError(`${verb} needs the name of a function: ${file.path}:NAME; ${has(names)}`);
  }
  return names[0] ?? '<module>';
}

const KNOWN_LIMIT = 20;

function has(names: readonly string[]): string {
  const more = names.length > KNOWN_LIMIT ? `, and ${names.length - KNOWN_LIMIT} more` : '';
  return `it has ${names.slice(0, KNOWN_LIMIT).join(', ')}${more}`;
}

/**
 * Names that end so, begin so, hold the letters in this order, or are a slip away; the first kind
 * that there is.
 */
function similarNames(scope: string, names: readonly string[]): string[] {
  if (!/^[\w.<>]+$/u.test(scope)) return [];
  const wanted = scope.toLowerCase();
  const last = (name: string): string => name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  const ways: ((name: string) => boolean)[] = [
    (name) => name.endsWith(`.${scope}`),
    (name) => last(name) === wanted || name.toLowerCase() === wanted,
    (name) => last(name).startsWith(wanted),
    (name) => last(name).includes(wanted) || name.toLowerCase().includes(wanted),
  ];
  for (const isLike of ways) {
    const found = names.filter(isLike);
    if (found.length > 0) return found;
  }
  return meantFunctions(scope, names);
}

function functionOfLine({ results, file }: Compiled, line: number): Result {
  const count = file.source.lines.length;
  if (line < 1 || line > count) {
    throw new UsageError(`${file.path} has no line ${line}; it has ${count}`);
  }
  return innermost(results, line);
}

/** Comprehensions and lambdas belong to the function that they are in. */
function innermost(results: readonly Result[], line: number): Result {
  const around = results.filter(
    ({ code }) =>
      !code.name.startsWith('<') &&
      code.firstlineno <= line &&
      line <= code.firstlineno + extent(code).lastLine,
  );
  // Outer ones come before inner ones; the first is the module.
  return around.at(-1) ?? results[0]!;
}

interface Found {
  readonly result: Result;
  readonly code: Result['code'];
  readonly line: number;
}

/** Functions with the text in one of their lines, blanks aside. */
function functionsOfText({ results, file }: Compiled, text: string): Found[] {
  const plain = (part: string): string => part.replace(/\s+/g, '');
  const wanted = plain(text);
  const found = new Map<Result, Found>();
  for (const [index, line] of file.source.lines.entries()) {
    if (!plain(line).includes(wanted)) continue;
    const result = innermost(results, index + 1);
    if (!found.has(result)) found.set(result, { result, code: result.code, line: index + 1 });
  }
  return [...found.values()];
}
