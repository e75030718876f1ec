/**
 * BINARY_OP. Ints of one digit and floats are computed in line; an operand that nobody else refers to is reused for
 * the result, also the old value of the local into which the result is stored. Everything else is the runtime's.
 */

import { type Label, mem } from '../assembler/operands.js';
import { cl, eax, ecx, edi, edx, esi, esp, xmm0, xmm1, xmm2 } from '../assembler/registers.js';
import { CAN_BE_BOUND } from '../bytecode/localStates.js';
import type { Stored } from '../opcodes/definition.js';
import { immediate } from '../opcodes/runtimeCalls.js';
import type { Value } from '../opcodes/values.js';
import { binaryOperators } from '../opcodes/opcodeNames.js';
import { doubleField, refcount } from './fields.js';
import { callWithOperands, loadFloat, loadOperands, ownOperands } from './binaryOperands.js';
import type { Emission } from './emission.js';
import {
  computeFloat,
  computeInt,
  FLOAT,
  guardExactType,
  isOtherConstant,
  type Known,
  knownNumber,
  overwriteInt,
  unpackInt,
} from './numbers.js';
import { observeOperands } from './observation.js';
import type { Entry } from './values.js';

const stored: Stored = { fused: 'store' };
const intOperators = new Set(['+', '-', '*', '&', '|', '^', '//', '%', '>>']);
const floatOperators = new Set(['+', '-', '*', '/']);

/** The operands while the operation runs: left in eax, right in edx. */
interface Operation {
  readonly operator: string;
  readonly oparg: number;
  readonly left: Entry;
  readonly right: Entry;
  readonly knownLeft: Known;
  readonly knownRight: Known;
  /** The local that the next instruction stores the result into, if the left operand is borrowed from it. */
  readonly target: number | null;
  readonly slow: Label;
  /** The result is in eax; or in the local, when `target` is set. */
  readonly done: Label;
}

export function binaryOperation(
  e: Emission,
  oparg: number,
  left: Entry,
  right: Entry,
  states: Uint8Array,
): Value | Stored {
  const { asm } = e;
  const operator = binaryOperators[oparg % 13]!;
  const target = storeTarget(e, left, states);
  if (target !== null) e.ownBorrowers(target);
  const asInts = intOperators.has(operator);
  const asFloats = floatOperators.has(operator);
  const knownLeft = knownNumber(e, left);
  const knownRight = knownNumber(e, right);
  const isFloat = knownLeft?.kind === 'float' || knownRight?.kind === 'float';
  const isInLine = isFloat ? asFloats : asInts || asFloats;
  if (!isInLine || e.numbersWereTried || isOtherConstant(e, left) || isOtherConstant(e, right)) {
    return operator === '+' && target !== null
      ? concatenate(e, left, right, target)
      : viaRuntime(e, oparg, left, right);
  }
  e.spill();
  loadOperands(e, left, right);
  const done = asm.label('.result');
  const slow = e.cold(() => {
    slowPath(e, oparg, left, right, operator === '+' ? target : null);
    if (target !== null) storeResult(e, target);
    asm.jmp(done);
  }, '.generic');
  const operation = { operator, oparg, left, right, knownLeft, knownRight, target, slow, done };
  if (asInts && !isFloat) {
    const other =
      asFloats && !(knownLeft !== null && knownRight !== null)
        ? e.cold(() => emitFloat(e, operation), '.float')
        : slow;
    emitInt(e, operation, other);
  } else emitFloat(e, operation);
  asm.bind(done);
  if (target !== null) {
    e.skipNext();
    return stored;
  }
  return e.ownedInEax();
}

/**
 * `x = x + …`: the local x, if the instruction after this one stores the result into the operand's local. That may
 * begin a block of its own, as in `x = x + a if c else x + b`.
 */
function storeTarget(e: Emission, left: Entry, states: Uint8Array): number | null {
  const next = e.graph.instructions[e.index + 1];
  if (
    left.kind !== 'local' ||
    next?.opcode !== 'STORE_FAST' ||
    next.oparg !== left.index ||
    states[e.index + 1] !== CAN_BE_BOUND ||
    e.without.has('STORE_FAST')
  ) {
    return null;
  }
  return left.index;
}

function viaRuntime(e: Emission, oparg: number, left: Entry, right: Entry): Value {
  observeOperands(e, [left, right]);
  e.callWith('rt_binary_op', [left, right, immediate(oparg)]);
  e.checkResult();
  return e.ownedInEax();
}

/** `x += …` of something that may be a string: the local gives its reference up, so that the string can grow in place. */
function concatenate(e: Emission, left: Entry, right: Entry, target: number): Stored {
  e.spill();
  loadOperands(e, left, right);
  slowPath(e, 0, left, right, target);
  storeResult(e, target);
  e.skipNext();
  return stored;
}

/** The runtime function; the operands are in eax and edx and get references of their own. The result is in eax. */
function slowPath(
  e: Emission,
  oparg: number,
  left: Entry,
  right: Entry,
  target: number | null,
): void {
  if (target === null) {
    callWithOperands(e, 'rt_binary_op', left, right, oparg);
    return;
  }
  ownOperands(e, left, right);
  e.storePrevInstr();
  e.asm.lea(ecx, e.local(target));
  e.callRuntime('rt_add_into_local');
  e.checkResult();
}

/** STORE_FAST of the result in eax, whose instruction is fused with this one. */
export function storeResult(e: Emission, target: number): void {
  const { asm } = e;
  const done = asm.label('.stored');
  asm.mov(ecx, e.local(target));
  asm.mov(e.local(target), eax);
  asm.test(ecx, ecx);
  asm.j('e', done);
  e.decref(ecx);
  asm.bind(done);
}

