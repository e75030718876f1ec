/**
 * One test an opcode, generated from its examples in the opcode table: the opcode occurs in the
 * code, which runs natively without leaving for the interpreter, and value, exception, traceback,
 * output and reference counts are those of the same process interpreting. They also are when the
 * opcode is excluded, so that native code leaves for the interpreter wherever it occurs.
 */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documentation } from '../../server/src/opcodes/documentation.js';
import { type OpcodeName, opcodeNames } from '../../server/src/opcodes/opcodeNames.js';
import { opcodeDefinitions } from '../../server/src/opcodes/table.js';
import { patience } from '../harness/patience.mjs';
import { sampleCases } from '../harness/sample.js';

const here = dirname(fileURLToPath(import.meta.url));
const command = join(here, '..', '..', 'server', 'bin', 'nativecompile');

/** Opcodes that never stand for themselves in decoded code. */
const folded: ReadonlySet<OpcodeName> = new Set(['CACHE', 'EXTENDED_ARG']);

interface Case {
  readonly opcode: OpcodeName;
  readonly source: string;
  readonly mode: string;
}

const cases: readonly Case[] = opcodeNames.flatMap((opcode) =>
  documentation[opcode].examples.map(({ source, mode }) => ({ opcode, source, mode })),
);

function run(options: readonly string[], ...args: string[]): string[] {
  const output = execFileSync(
    command,
    ['run', ...options, '-W', 'ignore', join(here, 'examples.py'), list, ...args],
    { encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  return output.trimEnd().split('\n');
}

const excluded = new Set(
  sampleCases('opcodes, excluded one by one', opcodeNames, { costPerCase: 3 }),
);

let folder: string;
let list: string;
let interpreted: string[];
let native: string[];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'opcodes-'));
  list = join(folder, 'examples.json');
  writeFileSync(
    list,
    JSON.stringify(cases.map(({ opcode, source, mode }) => [opcode, source, mode])),
  );
  interpreted = run(['--interpret']);
  native = run(['--compile', 'all', '--strict']);
}, patience(1_500));

afterAll(() => rmSync(folder, { recursive: true }));

it('has a definition and an example for each of the 110 opcodes', () => {
  expect(opcodeNames).toHaveLength(110);
  for (const name of opcodeNames) {
    if (!folded.has(name)) expect(opcodeDefinitions.has(name), name).toBe(true);
    expect(documentation[name].examples.length, name).toBeGreaterThan(0);
  }
});

it('ran every example both ways', () => {
  expect(interpreted).toHaveLength(cases.length);
  expect(native).toHaveLength(cases.length);
});

it('does all of it as well while lines are counted and types noted', {
  timeout: patience(1_500),
}, () => {
  const report = join(folder, 'report.json');
  const counting = ['--counters', 'lines', '--report', report];
  expect(run(['--compile', 'all', '--strict', ...counting])).toEqual(native);
});

describe.each(opcodeNames)('%s', (opcode) => {
  it('does natively what it does interpreted', () => {
    cases.forEach((example, index) => {
      if (example.opcode !== opcode) return;
      expect(native[index], example.source).toContain(`, {'opcode': '${opcode}', 'occurs': True`);
      expect(native[index], example.source).toBe(interpreted[index]);
    });
  });

  if (!excluded.has(opcode)) return;
  it('can be left for the interpreter', () => {
    const expected = new Set(interpreted);
    const left = run(['--without', opcode], opcode);
    expect(left.length).toBeGreaterThan(0);
    for (const line of left) expect(expected).toContain(line);
  });
});
