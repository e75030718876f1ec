/**
 * The compile-time value stack. Maps from: pushes, pops and moves of entries. Maps to: moves
 * between `result`, the machine stack's slots and the frame, and reference counts. Knows no opcodes
 * and no runtime functions but rt_dealloc.
 *
 * One stack entry at most lives in `result`; the others that own a reference are in the machine
 * stack's slots, at their depth.
 */

import type { CodeObject } from '../bytecode/codeObject.js';
import type { ColdCode } from './coldCode.js';
import type { Cursor } from './cursor.js';
import { stolen } from './masm/arguments.js';
import type { Masm } from './masm/masm.js';
import { constantAddress, type Place } from './masm/places.js';
import type { Register } from './target/target.js';
import type { Entry, OwnedEntry } from './values.js';

/** The stack, and what is in `result`, at some place. */
interface Saved {
  readonly entries: Entry[];
  readonly held: OwnedEntry | null;
}

export class OperandStack {
  /** Bottom first. */
  entries: Entry[] = [];
  /** The entry whose reference is in `result`; it need not be on the stack. */
  private held: OwnedEntry | null = null;

  constructor(
    private readonly masm: Masm,
    private readonly cursor: Cursor,
    private readonly cold: ColdCode,
    private readonly code: CodeObject,
  ) {
    cold.keep<Saved>(this);
  }

  get depth(): number {
    return this.entries.length;
  }

  get inResult(): OwnedEntry | null {
    return this.held;
  }

  save(): Saved {
    return { entries: [...this.entries], held: this.held };
  }

  /**
   * Once only: the entries go on from there. What is in `result` then is in its slot for others by
   * now, so it is a copy here.
   */
  restore({ entries, held }: Saved): void {
    const copy: OwnedEntry | null = held === null ? null : { ...held, inResult: true };
    this.entries = copy === null ? entries : entries.map((each) => (each === held ? copy : each));
    this.held = copy;
  }

  /**
   * Runs `emit`, whose code control jumps over: the stack is as before then, and `result` is free.
   */
  aside(emit: () => void): void {
    const { entries } = this;
    emit();
    this.entries = entries;
    this.held = null;
  }

  /**
   * The frame's own stack comes into the slots: `depth` owned entries. The frame has none from then
   * on.
   */
  takeOverFrames(depth: number): void {
    const { masm } = this;
    for (let position = 0; position < depth; position += 1) {
      masm.load(masm.result, this.suspendedSlot(position));
      masm.store(masm.frame.slot(position), masm.result);
    }
    this.storeFrameDepth(0);
  }

  /** The opposite, before the frame is left for a while; the entries are canonical. */
  copyToFrame(depth: number): void {
    const { masm } = this;
    for (let position = 0; position < depth; position += 1) {
      masm.load(masm.result, masm.frame.slot(position));
      masm.store(this.suspendedSlot(position), masm.result);
    }
  }

  /** How many entries others see in the frame's own stack. */
  storeFrameDepth(depth: number): void {
    const { masm } = this;
    const { stacktop } = masm.layout._PyInterpreterFrame;
    masm.store(masm.frameField(stacktop), this.code.localsplusnames.length + depth);
  }

  /** The frame's own copy of an entry, used only while it is suspended. */
  private suspendedSlot(position: number): Place {
    return this.masm.local(this.code.localsplusnames.length + position);
  }

  /**
   * What a plan relies on: with other entries from `base` on a reference would be lost, or a slot
   * read that has none.
   */
  expect(base: number, entries: readonly Entry[]): void {
    const describe = (entry: Entry): string =>
      entry.kind + ('index' in entry ? ` ${entry.index}` : '');
    const foreseen = entries.map(describe).join(', ');
    const found = this.entries.slice(base).map(describe).join(', ');
    if (found !== foreseen) throw new Error(`the stack has ${found} where ${foreseen} was planned`);
  }

  // Entries.

  /** A fresh entry for the reference that is in `result`. */
  ownedInResult(): OwnedEntry {
    const entry: OwnedEntry = { kind: 'owned', inResult: true, slot: -1 };
    this.held = entry;
    return entry;
  }

  ownedInSlot(slot: number): OwnedEntry {
    return { kind: 'owned', inResult: false, slot };
  }

  push(entry: Entry): void {
    if (entry.kind === 'owned' && !entry.inResult && entry.slot !== this.entries.length) {
      this.moveToSlot(entry, this.entries.length);
    }
    this.entries.push(entry);
  }

  pop(): Entry {
    return this.entries.pop()!;
  }

  /** Moves an owned entry to its slot at `position`. */
  private moveToSlot(entry: OwnedEntry, position: number): void {
    const { masm } = this;
    masm.as('slot', () => this.emitMove(entry, position));
    entry.slot = position;
  }

