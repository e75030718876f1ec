/**
 * Lowering is written once: registers, instructions, sizes of words and offsets of fields are the
 * business of the macro assembler and of the descriptions of targets. What the rest of the compiler
 * has of the assembler are labels and conditions, and the finished code.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const compiler = fileURLToPath(new URL('../../server/src/compiler', import.meta.url));

/** Names of the assembler that speak of no processor. */
const neutral: ReadonlySet<string> = new Set([
  'AssembledCode',
  'CODE_SYMBOL',
  'Condition',
  'Label',
  'RelocationTable',
  'fieldLength',
  'negate',
]);

const isLowering = (name: string): boolean =>
  name.endsWith('.ts') && !name.startsWith('masm/') && !name.startsWith('target/');

const files = readdirSync(compiler, { recursive: true, encoding: 'utf8' })
  .filter(isLowering)
  .map((name) => ({ name, text: readFileSync(join(compiler, name), 'utf8') }));

/** The names that a file imports from files whose path matches. */
function importedFrom(text: string, path: RegExp): string[] {
  return [...text.matchAll(/import (?:type )?\{([^}]*)\} from '([^']*)';/g)]
    .filter(([, , from = '']) => path.test(from))
    .flatMap(([, names = '']) => names.split(','))
    .map((name) => name.replace(/\btype\b/, '').trim())
    .filter((name) => name !== '');
}

it('there are files to look at', () => {
  expect(files.length).toBeGreaterThan(20);
  expect(importedFrom("import { type Label, mem } from '../assembler/x.js';", /assembler/)).toEqual(
    ['Label', 'mem'],
  );
});

it.each(files)('$name takes no instruction and no register from the assembler', ({ text }) => {
  const taken = importedFrom(text, /\/assembler\//);
  expect(taken.filter((name) => !neutral.has(name))).toEqual([]);
});

it.each(files)('$name names no register', ({ text }) => {
  expect(
    text.match(/\b(?:[er]?[abcd]x|[er][sd]i|[er][sb]p|[abcd]l|r(?:8|9|1[0-5]))\b|\bxmm\d/),
  ).toBeNull();
});

it.each(files)('$name has of no target what others have otherwise', ({ text }) => {
  expect(importedFrom(text, /\/generated\/targetLayouts\.js$/)).toEqual([]);
  const targets = importedFrom(text, /\/target\/x86_\d+\.js$/);
  expect(targets).toEqual([]);
});
