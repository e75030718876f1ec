/**
 * The compile-time value stack and the code that is written out of line. Maps from: pushes, pops and moves of entries. Maps to: moves between eax, the
 * machine stack's slots and the frame, and reference counts. Knows no opcodes and no runtime functions but rt_dealloc.
 *
 * One stack entry at most lives in eax; the others that own a reference are in the machine stack's slots, at their
 * depth.
 */

import type { Label } from '../assembler/operands.js';
import { eax, ecx, edi, type Reg32 } from '../assembler/registers.js';
import { constantRefcount, refcount } from './fields.js';
import { CodeWriter } from './codeWriter.js';
import type { Entry, OwnedEntry } from './values.js';

/** So many pieces of cold code are written before the end of the function. */
const MANY_COLD = 20_000;

export class ValueStack extends CodeWriter {
  /** The value stack, bottom first. */
  stack: Entry[] = [];
  /** Whether control can come to what is emitted next from what was emitted last. */
  fallsThrough = true;
  protected inEax: OwnedEntry | null = null;
  protected readonly coldCode: (() => void)[] = [];
  private readonly behindFirst = new Map<number, Label>();

  // Out-of-line code.

  /**
   * Emits later, after the hot code, what `emit` writes at the label that this returns. The stack and what is in eax
   * are then as they are now.
   */
  cold(emit: () => void, name = '.slow'): Label {
    const label = this.asm.label(`.L${this.instruction.start}${name}`);
    const { index, inEax } = this;
    const stack = [...this.stack];
    this.coldCode.push(() => {
      this.index = index;
      this.stack = [...stack];
      this.inEax = inEax;
      if (inEax !== null) inEax.inEax = true;
      this.mark();
      this.asm.bind(label);
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
    const over = this.asm.label('.over');
    this.asm.jmp(over);
    this.emitCold();
    this.index = index;
    this.stack = stack;
    this.inEax = null;
    this.prevInstrStored = prevInstrStored;
    this.mark();
    this.asm.bind(over);
  }

  // Entries.

  /** A fresh entry for the reference that is in eax. */
  ownedInEax(): OwnedEntry {
    const entry: OwnedEntry = { kind: 'owned', inEax: true, slot: -1 };
    this.inEax = entry;
    return entry;
  }

  ownedInSlot(slot: number): OwnedEntry {
    return { kind: 'owned', inEax: false, slot };
  }

  push(entry: Entry): void {
    if (entry.kind === 'owned' && !entry.inEax && entry.slot !== this.stack.length) {
      this.moveToSlot(entry, this.stack.length);
    }
    this.stack.push(entry);
  }

  pop(): Entry {
    return this.stack.pop()!;
  }

  /** Moves an owned entry to its slot at `position`. */
  private moveToSlot(entry: OwnedEntry, position: number): void {
    if (entry.inEax) {
      this.asm.mov(this.frame.slot(position), eax);
      entry.inEax = false;
      this.inEax = null;
    } else if (entry.slot !== position) {
      const scratch = this.inEax === null ? eax : ecx;
      this.asm.mov(scratch, this.frame.slot(entry.slot));
      this.asm.mov(this.frame.slot(position), scratch);
    }
    entry.slot = position;
  }

  /** Frees eax: the stack entry in it, if any, goes to its slot. */
  spill(): void {
    const entry = this.inEax;
    if (entry === null) return;
    const position = this.stack.indexOf(entry);
    if (position >= 0) this.moveToSlot(entry, position);
  }

  /** Gives a popped operand a slot of its own, its former one, so that all registers are free. */
  settle(entry: Entry, position: number): void {
    if (entry.kind === 'owned' && entry.inEax) this.moveToSlot(entry, position);
  }

  /** The entry in eax is about to be consumed or lost. */
  releaseEax(): void {
    this.inEax = null;
  }

  get eaxIsFree(): boolean {
    return this.inEax === null;
  }

  /** Makes the entry at `position` one that owns its reference, in its slot. Keeps eax of other entries and flags' sources. */
  materialize(position: number): void {
    const entry = this.stack[position]!;
    const slot = this.frame.slot(position);
    switch (entry.kind) {
      case 'owned':
        this.moveToSlot(entry, position);
        return;
      case 'constant':
        this.asm.mov(slot, this.constantAddress(entry.index));
        this.asm.inc(constantRefcount(entry.index));
        break;
      case 'local':
        this.note(this.localName(entry.index));
        this.asm.mov(ecx, this.local(entry.index));
        this.incref(ecx);
        this.asm.mov(slot, ecx);
        break;
      case 'null':
        this.asm.mov(slot, 0);
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

  /** Loads the entry's object into `register` without a reference of its own. Owned entries in eax must go there first. */
  loadBorrowed(register: Reg32, entry: Entry): void {
    const { asm } = this;
    switch (entry.kind) {
      case 'owned':
        if (entry.inEax) {
          if (register !== eax) asm.mov(register, eax);
        } else asm.mov(register, this.frame.slot(entry.slot));
        return;
      case 'constant':
        asm.mov(register, this.constantAddress(entry.index));
        return;
      case 'local':
        this.note(this.localName(entry.index));
        asm.mov(register, this.local(entry.index));
        return;
      case 'null':
        asm.xor(register, register);
    }
  }

  /** Loads the entry into `register` with a reference that its consumer takes over. */
  loadOwned(register: Reg32, entry: Entry): void {
    this.loadBorrowed(register, entry);
    if (entry.kind === 'constant') this.asm.inc(constantRefcount(entry.index));
    else if (entry.kind === 'local') this.incref(register);
  }

  /** Drops the entry's reference. What is in eax for another entry stays there. */
  drop(entry: Entry): void {
    if (entry.kind !== 'owned') return;
    if (entry.inEax) {
      this.releaseEax();
      this.decref(eax);
      return;
    }
    const register = this.inEax === null ? eax : ecx;
    this.asm.mov(register, this.frame.slot(entry.slot));
    this.decref(register);
  }

  /** Drops one reference to the object in `register`, whose value is lost unless it is esi or edi. eax, if another entry is in it, is kept. */
  decref(register: Reg32): void {
    const { asm } = this;
    const keepsEax = this.inEax !== null;
    const back = asm.label('.alive');
    const dead = this.cold(() => {
      this.storePrevInstr();
      if (keepsEax) asm.mov(edi, eax);
      if (register !== eax) asm.mov(eax, register);
      this.callRuntime('rt_dealloc');
      if (keepsEax) asm.mov(eax, edi);
      asm.jmp(back);
    }, '.dealloc');
    this.note('-1 ref');
    asm.dec(refcount(register));
    asm.j('e', dead);
    asm.bind(back);
  }

  /** Drops one reference to the object in `register`; `kept` (eax) survives. */
  decrefKeeping(register: Reg32, kept: typeof eax): void {
    const { asm } = this;
    const back = asm.label('.alive');
    const dead = this.cold(() => {
      this.storePrevInstr();
      asm.mov(this.frame.scratch, kept);
      asm.mov(eax, register);
      this.callRuntime('rt_dealloc');
      asm.mov(kept, this.frame.scratch);
      asm.jmp(back);
    }, '.dealloc');
    this.note('-1 ref');
    asm.dec(refcount(register));
    asm.j('e', dead);
    asm.bind(back);
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
      behind = this.asm.label('.behind');
      this.behindFirst.set(block, behind);
    }
    this.asm.jmp(behind);
    this.fallsThrough = false;
  }

  /** After the first instruction of a block: those who skipped it come here. */
  bindBehindFirst(block: number): void {
    const behind = this.behindFirst.get(block);
    if (behind === undefined) return;
    this.canonicalize();
    this.asm.bind(behind);
    this.forgetPath();
  }
}
