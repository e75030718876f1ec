/**
 * Code objects that die take their machine code with them, in the helper as well as in the compile
 * host.
 */

import { testTarget } from '../harness/target.js';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, expect, it } from 'vitest';
import { helperBuildHashes } from '../../server/src/generated/buildHash.js';
import { CompileHost } from '../../server/src/helper/compileHost.js';
import { makeCompileService } from '../../server/src/helper/compilers.js';
import { project } from '../differential/programs.js';
import { native, run } from '../differential/ways.js';
import { exact } from './exact.js';
import { isEmulated } from '../harness/execution.js';
import { patience } from '../harness/patience.mjs';

const TEST_TIMEOUT_MS = patience(1_500);

it(
  'in the helper: mappings, the C heap and resident memory are level',
  async () => {
    const outcome = await run(exact(native), {
      name: 'new code',
      line: [join(project, 'test', 'robustness', 'new_code.py')],
      input: Buffer.alloc(0),
    });
    expect(outcome.stderr).toBe('');
    const looks: number[][] = JSON.parse(outcome.stdout);
    expect(looks).toHaveLength(6);
    // After the first 800 functions, until the last of 2,400.
    const [executable, mappings, bytes, resident] = looks[5]!.map(
      (last, what) => last - looks[1]![what]!,
    );
    expect(executable).toBeLessThanOrEqual(0);
    expect(mappings).toBeLessThanOrEqual(2);
    // A word for each of the 1,600 would be 6,400 bytes; an image's page for each 6,400 KiB.
    expect(bytes).toBeLessThan(4_096);
    // The emulator keeps its translations of code that is gone, up to 128 MiB; the rest says what
    // the program keeps.
    expect(resident).toBeLessThan(isEmulated() ? 160 * 1024 : 256);
  },
  TEST_TIMEOUT_MS,
);

const source = `
def f(x):
    total = 0x12345678
    for i in range(x):
        try:
            total += i // x
        except ZeroDivisionError:
            total -= 1
    return total
class C:
    def method(self):
        return {'me': self}
`;
const MARK = Buffer.from([0x69, 0x78, 0x56, 0x34, 0x12]);

/** One file's name in 2 ** 14 ways. */
const nameOf = (folder: string, n: number): string =>
  `${folder}/${Array.from({ length: 14 }, (_, bit) => ((n >> bit) & 1 ? './' : '/')).join('')}a.py`;

function usedHeap(): number {
  setFlagsFromString('--expose_gc');
  const gc: () => void = runInNewContext('gc');
  gc();
  gc();
  return process.memoryUsage().heapUsed;
}

const service = makeCompileService();
const folder = mkdtempSync(join(tmpdir(), 'nativecompile-new-code-'));
afterAll(() => {
  service.stop();
  rmSync(folder, { recursive: true, force: true });
});

it(
  'in the compile host: its memory is level over 7,000 requests, 28,000 functions',
  async () => {
    // About a function that is not in the source, so that everything is compiled.
    writeFileSync(
      join(folder, 'a.py'),
      `${'\n'.repeat(50)}def other():  # nativecompile: interpret\n    pass\n`,
    );
    const answer = await service.compile(join(folder, 'a.py'), Buffer.from(source));
    if (answer.kind !== 'marshal') throw new Error('the source does not compile');
    const at = Buffer.from(answer.code).indexOf(MARK);
    expect(at).toBeGreaterThan(0);
    const target = testTarget;
    const host = new CompileHost({
      target,
      options: {
        mode: 'all',
        strict: true,
        interpret: false,
        stats: false,
        counters: 'off',
        without: [],
      },
      cache: null,
      buildHash: helperBuildHashes[target],
    });
    const used: number[] = [];
    for (let n = 0; n < 7_000; n++) {
      const code = Buffer.from(answer.code);
      code.writeInt32LE(0x10000000 + n, at + 1);
      await host.compile(
        n,
        {
          kind: 'compileNative',
          code,
          wholeTree: true,
          reason: 'test',
          filename: nameOf(folder, n),
        },
        helperBuildHashes[target],
      );
      if (n % 1_000 === 999) used.push(usedHeap());
    }
    expect(host.counts).toMatchObject({ requests: 7_000, failures: 0 });
    expect(host.counts.bytes).toBeGreaterThan(7_000 * 2_000);
    // At each of these moments the files that are known are a thousand. What has become quick takes
    // some memory now and then; what is kept of each request shows in every thousand of them, and
    // 50 bytes are less than anything would be.
    const steps = used.slice(1).map((bytes, before) => bytes - used[before]!);
    expect(Math.min(...steps)).toBeLessThan(50_000);
  },
  TEST_TIMEOUT_MS,
);
