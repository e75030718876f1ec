/**
 * Expression trees with ints of one digit: the values are in processor registers, the result in esi. What leaves 32 bits
 * on the way is computed one by one.
 */

import { negate } from '../assembler/conditions.js';
import type { Label } from '../assembler/operands.js';
import { eax, ecx, edi, edx, esi, type Reg32 } from '../assembler/registers.js';
import { field } from './fields.js';
import { signedConditions } from './comparisons.js';
import { jumpIf } from './conditions.js';
import type { Emission } from './emission.js';
import type { Consumer, Leaf, Node } from './expressionTrees.js';
import { computeInt, DIGIT, guardExactType, overwriteInt, SIZE, unpackInt } from './numbers.js';
import { enter, goTo, loadLeaf, type Way } from './treeWay.js';
import type { OwnedEntry } from './values.js';

const intRegisters = [esi, edi, edx] as const;

export class IntWay implements Way {
  readonly type = 'PyLong_Type';
  private readonly tested = new Set<number>();

  constructor(
    private readonly e: Emission,
    /** For a first operand that is no int. */
    private otherwise: Label,
    private readonly generic: Label,
  ) {}

  evaluate(node: Node, register: number): void {
    const { e, generic } = this;
    const { asm } = e;
    const target = intRegisters[register]!;
    if (node.kind === 'leaf') {
      this.unpack(node, target);
      return;
    }
    this.operands(node.index, node.left, node.right, register);
    const known = node.right.kind === 'leaf' ? node.right.known : null;
    const right = known === null ? intRegisters[register + 1]! : known.value;
    enter(e, node);
    switch (node.operator) {
      case '>>':
        asm.sar(target, known!.value);
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
    if (left.kind === 'leaf') goTo(this.e, index);
    this.evaluate(left, register);
    goTo(this.e, index);
    if (right.kind !== 'leaf' || right.known === null) this.evaluate(right, register + 1);
  }

  /** Of a non-negative int, where rounding down and rounding to zero agree. */
  private divide(operator: string, target: Reg32, divisor: number): void {
    const { asm } = this.e;
    asm.test(target, target);
    asm.j('s', this.generic);
    if ((divisor & (divisor - 1)) === 0) {
      if (operator === '%') asm.and(target, divisor - 1);
      else asm.shr(target, 31 - Math.clz32(divisor));
      return;
    }
    asm.mov(eax, target);
    asm.xor(edx, edx);
    asm.mov(ecx, divisor);
    asm.div(ecx);
    asm.mov(target, operator === '%' ? edx : eax);
  }

  private unpack(leaf: Leaf, target: Reg32): void {
    const { e } = this;
    const { asm } = e;
    if (leaf.known !== null) {
      asm.mov(target, leaf.known.value);
      return;
    }
    if (loadLeaf(e, leaf, this.tested)) {
      guardExactType(e, eax, this.type, this.otherwise);
      this.otherwise = this.generic;
      unpackInt(e, target, eax, this.generic);
    } else {
      asm.mov(target, field(eax, SIZE));
      asm.imul(target, field(eax, DIGIT));
    }
  }

  branch(
    { index, comparison, right, when }: Consumer & { readonly kind: 'branch' },
    owned: readonly OwnedEntry[],
  ): void {
    const { e } = this;
    goTo(e, index);
    for (const entry of owned) e.drop(entry);
    const known = right.kind === 'leaf' ? right.known : null;
    e.asm.cmp(esi, known === null ? edi : known.value);
    e.advance();
    const condition = signedConditions[comparison];
    jumpIf(e, when ? condition : negate(condition));
  }

  truth(
    { index, when }: Consumer & { readonly kind: 'truth' },
    owned: readonly OwnedEntry[],
  ): void {
    const { e } = this;
    for (const entry of owned) e.drop(entry);
    e.asm.test(esi, esi);
    goTo(e, index);
    jumpIf(e, when ? 'ne' : 'e');
  }

  /** esi survives calls. */
  save(): void {}
  load(): void {}

  overwrite(fresh: Label): void {
    overwriteInt(this.e, fresh);
  }

  create(): void {
    this.e.asm.mov(eax, esi);
    this.e.callRuntime('rt_new_int');
  }
}