  private emitMove(entry: OwnedEntry, position: number): void {
    const { masm } = this;
    if (entry.inResult) {
      masm.store(masm.frame.slot(position), masm.result);
      entry.inResult = false;
      this.held = null;
    } else if (entry.slot !== position) {
      const by = this.freeRegister;
      masm.load(by, masm.frame.slot(entry.slot));
      masm.store(masm.frame.slot(position), by);
    }
  }

  /** Frees `result`: the stack entry in it, if any, goes to its slot. */
  spill(): void {
    const entry = this.held;
    if (entry === null) return;
    const position = this.entries.indexOf(entry);
    if (position >= 0) this.moveToSlot(entry, position);
  }

  /** Gives a popped operand a slot of its own, its former one, so that all registers are free. */
  settle(entry: Entry, position: number): void {
    if (entry.kind === 'owned' && entry.inResult) this.moveToSlot(entry, position);
  }

  /** The entry in `result` is about to be consumed or lost. */
  releaseResult(): void {
    this.held = null;
  }

  private get freeRegister(): Register {
    return this.held === null ? this.masm.result : this.masm.scratch;
  }

  /**
   * Makes the entry at `position` one that owns its reference, in its slot. Keeps `result` of other
   * entries.
   */
  materialize(position: number): void {
    const entry = this.entries[position]!;
    if (entry.kind === 'owned') {
      this.moveToSlot(entry, position);
      return;
    }
    this.masm.as('slot', () => this.emitOwner(entry, position));
    this.entries[position] = this.ownedInSlot(position);
  }

  private emitOwner(entry: Exclude<Entry, OwnedEntry>, position: number): void {
    const { masm } = this;
    const { scratch } = masm;
    const slot = masm.frame.slot(position);
    switch (entry.kind) {
      case 'constant':
        masm.storeConstant(slot, entry.index);
        break;
      case 'local':
        masm.note(this.cursor.localName(entry.index));
        masm.load(scratch, masm.local(entry.index));
        masm.incref(scratch);
        masm.store(slot, scratch);
        break;
      case 'null':
        masm.store(slot, 0);
        break;
    }
  }

  /** Brings the whole stack to the form that block borders agree on: everything owned, in slots. */
  canonicalize(depth = this.entries.length): void {
    this.spill();
    for (let position = 0; position < depth; position += 1) this.materialize(position);
  }

  /** Before local `index` changes: entries below `depth` that borrow from it become owners. */
  ownBorrowers(index: number, depth = this.entries.length): void {
    for (let position = 0; position < depth; position += 1) {
      const entry = this.entries[position]!;
      if (entry.kind === 'local' && entry.index === index) this.materialize(position);
    }
  }

  /**
   * Loads the entry's object into `register` without a reference of its own. Owned entries in
   * `result` must go there first.
   */
  loadBorrowed(register: Register, entry: Entry): void {
    this.masm.as('operand', () => this.emitLoad(register, entry));
  }

  private emitLoad(register: Register, entry: Entry): void {
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
        masm.note(this.cursor.localName(entry.index));
        masm.load(register, masm.local(entry.index));
        return;
      case 'null':
        masm.loadNumber(register, 0);
    }
  }

  /** Loads the entry into `register` with a reference that its consumer takes over. */
  loadOwned(register: Register, entry: Entry): void {
    if (entry.kind === 'constant') {
      this.masm.loadConstant(register, entry.index);
      return;
    }
    this.loadBorrowed(register, entry);
    if (entry.kind === 'local') this.masm.incref(register);
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
    this.masm.as('reference', () => {
      this.masm.load(register, this.masm.frame.slot(entry.slot));
    });
    this.decref(register);
  }

  /**
   * Drops one reference to the object in `register`, whose value is lost unless it is a kept one.
   * `result`, if another entry is in it, stays.
   */
  decref(register: Register): void {
    const { masm } = this;
    const { result } = masm;
    const [, kept] = masm.kept;
    const keepsResult = this.held !== null;
    const back = masm.label('.alive');
    const dead = this.cold.add(
      () => {
        this.cursor.storePrevInstr();
        if (keepsResult) masm.move(kept, result);
        masm.callRuntime('rt_dealloc', [stolen(register)]);
        if (keepsResult) masm.move(result, kept);
        masm.jump(back);
      },
      '.dealloc',
      'reference',
    );
    masm.decref(register, dead);
    masm.bind(back);
  }

  /** Drops one reference to the object in `register`; `kept` survives. */
  decrefKeeping(register: Register, kept: Register): void {
    const { masm } = this;
    const back = masm.label('.alive');
    const dead = this.cold.add(
      () => {
        this.cursor.storePrevInstr();
        masm.saveWord(1, kept);
        masm.callRuntime('rt_dealloc', [stolen(register)]);
        masm.restoreWord(1, kept);
        masm.jump(back);
      },
      '.dealloc',
      'reference',
    );
    masm.decref(register, dead);
    masm.bind(back);
  }
}
