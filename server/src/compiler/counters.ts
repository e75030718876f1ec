/**
 * Counting of executions inside of compiled code: which counters a function has, and the code that raises them. Cells for
 * the types of operands are places among the counters.
 *
 * Maps from: a control-flow graph and the lines of its instructions. Maps to: additions to 64-bit counters that the
 * loader places (`counter:<index>`). A line counts as often as `sys.settrace` would report it: when control comes to it
 * from another line, or backwards. Knows neither where the counters are nor who reads them. Without counting there is
 * none of this code.
 */

import { BytecodeError } from '../bytecode/bytecodeError.js';
import type { BasicBlock, ControlFlowGraph } from '../bytecode/controlFlowGraph.js';
import { decodeLocations, locationAt } from '../bytecode/locationTable.js';
import type { OpcodeName } from '../opcodes/opcodeNames.js';
import type { CounterLevel } from './counterLevels.js';
import type { Masm } from './masm/masm.js';

/** The order is the number on the wire. */
export const counterKinds = ['entry', 'line', 'slow', 'operand', 'parameter'] as const;

export interface Counter {
  /**
   * Calls of the function; executions of a line; generic paths taken by one bytecode instruction. An operand and a
   * parameter are no counts but cells: a set of the types they had, and the type seen last (native/helper/observed_types.c).
   */
  readonly kind: (typeof counterKinds)[number];
  /**
   * The line; for `slow` the instruction's offset in bytes; for `operand` that plus the operand's number, 0 or 1; for
   * `parameter` its number; 0 for `entry`.
   */
  readonly value: number;
}

/** The name of the cold code that does an operation the general way. */
const GENERAL_PATH = '.generic';
/** Iterating over something else than a list or a range is no failed guess; operands of other types are. */
const guarded: ReadonlySet<OpcodeName> = new Set([
  'BINARY_OP',
  'BINARY_SUBSCR',
  'STORE_SUBSCR',
  'COMPARE_OP',
]);

const unconditional: ReadonlySet<OpcodeName> = new Set([
  'JUMP_FORWARD',
  'JUMP_BACKWARD',
  'JUMP_BACKWARD_NO_INTERRUPT',
]);

/** What the compiler puts around handlers; none of it raises. */
const harmless: ReadonlySet<OpcodeName> = new Set([
  'PUSH_EXC_INFO',
  'POP_EXCEPT',
  'COPY',
  'SWAP',
  'POP_TOP',
  'LOAD_CONST',
  'NOP',
]);

export class Counters {
  readonly all: Counter[] = [];
  private readonly indices = new Map<string, number>();
  /** What is added before an instruction: lines, negative to take one back. */
  private readonly before = new Map<number, number[]>();
  /** What is added where control falls into a block. */
  private readonly falling = new Map<number, number[]>();

  constructor(
    private readonly masm: Masm,
    private readonly graph: ControlFlowGraph,
    private readonly level: CounterLevel,
  ) {
    if (level === 'lines') this.planLines();
  }

  countEntry(): void {
    if (this.level !== 'off') this.add('entry', 0, 1);
  }

  /** At the beginning of an instruction's code. Changes flags. */
  countBefore(index: number): void {
    this.addLines(this.before.get(index));
  }

  /** Whether something is counted there. */
  isCountedBefore(index: number): boolean {
    return this.before.has(index);
  }

  /** At the end of the code before a block that control falls into. */
  countFall(block: number): void {
    this.addLines(this.falling.get(block));
  }

  /** At the beginning of cold code. */
  countCold(index: number, name: string): void {
    if (this.level !== 'lines' || name !== GENERAL_PATH) return;
    const instruction = this.graph.instructions[index];
    if (instruction === undefined || !guarded.has(instruction.opcode)) return;
    this.add('slow', instruction.offset, 1);
  }

  private addLines(lines: readonly number[] | undefined): void {
    for (const line of lines ?? []) this.add('line', Math.abs(line), line > 0 ? 1 : -1);
  }

  /** Whether the types of operands and parameters are noted. */
  get seesTypes(): boolean {
    return this.level === 'lines';
  }

  /** The symbol of a counter, which is there from then on. */
  place(kind: Counter['kind'], value: number): string {
    const key = `${kind} ${value}`;
    let index = this.indices.get(key);
    if (index === undefined) {
      index = this.all.push({ kind, value }) - 1;
      this.indices.set(key, index);
    }
    return `counter:${index}`;
  }

