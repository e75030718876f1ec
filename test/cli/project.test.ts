/** What a project says in its pyproject.toml, and what of it is refused. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { projectKeys } from '../../server/src/cli/projectKeys.js';
import { readSettings } from '../../server/src/lsp/settings.js';
import { nativecompile, removeFolders, temporaryFolder, testEnvironment } from './command.js';

afterAll(removeFolders);

/** A project with a file in a folder, and one that is left out. */
function project(toml: string): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'src', 'made'), { recursive: true });
  writeFileSync(join(folder, 'pyproject.toml'), toml);
  const text = 'def f(a):\n    for i in a:\n        print(i + i)\n';
  writeFileSync(join(folder, 'src', 'hot.py'), text);
  writeFileSync(join(folder, 'src', 'made', 'skipped.py'), text);
  return folder;
}

const plain = { ...testEnvironment(), NATIVECOMPILE_TARGET: '' };
const run = (folder: string, ...args: string[]) =>
  nativecompile(args, { cwd: join(folder, 'src'), env: plain });

describe('[tool.nativecompile]', () => {
  it('says what options do not, and options stand over it', async () => {
    const folder = project(`[tool.nativecompile]
target = "x86-64"
[tool.nativecompile.view]
syntax = "att"
showBytes = true
`);
    const { stdout, stderr } = await run(folder, 'asm', 'hot.py:f');
    expect(stderr).toBe('');
    expect(stdout).toContain(' · x86-64 · AT&T · ');
    expect(stdout).toMatch(/^ {2}[0-9a-f]{4} {2}[0-9a-f]{2} \S+ +call/m);
    const said = await run(folder, 'asm', '--syntax', 'intel', '--target', 'x86-32', 'hot.py:f');
    expect(said.stdout).toContain(' · x86-32 i686 · Intel · ');
  });

  it('takes keys with dots, and chooses findings and files of check', async () => {
    const folder = project(`[tool.nativecompile]
"hints.enable" = true
compile.exclude = ["made"]
compile.excludeOpcodes = ["BINARY_OP"]
diagnostics.severity = { NC101 = "error", NC204 = "off" }
`);
    const { stdout, stderr, status } = await run(folder, 'check', '--json', '..');
    expect([status, stderr]).toEqual([1, '']);
    const [file, ...others] = JSON.parse(stdout);
    expect([file.file, others]).toEqual(['../src/hot.py', []]);
    const found = file.diagnostics.map(({ code, severity }: { code: string; severity: string }) => [
      code,
      severity,
    ]);
    expect(found).toContainEqual(['NC101', 'error']);
    expect(found).toContainEqual(['NC202', 'hint']);
    expect(found.map(([code]: string[]) => code)).not.toContain('NC204');
    // Who names a file means it.
    const named = await run(folder, 'check', '--json', 'made/skipped.py');
    expect(JSON.parse(named.stdout)).toHaveLength(1);
  });

  it('is warned of what is not known or makes no sense', async () => {
    const folder = project(`[tool.nativecompile]
target = "arm64"
view.sintax = "att"
helper.path = "/bin/true"
hover.maxRows = 12
`);
    const { stdout, stderr, status } = await run(folder, 'dis', 'hot.py:f');
    expect(status).toBe(0);
    expect(stdout).toContain('BINARY_OP');
    const toml = join(folder, 'pyproject.toml');
    expect(stderr).toBe(
      `nativecompile: ${toml}: [tool.nativecompile] has no key view.sintax; did you mean view.syntax?
nativecompile: ${toml}: helper.path is not taken from a project: it would choose what is started
nativecompile: ${toml}: target is one of x86-32, x86-64.
`,
    );
  });

  it('is refused with its place where it is no TOML', async () => {
    const folder = project('[tool.nativecompile]\ntarget = \n');
    const { stderr, status } = await run(folder, 'asm', 'hot.py:f');
    expect(status).toBe(2);
    expect(stderr).toMatch(/^nativecompile: \S+pyproject\.toml:2:\d+: .+\nTry: /);
  });

  it('of the nearest file alone is read', async () => {
    const folder = project('[tool.nativecompile]\nview.syntax = "att"\n');
    writeFileSync(join(folder, 'src', 'pyproject.toml'), '[project]\nname = "inner"\n');
    expect((await run(folder, 'asm', 'hot.py:f')).stdout).toContain('Intel');
  });
});

it('takes the example of its page without a word', async () => {
  const page = readFileSync(new URL('../../docs/pyproject.md', import.meta.url), 'utf8');
  const [, toml = ''] = /```toml\n([\s\S]*?)```/.exec(page) ?? [];
  const { stdout, stderr, status } = await run(project(toml), 'asm', 'hot.py:f');
  expect([stderr, status]).toEqual(['', 0]);
  expect(stdout).toContain(' · x86-64 · ');
  for (const { key } of projectKeys) expect(page).toContain(`| \`${key}\``);
});

it('has no key that editors do not have', () => {
  const { keys } = readSettings({});
  expect(projectKeys.map(({ key }) => key).filter((key) => !keys.includes(key))).toEqual([]);
});
