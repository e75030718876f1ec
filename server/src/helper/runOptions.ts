/**
 * How a program is run, as the command line or a client says it. The helper learns it in the
 * handshake, so that a program's children run as it does.
 */

import type { OpcodeName } from '../opcodes/opcodeNames.js';

export const compileModes = ['main', 'hot', 'all'] as const;
export type CompileMode = (typeof compileModes)[number];

export const tiers = ['auto', 'baseline'] as const;
export type Tier = (typeof tiers)[number];

export interface RunOptions {
  /** What is compiled before it runs; the rest is when it becomes hot, but for `all`. */
  readonly mode: CompileMode;
  readonly tier: Tier;
  /** Nothing is compiled: for comparison in the same process. */
  readonly interpret: boolean;
  /** Leaving native code (tracing aside) ends the program with status 70. */
  readonly strict: boolean;
  /** The helper sends statistics when it ends. */
  readonly stats: boolean;
  readonly without: readonly OpcodeName[];
}

export const defaultRunOptions: RunOptions = {
  mode: 'main',
  tier: 'auto',
  interpret: false,
  strict: false,
  stats: false,
  without: [],
};

export const isCompileMode = (word: string): word is CompileMode =>
  (compileModes as readonly string[]).includes(word);

export const isTier = (word: string): word is Tier => (tiers as readonly string[]).includes(word);
