/** `check --fix` and `check --hints`. */

import { readFileSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { nativecompile, removeFolders, sourceFile } from './command.js';

afterAll(removeFolders);

const options = ['check', '--fix', '--without', 'FORMAT_VALUE,CALL_FUNCTION_EX'];

it('writes what is fixed, and says what is left', async () => {
  const file = sourceFile('\ufeffdef f(ä, g):\r\n    return f"{ä}", g(*ä)\r\n');
  const { status, stdout, stderr } = await nativecompile([...options, file]);
  expect({ status, stderr }).toEqual({ status: 1, stderr: `${file}: fixed\n` });
  expect(stdout).toContain('CALL_FUNCTION_EX');
  expect(stdout).not.toContain('FORMAT_VALUE');
  expect(readFileSync(file, 'utf8')).toBe('\ufeffdef f(ä, g):\r\n    return format(ä), g(*ä)\r\n');
});

it('leaves files alone that are no UTF-8, no Python, or in need of nothing', async () => {
  const texts = [
    Buffer.from('# coding: latin-1\na = "\xe4"\nprint(f"{a}")\n', 'latin1'),
    Buffer.from('def f(:\n'),
    Buffer.from('a = 1\n'),
  ];
  for (const bytes of texts) {
    const file = sourceFile(bytes);
    const { stderr } = await nativecompile([...options, file]);
    expect(stderr).toBe('');
    expect(readFileSync(file).equals(bytes)).toBe(true);
  }
  const { status, stderr } = await nativecompile([...options, '-'], { input: 'a = 1\n' });
  expect(status).toBe(2);
  expect(stderr).toContain('--fix needs a file');
});

it('tells hints, and fixes them, when it is asked to', async () => {
  const file = sourceFile('def f(a):\n    for b in a:\n        print(b)\n');
  const { status, stdout } = await nativecompile(['check', '--hints', file]);
  expect(status).toBe(0);
  expect(stdout).toMatch(/:3:9: hint NC202: `print` is a global/);
  await nativecompile(['check', '--hints', '--fix', file]);
  expect(readFileSync(file, 'utf8')).toBe(
    'def f(a):\n    _print = print\n    for b in a:\n        _print(b)\n',
  );
});
