/**
 * What is lowered together is decided by the plan alone: making it emits nothing, and emission
 * looks at no other instruction.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const compiler = fileURLToPath(new URL('../../server/src/compiler', import.meta.url));

const files = readdirSync(compiler, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ name, text: readFileSync(join(compiler, name), 'utf8') }));
const isOfPlan = ({ name }: { readonly name: string }): boolean => name.startsWith('plan/');

/** What of the compiler emits nothing itself. */
const emitsNothing: ReadonlySet<string> = new Set([
  'compiledCode',
  'knownNumbers',
  'lineCounts',
  'target/target',
  'values',
]);

describe.each(files.filter(isOfPlan))('$name', ({ text }) => {
  it('takes nothing from what emits', () => {
    const taken = [...text.matchAll(/from '\.\.\/([^.][^']*)\.js'/g)].map(([, path]) => path ?? '');
    expect(taken.filter((path) => !emitsNothing.has(path))).toEqual([]);
  });
});

describe.each(files.filter((file) => !isOfPlan(file)))('$name', ({ text }) => {
  it('looks at no instruction beside the present one', () => {
    expect(text.match(/\binstructions\[[^\]]*[-+] ?\d\]/g)).toBeNull();
  });
});

it('there are files of both sorts', () => {
  expect(files.filter(isOfPlan).length).toBeGreaterThan(4);
  expect(files.length).toBeGreaterThan(30);
});
