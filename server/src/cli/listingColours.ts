/**
 * Listings on a terminal: colours by what the parts of a row are.
 *
 * Maps from: a row of text. Maps to: the same with the terminal's codes. Knows no terminal.
 */

import { type Part, parseRow } from '../language/listingText.js';
import type { Colour } from './terminal.js';

type Paint = (colour: Colour, text: string) => string;

/** Rows that stand for others are dim, so that the eye goes over them. */
export function colouredListing(text: string, paint: Paint): string {
  return text
    .split('\n')
    .map((row) => colouredRow(row, paint))
    .join('\n');
}

function colouredRow(row: string, paint: Paint): string {
  const parsed = parseRow(row);
  switch (parsed.kind) {
    case 'function':
      return paint('bold', row);
    case 'label':
      return paint('yellow', row);
    case 'source': {
      const { start } = parsed.text;
      return paint('dim', row.slice(0, start)) + paint('bold', row.slice(start));
    }
    case 'bytecode':
      return painted(row, [[parsed.opcode, 'yellow']], paint);
    case 'machine': {
      const { bytes, mnemonic, comment } = parsed.machine;
      const offset: Part = { start: 0, end: (bytes ?? mnemonic).start, text: '' };
      return painted(
        row,
        [
          [offset, 'dim'],
          ...(bytes === null ? [] : [[bytes, 'dim'] as const]),
          [mnemonic, 'cyan'],
          ...(comment === null
            ? []
            : [[{ ...comment, start: comment.start - 2 }, 'green'] as const]),
        ],
        paint,
      );
    }
    case 'summary':
    case 'cold':
    case 'note':
      return paint('dim', row);
    case 'empty':
      return row;
  }
}

/** Parts in their order; what is between them stays as it is. */
function painted(
  row: string,
  parts: readonly (readonly [Pick<Part, 'start' | 'end'>, Colour])[],
  paint: Paint,
): string {
  let text = '';
  let at = 0;
  for (const [{ start, end }, colour] of parts) {
    text += row.slice(at, start) + paint(colour, row.slice(start, end));
    at = end;
  }
  return text + row.slice(at);
}
