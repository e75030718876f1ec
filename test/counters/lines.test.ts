/**
 * Counts of lines and calls in native code are what sys.settrace reports of the interpreter.
 *
 * Left out are programs whose lines depend on who runs them: those that trace, look at frames, or
 * run until they fail.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { editorEnvironment, noRequest } from '../../server/src/run/editorRequest.js';
import {
  nativecompile,
  removeFolders,
  sourceFile,
  temporaryFolder,
  testEnvironment,
} from '../cli/command.js';

afterAll(removeFolders);

const programs = fileURLToPath(new URL('../programs', import.meta.url));
const tracer = fileURLToPath(new URL('trace.py', import.meta.url));

type Counts = Map<string, number>;

async function traced(path: string): Promise<Counts> {
  const out = join(temporaryFolder(), 'trace.json');
  const { stderr } = await nativecompile(['run', '--interpret', tracer, out, path]);
  const rows = JSON.parse(readFileSync(out, 'utf8')) as [string, number, number | null, number][];
  expect(stderr).not.toContain('Traceback');
  return new Map(rows.map(([name, first, line, count]) => [`${name} ${first} ${line}`, count]));
}

interface Report {
  readonly counts: {
    readonly dropped: number;
    readonly functions: readonly {
      readonly file: string;
      readonly name: string;
      readonly firstLine: number;
      readonly calls: number;
      readonly lines: readonly [number, number][];
      readonly slow: readonly [number, number][];
    }[];
  };
}

async function report(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Report> {
  const path = join(temporaryFolder(), 'report.json');
  await nativecompile(['run', '--report', path, ...args], {
    env: { ...testEnvironment(), ...env },
  });
  return JSON.parse(readFileSync(path, 'utf8')) as Report;
}

async function counted(path: string): Promise<Counts> {
  const { counts } = await report(['--counters', 'lines', path]);
  const found: Counts = new Map();
  const add = (key: string, count: number): void => {
    if (count > 0) found.set(key, (found.get(key) ?? 0) + count);
  };
  for (const { file, name, firstLine, calls, lines } of counts.functions) {
    if (file !== path) continue;
    add(`${name} ${firstLine} null`, calls);
    for (const [line, count] of lines) add(`${name} ${firstLine} ${line}`, count);
  }
  return found;
}

const sorted = (counts: Counts): [string, number][] =>
  [...counts].sort(([a], [b]) => (a < b ? -1 : 1));

describe('counts of', () => {
  it.each([
    'generators/algorithms.py',
    'generators/expressions.py',
    'exceptions/control_flow.py',
    'exceptions/groups.py',
    'exceptions/chaining.py',
    'early/with_shapes.py',
    'match/patterns.py',
    'match/interpreter.py',
    'closures/cells.py',
    'classes/special_methods.py',
    'classes/metaclasses.py',
    'comprehensions/shapes.py',
    'calls/shapes.py',
    'coroutines/asyncio_programs.py',
    'operators/boolean_logic.py',
    'early/try_shapes.py',
  ])('%s', async (name) => {
    const path = join(programs, name);
    expect(sorted(await counted(path))).toEqual(sorted(await traced(path)));
  });
});

describe('counters', () => {
  it('of forked and started children add to those of their parent', async () => {
    const path = sourceFile(
      `import os, subprocess, sys
def work(n):
    for i in range(n):
        pass
work(10)
if len(sys.argv) == 1:
    if os.fork() == 0:
        work(100)
        os._exit(0)
    os.wait()
    subprocess.run([sys.executable, __file__, 'child'], check=True)
`,
    );
    const { counts } = await report(['--counters', 'lines', path]);
    const work = counts.functions.filter(({ file, name }) => file === path && name === 'work');
    expect(work).toHaveLength(1);
    expect(work[0]).toMatchObject({
      calls: 3,
      lines: [
        [3, 123],
        [4, 120],
      ],
    });
  });

  it('leave values that wait for others as they are', async () => {
    // While what is under a look-up by a name is in a register, the types of its operands are
    // noted.
    const path = sourceFile(
      `class Box:
    pass
def one():
    return 1.5
def store(boxes):
    boxes['k'].x = one()
def add(named, total):
    for i in range(2):
        total += named['f'] + one() + named['g']
    return total
box = Box()
store({'k': box})
print(box.x, add({'f': 1.0, 'g': 100.0}, 0.5))
`,
    );
    const run = ['run', '--strict', '--compile', 'all'];
    const { stdout } = await nativecompile([...run, '--counters', 'lines', path]);
    expect(stdout).toBe('1.5 205.5\n');
  });

  it('of code that is made again and again use the same place', async () => {
    const path = sourceFile(
      `for i in range(300):
    names = {}
    exec(compile('def f():\\n  return 1\\nf()\\n', 'made', 'exec'), names)
`,
    );
    const { counts } = await report(['--compile', 'all', '--counters', 'lines', path]);
    const made = counts.functions.filter(({ file }) => file === 'made');
    expect(made.map(({ name, calls }) => [name, calls])).toEqual([
      ['<module>', 300],
      ['f', 300],
    ]);
  });

  it('go to a place of their own where the one they should go to is none', async () => {
    const path = sourceFile('for i in range(5): pass\n');
    const { counts } = await report(
      ['--counters', 'lines', path],
      editorEnvironment({ ...noRequest, counterBlock: '/dev/null' }),
    );
    expect(counts.functions.map(({ lines }) => lines)).toEqual([[[1, 6]]]);
  });

  it('that cannot be kept or reported are lost, and the program runs', async () => {
    const path = sourceFile('print(1)\n');
    const missing = join(temporaryFolder(), 'missing', 'report.json');
    const run = await nativecompile(['run', '--counters', 'lines', '--report', missing, path]);
    expect(run).toMatchObject({ status: 0, stdout: '1\n' });
    expect(run.stderr).toMatch(/^nativecompile: counts are lost: ENOENT.*\n$/);
  });

  it('of calls alone count no lines', async () => {
    const path = join(programs, 'calls/shapes.py');
    const { counts } = await report(['--counters', 'functions', path]);
    expect(counts.functions.length).toBeGreaterThan(5);
    expect(counts.functions.every(({ lines, slow }) => lines.length + slow.length === 0)).toBe(
      true,
    );
  });

  it('that are off are not there, and neither is any code for them', async () => {
    const path = join(programs, 'calls/shapes.py');
    const report = join(temporaryFolder(), 'report.json');
    const size = async (...options: string[]): Promise<number> => {
      const measuring = ['run', '--stats', '--json', '--no-cache', '--report', report];
      const { stderr } = await nativecompile([...measuring, ...options, path]);
      return (JSON.parse(stderr) as { helper: { codeBytes: number } }).helper.codeBytes;
    };
    const plain = await size();
    expect(await size('--counters', 'off')).toBe(plain);
    expect(await size('--counters', 'functions')).toBeGreaterThan(plain);
  });

  it('are printed at the end, on standard error', async () => {
    const { stdout, stderr } = await nativecompile([
      'run',
      '--counters',
      'lines',
      '-c',
      'for i in range(3):\n    print(i)',
    ]);
    expect(stdout).toBe('0\n1\n2\n');
    expect(stderr).toBe(
      'nativecompile: executions of lines, in native code\n      4  <string>:1 in ' +
        '<module>\n      3  <string>:2 in <module>\n',
    );
  });
});

describe('limits of a run', () => {
  it('--timeout ends the program and says so', async () => {
    const { stderr } = await nativecompile(['run', '--timeout', '1', '-c', 'while True: pass']);
    expect(stderr).toContain('the program was ended after 1 s (--timeout)');
  });

  it('--memory-limit is a MemoryError of the program', async () => {
    const { stdout } = await nativecompile([
      'run',
      '--memory-limit',
      '1500',
      '-c',
      'try: x = bytearray(1400 << 20)\nexcept MemoryError: print("no memory")',
    ]);
    expect(stdout).toBe('no memory\n');
  });
});
