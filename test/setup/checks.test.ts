/** Each thing that can be missing is one sentence that names it, and one with the remedy. */

import { describe, expect, it } from 'vitest';
import {
  judgeAddressSpace,
  judgeKernel,
  judgeNode,
  judgePlatform,
  runChecks,
} from '../../scripts/checks.mjs';
import { explain, SetupFailure } from '../../scripts/setup/failure.mjs';
import { paths } from '../../scripts/setup/paths.mjs';

const limits = (addressSpace: string) =>
  `Limit                     Soft Limit           Hard Limit           Units\nMax address space         ${addressSpace}            unlimited            bytes\n`;
const systemError = (code: string) => Object.assign(new Error(`spawn ${code}`), { code });

describe('a check', () => {
  it('accepts what is good', () => {
    for (const finding of [
      judgeNode('20.0.0'),
      judgeNode('24.1.0'),
      judgePlatform('linux', 'x64'),
      judgeKernel(undefined, undefined),
      judgeKernel(systemError('ENOEXEC'), undefined),
      judgeKernel(undefined, 'emulated'),
      judgeAddressSpace(limits('unlimited')),
    ]) {
      expect(finding).toHaveProperty('detail');
    }
  });

  it.each([
    ['an old Node.js', judgeNode('18.19.0'), /Node\.js 18\.19\.0 is too old/],
    ['a Mac', judgePlatform('darwin', 'arm64'), /\(darwin, arm64\) cannot execute x86-32/],
    [
      'a kernel without 32-bit code where emulation is forbidden',
      judgeKernel(systemError('ENOEXEC'), 'direct'),
      /executes no 32-bit code, and NATIVECOMPILE_EXECUTION=direct/,
    ],
    ['a noexec mount', judgeKernel(systemError('EACCES'), undefined), /noexec/],
    [
      'no room for the emulator',
      judgeAddressSpace(limits('2147483648')),
      /limited to 2048 MiB; the emulator of 32-bit code needs 5120/,
    ],
  ])('names %s, and a remedy', (_name, finding, sentence) => {
    if (!('problem' in finding)) {
      throw new Error('nothing was found');
    }
    expect(finding.problem).toMatch(sentence);
    expect(finding.problem).toMatch(/^[A-Z].*\.$/);
    expect(finding.remedy).toMatch(/^[A-Z].*\.$/);
  });

  it('of this machine finds everything it needs to run the tests', async () => {
    const results = await runChecks(paths.project, ['machine', 'setup', 'installed']);
    expect(results.filter((result) => 'problem' in result.finding)).toEqual([]);
  });
});

describe('a failed step', () => {
  const output = (text: string) => Object.assign(new Error('apt-get ended'), { output: text });

  it.each([
    [systemError('ENOSPC'), 'The disk is full.'],
    [output('tar: write error: No space left on device'), 'The disk is full.'],
    [output("Err: Temporary failure resolving 'mirror.example'"), /network/],
    [output('npm error code ENOTFOUND'), /network/],
    [systemError('EROFS'), /read-only/],
    [systemError('EACCES'), /cannot be written by this user/],
    [output('The following signatures were invalid: BADSIG 123'), /signature/],
    [output('File has unexpected size (1 != 2). Mirror sync in progress?'), /damaged/],
  ])('is told by its cause: %s', (error, problem) => {
    expect(explain(error, 'testing', { downloads: true }).problem).toMatch(problem);
  });

  it('of unknown cause says what was going on and shows the last lines', () => {
    const failure = explain(output('line one\nfatal: something odd\n'), 'unpacking the runtime');
    expect(failure.problem).toBe('Set-up failed while unpacking the runtime.');
    expect(failure.detail).toContain('fatal: something odd');
  });

  it('is not blamed on the network where nothing was downloaded', () => {
    const failure = explain(output('Could not resolve "./a.js"'), 'building the TypeScript');
    expect(failure.problem).toBe('Set-up failed while building the TypeScript.');
  });

  it('that is explained already stays as it is', () => {
    const failure = new SetupFailure('A.', 'B.');
    expect(explain(failure, 'testing')).toBe(failure);
  });
});
