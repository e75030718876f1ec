/**
 * Where compiled code does more work than it looks: hints, for those who ask for them.
 *
 * Maps from: a compiled function and its source. Maps to: one hint a place. What is said is read
 * off the machine code or the bytecode; what a run would tell is not known here.
 */

import { CodeFlag, type CodeObject } from '../../bytecode/codeObject.js';
import type { Instruction } from '../../bytecode/instructions.js';
import { locationAt } from '../../bytecode/locationTable.js';
import { type CompiledCode, isRefusal, type Refusal } from '../../compiler/index.js';
import { binaryOperators } from '../../opcodes/opcodeNames.js';
import {
  type DeclaredParameters,
  declaredParameters,
  parameterOperands,
} from '../declaredTypes.js';
import { type Diagnostic, type HintCode, severities } from '../diagnostics.js';
import { exitsOf } from '../exits.js';
import { constructAt, locationsOf, rangeOf } from '../locations.js';

interface Told {
  readonly index: number;
  readonly code: HintCode;
  /** Of the text of the place. */
  readonly message: (text: string) => string;
}

/** Of all functions of a file. */
export function hintsOfFunctions(
  results: readonly (CompiledCode | Refusal)[],
  lines: readonly string[],
): Diagnostic[] {
  const declared = declaredParameters(results.map(({ code }) => code));
  return results.flatMap((result) => functionHints(result, lines, declared));
}

function functionHints(
  result: CompiledCode | Refusal,
  lines: readonly string[],
  declared: DeclaredParameters,
): Diagnostic[] {
  if (isRefusal(result)) return [];
  const { code, instructions } = result;
  const inLoop = loopMembership(instructions);
  const exits = exitsOf(result);
  const told = [
    ...genericOperations(result, instructions, declared),
    ...inLoops(result, instructions, inLoop),
    // What is quicker in native code is nothing to say of what only the interpreter executes.
  ].filter(({ index }) => exits.executorOf(index) !== 'interpreter');
  if (told.length === 0) return [];
  const locations = locationsOf(code);
  const seen = new Set<string>();
  const hints: Diagnostic[] = [];
  for (const { index, code: hint, message } of told) {
    const instruction = instructions[index];
    if (instruction === undefined) continue;
    const location = locationAt(locations, instruction.offset);
    // Code that CPython makes up has no place that could be shown.
    if (location.line === null || location.column === null) continue;
    const range = rangeOf(location, code, lines);
    const key = `${hint} ${range.line} ${range.column} ${range.endLine} ${range.endColumn}`;
    if (seen.has(key)) continue;
    seen.add(key);
    hints.push({
      code: hint,
      severity: severities[hint],
      message: message(constructAt(range, lines)),
      range,
      scope: code.qualname,
      opcode: instruction.opcode,
      place: { bytecodeOffset: instruction.offset },
    });
  }
  return hints;
}

/** Whether each instruction is between the target of a backward jump and the jump. */
function loopMembership(instructions: readonly Instruction[]): readonly boolean[] {
  const depth = new Int32Array(instructions.length + 1);
  const indexAt = new Map(instructions.map(({ start }, index) => [start as number, index]));
  instructions.forEach(({ offset, jumpTarget, opcode }, index) => {
    // The loop of an await or a `yield from` is CPython's, not the program's.
    if (jumpTarget === null || jumpTarget > offset || opcode === 'JUMP_BACKWARD_NO_INTERRUPT')
      return;
    const first = indexAt.get(jumpTarget);
    if (first === undefined) return;
    depth[first] = (depth[first] ?? 0) + 1;
    depth[index + 1] = (depth[index + 1] ?? 0) - 1;
  });
  let open = 0;
  return instructions.map((_, index) => {
    open += depth[index] ?? 0;
    return open > 0;
  });
}

const pyNumber: Readonly<Record<string, string>> = {
  '+': 'Add',
  '&': 'And',
  '//': 'FloorDivide',
  '<<': 'Lshift',
  '@': 'MatrixMultiply',
  '*': 'Multiply',
  '%': 'Remainder',
  '|': 'Or',
  '**': 'Power',
  '>>': 'Rshift',
  '-': 'Subtract',
  '/': 'TrueDivide',
  '^': 'Xor',
};

