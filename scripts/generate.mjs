/**
 * Writes the generated TypeScript, or with --check tells whether it is current.
 *
 * Maps from: native/helper/symbols.def, observed_types.def and runtime.h; the structures and
 * numbers of native/helper/layout.def and of the files of shared_declare.h, as the C compiler has
 * them. Maps to: the files of server/src/generated, which are committed.
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
    ['RuntimeFunction', 'RUNTIME', 'A function of runtime.h.'],
    ['CPythonSymbol', 'CPYTHON', 'A function or an object of CPython.'],
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
    'export type RuntimeSymbol = RuntimeFunction | CPythonSymbol | DataSymbol | ' +
      'ConstantSymbol;\n\n',
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

/** What code is compiled for. */
export const targetNames = /** @type {const} */ (['x86-32', 'x86-64']);

/** @typedef {typeof targetNames[number]} TargetName */

/**
 * @typedef {object} Structure
 * @property {string} name
 * @property {boolean} wire whether it is the same on all targets, since its bytes are written or
 *   read by the other side
 * @property {number | null} size in bytes; null for CPython's, whose size is its own business
 * @property {{ name: string, offset: number, width: number }[]} fields
 *
 * @typedef {object} Layout
 * @property {Structure[]} structures
 * @property {{ name: string, values: [string, number][] }[]} enumerations
 * @property {[string, number][]} constants
 */

/**
 * @param {string} text of layout.txt, the lines that layout.c makes: `wire NAME SIZE`, `structure
 *   NAME SIZE`, `foreign NAME`, after these `field NAME OFFSET WIDTH`; `enumeration NAME`, after it
 *   `value NAME NUMBER`; `constant NAME NUMBER`
 * @returns {Layout}
 */
export function parseLayout(text) {
  /** @type {Layout} */
  const layout = { structures: [], enumerations: [], constants: [] };
  const begin = (/** @type {Omit<Structure, 'fields'>} */ structure) =>
    layout.structures.push({ ...structure, fields: [] });
  for (const line of text.trim().split('\n')) {
    const [kind, name = '', first, second] = line.split(' ');
    const number = Number(first);
    if (kind === 'wire') begin({ name, wire: true, size: number });
    else if (kind === 'structure') begin({ name, wire: false, size: number });
    else if (kind === 'foreign') begin({ name, wire: false, size: null });
    else if (kind === 'enumeration') layout.enumerations.push({ name, values: [] });
    else if (kind === 'constant') layout.constants.push([name, number]);
    else if (kind === 'value') layout.enumerations.at(-1)?.values.push([name, number]);
    else if (kind === 'field') {
      layout.structures.at(-1)?.fields.push({ name, offset: number, width: Number(second) });
    } else throw new Error(`layout.txt has a line of an unknown kind: ${line}`);
  }
  return layout;
}

/** @typedef {Readonly<Record<TargetName, Layout>>} Layouts */

const layoutSources =
  'layout.def, caches.def, counters.def, image.def, image_cache.def, profile.def and protocol.def';

/** @param {string} indent @param {readonly (readonly [string, number | string])[]} entries */
function members(indent, entries) {
  return entries.map(([name, value]) => `${indent}${name}: ${value},\n`);
}

/**
 * Constants that are the same on all targets, and those that are not.
 * @param {Layouts} layouts
 */
function sortConstants(layouts) {
  /** @type {Map<string, Record<TargetName, number>>} */
  const values = new Map();
  for (const target of targetNames) {
    for (const [name, value] of layouts[target].constants) {
      values.set(name, {
        ...(values.get(name) ?? { 'x86-32': Number.NaN, 'x86-64': Number.NaN }),
        [target]: value,
      });
    }
  }
  const isSame = (/** @type {Record<TargetName, number>} */ value) =>
    targetNames.every((target) => value[target] === value['x86-32']);
  const all = [...values];
  return {
    same: all.flatMap(([name, value]) =>
      isSame(value) ? [/** @type {[string, number]} */ ([name, value['x86-32']])] : [],
    ),
    different: all.filter(([, value]) => !isSame(value)),
  };
}

/**
 * layout.ts: what is the same on all targets.
 * @param {Layouts} layouts
 */
