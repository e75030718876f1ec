/**
 * The rows of a listing that show machine code.
 *
 * Maps from: decoded instructions, what they are for, and the position map. Maps to: listing lines,
 * with the source and bytecode rows where they belong. Of what the level of detail leaves out there
 * is a row that says what it is for and how much it is. Knows nothing of how the code was made.
 */

import { CHECKPOINT_INTERVAL, type Checkpoint } from '../assembler/decode.js';
import type { CompiledCode } from '../compiler/compiledCode.js';
import type { BytecodeRows } from './bytecodeRows.js';
import type { ListingLine } from './listing.js';
import { FOLDED, UNFOLDED } from './listingText.js';
import {
  bytesWidth,
  type Columns,
  machineText,
  NARROW_TEXT_WIDTH,
  summaryText,
  TEXT_WIDTH,
} from './machineText.js';
import type { PlacedInstruction } from './placedInstructions.js';
import {
  amountText,
  ColdGroups,
  coldText,
  essential,
  mentionedLabels,
  runText,
} from './summaries.js';
import type { Detail } from './views.js';

export interface MachineRowOptions {
  /** Show bytecode rows too. */
  readonly bytecode: boolean;
  readonly bytes: boolean;
  readonly detail: Detail;
  /** The offsets of summaries under which the rows that they stand for are shown. */
  readonly open: ReadonlySet<number>;
  readonly checkpoint: Checkpoint | undefined;
}

/** Adds the rows of a function's machine code to its lines. */
export async function addMachineLines(
  lines: ListingLine[],
  compiled: CompiledCode,
  placed: readonly PlacedInstruction[],
  rows: BytecodeRows,
  options: MachineRowOptions,
): Promise<void> {
  const listing = new MachineListing(lines, compiled, rows, {
    ...options,
    columns: {
      bytesWidth: options.bytes ? bytesWidth(placed) : null,
      textWidth: options.detail === 'essential' ? NARROW_TEXT_WIDTH : TEXT_WIDTH,
    },
  });
  if (options.detail === 'all') await listing.addAll(placed);
  else await listing.addHot(placed);
}

class MachineListing {
  /** Of the bytecode instruction whose row was shown last. */
  private shown = -1;
  /** The place whose rows are being shown. */
  private index = -1;
  private cold = false;

  constructor(
    private readonly lines: ListingLine[],
    private readonly compiled: CompiledCode,
    private readonly rows: BytecodeRows,
    private readonly options: MachineRowOptions & { readonly columns: Columns },
  ) {}

  /** Everything, in the order of addresses. */
  async addAll(placed: readonly PlacedInstruction[]): Promise<void> {
    const { instructions } = this.compiled;
    let wait = CHECKPOINT_INTERVAL;
    let isBehind = false;
    for (const each of placed) {
      wait -= 1;
      if (wait === 0) {
        wait = CHECKPOINT_INTERVAL;
        await this.options.checkpoint?.();
      }
      // What all ways out share is behind the rest of what is out of line.
      const one = isBehind && each.index < 0 ? { ...each, cold: true } : each;
      if (one.cold && !isBehind) {
        isBehind = true;
        this.silent(instructions.length);
        this.lines.push(note('; ── cold ──', true));
        this.rows.restart();
        this.index = -2;
      }
      this.enter(one);
      this.addLabels(one);
      this.addInstruction(one);
    }
    if (!isBehind) this.silent(instructions.length);
  }

  /** The straight path. What is out of line comes folded behind the code of its source line. */
  async addHot(placed: readonly PlacedInstruction[]): Promise<void> {
    const { detail, checkpoint } = this.options;
    const begin = placed.findIndex(({ index }) => index >= 0);
    // The compiler's own code is the prologue, and after all other code what everything shares.
    const isHot = ({ cold, index }: PlacedInstruction, at: number): boolean =>
      !cold && (index >= 0 || at < begin);
    const hot = placed.filter(isHot);
    // What all ways out share is shown with the function's first line, as its beginning is.
    const cold = placed
      .filter((one, at) => !isHot(one, at))
      .map((one) => (one.index < 0 ? { ...one, index: 0 } : one));
    const behind = new ColdGroups(hot, cold, (index) => this.rows.line(index));
    const isShown = detail === 'hot' ? hot.map(() => true) : essential(hot);
    const mentioned = detail === 'hot' ? null : mentionedLabels(hot, isShown);
    let run: PlacedInstruction[] = [];
    const close = (): void => {
      if (run.length > 0) this.addRun(run);
      run = [];
    };
    for (const [at, one] of hot.entries()) {
      if (at % CHECKPOINT_INTERVAL === CHECKPOINT_INTERVAL - 1) await checkpoint?.();
      // What a function begins with is the code of its first line, as a reader sees it.
      const belongs = one.index < 0 ? { ...one, index: 0 } : one;
      if (this.opensRow(belongs)) close();
      this.enter(belongs);
      const labels = one.labels.filter((name) => mentioned?.has(name) !== false);
      if (labels.length > 0 || isShown[at] === true) close();
      this.addLabels({ ...one, labels });
      if (isShown[at] === true) this.addInstruction(one);
      else run.push(one);
      const group = behind.after(at);
      if (group.length > 0) {
        close();
        this.addCold(group);
      }
    }
    close();
    this.silent(this.compiled.instructions.length);
    this.addCold(behind.others);
  }

