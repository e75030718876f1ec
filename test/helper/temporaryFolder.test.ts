/** Folders of processes that were killed go; those of others stay. */

import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  createTemporaryFolder,
  removeAbandoned,
  removeTemporaryFolder,
} from '../../server/src/helper/temporaryFolder.js';

const before = process.env.TMPDIR;
let place = '';

beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'nc-test-'));
  process.env.TMPDIR = place;
});

afterEach(() => {
  if (before === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = before;
  rmSync(place, { recursive: true, force: true });
});

function create(): string {
  const folder = createTemporaryFolder();
  if (folder === null) throw new Error('no folder');
  return folder;
}

it('each is another one, and nothing is left of them', () => {
  const [one, two] = [create(), create()];
  expect(one).not.toBe(two);
  expect(dirname(one)).toBe(join(place, `nativecompile-${process.getuid?.()}`));
  removeTemporaryFolder(one);
  expect(existsSync(two)).toBe(true);
  removeTemporaryFolder(two);
  expect(readdirSync(place)).toEqual([]);
});

it('what a dead process left goes, and what a living one has stays', () => {
  const own = create();
  const common = dirname(own);
  const [pid = '', start = '', namespace = ''] = basename(own).split('-');
  const dead = [`${pid}-${Number(start) + 1}-${namespace}-0`, `4999999-5-${namespace}-1`];
  const living = [`${pid}-${start}-${namespace}-7`, `4999999-5-${namespace}1-0`, 'something else'];
  for (const name of [...dead, ...living])
    mkdirSync(join(common, name, 'within'), { recursive: true });
  removeAbandoned(own);
  expect(readdirSync(common).sort()).toEqual([basename(own), ...living].sort());
});

it('nothing is made or removed in a folder that somebody else prepared', () => {
  const elsewhere = join(place, 'elsewhere');
  mkdirSync(join(elsewhere, '4999999-5-1-0'), { recursive: true });
  symlinkSync(elsewhere, join(place, `nativecompile-${process.getuid?.()}`));
  const folder = create();
  expect(dirname(folder)).toBe(place);
  removeAbandoned(folder);
  removeTemporaryFolder(folder);
  expect(readdirSync(elsewhere)).toEqual(['4999999-5-1-0']);
  expect(readdirSync(place).length).toBe(2);
});

it('is elsewhere where names become too long for a socket', () => {
  process.env.TMPDIR = join(place, 'x'.repeat(80));
  mkdirSync(process.env.TMPDIR);
  const folder = create();
  expect(folder.startsWith('/tmp/nativecompile-')).toBe(true);
  removeTemporaryFolder(folder);
  expect(readdirSync(process.env.TMPDIR)).toEqual([]);
});
