/**
 * Writes the generated TypeScript, or with --check tells whether it is current.
 *
 * Maps from: native/helper/symbols.def, observed_types.def and runtime.h; the structures and numbers of native/helper/layout.def
 * and of the files of shared_declare.h, as the C compiler has them. Maps to: the files of server/src/generated, which are
 * committed.
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

/**
 * @typedef {object} Structure
 * @property {string} name
 * @property {number | null} size in bytes; null for CPython's, whose size is its own business
 * @property {{ name: string, offset: number, width: number }[]} fields
 *
 * @typedef {object} Layout
 * @property {Structure[]} structures
 * @property {{ name: string, values: [string, number][] }[]} enumerations
 * @property {[string, number][]} constants
 */

/**
 * @param {string} text of layout.txt, the lines that layout.c makes: `structure NAME SIZE`, `foreign NAME`, after these
 * `field NAME OFFSET WIDTH`; `enumeration NAME`, after it `value NAME NUMBER`; `constant NAME NUMBER`
 * @returns {Layout}
 */
export function parseLayout(text) {
  /** @type {Layout} */
  const layout = { structures: [], enumerations: [], constants: [] };
  for (const line of text.trim().split('\n')) {
    const [kind, name = '', first, second] = line.split(' ');
    const number = Number(first);
    if (kind === 'structure') layout.structures.push({ name, size: number, fields: [] });
    else if (kind === 'foreign') layout.structures.push({ name, size: null, fields: [] });
    else if (kind === 'enumeration') layout.enumerations.push({ name, values: [] });
    else if (kind === 'constant') layout.constants.push([name, number]);
    else if (kind === 'value') layout.enumerations.at(-1)?.values.push([name, number]);
    else if (kind === 'field') {
      layout.structures.at(-1)?.fields.push({ name, offset: number, width: Number(second) });
    } else throw new Error(`layout.txt has a line of an unknown kind: ${line}`);
  }
  return layout;
}

/** @param {string} text of layout.txt */
export function formatLayout(text) {
  const { structures, enumerations, constants } = parseLayout(text);
  const fields = (/** @type {Structure} */ { fields }) =>
    fields.map(
      ({ name, offset, width }) => `    ${name}: { offset: ${offset}, width: ${width} },\n`,
    );
  const numbers = (/** @type {[string, number][]} */ entries) =>
    entries.map(([name, value]) => `  ${name}: ${value},\n`);
  const sizes = structures.flatMap(({ name, size }) =>
    size === null ? [] : [/** @type {[string, number]} */ ([name, size])],
  );
  return [
    header('layout.def, caches.def, counters.def, image.def and protocol.def'),
    '/** A field of a structure: where it begins in it and how long it is, in bytes. */\n',
    'export interface Field<Width extends number = number> {\n',
    '  readonly offset: number;\n  readonly width: Width;\n}\n\n',
    "/** Structures of CPython and of the helper, by C's names. */\n",
    'export const layout = {\n',
    ...structures.flatMap((one) => [`  ${one.name}: {\n`, ...fields(one), '  },\n']),
    "} as const;\n\n/** Sizes of the helper's structures in bytes. */\n",
    'export const sizes = {\n',
    ...numbers(sizes),
    '} as const;\n\nexport const constants = {\n',
    ...numbers(constants),
    '} as const;\n',
    ...enumerations.flatMap(({ name, values }) => [
      `\nexport const ${name} = {\n`,
      ...numbers(values),
      '} as const;\n',
    ]),
  ].join('');
}

/** What both sides must agree on; the Makefile's build_hash.h is of the same, in this order. */
export const hashedFiles = ['symbols.def', 'observed_types.def', 'runtime.h', 'build/layout.txt'];

