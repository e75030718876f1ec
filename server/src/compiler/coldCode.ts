/**
 * Code that is rare and therefore written after all hot code. Maps from: functions that emit it.
 * Maps to: labels at which it will be. Knows nothing of the value stack but that there is something
 * to be saved and brought back.
 */

import type { Label } from '../assembler/operands.js';
import type { Counters } from './counters.js';
import type { Cursor } from './cursor.js';
import type { Masm } from './masm/masm.js';
import type { Purpose } from './masm/purposes.js';

/** So many pieces of cold code are written before the end of the function. */
const MANY = 20_000;

interface Kept<State> {
  save(): State;
  restore(state: State): void;
}

export class ColdCode {
  private readonly waiting: (() => void)[] = [];
  private kept: Kept<unknown> | null = null;

  constructor(
    private readonly masm: Masm,
    private readonly cursor: Cursor,
    private readonly counters: Counters,
  ) {}

  /** What is to be for cold code as it was where it was added. */
  keep<State>(kept: Kept<State>): void {
    // What comes from `save` is all that `restore` is given.
    this.kept = kept as Kept<unknown>;
  }

  /**
   * Emits later, after the hot code, what `emit` writes at the label that this returns. The stack
   * and what is in `result` are then as they are now. Conditional jumps there are for `purpose`.
   */
  add(emit: () => void, name = '.slow', purpose: Purpose = 'check'): Label {
    const { masm, cursor, kept } = this;
    const label = masm.label(`.L${cursor.instruction.start}${name}`, purpose);
    const { index } = cursor;
    const state = kept?.save();
    this.waiting.push(() => {
      kept?.restore(state);
      cursor.goTo(index);
      masm.bind(label);
      emit();
    });
    return label;
  }

  /**
   * The same for the general path of an operation that is tried with certain types of operands
   * first: it is counted.
   */
  addFailedGuess(emit: () => void): Label {
    const { cursor, counters } = this;
    return this.add(() => {
      counters.countFailedGuess(cursor.instruction);
      emit();
    }, '.generic');
  }

  /** The same for code to which neither the stack nor registers matter. */
  addStub(name: string, purpose: Purpose, emit: () => void): Label {
    const { masm, cursor } = this;
    const label = masm.label(name, purpose);
    const { index } = cursor;
    this.waiting.push(() => {
      cursor.goTo(index);
      masm.bind(label);
      emit();
    });
    return label;
  }

  /** Whether so much waits that it should be written now, between two instructions. */
  get isMuch(): boolean {
    return !this.cursor.isCold && this.waiting.length >= MANY;
  }

  /** Writes all of it, including what that asks for in turn. */
  emitAll(): void {
    this.cursor.isCold = true;
    for (let next = 0; next < this.waiting.length; next += 1) this.waiting[next]!();
    this.waiting.length = 0;
    this.cursor.isCold = false;
  }
}
