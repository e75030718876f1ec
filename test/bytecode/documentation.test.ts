/** Every example compiles to the opcode it is for, and ends as it says under CPython. */
import { beforeAll, describe, expect, it } from 'vitest';
import { allCodeObjects } from '../../server/src/bytecode/codeObject.js';
import {
  decodeInstructions,
  type Instruction,
  UNIT,
} from '../../server/src/bytecode/instructions.js';
import { readCode } from '../../server/src/bytecode/marshal.js';
import { documentation, documentationGroups } from '../../server/src/opcodes/documentation.js';
import { type OpcodeName, opcodeNames } from '../../server/src/opcodes/opcodeNames.js';
import { marshalSources, runPython } from './python.js';

const cases = opcodeNames.flatMap((name) =>
  documentation[name].examples.map((example) => ({ name, example })),
);

/** The opargs with which an opcode occurs; for EXTENDED_ARG, how often in a row. */
function occurrences(name: OpcodeName, instructions: readonly Instruction[]): number[] {
  switch (name) {
    case 'CACHE':
      return instructions.filter(({ offset, end }) => end - offset > UNIT).map(() => 0);
    case 'EXTENDED_ARG':
      return instructions
        .map(({ start, offset }) => (offset - start) / UNIT)
        .filter((prefixes) => prefixes > 0);
    default:
      return instructions.filter(({ opcode }) => opcode === name).map(({ oparg }) => oparg);
  }
}

it('is there for every opcode', () => {
  expect(documentationGroups.flatMap(({ opcodes }) => opcodes).sort()).toEqual(
    [...opcodeNames].sort(),
  );
  for (const name of opcodeNames) {
    const { summary, examples } = documentation[name];
    expect(summary, name).toMatch(/^[A-Z].*\.$/);
    expect(examples.length, name).toBeGreaterThan(0);
  }
});

describe('examples', () => {
  let codes: Uint8Array[];
  let outcomes: (string | null)[];

  beforeAll(() => {
    codes = marshalSources(cases.map(({ example }) => example));
    const program = `
import contextlib, io, json, sys
def outcome(source, mode):
    namespace = {'__name__': '__main__'}
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(source, '<test>', mode), namespace)
    except Exception as error:
        return type(error).__name__
    return None if 'result' in namespace else 'no result'
print(json.dumps([outcome(s['source'], s['mode']) for s in json.load(sys.stdin)]))`;
    const input = JSON.stringify(cases.map(({ example }) => example));
    outcomes = JSON.parse(runPython(program, [], input).toString());
  });

  it.each(cases.map(({ name, example }, n) => ({ name, example, n })))(
    '$n $name',
    ({ name, example, n }) => {
      const instructions = allCodeObjects(readCode(codes[n]!)).flatMap(decodeInstructions);
      const found = occurrences(name, instructions);
      expect(found.length, example.source).toBeGreaterThan(0);
      expect(found, example.source).toEqual(expect.arrayContaining([...example.uses]));
      expect(outcomes[n], example.source).toBe(example.raises);
    },
  );

  it('have every operator, flag and case', () => {
    const expected: Partial<Record<OpcodeName, number[]>> = {
      BINARY_OP: Array.from({ length: 26 }, (_, n) => n),
      COMPARE_OP: [0, 1, 2, 3, 4, 5],
      IS_OP: [0, 1],
      CONTAINS_OP: [0, 1],
      FORMAT_VALUE: [0, 1, 2, 3, 4, 5, 6, 7],
      RAISE_VARARGS: [0, 1, 2],
      MAKE_FUNCTION: Array.from({ length: 16 }, (_, n) => n),
      CALL_FUNCTION_EX: [0, 1],
      BUILD_SLICE: [2, 3],
      RESUME: [0, 1, 2, 3],
      GET_AWAITABLE: [0, 1, 2],
      RERAISE: [0, 1, 2],
      EXTENDED_ARG: [1, 2],
    };
    for (const [name, opargs] of Object.entries(expected)) {
      const uses = documentation[name as OpcodeName].examples.flatMap((example) => example.uses);
      expect(uses, name).toEqual(expect.arrayContaining(opargs));
    }
  });
});
