/** Which instruction machine code belongs to: what the compiler knows is what an image says. */

import { expect, it } from 'vitest';
import { readCode } from '../../server/src/bytecode/marshal.js';
import {
  decodePositions,
  encodePositions,
  unitAt,
} from '../../server/src/compiler/imagePositions.js';
import { compileTree, isRefusal } from '../../server/src/compiler/index.js';
import { targetNames } from '../../server/src/compiler/target/target.js';
import { marshalSources } from '../bytecode/python.js';

const source = `def work(items, limit):
    total = 0.0
    try:
        for item in items:
            total += item * 2.5 - len(items)
    finally:
        print(total)
    return [x for x in range(limit) if x % 3]
`;

it.each(targetNames)('says the same as the compiler at every byte, for %s', (target) => {
  const [marshalled] = marshalSources([{ source }]);
  const results = compileTree(readCode(marshalled!), { target, without: new Set() });
  expect(results).toHaveLength(3);
  for (const compiled of results) {
    if (isRefusal(compiled)) throw new Error(compiled.refused);
    const bytes = encodePositions(compiled);
    const positions = decodePositions(bytes);
    expect(bytes.length).toBeLessThan(compiled.assembled.bytes.length / 8);
    let entry = 0;
    for (let offset = 0; offset < compiled.assembled.bytes.length; offset += 1) {
      while ((compiled.positions[entry + 1]?.codeOffset ?? Infinity) <= offset) entry += 1;
      const instruction = compiled.instructions[compiled.positions[entry]!.instructionIndex];
      expect(unitAt(positions, offset)).toBe(
        instruction === undefined ? -1 : instruction.offset / 2,
      );
    }
  }
});

it('goes back and forth, by much and by little', () => {
  const offsets = [0, 3, 70, 200, 100_000, 3_000_000];
  const positions = [0, 5, 4, 400, 20_000, 7];
  const instructions = [0, 10, 8, 800, 40_000, 14].map((offset) => ({ offset }));
  const bytes = encodePositions({
    positions: offsets.map((codeOffset, instructionIndex) => ({
      codeOffset,
      instructionIndex,
      cold: false,
    })),
    instructions: instructions as never,
  });
  expect(decodePositions(bytes)).toEqual(
    offsets.map((codeOffset, index) => ({ codeOffset, unit: positions[index] })),
  );
  // What is cut short ends early.
  expect(decodePositions(bytes.subarray(0, -1))).toHaveLength(5);
});
