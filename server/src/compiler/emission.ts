/**
 * What lowering a function has in hand: the parts that hold its state, each for one concern, and
 * what goes across borders of blocks. Knows no opcodes and no processor.
 */

import type { Label } from '../assembler/operands.js';
import type { CodeObject } from '../bytecode/codeObject.js';
import type { ControlFlowGraph } from '../bytecode/controlFlowGraph.js';
import { ColdCode } from './coldCode.js';
import type { CompileOptions } from './compiledCode.js';
import { Counters } from './counters.js';
import { Cursor } from './cursor.js';
import { Exits } from './exits.js';
import { Masm } from './masm/masm.js';
import { OperandStack } from './operandStack.js';
import { RuntimeCalls } from './runtimeCalls.js';
import type { LineCounts } from './lineCounts.js';
import type { Target } from './target/target.js';

export class Emission {
  readonly code: CodeObject;
  readonly masm: Masm;
  readonly counters: Counters;
  readonly cursor: Cursor;
  readonly cold: ColdCode;
  readonly stack: OperandStack;
  readonly calls: RuntimeCalls;
  readonly exits: Exits;
  /** Bytes of zeroed data used so far. */
  dataSize = 0;
  /** Whether control can come to what is emitted next from what was emitted last. */
  fallsThrough = true;
  private readonly behindFirst = new Map<number, Label>();

  constructor(
    readonly graph: ControlFlowGraph,
    readonly target: Target,
    lines: LineCounts,
    options: CompileOptions,
  ) {
    this.code = graph.code;
    this.masm = new Masm(target, graph.maxDepth, options);
    this.counters = new Counters(this.masm, options.counters ?? 'off', lines);
    this.cursor = new Cursor(this.masm, graph);
    this.cold = new ColdCode(this.masm, this.cursor, this.counters);
    this.stack = new OperandStack(this.masm, this.cursor, this.cold, this.code);
    this.calls = new RuntimeCalls(this.masm, this.cursor, this.stack);
    this.exits = new Exits(this.masm, this.cursor, this.cold, this.stack, graph);
  }

  /** The offset of so many bytes of zeroed data. */
  reserveData(bytes: number): number {
    const { word } = this.masm.target;
    const offset = (this.dataSize + word - 1) & -word;
    this.dataSize = offset + bytes;
    return offset;
  }

  /**
   * Between two instructions of very long straight code: writes the cold code so far, and jumps
   * over it, so that what waits to be written stays little.
   */
  relieve(): void {
    const { masm, cursor, cold, stack } = this;
    if (!cold.isMuch) return;
    stack.spill();
    const over = masm.label('.over');
    masm.jump(over);
    cursor.aside(() => {
      stack.aside(() => cold.emitAll());
    });
    cursor.mark();
    masm.bind(over);
  }

  // Instructions lowered together.

  /**
   * The next instruction has been lowered together with the present one. If it begins a block,
   * others still come there, and control goes on behind it.
   */
  skipNext(): void {
    const { graph, cursor, counters, masm } = this;
    const block = graph.blockOf[cursor.index + 1]!;
    if (block === graph.blockOf[cursor.index]) {
      cursor.advance();
      counters.countBefore(cursor.index);
      return;
    }
    this.stack.canonicalize();
    counters.countFall(block);
    counters.countBefore(cursor.index + 1);
    let behind = this.behindFirst.get(block);
    if (behind === undefined) {
      behind = masm.label('.behind');
      this.behindFirst.set(block, behind);
    }
    masm.jump(behind);
    this.fallsThrough = false;
  }

  /** After the first instruction of a block: those who skipped it come here. */
  bindBehindFirst(block: number): void {
    const behind = this.behindFirst.get(block);
    if (behind === undefined) return;
    this.stack.canonicalize();
    this.masm.bind(behind);
    this.cursor.forgetPath();
  }
}
