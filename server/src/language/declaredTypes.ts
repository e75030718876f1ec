/**
 * Parameters whose annotations say of which built-in types their values are.
 *
 * Maps from: the code objects of a file. Maps to: by function, the parameters that are annotated
 * with built-in types and keep the value they were called with; and the parameters that a binary
 * operation takes its operands from. The annotations are read from the code that makes the
 * function. What a program really passes is not known here.
 */

import type { CodeObject, Constant } from '../bytecode/codeObject.js';
import { decodeInstructions, type Instruction } from '../bytecode/instructions.js';
import { stackEffect } from '../opcodes/effects.js';
import { binaryOperators, type OpcodeName } from '../opcodes/opcodeNames.js';
import { functionKey } from './runData.js';

/** Names of built-in types that say something as an annotation. */
export const annotationTypes: ReadonlySet<string> = new Set(
  `int float str list tuple dict bool bytes set type range slice frozenset complex bytearray
  memoryview None`.split(/\s+/),
);

const HAS_ANNOTATIONS = 4;
const HAS_CLOSURE = 8;
const OR = binaryOperators.indexOf('|');

const binding: ReadonlySet<OpcodeName> = new Set([
  'STORE_NAME',
  'STORE_GLOBAL',
  'DELETE_NAME',
  'DELETE_GLOBAL',
]);

export type DeclaredParameters = (code: CodeObject) => ReadonlySet<number>;

const none: ReadonlySet<number> = new Set();
const keyOf = ({ firstlineno, qualname }: CodeObject): string => functionKey(qualname, firstlineno);

/** `codes` are all of the file's. Nothing is read before somebody asks. */
export function declaredParameters(codes: readonly CodeObject[]): DeclaredParameters {
  let found: Map<string, ReadonlySet<number>> | null = null;
  return (code) => {
    found ??= readAll(codes);
    return found.get(keyOf(code)) ?? none;
  };
}

function readAll(codes: readonly CodeObject[]): Map<string, ReadonlySet<number>> {
  const found = new Map<string, ReadonlySet<number>>();
  const makers = codes.map((code) => ({ code, instructions: decodeInstructions(code) }));
  const types = new Set(annotationTypes);
  for (const { code, instructions } of makers) {
    for (const { opcode, oparg } of instructions) {
      if (binding.has(opcode)) types.delete(code.names[oparg] ?? '');
      else if (opcode === 'IMPORT_STAR') return found;
    }
  }
  for (const { code, instructions } of makers) {
    for (const [index, { opcode, oparg }] of instructions.entries()) {
      if (opcode !== 'MAKE_FUNCTION' || (oparg & HAS_ANNOTATIONS) === 0) continue;
      const made = constantAt(code, instructions[index - 1]);
      if (made?.kind !== 'code') continue;
      const reader = new AnnotationReader(code, instructions, types);
      const last = (oparg & HAS_CLOSURE) === 0 ? index - 2 : reader.before(index - 2);
      const names = reader.builtinNames(last);
      const { argcount, kwonlyargcount, localsplusnames } = made.code;
      const numbers = localsplusnames
        .slice(0, argcount + kwonlyargcount)
        .flatMap((name, number) => (names.has(name) ? [number] : []));
      found.set(keyOf(made.code), new Set(numbers));
    }
  }
  return found;
}

/**
 * Goes backwards through the code that builds the tuple of annotations: names and types in turn.
 */
class AnnotationReader {
  constructor(
    private readonly code: CodeObject,
    private readonly instructions: readonly Instruction[],
    private readonly types: ReadonlySet<string>,
  ) {}

  /**
   * Names that are annotated with built-in types; `last` is the instruction that leaves the tuple.
   */
  builtinNames(last: number): Set<string> {
    const names = new Set<string>();
    const instruction = this.instructions[last];
    const folded = constantAt(this.code, instruction);
    if (folded?.kind === 'tuple') {
      for (let i = 0; i + 1 < folded.items.length; i += 2) {
        const [name, type] = [folded.items[i], folded.items[i + 1]];
        if (name?.kind === 'string' && this.isConstantType(type)) names.add(name.value);
      }
    }
    if (instruction?.opcode !== 'BUILD_TUPLE') return names;
    let at = last - 1;
    for (let pair = instruction.oparg / 2; pair > 0 && at > 0; pair -= 1) {
      const nameAt = this.before(at);
      const name = constantAt(this.code, this.instructions[nameAt]);
      if (name?.kind !== 'string') break;
      if (this.isType(at)) names.add(name.value);
      at = nameAt - 1;
    }
    return names;
  }

  /**
   * The instruction before those that compute the value that `last` leaves; -1 where that cannot be
   * told.
   */
  before(last: number): number {
    let missing = 1;
    let at = last;
    for (; missing > 0; at -= 1) {
      const instruction = this.instructions[at];
      if (instruction === undefined || instruction.jumpTarget !== null) return -1;
      const { pops, pushes } = stackEffect(instruction.opcode, instruction.oparg);
      missing += pops - pushes;
    }
    return at;
  }

  private isType(last: number): boolean {
    const instruction = this.instructions[last];
    switch (instruction?.opcode) {
      case 'LOAD_NAME':
        return this.types.has(this.code.names[instruction.oparg] ?? '');
      case 'LOAD_GLOBAL':
        return this.types.has(this.code.names[instruction.oparg >> 1] ?? '');
      case 'LOAD_CONST':
        return this.isConstantType(constantAt(this.code, instruction));
      case 'BINARY_OP':
        return (
          instruction.oparg === OR && this.isType(last - 1) && this.isType(this.before(last - 1))
        );
      default:
        return false;
    }
  }

  /**
   * None, or a type as text: annotations can be that, and are with `from __future__ import
   * annotations`.
   */
  private isConstantType(constant: Constant | undefined): boolean {
    if (constant?.kind === 'none') return true;
    return (
      constant?.kind === 'string' &&
      constant.value.split('|').every((name) => this.types.has(name.trim()))
    );
  }
}

function constantAt(
  { consts }: CodeObject,
  instruction: Instruction | undefined,
): Constant | undefined {
  return instruction?.opcode === 'LOAD_CONST' ? consts[instruction.oparg] : undefined;
}

/**
 * The parameters that are operands of the BINARY_OP at `index`; null when an operand is neither a
 * constant nor a parameter that keeps its value.
 */
export function parameterOperands(
  { argcount, kwonlyargcount }: CodeObject,
  instructions: readonly Instruction[],
  index: number,
): number[] | null {
  const [operation, right, left] = [0, 1, 2].map((back) => instructions[index - back]);
  if (operation === undefined || left === undefined || right === undefined) return null;
  const joins = ({ start }: Instruction): boolean =>
    instructions.some(({ jumpTarget }) => jumpTarget === start);
  if (joins(operation) || joins(right)) return null;
  const parameters = new Set<number>();
  for (const { opcode, oparg } of [left, right]) {
    if (opcode === 'LOAD_CONST') continue;
    if (opcode !== 'LOAD_FAST' || oparg >= argcount + kwonlyargcount) return null;
    parameters.add(oparg);
  }
  const isBoundAnew = instructions.some(
    ({ opcode, oparg }) =>
      (opcode === 'STORE_FAST' || opcode === 'DELETE_FAST') && parameters.has(oparg),
  );
  return isBoundAnew || parameters.size === 0 ? null : [...parameters];
}
