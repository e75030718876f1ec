/** The verbs that show and judge code, and those that run it twice. */

import { spawnSync } from 'node:child_process';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  command,
  nativecompile,
  removeFolders,
  sourceFile,
  temporaryFolder,
  testEnvironment,
} from './command.js';
import { executes32BitCode } from '../../scripts/checks.mjs';
import { defaultTarget } from '../../server/src/compiler/target/target.js';
import { helperPath } from '../../server/src/helper/helperProcess.js';
import { isEmulated } from '../harness/execution.js';
import { patience } from '../harness/patience.mjs';

afterAll(removeFolders);

const dot = `def dot(a, b):
    total = 0
    for i in range(len(a)):
        total += a[i] * b[i]
    return total

if 0:
    print("never")
print(dot([1, 2], [3, 4]))
`;

describe('asm, dis, mixed', () => {
  it('show a file, or one function', async () => {
    const path = sourceFile(dot, 'hot.py');
    const all = (await nativecompile(['asm', path])).stdout;
    expect(all).toMatch(
      /^; hot\.py · <module> · (?:x86-32 i686|x86-64) · Intel · sha256 [0-9a-f]{8}… · CPython 3\.11\n/,
    );
    expect(all).toMatch(/\n\n; hot\.py · dot\(a, b\) · /);
    const one = (await nativecompile(['asm', `${path}:dot`])).stdout;
    expect(all.endsWith(`\n\n${one}`)).toBe(true);
    expect(one).toMatch(/\n {2}0000 {2}▸ \d+ instructions, \d+ bytes +; stack frame, signals\?\n/);
    const whole = ['asm', '--detail', 'all', '--bytes', `${path}:dot`];
    expect((await nativecompile(whole)).stdout).toMatch(/\n {2}0000 {2}55 +push {2}[er]bp\n/);
    expect(one).toMatch(/\n; 4 │ {9}total \+= a\[i\] \* b\[i\]\n/);
    expect(one).not.toMatch(/BINARY_OP/);
    const mixed = (await nativecompile(['mixed', `${path}:dot`])).stdout;
    expect(mixed).toMatch(
      /\n; 4:8-28 +\d+ BINARY_OP 13 \(\+=\) +stack: \[.*total, a\[i\]\*b\[i\]\] → \[.*total\]\n/,
    );
    const dis = (await nativecompile(['dis', `${path}:dot`])).stdout;
    expect(dis).toMatch(/BINARY_OP 13/);
    expect(dis).not.toMatch(/push {2}[er]bp/);
  });

  it('are the same every time', async () => {
    const path = sourceFile(dot);
    const twice = [await nativecompile(['mixed', path]), await nativecompile(['mixed', path])];
    expect(twice[0]).toEqual(twice[1]);
  });

  it('have options', async () => {
    const path = sourceFile(dot);
    const options = ['--syntax', 'att', '--detail', 'all', '--no-source'];
    const att = (await nativecompile(['asm', ...options, path])).stdout;
    expect(att).toMatch(/\n {2}0000 {2}push[lq]? +%[er]bp\n/);
    expect(att).not.toMatch(/│/);
    const json = JSON.parse((await nativecompile(['asm', '--json', `${path}:dot`])).stdout);
    expect(json.functions).toHaveLength(1);
    expect(json.functions[0]).toMatchObject({ qualname: 'dot', firstLine: 1, unsupported: 0 });
    expect(json.functions[0].rows.length).toBeGreaterThan(20);
  });

  it('take standard input', async () => {
    const outcome = await nativecompile(['dis', '-'], { input: 'x = 1\n' });
    expect(outcome.stdout).toMatch(/^; <stdin> · <module> · /);
  });

  it('say in one line that there is no room for the output', () => {
    const full = openSync('/dev/full', 'w');
    const { status, stderr } = spawnSync(command, ['asm', sourceFile(dot)], {
      env: testEnvironment(),
      stdio: ['ignore', full, 'pipe'],
      encoding: 'utf8',
    });
    closeSync(full);
    expect(stderr).toBe('nativecompile: ENOSPC: no space left on device, write\n');
    expect(status).toBe(3);
  });

  it("show CPython's error for what is no Python, and name what there is for a wrong name", async () => {
    const wrong = await nativecompile(['asm', sourceFile('x = = 1\n')]);
    expect(wrong.status).toBe(1);
    expect(wrong.stderr).toMatch(/\n {4}x = = 1\n {8}\^\nSyntaxError: invalid syntax\n$/);
    const unknown = await nativecompile(['asm', `${sourceFile(dot)}:norm`]);
    expect(unknown.status).toBe(2);
    expect(unknown.stderr).toMatch(/has no function norm; it has <module>, dot\n/);
    const inClass = `class Vector:\n    def norm(self):\n        pass\n`;
    const near = await nativecompile(['asm', `${sourceFile(inClass, 'hot.py')}:norm`]);
    expect(near).toMatchObject({
      status: 0,
      stderr: 'nativecompile: norm is taken for Vector.norm\n',
    });
    expect((await nativecompile(['asm', '/no/such.py'])).status).toBe(2);
  });
});

