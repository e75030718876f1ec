/**
 * What a line of Python became, in one sentence of plain words.
 *
 * Maps from: an analysis and a line. Maps to: what is done in line, what a cache finds, and what
 * goes through the runtime, on the straight path. What instructions are for the compiler has said.
 */

import { buildControlFlowGraph } from '../bytecode/controlFlowGraph.js';
import { isRefusal } from '../compiler/index.js';
import type { Analysis } from './analysis.js';
import { BytecodeRows } from './bytecodeRows.js';
import { codeRanges, type Selection, select } from './expressions.js';
import { placeRanges } from './placedInstructions.js';
import { isOperator } from './rowComments.js';

interface Told {
  typeChecks: number;
  otherChecks: number;
  /** By what they are called. */
  readonly operations: Map<string, number>;
  readonly found: Set<string>;
  /** By runtime function: the expressions that it computes. */
  readonly calls: Map<string, Set<string>>;
}

/** Of a whole line, which is counted from 1; null where it has no machine code. */
export async function lineSentence(analysis: Analysis, line: number): Promise<string | null> {
  const told = await tell(wholeLine(analysis, line));
  const inline = [
    ...counted(told.typeChecks, 'type check'),
    ...counted(told.otherChecks, 'other check'),
    ...[...told.operations].flatMap(([name, count]) => counted(count, name)),
  ];
  const clauses = [
    ...(inline.length === 0 ? [] : [`${listed(inline)} inline`]),
    ...(told.found.size === 0 ? [] : [`${listed(codes(told.found))} from a cache`]),
    ...[...told.calls].map(([name, of]) => `${listed(codes(of)) || 'a step'} through \`${name}\``),
  ];
  if (clauses.length === 0) return null;
  const checks = told.typeChecks + told.otherChecks;
  if (told.calls.size === 0 && checks > 0) clauses.push('no call unless a check fails');
  return `Line ${line}: ${clauses.join('; ')}.`;
}

function wholeLine(analysis: Analysis, line: number): Selection {
  const text = analysis.source.lines[line - 1] ?? '';
  return select(analysis, { line, column: 0, endLine: line, endColumn: text.length }, true);
}

async function tell({ parts }: Selection): Promise<Told> {
  const told: Told = {
    typeChecks: 0,
    otherChecks: 0,
    operations: new Map(),
    found: new Set(),
    calls: new Map(),
  };
  for (const { function: entry, indices } of parts) {
    const { result } = entry;
    if (isRefusal(result)) continue;
    const hot = codeRanges(result, indices).filter(({ cold }) => !cold);
    const rows = new BytecodeRows(buildControlFlowGraph(result.code), null, null);
    for (const { instruction, purpose, comment, note, index } of await placeRanges(
      result,
      rows.stacks,
      'intel',
      hot,
    )) {
      const { mnemonic, operands } = instruction;
      if (mnemonic === 'call') add(told.calls, operands, comment);
      else if (purpose === 'lookup') told.found.add(rows.lookedUp(index));
      else if (purpose === 'check') {
        if (note !== undefined && TYPE_CHECK.test(note)) told.typeChecks += 1;
        // Every check ends in its jump; that of a type has been counted.
        else if (mnemonic.startsWith('j')) told.otherChecks += 1;
      } else if (note !== undefined && isOperator(note)) {
        const name = operations[note] ?? 'operation';
        told.operations.set(name, (told.operations.get(name) ?? 0) + 1);
      }
    }
  }
  return { ...told, otherChecks: Math.max(0, told.otherChecks - told.typeChecks) };
}

const TYPE_CHECK = / guard$|^over a /;

function add(calls: Told['calls'], name: string, expression: string | undefined): void {
  const known = calls.get(name) ?? new Set<string>();
  if (expression !== undefined) known.add(expression);
  calls.set(name, known);
}

const operations: Readonly<Record<string, string>> = {
  '+': 'addition',
  '-': 'subtraction',
  '*': 'multiplication',
  '/': 'division',
  '//': 'floor division',
  '%': 'remainder',
  '&': 'bitwise operation',
  '|': 'bitwise operation',
  '^': 'bitwise operation',
  '<<': 'shift',
  '>>': 'shift',
};

const numbers = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

function counted(count: number, what: string): string[] {
  return count === 0 ? [] : [`${numbers[count] ?? count} ${what}${count === 1 ? '' : 's'}`];
}

const codes = (texts: Iterable<string>): string[] => [...texts].map((text) => `\`${text}\``);

/** `a, b and c`. */
const listed = (words: readonly string[]): string =>
  [words.slice(0, -1).join(', '), ...words.slice(-1)].filter((word) => word !== '').join(' and ');
