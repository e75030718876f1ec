/** One code object for each thing the verifier finds. */
import { describe, expect, it } from 'vitest';
import { type CodeObject, VariableKind } from '../../server/src/bytecode/codeObject.js';
import type { Finding } from '../../server/src/bytecode/controlFlowGraph.js';
import { verify } from '../../server/src/bytecode/verifier.js';
import type { OpcodeName } from '../../server/src/opcodes/opcodeNames.js';
import { assemble, codeObject, type EntryRow, exceptionTable, type Row } from './assemble.js';

const end: readonly Row[] = [['LOAD_CONST'], ['RETURN_VALUE']];

/** Kinds and offsets of what is found in a code object. */
function found(fields: Partial<CodeObject>): [Finding['kind'], number][] {
  return verify(codeObject(fields)).map(({ kind, offset }) => [kind, offset]);
}

const code = (...rows: readonly Row[]): Uint8Array => assemble(...rows, ...end);

it('finds nothing in valid code', () => {
  expect(found({})).toEqual([]);
});

describe('code that cannot be decoded', () => {
  it.each<[string, number[], number]>([
    ['an unknown opcode', [151, 0, 77, 0], 2],
    ['an EXTENDED_ARG at the end', [151, 0, 144, 1], 2],
    ['four EXTENDED_ARG', [144, 1, 144, 1, 144, 1, 144, 1, 100, 0], 0],
    ['caches cut off', [151, 0, 122, 0], 2],
  ])('%s', (_, bytes, offset) => {
    expect(found({ code: Uint8Array.from(bytes) })).toEqual([['undecodable', offset]]);
  });

  it('no instruction', () => {
    expect(found({ code: Uint8Array.of() })).toEqual([['falls-off-the-end', 0]]);
  });

  it('tables', () => {
    expect(found({ exceptiontable: Uint8Array.of(0x80, 1, 0) })).toEqual([['exception-table', 0]]);
    const endless = Uint8Array.of(0xff, 0x7f, 0x7f, 0x7f, 0x7f, 0x7f, 0x7f, 0, 0, 0);
    expect(found({ exceptiontable: endless })).toEqual([['exception-table', 0]]);
    expect(found({ linetable: Uint8Array.of(0x80) })).toEqual([['location-table', 0]]);
    expect(found({ linetable: Uint8Array.of(3) })).toEqual([['location-table', 0]]);
  });
});

describe('jumps', () => {
  it('outside the code', () => {
    expect(found({ code: code(['JUMP_BACKWARD', 5]) })).toEqual([['jump-target', 0]]);
    expect(found({ code: code(['LOAD_CONST'], ['POP_JUMP_FORWARD_IF_TRUE', 99]) })).toEqual([
      ['jump-target', 2],
    ]);
    expect(found({ code: code(['JUMP_FORWARD', 0xffffffff]) })).toEqual([['jump-target', 6]]);
  });

  it('into caches', () => {
    const rows: Row[] = [['JUMP_FORWARD', 1], ['LOAD_GLOBAL', 0], ['POP_TOP']];
    expect(found({ code: code(...rows), names: ['a'] })).toEqual([['jump-target', 0]]);
  });

  it('behind an EXTENDED_ARG', () => {
    expect(found({ code: code(['JUMP_FORWARD', 1], ['BUILD_LIST', 256]) })).toEqual([
      ['jump-target', 0],
    ]);
  });

  it('off the end', () => {
    expect(found({ code: assemble(['NOP'], ['LOAD_CONST']) })).toEqual([['falls-off-the-end', 2]]);
  });

  it('of code that nothing reaches, too', () => {
    expect(found({ code: assemble(...end, ['JUMP_BACKWARD', 77]) })).toEqual([['jump-target', 4]]);
  });
});