describe('check', () => {
  it('finds nothing in what is all compiled; a hint is no finding', async () => {
    const outcome = await nativecompile(['check', sourceFile(dot, 'hot.py')]);
    expect(outcome.status).toBe(0);
    expect(outcome.stdout).toMatch(
      /hot\.py:8:5: hint NC001: .*\n {8}print\("never"\)\n {8}\^{14}\n$/,
    );
    const clean = await nativecompile(['check', sourceFile('x = 1\n')]);
    expect(clean.stdout).toMatch(
      /: all of one code object compiled, [\d,]+ bytes of machine code\n$/,
    );
  });

  it('says where native code is left, with the exact range', async () => {
    const path = sourceFile('def f(é):\n    x = "é"; return é @ x\n', 'hot.py');
    const { status, stdout } = await nativecompile([
      'check',
      '--without',
      'BINARY_OP',
      '--json',
      path,
    ]);
    expect(status).toBe(1);
    const [{ diagnostics }] = JSON.parse(stdout);
    expect(diagnostics).toMatchObject([
      {
        code: 'NC101',
        severity: 'warning',
        range: { line: 2, column: 20, endLine: 2, endColumn: 25 },
        scope: 'f',
      },
    ]);
    expect(diagnostics[0].message).toBe(
      '`f` continues in the interpreter here: `é @ x` (`BINARY_OP`) is excluded by `--without`.',
    );
  });

  it('goes through folders and reports files that are no Python', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'a.py'), 'x = 1\n');
    writeFileSync(join(folder, 'b.py'), 'x = = 1\n');
    writeFileSync(join(folder, 'c.txt'), 'no python');
    const { status, stdout, stderr } = await nativecompile(['check', folder]);
    expect(status).toBe(1);
    expect(stdout).toMatch(/a\.py: all of one/);
    expect(stdout).toMatch(/SyntaxError: invalid syntax/);
    expect(stderr).toBe('2 files, 1 finding\n');
  });

  it('writes SARIF', async () => {
    const path = sourceFile('def f(a):\n    return a + 1\n', 'hot.py');
    const { status, stdout } = await nativecompile([
      'check',
      '--sarif',
      '--without',
      'BINARY_OP',
      path,
    ]);
    expect(status).toBe(1);
    const log = JSON.parse(stdout);
    expect(log.version).toBe('2.1.0');
    expect(log.runs[0].results).toMatchObject([
      {
        ruleId: 'NC101',
        level: 'warning',
        locations: [
          {
            physicalLocation: {
              region: { startLine: 2, startColumn: 12, endLine: 2, endColumn: 17 },
            },
          },
        ],
      },
    ]);
  });
});

describe('verify', () => {
  it('finds two runs the same', async () => {
    const path = sourceFile(
      'import sys\nprint(input())\nprint("e", file=sys.stderr)\nsys.exit(3)\n',
    );
    const outcome = await nativecompile(['verify', path], { input: 'hello\n' });
    expect(outcome).toMatchObject({
      status: 0,
      stdout: 'the same: 6 bytes of output, 2 bytes on standard error, exit status 3\n',
    });
  });

  it('says what differs', async () => {
    // The program tells the runs apart by a file that the first one leaves.
    const path = sourceFile(
      'import os, sys\nprint("same")\nif os.path.exists(sys.argv[1]): print("second"); ' +
        'sys.exit(1)\nopen(sys.argv[1], "w")\nprint("first")\n',
    );
    const args = (name: string): string[] => [path, join(temporaryFolder(), name)];
    const outcome = await nativecompile(['verify', ...args('left')]);
    expect(outcome.status).toBe(1);
    expect(outcome.stdout).toBe(
      'different: standard output, line 2\n  interpreted: first\n  native:      ' +
        'second\ndifferent: the end\n  interpreted: exit status 0\n  native:      exit status ' +
        '1\n',
    );
    const json = await nativecompile(['verify', '--json', path, join(temporaryFolder(), 'x')]);
    expect(JSON.parse(json.stdout)).toMatchObject({
      same: false,
      differences: [{ what: 'stdout', line: 2 }, { what: 'end' }],
    });
  });

  it('ends runs that take too long', async () => {
    const seconds = patience(8) / 1000;
    const path = sourceFile(`import time\nprint(1, flush=True)\ntime.sleep(${10 * seconds})\n`);
    const outcome = await nativecompile(['verify', '--timeout', `${seconds}`, path]);
    expect(outcome.stdout).toMatch(
      /^the same: 2 bytes of output, .* ended after the time limit\n$/,
    );
  });
});

