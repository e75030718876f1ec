/**
 * The rows of a listing that show source lines and bytecode.
 *
 * Maps from: a control-flow graph, the source and where native code is left. Maps to: listing lines
 * by instruction. Knows no machine code.
 */

import { BytecodeError } from '../bytecode/bytecodeError.js';
import type { ControlFlowGraph } from '../bytecode/controlFlowGraph.js';
import { decodeLocations, locationAt, type SourceLocation } from '../bytecode/locationTable.js';
import type { CompiledCode, Unsupported } from '../compiler/compiledCode.js';
import { exitPlaces } from './exitText.js';
import { type Exits, exitsOf } from './exits.js';
import { argumentMeaning, instructionText } from './instructionText.js';
import type { ListingLine, ListingSource } from './listing.js';
import { locationText } from './locationText.js';
import { StackTexts } from './stackText.js';

const MIN_LOCATION_WIDTH = 8;
const INSTRUCTION_WIDTH = 32;
/** A stack that is longer than this in characters loses the entries that do not change. */
const STACK_LIMIT = 60;
/** Columns of a window in which rows are to be read. */
const WIDTH = 100;

const NOWHERE: SourceLocation = { line: null, endLine: null, column: null, endColumn: null };

export class BytecodeRows {
  private readonly locations: readonly SourceLocation[];
  readonly stacks: StackTexts;
  private copies: ReadonlyMap<number, string> | null = null;
  private readonly exits: Exits | null;
  private readonly unsupported: ReadonlyMap<number, Unsupported>;
  /** Where native code is left. */
  private readonly left: ReadonlySet<number>;
  private readonly numberWidth: number;
  private readonly locationWidth: number;
  private lastLine: number | null | undefined = undefined;

  constructor(
    private readonly graph: ControlFlowGraph,
    private readonly source: ListingSource | null,
    compiled: CompiledCode | null,
  ) {
    this.locations = locationsOf(graph);
    this.stacks = new StackTexts(graph);
    this.exits = compiled === null ? null : exitsOf(compiled);
    this.unsupported = new Map(
      compiled?.unsupported.map((entry) => [entry.instructionIndex, entry]) ?? [],
    );
    this.left = new Set(this.exits?.all.map(({ instructionIndex }) => instructionIndex) ?? []);
    const last = this.locations.reduce((most, { line }) => Math.max(most, line ?? 0), 0);
    this.numberWidth = String(last).length;
    this.locationWidth = this.locations.reduce(
      (most, location) => Math.max(most, locationText(location).length),
      MIN_LOCATION_WIDTH,
    );
  }

  location(index: number): SourceLocation {
    const instruction = this.graph.instructions[index];
    return instruction === undefined ? NOWHERE : locationAt(this.locations, instruction.offset);
  }

  line(index: number): number | null {
    return this.location(index).line;
  }

  /** Forgets which line was shown last, so that the next one is shown in any case. */
  restart(): void {
    this.lastLine = undefined;
  }

  /** Whether an instruction is of another source line than the last one shown. */
  isNewLine(index: number): boolean {
    return this.source !== null && this.line(index) !== this.lastLine;
  }

  /** The name that an instruction looks up: `len`, `self.items`. */
  lookedUp(index: number): string {
    const instruction = this.graph.instructions[index];
    if (instruction === undefined) return '';
    const name = argumentMeaning(this.graph.code, instruction).replace(/^NULL \+ /, '');
    if (!/_(?:ATTR|METHOD)$/.test(instruction.opcode)) return name;
    const owner = this.stacks.around(index).before?.at(-1);
    return owner === undefined ? name : `${owner}.${name}`;
  }

  /** The source line of an instruction, unless it was the last one shown. */
  sourceLine(index: number): ListingLine[] {
    const line = this.line(index);
    if (this.source === null || line === this.lastLine) return [];
    this.lastLine = line;
    if (line === null) return [this.note("; from no source line: Python's compiler adds it", null)];
    const text = this.source.lines[line - 1];
    if (text === undefined || line < 1) return [];
    const number = String(line).padStart(this.numberWidth);
    return [{ ...this.note(`; ${number} │ ${printable(text)}`.trimEnd(), line), kind: 'source' }];
  }

  /** Who executes the instructions from this one on, where that is somebody else than before it. */
  executor(index: number): ListingLine[] {
    const { exits, graph } = this;
    if (exits === null || exits.all.length === 0) return [];
    const now = exits.executorOf(index);
    const before = exits.before(index);
    const since = exitPlaces(graph.code, graph.instructions, before);
    const isSame =
      index === 0
        ? now === 'native'
        : now === exits.executorOf(index - 1) &&
          since === exitPlaces(graph.code, graph.instructions, exits.before(index - 1));
    if (now === 'never' || isSame) return [];
    const text = {
      native: 'native from here',
      interpreter: `interpreted from here: native code is left at ${since}`,
      both: `native from here, but interpreted after ${since}`,
    }[now];
    return [this.note(`; ${text}`, this.line(index))];
  }

