/** Instructions, tables and graphs of small programs, in full. */
import { describe, expect, it } from 'vitest';
import { allCodeObjects, type CodeObject } from '../../server/src/bytecode/codeObject.js';
import { buildControlFlowGraph } from '../../server/src/bytecode/controlFlowGraph.js';
import {
  decodeExceptionTable,
  findHandler,
  handlerDepth,
} from '../../server/src/bytecode/exceptionTable.js';
import { bytecodeOffset, decodeInstructions } from '../../server/src/bytecode/instructions.js';
import { decodeLocations, locationAt } from '../../server/src/bytecode/locationTable.js';
import { readCode } from '../../server/src/bytecode/marshal.js';
import { printGraph } from '../../server/src/bytecode/print.js';
import { verify } from '../../server/src/bytecode/verifier.js';
import { assemble, codeObject, exceptionTable } from './assemble.js';
import { marshalSources } from './python.js';

/** The code object called `name` in a program. */
function compile(source: string, name = 'f'): CodeObject {
  const root = readCode(marshalSources([{ source }])[0]!);
  return allCodeObjects(root).find((code) => code.name === name)!;
}

describe('instructions', () => {
  it('folds EXTENDED_ARG, up to three', () => {
    const code = assemble(
      ['LOAD_CONST', 0xff],
      ['LOAD_CONST', 0x100],
      ['JUMP_FORWARD', 0x10203],
      ['LOAD_CONST', 0xf1020304],
    );
    const fields = decodeInstructions({ code }).map((instruction) => [
      instruction.oparg,
      instruction.start,
      instruction.offset,
      instruction.end,
      instruction.jumpTarget,
    ]);
    expect(fields).toEqual([
      [0xff, 0, 0, 2, null],
      [0x100, 2, 4, 6, null],
      [0x10203, 6, 10, 12, 12 + 2 * 0x10203],
      [0xf1020304, 12, 18, 20, null],
    ]);
  });

  it('skips caches and counts jumps from the next instruction', () => {
    const code = assemble(['LOAD_GLOBAL', 1], ['JUMP_BACKWARD', 7], ['FOR_ITER', 2]);
    expect(decodeInstructions({ code })).toMatchObject([
      { opcode: 'LOAD_GLOBAL', start: 0, end: 12, jumpTarget: null },
      { opcode: 'JUMP_BACKWARD', start: 12, end: 14, jumpTarget: 0 },
      { opcode: 'FOR_ITER', start: 14, end: 16, jumpTarget: 20 },
    ]);
  });
});

describe('exception table', () => {
  it('has entries by offset', () => {
    const exceptiontable = exceptionTable([4, 10, 100, 0], [10, 4000, 9000, 5, true]);
    const entries = decodeExceptionTable({ exceptiontable });
    expect(entries.map(handlerDepth)).toEqual([1, 7]);
    const targets = [0, 2, 4, 8, 10, 3998, 4000, 70_000].map(
      (offset) => findHandler(entries, bytecodeOffset(offset))?.target ?? null,
    );
    expect(targets).toEqual([null, null, 100, 100, 9000, 9000, null, null]);
  });
});

describe('locations', () => {
  it('count columns in UTF-8 bytes', () => {
    const code = compile("def f(a):\n    return ('Übung' +\n        a)\n");
    const add = decodeInstructions(code).find(({ opcode }) => opcode === 'BINARY_OP')!;
    const locations = decodeLocations(code);
    expect(locationAt(locations, add.offset)).toEqual({
      line: 2,
      endLine: 3,
      column: 12,
      endColumn: 9,
    });
    expect(locations).toHaveLength(code.code.length / 2);
  });

  it('are nowhere beyond the table', () => {
    expect(decodeLocations(codeObject({}))).toEqual(
      Array(3).fill({ line: null, endLine: null, column: null, endColumn: null }),
    );
  });
});

