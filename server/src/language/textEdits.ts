/**
 * Carries places of an earlier version of a text over to a later one, and back.
 *
 * Maps from: a place and the edits since. Maps to: the same place in the other version, or null
 * where an edit touched it. Knows no text: edits say where they begin and end before and after.
 */

/** A place in a text: line from 0, column in UTF-16 units from 0. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface PlaceRange {
  readonly start: Place;
  readonly end: Place;
}

/** What is between `start` and `end` became what is between `start` and `newEnd`. */
export interface TextEdit {
  readonly start: Place;
  readonly end: Place;
  readonly newEnd: Place;
}

export function comparePlaces(a: Place, b: Place): number {
  return a.line - b.line || a.column - b.column;
}

/** The range after the edits; null when one of them changed something in it. */
export function rangeAfter(range: PlaceRange, edits: readonly TextEdit[]): PlaceRange | null {
  let { start, end } = range;
  for (const edit of edits) {
    // What is inserted right before a range moves it, also an empty one.
    if (comparePlaces(start, edit.end) >= 0) {
      start = shift(start, edit.end, edit.newEnd);
      end = shift(end, edit.end, edit.newEnd);
    } else if (comparePlaces(end, edit.start) > 0) {
      return null;
    }
  }
  return { start, end };
}

/** Where a place of the present text was before the edits; null when it is in edited text. */
export function placeBefore(place: Place, edits: readonly TextEdit[]): Place | null {
  let at = place;
  for (let i = edits.length - 1; i >= 0; i -= 1) {
    const { start, end, newEnd } = edits[i]!;
    if (comparePlaces(at, start) <= 0) continue;
    if (comparePlaces(at, newEnd) < 0) return null;
    at = shift(at, newEnd, end);
  }
  return at;
}

function shift(place: Place, from: Place, to: Place): Place {
  return {
    line: place.line + to.line - from.line,
    column: place.line === from.line ? place.column + to.column - from.column : place.column,
  };
}
