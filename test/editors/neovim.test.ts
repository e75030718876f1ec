/** The set-up of docs/editors.md in Debian's Neovim, without a screen. */

import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import {
  command,
  nativecompile,
  project,
  removeFolders,
  temporaryFolder,
  testEnvironment,
} from '../cli/command.js';
import { patience } from '../harness/patience.mjs';

const find = (): string | undefined =>
  (process.env.PATH ?? '')
    .split(':')
    .map((folder) => join(folder, 'nvim'))
    .find((path) => existsSync(path));

function installed(): string | undefined {
  const found = find();
  if (found !== undefined || process.getuid?.() !== 0) return found;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  try {
    const options = ['install', '-y', '-qq', '--no-install-recommends', 'neovim'];
    execFileSync('apt-get', options, { env, stdio: 'ignore' });
  } catch {
    return undefined;
  }
  return find();
}

const neovim = installed();
if (neovim === undefined) {
  console.warn(
    'The test in Neovim is skipped: it is not there, and cannot be installed without root.',
  );
}

afterAll(removeFolders);

const source = `def dot(a, b):
    total = 0
    for i in range(len(a)):
        total += a[i] * b[i]
    return f"{total}"
`;

interface Seen {
  readonly problem?: string;
  readonly timeout?: string;
  readonly diagnostics: { line: number; column: number; text: string }[];
  readonly hover: string;
  readonly listing: string;
  readonly filetype: string;
  readonly back: string;
}

it.skipIf(neovim === undefined)(
  'shows findings, hovers and listings, and goes back to the source',
  { timeout: patience(800) },
  async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'hot.py');
    const output = join(folder, 'seen.json');
    const modules = join(folder, 'runtime', 'lua');
    mkdirSync(modules, { recursive: true });
    symlinkSync(
      join(project, 'docs', 'editors', 'nativecompile.lua'),
      join(modules, 'nativecompile.lua'),
    );
    writeFileSync(path, source);
    const { stdout: expected } = await nativecompile([
      'asm',
      '--without',
      'FORMAT_VALUE',
      `${path}:dot`,
    ]);
    const script = join(project, 'test', 'editors', 'neovim.lua');
    const runtime = `set rtp^=${join(folder, 'runtime')}`;
    const args = ['--headless', '-u', 'NONE', '-i', 'NONE', '--cmd', runtime];
    const status = await new Promise((resolve) => {
      spawn(neovim ?? '', [...args, '-c', `luafile ${script}`], {
        env: {
          ...testEnvironment(),
          COMMAND: command,
          SOURCE: path,
          OUTPUT: output,
          PATIENCE: String(patience(130)),
          XDG_STATE_HOME: folder,
        },
        stdio: 'ignore',
        timeout: patience(700),
      }).on('exit', resolve);
    });
    expect(status).toBe(0);
    const seen: Seen = JSON.parse(readFileSync(output, 'utf8'));
    expect([seen.problem, seen.timeout]).toEqual([undefined, undefined]);
    expect(seen.diagnostics).toHaveLength(1);
    expect(seen.diagnostics[0]).toMatchObject({ line: 4, column: 11 });
    expect(seen.diagnostics[0]?.text).toContain('FORMAT_VALUE');
    expect(seen.hover).toContain('BINARY_OP 5 (*)');
    expect(`${seen.listing}\n`).toBe(expected);
    expect(seen.filetype).toBe('nativecompile-asm');
    expect(seen.back.trim()).toBe('total += a[i] * b[i]');
  },
);