  private add(kind: Counter['kind'], value: number, amount: 1 | -1): void {
    const { masm } = this;
    masm.addToCounter(this.place(kind, value), masm.layout.CounterCell.count, amount);
  }

  private planLines(): void {
    const { graph } = this;
    const lines = linesOf(graph);
    // The instructions up to the first RESUME belong to the call.
    const resume = graph.instructions.findIndex(({ opcode }) => opcode === 'RESUME');
    const lineBefore = (index: number): number => (index <= resume ? 0 : lines[index]!);
    for (const block of graph.blocks) {
      if (!block.isReachable) continue;
      for (let index: number = block.first + 1; index < block.limit; index += 1) {
        const line = lines[index]!;
        if (index <= resume || !this.isCounted(index, line) || line === lineBefore(index - 1)) {
          continue;
        }
        // A comparison and its jump are one piece of code.
        const isJump = graph.instructions[index]!.opcode.startsWith('POP_JUMP');
        this.plan(this.before, isJump ? index - 1 : index, line);
      }
      if (block.first > resume) this.planHead(block, lines, lineBefore);
    }
  }

  private isCounted(index: number, line: number): boolean {
    return line > 0 && this.graph.instructions[index]!.opcode !== 'RESUME';
  }

  /** A block's first instruction: whether its line begins depends on where control came from. */
  private planHead(
    block: BasicBlock,
    lines: readonly number[],
    lineBefore: (index: number) => number,
  ): void {
    const { graph } = this;
    const line = lines[block.first]!;
    if (!this.isCounted(block.first, line)) return;
    const isSend = graph.instructions[block.first]!.opcode === 'SEND';
    const ways: { kind: string; last: number; counts: boolean }[] = [];
    for (const from of block.predecessors) {
      const source = graph.blocks[from]!;
      for (const { kind, to } of source.successors) {
        if (to !== block.index) continue;
        const last = source.limit - 1;
        if (kind === 'exception') {
          ways.push({ kind, last, counts: this.raisesElsewhere(source, block, line, lineBefore) });
        } else {
          const backwards = kind === 'jump' && block.first <= last && !isSend;
          ways.push({ kind, last, counts: backwards || lineBefore(last) !== line });
        }
      }
    }
    const counting = ways.filter(({ counts }) => counts);
    if (counting.length === 0) return;
    const hasPlace = ({ kind, last }: (typeof ways)[number]): boolean =>
      kind === 'fall' || (kind === 'jump' && unconditional.has(graph.instructions[last]!.opcode));
    const others = ways.filter(({ counts }) => !counts);
    if (others.length > 0 && counting.every(hasPlace)) {
      for (const way of counting) this.planWay(way, block.index, line);
      return;
    }
    this.plan(this.before, block.first, line);
    // What comes here without a new line takes it back, where it has code of its own.
    for (const way of others) if (hasPlace(way)) this.planWay(way, block.index, -line);
  }

  /** Any covered instruction may be the one that raised; mostly they are all on other lines. */
  private raisesElsewhere(
    source: BasicBlock,
    handler: BasicBlock,
    line: number,
    lineBefore: (index: number) => number,
  ): boolean {
    const { handlers, instructions } = this.graph;
    const { start } = instructions[handler.first]!;
    for (let index: number = source.first; index < source.limit; index += 1) {
      if (handlers[index]?.target !== start || lineBefore(index) === line) continue;
      if (!harmless.has(instructions[index]!.opcode)) return true;
    }
    return false;
  }

  private planWay({ kind, last }: { kind: string; last: number }, to: number, line: number): void {
    if (kind === 'fall') this.plan(this.falling, to, line);
    else this.plan(this.before, last, line);
  }

  private plan(where: Map<number, number[]>, key: number, line: number): void {
    const planned = where.get(key);
    if (planned === undefined) where.set(key, [line]);
    else planned.push(line);
  }
}

/** By instruction; 0 where there is none. */
function linesOf({ code, instructions }: ControlFlowGraph): number[] {
  try {
    const locations = decodeLocations(code);
    return instructions.map(({ offset }) => locationAt(locations, offset).line ?? 0);
  } catch (error) {
    if (!(error instanceof BytecodeError)) throw error;
    return instructions.map(() => 0);
  }
}
