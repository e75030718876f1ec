/**
 * Writes the generated TypeScript, or with --check tells whether it is current.
 *
 * Maps from: native/helper/symbols.def and observed_types.def, native/helper/layout.def as the C compiler sees it, and
 * runtime.h. Maps to: runtimeSymbols.ts, observedTypes.ts, layout.ts, buildHash.ts and runtimeSignatures.ts in
 * server/src/generated, which are committed.
 */

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { explain } from './setup/failure.mjs';
import { paths } from './setup/paths.mjs';
import { run } from './setup/run.mjs';

const header = (/** @type {string} */ source) =>
  `/** Generated from native/helper/${source} by scripts/generate.mjs; do not edit. */\n\n`;

/**
 * @param {string} text of symbols.def
 * @returns {{ kind: string, name: string }[]} in the order of the wire's symbol index
 */
export function parseSymbols(text) {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '');
  return [...code.matchAll(/^\s*(RUNTIME|CPYTHON|DATA|CONSTANT)\(\s*(\w+)/gm)].map(
    ([, kind = '', name = '']) => ({ kind, name }),
  );
}

/** @param {string} text of symbols.def */
export function formatSymbols(text) {
  const symbols = parseSymbols(text);
  const names = (/** @type {string} */ kind) =>
    symbols.filter((symbol) => symbol.kind === kind).map((symbol) => symbol.name);
  const types = [
    ['RuntimeFunction', 'RUNTIME', 'A function of runtime.h, regparm(3).'],
    ['CPythonSymbol', 'CPYTHON', 'A function (cdecl) or an object of CPython.'],
    ['DataSymbol', 'DATA', "An address of the helper's own, or inside CPython's state."],
    ['ConstantSymbol', 'CONSTANT', 'A number that compiled code uses as an immediate.'],
  ].map(([type = '', kind = '', doc = '']) => {
    const members = names(kind).map((name) => `\n  | '${name}'`);
    return `/** ${doc} */\nexport type ${type} =${members.join('') || ' never'};\n`;
  });
  const rows = symbols
    .map(({ kind, name }) => `  { name: '${name}', kind: '${kind}' },\n`)
    .join('');
  return [
    header('symbols.def'),
    ...types.map((type) => `${type}\n`),
    'export type RuntimeSymbol = RuntimeFunction | CPythonSymbol | DataSymbol | ConstantSymbol;\n\n',
    "export type SymbolKind = 'RUNTIME' | 'CPYTHON' | 'DATA' | 'CONSTANT';\n\n",
    'interface SymbolRow {\n  readonly name: RuntimeSymbol;\n  readonly kind: SymbolKind;\n}\n\n',
    `const rows: readonly SymbolRow[] = [\n${rows}];\n\n`,
    "/** In the order of the wire's symbol index. */\n",
    'export const runtimeSymbols: readonly RuntimeSymbol[] = rows.map((row) => row.name);\n\n',
    'export const symbolKinds: ReadonlyMap<RuntimeSymbol, SymbolKind> = new Map(\n',
    '  rows.map((row) => [row.name, row.kind]),\n);\n\n',
    'export const symbolIndices: ReadonlyMap<string, number> = new Map(\n',
    '  rows.map((row, index) => [row.name, index]),\n);\n',
  ].join('');
}

/** @param {string} text of observed_types.def */
export function formatObservedTypes(text) {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '');
  const names = [...code.matchAll(/^OBSERVED\((\w+),/gm)].map(([, name = '']) => name);
  return [
    header('observed_types.def'),
    '/** In the order of the bits. */\n',
    `export const listedTypes = [\n${names.map((name) => `  '${name}',\n`).join('')}] as const;\n`,
  ].join('');
}

/** @param {string} text of layout.txt: `offset TYPE FIELD NUMBER` and `constant - NAME NUMBER` lines */
export function formatLayout(text) {
  /** @type {Map<string, [string, string][]>} */
  const structures = new Map();
  /** @type {[string, string][]} */
  const constants = [];
  for (const line of text.trim().split('\n')) {
    const [kind, group = '', name = '', value = ''] = line.split(' ');
    if (kind === 'constant') {
      constants.push([name, value]);
    } else {
      structures.set(group, [...(structures.get(group) ?? []), [name, value]]);
    }
  }
  const fields = (/** @type {[string, string][]} */ entries, /** @type {string} */ indent) =>
    entries.map(([name, value]) => `${indent}${name}: ${value},\n`).join('');
  return [
    header('layout.def'),
    "/** Byte offsets of fields in CPython's i386 structures; `size` is the structure's own. */\n",
    'export const layout = {\n',
    ...[...structures].map(([type, entries]) => `  ${type}: {\n${fields(entries, '    ')}  },\n`),
    '} as const;\n\n',
    `export const constants = {\n${fields(constants, '  ')}} as const;\n`,
  ].join('');
}

