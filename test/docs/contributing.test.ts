/** What CONTRIBUTING.md names is there: files, scripts, options and the code of its examples. */

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { parseArguments } from '../../server/src/cli/arguments.js';

const project = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const read = (path: string): string => readFileSync(join(project, path), 'utf8');
const text = read('CONTRIBUTING.md');
const plain = (code: string): string => code.replace(/\s+/g, ' ').trim();

it('quotes code as it stands in the files', () => {
  // A path alone in its line is that of the fences behind it, up to the next path.
  const parts = text.matchAll(/^`([\w./-]+)`\n|^```(\w+)\n([\s\S]*?)^```$/gm);
  let file = '';
  const quoted = new Set<string>();
  for (const [, path, language, code = ''] of parts) {
    if (path !== undefined) file = path;
    else if (language !== undefined) {
      expect(plain(read(file)).includes(plain(code)), `${file}:\n${code}`).toBe(true);
      quoted.add(file);
    }
  }
  expect(quoted.size).toBeGreaterThanOrEqual(13);
});

it('names files and folders that there are', () => {
  const links = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, path = '']) => path);
  const words = [
    ...text.matchAll(/(?<![\w/])((?:server|native|test|docs|scripts|examples)\/[\w./-]*\w)/g),
  ];
  const paths = [...links, ...words.map(([, path = '']) => path)];
  expect(paths.length).toBeGreaterThan(30);
  expect([...new Set(paths)].filter((path) => !existsSync(join(project, path)))).toEqual([]);
});

it('names scripts of package.json, and tests that exist', () => {
  const { scripts } = JSON.parse(read('package.json'));
  const named = [...text.matchAll(/npm run ([\w:]+)/g)].map(([, name = '']) => name);
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
  const [, test = ''] = /npm test -- (\S+) -t "/.exec(text) ?? [];
  const [, title = ''] = /-t "([^"]+)"/.exec(text) ?? [];
  expect(read(test)).toContain(title);
});

it('gives commands that the command line takes', () => {
  const commands = [
    ...text.matchAll(/nativecompile ((?:asm|verify|check|--without)[^`|\n]*?)\s*`/g),
  ];
  expect(commands.length).toBeGreaterThan(3);
  for (const [, words = ''] of commands) {
    const line = words.replace('OPCODE', 'BINARY_OP').split(' ');
    expect(() => parseArguments(line), words).not.toThrow();
  }
});

it('refers to sections that ARCHITECTURE.md has', () => {
  const architecture = read('ARCHITECTURE.md');
  const sections = [...text.matchAll(/ARCHITECTURE\.md,\s+"([^"]+)"/g)].map(
    ([, title = '']) => title,
  );
  expect(sections.length).toBeGreaterThan(1);
  for (const title of sections) expect(architecture).toContain(`### ${title}\n`);
});

it('has lines of at most 100 columns, tables and code aside', () => {
  const prose = text.replace(/^```[\s\S]*?^```$/gm, '');
  const long = prose.split('\n').filter((line) => line.length > 100 && !line.startsWith('|'));
  expect(long).toEqual([]);
});
