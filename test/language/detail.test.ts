/**
 * The levels of detail of a listing: what is not shown is counted and can be unfolded, what is
 * shown says enough, and it can be read in a window of 100 columns.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CompiledCode } from '../../server/src/compiler/index.js';
import { type TargetName, targetNames } from '../../server/src/compiler/target/target.js';
import { type ListingLine, listFunction } from '../../server/src/language/listing.js';
import { parseRow } from '../../server/src/language/listingText.js';
import type { Detail } from '../../server/src/language/views.js';
import { project } from '../cli/command.js';
import { type CompiledText, compiledFunction, compileText, service } from './compileText.js';

afterAll(() => service.stop());

const dot = `def dot(a, b):
    total = 0.0
    for i in range(len(a)):
        total += a[i] * b[i]
    return total
`;

interface Shown {
  readonly detail: Detail;
  readonly view?: 'assembly' | 'mixed';
  readonly syntax?: 'intel' | 'att';
  readonly bytes?: boolean;
  readonly open?: ReadonlySet<number>;
}

async function list(
  result: CompiledCode,
  source: CompiledText['source'],
  { detail, view = 'assembly', syntax = 'intel', bytes = false, open = new Set() }: Shown,
): Promise<ListingLine[]> {
  return await listFunction(result, { source, view, syntax, bytes, detail, open });
}

const rowsOf = (lines: readonly ListingLine[], kind: ListingLine['kind']): ListingLine[] =>
  lines.filter((line) => line.kind === kind);

const texts = (lines: readonly ListingLine[]): string[] => lines.map(({ text }) => text);

/** How many instructions a row says it stands for. */
function amountOf({ text }: ListingLine): number {
  return Number(/([\d,]+) instructions?, [\d,]+ bytes?/.exec(text)?.[1]?.replaceAll(',', ''));
}

function isOpen({ text }: ListingLine): boolean {
  const parsed = parseRow(text);
  return parsed.kind === 'summary' && parsed.summary.isOpen;
}

function expectCounted(result: CompiledCode, lines: readonly ListingLine[], what: string): void {
  const folded = rowsOf(lines, 'summary').filter((line) => !isOpen(line));
  const hidden = folded.reduce((sum, line) => sum + amountOf(line), 0);
  const shown = rowsOf(lines, 'machine').map(({ codeOffset }) => codeOffset ?? -1);
  expect(new Set(shown).size, what).toBe(shown.length);
  expect(hidden + shown.length, what).toBe(result.assembled.instructionOffsets.length);
}

