/**
 * Where in a listing that is which a finding is about.
 *
 * Maps from: a listing and the place of an instruction. Maps to: the row to look at.
 */

import { isRefusal } from '../compiler/index.js';
import { purposes } from '../compiler/masm/purposes.js';
import type { CodePlace } from './diagnostics.js';
import type { ListingModel, ListingRow } from './listingModel.js';

/**
 * The machine instruction itself where the place names one; otherwise the guard of the bytecode
 * instruction, or the first row that it has. `line` is that of the finding, since a file may have
 * several functions of one name. null: it has no row.
 */
export function rowOfPlace(model: ListingModel, place: CodePlace, line: number): number | null {
  const { bytecodeOffset, codeOffset } = place;
  const isOfLine = (row: ListingRow): boolean => row.line === null || row.line === line;
  const rows: number[] = [];
  for (let number = 0; number < model.rowCount; number += 1) {
    const row = model.row(number);
    if (row.kind !== 'machine' && row.kind !== 'bytecode') continue;
    if (row.bytecodeOffset !== bytecodeOffset || !isOfLine(row)) continue;
    if (codeOffset !== undefined && row.codeOffset === codeOffset) return number;
    rows.push(number);
  }
  return rows.find((row) => isCheck(model, row)) ?? rows[0] ?? null;
}

/** Whether the instruction of a row tells whether types and values are those that code is for. */
function isCheck(model: ListingModel, number: number): boolean {
  const { functionIndex, codeOffset } = model.row(number);
  const index = model.functions[functionIndex]?.index ?? -1;
  const result = model.analysis?.functions[index]?.result;
  if (result === undefined || isRefusal(result) || codeOffset === null) return false;
  return purposes[result.assembled.tagAt(codeOffset)] === 'check';
}
