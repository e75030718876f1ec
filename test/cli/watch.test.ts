/** Verbs that work again at each save, and checks as GitHub's commands. */

import { renameSync, writeFileSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { nativecompile, removeFolders, sourceFile } from './command.js';

afterAll(removeFolders);

it('--watch shows a function again when its file is saved, until it is interrupted', async () => {
  const path = sourceFile('def f():\n    return 1\n', 'hot.py');
  let saves = 0;
  const { stdout, stderr, signal } = await nativecompile(['dis', '--watch', `${path}:f`], {
    onOutput(text, pid) {
      if (saves === 0 && text.includes('RETURN_VALUE')) {
        saves = 1;
        // As editors do it: another file takes the place of the old one.
        writeFileSync(`${path}.new`, 'def f():\n    return 222\n');
        renameSync(`${path}.new`, path);
      } else if (saves === 1 && text.includes('(222)') && text.endsWith('[]\n')) {
        saves = 2;
        process.kill(pid, 'SIGINT');
      }
    },
  });
  expect(stdout.match(/^f:$/gm)).toHaveLength(2);
  expect(stderr).toBe(`nativecompile: ${path} was saved\n`);
  expect(signal).toBe('SIGINT');
});

it('--watch goes on where a save makes the file wrong', async () => {
  const path = sourceFile('def f(:\n', 'hot.py');
  let isMended = false;
  const { stdout, stderr } = await nativecompile(['check', '--watch', path], {
    onStart: () =>
      setTimeout(() => {
        isMended = true;
        writeFileSync(path, 'def f(): pass\n');
      }, 4000),
    onOutput(text, pid) {
      if (isMended && text.includes('compiled')) process.kill(pid, 'SIGINT');
    },
  });
  expect(stdout).toContain('SyntaxError');
  expect(stdout).toContain('all of 2 code objects compiled');
  expect(stderr).toContain('was saved');
});

it('--format github says findings as commands of workflows', async () => {
  const text = 'def f(a):\n    for i in a:\n        print("%s", i)\nif 0:\n    f(1)\n';
  const path = sourceFile(text, 'a,b:c.py');
  const { stdout, status } = await nativecompile(['check', '--hints', '--format', 'github', path]);
  expect(status).toBe(0);
  const lines = stdout.trimEnd().split('\n');
  const file = path.replaceAll(',', '%2C').replaceAll(':', '%3A');
  expect(lines[0]).toMatch(
    /^::notice file=.+,line=\d,endLine=\d,col=\d+,endColumn=\d+,title=NC\d{3}::.+$/,
  );
  for (const line of lines) {
    expect(line.startsWith(`::notice file=${file},`)).toBe(true);
    expect(line.split('::').at(-1)).not.toMatch(/%(?!25|0A|0D)/);
  }
  const wrong = await nativecompile(['check', '--format=github', sourceFile('x = = 1\n', 'x.py')]);
  expect(wrong.stdout).toMatch(
    /^::error file=\S+x\.py,line=1,col=5,title=Not compiled::invalid syntax\n$/,
  );
  expect(wrong.status).toBe(1);
});