describe('bench', () => {
  const waiting = 'import time\ntime.sleep(0.3)\nprint(sum(i for i in range(1000)))\n';

  it('prints the times of the program, with their spread, and start-up apart', async () => {
    const outcome = await nativecompile(['bench', '--runs', '2', sourceFile(waiting)]);
    expect(outcome.status).toBe(0);
    expect(outcome.stdout).toMatch(
      /^ +median +middle half +start-up\ninterpreted +[\d.]+ ms +[\d.]+ to [\d.]+ ms +[\d.]+ ms\nnative +[\d.]+ ms +[\d.]+ to [\d.]+ ms +[\d.]+ ms\nnative is [\d.]+ times as fast \(2 pairs of runs, [\d.]+ to [\d.]+ in the middle half; exit status 0\)\n(.*)$/s,
    );
    const last = /exit status 0\)\n(.*)$/s.exec(outcome.stdout)?.[1];
    expect(last).toMatch(isEmulated() ? /^Both ran in an emulator.*\n$/ : /^$/);
  });

  it('gives them as data; threads that the program waits for are in them, processes are not', async () => {
    const path = sourceFile(`import os, threading, time
threading.Thread(target=time.sleep, args=(0.3,)).start()
if os.fork() == 0:
    raise SystemExit
os.wait()
`);
    const json = JSON.parse((await nativecompile(['bench', '--runs', '1', '--json', path])).stdout);
    const execution = isEmulated() ? 'emulated' : 'direct';
    expect(json).toMatchObject({ same: true, execution, isWhole: false });
    for (const way of [json.interpreted, json.native]) {
      expect(way.time.all).toHaveLength(1);
      expect(way.time.median).toBeGreaterThan(300);
      expect(way.startUp.median).toBeGreaterThan(1);
    }
    expect(json.ratio).toBeCloseTo(json.interpreted.time.median / json.native.time.median);
  });

  it('says so when it has only the times of whole processes', async () => {
    const path = sourceFile('import os\nos._exit(3)\n');
    const { stdout, status } = await nativecompile(['bench', '--runs', '1', path]);
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^ +median\n.*\n.*\nnative is .* \(one pair of runs; exit status 3\)\nThe times are those of whole processes: /,
    );
  });
});

/**
 * Doctor looks at both targets, and asks more of the one that programs run for: the same
 * everywhere.
 */
function doctorEnvironment(): NodeJS.ProcessEnv {
  return { ...testEnvironment(), NATIVECOMPILE_TARGET: defaultTarget };
}

describe('doctor', () => {
  it('finds everything that these tests need', async () => {
    const outcome = await nativecompile(['doctor', '--json'], { env: doctorEnvironment() });
    const rows: { name: string; ok: boolean; detail: string; target?: string }[] = JSON.parse(
      outcome.stdout,
    );
    expect(rows.filter(({ ok }) => !ok)).toEqual([]);
    const runs = rows.filter(({ name }) => name === 'native run');
    expect(runs.map(({ target }) => target)).toEqual(['x86-32', 'x86-64']);
    const way = (await executes32BitCode()) ? 'executed' : 'emulated';
    expect(runs[0]?.detail).toContain(`x86-32, ${way}`);
    expect(rows.map(({ name }) => name)).toContain('native run');
    expect(rows.map(({ name }) => name)).toContain('editors');
    expect(outcome.status).toBe(0);
  });

  it.each([
    ['dies', 'echo "no memory" >&2; exit 3', 'exited with status 3 while compiling (no memory)'],
    ['hangs', 'exec sleep 1000', 'does not answer: it was asked to start and does nothing'],
  ])('shows when the helper of the language server %s', async (_, script, problem) => {
    const helper = join(temporaryFolder(), 'helper');
    const text = `#!/bin/sh\nif [ "$1" = --service ]; then ${script}; fi\nexec "${helperPath(defaultTarget)}" "$@"\n`;
    writeFileSync(helper, text, { mode: 0o755 });
    const env = { ...doctorEnvironment(), NATIVECOMPILE_HELPER: helper };
    const outcome = await nativecompile(['doctor', '--json'], { env });
    const rows: { name: string; ok: boolean; detail: string }[] = JSON.parse(outcome.stdout);
    const bad = rows.filter(({ ok }) => !ok);
    expect(bad.map(({ name }) => name)).toEqual(['editors']);
    expect(bad[0]?.detail).toContain(problem);
    expect(outcome.status).toBe(1);
  });
});
