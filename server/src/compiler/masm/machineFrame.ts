/**
 * The machine stack frame of compiled code, from the stack pointer upward: two words for outgoing arguments, the thread state,
 * the result word that rt_error fills, the slots of the value stack, the saved registers, the return address.
 */

import { mem } from '../../assembler/operands.js';
import type { Register, Target } from '../target/target.js';
import type { Place } from './places.js';

/** Words below slot 0. */
const THREAD_STATE = 2;
const RESULT = 3;
const SLOTS = 4;

export class MachineFrame {
  /** Bytes that the prologue takes off the stack pointer, which is aligned then as at every call. */
  readonly size: number;
  /** Bytes of machine stack that a call takes in all. */
  readonly total: number;

  private readonly stack: Register;
  private readonly word: number;

  constructor(target: Target, slots: number) {
    const { word, registers, stackAlignment } = target;
    this.stack = registers.stack;
    this.word = word;
    // Saved registers and return address.
    const above = (registers.saved.length + 1) * word;
    const wanted = (SLOTS + slots) * word + above;
    this.total = (wanted + stackAlignment - 1) & ~(stackAlignment - 1);
    this.size = this.total - above;
  }

  private wordAt(index: number): Place {
    return mem(this.stack, index * this.word);
  }

  slot(position: number): Place {
    return this.wordAt(SLOTS + position);
  }

  /** One of two words for arguments on the machine stack, and for whatever need not outlive a call that has some. */
  outgoing(index: number): Place {
    return this.wordAt(index);
  }

  get threadState(): Place {
    return this.wordAt(THREAD_STATE);
  }

  /** The word below slot 0. */
  get result(): Place {
    return this.wordAt(RESULT);
  }
}
