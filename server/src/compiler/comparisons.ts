/**
 * COMPARE_OP. Exact ints of one digit and exact floats are compared in line, and a conditional jump that follows is
 * taken from the flags. Everything else is the runtime's.
 */

import { type Condition, negate } from '../assembler/conditions.js';
import { cl, eax, ecx, edi, edx, esi, xmm0, xmm1 } from '../assembler/registers.js';
import type { Branched } from '../opcodes/definition.js';
import { immediate } from '../opcodes/runtimeCalls.js';
import type { Value } from '../opcodes/values.js';
import { comparisonOperators } from '../opcodes/opcodeNames.js';
import { callWithOperands, loadFloat, loadOperands } from './binaryOperands.js';
import { branched, branchOnObject, fusableBranch, jumpIf, loadBool } from './conditions.js';
import type { Emission } from './emission.js';
import { guardExactType, isOtherConstant, knownNumber, unpackInt } from './numbers.js';
import { observeOperands } from './observation.js';
import type { Entry } from './values.js';

export type Comparison = (typeof comparisonOperators)[number];

export const signedConditions: Readonly<Record<Comparison, Condition>> = {
  '<': 'l',
  '<=': 'le',
  '==': 'e',
  '!=': 'ne',
  '>': 'g',
  '>=': 'ge',
};

/** After ucomisd of both operands, or of both swapped, so that a NaN makes the condition false. */
export const floatConditions: Readonly<
  Partial<Record<Comparison, { readonly swapped: boolean; readonly condition: Condition }>>
> = {
  '<': { swapped: true, condition: 'a' },
  '<=': { swapped: true, condition: 'ae' },
  '>': { swapped: false, condition: 'a' },
  '>=': { swapped: false, condition: 'ae' },
};

export function compare(e: Emission, op: number, left: Entry, right: Entry): Value | Branched {
  const { asm } = e;
  const comparison = comparisonOperators[op]!;
  if (isOtherConstant(e, left) || isOtherConstant(e, right)) return viaRuntime(e, op, left, right);
  const fused = fusableBranch(e);
  if (fused !== null) e.canonicalize();
  else e.spill();
  loadOperands(e, left, right);
  const knownLeft = knownNumber(e, left);
  const knownRight = knownNumber(e, right);
  const done = asm.label('.compared');
  const slow = e.cold(() => {
    callWithOperands(e, 'rt_compare', left, right, op);
    if (fused === null) asm.jmp(done);
    else {
      e.advance();
      branchOnObject(e, fused.when, done);
      asm.jmp(done);
    }
  }, '.generic');
  /** The answer is in the flags: jumps, or makes a bool. */
  const answer = (condition: Condition): void => {
    if (fused === null) loadBool(e, condition);
    else {
      e.index += 1;
      jumpIf(e, fused.when ? condition : negate(condition));
      e.index -= 1;
    }
  };
  const asFloat = (): void => {
    loadFloat(e, xmm0, eax, knownLeft, slow);
    loadFloat(e, xmm1, edx, knownRight, slow);
    compareFloats(e, comparison);
    asm.movzx8(esi, cl);
    dropBoth(e, left, right);
    asm.test(esi, esi);
    answer('ne');
  };
  const isFloat = knownLeft?.kind === 'float' || knownRight?.kind === 'float';
  if (isFloat) asFloat();
  else {
    const bothKnown = knownLeft !== null && knownRight !== null;
    const other = bothKnown
      ? slow
      : e.cold(() => {
          asFloat();
          asm.jmp(done);
        }, '.float');
    if (knownLeft === null) {
      guardExactType(e, eax, 'PyLong_Type', other);
      unpackInt(e, esi, eax, slow);
    } else asm.mov(esi, knownLeft.value);
    if (knownRight === null) {
      guardExactType(e, edx, 'PyLong_Type', knownLeft === null ? slow : other);
      unpackInt(e, edi, edx, slow);
    }
    dropBoth(e, left, right);
    asm.cmp(esi, knownRight === null ? edi : knownRight.value);
    answer(signedConditions[comparison]);
  }
  asm.bind(done);
  if (fused !== null) {
    e.advance();
    return branched;
  }
  return e.ownedInEax();
}

function viaRuntime(e: Emission, op: number, left: Entry, right: Entry): Value {
  observeOperands(e, [left, right]);
  e.callWith('rt_compare', [left, right, immediate(op)]);
  e.checkResult();
  return e.ownedInEax();
}

/** Drops the operands in eax and edx; esi and edi stay. Their types are exact, so nothing runs that could see it. */
function dropBoth(e: Emission, left: Entry, right: Entry): void {
  if (right.kind === 'owned') {
    if (left.kind === 'owned') e.decrefKeeping(edx, eax);
    else e.decref(edx);
  }
  if (left.kind === 'owned') e.decref(eax);
}

/** cl becomes the answer for xmm0 and xmm1; with a NaN only != holds. */
export function compareFloats(e: Emission, comparison: Comparison): void {
  const { asm } = e;
  const direct = floatConditions[comparison];
  if (direct !== undefined) {
    const [first, second] = direct.swapped ? [xmm1, xmm0] : [xmm0, xmm1];
    asm.ucomisd(first, second);
    asm.setcc(direct.condition, cl);
    return;
  }
  const unordered = asm.label('.unordered');
  asm.mov(ecx, comparison === '!=' ? 1 : 0);
  asm.ucomisd(xmm0, xmm1);
  asm.j('p', unordered);
  asm.setcc(comparison === '!=' ? 'ne' : 'e', cl);
  asm.bind(unordered);
}
