/** Completion in shells, and the manual: made of the table of verbs. */

import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { completionScript } from '../../server/src/cli/completion.js';
import { manualPage } from '../../server/src/cli/manual.js';
import { shells, verbs, verbTable } from '../../server/src/cli/verbs.js';
import { nativecompile, removeFolders, sourceFile, temporaryFolder } from './command.js';

afterAll(removeFolders);

const isThere = (program: string): boolean => spawnSync(program, ['--version']).status === 0;

describe('bash', () => {
  const folder = temporaryFolder();
  for (const name of ['hot.py', 'a file.py', 'notes.txt']) writeFileSync(join(folder, name), '');
  const script = sourceFile(completionScript('bash'), 'nativecompile.bash');

  /** What is offered for the last word. */
  function offered(...words: string[]): string[] {
    const program = `source ${script}; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _nativecompile; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const args = ['-c', program, 'bash', 'nativecompile', ...words];
    const output = execFileSync('bash', args, { cwd: folder, encoding: 'utf8' });
    return output.split('\n').filter((line) => line !== '');
  }

  it('offers verbs and programs first', () => {
    expect(offered('')).toEqual(expect.arrayContaining(['asm', 'check', 'hot.py', 'a file.py']));
    expect(offered('')).not.toContain('notes.txt');
    expect(offered('ch')).toEqual(['check']);
  });

  it('offers the options of the verb, and those of run without one', () => {
    expect(offered('check', '--f')).toEqual(['--fix', '--format']);
    expect(offered('asm', '--f')).toEqual(['--functions']);
    expect(offered('--str')).toEqual(['--strict']);
    for (const verb of verbs) {
      const names = verbTable[verb].options.filter((use) => !use.isHidden).map((use) => use.name);
      expect(offered(verb, '--')).toEqual([...names, '--help', '--version']);
    }
  });

  it('offers the values of an option', () => {
    expect(offered('asm', '--target', '')).toEqual(['x86-32', 'x86-64']);
    expect(offered('asm', '--target', '=', 'x86-6')).toEqual(['x86-64']);
    expect(offered('check', '--without', 'BINARY_O')).toEqual(['BINARY_OP']);
    expect(offered('graph', '--output', 'n')).toEqual(['notes.txt']);
    expect(offered('bench', '--runs', '')).toEqual([]);
    expect(offered('completion', '')).toEqual([...shells]);
  });

  it('offers Python files to verbs that read them, and any file to programs', () => {
    expect(offered('asm', '')).toEqual(expect.arrayContaining(['hot.py', 'a file.py']));
    expect(offered('asm', '')).not.toContain('notes.txt');
    expect(offered('verify', 'hot.py', 'n')).toEqual(['notes.txt']);
  });
});

it.each(['bash', 'zsh', 'fish'] as const)(
  'the script for %s has no mistake that it finds',
  (shell) => {
    // Where a shell is not installed nothing can be tried.
    if (!isThere(shell)) return;
    const script = sourceFile(completionScript(shell), `nativecompile.${shell}`);
    const { status, stderr } = spawnSync(shell, ['-n', script], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
  },
);

it('every script names every verb and option', () => {
  for (const shell of shells) {
    const script = completionScript(shell);
    for (const verb of verbs) {
      expect(script).toContain(verb);
      for (const { name, isHidden } of verbTable[verb].options) {
        if (!isHidden) expect(script, shell).toContain(shell === 'fish' ? name.slice(2) : name);
      }
    }
  }
});

it('the verb prints a script, and refuses other shells', async () => {
  const { stdout } = await nativecompile(['completion', 'bash']);
  expect(stdout).toBe(completionScript('bash'));
  const { stderr, status } = await nativecompile(['completion', 'tcsh']);
  expect([status, stderr.split('\n')[0]]).toEqual([
    2,
    'nativecompile: completion needs the name of a shell: bash, zsh, fish',
  ]);
});

describe('the manual', () => {
  it('is printed where there is no terminal', async () => {
    const { stdout } = await nativecompile(['manual']);
    expect(stdout).toMatch(/^\.TH NATIVECOMPILE 1 "" "nativecompile \d/);
    expect(stdout).toContain('\\-\\-watch');
  });

  it('is a page that groff reads without a word', () => {
    if (!isThere('groff')) return;
    const page = manualPage('1.2.3');
    const args = ['-man', '-Tutf8', '-ww', '-k', '-P-c', '-rLL=80n'];
    const { stdout, stderr } = spawnSync('groff', args, { input: page, encoding: 'utf8' });
    expect(stderr).toBe('');
    // Bold is a character on itself.
    const bold = new RegExp(`.${String.fromCharCode(8)}`, 'g');
    const text = stdout.replace(bold, '');
    expect(text).toContain('--compile main|hot|all');
    for (const verb of verbs) expect(text).toMatch(new RegExp(`^ {3}${verb}$`, 'm'));
  });
});
