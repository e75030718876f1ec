/**
 * Expression trees in machine code: their operands are tested to be ints of one digit, or floats, and the rest is
 * arithmetic in registers with one object at the end, or none. When a test fails, which nothing has seen yet, the
 * instructions are executed one by one.
 *
 * Maps from: a tree. Maps to: x86-32. Knows no instructions.
 */

import { negate } from '../assembler/conditions.js';
import { type Label, mem, memSymbol } from '../assembler/operands.js';
import {
  cl,
  eax,
  ecx,
  edi,
  edx,
  esi,
  esp,
  type Reg32,
  type RegXmm,
  registersXmm,
  xmm0,
  xmm1,
  xmm7,
} from '../assembler/registers.js';
import { CAN_BE_BOUND, CAN_BE_UNBOUND } from '../bytecode/localStates.js';
import { failed, storeResult } from './arithmetic.js';
import { compareFloats, floatConditions, signedConditions } from './comparisons.js';
import { jumpIf } from './conditions.js';
import type { Emission } from './emission.js';
import {
  type Consumer,
  type ExpressionTree,
  type Leaf,
  leavesOf,
  type Node,
  type Operation,
} from './expressionTrees.js';
import { DIGIT, FLOAT, guardExactType, overwriteInt, SIZE, unpackInt } from './numbers.js';
import type { OwnedEntry } from './values.js';

const intRegisters = [esi, edi, edx] as const;

/** One way of computing a tree. */
interface Way {
  readonly type: 'PyLong_Type' | 'PyFloat_Type';
  /** Leaves the value of a node in a register by number. */
  evaluate(node: Node, register: number): void;
  /** The same for both operands of the operation or comparison of an instruction, in a register and the next one. */
  operands(index: number, left: Node, right: Node, register: number): void;
  /** Compares the values of both operands, and takes the jump after the comparison. */
  branch(consumer: Consumer & { readonly kind: 'branch' }, owned: readonly OwnedEntry[]): void;
  /** Takes the jump for the truth of the value in the first register. */
  truth(consumer: Consumer & { readonly kind: 'truth' }, owned: readonly OwnedEntry[]): void;
  /** Saves the value from calls; `load` gets it back. */
  save(): void;
  load(): void;
  /** Puts the value into the object in eax, which nobody else has; what it does not fit goes to `fresh`. */
  overwrite(fresh: Label): void;
  /** A new object in eax, or NULL. The value has been saved. */
  create(): void;
}

/**
 * @param states of the locals, by instruction
 * @param oneByOne emits the tree's instructions one by one
 */
export function emitExpressionTree(
  e: Emission,
  tree: ExpressionTree,
  states: Uint8Array,
  oneByOne: () => void,
): void {
  const { asm } = e;
  const { consumer, base } = tree;
  if (consumer.kind === 'branch' || consumer.kind === 'truth') e.canonicalize(base);
  e.spill();
  if (consumer.kind === 'local') e.ownBorrowers(consumer.local, base);
  const done = asm.label('.done');
  const generic = e.cold(
    () => {
      oneByOne();
      if (consumer.kind === 'value') {
        const result = e.pop();
        e.loadOwned(eax, result);
        e.releaseEax();
      }
      asm.jmp(done);
    },
    tree.operations === 1 ? '.generic' : '.singly',
  );
  e.stack.length = base;
  const target = consumer.kind === 'local' ? states[consumer.index]! : 0;
  if (!tree.asInts) emitWay(e, tree, target, new FloatWay(e, generic));
  else {
    const other = tree.asFloats
      ? e.cold(() => {
          emitWay(e, tree, target, new FloatWay(e, generic));
          asm.jmp(done);
        }, '.floats')
      : generic;
    emitWay(e, tree, target, new IntWay(e, other, generic));
  }
  asm.bind(done);
  goTo(e, tree.last);
  if (consumer.kind === 'value') e.push(e.ownedInEax());
}

function emitWay(e: Emission, tree: ExpressionTree, targetState: number, way: Way): void {
  const { root, consumer } = tree;
  const leaves = [
    ...leavesOf(root),
    ...(consumer.kind === 'branch' ? leavesOf(consumer.right) : []),
  ];
  const owned = leaves
    .map(({ entry }) => entry)
    .filter((entry): entry is OwnedEntry => entry.kind === 'owned');
  if (consumer.kind === 'branch') {
    way.operands(consumer.index, root, consumer.right, 0);
    way.branch(consumer, owned);
    return;
  }
  way.evaluate(root, 0);
  if (consumer.kind === 'truth') way.truth(consumer, owned);
  else if (consumer.kind === 'local') storeIntoLocal(e, consumer, targetState, owned, way);
  else returnValue(e, owned, way);
}

