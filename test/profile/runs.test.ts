/**
 * Profiles of real programs: their hot lines are known, the program is what it would be without,
 * and nearly all of its time belongs to some line.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  nativecompile,
  project,
  removeFolders,
  sourceFile,
  temporaryFolder,
} from '../cli/command.js';
import { isEmulated } from '../harness/execution.js';
import { patience } from '../harness/patience.mjs';

afterAll(removeFolders);

interface Report {
  readonly total: number;
  readonly placed: number;
  readonly samples: number;
  readonly lines: readonly {
    readonly file: string;
    readonly line: number;
    readonly nanoseconds: number;
    readonly total: number;
    readonly parts: readonly { readonly what: string; readonly nanoseconds: number }[];
    readonly expressions: readonly { readonly range: { readonly column: number } }[];
    readonly source: string;
    readonly advice: { readonly text: string } | null;
  }[];
}

async function reportOf(file: string, ...args: string[]): Promise<Report> {
  const path = join(temporaryFolder(), 'report.json');
  const { status, stderr } = await nativecompile([
    'profile',
    '--json',
    '--output',
    path,
    file,
    ...args,
  ]);
  expect(status, stderr).toBe(0);
  return JSON.parse(readFileSync(path, 'utf8'));
}

async function foldedOf(args: readonly string[]): Promise<[stack: string, microseconds: number][]> {
  const path = join(temporaryFolder(), 'stacks.folded');
  await nativecompile(['profile', '--format', 'folded', '--output', path, ...args]);
  return readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => [line.replace(/ \d+$/, ''), Number(/\d+$/.exec(line)?.[0])]);
}

const sumOf = (stacks: readonly (readonly [string, number])[], pattern: RegExp): number =>
  stacks.reduce((sum, [stack, weight]) => (pattern.test(stack) ? sum + weight : sum), 0);

const known = join(project, 'test', 'profile', 'known.py');
const knownLines = readFileSync(known, 'utf8').split('\n');

describe('a program whose hot line is known', () => {
  it.each(['adds', 'halves', 'generator', 'threads'])(
    '%s',
    async (which) => {
      const { lines, total, placed, samples } = await reportOf(known, which);
      const [hottest] = lines;
      const source = knownLines[hottest!.line - 1] ?? '';
      const [, what] = /# hot: (.*)$/.exec(source) ?? [];
      const expected = { adds: 'set.add', halves: 'machine code' }[which] ?? 'sum';
      expect([hottest!.file, what], source).toEqual([known, expected]);
      expect(hottest!.parts.map((part) => part.what)).toContain(what);
      expect(hottest!.nanoseconds).toBeGreaterThan(0.3 * total);
      expect(placed).toBeLessThanOrEqual(total);
      expect(samples).toBeGreaterThan(20);
    },
    patience(120),
  );

  it(
    'has its threads apart, and generators with who resumes them',
    async () => {
      const stacks = await foldedOf([known, 'threads']);
      expect(new Set(stacks.map(([stack]) => stack.split(';')[0]))).toEqual(
        new Set(['main thread', 'thread 2', 'thread 3']),
      );
      const all = sumOf(stacks, /^thread/);
      expect(sumOf(stacks, /^thread \d;.*;walk[^;]*;numbers[^;]*;.*sum/)).toBeGreaterThan(
        0.4 * all,
      );
    },
    patience(120),
  );
});

it(
  'tells of children what each did, however they end',
  async () => {
    const file = sourceFile(`
import os, subprocess, sys, time
def busy(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end:
        sum(range(100))
def forked(): busy(0.15)
pid = os.fork()
if pid == 0:
    forked()
    os._exit(0)
os.waitpid(pid, 0)
subprocess.run([sys.executable, '-c', 'def other():\\n    for i in range(3000): sum(range(1000))\\nother()\\nimport os; os.kill(os.getpid(), 9)'])
busy(0.1)
`);
    const stacks = await foldedOf([file]);
    const processes = new Set(stacks.map(([stack]) => /^process \d+/.exec(stack)?.[0]));
    expect(processes.size).toBe(3);
    expect(sumOf(stacks, /;forked/)).toBeGreaterThan(100_000);
    expect(sumOf(stacks, /;other.*sum/)).toBeGreaterThan(0);
  },
  patience(120),
);

describe('the program', () => {
  const program = `
import ctypes, os, select, signal, sys, threading, time
hits = []
def on(number, frame): hits.append(number)
def busy(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end: sum(range(1000))
before = signal.getsignal(signal.SIGSTKFLT), signal.pthread_sigmask(signal.SIG_BLOCK, [])
signal.signal(signal.SIGPROF, on)
signal.setitimer(signal.ITIMER_PROF, 0.02, 0.02)
busy(0.2)
signal.setitimer(signal.ITIMER_PROF, 0)
print(before, len(hits) > 2, set(hits) == {signal.SIGPROF})
hits.clear()
signal.signal(signal.SIGSTKFLT, on)
busy(0.1)
os.kill(os.getpid(), signal.SIGSTKFLT)
print(hits, threading.active_count(), sorted(os.listdir('/proc/self/fd'))[:3])
r, w = os.pipe()
early = 0
for _ in range(30):
    busy(0.002)
    begun = time.monotonic()
    select.select([r], [], [], 0.003)
    time.sleep(0.003)
    early += time.monotonic() - begun < 0.006
print(early, sys.argv[1:], input())
print('to stderr', file=sys.stderr)
raise SystemExit(int(sys.argv[1]))
`;

  it(
    'prints and ends as without, and its own signals are its own',
    async () => {
      const file = sourceFile(program);
      const options = { input: 'a line\n' };
      const plain = await nativecompile([file, '7', 'x'], options);
      const profiled = await nativecompile(['profile', file, '7', 'x'], options);
      expect(plain.stdout).toContain("0 ['7', 'x'] a line");
      expect(profiled.stdout).toBe(plain.stdout);
      expect(profiled.status).toBe(7);
      expect(profiled.stderr).toMatch(
        /^to stderr\nnativecompile: .* of processor time, [\d,]+ samples, /,
      );
      expect(profiled.stderr).toContain('where the time goes');
    },
    patience(120),
  );

  it(
    'dies of its signals as without',
    async () => {
      const code = 'import os; sum(range(10**6)); os.kill(os.getpid(), 15)';
      const { signal, status, stderr } = await nativecompile(['profile', '-c', code]);
      expect([signal, status]).toEqual(['SIGTERM', null]);
      expect(stderr).toMatch(/<string>:1/);
      const unwanted = 'import os, signal; os.kill(os.getpid(), signal.SIGSTKFLT)';
      expect((await nativecompile(['profile', '-c', unwanted])).signal).toBe(
        (await nativecompile(['-c', unwanted])).signal,
      );
    },
    patience(120),
  );

  it(
    'is a module, too, and a format has its file in the working folder',
    async () => {
      const cwd = temporaryFolder();
      const { stdout, stderr } = await nativecompile(
        ['profile', '--format', 'speedscope', '-m', 'timeit', '-n', '20', 'sum(range(10000))'],
        { cwd },
      );
      expect(stdout).toMatch(/20 loops, best of 5/);
      expect(stderr).toContain('nativecompile: the profile: profile.speedscope.json\n');
      const { profiles } = JSON.parse(readFileSync(join(cwd, 'profile.speedscope.json'), 'utf8'));
      expect(profiles[0].type).toBe('sampled');
    },
    patience(120),
  );
});

// A sample may come while a frame is being linked; here that is most of the time.
it(
  'finds whole frames while generators are interpreted',
  async () => {
    const source = `# nativecompile: interpret
import time
def walk(depth):
    if depth:
        yield from walk(depth - 1)
        yield depth
        yield from walk(depth - 1)
end = time.process_time() + 1.5
while time.process_time() < end:
    sum(walk(7))
`;
    const { samples } = await reportOf(sourceFile(source));
    expect(samples).toBeGreaterThan(10);
  },
  patience(120),
);

/** Of each: how many rounds take about a second. */
const programs: readonly [name: string, rounds: number][] = [
  ['nbody', 600],
  ['fannkuch', 300],
  ['word_count', 700],
  ['containers', 280],
  ['records', 4000],
  ['sorting', 300],
  ['generators', 600],
  ['json_records', 1500],
  ['closures', 750],
  ['text_report', 2700],
];

/**
 * Emulated programs are a third as long, and Python's end, which frees what they made, weighs more.
 */
const UNPLACED = isEmulated() ? 0.08 : 0.03;

/** Nanoseconds that Python takes to start and to end, when no line of a program runs. */
let startAndEnd = 0;

beforeAll(async () => {
  const { total, placed } = await reportOf(sourceFile('pass\n'));
  startAndEnd = total - placed;
}, patience(60));

it.each(programs)(
  'maps nearly all samples of %s to lines',
  async (name, rounds) => {
    const file = join(project, 'bench', 'programs', `${name}.py`);
    const { placed, total, lines } = await reportOf(
      file,
      String(Math.ceil(rounds / (isEmulated() ? 3 : 1))),
    );
    expect((total - placed - startAndEnd) / total).toBeLessThan(UNPLACED);
    expect(lines.some((line) => line.file === file)).toBe(true);
  },
  patience(200),
);