/**
 * Operations whose hot path is a call of the runtime: nothing is computed in line. Nothing is said
 * where annotations tell the types of the operands.
 */
function* genericOperations(
  { code, assembled, positions }: CompiledCode,
  instructions: readonly Instruction[],
  declared: DeclaredParameters,
): Generator<Told> {
  const calls = assembled.relocations.filter(({ symbol }) => symbol === 'rt_binary_op');
  let at = 0;
  for (const { offset } of calls) {
    while ((positions[at + 1]?.codeOffset ?? Number.POSITIVE_INFINITY) <= offset) at += 1;
    const position = positions[at];
    if (position === undefined || position.cold) continue;
    const instruction = instructions[position.instructionIndex];
    if (instruction?.opcode !== 'BINARY_OP') continue;
    if (isDeclared(code, instructions, position.instructionIndex, declared)) continue;
    const isInPlace = instruction.oparg >= binaryOperators.length;
    const operator = binaryOperators[instruction.oparg % binaryOperators.length] ?? '';
    const name = `PyNumber_${isInPlace ? 'InPlace' : ''}${pyNumber[operator] ?? ''}`;
    yield {
      index: position.instructionIndex,
      code: 'NC201',
      message: () =>
        `\`${operator}${isInPlace ? '=' : ''}\` goes through ${name}: operand types unknown.`,
    };
  }
}

function isDeclared(
  code: CodeObject,
  instructions: readonly Instruction[],
  index: number,
  declared: DeclaredParameters,
): boolean {
  if (isOptional(code, instructions, index)) return true;
  const parameters = declared(code);
  if (parameters.size === 0) return false;
  const operands = parameterOperands(code, instructions, index);
  return operands?.every((number) => parameters.has(number)) === true;
}

/** `int | None`: only types are combined with None. */
function isOptional(
  { consts }: CodeObject,
  instructions: readonly Instruction[],
  index: number,
): boolean {
  if (binaryOperators[instructions[index]?.oparg ?? 0] !== '|') return false;
  const isNone = (operand: Instruction | undefined): boolean =>
    operand?.opcode === 'LOAD_CONST' && consts[operand.oparg]?.kind === 'none';
  const right = instructions[index - 1];
  // Of a right operand that is more than a name the one before is a part.
  const isName = right?.opcode === 'LOAD_NAME' || right?.opcode === 'LOAD_GLOBAL';
  return isNone(right) || (isName && isNone(instructions[index - 2]));
}

function* inLoops(
  { code }: CompiledCode,
  instructions: readonly Instruction[],
  inLoop: readonly boolean[],
): Generator<Told> {
  const isFunction = (code.flags & CodeFlag.newlocals) !== 0;
  for (const [index, { opcode }] of instructions.entries()) {
    if (opcode === 'CALL_FUNCTION_EX') {
      yield {
        index,
        code: 'NC204',
        message: (text) =>
          `The call \`${text}\` is not direct: its arguments are packed into a tuple and a dict first.`,
      };
    }
    if (inLoop[index] !== true) continue;
    if (opcode === 'LOAD_GLOBAL' && isFunction) {
      yield {
        index,
        code: 'NC202',
        message: (text) =>
          `\`${text}\` is a global: each turn of the loop checks the module's dictionary for it.`,
      };
    } else if (opcode === 'BINARY_OP' && instructions[index + 1]?.opcode === 'STORE_FAST') {
      yield {
        index,
        code: 'NC203',
        message: (text) =>
          `The result of \`${text}\` is a boxed number: each turn of the loop checks its type and writes it to memory.`,
      };
    } else if (opcode === 'CALL') {
      yield {
        index,
        code: 'NC204',
        message: (text) =>
          `The call \`${text}\` is not direct: what is called is known only when the loop runs.`,
      };
    }
  }
}
