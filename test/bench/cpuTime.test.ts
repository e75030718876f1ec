/** cpu_time.py: what a command took, with the processes that it left behind. */

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { folder } from '../../scripts/bench/programs.mjs';

/** Any Python can run it. */
const python = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';

function measure(...command: string[]) {
  const script = join(folder, 'cpu_time.py');
  const { stdout, stderr } = spawnSync(python, [script, ...command], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

/** Computes until this process alone has taken so many seconds. */
const working = (seconds: number) => `import time\nwhile time.process_time() < ${seconds}: pass\n`;

it('tells output, status and time', () => {
  const script = `${working(0.3)}import sys; print("out"); print("err", file=sys.stderr); sys.exit(3)`;
  const found = measure(python, '-c', script);
  expect(found).toMatchObject({ status: 3, stdout: 'out\n', stderr: 'err\n' });
  expect(found.cpu).toBeGreaterThanOrEqual(0.3);
  expect(found.cpu).toBeLessThan(1);
});

it('what works on after the end of the command counts', () => {
  const found = measure('/bin/sh', '-c', `setsid ${python} -c '${working(1)}' & exit 0`);
  expect(found.cpu).toBeGreaterThanOrEqual(1);
  expect(found.wall).toBeLessThan(1);
});

it('what only waits after that is ended', () => {
  const waiting = `${working(0.2)}print("ready", flush=True); time.sleep(600)`;
  const found = measure('/bin/sh', '-c', `setsid ${python} -c '${waiting}' & echo $!`);
  const [pid, ready] = found.stdout.trim().split('\n');
  expect(ready).toBe('ready');
  expect(found.cpu).toBeGreaterThanOrEqual(0.2);
  expect(existsSync(`/proc/${pid}`)).toBe(false);
});
