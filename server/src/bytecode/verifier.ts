/**
 * Verifies a code object before anything is made of it.
 *
 * Maps from: a code object, whatever it holds. Maps to: findings, none for everything CPython's
 * own compiler makes. What passes here has a graph with one stack depth at every instruction,
 * opargs that name something, and calls in CPython's order. Does not know what kinds of values
 * are on the stack.
 */
import type { OpcodeName } from '../opcodes/opcodeNames.js';
import { opcodeInfo } from '../opcodes/opcodeNames.js';
import { BytecodeError } from './bytecodeError.js';
import { type CodeObject, freeVariables, isGeneratorLike, VariableKind } from './codeObject.js';
import { buildControlFlowGraph, type ControlFlowGraph, type Finding } from './controlFlowGraph.js';
import { type Instruction, UNIT } from './instructions.js';
import { decodeLocations } from './locationTable.js';

/** Everything that is wrong with a code object; nested ones are verified by themselves. */
export function verify(code: CodeObject): Finding[] {
  try {
    return verifyGraph(buildControlFlowGraph(code));
  } catch (error) {
    return [undecodable(error)];
  }
}

/** The same for a graph that is already built. */
export function verifyGraph(graph: ControlFlowGraph): Finding[] {
  const findings: Finding[] = [...graph.findings];
  const freeCount = freeVariables(graph.code);
  graph.instructions.forEach((instruction, index) => {
    const problem = opargProblem(graph.code, instruction, freeCount);
    if (problem !== null) {
      findings.push({
        kind: 'oparg',
        offset: instruction.offset,
        message: `${instruction.opcode} ${instruction.oparg}: ${problem}.`,
      });
    }
    const sequence = callProblem(graph, index);
    if (sequence !== null) {
      findings.push({ kind: 'call-sequence', offset: instruction.offset, message: sequence });
    }
    if (!cachesAreEmpty(graph.code, instruction)) {
      findings.push({
        kind: 'cache',
        offset: instruction.offset,
        message:
          instruction.opcode === 'CACHE'
            ? 'A CACHE stands where an instruction should be.'
            : `The caches of ${instruction.opcode} are not empty: the code is quickened.`,
      });
    }
  });
  findings.push(...generatorFindings(graph));
  try {
    decodeLocations(graph.code);
  } catch (error) {
    findings.push(undecodable(error));
  }
  return findings;
}

function undecodable(error: unknown): Finding {
  if (!(error instanceof BytecodeError)) {
    throw error;
  }
  const kinds = {
    code: 'undecodable',
    exceptiontable: 'exception-table',
    linetable: 'location-table',
  } as const;
  return {
    kind: kinds[error.table],
    offset: error.table === 'code' ? error.offset : 0,
    message: `${error.message[0]!.toUpperCase()}${error.message.slice(1)}.`,
  };
}

/** The range of each oparg that counts or chooses; opargs that index are checked by kind. */
const ranges: Partial<Record<OpcodeName, readonly [lowest: number, highest: number]>> = {
  SWAP: [1, Number.POSITIVE_INFINITY],
  COPY: [1, Number.POSITIVE_INFINITY],
  LIST_APPEND: [1, Number.POSITIVE_INFINITY],
  SET_ADD: [1, Number.POSITIVE_INFINITY],
  MAP_ADD: [1, Number.POSITIVE_INFINITY],
  LIST_EXTEND: [1, Number.POSITIVE_INFINITY],
  SET_UPDATE: [1, Number.POSITIVE_INFINITY],
  DICT_UPDATE: [1, Number.POSITIVE_INFINITY],
  DICT_MERGE: [1, Number.POSITIVE_INFINITY],
  IS_OP: [0, 1],
  CONTAINS_OP: [0, 1],
  BINARY_OP: [0, 25],
  COMPARE_OP: [0, 5],
  RAISE_VARARGS: [0, 2],
  GET_AWAITABLE: [0, 2],
  MAKE_FUNCTION: [0, 15],
  BUILD_SLICE: [2, 3],
  CALL_FUNCTION_EX: [0, 1],
  FORMAT_VALUE: [0, 7],
  RESUME: [0, 3],
};

