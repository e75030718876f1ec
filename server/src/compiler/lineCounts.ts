/**
 * Which lines are counted where: what is added before instructions, and where control falls from
 * one block into the next.
 *
 * Maps from: a control-flow graph and the lines of its instructions. Maps to: lines by place. A
 * line counts as often as `sys.settrace` would report it: when control comes to it from another
 * line, or backwards. Emits nothing.
 */

import { BytecodeError } from '../bytecode/bytecodeError.js';
import type { BasicBlock, ControlFlowGraph } from '../bytecode/controlFlowGraph.js';
import { decodeLocations, locationAt } from '../bytecode/locationTable.js';
import type { OpcodeName } from '../opcodes/opcodeNames.js';

/** Lines by place; a negative one is taken back. */
export interface LineCounts {
  /** By instruction: what is added before it. */
  readonly before: ReadonlyMap<number, readonly number[]>;
  /** By block: what is added where control falls into it. */
  readonly falling: ReadonlyMap<number, readonly number[]>;
}

export const noLines: LineCounts = { before: new Map(), falling: new Map() };

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

export function planLineCounts(graph: ControlFlowGraph): LineCounts {
  return new LineCountPlanner(graph).plan();
}

class LineCountPlanner {
  private readonly before = new Map<number, number[]>();
  private readonly falling = new Map<number, number[]>();

  constructor(private readonly graph: ControlFlowGraph) {}

  plan(): LineCounts {
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
        this.add(this.before, isJump ? index - 1 : index, line);
      }
      if (block.first > resume) this.planHead(block, lines, lineBefore);
    }
    return { before: this.before, falling: this.falling };
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
    this.add(this.before, block.first, line);
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
    if (kind === 'fall') this.add(this.falling, to, line);
    else this.add(this.before, last, line);
  }

  private add(where: Map<number, number[]>, key: number, line: number): void {
    const planned = where.get(key);
    if (planned === undefined) where.set(key, [line]);
    else planned.push(line);
  }
}

/** By instruction: its line, 0 where there is none. */
export function linesOf({ code, instructions }: ControlFlowGraph): number[] {
  try {
    const locations = decodeLocations(code);
    return instructions.map(({ offset }) => locationAt(locations, offset).line ?? 0);
  } catch (error) {
    if (!(error instanceof BytecodeError)) throw error;
    return instructions.map(() => 0);
  }
}
