/**
 * What the words of a listing are, for colouring.
 *
 * Maps from: the rows of a listing. Maps to: tokens in the numbers of LSP (line and start relative
 * to the one before, length, type, modifiers). Lengths and columns are UTF-16 units until the
 * caller turns them.
 */

import { operandWords, type OperandWordKind, parseRow, type Part } from './listingText.js';

export const tokenTypes = [
  'function',
  'label',
  'keyword',
  'variable',
  'number',
  'macro',
  'type',
  'comment',
] as const;
export const tokenModifiers = ['declaration', 'defaultLibrary'] as const;

type TokenType = (typeof tokenTypes)[number];

export interface Token {
  readonly row: number;
  readonly start: number;
  readonly end: number;
  /** Index in `tokenTypes`. */
  readonly type: number;
  /** Bits by index in `tokenModifiers`. */
  readonly modifiers: number;
}

const numbers = new Map(tokenTypes.map((type, index) => [type, index]));
const DECLARATION = 1;
const LIBRARY = 2;

const wordTypes: Readonly<Record<OperandWordKind, TokenType>> = {
  register: 'variable',
  number: 'number',
  label: 'label',
  symbol: 'function',
  size: 'type',
};

/** Of the rows from `first` up to and without `limit`. */
export function listingTokens(rows: readonly string[], first = 0, limit = rows.length): Token[] {
  const tokens: Token[] = [];
  const push = (row: number, { start, end }: Part, type: TokenType, modifiers = 0): void => {
    tokens.push({ row, start, end, type: numbers.get(type) ?? 0, modifiers });
  };
  for (let row = first; row < Math.min(limit, rows.length); row += 1) {
    const parsed = parseRow(rows[row] ?? '');
    switch (parsed.kind) {
      case 'function':
        push(row, parsed.name, 'function', DECLARATION);
        break;
      case 'label':
        push(row, parsed.name, 'label', DECLARATION);
        break;
      case 'bytecode':
        push(row, parsed.opcode, 'macro');
        break;
      case 'machine': {
        const { mnemonic, operands, comment } = parsed.machine;
        push(row, mnemonic, 'keyword');
        for (const word of operands === null ? [] : operandWords(operands)) {
          push(row, word, wordTypes[word.kind], word.kind === 'symbol' ? LIBRARY : 0);
        }
        if (comment !== null) push(row, comment, 'comment');
        break;
      }
    }
  }
  return tokens;
}

/** One edit that turns the old numbers into the new ones; null when they are the same. */
export function tokenDelta(
  before: readonly number[],
  after: readonly number[],
): { start: number; deleteCount: number; data: number[] } | null {
  const shorter = Math.min(before.length, after.length);
  let same = 0;
  while (same < shorter && before[same] === after[same]) same += 1;
  if (same === before.length && same === after.length) return null;
  let tail = 0;
  while (
    tail < shorter - same &&
    before[before.length - 1 - tail] === after[after.length - 1 - tail]
  ) {
    tail += 1;
  }
  return {
    start: same,
    deleteCount: before.length - same - tail,
    data: after.slice(same, after.length - tail),
  };
}