/** The value into the object that the local has, if nobody else has it. */
function storeIntoLocal(
  e: Emission,
  { local, index }: Consumer & { readonly kind: 'local' },
  state: number,
  owned: readonly OwnedEntry[],
  way: Way,
): void {
  const { asm } = e;
  way.save();
  for (const entry of owned) e.drop(entry);
  const isFresh = (state & CAN_BE_BOUND) === 0;
  const create = (): void => {
    e.storePrevInstrAside();
    way.create();
    asm.test(eax, eax);
    asm.j('e', failed(e));
    goTo(e, index);
    storeResult(e, local);
  };
  if (isFresh) {
    create();
    return;
  }
  const stored = asm.label('.stored');
  const fresh = e.cold(() => {
    create();
    asm.jmp(stored);
  }, '.fresh');
  goTo(e, index);
  e.note(e.localName(local));
  asm.mov(eax, e.local(local));
  if ((state & CAN_BE_UNBOUND) !== 0) {
    asm.test(eax, eax);
    asm.j('e', fresh);
  }
  guardExactType(e, eax, way.type, fresh);
  e.note('nobody else has it?');
  asm.cmp(mem(eax), 1);
  asm.j('ne', fresh);
  way.load();
  way.overwrite(fresh);
  asm.bind(stored);
}

/** The value as an object in eax: an operand that nobody else has, or a new one. */
function returnValue(e: Emission, owned: readonly OwnedEntry[], way: Way): void {
  const { asm } = e;
  way.save();
  const [reused, ...others] = owned;
  for (const entry of others) e.drop(entry);
  const create = (): void => {
    e.storePrevInstrAside();
    way.create();
    asm.test(eax, eax);
    asm.j('e', failed(e));
  };
  if (reused === undefined) {
    create();
    return;
  }
  const made = asm.label('.made');
  const fresh = e.cold(() => {
    e.drop(reused);
    create();
    asm.jmp(made);
  }, '.fresh');
  e.loadBorrowed(eax, reused);
  e.note('nobody else has it?');
  asm.cmp(mem(eax), 1);
  asm.j('ne', fresh);
  way.load();
  way.overwrite(fresh);
  asm.bind(made);
}

/** Loads the object of a leaf into eax; false when there has been a test of the same local already. */
function loadLeaf(e: Emission, { entry }: Leaf, tested: Set<number>): boolean {
  e.loadBorrowed(eax, entry);
  if (entry.kind !== 'local') return true;
  const isNew = !tested.has(entry.index);
  tested.add(entry.index);
  return isNew;
}

/** What follows is code of this instruction. */
function goTo(e: Emission, index: number): void {
  e.index = index;
  e.mark();
}

function enter(e: Emission, { index, operator }: Operation): void {
  goTo(e, index);
  e.note(operator);
}

class FloatWay implements Way {
  readonly type = 'PyFloat_Type';
  private readonly tested = new Set<number>();

  constructor(
    private readonly e: Emission,
    private readonly otherwise: Label,
  ) {}

  evaluate(node: Node, register: number): void {
    const { e } = this;
    const { asm } = e;
    const target = registersXmm[register]!;
    if (node.kind === 'leaf') {
      this.loadFloat(node, target, false);
      return;
    }
    this.operands(node.index, node.left, node.right, register);
    const right = registersXmm[register + 1]!;
    enter(e, node);
    switch (node.operator) {
      case '+':
        asm.addsd(target, right);
        return;
      case '-':
        asm.subsd(target, right);
        return;
      case '*':
        asm.mulsd(target, right);
        return;
      default:
        this.divide(node, target, right);
    }
  }

  /** Zero and NaN divisors are the runtime's. */
  private divide({ right }: Operation, target: RegXmm, divisor: RegXmm): void {
    const { asm } = this.e;
    const known = right.kind === 'leaf' ? right.known : null;
    if (known === null || !(known.value !== 0)) {
      asm.pxor(xmm7, xmm7);
      asm.ucomisd(divisor, xmm7);
      asm.j('e', this.otherwise);
    }
    asm.divsd(target, divisor);
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
      asm.movsd(target, memSymbol(`const:${entry.index}`, FLOAT));
    } else {
      if (mayBeInt) this.loadNumber(leaf, target);
      else {
        if (loadLeaf(e, leaf, this.tested)) guardExactType(e, eax, this.type, this.otherwise);
        asm.movsd(target, mem(eax, FLOAT));
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
    asm.movsd(target, mem(eax, FLOAT));
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
    this.e.asm.movsd(mem(eax, FLOAT), xmm0);
  }

  create(): void {
    this.e.callRuntime('rt_new_float');
  }
}

class IntWay implements Way {
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
      case '+':
        asm.add(target, right);
        asm.j('o', generic);
        return;
      case '-':
        asm.sub(target, right);
        asm.j('o', generic);
        return;
      case '*':
        if (typeof right === 'number') asm.imul3(target, target, right);
        else asm.imul(target, right);
        asm.j('o', generic);
        return;
      case '&':
        asm.and(target, right);
        return;
      case '|':
        asm.or(target, right);
        return;
      case '^':
        asm.xor(target, right);
        return;
      case '>>':
        asm.sar(target, known!.value);
        return;
      default:
        this.divide(node.operator, target, known!.value);
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
      asm.mov(target, mem(eax, SIZE));
      asm.imul(target, mem(eax, DIGIT));
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

/** Whether a node's value is a float whenever floats are computed with. */
function isFloat(node: Node): boolean {
  return node.kind === 'operation' || node.known?.kind === 'float';
}
