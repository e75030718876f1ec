/**
 * What a basic block does, in Python's words.
 *
 * Maps from: a control-flow graph and the source. Maps to: rows of text for a block: a line of the
 * source where all of its code is in the block, otherwise what the block does of it; and when
 * control leaves it which way. Knows neither counts nor machine code.
 */

import type { BasicBlock, ControlFlowGraph } from '../../bytecode/controlFlowGraph.js';
import type { Instruction } from '../../bytecode/instructions.js';
import { locationAt } from '../../bytecode/locationTable.js';
import type { OpcodeName } from '../../opcodes/opcodeNames.js';
import { argumentMeaning } from '../instructionText.js';
import { constructAt, locationsOf, rangeOf } from '../locations.js';
import { StackTexts } from '../stackText.js';
import type { FlowRow } from './flowModel.js';

export class BlockWords {
  private readonly stacks: StackTexts;
  /** By line: the blocks that have code of it. */
  private readonly blocksOf = new Map<number, Set<number>>();

  constructor(
    private readonly graph: ControlFlowGraph,
    private readonly lines: readonly string[],
  ) {
    this.stacks = new StackTexts(graph);
    for (const index of graph.instructions.keys()) {
      const line = this.lineOf(index);
      const block = graph.blocks[graph.blockOf[index] ?? -1];
      if (line === null || block?.isReachable !== true || this.isSilent(index)) continue;
      const known = this.blocksOf.get(line);
      if (known === undefined) this.blocksOf.set(line, new Set([block.index]));
      else known.add(block.index);
    }
  }

  rows(block: BasicBlock): FlowRow[] {
    const rows: FlowRow[] = [];
    const told = new Set<number>();
    for (const { line, indices } of this.runs(block)) {
      const source = line === null ? '' : (this.lines[line - 1] ?? '').trim();
      if (line !== null && source !== '' && this.blocksOf.get(line)?.size === 1) {
        if (!told.has(line)) rows.push({ kind: 'source', line, text: source });
        told.add(line);
        continue;
      }
      for (const text of this.effects(line, indices)) {
        const isFirst = line !== null && !told.has(line);
        rows.push({ kind: 'words', line: isFirst ? line : null, text });
        if (line !== null) told.add(line);
      }
    }
    const decision = this.decision(block);
    if (decision !== null && !saysSo(rows.at(-1), decision)) {
      const line = this.lineOf(block.limit - 1);
      const isTold = line !== null && told.has(line);
      rows.push({ kind: 'words', line: isTold ? null : line, text: `${decision}?` });
    }
    if (rows.length > 0) return rows;
    const last = block.limit - 1;
    const { opcode } = this.graph.instructions[last]!;
    return [{ kind: 'words', line: this.lineOf(last), text: tidyWords[opcode] ?? opcode }];
  }

  /** The first instruction that a reader of Python looks for; the first one where there is none. */
  begin(block: BasicBlock): number {
    for (let index: number = block.first; index < block.limit; index += 1) {
      if (!this.isSilent(index) && this.lineOf(index) !== null) return index;
    }
    return block.first;
  }

  /** Empty where there is no other way than this one, exceptions aside. */
  edgeLabel(block: BasicBlock, kind: 'fall' | 'jump'): string {
    const { opcode } = this.graph.instructions[block.limit - 1]!;
    const labels = decisions[opcode];
    return labels === undefined ? '' : labels[kind === 'fall' ? 0 : 1];
  }

  /** Instructions of one line that follow each other. */
  private runs(block: BasicBlock): { line: number | null; indices: number[] }[] {
    const runs: { line: number | null; indices: number[] }[] = [];
    for (let index: number = block.first; index < block.limit; index += 1) {
      const line = this.lineOf(index);
      const run = runs.at(-1);
      if (this.isSilent(index)) continue;
      if (run !== undefined && run.line === line) run.indices.push(index);
      else runs.push({ line, indices: [index] });
    }
    return runs;
  }

  private isSilent(index: number): boolean {
    const { instructions } = this.graph;
    const isMade = instructions[index - 1]?.opcode === 'RETURN_GENERATOR';
    return isMade || silent.has(instructions[index]!.opcode);
  }

