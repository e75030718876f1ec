/** A function's control flow as plain data: what a picture of it shows, and where a click leads. */

import type { SourceRange } from '../locations.js';

export interface FlowRow {
  /**
   * A whole line of the source; what a block does of a line that it shares; a bytecode instruction.
   */
  readonly kind: 'source' | 'words' | 'bytecode';
  /** Of the source, from 1; null where no line is to blame, or another row has said it. */
  readonly line: number | null;
  readonly text: string;
}

export interface FlowBlock {
  /** Index in `FlowGraph.blocks`. */
  readonly index: number;
  readonly role: 'entry' | 'loop' | 'handler' | 'plain';
  readonly rows: readonly FlowRow[];
  /** Where it begins in the source; null for what Python's compiler adds. */
  readonly range: SourceRange | null;
  /** Lines of the source that it has code of, ascending. */
  readonly lines: readonly number[];
  /** Of its first instruction, in bytes. */
  readonly bytecodeOffset: number;
  /** How often it was executed in the last run; null where that is not known. */
  readonly executions: number | null;
  /** Whether native code is left here, or was before. */
  readonly isInterpreted: boolean;
}

export interface FlowEdge {
  readonly from: number;
  readonly to: number;
  /** Control goes on behind the last instruction, it jumps there, or an exception leads there. */
  readonly kind: 'fall' | 'jump' | 'exception';
  /** When control goes this way: `true`; empty where there is no other. */
  readonly label: string;
  /** Leads to a block that stands before it in the code. */
  readonly isBack: boolean;
  readonly executions: number | null;
}

export interface FlowGraph {
  /** Qualified. */
  readonly name: string;
  /** One line about it: its parameters, target and size. */
  readonly about: string;
  readonly blocks: readonly FlowBlock[];
  readonly edges: readonly FlowEdge[];
  /** Blocks that the level of detail leaves out. */
  readonly leftOut: number;
}