export function formatLayout(layouts) {
  const { structures, enumerations } = layouts['x86-32'];
  const wired = structures.filter(({ wire }) => wire);
  for (const target of targetNames) {
    const there = layouts[target];
    if (JSON.stringify(there.structures.filter(({ wire }) => wire)) !== JSON.stringify(wired)) {
      throw new Error(`a structure of the wire is another on ${target}`);
    }
    if (JSON.stringify(there.enumerations) !== JSON.stringify(enumerations)) {
      throw new Error(`an enumeration is another on ${target}`);
    }
  }
  const fields = (/** @type {Structure} */ { fields }) =>
    fields.map(
      ({ name, offset, width }) => `    ${name}: { offset: ${offset}, width: ${width} },\n`,
    );
  return [
    header(layoutSources),
    '/** Bytes of a field; a machine word has 4 or 8, as its target has it. */\n',
    "export type Width = 1 | 2 | 4 | 8 | 'word';\n\n",
    '/** A field of a structure: where it begins in it, in bytes, and how long it is. */\n',
    'export interface Field<W extends Width = Width> {\n',
    '  readonly offset: number;\n  readonly width: W;\n}\n\n',
    '/** Structures whose bytes host and helper exchange, the same on all targets. */\n',
    'export const layout = {\n',
    ...wired.flatMap((one) => [`  ${one.name}: {\n`, ...fields(one), '  },\n']),
    '} as const;\n\n/** Their sizes in bytes. */\n',
    'export const sizes = {\n',
    ...members(
      '  ',
      wired.map(({ name, size }) => /** @type {const} */ ([name, size ?? 0])),
    ),
    '} as const;\n\nexport const constants = {\n',
    ...members('  ', sortConstants(layouts).same),
    '} as const;\n',
    ...enumerations.flatMap(({ name, values }) => [
      `\nexport const ${name} = {\n`,
      ...members('  ', values),
      '} as const;\n',
    ]),
  ].join('');
}

/**
 * The width of a field as TypeScript has it, from its bytes on each target.
 * @param {string} field
 * @param {Record<TargetName, number>} bytes
 */
function widthOf(field, bytes) {
  const here = bytes['x86-32'];
  const there = bytes['x86-64'];
  if (here === there && [1, 2, 4, 8].includes(here)) return String(here);
  if (here === 4 && there === 8) return "'word'";
  throw new Error(`${field} has ${here} bytes on x86-32 and ${there} on x86-64`);
}

/**
 * targetLayouts.ts: what each target has its own of, and the one type of it.
 * @param {Layouts} layouts
 */
export function formatTargetLayouts(layouts) {
  const own = (/** @type {TargetName} */ target) =>
    layouts[target].structures.filter(({ wire }) => !wire);
  const names = (/** @type {TargetName} */ target) =>
    own(target).map(({ name, fields }) => [name, fields.map((field) => field.name)]);
  for (const target of targetNames) {
    if (JSON.stringify(names(target)) !== JSON.stringify(names('x86-32'))) {
      throw new Error(`structures have other fields on ${target}`);
    }
  }
  const { different } = sortConstants(layouts);
  const width = (/** @type {number} */ structure, /** @type {number} */ field) => {
    const at = (/** @type {TargetName} */ target) => own(target)[structure]?.fields[field];
    const name = `${own('x86-32')[structure]?.name}.${at('x86-32')?.name}`;
    return widthOf(name, {
      'x86-32': at('x86-32')?.width ?? 0,
      'x86-64': at('x86-64')?.width ?? 0,
    });
  };
  const sized = (/** @type {TargetName} */ target) =>
    own(target).flatMap(({ name, size }) =>
      size === null ? [] : [/** @type {[string, number]} */ ([name, size])],
    );
  const types = own('x86-32').flatMap(({ name, fields }, structure) => [
    `    readonly ${name}: {\n`,
    ...fields.map((field, at) => `      readonly ${field.name}: Field<${width(structure, at)}>;\n`),
    '    };\n',
  ]);
  const numbers = (/** @type {readonly (readonly [string, unknown])[]} */ entries) =>
    entries.map(([name]) => `    readonly ${name}: number;\n`);
  const value = (/** @type {TargetName} */ target) => [
    `  '${target}': {\n    layout: {\n`,
    ...own(target).flatMap(({ name, fields }, structure) => [
      `      ${name}: {\n`,
      ...fields.map(
        (field, at) =>
          `        ${field.name}: { offset: ${field.offset}, width: ${width(structure, at)} },\n`,
      ),
      '      },\n',
    ]),
    '    },\n    sizes: {\n',
    ...members('      ', sized(target)),
    '    },\n    constants: {\n',
    ...members(
      '      ',
      different.map(([name, of]) => /** @type {const} */ ([name, of[target]])),
    ),
    '    },\n  },\n',
  ];
  return [
    header(layoutSources),
    "import type { Field } from './layout.js';\n\n",
    '/** What a target has its own of. */\n',
    'export interface TargetLayout {\n',
    "  /** Structures of CPython and of the helper, by C's names. */\n",
    '  readonly layout: {\n',
    ...types,
    "  };\n  /** Sizes of the helper's structures in bytes. */\n  readonly sizes: {\n",
    ...numbers(sized('x86-32')),
    '  };\n  readonly constants: {\n',
    ...numbers(different),
    '  };\n}\n\n',
    `export const targetLayouts: Readonly<Record<${targetNames.map((name) => `'${name}'`).join(' | ')}, TargetLayout>> = {\n`,
    ...targetNames.flatMap(value),
    '};\n',
  ].join('');
}

