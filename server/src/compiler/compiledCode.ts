/**
 * What the compiler makes of a code object: machine code with everything that a loader, a listing
 * or a diagnostic needs, as plain data. It holds no address: places outside the code are named by
 * relocations.
 */

import type { AssembledCode } from '../assembler/assembledCode.js';
import type { CodeObject } from '../bytecode/codeObject.js';
import type { Instruction } from '../bytecode/instructions.js';
import type {
  ExitReason as ExitReasons,
  SiteEntryKind as SiteEntryKinds,
} from '../generated/layout.js';
import type { OpcodeName } from '../opcodes/opcodeNames.js';
import type { CounterLevel } from './counterLevels.js';
import type { Counter } from './counters.js';
import type { TargetName } from './target/target.js';

/** Where an entry of the value stack is at a site. */
export type SiteEntryKind = keyof typeof SiteEntryKinds;

export interface SiteEntry {
  readonly kind: SiteEntryKind;
  /** Of the constant or the fast local; for a slot its own position, 0 for null. */
  readonly index: number;
}

/** Why control would leave native code at a site. */
export type ExitReason = keyof typeof ExitReasons;

/**
 * A place where control can leave the straight path: to an exception handler, to the caller with an
 * exception, or to the interpreter; or where it can come from the interpreter, at the head of a
 * loop. It tells the helper where the value stack's entries are.
 */
export interface Site {
  /** For exits and loops, the code unit (2 bytes) before the next one to run; otherwise -1. */
  readonly unit: number;
  /**
   * Offset in the machine code of the exception handler's block, -1 without one; for a loop, of its
   * entry.
   */
  readonly handler: number;
  /** Entries that stay on the value stack in the handler. */
  readonly handlerDepth: number;
  /** Whether the handler wants the raising instruction's index under the exception. */
  readonly pushLasti: boolean;
  /** A re-raise: no traceback entry is added. */
  readonly noTraceback: boolean;
  /** An entry: frames that were interpreted up to here go on in machine code. */
  readonly isLoop: boolean;
  readonly reason: ExitReason;
  /** From the bottom of the value stack. */
  readonly entries: readonly SiteEntry[];
}

/**
 * From `codeOffset` on, the machine code belongs to the bytecode instruction `instructionIndex`.
 */
export interface PositionEntry {
  /** Bytes from the start of the machine code. */
  readonly codeOffset: number;
  /**
   * Index in `CompiledCode.instructions`; -1 for code of the compiler's own (prologue, common
   * tails).
   */
  readonly instructionIndex: number;
  /** Whether this is out-of-line code after the hot part. */
  readonly cold: boolean;
}

/** A bytecode instruction at which native code leaves for the interpreter. */
export interface Unsupported {
  readonly opcode: OpcodeName;
  readonly instructionIndex: number;
  readonly reason: string;
}

export interface Statistics {
  /** Bytecode instructions without CACHE entries. */
  readonly instructions: number;
  readonly bytes: number;
  /** Call sites of runtime functions in the machine code. */
  readonly runtimeCalls: number;
}

export interface CompiledCode {
  readonly code: CodeObject;
  readonly target: TargetName;
  readonly instructions: readonly Instruction[];
  readonly assembled: AssembledCode;
  /** Bytes of zeroed, writable data that the code refers to as `data:<offset>` (inline caches). */
  readonly dataSize: number;
  /** Bytes from the start of the machine code. */
  readonly entryOffset: number;
  /** Bytes of machine stack that a call takes, registers saved included. */
  readonly frameSize: number;
  readonly sites: readonly Site[];
  /** Ascending by `codeOffset`. */
  readonly positions: readonly PositionEntry[];
  readonly unsupported: readonly Unsupported[];
  /**
   * What the code counts; refers to them as `counter:<index>`. Empty unless the options ask for it.
   */
  readonly counters: readonly Counter[];
  readonly statistics: Statistics;
}

/** A code object that is not compiled at all. */
export interface Refusal {
  readonly code: CodeObject;
  readonly refused: string;
  /** Whether the source asks for that: then it is no finding, and strict runs go on. */
  readonly isKept?: boolean;
}

export interface CompileOptions {
  /** For what processor. */
  readonly target: TargetName;
  /** Opcodes to treat as not compiled. */
  readonly without: ReadonlySet<OpcodeName>;
  /** Whether the source asks that this code object stays interpreted. */
  readonly keeps?: (code: CodeObject) => boolean;
  /** Absent: off. */
  readonly counters?: CounterLevel;
  /** Whether machine instructions get comments in words, for people; the bytes are the same. */
  readonly explains?: boolean;
  /**
   * Whether machine code counts references all together too, as CPython's debug build does
   * (`sys.gettotalrefcount`). Only the helper that is built against that can load it.
   */
  readonly countsReferences?: boolean;
}

export function isRefusal(result: CompiledCode | Refusal): result is Refusal {
  return 'refused' in result;
}