describe('graph', () => {
  it('of a loop', () => {
    const code = compile('def f(n):\n  while n:\n    n -= 1\n');
    expect(printGraph(buildControlFlowGraph(code))).toMatchInlineSnapshot(`
      "B0 (depth 0) → jump B3, fall B1
           0 0 RESUME 0
           2 0 LOAD_FAST 0
           4 1 POP_JUMP_FORWARD_IF_FALSE 9 to 24
      B1 (depth 0, loop) → jump B1, fall B2
           6 0 LOAD_FAST 0
           8 1 LOAD_CONST 1
          10 2 BINARY_OP 23
          14 1 STORE_FAST 0
          16 0 LOAD_FAST 0
          18 1 POP_JUMP_BACKWARD_IF_TRUE 7 to 6
      B2 (depth 0) → nothing
          20 0 LOAD_CONST 0
          22 1 RETURN_VALUE
      B3 (depth 0) → nothing
          24 0 LOAD_CONST 0
          26 1 RETURN_VALUE
      "
    `);
  });

  it('of a handler in a loop', () => {
    const code = compile(
      'def f(a):\n  for i in a:\n    try:\n      g(i)\n    except E as e:\n      break\n',
    );
    expect(printGraph(buildControlFlowGraph(code))).toMatchInlineSnapshot(`
      "B0 (depth 0) → fall B1
           0 0 RESUME 0
           2 0 LOAD_FAST 0
           4 1 GET_ITER
      B1 (depth 1, loop) → jump B8, fall B2
           6 1 FOR_ITER 43 to 94
      B2 (depth 2) → exception B3, jump B1
           8 2 STORE_FAST 1
          10 1 NOP
          12 1 LOAD_GLOBAL 1 [handler 44 depth 2]
          24 3 LOAD_FAST 1 [handler 44 depth 2]
          26 4 PRECALL 1 [handler 44 depth 2]
          30 4 CALL 1 [handler 44 depth 2]
          40 2 POP_TOP [handler 44 depth 2]
          42 1 JUMP_BACKWARD 19 to 6
      B3 (depth 2, handler) → exception B7, jump B6, fall B4
          44 2 PUSH_EXC_INFO [handler 88 depth 4]
          46 3 LOAD_GLOBAL 2 [handler 88 depth 4]
          58 4 CHECK_EXC_MATCH [handler 88 depth 4]
          60 4 POP_JUMP_FORWARD_IF_FALSE 12 to 86 [handler 88 depth 4]
      B4 (depth 3) → exception B7
          62 3 STORE_FAST 2 [handler 88 depth 4]
          64 2 POP_EXCEPT
          66 1 LOAD_CONST 0
          68 2 STORE_FAST 2
          70 1 DELETE_FAST 2
          72 1 POP_TOP
          74 0 LOAD_CONST 0
          76 1 RETURN_VALUE
      B5 (unreachable) → nothing
          78 - LOAD_CONST 0 [handler 88 depth 4]
          80 - STORE_FAST 2 [handler 88 depth 4]
          82 - DELETE_FAST 2 [handler 88 depth 4]
          84 - RERAISE 1 [handler 88 depth 4]
      B6 (depth 3) → exception B7
          86 3 RERAISE 0 [handler 88 depth 4]
      B7 (depth 4, handler) → nothing
          88 4 COPY 3
          90 5 POP_EXCEPT
          92 4 RERAISE 1
      B8 (depth 0) → nothing
          94 0 LOAD_CONST 0
          96 1 RETURN_VALUE
      "
    `);
  });

  it('of a generator', () => {
    const code = compile('def f(a):\n  return (yield from a)\n');
    expect(printGraph(buildControlFlowGraph(code))).toMatchInlineSnapshot(`
      "B0 (depth 1) → fall B1
           0 1 RETURN_GENERATOR
           2 1 POP_TOP
           4 0 RESUME 0
           6 0 LOAD_FAST 0
           8 1 GET_YIELD_FROM_ITER
          10 1 LOAD_CONST 0
      B1 (depth 2, loop) → jump B3, fall B2
          12 2 SEND 3 to 20
      B2 (depth 2) → jump B1
          14 2 YIELD_VALUE
          16 2 RESUME 2
          18 2 JUMP_BACKWARD_NO_INTERRUPT 4 to 12
      B3 (depth 1) → nothing
          20 1 RETURN_VALUE
      "
    `);
  });

  it('leaves out what nothing reaches', () => {
    const code = codeObject({
      code: assemble(['JUMP_FORWARD', 1], ['POP_TOP'], ['LOAD_CONST'], ['RETURN_VALUE']),
    });
    const graph = buildControlFlowGraph(code);
    expect(graph.blocks.map(({ isReachable }) => isReachable)).toEqual([true, false, true]);
    expect([...graph.depths]).toEqual([0, -1, 0, 1]);
  });

  it('takes time in proportion to the code', () => {
    const program = (loops: number): string =>
      `def f(a):\n${'  for x in a:\n    try: a = x\n    except E: pass\n'.repeat(loops)}`;
    const codes = marshalSources([{ source: program(2000) }, { source: program(8000) }]);
    const [small, large] = codes.map((bytes) => {
      const code = allCodeObjects(readCode(bytes))[1]!;
      const times = Array.from({ length: 5 }, () => {
        const start = performance.now();
        expect(verify(code)).toEqual([]);
        return performance.now() - start;
      });
      return Math.min(...times);
    });
    expect(large! / small!).toBeLessThan(10);
  });
});
