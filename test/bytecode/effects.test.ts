/** The opcode table's static half against the effects measured on the standard library. */
import { readFileSync } from 'node:fs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  effectText,
  type Operands,
  parseEffect,
  stackEffect,
  stackEffectsWhenJumping,
} from '../../server/src/opcodes/effects.js';
import { type OpcodeName, opcodeNames } from '../../server/src/opcodes/opcodeNames.js';

function measured(file: string): Record<string, string> {
  return JSON.parse(readFileSync(new URL(`data/${file}`, import.meta.url), 'utf8'));
}

/** A valid oparg of each opcode that has no meaning for every number. */
const smallest: Partial<Record<OpcodeName, number>> = {
  COPY: 1,
  SWAP: 2,
  LIST_APPEND: 1,
  SET_ADD: 1,
  MAP_ADD: 1,
  LIST_EXTEND: 1,
  SET_UPDATE: 1,
  DICT_UPDATE: 1,
  DICT_MERGE: 1,
};

const opargs = (name: OpcodeName): number[] =>
  [0, 1, 2, 3, 4, 5, 7, 15, 255, 256, 513, 70000].filter((n) => n >= (smallest[name] ?? 0));

describe('stack effects', () => {
  it('has exactly the measured opcodes', () => {
    expect([...opcodeNames].sort()).toEqual(Object.keys(measured('stack-effects.json')).sort());
    expect(Object.keys(stackEffectsWhenJumping).sort()).toEqual(
      Object.keys(measured('stack-effects-when-jumping.json')).sort(),
    );
  });

  it.each([
    ['stack-effects.json', false],
    ['stack-effects-when-jumping.json', true],
  ])('changes the depth as measured: %s', (file, jumps) => {
    for (const [name, text] of Object.entries(measured(file))) {
      const expected = parseEffect(text);
      for (const oparg of opargs(name as OpcodeName)) {
        const ours = stackEffect(name as OpcodeName, oparg, jumps);
        const theirs = expected(oparg);
        expect([name, oparg, ours.pushes - ours.pops]).toEqual([
          name,
          oparg,
          theirs.pushes - theirs.pops,
        ]);
      }
    }
  });

  it('names the operands as measured', () => {
    // Opcodes that look below what they pop say so here and not in the measured effects.
    const looking = /^(SWAP|COPY|RERAISE|LIST_|SET_|MAP_ADD|DICT_)/;
    for (const [name, text] of Object.entries(measured('stack-effects.json'))) {
      if (!looking.test(name)) {
        expect(`${name} ${effectText(name as OpcodeName)}`).toBe(`${name} ${text}`);
      }
    }
    for (const [name, text] of Object.entries(measured('stack-effects-when-jumping.json'))) {
      expect(`${name} ${effectText(name as OpcodeName, true)}`).toBe(`${name} ${text}`);
    }
  });

  it('tells looked-at from popped entries', () => {
    expect(stackEffect('FOR_ITER', 3)).toMatchObject({ looks: 1, pops: 0, pushes: 1 });
    expect(stackEffect('FOR_ITER', 3, true)).toMatchObject({ looks: 0, pops: 1, pushes: 0 });
    expect(stackEffect('LIST_APPEND', 4)).toMatchObject({ looks: 4, pops: 1, pushes: 0 });
    expect(stackEffect('SWAP', 5)).toMatchObject({ looks: 5, pops: 0, pushes: 0 });
    expect(stackEffect('MAKE_FUNCTION', 9).popped).toEqual([
      { name: 'defaults', count: 1 },
      { name: 'kwdefaults', count: 0 },
      { name: 'annotations', count: 0 },
      { name: 'closure', count: 1 },
      { name: 'code', count: 1 },
    ]);
    expect(stackEffect('UNPACK_EX', 0x203)).toMatchObject({ pops: 1, pushes: 6 });
  });

  it('types the operands', () => {
    expectTypeOf<keyof Operands<'BINARY_OP', number>>().toEqualTypeOf<'left' | 'right'>();
    expectTypeOf<Operands<'FORMAT_VALUE', number>>().toMatchTypeOf<{ value: number }>();
    expectTypeOf<keyof Operands<'CHECK_EXC_MATCH', number>>().toEqualTypeOf<'exception' | 'type'>();
    expectTypeOf<keyof Operands<'BUILD_TUPLE', number>>().toEqualTypeOf<never>();
  });

  it('refuses what is no effect', () => {
    for (const text of ['', '(a)', '(a -- b[oparg ** 2])', '(a b -- )', '(a | b | c -- )']) {
      expect(() => parseEffect(text)).toThrow(SyntaxError);
    }
  });
});
