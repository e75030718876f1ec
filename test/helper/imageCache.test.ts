/** The cache keeps what it is given, believes nothing else, and never fails a run. */

import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cacheKey, defaultCacheFolder, ImageCache } from '../../server/src/helper/imageCache.js';

let parent = '';
let folder = '';

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'nativecompile-test-'));
  folder = join(parent, 'cache');
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

const key = cacheKey('one', new Uint8Array([1, 2, 3]));
const payload = new Uint8Array([5, 6, 7, 8]);

const entryPath = (): string => join(folder, key.slice(0, 2), key.slice(2));

function filled(): ImageCache {
  const cache = new ImageCache({ folder });
  cache.write(key, payload);
  return cache;
}

describe('an entry', () => {
  it('comes back as it was stored, in another process too', () => {
    filled();
    const cache = new ImageCache({ folder });
    expect(Array.from(cache.read(key) ?? [])).toEqual(Array.from(payload));
    expect(cache.counts).toMatchObject({ hits: 1, misses: 0, rejected: 0, failures: 0 });
  });

  it('is missed under every other key', () => {
    const cache = filled();
    expect(cache.read(cacheKey('one', new Uint8Array([1, 2, 4])))).toBeNull();
    expect(cacheKey('ab', 'c')).not.toBe(cacheKey('a', 'bc'));
    expect(cache.counts.misses).toBe(1);
  });

  it("is readable by the user alone, and so is the cache's folder", () => {
    filled();
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(entryPath()).mode & 0o777).toBe(0o600);
  });

  it('leaves no unfinished file behind', () => {
    filled();
    expect(readdirSync(join(folder, key.slice(0, 2)))).toEqual([key.slice(2)]);
  });
});

describe('is ignored:', () => {
  it('an entry with any byte changed', () => {
    const cache = filled();
    const good = readFileSync(entryPath());
    for (let at = 0; at < good.length; at += 1) {
      const bad = Buffer.from(good);
      bad[at] = (bad[at] ?? 0) ^ 0x10;
      writeFileSync(entryPath(), bad, { mode: 0o600 });
      expect(cache.read(key)).toBeNull();
    }
    expect(cache.counts.rejected).toBe(good.length);
  });

  it('an entry of any shorter length', () => {
    const cache = filled();
    const good = readFileSync(entryPath());
    for (let length = 0; length < good.length; length += 1) {
      writeFileSync(entryPath(), good.subarray(0, length), { mode: 0o600 });
      expect(cache.read(key)).toBeNull();
    }
  });

  it('an entry that others can write', () => {
    const cache = filled();
    chmodSync(entryPath(), 0o666);
    expect(cache.read(key)).toBeNull();
    expect(cache.counts.rejected).toBe(1);
  });

  it('an entry that is a link or a folder', () => {
    const cache = filled();
    const elsewhere = join(parent, 'elsewhere');
    writeFileSync(elsewhere, readFileSync(entryPath()), { mode: 0o600 });
    rmSync(entryPath());
    symlinkSync(elsewhere, entryPath());
    expect(cache.read(key)).toBeNull();
    rmSync(entryPath());
    mkdirSync(entryPath());
    expect(cache.read(key)).toBeNull();
  });

  it('a folder that others can write, or that is a link', () => {
    filled();
    chmodSync(folder, 0o777);
    const open = new ImageCache({ folder });
    expect(open.read(key)).toBeNull();
    expect(open.counts.failures).toBe(1);
    chmodSync(folder, 0o700);
    const link = join(parent, 'link');
    symlinkSync(folder, link);
    expect(new ImageCache({ folder: link }).read(key)).toBeNull();
  });
});

describe('a cache that cannot be used', () => {
  it.each(['/dev/null/cache', '/proc/nativecompile'])('%s costs nothing but time', (path) => {
    const cache = new ImageCache({ folder: path });
    cache.write(key, payload);
    expect(cache.read(key)).toBeNull();
    expect(cache.counts.failures).toBeGreaterThan(0);
  });

  it('whose entries cannot be written counts that', () => {
    const cache = new ImageCache({ folder });
    writeFileSync(join(folder, key.slice(0, 2)), 'a file where a folder should be');
    cache.write(key, payload);
    expect(cache.counts).toMatchObject({ writes: 0, failures: 1 });
  });
});

describe('pruning', () => {
  it('removes the longest unused entries until the rest fits', () => {
    const cache = new ImageCache({ folder, maxBytes: 10_000 });
    const keys = Array.from({ length: 20 }, (_, i) => cacheKey(String(i)));
    keys.forEach((name, i) => {
      cache.write(name, new Uint8Array(960));
      const used = new Date(Date.now() - (20 - i) * 60_000);
      utimesSync(join(folder, name.slice(0, 2), name.slice(2)), used, used);
    });
    cache.prune();
    const left = keys.filter((name) => cache.read(name) !== null);
    expect(left).toEqual(keys.slice(-7));
  });

  it('removes writes that were never finished, and leaves young ones', () => {
    const cache = filled();
    const group = join(folder, key.slice(0, 2));
    for (const [name, age] of [
      ['old.tmp', 2 * 3600],
      ['young.tmp', 60],
    ] as const) {
      writeFileSync(join(group, name), '');
      const used = new Date(Date.now() - age * 1000);
      utimesSync(join(group, name), used, used);
    }
    cache.prune();
    expect(readdirSync(group).sort()).toEqual([key.slice(2), 'young.tmp'].sort());
  });
});

it('lies where the XDG specification says', () => {
  expect(defaultCacheFolder({ XDG_CACHE_HOME: '/x', HOME: '/h' })).toBe('/x/nativecompile');
  expect(defaultCacheFolder({ XDG_CACHE_HOME: 'relative', HOME: '/h' })).toBe(
    '/h/.cache/nativecompile',
  );
  expect(defaultCacheFolder({ HOME: '/h' })).toBe('/h/.cache/nativecompile');
});
