/** Damaged input: an error or a code object, findings or none, but never a crash or a hang. */
import { beforeAll, expect, it } from 'vitest';
import { BytecodeError } from '../../server/src/bytecode/bytecodeError.js';
import { allCodeObjects, type CodeObject } from '../../server/src/bytecode/codeObject.js';
import { buildControlFlowGraph } from '../../server/src/bytecode/controlFlowGraph.js';
import { localStates } from '../../server/src/bytecode/localStates.js';
import { MarshalError, readCode } from '../../server/src/bytecode/marshal.js';
import { verify } from '../../server/src/bytecode/verifier.js';
import { marshalSources } from './python.js';
import { mutate, randomNumbers } from './random.js';

const source = `
import os as system
def pair(a, b=2, *rest, key: int = 1, **more):
    try:
        for item in rest:
            with open(item) as file:
                yield file.read(), a
            if item and a or b:
                continue
    except (OSError, ValueError) as error:
        raise KeyError from error
    finally:
        more.clear()
class Thing:
    constants = 1, -2.5, 3j, 10**30, 'text', b'bytes', 'Übung', frozenset, None, ..., True
    def method(self):
        def inner():
            nonlocal self
            return self, super().method
        return inner() in {1, 2.5, 'x'}
match pair(1):
    case {'a': [1, *_], **rest}:
        pass
async def wait(*things):
    async with things[0] as one:
        return [part async for part in one]
`;

let bytes: Uint8Array;
let codes: CodeObject[];

beforeAll(() => {
  bytes = marshalSources([{ source }])[0]!;
  codes = allCodeObjects(readCode(bytes));
});

/** All that is done with a code object; whatever it holds, this ends. */
function examine(code: CodeObject): number {
  const findings = verify(code);
  for (const { offset, message } of findings) {
    expect(Number.isInteger(offset)).toBe(true);
    expect(message).toMatch(/^[A-Z].*\.$/);
  }
  try {
    const graph = buildControlFlowGraph(code);
    expect(localStates(graph).length).toBe(graph.instructions.length);
    expect(graph.blocks.at(-1)?.limit ?? 0).toBe(graph.instructions.length);
  } catch (error) {
    expect(error).toBeInstanceOf(BytecodeError);
    expect(findings.length).toBeGreaterThan(0);
  }
  return findings.length;
}

it('reads 10,000 damaged marshalled codes', () => {
  const random = randomNumbers(1);
  let read = 0;
  for (let n = 0; n < 10_000; n++) {
    try {
      const root = readCode(mutate(bytes, random));
      read += 1;
      allCodeObjects(root).forEach(examine);
    } catch (error) {
      expect(error).toBeInstanceOf(MarshalError);
    }
  }
  expect(read).toBeGreaterThan(500);
  expect(read).toBeLessThan(9500);
});

it('verifies 20,000 code objects with damaged code or tables', () => {
  const random = randomNumbers(2);
  let found = 0;
  for (let n = 0; n < 20_000; n++) {
    const code = codes[random(codes.length)]!;
    const field = (['code', 'exceptiontable', 'linetable', 'localspluskinds'] as const)[random(4)]!;
    found += examine({ ...code, [field]: mutate(code[field], random) }) > 0 ? 1 : 0;
  }
  expect(found).toBeGreaterThan(5000);
});

it('verifies random bytes as code', () => {
  const random = randomNumbers(3);
  for (let n = 0; n < 2000; n++) {
    const code = codes[random(codes.length)]!;
    examine({ ...code, code: Uint8Array.from({ length: random(200) }, () => random(256)) });
  }
});
