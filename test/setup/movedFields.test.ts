/**
 * A field that is moved in a .def file, or a number that is changed there, is seen by everything
 * that checks: the generated TypeScript is not current any more, and helper and compiler refuse
 * each other; or the C compiler refuses at once.
 */

import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  buildHash,
  formatLayout,
  formatTargetLayouts,
  hashedFiles,
  parseLayout,
  targetNames,
} from '../../scripts/generate.mjs';
import { paths } from '../../scripts/setup/paths.mjs';
import { run } from '../../scripts/setup/run.mjs';
import { helperBuildHashes } from '../../server/src/generated/buildHash.js';

const COMPILING = 120_000;
const definitions = [
  'caches.def',
  'counters.def',
  'image.def',
  'image_cache.def',
  'profile.def',
  'protocol.def',
];
const project = mkdtempSync(join(tmpdir(), 'nativecompile moved fields '));
const copy = join(project, 'native', 'helper');
const read = (name: string): string => readFileSync(join(copy, name), 'utf8');
const original = (name: string): string => readFileSync(join(paths.helperSource, name), 'utf8');

interface Measured {
  readonly layout: string;
  readonly targetLayouts: string;
  /** By target, of the file that the helper is built with, and of the one that the compiler is. */
  readonly hashes: readonly (readonly [helper: string, compiler: string])[];
}

/** What the copy's headers make of the generated files. */
async function measure(): Promise<Measured> {
  for (const target of targetNames) {
    await run('make', ['-s', '-C', copy, `TARGET=${target}`, `build/${target}/build_hash.h`]);
  }
  const layoutOf = (target: string) => parseLayout(read(`build/${target}/layout.txt`));
  const layouts = { 'x86-32': layoutOf('x86-32'), 'x86-64': layoutOf('x86-64') };
  return {
    layout: formatLayout(layouts),
    targetLayouts: formatTargetLayouts(layouts),
    hashes: targetNames.map((target) => [
      /0x[0-9a-f]{8}/.exec(read(`build/${target}/build_hash.h`))?.[0] ?? '',
      buildHash(hashedFiles(target).map((name) => read(name))),
    ]),
  };
}

const generated = (name: string): string =>
  readFileSync(join(paths.server, 'src', 'generated', name), 'utf8');
const committed: Measured = {
  layout: generated('layout.ts'),
  targetLayouts: generated('targetLayouts.ts'),
  hashes: targetNames.map((target) => [
    hex(helperBuildHashes[target]),
    hex(helperBuildHashes[target]),
  ]),
};

function hex(number: number): string {
  return `0x${number.toString(16).padStart(8, '0')}`;
}

function expectSeen(measured: Measured): void {
  expect([measured.layout, measured.targetLayouts]).not.toEqual([
    committed.layout,
    committed.targetLayouts,
  ]);
  measured.hashes.forEach(([helper, compiler], target) => {
    expect(helper).toBe(compiler);
    expect(helper).not.toBe(committed.hashes[target]?.[0]);
  });
}

/** The text with two of its lines exchanged. */
function exchange(text: string, first: string, second: string): string {
  return text
    .split(first)
    .map((part) => part.split(second).join(first))
    .join(second);
}

/**
 * By structure, its text and that text with the first two fields exchanged that TypeScript knows.
 */
function movedStructures(text: string): [name: string, before: string, after: string][] {
  const structures = text.matchAll(/^(?:STRUCT|WIRE)\((\w+)\)$[\s\S]*?^END_(?:STRUCT|WIRE)/gm);
  return [...structures].flatMap(([before, name = '']) => {
    const [first, second] = before.match(/\bFIELD\([^)]*\)/g) ?? [];
    return first === undefined || second === undefined
      ? []
      : [[name, before, exchange(before, first, second)]];
  });
}

beforeAll(() => {
  mkdirSync(copy, { recursive: true });
  symlinkSync(join(paths.project, '.runtime'), join(project, '.runtime'));
  cpSync(join(paths.helperSource, 'targets'), join(copy, 'targets'), { recursive: true });
  for (const name of readdirSync(paths.helperSource)) {
    if (/\.(?:h|def)$|^layout\.c$|^Makefile$/.test(name)) {
      cpSync(join(paths.helperSource, name), join(copy, name));
    }
  }
});

beforeEach(() => {
  for (const name of definitions) {
    if (read(name) !== original(name)) writeFileSync(join(copy, name), original(name));
  }
});

afterAll(() => {
  rmSync(project, { recursive: true });
});

it('nothing is moved: all is as it is committed', { timeout: COMPILING }, async () => {
  expect(await measure()).toEqual(committed);
});

describe.each(definitions)('of %s', (file) => {
  it.each(movedStructures(original(file)))(
    'two fields of %s that change places are seen',
    {
      timeout: COMPILING,
    },
    async (_name, before, after) => {
      writeFileSync(join(copy, file), original(file).replace(before, after));
      expectSeen(await measure());
    },
  );

  const [, name = '', value = ''] =
    /^\s*(?:VALUE\((\w+, \w+), |NUMBER\((\w+), )/m.exec(original(file)) ?? [];
  it(`another number of ${name || value} is seen`, { timeout: COMPILING }, async () => {
    const start = name === '' ? `NUMBER(${value}, ` : `VALUE(${name}, `;
    writeFileSync(join(copy, file), original(file).replace(start, `${start}1 + `));
    expectSeen(await measure());
  });
});

it('a gap in a structure of the wire is refused by the compiler', {
  timeout: COMPILING,
}, async () => {
  const narrow = original('image.def').replace('FIELD(uint32_t, magic)', 'FIELD(uint8_t, magic)');
  writeFileSync(join(copy, 'image.def'), narrow);
  await expect(measure()).rejects.toMatchObject({
    output: expect.stringContaining('-Werror=padded'),
  });
});
