/**
 * The compile-time value stack and the code that is written out of line. Maps from: pushes, pops and moves of entries. Maps to: moves between `result`, the
 * machine stack's slots and the frame, and reference counts. Knows no opcodes and no runtime functions but rt_dealloc.
 *
 * One stack entry at most lives in `result`; the others that own a reference are in the machine stack's slots, at their
 * depth.
 */

import type { Label } from '../assembler/operands.js';
import { CodeWriter } from './codeWriter.js';
import { stolen } from './masm/arguments.js';
import { constantAddress } from './masm/places.js';
import type { Register } from './target/target.js';
import type { Entry, OwnedEntry } from './values.js';

/** So many pieces of cold code are written before the end of the function. */
const MANY_COLD = 20_000;

export class ValueStack extends CodeWriter {
  /** The value stack, bottom first. */
  stack: Entry[] = [];
  /** Whether control can come to what is emitted next from what was emitted last. */
  fallsThrough = true;
  protected inResult: OwnedEntry | null = null;
  protected readonly coldCode: (() => void)[] = [];
  private readonly behindFirst = new Map<number, Label>();

  // Out-of-line code.

  /**
   * Emits later, after the hot code, what `emit` writes at the label that this returns. The stack and what is in
   * `result` are then as they are now.
   */
  cold(emit: () => void, name = '.slow'): Label {
    const label = this.masm.label(`.L${this.instruction.start}${name}`);
    const { index, inResult } = this;
    const stack = [...this.stack];
    this.coldCode.push(() => {
      this.index = index;
      this.stack = [...stack];
      this.inResult = inResult;
      if (inResult !== null) inResult.inResult = true;
      this.mark();
      this.masm.bind(label);
      this.counters.countCold(index, name);
      emit();
    });
    return label;
  }

  /** Writes all cold code, including what that asks for in turn. */
  emitCold(): void {
    this.isCold = true;
    for (let next = 0; next < this.coldCode.length; next += 1) this.coldCode[next]!();
    this.coldCode.length = 0;
    this.isCold = false;
  }

  /**
   * Between two instructions of very long straight code: writes the cold code so far, and jumps over it, so that what
   * waits to be written stays little.
   */
  relieve(): void {
    if (this.isCold || this.coldCode.length < MANY_COLD) return;
    this.spill();
    const { index, stack, prevInstrStored } = this;
    const over = this.masm.label('.over');
    this.masm.jump(over);
    this.emitCold();
    this.index = index;
    this.stack = stack;
    this.inResult = null;
    this.prevInstrStored = prevInstrStored;
    this.mark();
    this.masm.bind(over);
  }

  // Entries.

  /** A fresh entry for the reference that is in `result`. */
  ownedInResult(): OwnedEntry {
    const entry: OwnedEntry = { kind: 'owned', inResult: true, slot: -1 };
    this.inResult = entry;
    return entry;
  }

  ownedInSlot(slot: number): OwnedEntry {
    return { kind: 'owned', inResult: false, slot };
  }

  push(entry: Entry): void {
    if (entry.kind === 'owned' && !entry.inResult && entry.slot !== this.stack.length) {
      this.moveToSlot(entry, this.stack.length);
    }
    this.stack.push(entry);
  }

  pop(): Entry {
    return this.stack.pop()!;
  }

  /** Moves an owned entry to its slot at `position`. */
  private moveToSlot(entry: OwnedEntry, position: number): void {
    const { masm } = this;
    if (entry.inResult) {
      masm.store(masm.frame.slot(position), masm.result);
      entry.inResult = false;
      this.inResult = null;
    } else if (entry.slot !== position) {
      const by = this.freeRegister;
      masm.load(by, masm.frame.slot(entry.slot));
      masm.store(masm.frame.slot(position), by);
    }
    entry.slot = position;
  }

  /** Frees `result`: the stack entry in it, if any, goes to its slot. */
  spill(): void {
    const entry = this.inResult;
    if (entry === null) return;
    const position = this.stack.indexOf(entry);
    if (position >= 0) this.moveToSlot(entry, position);
  }

  /** Gives a popped operand a slot of its own, its former one, so that all registers are free. */
  settle(entry: Entry, position: number): void {
    if (entry.kind === 'owned' && entry.inResult) this.moveToSlot(entry, position);
  }

  /** The entry in `result` is about to be consumed or lost. */
  releaseResult(): void {
    this.inResult = null;
  }

  private get freeRegister(): Register {
    return this.inResult === null ? this.masm.result : this.masm.scratch;
  }