describe('the stack', () => {
  it.each<[OpcodeName, number]>([
    ['POP_TOP', 0],
    ['BINARY_OP', 0],
    ['BUILD_TUPLE', 1000],
    ['BUILD_MAP', 0x7fffffff],
    ['CALL_FUNCTION_EX', 1],
    ['LIST_APPEND', 1],
    ['COPY', 3],
    ['SWAP', 2],
    ['FOR_ITER', 0],
  ])('underflows in %s', (opcode, oparg) => {
    const findings = found({ code: code([opcode, oparg]) });
    expect(findings).toContainEqual(['stack-underflow', expect.any(Number)]);
  });

  it('overflows', () => {
    const unpack = code(['LOAD_CONST'], ['UNPACK_SEQUENCE', 0x7fffffff]);
    expect(found({ code: unpack })).toEqual([['stack-overflow', 8]]);
    const rows = Array<Row>(5).fill(['PUSH_NULL']);
    expect(found({ code: code(...rows) })).toEqual([['stack-overflow', 8]]);
  });

  it('has two depths where ways meet', () => {
    const rows: Row[] = [['LOAD_CONST'], ['POP_JUMP_FORWARD_IF_TRUE', 1], ['PUSH_NULL'], ['NOP']];
    expect(found({ code: code(...rows) })).toEqual([['stack-mismatch', expect.any(Number)]]);
    expect(found({ code: code(['PUSH_NULL'], ['JUMP_BACKWARD', 2]) })).toEqual([
      ['stack-mismatch', 2],
    ]);
  });

  it('may be anything in code that nothing reaches', () => {
    expect(found({ code: assemble(...end, ['POP_TOP'], ['POP_TOP'], ...end) })).toEqual([]);
  });
});

describe('arguments', () => {
  it.each<[OpcodeName, number]>([
    ['LOAD_CONST', 1],
    ['LOAD_NAME', 2],
    ['LOAD_GLOBAL', 4],
    ['LOAD_FAST', 2],
    ['LOAD_FAST', 0xffffffff],
    ['LOAD_DEREF', 0],
    ['MAKE_CELL', 0],
    ['COPY_FREE_VARS', 1],
    ['RESUME', 4],
  ])('%s %i', (opcode, oparg) => {
    const fields = {
      code: code([opcode, oparg]),
      names: ['a', 'b'],
      localsplusnames: ['x', 'y'],
      localspluskinds: Uint8Array.of(VariableKind.local, VariableKind.local),
    };
    expect(found(fields)).toContainEqual(['oparg', expect.any(Number)]);
  });

  it.each<[OpcodeName, number]>([
    ['BINARY_OP', 26],
    ['COMPARE_OP', 6],
    ['IS_OP', 2],
    ['CONTAINS_OP', 2],
    ['RAISE_VARARGS', 3],
    ['FORMAT_VALUE', 8],
    ['BUILD_SLICE', 4],
    ['BUILD_SLICE', 1],
    ['MAKE_FUNCTION', 16],
    ['SWAP', 0],
    ['COPY', 0],
    ['LIST_APPEND', 0],
    ['GET_AWAITABLE', 3],
    ['CALL_FUNCTION_EX', 2],
  ])('%s %i', (opcode, oparg) => {
    const push = Array<Row>(4).fill(['LOAD_CONST']);
    const findings = found({ code: code(...push, [opcode, oparg]), stacksize: 9 });
    expect(findings).toContainEqual(['oparg', 8]);
  });
});

