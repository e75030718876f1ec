/** No page of the process is ever writable and executable at the same time. */

import { readdirSync, readFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { project } from '../differential/programs.js';
import { cleanEnvironment, interpreted, native, run } from '../differential/ways.js';
import { isEmulated } from '../harness/execution.js';
import { patience } from '../harness/patience.mjs';

const program = {
  name: 'mappings',
  line: [join(project, 'test', 'robustness', 'mappings.py')],
  input: Buffer.alloc(0),
};

const TEST_TIMEOUT_MS = patience(1_500);

describe('seen from inside', { timeout: TEST_TIMEOUT_MS }, () => {
  it('native code appears, and nothing is writable and executable', async () => {
    const outcome = await run(native, program);
    expect(outcome.stderr).toBe('');
    expect(outcome.stdout).toBe('448500 True True [] []\n');
  });
  it('interpreted there is no such memory at all', async () => {
    const outcome = await run(interpreted, program);
    expect(outcome.stdout).toBe('448500 True False [] []\n');
  });
});

/** The processes whose parent is `pid`. */
function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((child) => {
      try {
        const stat = readFileSync(`/proc/${child}/stat`, 'utf8');
        return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === pid;
      } catch {
        return false;
      }
    });
}

it('seen from outside, from start to end, nothing is writable and executable', {
  timeout: TEST_TIMEOUT_MS,
}, async () => {
  const [file, ...args] = native.command;
  const child = spawn(file!, [...args, '--no-cache', ...program.line], {
    env: cleanEnvironment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const closed = new Promise<number | null>((resolve) => child.on('close', resolve));
  let running = true;
  closed.then(() => {
    running = false;
  });
  let looks = 0;
  const found = new Set<string>();
  while (running) {
    for (const pid of childrenOf(child.pid!)) {
      try {
        const maps = readFileSync(`/proc/${pid}/maps`, 'utf8');
        looks += 1;
        for (const line of maps.split('\n')) if (/^\S+ .wx/.test(line)) found.add(line);
      } catch {
        // It has just ended.
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  expect(await closed).toBe(0);
  expect(output).toContain('448500');
  expect(looks).toBeGreaterThan(20);
  // The emulator has one place for the code that it makes of the program's, and none of the
  // program's is executable.
  expect([...found]).toHaveLength(isEmulated() ? 1 : 0);
});
