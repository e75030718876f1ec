/**
 * The machine stack frame of compiled code, from esp upward: two words for outgoing arguments, the thread state, the
 * result word that rt_error fills, the slots of the value stack, the saved registers, the return address.
 */

import { field } from './fields.js';
import type { Assembler } from '../assembler/assembler.js';
import { type Mem, mem } from '../assembler/operands.js';
import { ebp, ebx, edi, esi, esp } from '../assembler/registers.js';
import { layout } from '../generated/layout.js';
import { eax, edx } from '../assembler/registers.js';

const THREAD_STATE = 8;
const RESULT = 12;
const SLOTS = 16;
/** Saved registers and return address. */
const ABOVE = 20;

export class MachineFrame {
  /** Bytes that the prologue subtracts from esp; keeps esp 16-aligned at calls, as the i386 ABI wants. */
  private readonly size: number;

  constructor(slots: number) {
    const wanted = SLOTS + 4 * slots;
    this.size = ((wanted + ABOVE + 15) & ~15) - ABOVE;
  }

  /** Bytes of machine stack that a call takes in all. */
  get total(): number {
    return this.size + ABOVE;
  }

  slot(position: number): Mem {
    return mem(esp, SLOTS + 4 * position);
  }

  /** A word that calls of functions without stack arguments leave alone. */
  get scratch(): Mem {
    return mem(esp, 4);
  }

  get threadState(): Mem {
    return mem(esp, THREAD_STATE);
  }

  /** The word below slot 0. */
  get result(): Mem {
    return mem(esp, RESULT);
  }

  /** Entry: eax is the thread state, edx the frame, ecx throwflag, which stays in ecx. */
  emitPrologue(asm: Assembler): void {
    asm.push(ebp);
    asm.push(ebx);
    asm.push(esi);
    asm.push(edi);
    asm.sub(esp, this.size);
    asm.mov(this.threadState, eax);
    asm.mov(ebp, edx);
    asm.mov(ebx, field(eax, layout.PyThreadState.cframe));
  }

  /** The value to return is in eax. */
  emitEpilogue(asm: Assembler): void {
    asm.add(esp, this.size);
    asm.pop(edi);
    asm.pop(esi);
    asm.pop(ebx);
    asm.pop(ebp);
    asm.ret();
  }
}