function emitInt(e: Emission, op: Operation, other: Label): void {
  const { asm } = e;
  const { slow } = op;
  // The value of the left operand goes to esi, that of the right one to edi.
  if (op.knownLeft === null) {
    guardExactType(e, eax, 'PyLong_Type', other);
    unpackInt(e, esi, eax, slow);
  } else asm.mov(esi, op.knownLeft.value);
  if (op.knownRight === null) {
    guardExactType(e, edx, 'PyLong_Type', op.knownLeft === null ? slow : other);
    unpackInt(e, edi, edx, slow);
  }
  const right = op.knownRight === null ? edi : op.knownRight.value;
  e.note(op.operator);
  switch (op.operator) {
    case '>>':
      emitShift(e, op, slow);
      break;
    case '//':
    case '%':
      emitDivision(e, op, slow);
      break;
    default:
      // Two digits' sum fits 32 bits.
      computeInt(e, op.operator, esi, right, { sum: null, product: slow });
  }
  // The result's value is in esi; an operand nobody else holds becomes the result.
  if (op.target !== null || op.left.kind === 'owned') {
    const fresh = asm.label('.fresh');
    e.note('nobody else has it?');
    asm.cmp(refcount(eax), 1);
    asm.j('ne', fresh);
    overwriteInt(e, fresh);
    dropRight(e, op);
    asm.jmp(op.done);
    asm.bind(fresh);
  }
  dropOperands(e, op);
  asm.mov(eax, esi);
  e.storePrevInstrAside();
  e.callRuntime('rt_new_int');
  asm.test(eax, eax);
  asm.j('e', failed(e));
  if (op.target !== null) storeResult(e, op.target);
}

/** An arithmetic shift to the right by less than 32. */
function emitShift(e: Emission, op: Operation, slow: Label): void {
  const { asm } = e;
  if (op.knownRight !== null) {
    if (op.knownRight.value < 0 || op.knownRight.value > 31) asm.jmp(slow);
    else asm.sar(esi, op.knownRight.value);
    return;
  }
  asm.cmp(edi, 31);
  asm.j('a', slow);
  asm.mov(ecx, edi);
  asm.sar(esi, cl);
}

/** `//` and `%` of a non-negative by a positive int, where rounding down and rounding to zero agree. */
function emitDivision(e: Emission, op: Operation, slow: Label): void {
  const { asm } = e;
  const divisor = op.knownRight?.value;
  if (divisor !== undefined && divisor <= 0) {
    asm.jmp(slow);
    return;
  }
  asm.test(esi, esi);
  asm.j('s', slow);
  if (divisor !== undefined && (divisor & (divisor - 1)) === 0) {
    if (op.operator === '%') asm.and(esi, divisor - 1);
    else asm.shr(esi, 31 - Math.clz32(divisor));
    return;
  }
  if (divisor === undefined) {
    asm.cmp(edi, 0);
    asm.j('le', slow);
  } else asm.mov(edi, divisor);
  // div takes edx:eax; the operands wait in memory meanwhile.
  asm.mov(mem(esp), eax);
  asm.mov(mem(esp, 4), edx);
  asm.mov(eax, esi);
  asm.xor(edx, edx);
  asm.div(edi);
  asm.mov(esi, op.operator === '%' ? edx : eax);
  asm.mov(eax, mem(esp));
  asm.mov(edx, mem(esp, 4));
}

/** Memory ran out for the result of an in-line operation. */
export function failed(e: Emission): Label {
  return e.cold(() => {
    e.storePrevInstr();
    e.asm.jmp(e.error());
  }, '.memory');
}

function emitFloat(e: Emission, op: Operation): void {
  const { asm } = e;
  const { slow } = op;
  loadFloat(e, xmm0, eax, op.knownLeft, slow);
  loadFloat(e, xmm1, edx, op.knownRight, slow);
  computeFloat(e, op.operator, xmm0, xmm1, { zero: xmm2, undivided: slow });
  const canReuseLeft = op.knownLeft === null && (op.target !== null || op.left.kind === 'owned');
  if (canReuseLeft) {
    const other = asm.label('.shared');
    asm.cmp(refcount(eax), 1);
    asm.j('ne', other);
    asm.movsd(doubleField(eax, FLOAT), xmm0);
    dropRight(e, op);
    asm.jmp(op.done);
    asm.bind(other);
  }
  if (op.right.kind === 'owned' && op.target === null) {
    const other = asm.label('.shared');
    asm.cmp(refcount(edx), 1);
    asm.j('ne', other);
    asm.movsd(doubleField(edx, FLOAT), xmm0);
    asm.mov(esi, edx);
    if (op.left.kind === 'owned') e.decref(eax);
    asm.mov(eax, esi);
    asm.jmp(op.done);
    asm.bind(other);
  }
  asm.movsd(mem(esp), xmm0);
  dropOperands(e, op);
  e.storePrevInstrAside();
  e.callRuntime('rt_new_float');
  asm.test(eax, eax);
  asm.j('e', failed(e));
  if (op.target !== null) storeResult(e, op.target);
  asm.jmp(op.done);
}

/** Drops the right operand; eax stays. */
function dropRight(e: Emission, op: Operation): void {
  if (op.right.kind !== 'owned') return;
  e.asm.mov(esi, eax);
  e.decref(edx);
  e.asm.mov(eax, esi);
}

/** Drops both operands; esi stays. */
function dropOperands(e: Emission, op: Operation): void {
  if (op.right.kind === 'owned' && op.left.kind === 'owned') {
    e.asm.mov(edi, edx);
    e.decref(eax);
    e.decref(edi);
  } else if (op.left.kind === 'owned') e.decref(eax);
  else if (op.right.kind === 'owned') e.decref(edx);
}
