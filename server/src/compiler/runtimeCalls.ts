/**
 * Calls of runtime functions that may raise, call or look. Maps from: a function and its arguments,
 * typed by what it does with references. Maps to: arguments in their places, prev_instr stored, the
 * call. Knows no function.
 */

import type { Argument, Arguments, RuntimeFunction } from '../opcodes/runtimeCalls.js';
import type { Value } from '../opcodes/values.js';
import type { Cursor } from './cursor.js';
import type { MachineArguments } from './masm/arguments.js';
import type { Masm } from './masm/masm.js';
import type { OperandStack } from './operandStack.js';
import { asEntry } from './values.js';

export class RuntimeCalls {
  constructor(
    private readonly masm: Masm,
    private readonly cursor: Cursor,
    private readonly stack: OperandStack,
  ) {}

  /** With values, which must have left the stack or be borrowed. */
  withValues<F extends RuntimeFunction>(fn: F, args: Arguments<F>): void {
    const all: readonly Argument[] = args;
    const { masm, stack } = this;
    const isInResult = (arg: Argument): boolean => {
      const value = valueIn(arg);
      return value !== null && value === stack.inResult;
    };
    if (!all.some(isInResult)) stack.spill();
    // The entry in `result` moves first; the others come from memory and disturb nothing.
    const first = all.findIndex(isInResult);
    if (first > 0) this.passArgument(all[first]!, first);
    const inRegisters = Math.min(all.length, masm.registers.arguments.length);
    for (let i = all.length - 1; i >= inRegisters; i -= 1) {
      if (i !== first) this.passArgument(all[i]!, i);
    }
    for (let i = inRegisters - 1; i >= 0; i -= 1) {
      if (i !== first || i === 0) this.passArgument(all[i]!, i);
    }
    if (all.some((arg) => isBorrowed(arg) && isInResult(arg))) {
      throw new Error(`${fn} borrows an entry that only ${masm.result.name} holds`);
    }
    stack.releaseResult();
    this.cursor.storePrevInstr();
    masm.call(fn);
  }

  private passArgument(arg: Argument, index: number): void {
    this.masm.as('argument', () => this.emitArgument(arg, index));
  }

  private emitArgument(arg: Argument, index: number): void {
    const { masm, stack } = this;
    if (!('argument' in arg)) {
      stack.loadOwned(masm.argumentRegister(index), asEntry(arg));
      masm.finishArgument(index);
    } else if (arg.argument === 'borrowed') {
      stack.loadBorrowed(masm.argumentRegister(index), asEntry(arg.value));
      masm.finishArgument(index);
    } else masm.passArgument(arg, index);
  }

  /** With what is in registers or known. */
  withRegisters<F extends RuntimeFunction>(fn: F, args: MachineArguments<F>): void {
    this.masm.passArguments(fn, args);
    this.cursor.storePrevInstr();
    this.masm.call(fn);
  }

  /**
   * The same, on a path that joins others before the instruction ends: for functions that only
   * allocate memory.
   */
  aside<F extends RuntimeFunction>(fn: F, args: MachineArguments<F>): void {
    this.masm.passArguments(fn, args);
    this.cursor.storePrevInstrAside();
    this.masm.call(fn);
  }
}

function valueIn(arg: Argument): Value | null {
  if (!('argument' in arg)) return arg;
  return arg.argument === 'borrowed' ? arg.value : null;
}

function isBorrowed(arg: Argument): boolean {
  return 'argument' in arg && arg.argument === 'borrowed';
}
