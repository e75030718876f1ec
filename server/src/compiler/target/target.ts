/**
 * What the compiler must know of a processor and its conventions of calling to lower Python for it.
 * Lowering names what is in here, roles of registers and fields of structures, and never a
 * register, an offset or the size of a word.
 *
 * Knows no instructions: those are words of the macro assembler.
 */

import type { Bits, Reg8, RegWord, RegXmm } from '../../assembler/registers.js';
import type { constants } from '../../generated/layout.js';
import type { TargetLayout } from '../../generated/targetLayouts.js';

/** The machines that code is compiled for, as people write them; the default first. */
export const targetNames = ['x86-32', 'x86-64'] as const;
export type TargetName = (typeof targetNames)[number];

export const defaultTarget: TargetName = targetNames[0];

/** As people say it: a 32-bit program. */
export const targetBits: Readonly<Record<TargetName, Bits>> = { 'x86-32': 32, 'x86-64': 64 };

export const isTargetName = (word: unknown): word is TargetName =>
  targetNames.some((name) => name === word);

/** A register that holds a machine word. */
export type Register = RegWord<Bits>;
/** A register that holds a double. */
export type FloatRegister = RegXmm<Bits>;

/**
 * Registers by what they are for. One register can have several roles, but see each role for what
 * it never is.
 */
export interface Registers {
  /**
   * What a runtime function returns, and where between two instructions one entry of the value
   * stack may be. Calls lose it.
   */
  readonly result: Register;
  /**
   * The arguments of runtime functions, in order; those beyond go on the machine stack. Calls lose
   * them.
   */
  readonly arguments: readonly [Register, Register, Register, ...Register[]];
  /**
   * For a moment: words of the macro assembler use it, and calls lose it. Neither `result` nor one
   * of the first two arguments.
   */
  readonly scratch: Register;
  /** The lowest byte of `scratch`. */
  readonly scratchByte: Reg8<Bits>;
  /** Calls keep them. They have no other role but in `ints`. */
  readonly kept: readonly [Register, Register];
  /**
   * Where addresses do not fit in immediates: what words with an address lose, and the first code
   * unit, which calls keep. Neither has another role.
   */
  readonly addresses: { readonly scratch: Register; readonly units: Register } | null;
  /** The interpreter's frame of the function. */
  readonly frame: Register;
  /** The thread's _PyCFrame, whose first byte tells whether tracing is on. */
  readonly cframe: Register;
  /** The machine's stack pointer. */
  readonly stack: Register;
  /** Values of int expressions, neither `result` nor `scratch`. Calls keep the first. */
  readonly ints: readonly Register[];
  /** Values of float expressions. Calls lose them. */
  readonly floats: readonly [FloatRegister, FloatRegister, FloatRegister, ...FloatRegister[]];
  /** Where the division instruction has its dividend, and leaves quotient and remainder. */
  readonly quotient: Register;
  readonly remainder: Register;
  /** Those of the caller that a function must keep, in the order in which it saves them. */
  readonly saved: readonly Register[];
  /**
   * With what machine code is entered: the thread state, the frame, and whether an exception is to
   * be thrown into it.
   */
  readonly entry: {
    readonly threadState: Register;
    readonly frame: Register;
    readonly throwFlag: Register;
  };
}

export interface Target {
  readonly name: TargetName;
  readonly bits: Bits;
  /** Bytes of a machine word: pointers, reference counts, sizes. */
  readonly word: 4 | 8;
  /**
   * Words that a machine frame has for arguments beyond those in registers, and for what is saved
   * from a call.
   */
  readonly outgoingWords: number;
  /**
   * Whether a double is passed in the first of the registers for floats; otherwise in the first
   * outgoing words.
   */
  readonly passesDoublesInRegisters: boolean;
  /** The machine stack is aligned to so many bytes at every call. */
  readonly stackAlignment: number;
  readonly registers: Registers;
  /** Fields of structures, each with its width. */
  readonly layout: TargetLayout['layout'];
  /** Sizes of the helper's structures in bytes. */
  readonly sizes: TargetLayout['sizes'];
  readonly constants: typeof constants & TargetLayout['constants'];
}
