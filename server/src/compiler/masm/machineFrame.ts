/**
 * The machine stack frame of compiled code, from the stack pointer upward: words for outgoing
 * arguments, the thread state, the result word that rt_error fills, the slots of the value stack,
 * the saved registers, the return address.
 */

import { mem } from '../../assembler/operands.js';
import type { Register, Target } from '../target/target.js';
import type { Place } from './places.js';

export class MachineFrame {
  /**
   * Bytes that the prologue takes off the stack pointer, which is aligned then as at every call.
   */
  readonly size: number;
  /** Bytes of machine stack that a call takes in all. */
  readonly total: number;

  private readonly stack: Register;
  private readonly word: number;
  /** Which word is the thread state; the result and the slots follow. */
  private readonly outgoingWords: number;

  constructor(target: Target, slots: number) {
    const { word, registers, stackAlignment, outgoingWords } = target;
    this.stack = registers.stack;
    this.word = word;
    this.outgoingWords = outgoingWords;
    // Saved registers and return address.
    const above = (registers.saved.length + 1) * word;
    const wanted = (outgoingWords + 2 + slots) * word + above;
    this.total = (wanted + stackAlignment - 1) & ~(stackAlignment - 1);
    this.size = this.total - above;
  }

  private wordAt(index: number): Place {
    return mem(this.stack, index * this.word);
  }

  slot(position: number): Place {
    return this.wordAt(this.outgoingWords + 2 + position);
  }

  /**
   * One of the words for arguments on the machine stack, and for whatever need not outlive a call
   * that has some.
   */
  outgoing(index: number): Place {
    return this.wordAt(index);
  }

  get threadState(): Place {
    return this.wordAt(this.outgoingWords);
  }

  /** The word below slot 0. */
  get result(): Place {
    return this.wordAt(this.outgoingWords + 1);
  }
}
