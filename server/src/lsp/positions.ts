/**
 * Positions on the wire.
 *
 * Maps between: places in UTF-16 units, as all of `language/` counts, and positions in the encoding
 * that was agreed on with the client. The only file that knows these encodings. A byte order mark
 * at the start of a document counts on the wire and not for CPython, so it is added and taken away
 * here too.
 */

import type { Position, PositionEncodingKind, Range } from 'vscode-languageserver';
import type { SourceRange } from '../language/locations.js';
import type { Place, PlaceRange } from '../language/textEdits.js';

export type Encoding = 'utf-8' | 'utf-16' | 'utf-32';

const known: readonly string[] = ['utf-8', 'utf-16', 'utf-32'];

/** The first of the client's that is known; UTF-16 where it says none. */
export function chooseEncoding(offered: readonly PositionEncodingKind[] | undefined): Encoding {
  return (offered?.find((name) => known.includes(name)) ?? 'utf-16') as Encoding;
}

/** Gives the text of a line (from 0) without its end. */
export type LineOf = (line: number) => string;

export class Positions {
  constructor(readonly encoding: Encoding) {}

  place({ line, character }: Position, lineOf: LineOf): Place {
    return { line, column: this.column(lineOf(line), character) };
  }

  position({ line, column }: Place, lineOf: LineOf): Position {
    return { line, character: this.character(lineOf(line), column) };
  }

  placeRange({ start, end }: Range, lineOf: LineOf): PlaceRange {
    return { start: this.place(start, lineOf), end: this.place(end, lineOf) };
  }

  range({ start, end }: PlaceRange, lineOf: LineOf): Range {
    return { start: this.position(start, lineOf), end: this.position(end, lineOf) };
  }

  /** UTF-16 units for a wire character; one inside a character becomes its start. */
  private column(line: string, character: number): number {
    if (character <= 0) return 0;
    if (this.encoding === 'utf-16') return Math.min(character, line.length);
    let wire = 0;
    let column = 0;
    for (const unit of line) {
      wire += this.width(unit);
      if (wire > character) return column;
      column += unit.length;
    }
    return column;
  }

  private character(line: string, column: number): number {
    if (this.encoding === 'utf-16') return Math.min(column, line.length);
    let wire = 0;
    let at = 0;
    for (const unit of line) {
      if (at >= column) return wire;
      wire += this.width(unit);
      at += unit.length;
    }
    return wire;
  }

  private width(unit: string): number {
    if (this.encoding === 'utf-32') return 1;
    const code = unit.codePointAt(0) ?? 0;
    return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
}

export const BYTE_ORDER_MARK = '\ufeff';

/** A range of an analysis (lines from 1, no byte order mark) as places of the document. */
export function documentRange(range: SourceRange, hasMark: boolean): PlaceRange {
  return {
    start: documentPlace({ line: range.line - 1, column: range.column }, hasMark),
    end: documentPlace({ line: range.endLine - 1, column: range.endColumn }, hasMark),
  };
}

export function documentPlace({ line, column }: Place, hasMark: boolean): Place {
  return { line, column: hasMark && line === 0 ? column + 1 : column };
}

/** A place of the document as one of the analysed source, line from 0. */
export function sourcePlace({ line, column }: Place, hasMark: boolean): Place {
  return { line, column: hasMark && line === 0 ? Math.max(0, column - 1) : column };
}