describe('calls', () => {
  const push: readonly Row[] = [['PUSH_NULL'], ['LOAD_CONST']];
  const fields = { consts: [{ kind: 'tuple', items: [{ kind: 'string', value: 'a' }] }] } as const;

  it('stand together', () => {
    const valid = assemble(
      ...push,
      ['LOAD_CONST'],
      ['KW_NAMES'],
      ['PRECALL', 1],
      ['CALL', 1],
      ['RETURN_VALUE'],
    );
    expect(found({ ...fields, code: valid })).toEqual([]);
    const wrong: Row[][] = [
      [['CALL', 0]],
      [['PRECALL', 0]],
      [['LOAD_CONST'], ['PRECALL', 0], ['CALL', 1]],
      [['KW_NAMES'], ['PRECALL', 0], ['CALL', 0]],
      [['KW_NAMES'], ['NOP']],
    ];
    for (const rows of wrong) {
      const findings = found({ ...fields, code: assemble(...push, ...rows, ['RETURN_VALUE']) });
      expect(findings, String(rows)).toContainEqual(['call-sequence', expect.any(Number)]);
    }
  });

  it('have names that are names', () => {
    const rows: Row[] = [...push, ['KW_NAMES'], ['PRECALL', 0], ['CALL', 0], ['RETURN_VALUE']];
    expect(found({ code: assemble(...rows) })).toEqual([['call-sequence', 4]]);
  });

  it('are not jumped into', () => {
    const rows: Row[] = [...push, ['LOAD_CONST'], ['POP_JUMP_FORWARD_IF_TRUE', 2]];
    const call: Row[] = [['PRECALL'], ['CALL'], ['RETURN_VALUE']];
    expect(found({ code: assemble(...rows, ...call) })).toEqual([['call-sequence', 12]]);
  });
});

describe('exception tables', () => {
  // 0 NOP, 2 NOP, 4 LOAD_CONST, 6 RETURN_VALUE, 8 POP_TOP, 10 LOAD_CONST, 12 RETURN_VALUE
  const rows: readonly Row[] = [['NOP'], ['NOP'], ...end, ['POP_TOP'], ...end];

  it('are valid when in order', () => {
    const exceptiontable = exceptionTable([0, 2, 8, 0], [2, 4, 8, 0]);
    expect(found({ code: assemble(...rows), exceptiontable })).toEqual([]);
  });

  it.each<{ name: string; entries: EntryRow[] }>([
    {
      name: 'overlap',
      entries: [
        [0, 4, 8, 0],
        [2, 6, 8, 0],
      ],
    },
    {
      name: 'out of order',
      entries: [
        [2, 4, 8, 0],
        [0, 2, 8, 0],
      ],
    },
    { name: 'empty', entries: [[2, 2, 8, 0]] },
    { name: 'beyond the end', entries: [[2, 200, 8, 0]] },
    { name: 'target beyond the end', entries: [[0, 2, 400, 0]] },
    { name: 'deeper than the stack', entries: [[0, 2, 8, 3, true]] },
    { name: 'deeper than the code is there', entries: [[0, 2, 8, 1]] },
  ])('$name', ({ entries }) => {
    const findings = found({ code: assemble(...rows), exceptiontable: exceptionTable(...entries) });
    expect(findings).toContainEqual(['exception-table', expect.any(Number)]);
  });

  it('give the handler its depth', () => {
    const exceptiontable = exceptionTable([0, 2, 8, 0, true]);
    expect(found({ code: assemble(...rows), exceptiontable })).toEqual([]);
    const deep = assemble(['NOP'], ['NOP'], ...end, ['POP_TOP'], ['POP_TOP'], ['POP_TOP'], ...end);
    expect(found({ code: deep, exceptiontable })).toEqual([['stack-underflow', 12]]);
  });
});

it('finds generators that are none, and the reverse', () => {
  expect(found({ flags: 0x23, code: code(['POP_TOP'], ['RESUME']) })).toEqual([['generator', 0]]);
  expect(found({ code: code(['RETURN_GENERATOR']) })).toEqual([['generator', 0]]);
  const late = code(['RETURN_GENERATOR'], ['POP_TOP'], ['RETURN_GENERATOR']);
  expect(found({ flags: 0x23, code: late })).toEqual([['generator', 4]]);
});

it('finds quickened code', () => {
  const quick = assemble(['LOAD_CONST'], ['LOAD_CONST'], ['BINARY_OP'], ['RETURN_VALUE']);
  expect(found({ code: quick })).toEqual([]);
  quick[7] = 1;
  expect(found({ code: quick })).toEqual([['cache', 4]]);
  expect(found({ code: code(['CACHE']) })).toEqual([['cache', 0]]);
});
