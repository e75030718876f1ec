/**
 * Going from one place of a listing to others: labels, runtime symbols, registers.
 *
 * Maps from: the rows of a listing and a place in it. Maps to: where a label is, where a symbol is
 * used, where a register is read and written. Labels and registers are those of one function.
 */

import { sectionsOf } from './listingOutline.js';
import { type OperandWord, operandWords, type Part, parseRow, wordAt } from './listingText.js';
import { defaultTarget, isTargetName, type TargetName } from '../compiler/target/target.js';
import { type Access, operandAccess, splitOperands } from './machineWords.js';
import { registerFamily } from './registerWords.js';
import type { Place } from './textEdits.js';

export interface RowPart {
  readonly row: number;
  readonly part: Part;
}

/** What is under a cursor; a register by its family. */
export type Target =
  | { readonly kind: 'label' | 'register' | 'symbol'; readonly name: string; readonly part: Part }
  | { readonly kind: 'function'; readonly name: string; readonly part: Part };

export function targetAt(rows: readonly string[], { line, column }: Place): Target | null {
  const parsed = parseRow(rows[line] ?? '');
  if (parsed.kind === 'label' || parsed.kind === 'function') {
    return column <= parsed.name.end
      ? { kind: parsed.kind, name: parsed.name.text, part: parsed.name }
      : null;
  }
  if (parsed.kind !== 'machine') return null;
  const word = wordAt(parsed.machine, column);
  if (word === null) return null;
  switch (word.kind) {
    case 'label':
      return { kind: 'label', name: word.text, part: word };
    case 'register':
      return { kind: 'register', name: registerFamily(word.text), part: word };
    case 'symbol':
      return { kind: 'symbol', name: symbolName(word.text), part: word };
    default:
      return null;
  }
}

/** `const:5+8` is about `const:5`. */
export function symbolName(text: string): string {
  return text.replace(/^\$/, '').replace(/[+-].*$/, '');
}

/** First and last row of the function that a row is in. */
export function sectionAround(
  rows: readonly string[],
  row: number,
): { readonly first: number; readonly last: number } {
  const section = sectionsOf(rows).find(({ first, last }) => row >= first && row <= last);
  return section === undefined
    ? { first: 0, last: rows.length - 1 }
    : { first: section.first, last: section.last };
}

/**
 * The machine that the function around a row is compiled for, as its header says; the default where
 * it says none.
 */
export function targetAround(rows: readonly string[], row: number): TargetName {
  const { first } = sectionAround(rows, row);
  for (let at = first; rows[at]?.startsWith(';') === true; at += 1) {
    const found = rows[at]?.split(' · ').map((part) => part.split(' ')[0]);
    const target = found?.find(isTargetName);
    if (target !== undefined) return target;
  }
  return defaultTarget;
}

/** The row of a label of the function around `row`. */
export function labelRow(rows: readonly string[], row: number, name: string): RowPart | null {
  const { first, last } = sectionAround(rows, row);
  const wanted = `${name}:`;
  for (let at = first; at <= last; at += 1) {
    if (rows[at] === wanted) return { row: at, part: { start: 0, end: name.length, text: name } };
  }
  return null;
}

/** Every mention of a label in its function, or of a symbol in the whole listing. */
export function references(
  rows: readonly string[],
  row: number,
  target: Target,
  withDeclaration: boolean,
): RowPart[] {
  const isLocal = target.kind === 'label' || target.kind === 'register';
  const { first, last } = isLocal ? sectionAround(rows, row) : { first: 0, last: rows.length - 1 };
  const found: RowPart[] = [];
  for (let at = first; at <= last; at += 1) {
    const text = rows[at] ?? '';
    if (!mayMention(text, target)) continue;
    const parsed = parseRow(text);
    if (parsed.kind === 'label' || parsed.kind === 'function') {
      if (withDeclaration && parsed.kind === target.kind && parsed.name.text === target.name) {
        found.push({ row: at, part: parsed.name });
      }
    } else if (parsed.kind === 'machine' && parsed.machine.operands !== null) {
      for (const word of operandWords(parsed.machine.operands)) {
        if (isSame(word, target)) found.push({ row: at, part: word });
      }
    }
  }
  return found;
}

/** Reading a row costs much more than looking for the name in it. */
function mayMention(text: string, { kind, name }: Target): boolean {
  return kind === 'register' ? text.startsWith('  ') : text.includes(name);
}

function isSame(word: OperandWord, { kind, name }: Target): boolean {
  switch (kind) {
    case 'label':
      return word.kind === 'label' && word.text === name;
    case 'register':
      return word.kind === 'register' && registerFamily(word.text) === name;
    case 'symbol':
      return word.kind === 'symbol' && symbolName(word.text) === name;
    default:
      return false;
  }
}

export interface Highlight extends RowPart {
  readonly access: Access;
}

/** A register's reads and writes, or a label's mentions, in the function around `row`. */
export function highlights(rows: readonly string[], row: number, target: Target): Highlight[] {
  if (target.kind !== 'register') {
    const { first, last } = sectionAround(rows, row);
    return references(rows, row, target, true)
      .filter((mention) => mention.row >= first && mention.row <= last)
      .map((mention) => ({
        ...mention,
        access: rows[mention.row]?.startsWith('.') === true ? 'write' : 'read',
      }));
  }
  return references(rows, row, target, false).map((mention) => ({
    ...mention,
    access: accessOf(rows[mention.row] ?? '', mention.part),
  }));
}

/** How an instruction uses the operand that a word is in. */
export function accessOf(text: string, word: Part): Access {
  const parsed = parseRow(text);
  if (parsed.kind !== 'machine' || parsed.machine.operands === null) return 'read';
  const { mnemonic, operands } = parsed.machine;
  const parts = splitOperands(operands.text);
  const isAtt = /%/.test(operands.text) || /\$/.test(operands.text);
  let at = 0;
  for (const [index, part] of parts.entries()) {
    const start = operands.text.indexOf(part, at);
    at = start + part.length;
    const column = word.start - operands.start;
    if (column < start || column >= at) continue;
    // A register in an address is only read, whatever becomes of the memory.
    if (/[[(]/.test(part)) return 'read';
    const number = isAtt ? parts.length - 1 - index : index;
    return operandAccess(mnemonic.text, parts.length)[number] ?? 'read';
  }
  return 'read';
}
