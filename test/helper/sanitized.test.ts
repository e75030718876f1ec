/**
 * Our own C under AddressSanitizer and UndefinedBehaviorSanitizer: the runtime functions and the
 * image loader by their own checks, and the whole helper by the examples of every opcode, run
 * natively.
 */

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TargetName, targetNames } from '../../scripts/generate.mjs';
import { projectFolder } from '../../server/src/helper/helperProcess.js';
import { documentation } from '../../server/src/opcodes/documentation.js';
import { opcodeNames } from '../../server/src/opcodes/opcodeNames.js';
import { patience } from '../harness/patience.mjs';

const run = promisify(execFile);
const project = projectFolder();
const helper = join(project, 'native', 'helper');
/**
 * CPython's own allocator would hide what the sanitizer is to see; CPython leaks some of its own at
 * exit.
 */
const environment = {
  ...process.env,
  PYTHONMALLOC: 'malloc',
  ASAN_OPTIONS: 'detect_leaks=0',
  UBSAN_OPTIONS: 'halt_on_error=1:print_stacktrace=1',
};

async function make(target: TargetName, goal: string): Promise<string> {
  const { stdout } = await run('make', ['-s', '-C', helper, `TARGET=${target}`, goal], {
    env: environment,
    maxBuffer: 1 << 26,
  });
  return stdout.trimEnd();
}

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sanitized-'));
  for (const target of targetNames) await make(target, 'sanitize');
}, patience(2_500));
afterAll(() => rmSync(folder, { recursive: true }));

test.each(targetNames)('runtime functions for %s', { timeout: patience(2_500) }, async (target) => {
  expect(await make(target, 'sanitize-runtime-test')).toMatch(/\d{6} comparisons, 0 failures$/);
});

test.each(targetNames)('the image loader for %s', { timeout: patience(1_500) }, async (target) => {
  expect(await make(target, 'sanitize-image-test')).toMatch(/ok$/);
});

test.each(targetNames)('all opcodes for %s', { timeout: patience(2_500) }, async (target) => {
  const list = join(folder, 'examples.json');
  const examples = opcodeNames.flatMap((name) =>
    documentation[name].examples.map(({ source, mode }) => [name, source, mode]),
  );
  writeFileSync(list, JSON.stringify(examples));
  const { stdout, stderr } = await run(
    join(project, 'server', 'bin', 'nativecompile'),
    [
      ...['run', '--target', target, '--compile', 'all', '--strict', '-W', 'ignore'],
      ...[join(project, 'test', 'opcodes', 'examples.py'), list],
    ],
    {
      env: {
        ...environment,
        NATIVECOMPILE_HELPER: join(helper, 'build-sanitize', target, 'nativecompile-helper'),
      },
      maxBuffer: 1 << 26,
    },
  );
  expect(stderr).toBe('');
  expect(stdout.trimEnd().split('\n')).toHaveLength(examples.length);
});
