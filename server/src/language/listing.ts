/**
 * Listings: source, bytecode and machine code side by side, as text.
 *
 * Maps from: compiled code and, if there is one, its source. Maps to: lines of text, each knowing
 * which source line, bytecode offset and machine-code offset it belongs to. Machine instructions
 * are decoded from the emitted bytes by a decoder that shares nothing with the encoder. The same
 * input gives the same text: there is no address, time or path in it.
 */

import type { Checkpoint, Syntax } from '../assembler/decode.js';
import { BytecodeError } from '../bytecode/bytecodeError.js';
import type { CodeObject } from '../bytecode/codeObject.js';
import { buildControlFlowGraph, type ControlFlowGraph } from '../bytecode/controlFlowGraph.js';
import { type CompiledCode, isRefusal, type Refusal } from '../compiler/compiledCode.js';
import type { TargetName } from '../compiler/target/target.js';
import { BytecodeRows } from './bytecodeRows.js';
import { addMachineLines } from './machineRows.js';
import { placeInstructions } from './placedInstructions.js';
import { legend } from './legend.js';
import { signature } from './signature.js';
import type { Detail, View } from './views.js';

export interface ListingSource {
  /** The file's name without its folder. */
  readonly fileName: string;
  readonly lines: readonly string[];
  /** Of the file's bytes, in hexadecimal. */
  readonly sha256: string;
}

export interface ListingOptions {
  /** null: there is no source to show. */
  readonly source: ListingSource | null;
  readonly view: View;
  readonly syntax: Syntax;
  /** Show the bytes of machine instructions; by default yes. */
  readonly bytes?: boolean;
  /** Show the lines of the source; by default yes. */
  readonly interleave?: boolean;
  /** How much of the machine code has rows; by default all. */
  readonly detail?: Detail;
  /**
   * The offsets of rows that stand for others and under which these are shown all the same.
   */
  readonly open?: ReadonlySet<number>;
  /** Called often; it may throw to give up. */
  readonly checkpoint?: Checkpoint;
}

export interface ListingLine {
  readonly kind:
    | 'header'
    | 'function'
    | 'source'
    | 'bytecode'
    | 'label'
    | 'machine'
    /** Stands for machine instructions that are not shown, or are under it. */
    | 'summary'
    | 'note'
    | 'empty';
  readonly text: string;
  /** Of the source, from 1; null where no line is to blame. */
  readonly line: number | null;
  /** Bytes from the start of the bytecode, or null. */
  readonly bytecodeOffset: number | null;
  /** Bytes from the start of the function's machine code, or null. */
  readonly codeOffset: number | null;
  /** Whether it is about code out of line. */
  readonly cold?: boolean;
  /** Of a row that stands for adjacent instructions: where they end. */
  readonly codeEnd?: number;
}

export type Result = CompiledCode | Refusal;

export async function renderListing(
  results: readonly Result[],
  options: ListingOptions,
): Promise<string> {
  const parts: string[] = [];
  for (const result of results) {
    const lines = await listFunction(result, options);
    parts.push(lines.map(({ text }) => `${text}\n`).join(''));
  }
  return parts.join('\n');
}

/** The lines of one function. */
export async function listFunction(
  result: Result,
  options: ListingOptions,
): Promise<ListingLine[]> {
  const { code } = result;
  const lines: ListingLine[] = header(result, options).map((text) => note('header', text));
  lines.push(note('function', `${code.qualname}:`));
  const graph = graphOf(code);
  if (graph === null) return lines;
  const rows = new BytecodeRows(
    graph,
    options.interleave === false ? null : options.source,
    isRefusal(result) ? null : result,
  );
  if (options.view === 'bytecode' || isRefusal(result)) {
    return [...lines, ...bytecodeLines(graph, rows)];
  }
  const { syntax, checkpoint, detail = 'all', open = NOTHING } = options;
  const withCold = detail === 'all' || open.size > 0;
  const placing = { syntax, withCold, checkpoint };
  const placed = await placeInstructions(result, rows.stacks, placing);
  const first = lines.length;
  await addMachineLines(lines, result, placed, rows, {
    bytecode: options.view === 'mixed',
    bytes: options.bytes !== false,
    detail,
    open,
    checkpoint,
  });
  const explained = legend(lines, first);
  if (explained !== null) lines.push(note('note', explained));
  return lines;
}

const NOTHING: ReadonlySet<number> = new Set();

/** null for bytecode that cannot even be read; the header says why it is not compiled. */
function graphOf(code: CodeObject): ControlFlowGraph | null {
  try {
    return buildControlFlowGraph(code);
  } catch (error) {
    if (error instanceof BytecodeError) return null;
    throw error;
  }
}

/** With the least processor that has all instructions. */
const machines: Readonly<Record<TargetName, string>> = {
  'x86-32': 'x86-32 i686',
  'x86-64': 'x86-64',
};

function header(result: Result, { source, syntax, view }: ListingOptions): string[] {
  const { code } = result;
  const about = [
    ...(source === null ? [] : [source.fileName]),
    signature(code),
    ...(view === 'bytecode' || isRefusal(result)
      ? []
      : [machines[result.target], syntax === 'intel' ? 'Intel' : 'AT&T']),
    ...(source === null ? [] : [`sha256 ${source.sha256.slice(0, 8)}…`]),
    'CPython 3.11',
  ];
  const lines = [`; ${about.join(' · ')}`];
  if (isRefusal(result)) {
    lines.push(`; not compiled: ${result.refused}`);
  } else if (view === 'bytecode') {
    const { instructions } = result.statistics;
    lines.push(
      `; ${count(instructions, 'instruction')} · ${code.code.length} bytes of bytecode · stack ${code.stacksize} · ${result.unsupported.length} unsupported`,
    );
  } else {
    const { bytes, runtimeCalls } = result.statistics;
    lines.push(
      `; native ${bytes} bytes · ${count(runtimeCalls, 'runtime call')} · frame ${result.frameSize} bytes · ${result.unsupported.length} unsupported`,
    );
  }
  return lines;
}

const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;

const note = (kind: ListingLine['kind'], text: string): ListingLine => ({
  kind,
  text,
  line: null,
  bytecodeOffset: null,
  codeOffset: null,
});

function bytecodeLines(graph: ControlFlowGraph, rows: BytecodeRows): ListingLine[] {
  const lines: ListingLine[] = [];
  for (let index = 0; index < graph.instructions.length; index += 1) {
    lines.push(...rows.sourceLine(index), ...rows.label(index));
    lines.push(...rows.executor(index), rows.row(index));
  }
  return lines;
}
