/** Who hangs and who merely takes long, decided by what the kernel says of a process. */

import { spawn } from 'node:child_process';
import { afterEach, describe, expect, it } from 'vitest';
import {
  budgetOf,
  type Hang,
  type Limits,
  Patience,
  type Sample,
  TICK,
} from '../../server/src/helper/patience.js';
import { sampleOf } from '../../server/src/helper/processSample.js';

const SECOND = 1000;

/** After how many seconds of the clock a process that goes on like this is given up, and why. */
function givenUp(
  limits: Limits,
  sampleAt: (milliseconds: number) => Sample | null,
): { hang: Hang; seconds: number } {
  const patience = new Patience(limits, sampleAt(0));
  for (let now = TICK; ; now += TICK) {
    const hang = patience.tick(sampleAt(now));
    if (hang !== null) return { hang, seconds: now / SECOND };
  }
}

const limits = { budget: budgetOf(2000, 30, 120), timeout: 120 * SECOND };

describe('a small file', () => {
  it('at a process that rests is given up after five seconds', () => {
    const stopped = givenUp(limits, () => ({ processor: 400, rests: true }));
    expect(stopped).toEqual({ hang: 'rests', seconds: 5 });
  });

  it('at a process that computes all the time is given up within six', () => {
    const { hang, seconds } = givenUp(limits, (now) => ({ processor: 400 + now, rests: false }));
    expect(hang).toBe('spins');
    expect(seconds).toBeLessThanOrEqual(6);
  });

  it('at a process that gets a twentieth of a busy processor is not given up so soon', () => {
    const { hang, seconds } = givenUp(limits, (now) => ({ processor: now / 20, rests: false }));
    expect(hang).toBe('spins');
    expect(seconds).toBeGreaterThan(90);
  });

  it('at a process that waits for a disk has the whole time', () => {
    expect(givenUp(limits, () => ({ processor: 400, rests: false }))).toEqual({
      hang: 'late',
      seconds: 120,
    });
  });

  it('at a process that rests now and then is not given up for it', () => {
    const { hang } = givenUp(limits, (now) => ({ processor: now / 50, rests: now % 1000 === 0 }));
    expect(hang).toBe('late');
  });

  it('is given up in ten seconds where the system tells nothing', () => {
    const { hang, seconds } = givenUp(limits, () => null);
    expect(hang).toBe('spins');
    expect(seconds).toBeLessThanOrEqual(11);
  });
});

/**
 * Measured: milliseconds of processor time to start and for a mebibyte, of the slowest source that
 * was found.
 */
it.each([
  ['directly', 35, 1100],
  ['emulated', 350, 11_000],
])('a mebibyte %s has three times as long as it takes', (_, unit, measured) => {
  expect(budgetOf(2 ** 20, unit, 120)).toBeGreaterThan(3 * measured);
});

describe('a process', () => {
  const children: ReturnType<typeof spawn>[] = [];
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });
  const start = (script: string): number => {
    const child = spawn('/bin/sh', ['-c', script]);
    children.push(child);
    return child.pid ?? 0;
  };

  it('that sleeps or is stopped rests', async () => {
    const asleep = start('exec sleep 100');
    await expect.poll(() => sampleOf(asleep)?.rests).toBe(true);
    process.kill(asleep, 'SIGSTOP');
    await expect.poll(() => sampleOf(asleep)?.rests).toBe(true);
  });

  it('that computes does not, and its time grows', async () => {
    const busy = start('while :; do :; done');
    await expect
      .poll(() => sampleOf(busy)?.processor ?? 0, { timeout: 30_000 })
      .toBeGreaterThan(50);
    expect(sampleOf(busy)?.rests).toBe(false);
  });

  it('that is not there has no sample', () => {
    expect(sampleOf(2 ** 22 + 1)).toBeNull();
  });
});
