/**
 * Programs that run without a compile host until they have earned one: what is in the cache is used
 * at once, and what is not is compiled beside the program, which waits for nothing.
 */

import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { layout, constants as numbers, sizes } from '../../server/src/generated/layout.js';
import {
  command,
  nativecompile,
  removeFolders,
  sourceFile,
  temporaryFolder,
  testEnvironment,
} from '../cli/command.js';
import { patience } from '../harness/patience.mjs';

afterAll(removeFolders);

const TIMEOUT = patience(1_200);

/** f() returns when it is native, or after very long. */
const untilNative = `
from nativecompile import _size as size
def f():
    n = 0
    while size(f.__code__) is None and n < 10**8:
        n += 1
    return n
`;

interface Place {
  readonly env: NodeJS.ProcessEnv;
  readonly cache: string;
  readonly temporary: string;
}

function place(): Place {
  const cache = temporaryFolder();
  const temporary = temporaryFolder();
  const env = { ...testEnvironment(), XDG_CACHE_HOME: cache, TMPDIR: temporary };
  return { env, cache: join(cache, 'nativecompile'), temporary };
}

/** The folders of hosts that live. */
const hosts = ({ temporary }: Place): string[] =>
  readdirSync(temporary).flatMap((name) => {
    try {
      return readdirSync(join(temporary, name));
    } catch {
      // The last host has just taken the folder around its own away.
      return [];
    }
  });

/** When the last host of earlier runs has ended, which it does by itself. */
async function noHosts(where: Place): Promise<void> {
  const begun = performance.now();
  while (hosts(where).length > 0) {
    expect(performance.now() - begun).toBeLessThan(patience(100));
    await setTimeout(20);
  }
}

function entries({ cache }: Place): string[] {
  if (!existsSync(cache)) return [];
  return readdirSync(cache)
    .flatMap((group) => readdirSync(join(cache, group)).map((name) => join(cache, group, name)))
    .filter((path) => !path.endsWith('.tmp'));
}

const images = (where: Place): string[] => entries(where).filter((path) => !path.endsWith('.hot'));
const notes = (where: Place): string[] => entries(where).filter((path) => path.endsWith('.hot'));

async function run(where: Place, text: string, args: readonly string[] = []) {
  const file = sourceFile(text);
  return await nativecompile([file, ...args], { env: where.env });
}

/** A cache with the images of a program that has run until they were there. */
async function filled(): Promise<{ where: Place; file: string }> {
  const where = place();
  const file = sourceFile(`${untilNative}print(f() > 0)\n`);
  const outcome = await nativecompile([file], { env: where.env });
  expect(outcome).toMatchObject({ status: 0, stdout: 'True\n', stderr: '' });
  await noHosts(where);
  expect(images(where).length).toBeGreaterThan(0);
  return { where, file };
}

