/**
 * The colours of listings: rules one by one (the .ncasm files beside this one, each row with the
 * scopes it must have), and real listings of the examples, in which no row may be left without
 * them.
 */

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { IGrammar, IRawGrammar } from 'vscode-textmate';
import { beforeAll, describe, expect, it } from 'vitest';

const here = dirname(fileURLToPath(import.meta.url));
const project = dirname(dirname(here));
const require = createRequire(import.meta.url);

it.each(readdirSync(here).filter((name) => name.endsWith('.ncasm')))('%s', (name) => {
  const tester = require.resolve('vscode-tmgrammar-test/dist/unit.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [tester, join(here, name)], {
    cwd: project,
    encoding: 'utf8',
  });
  expect(stdout + stderr).toMatch(/run successful/);
  expect(status).toBe(0);
});

describe('of real listings', () => {
  let grammar: IGrammar;
  beforeAll(async () => {
    grammar = await loadGrammar();
  });

  it.each([
    ['asm'],
    ['asm', '--target', 'x86-64'],
    ['asm', '--syntax', 'att'],
    ['asm', '--bytes'],
    ['asm', '--detail', 'hot', '--bytes'],
    ['asm', '--detail', 'all', '--bytes'],
    ['mixed'],
    ['mixed', '--detail', 'all'],
    ['dis'],
  ])('%s %s %s', (...args: string[]) => {
    const uncoloured: string[] = [];
    for (const example of ['routes.py', 'nbody.py:advance']) {
      for (const row of listing([...args, join('examples', example)])) {
        const wanted = scopeOf(row);
        if (wanted !== null && !scopesOf(grammar, row).includes(wanted)) uncoloured.push(row);
      }
    }
    expect(uncoloured).toEqual([]);
  });

  it('every machine row has an offset, a mnemonic, and operands with scopes of their own', () => {
    for (const row of listing(['asm', join('examples', 'nbody.py:advance')])) {
      if (!row.startsWith('  ')) continue;
      const { tokens } = grammar.tokenizeLine(row, null);
      for (const { startIndex, endIndex, scopes } of tokens) {
        const text = row.slice(startIndex, endIndex);
        if (text.trim() !== '')
          expect([text, scopes.length]).toEqual([text, Math.max(3, scopes.length)]);
      }
    }
  });
});

/** What kind of row it is, told by its form alone and not by the grammar. */
function scopeOf(row: string): string | null {
  const suffix = '.nativecompile-asm';
  if (row === '') return null;
  if (/^ {2}[0-9a-f]{4,} +[▸▾]/.test(row)) return `meta.summary-row${suffix}`;
  if (/^ {2}[0-9a-f]{4}/.test(row)) return `meta.machine-row${suffix}`;
  if (/^; +\d+ │/.test(row)) return `meta.source-row${suffix}`;
  if (/^; +\S+ +\d+ [A-Z_]+/.test(row)) return `meta.bytecode-row${suffix}`;
  if (/^; ──/.test(row)) return `markup.heading.separator${suffix}`;
  if (/CPython 3\.11$|^; native |^; \d+ instruction/.test(row)) {
    return `comment.block.documentation.header${suffix}`;
  }
  if (row.startsWith(';')) return `comment.line.semicolon${suffix}`;
  return row.startsWith('.') ? `entity.name.label${suffix}` : `entity.name.function${suffix}`;
}

function scopesOf(grammar: IGrammar, row: string): string[] {
  return grammar.tokenizeLine(row, null).tokens.flatMap(({ scopes }) => scopes);
}

function listing(args: readonly string[]): string[] {
  const program = join(project, 'server', 'bin', 'nativecompile-node');
  const { stdout, stderr, status } = spawnSync(process.execPath, [program, ...args], {
    cwd: project,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  expect([status, stderr]).toEqual([0, '']);
  return stdout.split('\n');
}

async function loadGrammar(): Promise<IGrammar> {
  const { Registry, parseRawGrammar }: typeof import('vscode-textmate') =
    require('vscode-textmate');
  const oniguruma: typeof import('vscode-oniguruma') = require('vscode-oniguruma');
  const wasm = readFileSync(require.resolve('vscode-oniguruma/release/onig.wasm'));
  await oniguruma.loadWASM(new Uint8Array(wasm).buffer);
  const path = join(project, 'syntaxes', 'nativecompile-asm.tmLanguage.json');
  const raw: IRawGrammar = parseRawGrammar(readFileSync(path, 'utf8'), path);
  const registry = new Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (sources) => new oniguruma.OnigScanner(sources),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    // Python's own grammar is VS Code's.
    loadGrammar: async (scope) => (scope === raw.scopeName ? raw : null),
  });
  const grammar = await registry.loadGrammar(raw.scopeName);
  if (grammar === null) throw new Error('The grammar cannot be read.');
  return grammar;
}