  /** Whether a row of the source or of bytecode will stand above an instruction. */
  private opensRow({ index, cold }: PlacedInstruction): boolean {
    if (index < 0 || (index === this.index && cold === this.cold)) return false;
    return this.options.bytecode || this.rows.isNewLine(index);
  }

  /** Rows of instructions that made no machine code (loads of locals and constants). */
  private silent(upTo: number): void {
    const { rows, lines } = this;
    for (let index = this.shown + 1; index < upTo; index += 1) {
      lines.push(...rows.sourceLine(index), ...rows.executor(index));
      if (this.options.bytecode) lines.push(rows.row(index));
    }
    this.shown = Math.max(this.shown, upTo - 1);
  }

  /** The rows of the source and of bytecode above an instruction. */
  private enter({ index, cold }: PlacedInstruction): void {
    if (index === this.index && cold === this.cold) return;
    this.index = index;
    this.cold = cold;
    const { rows, lines } = this;
    if (index < 0) return;
    if (cold) {
      if (this.options.bytecode) lines.push(rows.row(index, false));
      else lines.push(...rows.sourceLine(index));
    } else if (index > this.shown) {
      this.silent(index);
      this.shown = index;
      lines.push(...rows.sourceLine(index), ...rows.executor(index));
      if (this.options.bytecode) lines.push(rows.row(index));
    } else if (index !== this.shown) {
      // Blocks need not come in the order of the bytecode.
      lines.push(...rows.sourceLine(index));
      if (this.options.bytecode) lines.push(rows.row(index, false));
    }
  }

  private addLabels({ labels, index, cold, instruction }: PlacedInstruction): void {
    for (const name of labels) {
      this.lines.push({
        ...note(`${name}:`, cold),
        kind: 'label',
        line: this.lineOf(index),
        codeOffset: instruction.offset,
      });
    }
  }

  private addInstruction({ instruction, index, cold, comment }: PlacedInstruction): void {
    this.lines.push({
      kind: 'machine',
      text: machineText(instruction, comment, this.options.columns),
      line: this.lineOf(index),
      bytecodeOffset: this.compiled.instructions[index]?.offset ?? null,
      codeOffset: instruction.offset,
      cold,
    });
  }

  /** One row for a run of adjacent instructions. */
  private addRun(run: readonly PlacedInstruction[]): void {
    const { rows } = this;
    if (
      !this.addSummary(
        run,
        runText(run, (index) => rows.lookedUp(index)),
      )
    )
      return;
    for (const one of run) {
      this.addLabels(one);
      this.addInstruction(one);
    }
  }

  /** One row for the code out of line that belongs to a line. */
  private addCold(cold: readonly PlacedInstruction[]): void {
    if (cold.length === 0 || !this.addSummary(cold, coldText(cold))) return;
    const { index } = this;
    for (const one of cold) {
      if (this.options.bytecode) this.enter({ ...one, cold: true });
      this.addLabels(one);
      this.addInstruction({ ...one, cold: true });
    }
    this.index = index;
    this.cold = false;
  }

  /** The row that stands for several; true if they are to be shown under it all the same. */
  private addSummary(stand: readonly PlacedInstruction[], what: string): boolean {
    const { instruction, index, cold } = stand[0]!;
    const last = stand.at(-1)!.instruction;
    const { offset } = instruction;
    const isOpen = this.options.open.has(offset);
    const sign = isOpen ? UNFOLDED : FOLDED;
    this.lines.push({
      kind: 'summary',
      text: summaryText(offset, sign, amountText(stand), what, this.options.columns),
      line: this.lineOf(index),
      bytecodeOffset: this.compiled.instructions[index]?.offset ?? null,
      codeOffset: offset,
      cold,
      ...(cold ? {} : { codeEnd: last.offset + last.length }),
    });
    return isOpen;
  }

  private lineOf(index: number): number | null {
    return index < 0 ? null : this.rows.line(index);
  }
}

function note(text: string, cold = false): ListingLine {
  return { kind: 'note', text, line: null, bytecodeOffset: null, codeOffset: null, cold };
}