/** @param {string[]} texts of hashedFiles */
export function formatBuildHash(...texts) {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(text);
  const digest = hash.digest('hex');
  return [
    header('symbols.def, observed_types.def, runtime.h and what layout.ts is made from'),
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
  const conventions = new Map(
    [...text.matchAll(/^typedef int (\w+);\s*\/\*(.*)\*\/$/gm)].map(
      ([, name = '', comment = '']) => [name, `Returns ${comment.trim()}.`],
    ),
  );
  const found = [...text.matchAll(pattern)].map(([, before = '', declaration = '', after = '']) => {
    const plain = (/** @type {string} */ comment) =>
      comment
        .replace(/^\/\*|\*\/$/g, '')
        .replace(/\s+/g, ' ')
        .trim();
    const above = plain(before.trim());
    const signature = declaration.replace(/\s+/g, ' ').trim();
    const convention = conventions.get(/^\w+/.exec(signature)?.[0] ?? '') ?? '';
    const comments = [above.startsWith('--') ? '' : above, plain(after)];
    const sentence = (/** @type {string} */ comment) =>
      comment === '' || convention === '' || /[.:]$/.test(comment) ? comment : `${comment}.`;
    return {
      name: /(\w+)\(/.exec(signature)?.[1] ?? '',
      signature,
      comment: [...comments.map(sentence), convention].filter((text) => text !== '').join(' '),
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

/** What a function takes, by the type of the parameter, and where that says too little by its name too. */
const parameterKinds = /** @type {const} */ ([
  [/^Frame \*frame$/, 'frame'],
  [/^PyObject \*name$/, 'name'],
  [/^Py(?:Type)?Object \*\w+_borrowed$/, 'borrowed'],
  [/^PyObject \*\w+$/, 'stolen'],
  [/^PyObject \*\*items$/, 'items'],
  [/^PyObject \*\*out$/, 'out'],
  [/^PyObject \*\*local$/, 'local'],
  [/^PyObject \*\*slots$/, 'slots'],
  [/^\w+Cache \*cache$/, 'cache'],
  [/^CounterCell \*cell$/, 'cell'],
  [/^const Site \*site$/, 'site'],
  [/^int \w+$/, 'number'],
  [/^double \w+$/, 'double'],
]);

const resultKinds = /** @type {const} */ ([
  [/^PyObject \*$/, 'object'],
  [/^void \*$/, 'address'],
  [/^void$/, 'none'],
  [/^Status$/, 'status'],
  [/^Truth$/, 'truth'],
  [/^int$/, 'number'],
]);

/** @param {readonly (readonly [RegExp, string])[]} kinds @param {string} declared @param {string} where */
function kindOf(kinds, declared, where) {
  const found = kinds.find(([pattern]) => pattern.test(declared));
  if (found === undefined) throw new Error(`"${declared}" of ${where} is of no kind`);
  return found[1];
}

/** @param {string} text of runtime.h */
export function formatFunctions(text) {
  const rows = parseSignatures(text).map(({ name, signature }) => {
    const [, result = '', parameters = ''] = /^(.*?)rt_\w+\((.*)\)$/.exec(signature) ?? [];
    const declared = parameters === 'void' ? [] : parameters.split(', ');
    const takes = declared.map((parameter) => `'${kindOf(parameterKinds, parameter, name)}'`);
    const gives = kindOf(resultKinds, result.trim(), name);
    return `  ${name}: { takes: [${takes.join(', ')}], gives: '${gives}' },\n`;
  });
  return [
    header('runtime.h'),
    '/**\n',
    ' * What functions that compiled code calls do with references. A `stolen` argument is theirs from then on, a\n',
    " * `borrowed` one stays the caller's; an `object` that they give is a new reference, or NULL with an exception.\n",
    ' */\n',
    'export const runtimeFunctions = {\n',
    ...rows,
    '} as const;\n',
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
    [join(folder, 'runtimeFunctions.ts'), formatFunctions(read('runtime.h'))],
    [join(folder, 'observedTypes.ts'), formatObservedTypes(read('observed_types.def'))],
    [join(folder, 'buildHash.ts'), formatBuildHash(...hashedFiles.map(read))],
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