describe('a program', { timeout: TIMEOUT }, () => {
  it('becomes native while it runs, and at once the next time', async () => {
    const { where, file } = await filled();
    const again = sourceFile(readFileSync(file, 'utf8').replace('print(f() > 0)', 'print(f())'));
    renameSync(again, file);
    // f is looked for after a few hundred turns, and nobody else is asked.
    const { stdout, stderr } = await nativecompile([file], { env: where.env });
    expect(Number(stdout)).toBeLessThan(2_000);
    expect(stderr).toBe('');
    expect(hosts(where)).toEqual([]);
  });

  it('that is short leaves a note, and has a host the next time', async () => {
    const where = place();
    const file = sourceFile(
      'import sys\ndef f(n):\n    for i in range(n): pass\n    return ' +
        'i\nprint(f(int(sys.argv[1])))\n',
    );
    const short = () => nativecompile([file, '20000'], { env: where.env });
    expect(await short()).toMatchObject({ stdout: '19999\n', stderr: '' });
    expect(hosts(where)).toEqual([]);
    expect(images(where)).toEqual([]);
    expect(notes(where)).toHaveLength(1);
    expect(await short()).toMatchObject({ stdout: '19999\n', stderr: '' });
    expect(hosts(where)).toHaveLength(1);
    // It has compiled what was asked for though the program had ended.
    await noHosts(where);
    expect(images(where)).toHaveLength(1);
    expect(await short()).toMatchObject({ stdout: '19999\n', stderr: '' });
    expect(hosts(where)).toEqual([]);
  });

  it('that does nothing often leaves nothing', async () => {
    const where = place();
    expect(await run(where, 'import json\nprint(json.dumps([1]))\n')).toMatchObject({
      stdout: '[1]\n',
      stderr: '',
    });
    expect(readdirSync(where.env.XDG_CACHE_HOME ?? '')).toEqual([]);
    expect(readdirSync(where.temporary)).toEqual([]);
  });

  it('ends while its host is at work, and keeps nobody waiting', async () => {
    const where = place();
    const program = 'def f(n):\n    for i in range(n): pass\n    return i\nprint(f(20000))\n';
    const file = sourceFile(program);
    await nativecompile([file], { env: where.env });
    const child = spawn(command, [file], { env: where.env, stdio: ['ignore', 'pipe', 'pipe'] });
    // Its pipes are closed when it has ended, though the host lives.
    await new Promise((resolve) => child.on('close', resolve));
    expect(hosts(where)).toHaveLength(1);
    await noHosts(where);
    expect(images(where)).toHaveLength(1);
  });

  it('does not see its host among its children', async () => {
    const where = place();
    const text = `import os, signal
came = []
signal.signal(signal.SIGCHLD, lambda *_: came.append(1))
${untilNative}print(f() > 0, came)
try:
    print(os.wait())
except ChildProcessError:
    print('none')
`;
    expect(await run(where, text)).toMatchObject({ stdout: 'True []\nnone\n', stderr: '' });
    await noHosts(where);
  });

  it('runs where Node.js is not, or is no good', async () => {
    const where = place();
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'node'), '#!/bin/sh\necho what is this >&2\nexit 1\n');
    chmodSync(join(folder, 'node'), 0o755);
    const text = `import time
def f(until):
    n = 0
    while time.process_time() < until: n += 1
    return n
print(f(1) > 0)
import nativecompile
try:
    nativecompile.compile('pass')
except nativecompile.CompileError as error:
    print(error)
`;
    const env = { ...where.env, PATH: folder };
    const outcome = await nativecompile([sourceFile(text)], { env });
    expect(outcome).toMatchObject({ status: 0, stderr: '' });
    expect(outcome.stdout).toBe('True\n<module> is not compiled: it closed the connection\n');
    expect(hosts(where)).toEqual([]);
  });

  it('closes all its descriptors and is native all the same', async () => {
    const where = place();
    const text = `import os, time
${untilNative}def g(until):
    n = 0
    while time.process_time() < until: n += 1
g(0.8)
os.closerange(3, 65536)
print(f() > 0)
`;
    expect(await run(where, text)).toMatchObject({ stdout: 'True\n', stderr: '' });
    await noHosts(where);
  });

  it('has an answer in the middle of a loop, an exception, a generator', async () => {
    const where = place();
    const text = `${untilNative}
def values():
    n = 0
    while size(values.__code__) is None and n < 10**8:
        n += 1
        yield n
    yield 'end'
def tries():
    n = 0
    while size(tries.__code__) is None and n < 10**8:
        try:
            raise KeyError(n)
        except KeyError as error:
            n = error.args[0] + 1
    return n > 0
print([value for value in values()][-1], tries(), f() > 0)
`;
    expect(await run(where, text)).toMatchObject({ stdout: 'end True True\n', stderr: '' });
    await noHosts(where);
  });
});

describe('processes and threads of a program', { timeout: TIMEOUT }, () => {
  it('threads become native together', async () => {
    const where = place();
    const text = `import threading
from nativecompile import _size as size
def make(i):
    exec(f'def f{i}():\\n  n = {i}\\n  while size(f{i}.__code__) is None and n < 10**8: n += 1\\n  done.append({i})', globals())
    return globals()[f'f{i}']
done = []
threads = [threading.Thread(target=make(i)) for i in range(4)]
for one in threads: one.start()
for one in threads: one.join()
print(sorted(done))
`;
    expect(await run(where, text)).toMatchObject({ stdout: '[0, 1, 2, 3]\n', stderr: '' });
    await noHosts(where);
  });

  it('a fork between question and answer has its own, of the same host', async () => {
    const where = place();
    const text = `import os, time
${untilNative}
def g(until):
    n = 0
    while time.process_time() < until: n += 1
    return n
g(0.6)  # asked for, and hardly answered
child = os.fork()
result = f() > 0
if child == 0:
    os._exit(10 + result)
print(result, os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), len(os.listdir(os.path.dirname(os.environ['HOSTS']))))
`;
    const file = sourceFile(text);
    const env = { ...where.env, HOSTS: join(where.temporary, 'nativecompile-0', 'x') };
    mkdirSync(join(where.temporary, `nativecompile-${process.getuid?.()}`), { mode: 0o700 });
    env.HOSTS = join(where.temporary, `nativecompile-${process.getuid?.()}`, 'x');
    const outcome = await nativecompile([file], { env });
    expect(outcome).toMatchObject({ stdout: 'True 11 1\n', stderr: '' });
    await noHosts(where);
  });

  it('children of every kind are native, whatever environment they are given', async () => {
    const where = place();
    const text = `import multiprocessing, os, subprocess, sys
${untilNative}
def is_native():
    f()
    return size(f.__code__) is not None
def job(_): return is_native()
if __name__ == '__main__':
    if sys.argv[1:] == ['child']:
        print(is_native(), flush=True)
        if os.environ.get('AGAIN'): os.execv(sys.executable, [sys.executable, __file__, 'last'])
    elif sys.argv[1:] == ['last']:
        print('last', is_native())
    else:
        for env in None, {}, dict(os.environ, AGAIN='1'):
            command = [sys.executable, __file__, 'child']
            print(subprocess.run(command, env=env, capture_output=True, text=True))
        for method in 'fork', 'spawn', 'forkserver':
            with multiprocessing.get_context(method).Pool(2) as pool: print(pool.map(job, range(2)))
`;
    const { stdout, stderr, status } = await run(where, text);
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    expect(stdout).not.toContain('False');
    expect(stdout.match(/stdout='True\\n', stderr=''/g)).toHaveLength(2);
    expect(stdout.match(/stdout='True\\nlast True\\n', stderr=''/g)).toHaveLength(1);
    expect(stdout.match(/^\[True, True\]$/gm)).toHaveLength(3);
    await noHosts(where);
  });
});

