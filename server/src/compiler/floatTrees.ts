/**
 * Expression trees with floats: the values are in xmm registers, the result in xmm0. An int beside a float becomes one.
 */

import { negate } from '../assembler/conditions.js';
import { type Label, mem, memSymbol } from '../assembler/operands.js';
import {
  cl,
  eax,
  ecx,
  edx,
  esi,
  esp,
  type RegXmm,
  registersXmm,
  xmm0,
  xmm1,
  xmm7,
} from '../assembler/registers.js';
import { doubleField } from './fields.js';
import { compareFloats, floatConditions } from './comparisons.js';
import { jumpIf } from './conditions.js';
import type { Emission } from './emission.js';
import type { Consumer, Leaf, Node } from './expressionTrees.js';
import { computeFloat, FLOAT, guardExactType, unpackInt } from './numbers.js';
import { enter, goTo, loadLeaf, type Way } from './treeWay.js';
import type { OwnedEntry } from './values.js';

export class FloatWay implements Way {
  readonly type = 'PyFloat_Type';
  private readonly tested = new Set<number>();

  constructor(
    private readonly e: Emission,
    private readonly otherwise: Label,
  ) {}

  evaluate(node: Node, register: number): void {
    const { e } = this;
    const target = registersXmm[register]!;
    if (node.kind === 'leaf') {
      this.loadFloat(node, target, false);
      return;
    }
    this.operands(node.index, node.left, node.right, register);
    const right = registersXmm[register + 1]!;
    enter(e, node);
    const known = node.right.kind === 'leaf' ? node.right.known : null;
    const isSafe = known !== null && known.value !== 0;
    computeFloat(e, node.operator, target, right, {
      zero: isSafe ? null : xmm7,
      undivided: this.otherwise,
    });
  }

  /** Beside a float an int counts as one; two ints do not. */
  operands(index: number, left: Node, right: Node, register: number): void {
    if (left.kind !== 'leaf') this.evaluate(left, register);
    goTo(this.e, index);
    if (left.kind === 'leaf') this.loadFloat(left, registersXmm[register]!, isFloat(right));
    if (right.kind !== 'leaf') this.evaluate(right, register + 1);
    else {
      const isBesideFloat = left.kind !== 'leaf' || left.known?.kind !== 'int';
      this.loadFloat(right, registersXmm[register + 1]!, isBesideFloat);
    }
  }

  private loadFloat(leaf: Leaf, target: RegXmm, mayBeInt: boolean): void {
    const { e } = this;
    const { asm } = e;
    const { known, entry } = leaf;
    if (known?.kind === 'int') {
      asm.mov(ecx, known.value);
      asm.cvtsi2sd(target, ecx);
    } else if (entry.kind === 'constant') {
      asm.movsd(target, memSymbol(`const:${entry.index}`, FLOAT.offset));
    } else {
      if (mayBeInt) this.loadNumber(leaf, target);
      else {
        if (loadLeaf(e, leaf, this.tested)) guardExactType(e, eax, this.type, this.otherwise);
        asm.movsd(target, doubleField(eax, FLOAT));
      }
    }
  }

  private loadNumber({ entry }: Leaf, target: RegXmm): void {
    const { e, otherwise } = this;
    const { asm } = e;
    e.loadBorrowed(eax, entry);
    const loaded = asm.label('.loaded');
    if (entry.kind !== 'local' || !this.tested.has(entry.index)) {
      const convert = e.cold(() => {
        guardExactType(e, eax, 'PyLong_Type', otherwise);
        unpackInt(e, edx, eax, otherwise);
        asm.cvtsi2sd(target, edx);
        asm.jmp(loaded);
      }, '.int');
      guardExactType(e, eax, this.type, convert);
    }
    asm.movsd(target, doubleField(eax, FLOAT));
    asm.bind(loaded);
  }

  branch(
    { index, comparison, when }: Consumer & { readonly kind: 'branch' },
    owned: readonly OwnedEntry[],
  ): void {
    const { e } = this;
    const { asm } = e;
    goTo(e, index);
    const direct = floatConditions[comparison];
    if (owned.length === 0 && direct !== undefined) {
      const [first, second] = direct.swapped ? [xmm1, xmm0] : [xmm0, xmm1];
      asm.ucomisd(first, second);
      e.advance();
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
    this.e.asm.pxor(xmm1, xmm1);
    compareFloats(this.e, '!=');
    this.jumpIfAnswer(owned, index, when);
  }

  /** The answer is in cl. */
  private jumpIfAnswer(owned: readonly OwnedEntry[], jump: number, when: boolean): void {
    const { e } = this;
    e.asm.movzx8(esi, cl);
    for (const entry of owned) e.drop(entry);
    e.asm.test(esi, esi);
    goTo(e, jump);
    jumpIf(e, when ? 'ne' : 'e');
  }

  save(): void {
    this.e.asm.movsd(mem(esp), xmm0);
  }

  load(): void {
    this.e.asm.movsd(xmm0, mem(esp));
  }

  overwrite(): void {
    this.e.asm.movsd(doubleField(eax, FLOAT), xmm0);
  }

  create(): void {
    this.e.callRuntime('rt_new_float');
  }
}

/** Whether a node's value is a float whenever floats are computed with. */
function isFloat(node: Node): boolean {
  return node.kind === 'operation' || node.known?.kind === 'float';
}
