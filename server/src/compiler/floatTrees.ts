/**
 * Expression trees with floats: the values are in registers for floats, the result in the first
 * one. An int beside a float becomes one.
 */

import { negate } from '../assembler/conditions.js';
import type { Label } from '../assembler/operands.js';
import type { Field } from '../generated/layout.js';
import { compareFloats, floatConditions } from './comparisons.js';
import { jumpIf } from './conditions.js';
import type { Emission } from './emission.js';
import type { Consumer, Leaf, Node } from './plan/expressionTrees.js';
import { savedDouble } from './masm/arguments.js';
import { computeFloat, guardExactType, unpackInt } from './numbers.js';
import type { FloatRegister, Register, Registers } from './target/target.js';
import { enter, loadLeaf, type Way } from './treeWay.js';
import type { OwnedEntry } from './values.js';

export class FloatWay implements Way {
  readonly type = 'PyFloat_Type';
  private readonly tested = new Set<number>();
  private readonly registers: Registers['floats'];
  private readonly field: Field<8>;

  constructor(
    private readonly e: Emission,
    private readonly otherwise: Label,
  ) {
    this.registers = e.masm.floats;
    this.field = e.masm.layout.PyFloatObject.ob_fval;
  }

  /** Of the first register. */
  private get value(): FloatRegister {
    return this.registers[0]!;
  }

  evaluate(node: Node, register: number): void {
    const { e } = this;
    const target = this.registers[register]!;
    if (node.kind === 'leaf') {
      this.loadFloat(node, target, false);
      return;
    }
    this.operands(node.index, node.left, node.right, register);
    const right = this.registers[register + 1]!;
    enter(e, node);
    const known = node.right.kind === 'leaf' ? node.right.known : null;
    const isSafe = known !== null && known.value !== 0;
    computeFloat(e, node.operator, target, right, {
      zero: isSafe ? null : this.registers.at(-1)!,
      undivided: this.otherwise,
    });
  }

  /** Beside a float an int counts as one; two ints do not. */
  operands(index: number, left: Node, right: Node, register: number): void {
    if (left.kind !== 'leaf') this.evaluate(left, register);
    this.e.cursor.goTo(index);
    if (left.kind === 'leaf') this.loadFloat(left, this.registers[register]!, isFloat(right));
    if (right.kind !== 'leaf') this.evaluate(right, register + 1);
    else {
      const isBesideFloat = left.kind !== 'leaf' || left.known?.kind !== 'int';
      this.loadFloat(right, this.registers[register + 1]!, isBesideFloat);
    }
  }

  private loadFloat(leaf: Leaf, target: FloatRegister, mayBeInt: boolean): void {
    const { e } = this;
    const { masm } = e;
    const { known, entry } = leaf;
    if (known?.kind === 'int') {
      masm.loadDoubleNumber(target, known.value);
    } else if (known?.kind === 'float' && entry.kind === 'constant') {
      masm.loadDoubleConstant(target, entry.index, known.value);
    } else {
      if (mayBeInt) this.loadNumber(leaf, target);
      else {
        if (loadLeaf(e, leaf, this.tested)) {
          guardExactType(e, masm.result, this.type, this.otherwise);
        }
        masm.loadDoubleField(target, masm.result, this.field);
      }
    }
  }

  private loadNumber({ entry }: Leaf, target: FloatRegister): void {
    const { e, otherwise } = this;
    const { masm } = e;
    const { result, second } = masm;
    e.stack.loadBorrowed(result, entry);
    const loaded = masm.label('.loaded');
    if (entry.kind !== 'local' || !this.tested.has(entry.index)) {
      const convert = e.cold.add(() => {
        guardExactType(e, result, 'PyLong_Type', otherwise);
        unpackInt(e, second, result, otherwise);
        masm.intToDouble(target, second);
        masm.jump(loaded);
      }, '.int');
      guardExactType(e, result, this.type, convert);
    }
    masm.loadDoubleField(target, result, this.field);
    masm.bind(loaded);
  }

  branch(
    { index, comparison, when }: Consumer & { readonly kind: 'branch' },
    owned: readonly OwnedEntry[],
  ): void {
    const { e } = this;
    const { masm } = e;
    e.cursor.goTo(index);
    const direct = floatConditions[comparison];
    if (owned.length === 0 && direct !== undefined) {
      const [a, b] = e.masm.floats;
      const [first, second] = direct.swapped ? [b, a] : [a, b];
      masm.compareDoubles(first, second);
      e.cursor.advance();
      jumpIf(e, when ? direct.condition : negate(direct.condition));
      return;
    }
    compareFloats(e, comparison);
    this.jumpIfAnswer(owned, index + 1, when);
  }

  /** NaN is true. */
  truth(
    { index, when }: Consumer & { readonly kind: 'truth' },
    owned: readonly OwnedEntry[],
  ): void {
    this.e.masm.zeroDouble(this.registers[1]!);
    compareFloats(this.e, '!=');
    this.jumpIfAnswer(owned, index, when);
  }

  /** The answer has been kept. */
  private jumpIfAnswer(owned: readonly OwnedEntry[], jump: number, when: boolean): void {
    const { e } = this;
    const [kept] = e.masm.kept;
    e.masm.loadAnswer(kept);
    for (const entry of owned) e.stack.drop(entry);
    e.masm.compareWithZero(kept);
    e.cursor.goTo(jump);
    jumpIf(e, when ? 'ne' : 'e');
  }

  save(): void {
    this.e.masm.saveDouble(this.value);
  }

  load(): void {
    this.e.masm.restoreDouble(this.value);
  }

  overwrite(object: Register): void {
    this.e.masm.storeDoubleField(object, this.field, this.value);
  }

  create(): void {
    this.e.masm.callRuntime('rt_new_float', [savedDouble]);
  }
}

/** Whether a node's value is a float whenever floats are computed with. */
function isFloat(node: Node): boolean {
  return node.kind === 'operation' || node.known?.kind === 'float';
}
