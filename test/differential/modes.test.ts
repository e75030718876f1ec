/**
 * Reference counts and the order in which objects die are the same in every mode: where all is
 * native, where a function becomes native after many calls, and where code stays interpreted under
 * the evaluation hook. The programs make their functions by exec, so that none of them is compiled
 * ahead as a part of the main program.
 */

import { describe, expect, it } from 'vitest';
import { difference } from './difference.js';
import { allPrograms } from './programs.js';
import { interpreted, nativecompile, run, type Way } from './ways.js';

const modes: Way[] = ['main', 'hot'].map((mode) => ({
  title: `--compile ${mode}`,
  command: [...nativecompile, 'run', '--compile', mode],
}));
const programs = allPrograms().filter(({ name }) => name.startsWith('references/'));

function once<Result>(compute: () => Result): () => Result {
  let result: { readonly value: Result } | null = null;
  return () => {
    result ??= { value: compute() };
    return result.value;
  };
}

describe('references and finalizers', () => {
  for (const program of programs) {
    const interpretation = once(() => run(interpreted, program));
    for (const mode of modes) {
      it(`${program.name} ${mode.title}`, async () => {
        const expected = await interpretation();
        const found = await run(mode, program);
        expect(found.stdout.length).toBeGreaterThan(100);
        expect(difference('interpreted', expected, mode.title, found)).toBeNull();
      }, 600_000);
    }
  }
});
