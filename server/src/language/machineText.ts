/**
 * One machine instruction as a row in columns: offset, bytes, mnemonic and operands, comment.
 *
 * Maps from: a decoded instruction and its comment. Maps to: text. No symbol moves a column: where
 * the bytes have no room for it, it takes that of the field that it stands for.
 */

import type { DecodedInstruction } from '../assembler/decode.js';

/** Room for the bytes of nearly all instructions. */
export const BYTES_WIDTH = 24;
/** Mnemonic and operands; comments then begin where they are seen in a window of 100 columns. */
export const TEXT_WIDTH = 37;
/** The same without long ones, which are guards: half of a small screen is 60 columns. */
export const NARROW_TEXT_WIDTH = 31;

export interface Columns {
  /** null: no bytes are shown. */
  readonly bytesWidth: number | null;
  readonly textWidth: number;
}

export function machineText(
  instruction: DecodedInstruction,
  comment: string | undefined,
  { bytesWidth, textWidth }: Columns,
): string {
  const { offset, text } = instruction;
  const bytes = bytesWidth === null ? '' : `${shownBytes(instruction, bytesWidth)} `;
  return row(
    offset,
    `${bytes}${comment === undefined ? text : withComment(text, textWidth, comment)}`,
  );
}

/** A row that stands for others: how many there are and what they are for. */
export function summaryText(
  offset: number,
  sign: string,
  amount: string,
  what: string,
  { bytesWidth, textWidth }: Columns,
): string {
  const room = bytesWidth === null ? '' : ' '.repeat(bytesWidth + 1);
  return row(offset, `${room}${withComment(`${sign} ${amount}`, textWidth, what)}`);
}

const row = (offset: number, text: string): string =>
  `  ${offset.toString(16).padStart(4, '0')}  ${text}`;

const withComment = (text: string, width: number, comment: string): string =>
  `${text.padEnd(width)} ; ${comment}`;

/** Wide enough for the longest of them. */
export function bytesWidth(rows: readonly { readonly instruction: DecodedInstruction }[]): number {
  return rows.reduce(
    (most, { instruction }) => Math.max(most, 3 * instruction.length - 1),
    BYTES_WIDTH,
  );
}

function shownBytes({ bytes, length }: DecodedInstruction, width: number): string {
  if (bytes.length <= width) return bytes.padEnd(width);
  const units = bytes.match(/‹[^›]*›|[0-9a-f]{2}/g) ?? [];
  const fields = units.filter((unit) => unit.startsWith('‹'));
  const plain = units.length - fields.length;
  const room = 3 * Math.floor((length - plain) / fields.length) - 1;
  const shown = units.map((unit) => (unit.length > room ? `${unit.slice(0, room - 2)}…›` : unit));
  return shown.join(' ').padEnd(width);
}
