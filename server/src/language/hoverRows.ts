/**
 * The rows of code in a hover: machine instructions, under the bytecode that they came from.
 *
 * Maps from: the instructions of an expression or line. Maps to: a limited number of rows. Bytecode
 * that emits nothing takes no row, for its operands are named in the comments of the code that uses
 * them; it does where the interpreter executes it, as there is nothing else. Rows of bytecode are
 * at most a third as long as there are machine instructions to show.
 */

import { type DecodedInstruction, decode, type Syntax } from '../assembler/decode.js';
import { buildControlFlowGraph } from '../bytecode/controlFlowGraph.js';
import { type CompiledCode, isRefusal } from '../compiler/index.js';
import { targetBits } from '../compiler/target/target.js';
import { exitsOf } from './exits.js';
import { type CodePart, type CodeRange, codeRanges, runsOf } from './expressions.js';
import { instructionText } from './instructionText.js';
import { BYTES_WIDTH, machineText } from './machineText.js';
import { relocationMeaning, wordMeaning } from './rowComments.js';
import { describeStacks, type StackAround } from './stackText.js';

export interface HoverRows {
  /** By part. */
  readonly blocks: readonly (readonly string[])[];
  /** How many there are besides. */
  readonly hidden: number;
}

/** One bytecode instruction and how many of its machine instructions are shown. */
interface Group {
  readonly index: number;
  readonly own: boolean;
  readonly hot: number;
  readonly cold: number;
  shownHot: number;
  shownCold: number;
  /** A row of its own with its name; without one it is named in the row above it. */
  isHeaded: boolean;
}

export async function hoverRows(
  parts: readonly CodePart[],
  syntax: Syntax,
  maxRows: number,
): Promise<HoverRows> {
  const shown = parts.map((part) => new PartRows(part, syntax));
  const groups = shown.flatMap((part) => part.groups);
  const limit = new RowLimit(maxRows);
  for (const cold of [false, true]) {
    // Expressions inside have hovers of their own.
    for (const own of [true, false]) {
      for (const group of groups) if (group.own === own) limit.show(group, cold);
    }
  }
  for (const part of shown) part.showInterpreted(limit);
  return {
    blocks: await Promise.all(shown.map((part) => part.text())),
    hidden: limit.hidden,
  };
}

/** Says how many rows may be shown; what is over the limit is only counted. */
class RowLimit {
  hidden = 0;
  private headers: number;

  constructor(private left: number) {
    this.headers = Math.floor(left / 3);
  }

  show(group: Group, cold: boolean): void {
    const wanted = cold ? group.cold : group.hot;
    if (wanted === 0) return;
    const isNew = group.shownHot + group.shownCold === 0;
    // A name alone is of no use.
    if (isNew && this.headers > 0 && this.left > 1) {
      this.headers -= 1;
      this.left -= 1;
      group.isHeaded = true;
    }
    const isNameless = isNew && this.headers > 0 && this.left === 1 && !group.isHeaded;
    const count = isNameless ? 0 : Math.min(wanted, this.left);
    if (cold) group.shownCold = count;
    else group.shownHot = count;
    this.left -= count;
    this.hidden += wanted - count;
  }

  /** Whether one more row of bytecode may be shown. */
  showBytecode(): boolean {
    if (this.left === 0) {
      this.hidden += 1;
      return false;
    }
    this.left -= 1;
    return true;
  }
}

/** What one function contributes. */
class PartRows {
  readonly groups: readonly Group[];
  private readonly machine: MachineCode | null;
  /** Indices of instructions that only the interpreter executes. */
  private readonly interpreted: readonly number[];
  private shownInterpreted: readonly number[] = [];
  private stacks: readonly StackAround[] | null = null;

  constructor(
    private readonly part: CodePart,
    syntax: Syntax,
  ) {
    const { result } = part.function;
    if (isRefusal(result)) {
      this.machine = null;
      this.groups = [];
      this.interpreted = part.indices;
      return;
    }
    const exits = exitsOf(result);
    const leaves = new Set(exits.all.map(({ instructionIndex }) => instructionIndex));
    const isNative = (index: number): boolean =>
      exits.executorOf(index) !== 'interpreter' || leaves.has(index);
    const machine = new MachineCode(result, part.indices, syntax);
    this.machine = machine;
    this.interpreted = part.indices.filter((index) => !isNative(index));
    this.groups = part.indices.filter(isNative).flatMap((index): Group[] => {
      const [hot, cold] = [machine.countOf(index, false), machine.countOf(index, true)];
      const own = part.own.has(index);
      const nothing = { shownHot: 0, shownCold: 0, isHeaded: false };
      return hot + cold === 0 ? [] : [{ index, own, hot, cold, ...nothing }];
    });
  }

  showInterpreted(limit: RowLimit): void {
    this.shownInterpreted = this.interpreted.filter(() => limit.showBytecode());
  }