/**
 * What both sides must agree on, for a target; the Makefile's build_hash.h is of the same, in this
 * order.
 */
export const hashedFiles = (/** @type {TargetName} */ target) => [
  'symbols.def',
  'observed_types.def',
  'runtime.h',
  `build/${target}/layout.txt`,
];

/**
 * What the hash of the helper that is built against CPython's debug build has beside the same
 * files; the Makefile's VARIANT.
 */
export const debugVariant = 'counts references';

/** @param {readonly string[]} texts of hashedFiles, and the variant */
export function buildHash(texts) {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(text);
  return `0x${hash.digest('hex').slice(0, 8)}`;
}

/**
 * @param {Readonly<Record<TargetName, string>>} hashes of buildHash
 * @param {Readonly<Record<TargetName, string>>} debugHashes those of the debug builds
 */
export function formatBuildHashes(hashes, debugHashes) {
  const rows = (/** @type {Readonly<Record<TargetName, string>>} */ values) =>
    targetNames.map((target) => `  '${target}': ${values[target]},\n`);
  const type = `Readonly<Record<${targetNames.map((name) => `'${name}'`).join(' | ')}, number>>`;
  return [
    header('symbols.def, observed_types.def, runtime.h and what layout.ts is made from'),
    "/** The helper that a target's compiler writes code for says this number when it " +
      'connects. */\n',
    `export const helperBuildHashes: ${type} = {\n`,
    ...rows(hashes),
    '};\n\n',
    "/** That of the helper that is built against CPython's debug build, whose machine code " +
      'counts all references. */\n',
    `export const debugHelperBuildHashes: ${type} = {\n`,
    ...rows(debugHashes),
    '};\n',
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
    '  /** As in C. */\n',
    '  readonly signature: string;\n',
    '  /** What the header says of it; often empty. */\n',
    '  readonly comment: string;\n}\n\n',
    'export const runtimeSignatures: Readonly<Record<string, RuntimeSignature>> = {\n',
    ...rows,
    '};\n',
  ].join('');
}

/**
 * What a function takes, by the type of the parameter, and where that says too little by its name
 * too.
 */
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
  [/^(?:int|long) \w+$/, 'number'],
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

/**
 * @param {readonly (readonly [RegExp, string])[]} kinds
 * @param {string} declared
 * @param {string} where
 */
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
    ' * What functions that compiled code calls do with references. A `stolen` argument is ' +
      'theirs from then on, a\n',
    " * `borrowed` one stays the caller's; an `object` that they give is a new reference, or " +
      'NULL with an exception.\n',
    ' */\n',
    'export const runtimeFunctions = {\n',
    ...rows,
    '} as const;\n',
  ].join('');
}

/**
 * @template T
 * @param {(target: TargetName) => T} value
 * @returns {Record<TargetName, T>}
 */
function ofTargets(value) {
  return { 'x86-32': value('x86-32'), 'x86-64': value('x86-64') };
}

/** @returns {Promise<Map<string, string>>} the generated files' paths and texts */
export async function generated() {
  const native = paths.helperSource;
  await run('make', ['-s', '-C', native, 'layout']);
  const read = (/** @type {string} */ name) => readFileSync(join(native, name), 'utf8');
  const folder = join(paths.server, 'src', 'generated');
  const layouts = ofTargets((target) => parseLayout(read(`build/${target}/layout.txt`)));
  const hashed = ofTargets((target) => hashedFiles(target).map(read));
  const hashes = ofTargets((target) => buildHash(hashed[target]));
  const debugHashes = ofTargets((target) => buildHash([...hashed[target], debugVariant]));
  return new Map([
    [join(folder, 'runtimeSymbols.ts'), formatSymbols(read('symbols.def'))],
    [join(folder, 'layout.ts'), formatLayout(layouts)],
    [join(folder, 'targetLayouts.ts'), formatTargetLayouts(layouts)],
    [join(folder, 'runtimeSignatures.ts'), formatSignatures(read('runtime.h'))],
    [join(folder, 'runtimeFunctions.ts'), formatFunctions(read('runtime.h'))],
    [join(folder, 'observedTypes.ts'), formatObservedTypes(read('observed_types.def'))],
    [join(folder, 'buildHash.ts'), formatBuildHashes(hashes, debugHashes)],
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