  /** Makes the entry at `position` one that owns its reference, in its slot. Keeps `result` of other entries. */
  materialize(position: number): void {
    const entry = this.stack[position]!;
    const { masm } = this;
    const { scratch } = masm;
    const slot = masm.frame.slot(position);
    switch (entry.kind) {
      case 'owned':
        this.moveToSlot(entry, position);
        return;
      case 'constant':
        masm.store(slot, constantAddress(entry.index));
        masm.increfConstant(entry.index);
        break;
      case 'local':
        masm.note(this.localName(entry.index));
        masm.load(scratch, masm.local(entry.index));
        masm.incref(scratch);
        masm.store(slot, scratch);
        break;
      case 'null':
        masm.store(slot, 0);
        break;
    }
    this.stack[position] = this.ownedInSlot(position);
  }

  /** Brings the whole stack to the form that block borders agree on: everything owned, in slots. */
  canonicalize(depth = this.stack.length): void {
    this.spill();
    for (let position = 0; position < depth; position += 1) this.materialize(position);
  }

  /** Before local `index` changes: entries below `depth` that borrow from it become owners. */
  ownBorrowers(index: number, depth = this.stack.length): void {
    for (let position = 0; position < depth; position += 1) {
      const entry = this.stack[position]!;
      if (entry.kind === 'local' && entry.index === index) this.materialize(position);
    }
  }

  /** Loads the entry's object into `register` without a reference of its own. Owned entries in `result` must go there first. */
  loadBorrowed(register: Register, entry: Entry): void {
    const { masm } = this;
    switch (entry.kind) {
      case 'owned':
        if (entry.inResult) masm.move(register, masm.result);
        else masm.load(register, masm.frame.slot(entry.slot));
        return;
      case 'constant':
        masm.move(register, constantAddress(entry.index));
        return;
      case 'local':
        masm.note(this.localName(entry.index));
        masm.load(register, masm.local(entry.index));
        return;
      case 'null':
        masm.loadNumber(register, 0);
    }
  }

  /** Loads the entry into `register` with a reference that its consumer takes over. */
  loadOwned(register: Register, entry: Entry): void {
    this.loadBorrowed(register, entry);
    if (entry.kind === 'constant') this.masm.increfConstant(entry.index);
    else if (entry.kind === 'local') this.masm.incref(register);
  }

  /** Drops the entry's reference. What is in `result` for another entry stays there. */
  drop(entry: Entry): void {
    if (entry.kind !== 'owned') return;
    if (entry.inResult) {
      this.releaseResult();
      this.decref(this.masm.result);
      return;
    }
    const register = this.freeRegister;
    this.masm.load(register, this.masm.frame.slot(entry.slot));
    this.decref(register);
  }

  /** Drops one reference to the object in `register`, whose value is lost unless it is a kept one. `result`, if another entry is in it, stays. */
  decref(register: Register): void {
    const { masm } = this;
    const { result } = masm;
    const [, kept] = masm.kept;
    const keepsResult = this.inResult !== null;
    const back = masm.label('.alive');
    const dead = this.cold(() => {
      this.storePrevInstr();
      if (keepsResult) masm.move(kept, result);
      masm.callRuntime('rt_dealloc', [stolen(register)]);
      if (keepsResult) masm.move(result, kept);
      masm.jump(back);
    }, '.dealloc');
    masm.decref(register, dead);
    masm.bind(back);
  }

  /** Drops one reference to the object in `register`; `kept` survives. */
  decrefKeeping(register: Register, kept: Register): void {
    const { masm } = this;
    const back = masm.label('.alive');
    const dead = this.cold(() => {
      this.storePrevInstr();
      masm.saveWord(1, kept);
      masm.callRuntime('rt_dealloc', [stolen(register)]);
      masm.restoreWord(1, kept);
      masm.jump(back);
    }, '.dealloc');
    masm.decref(register, dead);
    masm.bind(back);
  }

  // Instructions lowered together.

  /**
   * The next instruction has been lowered together with the present one. If it begins a block, others still come
   * there, and control goes on behind it.
   */
  skipNext(): void {
    const block = this.graph.blockOf[this.index + 1]!;
    if (block === this.graph.blockOf[this.index]) {
      this.advance();
      this.counters.countBefore(this.index);
      return;
    }
    this.canonicalize();
    this.counters.countFall(block);
    this.counters.countBefore(this.index + 1);
    let behind = this.behindFirst.get(block);
    if (behind === undefined) {
      behind = this.masm.label('.behind');
      this.behindFirst.set(block, behind);
    }
    this.masm.jump(behind);
    this.fallsThrough = false;
  }

  /** After the first instruction of a block: those who skipped it come here. */
  bindBehindFirst(block: number): void {
    const behind = this.behindFirst.get(block);
    if (behind === undefined) return;
    this.canonicalize();
    this.masm.bind(behind);
    this.forgetPath();
  }
}