describe.each(targetNames)('%s', (target: TargetName) => {
  let source: CompiledText['source'];
  let result: CompiledCode;
  let lines: ListingLine[];
  beforeAll(async () => {
    const text = await compileText(dot, new Set(), target);
    source = text.source;
    result = compiledFunction(text, 'dot');
    lines = await list(result, source, { detail: 'essential' });
  });

  it('shows five lines of Python in sixty rows', () => {
    expect(lines.length, texts(lines).join('\n')).toBeLessThanOrEqual(60);
  });

  it('fits a window of 100 columns, with comments in one column', () => {
    const columns = new Set<number>();
    for (const { text: row } of lines.slice(2)) {
      expect(row.length, row).toBeLessThanOrEqual(100);
      const parsed = parseRow(row);
      if (parsed.kind === 'machine' && parsed.machine.comment !== null) {
        columns.add(parsed.machine.comment.start);
      }
      if (parsed.kind === 'summary') columns.add(parsed.summary.comment.start);
    }
    expect([...columns]).toEqual([42]);
  });

  it('says in the words of Python what happens', () => {
    const all = texts(lines).join('\n');
    for (const words of [
      /; total = 0\.0$/m,
      /finds range, len/,
      /call +rt_call +; len\(a\)$/m,
      /; i = next\(range\(len\(a\)\)\)$/m,
      /i is an int\?/,
      /a is a list\? index in range\?/,
      /a\[i\] is a float\?/,
      /mulsd .* ; a\[i\]\*b\[i\]$/m,
    ]) {
      expect(all).toMatch(words);
    }
  });

  it('folds no call and no arithmetic of the straight path', () => {
    const shown = new Set(rowsOf(lines, 'machine').map(({ codeOffset }) => codeOffset));
    const runs = rowsOf(lines, 'summary').flatMap(({ codeOffset, codeEnd }) =>
      codeOffset === null || codeEnd === undefined ? [] : [{ codeOffset, codeEnd }],
    );
    const calls = texts(rowsOf(lines, 'machine')).filter((row) => / call +rt_/.test(row));
    expect(calls.length).toBe(4);
    for (const { codeOffset, codeEnd } of runs) {
      for (const at of result.assembled.instructionOffsets) {
        if (at >= codeOffset && at < codeEnd) expect(shown.has(at)).toBe(false);
      }
    }
  });

  it('shows under a row what it stands for, where that is open', async () => {
    for (const row of rowsOf(lines, 'summary')) {
      const open = new Set([row.codeOffset ?? -1]);
      const unfolded = await list(result, source, { detail: 'essential', open });
      const more = rowsOf(unfolded, 'machine').length - rowsOf(lines, 'machine').length;
      expect(more, row.text).toBe(amountOf(row));
      expectCounted(result, unfolded, row.text);
    }
  });

  it('hot: shows all of the straight path and folds what is out of line', async () => {
    const hot = await list(result, source, { detail: 'hot' });
    expect(rowsOf(hot, 'summary').every(({ cold }) => cold)).toBe(true);
    const straight = result.positions.find(({ cold }) => cold)?.codeOffset ?? 0;
    const offsets = [...result.assembled.instructionOffsets].filter((at) => at < straight);
    expect(rowsOf(hot, 'machine').map(({ codeOffset }) => codeOffset)).toEqual(offsets);
  });

  it('explains its signs and symbols at the end', () => {
    const last = lines.at(-1)?.text ?? '';
    expect(last).toMatch(/^; ▸ instructions not shown · .*rt_… function of the runtime$/);
  });
});

describe.each(targetNames)('of every example, %s', (target: TargetName) => {
  it('counts what it leaves out, and nothing twice', async () => {
    const folder = join(project, 'examples');
    for (const name of readdirSync(folder).filter((file) => file.endsWith('.py'))) {
      const { results, source } = await compileText(
        readFileSync(join(folder, name)),
        new Set(),
        target,
      );
      for (const result of results) {
        if ('refused' in result) throw new Error(`${name}: ${result.refused}`);
        const what = `${name} ${result.code.qualname}`;
        for (const view of ['assembly', 'mixed'] as const) {
          for (const detail of ['essential', 'hot'] as const) {
            const lines = await list(result, source, { detail, view });
            expectCounted(result, lines, what);
            for (const { text: row } of rowsOf(lines, 'summary')) {
              expect(row, what).toMatch(/^ {2}[0-9a-f]{4,} {2}▸ .* ; \S/);
              expect(row.length, row).toBeLessThanOrEqual(100);
            }
          }
        }
      }
    }
  });

  it('moves no column for a symbol, with bytes too', async () => {
    const text = await compileText(
      readFileSync(join(project, 'examples', 'nbody.py')),
      new Set(),
      target,
    );
    const result = compiledFunction(text, 'advance');
    for (const syntax of ['intel', 'att'] as const) {
      const lines = await list(result, text.source, { detail: 'all', bytes: true, syntax });
      const starts = new Set(
        rowsOf(lines, 'machine').map(({ text: row }) => {
          const parsed = parseRow(row);
          return parsed.kind === 'machine' ? parsed.machine.mnemonic.start : -1;
        }),
      );
      expect(starts.size).toBe(1);
    }
  });
});
