/**
 * Expression trees with ints of one digit, or of two: the values are in processor registers, the
 * result in the first kept one. What leaves a machine word on the way is computed one by one.
 */

import { negate } from '../assembler/conditions.js';
import type { Label } from '../assembler/operands.js';
import { signedConditions } from './comparisons.js';
import { jumpIf } from './conditions.js';
import type { Emission } from './emission.js';
import type { Consumer, Leaf, Node } from './plan/expressionTrees.js';
import { word } from './masm/arguments.js';
import { field } from './masm/places.js';
import { shiftFactor } from './knownNumbers.js';
import { computeInt, guardExactType, overwriteInt, unpackInt } from './numbers.js';
import type { Register } from './target/target.js';
import { enter, loadLeaf, type Way } from './treeWay.js';
import type { OwnedEntry } from './values.js';

export class IntWay implements Way {
  readonly type = 'PyLong_Type';
  private readonly tested = new Set<number>();
  private readonly registers: readonly Register[];

  constructor(
    private readonly e: Emission,
    /** For a first operand that is no int. */
    private otherwise: Label,
    private readonly generic: Label,
    private readonly isWide: boolean,
  ) {
    this.registers = e.masm.registers.ints;
  }

  /** Of the first register. */
  private get value(): Register {
    return this.registers[0]!;
  }

  evaluate(node: Node, register: number): void {
    const { e, generic } = this;
    const { masm } = e;
    const target = this.registers[register]!;
    if (node.kind === 'leaf') {
      this.unpack(node, target);
      return;
    }
    this.operands(node.index, node.left, node.right, register);
    const known = node.right.kind === 'leaf' ? node.right.known : null;
    const right = known === null ? this.registers[register + 1]! : known.value;
    enter(e, node);
    switch (node.operator) {
      case '<<':
        masm.multiply(target, shiftFactor(e, known)!);
        masm.jumpIf('o', generic);
        return;
      case '>>':
        masm.shiftRight(target, known!.value);
        return;
      case '//':
      case '%':
        this.divide(node.operator, target, known!.value);
        return;
      default:
        computeInt(e, node.operator, target, right, { sum: generic, product: generic });
    }
  }

  /** A known right operand becomes part of the instruction. */
  operands(index: number, left: Node, right: Node, register: number): void {
    if (left.kind === 'leaf') this.e.cursor.goTo(index);
    this.evaluate(left, register);
    this.e.cursor.goTo(index);
    if (right.kind !== 'leaf' || right.known === null) this.evaluate(right, register + 1);
  }

  /**
   * Of a non-negative int, where rounding down and rounding to zero agree, or by a power of two.
   */
  private divide(operator: '//' | '%', target: Register, divisor: number): void {
    const { masm } = this.e;
    if (Number.isInteger(Math.log2(divisor))) {
      masm.divideByPower(target, divisor, operator);
      return;
    }
    masm.jumpIfNegative(target, this.generic);
    masm.divide(target, divisor, operator, { kept: [], haveOneDigit: false });
  }

  private unpack(leaf: Leaf, target: Register): void {
    const { e } = this;
    const { masm } = e;
    const { result, layout } = masm;
    if (leaf.known !== null) {
      masm.move(target, leaf.known.value);
      return;
    }
    if (loadLeaf(e, leaf, this.tested)) {
      guardExactType(e, result, this.type, this.otherwise);
      this.otherwise = this.generic;
      unpackInt(e, target, result, this.generic, this.isWide);
    } else if (this.isWide) unpackInt(e, target, result, this.generic, true);
    else {
      masm.loadField(target, result, layout.PyVarObject.ob_size);
      masm.multiply(target, field(result, layout.PyLongObject.ob_digit));
    }
  }

  branch(
    { index, comparison, right, when }: Consumer & { readonly kind: 'branch' },
    owned: readonly OwnedEntry[],
  ): void {
    const { e } = this;
    e.cursor.goTo(index);
    for (const entry of owned) e.stack.drop(entry);
    const known = right.kind === 'leaf' ? right.known : null;
    e.masm.compare(this.value, known === null ? this.registers[1]! : known.value);
    e.cursor.advance();
    const condition = signedConditions[comparison];
    jumpIf(e, when ? condition : negate(condition));
  }

  truth(
    { index, when }: Consumer & { readonly kind: 'truth' },
    owned: readonly OwnedEntry[],
  ): void {
    const { e } = this;
    for (const entry of owned) e.stack.drop(entry);
    e.masm.compareWithZero(this.value);
    e.cursor.goTo(index);
    jumpIf(e, when ? 'ne' : 'e');
  }

  /** Calls keep it. */
  save(): void {}
  load(): void {}

  overwrite(object: Register, fresh: Label): void {
    overwriteInt(this.e, object, fresh);
  }

  create(): void {
    this.e.masm.callRuntime('rt_new_int', [word(this.value)]);
  }
}