it(
  'statistics come whenever the program ends, also while the host compiles',
  async () => {
    const ends = Array.from({ length: 16 }, (_, i) => i / 100);
    const heads = ends.map(async (seconds) => {
      const file = sourceFile(
        `import time\ndef f(n):\n    for i in range(n):\n        pass\nf(100_000)\ntime.sleep(${seconds})\n`,
      );
      return (await nativecompile(['run', '--stats', file])).stderr.split('\n')[0];
    });
    expect(new Set(await Promise.all(heads))).toEqual(
      new Set(['nativecompile: statistics of one process']),
    );
  },
  TIMEOUT,
);

describe('the cache, as a program reads it', { timeout: TIMEOUT }, () => {
  const digestAt = sizes.CacheHeader;
  const packetAt = digestAt + numbers.NC_CACHE_DIGEST;
  /** Length, id, type, count of images, status and length of the first. */
  const imageAt = packetAt + 4 + 4 + 1 + 4 + 1 + 4;

  function changed(path: string, change: (bytes: Buffer) => void, isSigned: boolean): void {
    const bytes = readFileSync(path);
    change(bytes);
    if (isSigned) {
      createHash('sha256').update(bytes.subarray(packetAt)).digest().copy(bytes, digestAt);
    }
    writeFileSync(path, bytes);
  }

  it.each<[string, (path: string) => void]>([
    ['is empty', (path) => truncateSync(path, 0)],
    ['is cut short', (path) => truncateSync(path, 200)],
    [
      'has another byte',
      (path) => changed(path, (all) => all.writeUInt8(all.readUInt8(300) ^ 1, 300), false),
    ],
    ['is of another version', (path) => changed(path, (all) => all.writeUInt32LE(9, 4), true)],
    [
      'is no packet of images',
      (path) => changed(path, (all) => all.writeUInt8(9, packetAt + 8), true),
    ],
    [
      'has an image of another build',
      (path) =>
        changed(
          path,
          (all) => all.writeUInt32LE(7, imageAt + layout.ImageHeader.build_hash.offset),
          true,
        ),
    ],
    [
      'has an image for other code',
      (path) =>
        changed(
          path,
          (all) => all.writeUInt32LE(7, imageAt + layout.ImageHeader.unit_count.offset),
          true,
        ),
    ],
    ['can be written by others', (path) => chmodSync(path, 0o666)],
    [
      'is a link',
      (path) => {
        renameSync(path, `${path}.other`);
        symlinkSync(`${path}.other`, path);
      },
    ],
  ])('does not believe a file that %s', async (_, damage) => {
    const { where, file } = await filled();
    for (const path of images(where)) damage(path);
    const turns = sourceFile(readFileSync(file, 'utf8').replace('f() > 0', 'f() < 2000'));
    renameSync(turns, file);
    const { status, stdout, stderr } = await nativecompile([file], { env: where.env });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: 'False\n', stderr: '' });
    await noHosts(where);
    // The host has made it anew.
    expect((await nativecompile([file], { env: where.env })).stdout).toBe('True\n');
    expect(hosts(where)).toEqual([]);
  });

  it.runIf(process.getuid?.() === 0)('does not believe what belongs to somebody else', async () => {
    const { where, file } = await filled();
    for (const path of images(where)) chownSync(path, 65534, 65534);
    const turns = sourceFile(readFileSync(file, 'utf8').replace('f() > 0', 'f() < 2000'));
    renameSync(turns, file);
    expect((await nativecompile([file], { env: where.env })).stdout).toBe('False\n');
    await noHosts(where);
  });

  it('does not look into a folder that others can write to', async () => {
    const { where, file } = await filled();
    chmodSync(where.cache, 0o777);
    const turns = sourceFile(readFileSync(file, 'utf8').replace('f() > 0', 'f() < 2000'));
    renameSync(turns, file);
    expect((await nativecompile([file], { env: where.env })).stdout).toBe('False\n');
    await noHosts(where);
  });

  it('leaves code to the host that a comment speaks of', async () => {
    const where = place();
    const file = sourceFile(
      `${untilNative}def g():  # nativecompile: interpret\n    for i in range(3_000_000): pass\n    return size(g.__code__)\nprint(f() > 0, g())\n`,
    );
    for (let i = 0; i < 2; i += 1) {
      const outcome = spawnSync(command, [file], { env: where.env, encoding: 'utf8' });
      expect(outcome.stdout).toBe('True None\n');
    }
    await noHosts(where);
  });
});
