/**
 * Finished code: bytes with every branch and label in place, and what remains for the loader
 * (relocations) and for listings (instructions, labels, comments, marks). Offsets are bytes from
 * the start of the code.
 */

import type { LabelField } from './encoder.js';
import { CODE_SYMBOL, type Label } from './operands.js';
import { type CodeTables, type NamedLabel, PackedTables, shownLabels } from './packedTables.js';
import type { Relocation, RelocationTable } from './relocations.js';
import { type Branches, relax, writeRelaxed } from './relaxation.js';

export interface Instruction {
  readonly offset: number;
  readonly length: number;
  readonly comment: string | undefined;
  /** What `Assembler.tag` gave it; 0 if nothing. */
  readonly tag: number;
  /** Names of the labels that are bound here. */
  readonly labels: readonly string[];
  /** Whether this is data written by `dq`, `dd` or `db`. */
  readonly isData: boolean;
}

const NO_LABELS: readonly string[] = [];

export interface Mark {
  readonly offset: number;
  readonly data: number;
}

/** Words a mark before linking: its position, how many branches precede it, its data. */
export const MARK_WORDS = 3;

export interface Unlinked {
  readonly bytes: Uint8Array;
  readonly length: number;
  readonly branches: Branches;
  readonly relocations: RelocationTable;
  readonly labelFields: readonly LabelField[];
  readonly labels: readonly Label[];
  readonly instructionCount: number;
  readonly instructionPositions: Uint32Array;
  readonly dataInstructions: ReadonlySet<number>;
  readonly comments: ReadonlyMap<number, string>;
  /** First instruction, limit and tag of each run; later ones replace earlier ones. */
  readonly tags: readonly number[];
  /** `MARK_WORDS` each, `markCount` of them. */
  readonly marks: Int32Array;
  readonly markCount: number;
}

/** The tables of code that has just been linked. */
class LinkedTables implements CodeTables {
  private list: readonly Relocation[] | null = null;
  constructor(
    readonly table: RelocationTable,
    readonly labels: ReadonlyMap<Label, number>,
  ) {}

  get relocations(): readonly Relocation[] {
    this.list ??= this.table.list();
    return this.list;
  }

  relocationsIn(start: number, end: number): readonly Relocation[] {
    return this.relocations.filter(({ offset }) => offset >= start && offset < end);
  }

  labelAt(offset: number): string | undefined {
    return shownLabels(this.labels).findLast(([at]) => at === offset)?.[1];
  }
}

/** Turns ascending positions into offsets. */
class PositionWalk {
  private branch = 0;
  constructor(
    private readonly branches: Branches,
    private readonly growth: Uint32Array,
  ) {}

  offset(position: number): number {
    const { count, positions } = this.branches;
    while (this.branch < count && (positions[this.branch] ?? 0) < position) this.branch += 1;
    return position + (this.growth[this.branch] ?? 0);
  }
}

export class AssembledCode {
  private constructor(
    readonly bytes: Uint8Array,
    private readonly tables: CodeTables,
    /** Offset and data of each. */
    private readonly markWords: Int32Array,
    /** Offset of each instruction, ascending. */
    readonly instructionOffsets: Uint32Array,
    private readonly dataInstructions: ReadonlySet<number>,
    private readonly comments: ReadonlyMap<number, string>,
    /** By instruction; empty if there are none. */
    private readonly tags: Uint8Array,
  ) {}

  /** Ascending by offset. Of code for reading, a new list each time. */
  get relocations(): readonly Relocation[] {
    return this.tables.relocations;
  }

  /** Every bound label and its offset. */
  get labels(): ReadonlyMap<NamedLabel, number> {
    return this.tables.labels;
  }

  /** In the order they were made, which ascends by offset. */
  get marks(): readonly Mark[] {
    const { markWords } = this;
    return Array.from({ length: markWords.length / 2 }, (_, i) => ({
      offset: markWords[2 * i] ?? 0,
      data: markWords[2 * i + 1] ?? 0,
    }));
  }

  /** The relocations without an object for each; null for code for reading. */
  get relocationTable(): RelocationTable | null {
    return this.tables instanceof LinkedTables ? this.tables.table : null;
  }