  /** `.L100:` where a jump or a handler leads. */
  label(index: number): ListingLine[] {
    const block = this.graph.blocks[this.graph.blockOf[index] ?? -1];
    const instruction = this.graph.instructions[index];
    if (block === undefined || instruction === undefined || block.first !== index) return [];
    const isTarget =
      block.isHandler ||
      block.predecessors.some((from) =>
        this.graph.blocks[from]?.successors.some(
          ({ kind, to }) => kind === 'jump' && to === block.index,
        ),
      );
    if (!isTarget) return [];
    const line = this.line(index);
    return [{ ...this.note(`.L${instruction.start}:`, line), kind: 'label' }];
  }

  /** `; 4:8-28   100 BINARY_OP 13 (+=)        stack: [total, a*b] → [total]`. */
  row(index: number, withStack = true): ListingLine {
    const instruction = this.graph.instructions[index]!;
    const location = this.location(index);
    const where = locationText(location).padEnd(this.locationWidth);
    const what = `${String(instruction.offset).padStart(3)} ${instructionText(this.graph.code, instruction)}`;
    const notes: string[] = [];
    if (withStack) notes.push(this.stackText(index, WIDTH - `; ${where} ${what} `.length));
    this.copies ??= findCopies(this.graph, (at) => this.location(at));
    const copy = this.copies.get(index);
    if (copy !== undefined) notes.push(copy);
    const unsupported = this.unsupported.get(index);
    if (unsupported !== undefined) {
      const what = this.left.has(index) ? 'leaves native code' : 'not compiled';
      notes.push(`${what}: ${unsupported.reason}`);
    }
    const text =
      notes.length === 0
        ? `; ${where} ${what}`
        : `; ${where} ${what.padEnd(INSTRUCTION_WIDTH)} ${notes.join(' · ')}`;
    return {
      kind: 'bytecode',
      text,
      line: location.line,
      bytecodeOffset: instruction.offset,
      codeOffset: null,
    };
  }

  /** The whole stack where there is room for it, otherwise what changes. */
  private stackText(index: number, room: number): string {
    const { before, after } = this.stacks.around(index);
    if (before === null || after === null) return 'never reached';
    const all = `stack: [${before.join(', ')}] → [${after.join(', ')}]`;
    if (all.length <= Math.min(room, STACK_LIMIT)) return all;
    let same = 0;
    while (same < before.length && same < after.length && before[same] === after[same]) same += 1;
    if (same === before.length && same === after.length)
      return `stack: ${ending(before, same - 2)}`;
    // One of the entries that stay is shown, so that the reader sees where the others are.
    return `stack: ${ending(before, same - 1)} → ${ending(after, same - 1)}`;
  }

  private note(text: string, line: number | null): ListingLine {
    return { kind: 'note', text, line, bytecodeOffset: null, codeOffset: null };
  }
}

/** The stack from entry `start` on, with a sign that there are entries below. */
function ending(stack: readonly string[], start: number): string {
  const shown = start > 0 ? ['…', ...stack.slice(start)] : stack;
  return `[${shown.join(', ')}]`;
}

/** Code objects may come with a table that cannot be read; their listing then has no lines. */
function locationsOf(graph: ControlFlowGraph): SourceLocation[] {
  try {
    return decodeLocations(graph.code);
  } catch (error) {
    if (error instanceof BytecodeError) return [];
    throw error;
  }
}

/** CPython emits a `finally` body and a loop's condition several times: says which one this is. */
function findCopies(
  graph: ControlFlowGraph,
  locationOf: (index: number) => SourceLocation,
): Map<number, string> {
  const blocksOf = new Map<string, number[]>();
  const keys = graph.instructions.map(({ opcode }, index) => {
    const { line, endLine, column, endColumn } = locationOf(index);
    if (line === null || column === null) return null;
    const key = `${opcode} ${line} ${column} ${endLine} ${endColumn}`;
    const block = graph.blockOf[index] ?? -1;
    const blocks = blocksOf.get(key);
    if (blocks === undefined) blocksOf.set(key, [block]);
    else if (!blocks.includes(block)) blocks.push(block);
    return key;
  });
  const copies = new Map<number, string>();
  keys.forEach((key, index) => {
    const blocks = key === null ? undefined : blocksOf.get(key);
    if (blocks === undefined || blocks.length < 2) return;
    const copy = blocks.indexOf(graph.blockOf[index] ?? -1) + 1;
    copies.set(index, `copy ${copy} of ${blocks.length}`);
  });
  return copies;
}

/** Control characters would end the listing's line or change the terminal. */
function printable(text: string): string {
  return text.replace(/[^\P{Cc}\t]|[\u2028\u2029]/gu, '·');
}
