/** A small profile as each program reads it, as hot lines, and as advice. */

import { describe, expect, it } from 'vitest';
import { adviceFor } from '../../server/src/language/advice.js';
import type { Diagnostic } from '../../server/src/language/diagnostics.js';
import { hotLines } from '../../server/src/language/hotLines.js';
import { profiledHints } from '../../server/src/language/hints/profiledHints.js';
import type {
  CFrame,
  PlacedFrame,
  Profile,
  TimedFrame,
} from '../../server/src/language/profile.js';
import { durationText, partsText, percentText } from '../../server/src/language/profileText.js';
import { formatProfile } from '../../server/src/run/profileFormats.js';
import { parseProfile, profileJson } from '../../server/src/run/profileJson.js';

const MS = 1_000_000;
const node = (frame: PlacedFrame, ms: number, ...children: TimedFrame[]): TimedFrame => ({
  frame,
  children,
  nanoseconds: ms * MS,
  samples: ms,
});
const at = (name: string, line: number, isNative = true, column = 4): PlacedFrame => ({
  kind: 'python',
  file: '/home/a b.py',
  name,
  firstLine: 1,
  line,
  range: { line, endLine: line, column, endColumn: column + 5 },
  isNative,
});
const c = (symbol: string, method: string | null = null): CFrame => ({
  kind: 'c',
  symbol,
  library: 'helper',
  method,
});

/**
 * 100 ms: line 3 of f 70 (40 itself, 30 in set.add), recursion of g 20 at line 9, C code alone 10.
 */
const profile: Profile = {
  processes: [
    {
      pid: 7,
      lost: 0,
      threads: [
        node(
          { kind: 'thread', number: 1 },
          0,
          node(
            at('<module>', 12, false),
            0,
            node(
              at('f', 3),
              30,
              node(
                c('method_o'),
                0,
                node(c('set_add', 'set.add'), 10, node(c('set_add_entry'), 20)),
              ),
            ),
            node(at('f', 3, true, 20), 10),
            node(at('g', 9), 5, node(at('g', 9), 15)),
          ),
          node(c('Py_FinalizeEx'), 10),
        ),
      ],
    },
  ],
};

describe('hot lines', () => {
  const { lines, total, placed, samples } = hotLines(profile);

  it('are ranked by their own time, C functions included', () => {
    expect(lines.map(({ line, nanoseconds }) => [line, nanoseconds / MS])).toEqual([
      [3, 70],
      [9, 20],
      [12, 0],
    ]);
    expect([total, placed, samples]).toEqual([100 * MS, 90 * MS, 100]);
  });

  it('say where the time goes, and in which expression', () => {
    expect(partsText(lines[0]!)).toBe('57 % machine code, 43 % set.add');
    expect(
      lines[0]!.expressions.map(({ range, nanoseconds }) => [range.column, nanoseconds / MS]),
    ).toEqual([
      [4, 60],
      [20, 10],
    ]);
  });

  it('count the time of what they call once, also in recursion', () => {
    expect(lines.map(({ total }) => total / MS)).toEqual([70, 20, 90]);
  });
});