  /** Chooses branch lengths and fills in everything that depends on them. */
  static link(code: Unlinked): AssembledCode {
    const { branches } = code;
    const growth = relax(code.bytes, branches);
    const labels = new Map<Label, number>();
    for (const label of code.labels) {
      if (label.position >= 0) {
        label.offset = label.position + (growth[label.branchesBefore] ?? 0);
        labels.set(label, label.offset);
      }
    }
    const bytes = writeRelaxed(code.bytes, code.length, branches, growth);
    let walk = new PositionWalk(branches, growth);
    const { relocations } = code;
    relocations.moveOffsets((position) => walk.offset(position));
    if (code.labelFields.length > 0) {
      fillLabelFields(code.labelFields, bytes, new PositionWalk(branches, growth), relocations);
    }
    const marks = new Int32Array(2 * code.markCount);
    for (let i = 0; i < code.markCount; i += 1) {
      const at = MARK_WORDS * i;
      marks[2 * i] = (code.marks[at] ?? 0) + (growth[code.marks[at + 1] ?? 0] ?? 0);
      marks[2 * i + 1] = code.marks[at + 2] ?? 0;
    }
    walk = new PositionWalk(branches, growth);
    const instructionOffsets = new Uint32Array(code.instructionCount);
    for (let i = 0; i < code.instructionCount; i += 1) {
      instructionOffsets[i] = walk.offset(code.instructionPositions[i] ?? 0);
    }
    return new AssembledCode(
      bytes,
      new LinkedTables(relocations, labels),
      marks,
      instructionOffsets,
      code.dataInstructions,
      code.comments,
      spreadTags(code),
    );
  }

  /**
   * The same code without marks and in a fraction of the memory; its tables are made when asked
   * for.
   */
  forReading(): AssembledCode {
    const { bytes, tables, instructionOffsets, dataInstructions, comments, tags } = this;
    const packed = new PackedTables(tables);
    return new AssembledCode(
      bytes,
      packed,
      new Int32Array(),
      instructionOffsets,
      dataInstructions,
      comments,
      tags,
    );
  }

  /** Built anew each time it is asked for, because only listings need it, and not for long. */
  get instructions(): readonly Instruction[] {
    return this.listInstructions();
  }

  /** Names of the labels at each offset that has any, as listings show them. */
  labelNames(): Map<number, string[]> {
    const names = new Map<number, string[]>();
    for (const [offset, name] of shownLabels(this.labels)) {
      const here = names.get(offset);
      if (here === undefined) names.set(offset, [name]);
      else here.push(name);
    }
    return names;
  }

  labelAt(offset: number): string | undefined {
    return this.tables.labelAt(offset);
  }

  relocationsIn(start: number, end: number): readonly Relocation[] {
    return this.tables.relocationsIn(start, end);
  }

  /** The text attached to the instruction at an offset. */
  commentAt(offset: number): string | undefined {
    const index = this.indexAt(offset);
    return index === null ? undefined : this.comments.get(index);
  }

  /** The tag of the instruction at an offset. */
  tagAt(offset: number): number {
    return this.tags[this.indexAt(offset) ?? -1] ?? 0;
  }

  private indexAt(offset: number): number | null {
    const offsets = this.instructionOffsets;
    let low = 0;
    let high = offsets.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((offsets[middle] ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    return offsets[low] === offset ? low : null;
  }

  /** @param names as `labelNames` gives them, from callers that have them */
  listInstructions(names = this.labelNames()): readonly Instruction[] {
    const offsets = this.instructionOffsets;
    const list: Instruction[] = [];
    for (let i = 0; i < offsets.length; i += 1) {
      const offset = offsets[i] ?? 0;
      list.push({
        offset,
        length: (offsets[i + 1] ?? this.bytes.length) - offset,
        comment: this.comments.get(i),
        tag: this.tags[i] ?? 0,
        labels: names.get(offset) ?? NO_LABELS,
        isData: this.dataInstructions.has(i),
      });
    }
    return list;
  }
}

function spreadTags({ tags, instructionCount }: Unlinked): Uint8Array {
  const byInstruction = new Uint8Array(tags.length === 0 ? 0 : instructionCount);
  for (let i = 0; i < tags.length; i += 3) {
    byInstruction.fill(tags[i + 2] ?? 0, tags[i], tags[i + 1]);
  }
  return byInstruction;
}

function fillLabelFields(
  fields: readonly LabelField[],
  bytes: Uint8Array,
  walk: PositionWalk,
  relocations: RelocationTable,
): void {
  const view = new DataView(bytes.buffer);
  for (const { position, label, kind, addend } of fields) {
    if (label.offset < 0) throw new Error(`label ${label.name} is used but not bound`);
    const offset = walk.offset(position);
    if (kind === 'rel32') {
      view.setInt32(offset, label.offset + addend - (offset + 4), true);
    } else if (kind === 'offset') {
      view.setInt32(offset, label.offset + addend, true);
    } else {
      relocations.add(offset, kind, CODE_SYMBOL, label.offset + addend);
    }
  }
}
