/** Functions chosen by name, by part of a name, by line and by text, and lists of them. */

import { afterAll, describe, expect, it } from 'vitest';
import { chooseFunctions } from '../../server/src/cli/functionChoice.js';
import { functionTable } from '../../server/src/cli/functionTable.js';
import { type Compiled, compileFile, readSourceFile } from '../../server/src/cli/sources.js';
import { service } from '../language/compileText.js';
import { nativecompile, removeFolders, sourceFile } from './command.js';

afterAll(removeFolders);

const text = `import math


class Vector:
    def norm(self):
        return math.sqrt(self.dot(self))

    def dot(self, other):
        return sum(a * b for a, b in zip(self, other))


class Matrix:
    def dot(self, other):
        def row(index):
            return [x * index for x in other]

        return row(1)


# nativecompile: interpret
def kept(x):
    return x
`;

async function compiled(): Promise<Compiled> {
  const result = await compileFile(
    service,
    readSourceFile(sourceFile(text, 'hot.py')),
    'x86-64',
    [],
  );
  if (result.kind === 'error') throw new Error(result.error.text);
  return result;
}

describe('a function is chosen', () => {
  it.each([
    ['Vector.norm', ['Vector.norm']],
    ['norm', ['Vector.norm']],
    ['nrom', ['Vector.norm']],
    ['VECTOR.DOT', ['Vector.dot']],
    ['row', ['Matrix.dot.<locals>.row']],
    ['kep', ['kept']],
    ['6', ['Vector.norm']],
    ['5', ['Vector.norm']],
    ['15', ['Matrix.dot.<locals>.row']],
    ['17', ['Matrix.dot']],
    ['1', ['<module>']],
    ['math.sqrt(self.dot(self))', ['Vector.norm']],
    ['a*b for a', ['Vector.dot']],
    ['import math', ['<module>']],
  ])('by %s', async (scope, names) => {
    const chosen = chooseFunctions(await compiled(), scope);
    expect(chosen.map(({ code }) => code.qualname)).toEqual(names);
  });

  it.each([
    ['dot', /has no function dot; did you mean Vector\.dot or Matrix\.dot\?$/],
    ['nothing', /has no function nothing; it has <module>, Vector, /],
    ['', /has no function \(empty\); it has/],
    ['99', /has no line 99; it has 23$/],
    ['self, other', /^self, other is in several functions: Vector\.dot \(line 8\), Matrix\.dot/],
  ])('not by %s', async (scope, message) => {
    const file = await compiled();
    expect(() => chooseFunctions(file, scope)).toThrow(message);
  });
});

describe('a list of functions', () => {
  it('has lines, sizes and what is native', async () => {
    const table = functionTable(await compiled(), 'asm', (_, part) => part);
    expect(table).toMatch(/^line {2,}bytes {2,}function\n {3}1 {2,}\d/);
    expect(table).toMatch(/\n {3}5 +[\d,]+ {2}native +Vector\.norm\(self\)\n/);
    expect(table).toMatch(/\n {2}21 +– {2}interpreted {2}kept\(x\): .+\n/);
    expect(table).toMatch(/asm \S+hot\.py:NAME, of all: --all\n$/);
  });

  it('is printed where it is asked for, also as data', async () => {
    const path = sourceFile(text, 'hot.py');
    const { stdout } = await nativecompile(['asm', '--functions', path]);
    expect(stdout).toMatch(/^line +bytes/);
    const json = await nativecompile(['asm', '--functions', '--json', path]);
    const [, vector] = JSON.parse(json.stdout).functions;
    expect(vector).toMatchObject({ qualname: 'Vector', firstLine: 4 });
    expect(vector).not.toHaveProperty('rows');
  });
});
