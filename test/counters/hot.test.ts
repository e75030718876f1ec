/** Findings and hints after a run stand where it was hot, the most work first. */

import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { Analysis } from '../../server/src/language/analysis.js';
import { hotHints } from '../../server/src/language/hints/hotHints.js';
import { hintsOf } from '../../server/src/language/hints/index.js';
import type { RunData } from '../../server/src/language/runData.js';
import { estimateWork } from '../../server/src/language/work.js';
import { analyseText } from '../language/analyseText.js';
import { service } from '../language/compileText.js';
import {
  finding,
  type Opened,
  opened,
  removePrograms,
  runData,
  start,
  stopPrograms,
  type WireFinding,
} from './editorRun.js';

afterEach(stopPrograms);
afterAll(() => {
  service.stop();
  removePrograms();
});

const sieve = `def primes(limit):
    flags, last = [True] * limit, {}
    found = []
    for candidate in range(2, limit):
        if flags[candidate]:
            found.append(candidate)
            for multiple in range(candidate * candidate, limit, candidate):
                flags[multiple] = last['of'] = False
    return found

def ask(n):
    for i in range(n):
        answer = input()
        if not answer:
            raise ValueError(answer)
        print(answer)

def once(a, b):
    for i in range(3):
        c = a ** b
    return c

def largest(n):
    best = 0
    for i in range(n):
        best = max(best, i)
    return best

ask(0)
largest(20000)
print(len(primes(30000)), once(2, 3))
`;

/** What is shown of the document now. */
function shown({ client, uri }: Opened): readonly WireFinding[] {
  const messages = client.received.flatMap(({ method, params }) =>
    method === 'textDocument/publishDiagnostics'
      ? [params as { uri: string; diagnostics: WireFinding[] }]
      : [],
  );
  return messages.findLast((one) => one.uri === uri)?.diagnostics ?? [];
}

async function shownAfterRun(document: Opened, code: string): Promise<readonly WireFinding[]> {
  const from = document.client.received.length;
  await (await start(document)).ended;
  await runData(document, ({ live }) => !live);
  await finding(document, code, from);
  return shown(document);
}

describe('after a run', () => {
  it('the hottest line has a finding, though it has no fast path that failed', async () => {
    const document = await opened(sieve);
    const after = await shownAfterRun(document, 'NC302');
    expect(after.map(({ code, range }) => [code, range.start.line + 1])).toEqual([['NC302', 8]]);
    expect(after[0]?.message).toMatch(
      /^`last\['of'\]` was done by `rt_store_subscr` each time \(saw dict\); its line was executed [5-9]\d,\d{3} times, about \d\d % of the file's work\. There is no fast path for it\.$/,
    );
  });

  it('no hint stands where nothing was hot, and the others are in order', async () => {
    const document = await opened(sieve, { hints: { enable: true } });
    expect(new Set(shown(document).map(({ range }) => range.start.line + 1))).toEqual(
      new Set([6, 7, 13, 15, 16, 20, 26]),
    );
    const hints = (await shownAfterRun(document, 'NC302')).filter(({ code }) => code !== 'NC302');
    expect(hints.map(({ code, range }) => [code, range.start.line + 1])).toEqual([
      ['NC204', 26],
      ['NC202', 26],
    ]);
    for (const { message } of hints) {
      expect(message).toMatch(
        / The last run executed it [\d,.]+[kMG]?×: about \d+ % of the file's work\.$/,
      );
    }
  });
});

describe('hints', () => {
  const text = `def f(rows, k):
    for row in rows:
        for item in row:
            x = item ** k
        y = row @ k
    return x ** y
`;
  const counted = (lines: readonly (readonly [number, number])[], more = {}): RunData => ({
    lines: new Map(lines.map(([line, count]) => [line, { count }])),
    functions: new Map(),
    parameters: new Map(),
    operations: new Map(),
    live: false,
    stale: false,
    ...more,
  });
  const lines: readonly [number, number][] = [
    [1, 1],
    [2, 5001],
    [3, 105_000],
    [4, 100_000],
    [5, 5000],
    [6, 1],
  ];
  const hot = (analysis: Analysis, data: RunData | null): [string, number][] =>
    hotHints(analysis, hintsOf(analysis), data).map(({ code, range }) => [code, range.line]);

  it('are ranked by executions times cost', async () => {
    const analysis = await analyseText(text);
    const all = [
      ['NC201', 4],
      ['NC203', 4],
      ['NC201', 5],
      ['NC203', 5],
      ['NC201', 6],
    ];
    expect(hot(analysis, null)).toEqual(all);
    expect(hot(analysis, counted(lines, { live: true }))).toEqual(all);
    // Calls were counted, but no lines.
    expect(hot(analysis, counted([]))).toEqual(all);
    expect(hot(analysis, counted(lines))).toEqual([
      ['NC201', 4],
      ['NC203', 4],
    ]);
    const other = lines.map(([line, count]) => [line, line === 5 ? 200_000 : count] as const);
    const even = other.map(([line, count]) => [line, line === 2 ? 200_000 : count] as const);
    expect(hot(analysis, counted(even)).map(([, line]) => line)).toEqual([5, 5, 4, 4]);
  });

  it('are none after a run in which nothing was executed often', async () => {
    const analysis = await analyseText(text);
    expect(hot(analysis, counted(lines.map(([line]) => [line, 20])))).toEqual([]);
  });

  it('keep their places when the source was changed since', async () => {
    const analysis = await analyseText(`\n${text}`);
    const moved = lines.map(([line, count]) => [line + 1, count] as const);
    expect(hot(analysis, counted(moved, { stale: true })).map(([, line]) => line)).toEqual([5, 5]);
  });
});

it('what begins an inner loop is not executed as often as the line that it is on', async () => {
  const analysis = await analyseText(`def f(n):
    for i in range(n):
        for j in range(n):
            pass
`);
  const { code } = analysis.functions[1]!.result;
  const counts = new Map([
    [2, 101],
    [3, 10_100],
    [4, 10_000],
  ]);
  const work = estimateWork(analysis, () => counts);
  const { instructions } = analysis.functions[1]!.result as {
    instructions: readonly { opcode: string; offset: number }[];
  };
  const executions = instructions
    .filter(({ opcode }) => opcode === 'CALL' || opcode === 'FOR_ITER')
    .map(({ offset }) => work.at(code, offset).executions);
  expect(executions).toEqual([101, 101, 101, 10_100]);
});