  /** What instructions of one line change, look up or decide; what they only compute is in that. */
  private effects(line: number | null, indices: readonly number[]): string[] {
    const found = indices.flatMap((index) => this.effect(index) ?? []);
    const last = indices.at(-1) ?? 0;
    const decides = decisions[this.graph.instructions[last]!.opcode] !== undefined;
    const computes = indices.some((at) => !dropping.has(this.graph.instructions[at]!.opcode));
    if (found.length > 0 || decides || !computes || line === null) return found;
    // The widest range of them: an operand of an expression that goes on elsewhere.
    const texts = indices.map((index) => this.source(index));
    return [texts.reduce((longest, text) => (text.length > longest.length ? text : longest), '')];
  }

  private effect(index: number): string | null {
    const { code } = this.graph;
    const instruction = this.graph.instructions[index]!;
    const { before, after } = this.stacks.around(index);
    const top = before?.at(-1) ?? '?';
    const under = before?.at(-2) ?? '?';
    const name = argumentMeaning(code, instruction);
    switch (instruction.opcode) {
      case 'STORE_FAST':
      case 'STORE_NAME':
      case 'STORE_GLOBAL':
      case 'STORE_DEREF':
        return top === 'None' && this.isCleared(index) ? null : `${name} = ${top}`;
      case 'DELETE_FAST':
      case 'DELETE_NAME':
      case 'DELETE_GLOBAL':
      case 'DELETE_DEREF':
        return `del ${name}`;
      case 'STORE_ATTR':
        return `${top}.${name} = ${under}`;
      case 'DELETE_ATTR':
        return `del ${top}.${name}`;
      case 'STORE_SUBSCR':
        return `${under}[${top}] = ${before?.at(-3) ?? '?'}`;
      case 'DELETE_SUBSCR':
        return `del ${under}[${top}]`;
      case 'UNPACK_SEQUENCE':
      case 'UNPACK_EX':
        return `unpack ${top}`;
      case 'LIST_APPEND':
      case 'SET_ADD':
        return `add ${top} to the result`;
      case 'MAP_ADD':
        return `add ${under}: ${top} to the result`;
      case 'GET_ITER':
      case 'FOR_ITER':
        return after?.at(-1) ?? null;
      case 'GET_AITER':
        return `aiter(${top})`;
      case 'GET_ANEXT':
        return `anext(${top})`;
      case 'GET_AWAITABLE':
        return `await ${top}`;
      case 'GET_YIELD_FROM_ITER':
        return `yield from ${top}`;
      case 'SEND':
        return 'run what is waited for';
      case 'YIELD_VALUE':
        return this.isWaiting(index) ? 'not done: hand on what it yields' : `yield ${top}`;
      case 'END_ASYNC_FOR':
        return 'no more items, or raise again';
      case 'BEFORE_WITH':
      case 'BEFORE_ASYNC_WITH':
        return `enter ${top}`;
      case 'WITH_EXCEPT_START':
        return 'exit with the exception';
      case 'PUSH_EXC_INFO':
        return 'an exception was raised';
      case 'POP_EXCEPT':
        return 'the exception is over';
      case 'RERAISE':
        return 'raise it again';
      case 'RAISE_VARARGS':
        return instruction.oparg === 0
          ? 'raise'
          : `raise ${instruction.oparg === 2 ? `${under} from ${top}` : top}`;
      case 'RETURN_VALUE':
        return isVague(top) ? this.source(index) : `return ${top}`;
      case 'IMPORT_NAME':
        return `import ${name}`;
      case 'POP_TOP':
        return top.startsWith('exit(')
          ? 'exit without an exception'
          : calling.test(top)
            ? top
            : null;
      default:
        return null;
    }
  }

  /** `e = None` and `del e` at the end of an `except … as e`. */
  private isCleared(index: number): boolean {
    return this.graph.instructions[index + 1]?.opcode.startsWith('DELETE_') === true;
  }

  /** A YIELD_VALUE behind a SEND belongs to an `await` or `yield from`. */
  private isWaiting(index: number): boolean {
    return this.graph.instructions[index - 1]?.opcode === 'SEND';
  }

  /**
   * What the block's last instruction decides by; null where it decides nothing that is not said.
   */
  private decision(block: BasicBlock): string | null {
    const last = block.limit - 1;
    const instruction = this.graph.instructions[last]!;
    if (!/_IF_/.test(instruction.opcode)) return null;
    const before: Instruction | undefined = this.graph.instructions[last - 1];
    const stack = this.stacks.around(last).before;
    const top = stack?.at(-1) ?? '?';
    if (before?.opcode === 'CHECK_EXC_MATCH') {
      return `is it a ${this.stacks.around(last - 1).before?.at(-1) ?? '?'}`;
    }
    if (before?.opcode === 'WITH_EXCEPT_START') return 'is it to be swallowed';
    if (matching.has(before?.opcode ?? 'NOP')) return matchWords[before!.opcode] ?? top;
    return isVague(top) ? this.source(last - 1) : top;
  }