/** @param {string[]} texts of symbols.def, observed_types.def and layout.txt */
export function formatBuildHash(...texts) {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(text);
  const digest = hash.digest('hex');
  return [
    header('symbols.def, observed_types.def and layout.def'),
    '/** The helper that this compiler writes code for says this number when it connects. */\n',
    `export const helperBuildHash = 0x${digest.slice(0, 8)};\n`,
  ].join('');
}

/**
 * @param {string} text of runtime.h
 * @returns {{ name: string, signature: string, comment: string }[]}
 */
export function parseSignatures(text) {
  const pattern =
    /((?:\/\*(?:(?!\*\/)[\s\S])*\*\/\n)?)RT ([^;]+);(?:[ \t]*\/\*((?:(?!\*\/).)*)\*\/)?/g;
  const found = [...text.matchAll(pattern)].map(([, before = '', declaration = '', after = '']) => {
    const plain = (/** @type {string} */ comment) =>
      comment
        .replace(/^\/\*|\*\/$/g, '')
        .replace(/\s+/g, ' ')
        .trim();
    const above = plain(before.trim());
    const comments = [above.startsWith('--') ? '' : above, plain(after)];
    const signature = declaration.replace(/\s+/g, ' ').trim();
    return {
      name: /(\w+)\(/.exec(signature)?.[1] ?? '',
      signature,
      comment: comments.filter((comment) => comment !== '').join(' '),
    };
  });
  return found.filter(({ name }) => name.startsWith('rt_'));
}

/** @param {string} text of runtime.h */
export function formatSignatures(text) {
  const rows = parseSignatures(text).map(
    ({ name, signature, comment }) =>
      `  ${name}: {\n    signature: ${JSON.stringify(signature)},\n    comment: ${JSON.stringify(comment)},\n  },\n`,
  );
  return [
    header('runtime.h'),
    'export interface RuntimeSignature {\n',
    '  /** As in C; the first three words are passed in eax, edx and ecx. */\n',
    '  readonly signature: string;\n',
    '  /** What the header says of it; often empty. */\n',
    '  readonly comment: string;\n}\n\n',
    'export const runtimeSignatures: Readonly<Record<string, RuntimeSignature>> = {\n',
    ...rows,
    '};\n',
  ].join('');
}

/** @returns {Promise<Map<string, string>>} the generated files' paths and texts */
export async function generated() {
  const native = paths.helperSource;
  await run('make', ['-s', '-C', native, 'layout']);
  const read = (/** @type {string} */ name) => readFileSync(join(native, name), 'utf8');
  const folder = join(paths.server, 'src', 'generated');
  return new Map([
    [join(folder, 'runtimeSymbols.ts'), formatSymbols(read('symbols.def'))],
    [join(folder, 'layout.ts'), formatLayout(read('build/layout.txt'))],
    [join(folder, 'runtimeSignatures.ts'), formatSignatures(read('runtime.h'))],
    [join(folder, 'observedTypes.ts'), formatObservedTypes(read('observed_types.def'))],
    [
      join(folder, 'buildHash.ts'),
      formatBuildHash(read('symbols.def'), read('observed_types.def'), read('build/layout.txt')),
    ],
  ]);
}

/** @param {string} path */
function textOf(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** @param {boolean} check only look */
async function main(check) {
  for (const [path, text] of await generated()) {
    if (textOf(path) === text) {
      continue;
    }
    if (check) {
      console.error(`${path} is not current: run "npm run generate" and commit the result.`);
      process.exitCode = 1;
    } else {
      mkdirSync(join(path, '..'), { recursive: true });
      writeFileSync(path, text);
      console.log(`wrote ${path}`);
    }
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  main(process.argv.includes('--check')).catch((error) => {
    const failure = explain(error, 'generating the layout');
    console.error(`${failure.message}\n${failure.detail}`);
    process.exitCode = 1;
  });
}
