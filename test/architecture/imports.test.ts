/**
 * Imports point one way: cli, lsp → language → compiler → bytecode → opcodes, and compiler →
 * assembler. A folder may import from itself and from the folders listed for it.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const source = fileURLToPath(new URL('../../server/src', import.meta.url));

const allowed: Record<string, readonly string[]> = {
  generated: [],
  opcodes: ['generated'],
  assembler: [],
  bytecode: ['opcodes', 'generated'],
  compiler: ['bytecode', 'opcodes', 'assembler', 'generated'],
  helper: ['compiler', 'language', 'bytecode', 'opcodes', 'generated'],
  language: ['compiler', 'bytecode', 'opcodes', 'assembler', 'generated'],
  run: ['helper', 'language', 'compiler', 'bytecode', 'opcodes', 'generated'],
  cli: ['lsp', 'run', 'helper', 'language', 'compiler', 'bytecode', 'opcodes', 'generated'],
  web: ['lsp', 'helper', 'language', 'compiler'],
  lsp: ['run', 'helper', 'language', 'compiler', 'bytecode', 'opcodes', 'assembler', 'generated'],
};

/** Node's own modules may be used only by what talks to the outside. */
const impure = ['helper', 'run', 'cli', 'lsp'];

/** The service in Python, which bundles for browsers carry as text. */
const isOfService = (target: string): boolean => target.endsWith('.py');

interface Import {
  readonly file: string;
  readonly from: string;
  readonly target: string;
}

function importsOf(folder: string): Import[] {
  const found: Import[] = [];
  for (const name of readdirSync(join(source, folder), { recursive: true, encoding: 'utf8' })) {
    if (name.endsWith('.ts')) {
      const file = join(source, folder, name);
      const text = readFileSync(file, 'utf8');
      for (const match of text.matchAll(/(?:\bfrom|\bimport\(?)\s*'([^']+)'/g)) {
        found.push({ file: relative(source, file), from: dirname(file), target: match[1] ?? '' });
      }
    }
  }
  return found;
}

const folders = readdirSync(source, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

it('are of known folders', () => {
  expect(folders.filter((folder) => !(folder in allowed))).toEqual([]);
});

it.each(folders)('of %s point the right way', (folder) => {
  const wrong = importsOf(folder).filter(({ from, target }) => {
    if (!target.startsWith('.')) {
      return target.startsWith('node:') && !impure.includes(folder);
    }
    const path = relative(source, resolve(from, target));
    const to = path.split('/')[0] ?? '';
    // Outside server/src lie the checks that set-up and doctor share.
    return path.startsWith('..')
      ? !impure.includes(folder) && !isOfService(target)
      : to !== folder && !allowed[folder]?.includes(to);
  });
  expect(wrong.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
});