  /** The source that an instruction is of, on one line and cut. */
  private source(index: number): string {
    const { code, instructions } = this.graph;
    const location = locationAt(locationsOf(code), instructions[index]!.offset);
    return constructAt(rangeOf(location, code, this.lines), this.lines);
  }

  private lineOf(index: number): number | null {
    const instruction = this.graph.instructions[index];
    if (instruction === undefined) return null;
    const locations = locationsOf(this.graph.code);
    const { line, column, endColumn } = locationAt(locations, instruction.offset);
    // RESUME stands at the def's line with no columns.
    return column === 0 && endColumn === 0 && instruction.opcode === 'RESUME' ? null : line;
  }
}

/** Whether the text of a value tells less than the source does. */
const isVague = (text: string): boolean => /^function\(|\?/.test(text);

const calling = /[)…]$/;

/** Nothing that a reader of Python looks for. */
const silent: ReadonlySet<OpcodeName> = new Set([
  'RESUME',
  'CACHE',
  'JUMP_FORWARD',
  'JUMP_BACKWARD',
  'JUMP_BACKWARD_NO_INTERRUPT',
  'COPY_FREE_VARS',
  'MAKE_CELL',
  'RETURN_GENERATOR',
]);

/** What moves values on the stack alone. */
const dropping: ReadonlySet<OpcodeName> = new Set(['POP_TOP', 'COPY', 'SWAP', 'NOP']);

const matchWords: Partial<Record<OpcodeName, string>> = {
  MATCH_SEQUENCE: 'is it a sequence',
  MATCH_MAPPING: 'is it a mapping',
  MATCH_CLASS: 'is it of the class',
  MATCH_KEYS: 'has it the keys',
};
const matching: ReadonlySet<OpcodeName> = new Set([
  'MATCH_SEQUENCE',
  'MATCH_MAPPING',
  'MATCH_CLASS',
  'MATCH_KEYS',
]);

/** What control that goes on, and control that jumps, has found. */
const decisions: Partial<Record<OpcodeName, readonly [fall: string, jump: string]>> = {
  POP_JUMP_FORWARD_IF_FALSE: ['true', 'false'],
  POP_JUMP_BACKWARD_IF_FALSE: ['true', 'false'],
  JUMP_IF_FALSE_OR_POP: ['true', 'false'],
  POP_JUMP_FORWARD_IF_TRUE: ['false', 'true'],
  POP_JUMP_BACKWARD_IF_TRUE: ['false', 'true'],
  JUMP_IF_TRUE_OR_POP: ['false', 'true'],
  POP_JUMP_FORWARD_IF_NONE: ['not None', 'None'],
  POP_JUMP_BACKWARD_IF_NONE: ['not None', 'None'],
  POP_JUMP_FORWARD_IF_NOT_NONE: ['None', 'not None'],
  POP_JUMP_BACKWARD_IF_NOT_NONE: ['None', 'not None'],
  FOR_ITER: ['item', 'no more'],
  SEND: ['not done', 'done'],
};

const tidyWords: Partial<Record<OpcodeName, string>> = {
  RERAISE: 'raise it again',
  POP_TOP: 'drop a value',
  POP_EXCEPT: 'the exception is over',
  NOP: 'nothing',
  RESUME: 'begin',
  JUMP_FORWARD: 'go on elsewhere',
  JUMP_BACKWARD: 'back to the loop',
  JUMP_BACKWARD_NO_INTERRUPT: 'back to the loop',
};

/** Whether a row of the source says what is decided: `if a > b:` of `a > b`. */
function saysSo(row: FlowRow | undefined, decision: string): boolean {
  if (row?.kind !== 'source') return false;
  const plain = (text: string): string => text.replace(/[\s()]/g, '');
  const text = plain(row.text.replace(/^(?:if|elif|while)\b/, '')).replace(/:$/, '');
  return /^(?:if|elif|while)\b/.test(row.text) && text === plain(decision);
}