function opargProblem(
  code: CodeObject,
  { opcode, oparg }: Instruction,
  freeCount: number,
): string | null {
  const range = ranges[opcode];
  if (range !== undefined && (oparg < range[0] || oparg > range[1])) {
    return `the argument must be ${range[0]} to ${range[1]}`;
  }
  const info = opcodeInfo(opcode);
  const kind = code.localspluskinds[oparg];
  switch (info.argument) {
    case 'name': {
      const index = opcode === 'LOAD_GLOBAL' ? oparg >>> 1 : oparg;
      return index < code.names.length ? null : `there are ${code.names.length} names`;
    }
    case 'constant':
      return oparg < code.consts.length ? null : `there are ${code.consts.length} constants`;
    case 'local':
      return kind !== undefined && (kind & VariableKind.local) !== 0
        ? null
        : 'no local variable has this number';
    case 'free': {
      const wanted =
        opcode === 'MAKE_CELL' ? VariableKind.cell : VariableKind.cell | VariableKind.free;
      return kind !== undefined && (kind & wanted) !== 0 ? null : 'no cell has this number';
    }
  }
  if (opcode === 'COPY_FREE_VARS' && oparg !== freeCount) {
    return `there are ${freeCount} free variables`;
  }
  return null;
}

/** KW_NAMES, PRECALL and CALL stand together, and nothing jumps between them. */
function callProblem(graph: ControlFlowGraph, index: number): string | null {
  const { instructions, blocks, blockOf, code } = graph;
  const instruction = instructions[index]!;
  const previous = instructions[index - 1];
  const next = instructions[index + 1];
  const isEntered = blocks[blockOf[index]!]!.first === index;
  switch (instruction.opcode) {
    case 'KW_NAMES': {
      const names = code.consts[instruction.oparg];
      if (names?.kind !== 'tuple' || names.items.some((item) => item.kind !== 'string')) {
        return 'KW_NAMES names no tuple of strings.';
      }
      if (next?.opcode !== 'PRECALL') {
        return 'No PRECALL follows KW_NAMES.';
      }
      return names.items.length > next.oparg ? 'KW_NAMES has more names than arguments.' : null;
    }
    case 'PRECALL':
      if (next?.opcode !== 'CALL' || next.oparg !== instruction.oparg) {
        return 'No CALL of as many arguments follows PRECALL.';
      }
      return previous?.opcode === 'KW_NAMES' && isEntered
        ? 'A jump leads between KW_NAMES and PRECALL.'
        : null;
    case 'CALL':
      if (previous?.opcode !== 'PRECALL') {
        return 'No PRECALL is before CALL.';
      }
      return isEntered ? 'A jump leads between PRECALL and CALL.' : null;
    default:
      return null;
  }
}

function cachesAreEmpty({ code }: CodeObject, { opcode, offset, end }: Instruction): boolean {
  if (opcode === 'CACHE') {
    return false;
  }
  for (let position = offset + UNIT; position < end; position++) {
    if (code[position] !== 0) {
      return false;
    }
  }
  return true;
}

const beforeReturnGenerator: ReadonlySet<OpcodeName> = new Set([
  'NOP',
  'COPY_FREE_VARS',
  'MAKE_CELL',
]);
const generatorOnly: ReadonlySet<OpcodeName> = new Set([
  'RETURN_GENERATOR',
  'YIELD_VALUE',
  'ASYNC_GEN_WRAP',
]);

/** A generator makes its generator before it does anything else, and only a generator yields. */
function generatorFindings({ code, instructions }: ControlFlowGraph): Finding[] {
  const first = instructions.findIndex(({ opcode }) => !beforeReturnGenerator.has(opcode));
  if (isGeneratorLike(code)) {
    if (instructions[first]?.opcode !== 'RETURN_GENERATOR') {
      const offset = instructions[first]?.offset ?? 0;
      return [{ kind: 'generator', offset, message: 'A generator without RETURN_GENERATOR.' }];
    }
  }
  return instructions
    .filter(
      ({ opcode }, index) =>
        generatorOnly.has(opcode) &&
        (!isGeneratorLike(code) || (opcode === 'RETURN_GENERATOR' && index !== first)),
    )
    .map(({ opcode, offset }) => ({
      kind: 'generator',
      offset,
      message: `${opcode} does not belong here.`,
    }));
}