describe('formats', () => {
  it('speedscope: frames by index, weights that add up', () => {
    const { shared, profiles } = JSON.parse(formatProfile(profile, 'speedscope', 'a.py'));
    expect(profiles).toHaveLength(1);
    const [{ type, unit, samples, weights, endValue }] = profiles;
    expect([type, unit, endValue]).toEqual(['sampled', 'microseconds', 100_000]);
    expect(weights).toHaveLength(samples.length);
    const names = samples.map((stack: number[]) => stack.map((index) => shared.frames[index].name));
    expect(names).toContainEqual([
      '<module> (interpreted)',
      'f',
      'method_o',
      'set.add',
      'set_add_entry',
    ]);
    expect(shared.frames).toContainEqual({ name: 'f', file: '/home/a b.py', line: 3 });
  });

  it('cpuprofile: one tree whose nodes are all reached, and whose times add up', () => {
    const { nodes, samples, timeDeltas, startTime, endTime } = JSON.parse(
      formatProfile(profile, 'cpuprofile', 'a.py'),
    );
    type Node = { id: number; children?: number[]; hitCount: number; callFrame: { url: string } };
    const byId = new Map<number, Node>(nodes.map((one: Node) => [one.id, one]));
    const seen = new Set<number>();
    const walk = (id: number): void => {
      expect(seen.has(id)).toBe(false);
      seen.add(id);
      for (const child of byId.get(id)?.children ?? []) walk(child);
    };
    walk(nodes[0].id);
    expect(nodes[0].callFrame.functionName).toBe('(root)');
    expect(seen.size).toBe(nodes.length);
    expect(samples.every((id: number) => byId.has(id))).toBe(true);
    expect(timeDeltas.reduce((sum: number, delta: number) => sum + delta, 0)).toBe(100_000);
    expect(endTime - startTime).toBe(100_000);
    expect(nodes.map((one: Node) => one.callFrame.url)).toContain('file:///home/a%20b.py');
  });

  it('folded: one line a stack', () => {
    const lines = formatProfile(profile, 'folded', '').trimEnd().split('\n');
    expect(lines).toContain(
      'main thread;<module> (interpreted) (a b.py:12);f (a ' +
        'b.py:3);method_o;set.add;set_add_entry 20000',
    );
    const sum = lines.reduce((all, line) => all + Number(line.split(' ').at(-1)), 0);
    expect(sum).toBe(100_000);
  });

  it('JSON goes back and forth, and another file is none', () => {
    expect(parseProfile(profileJson(profile))).toEqual(profile);
    const text = profileJson(profile);
    for (const other of [
      '',
      '{}',
      '[]',
      'null',
      text.slice(0, -9),
      text.replace('"python"', '"snake"'),
      text.replace('"pid":7', '"pid":"7"'),
    ]) {
      expect(parseProfile(other)).toBeNull();
    }
  });
});

describe('advice', () => {
  const finding = (code: Diagnostic['code'], line: number, column = 4): Diagnostic => ({
    code,
    severity: 'hint',
    message: `${code} here`,
    range: { line, column, endLine: line, endColumn: column + 5 },
    scope: 'f',
  });
  const [hottest, second] = hotLines(profile).lines;

  it('is the hint of an expression that took time, or about what took it', () => {
    expect(adviceFor(hottest!, [])?.text).toBe(
      '`set.add` is C code of CPython already: call it less often.',
    );
    expect(adviceFor(hottest!, [finding('NC202', 3)])).toEqual({
      text: 'NC202 here',
      finding: finding('NC202', 3),
    });
    expect(adviceFor(hottest!, [finding('NC202', 3, 40), finding('NC202', 4)])?.finding).toBeNull();
    expect(adviceFor(second!, [])).toBeNull();
  });

  it('tells of join those who add texts, and not those who write f-strings', () => {
    const of = (what: string) => {
      const { nanoseconds } = second!;
      return adviceFor({ ...second!, parts: [{ what, nanoseconds }] }, [])?.text;
    };
    expect(of('concatenating texts')).toContain("''.join");
    expect(of('joining texts')).toBeUndefined();
  });

  it('says first why a line is interpreted', () => {
    const interpreted = { ...second!, interpreted: second!.nanoseconds };
    expect(adviceFor(interpreted, [finding('NC203', 9), finding('NC101', 9)])?.text).toBe(
      'NC101 here',
    );
  });

  it('ranks hints by the time of their lines, and leaves out what is not hot', () => {
    const file = {
      lines: new Map(hotLines(profile).lines.map((line) => [line.line, line])),
      total: 100 * MS,
    };
    const hints = [finding('NC204', 12), finding('NC203', 9), finding('NC202', 3)];
    expect(profiledHints(hints, file).map(({ message }) => message)).toEqual([
      'NC202 here Its line took 70 % of the time of the last profile: 70 ms.',
      'NC203 here Its line took 20 % of the time of the last profile: 20 ms.',
    ]);
  });
});

it('writes shares and times shortly', () => {
  expect([percentText(0, 5), percentText(1, 500), percentText(1, 3)]).toEqual([
    '0 %',
    '< 1 %',
    '33 %',
  ]);
  expect([0.2, 38, 1240, 12_340].map((ms) => durationText(ms * MS))).toEqual([
    '< 1 ms',
    '38 ms',
    '1.24 s',
    '12.3 s',
  ]);
});
