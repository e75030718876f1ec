/** Stamps and the lock: what makes set-up resumable, and safe to start twice. */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { alone } from '../../scripts/setup/lock.mjs';
import { contents, digest, Stamps } from '../../scripts/setup/stamps.mjs';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'setup-test-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('a stamp', () => {
  it('is current for the inputs a step succeeded with, and for no others', () => {
    const stamps = new Stamps(join(folder, 'stamps'));
    expect(stamps.isCurrent('a', digest(['1']))).toBe(false);
    stamps.record('a', digest(['1']));
    expect(stamps.isCurrent('a', digest(['1']))).toBe(true);
    expect(stamps.isCurrent('a', digest(['2']))).toBe(false);
    expect(stamps.isCurrent('b', digest(['1']))).toBe(false);
    stamps.forget('a');
    expect(stamps.isCurrent('a', digest(['1']))).toBe(false);
  });

  it('changes with the content, the name and the place of a file', () => {
    const source = join(folder, 'source');
    const now = () => digest(contents(source, (name) => name !== 'build'));
    mkdirSync(join(source, 'build'), { recursive: true });
    writeFileSync(join(source, 'a.c'), 'int a;');
    const first = now();
    writeFileSync(join(source, 'build', 'a.o'), 'made');
    expect(now()).toBe(first);
    writeFileSync(join(source, 'a.c'), 'int b;');
    const second = now();
    writeFileSync(join(source, 'b.c'), '');
    expect(new Set([first, second, now()]).size).toBe(3);
  });

  it('keeps inputs apart that read the same when joined', () => {
    expect(digest(['ab', 'c'])).not.toBe(digest(['a', 'bc']));
  });
});

describe('the lock', () => {
  it('lets one work at a time', async () => {
    const lock = join(folder, 'locks', 'lock');
    const events: string[] = [];
    const work = (name: string) => async () => {
      events.push(`${name} begins`);
      await new Promise((resolve) => setTimeout(resolve, 30));
      events.push(`${name} ends`);
    };
    await Promise.all([alone(lock, work('first')), alone(lock, work('second'))]);
    expect(events).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
    expect(existsSync(lock)).toBe(false);
  });

  it('is taken over from a process that died, and given back after an error', async () => {
    const lock = join(folder, 'lock');
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    writeFileSync(lock, String(dead));
    await expect(
      alone(lock, async () => {
        throw new Error('broken');
      }),
    ).rejects.toThrow('broken');
    expect(existsSync(lock)).toBe(false);
  });
});
