/**
 * The rows of code in a hover: machine instructions, under the bytecode that they came from.
 *
 * Maps from: the instructions of an expression or line. Maps to: a limited number of rows. Bytecode
 * that emits nothing takes no row, for its operands are named in the comments of the code that uses
 * them; it does where the interpreter executes it, as there is nothing else. Rows of bytecode are
 * at most a third as long as there are machine instructions to show.
 */

import type { Syntax } from '../assembler/decode.js';
import { buildControlFlowGraph } from '../bytecode/controlFlowGraph.js';
import { type CompiledCode, isRefusal } from '../compiler/index.js';
import { BytecodeRows } from './bytecodeRows.js';
import { exitsOf } from './exits.js';
import { type CodePart, codeRanges, runsOf } from './expressions.js';
import { instructionText } from './instructionText.js';
import { FOLDED } from './listingText.js';
import { machineText, NARROW_TEXT_WIDTH, summaryText } from './machineText.js';
import { type PlacedInstruction, placeRanges } from './placedInstructions.js';
import { describeStacks, type StackAround } from './stackText.js';
import { amountText, essential, runText } from './summaries.js';

export interface HoverRows {
  /** By part. */
  readonly blocks: readonly (readonly string[])[];
  /** How many there are besides. */
  readonly hidden: number;
}

/** One bytecode instruction and how many of its rows of machine code are shown. */
interface Group {
  readonly index: number;
  readonly own: boolean;
  readonly rows: number;
  shown: number;
  /** A row of its own with its name; without one it is named in the row above it. */
  isHeaded: boolean;
}

export async function hoverRows(
  parts: readonly CodePart[],
  syntax: Syntax,
  maxRows: number,
): Promise<HoverRows> {
  const shown = await Promise.all(parts.map((part) => PartRows.of(part, syntax)));
  const groups = shown.flatMap((part) => part.groups);
  const limit = new RowLimit(maxRows);
  // Expressions inside have hovers of their own.
  for (const own of [true, false]) {
    for (const group of groups) if (group.own === own) limit.show(group);
  }
  for (const part of shown) part.showInterpreted(limit);
  return { blocks: shown.map((part) => part.text()), hidden: limit.hidden };
}

/** Says how many rows may be shown; what is over the limit is only counted. */
class RowLimit {
  hidden = 0;
  private headers: number;

  constructor(private left: number) {
    this.headers = Math.floor(left / 3);
  }

  show(group: Group): void {
    const wanted = group.rows;
    if (wanted === 0) return;
    // A name alone is of no use.
    if (this.headers > 0 && this.left > 1) {
      this.headers -= 1;
      this.left -= 1;
      group.isHeaded = true;
    }
    const isNameless = this.headers > 0 && this.left === 1 && !group.isHeaded;
    group.shown = isNameless ? 0 : Math.min(wanted, this.left);
    this.left -= group.shown;
    this.hidden += wanted - group.shown;
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
  /** Indices of instructions that only the interpreter executes. */
  private readonly interpreted: readonly number[];
  private shownInterpreted: readonly number[] = [];
  private stacks: readonly StackAround[] | null = null;

  private constructor(
    private readonly part: CodePart,
    private readonly machine: MachineCode | null,
    native: readonly number[],
  ) {
    const isNative = new Set(native);
    this.interpreted = part.indices.filter((index) => !isNative.has(index));
    this.groups = native.flatMap((index): Group[] => {
      const rows = machine?.countOf(index) ?? 0;
      const nothing = { shown: 0, isHeaded: false };
      return rows === 0 ? [] : [{ index, own: part.own.has(index), rows, ...nothing }];
    });
  }

  static async of(part: CodePart, syntax: Syntax): Promise<PartRows> {
    const { result } = part.function;
    if (isRefusal(result)) return new PartRows(part, null, []);
    const exits = exitsOf(result);
    const leaves = new Set(exits.all.map(({ instructionIndex }) => instructionIndex));
    const native = part.indices.filter(
      (index) => exits.executorOf(index) !== 'interpreter' || leaves.has(index),
    );
    return new PartRows(part, await MachineCode.of(result, native, syntax), native);
  }

  showInterpreted(limit: RowLimit): void {
    this.shownInterpreted = this.interpreted.filter(() => limit.showBytecode());
  }

  text(): string[] {
    const { machine } = this;
    const entries = [
      ...this.groups
        .filter(({ shown }) => shown > 0)
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
        rows.push(...machine.rowsOf(index, group.shown));
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

/**
 * The machine rows of single bytecode instructions of one function, with the essential ones in
 * full.
 */
class MachineCode {
  private constructor(private readonly rows: ReadonlyMap<number, readonly string[]>) {}

  /** Of the straight path; what has none is shown where it is. */
  static async of(
    compiled: CompiledCode,
    indices: readonly number[],
    syntax: Syntax,
  ): Promise<MachineCode> {
    const ranges = codeRanges(compiled, indices);
    const hot = ranges.filter(({ cold }) => !cold);
    const chosen = [...(hot.length > 0 ? hot : ranges)].sort((a, b) => a.start - b.start);
    const rows = new BytecodeRows(buildControlFlowGraph(compiled.code), null, null);
    const placed = await placeRanges(compiled, rows.stacks, syntax, chosen);
    const found = new Map<number, string[]>();
    for (const { index, text } of essentialRows(placed, (at) => rows.lookedUp(at))) {
      const known = found.get(index);
      if (known === undefined) found.set(index, [text]);
      else known.push(text);
    }
    return new MachineCode(found);
  }

  rowsOf(index: number, limit: number): readonly string[] {
    return this.rows.get(index)?.slice(0, limit) ?? [];
  }

  /** How many rows there are. */
  countOf(index: number): number {
    return this.rows.get(index)?.length ?? 0;
  }
}

/** A hover is narrow, and its bytes are there to be copied. */
const COLUMNS = { bytesWidth: null, textWidth: NARROW_TEXT_WIDTH } as const;

/** Rows of work as they are, and a row for each run of others, by bytecode instruction. */
function essentialRows(
  placed: readonly PlacedInstruction[],
  lookedUp: (index: number) => string,
): { readonly index: number; readonly text: string }[] {
  const shown = essential(placed);
  const rows: { index: number; text: string }[] = [];
  let run: PlacedInstruction[] = [];
  const close = (): void => {
    const [first] = run;
    if (first === undefined) return;
    const { offset } = first.instruction;
    const text = summaryText(offset, FOLDED, amountText(run), runText(run, lookedUp), COLUMNS);
    rows.push({ index: first.index, text });
    run = [];
  };
  placed.forEach((one, at) => {
    const before = placed[at - 1];
    const isNext =
      before !== undefined &&
      before.index === one.index &&
      before.instruction.offset + before.instruction.length === one.instruction.offset;
    if (!isNext || shown[at] === true) close();
    if (shown[at] !== true) run.push(one);
    else rows.push({ index: one.index, text: machineText(one.instruction, one.comment, COLUMNS) });
  });
  close();
  return rows;
}