  async text(): Promise<string[]> {
    const { machine } = this;
    const entries = [
      ...this.groups
        .filter(({ shownHot, shownCold }) => shownHot + shownCold > 0)
        .map((group) => ({ index: group.index, group })),
      ...this.shownInterpreted.map((index) => ({ index, group: null })),
    ].sort((a, b) => a.index - b.index);
    const copyOf = copyNumbers(this.part, new Set(entries.map(({ index }) => index)));
    const rows: string[] = [];
    for (let at = 0; at < entries.length; ) {
      // What has no row for its name shares that of what is above it.
      let end = at + 1;
      while (entries[end]?.group?.isHeaded === false) end += 1;
      const named = entries.slice(at, end);
      const isHeaded = named.some(({ group }) => group === null || group.isHeaded);
      if (isHeaded)
        rows.push(
          this.header(
            named.map(({ index }) => index),
            copyOf,
          ),
        );
      for (const { index, group } of named) {
        if (group === null || machine === null) continue;
        rows.push(...(await machine.rowsOf(index, false, group.shownHot)));
        rows.push(...(await machine.rowsOf(index, true, group.shownCold)));
      }
      at = end;
    }
    return rows;
  }

  /**
   * `OPCODE oparg (meaning)  stack before → after`, of several instructions from the first to the
   * last.
   */
  private header(indices: readonly number[], copyOf: ReadonlyMap<number, string>): string {
    const { code } = this.part.function.result;
    this.stacks ??= describeStacks(buildControlFlowGraph(code));
    const names = indices.map((index) => instructionText(code, this.part.instructions[index]!));
    const before = this.stacks[indices[0] ?? -1]?.before ?? null;
    const after = this.stacks[indices.at(-1) ?? -1]?.after ?? null;
    const stack =
      before === null || after === null
        ? 'never reached'
        : `${stackEnd(before, after)} → ${stackEnd(after, before)}`;
    const copies = indices.flatMap((index) => copyOf.get(index) ?? []);
    return [`${names.join(' · ').padEnd(30)}  ${stack}`, ...copies].join(' · ');
  }
}

/** "copy 2 of 3" at the first instruction of each copy that is shown. */
function copyNumbers(part: CodePart, shown: ReadonlySet<number>): Map<number, string> {
  const notes = new Map<number, string>();
  const runs = runsOf(part.indices);
  if (!areCopies(part)) return notes;
  runs.forEach((run, i) => {
    const first = run.find((index) => shown.has(index));
    if (first !== undefined) notes.set(first, `copy ${i + 1} of ${runs.length}`);
  });
  return notes;
}

/**
 * Whether an expression was emitted several times: CPython does so with the body of a `finally`.
 */
export function areCopies({ indices, instructions }: CodePart): boolean {
  const runs = runsOf(indices);
  const signature = (run: readonly number[]): string =>
    run.map((index) => `${instructions[index]?.opcode} ${instructions[index]?.oparg}`).join();
  const first = signature(runs[0] ?? []);
  return runs.length > 1 && runs.every((run) => signature(run) === first);
}

/** The entries that an instruction changes, and one below them. */
function stackEnd(stack: readonly string[], other: readonly string[]): string {
  let same = 0;
  while (same < stack.length && same < other.length && stack[same] === other[same]) same += 1;
  const start = Math.max(0, Math.min(same, stack.length) - 1);
  const shown = stack.slice(start);
  return `[${start > 0 ? '…, ' : ''}${shown.join(', ')}]`;
}

/** The machine rows of single bytecode instructions of one function. */
class MachineCode {
  private readonly ranges = new Map<number, CodeRange[]>();

  constructor(
    private readonly compiled: CompiledCode,
    indices: readonly number[],
    private readonly syntax: Syntax,
  ) {
    for (const range of codeRanges(compiled, indices)) {
      const ranges = this.ranges.get(range.instructionIndex);
      if (ranges === undefined) this.ranges.set(range.instructionIndex, [range]);
      else ranges.push(range);
    }
  }

  async rowsOf(index: number, cold: boolean, limit: number): Promise<string[]> {
    const rows: string[] = [];
    for (const { start, end } of this.rangesOf(index, cold)) {
      if (rows.length >= limit) break;
      const { assembled } = this.compiled;
      const decoded = await decode(assembled.bytes.subarray(start, end), {
        bits: targetBits[this.compiled.target],
        relocations: assembled.relocationsIn(start, end),
        labelNames: { get: (offset) => assembled.labelAt(offset) },
        syntax: this.syntax,
        baseOffset: start,
      });
      for (const instruction of decoded) rows.push(this.row(instruction, cold));
    }
    return rows.slice(0, limit);
  }

  /** How many rows there are. */
  countOf(index: number, cold: boolean): number {
    const { instructionOffsets } = this.compiled.assembled;
    let count = 0;
    for (const { start, end } of this.rangesOf(index, cold)) {
      let at = firstAtOrAfter(instructionOffsets, start);
      for (; (instructionOffsets[at] ?? end) < end; at += 1) count += 1;
    }
    return count;
  }

  private rangesOf(index: number, cold: boolean): CodeRange[] {
    return (this.ranges.get(index) ?? []).filter((range) => range.cold === cold);
  }

  private row(instruction: DecodedInstruction, cold: boolean): string {
    const { offset, length } = instruction;
    const { assembled } = this.compiled;
    const comment =
      assembled.commentAt(offset) ??
      relocationMeaning(this.compiled, assembled.relocationsIn(offset, offset + length)) ??
      wordMeaning(this.compiled, instruction.operands);
    if (!cold) return machineText(instruction, comment, BYTES_WIDTH);
    const words = comment === undefined ? 'out of line' : `${comment}, out of line`;
    return machineText(instruction, words, BYTES_WIDTH);
  }
}

/** Index of the first of ascending numbers that is not below `value`. */
function firstAtOrAfter(numbers: Uint32Array, value: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
