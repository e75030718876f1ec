/**
 * A listing's rows for a comparison with another state of the same source.
 *
 * Maps from: a row. Maps to: the row without what says where it stands: the digest of the source,
 * line numbers, offsets. They change for all that follows an edit, and would hide the rows that
 * became something else. Labels stay, since code that jumps elsewhere is other code.
 */

import type { ListingLine } from './listing.js';

export function comparableRow(line: ListingLine): ListingLine {
  return { ...line, text: comparableText(line) };
}

function comparableText({ kind, text }: ListingLine): string {
  switch (kind) {
    case 'header':
      return text.replace(/ · sha256 [^·]*(?= ·)/, '');
    case 'source':
      return text.replace(/^; +\d+ │/, '; │');
    case 'bytecode':
      return text.replace(/^; \S+ +\d+ /, '; ');
    case 'machine':
    case 'summary':
      return text.replace(/^ +[0-9a-f]+/, (place) => ' '.repeat(place.length));
    default:
      return text;
  }
}
