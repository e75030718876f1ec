/**
 * The text of an open document as the client has it.
 *
 * Maps from: the client's changes. Maps to: the text, its lines, and the changes as edits between
 * places. Lines end with LF, CRLF or CR alone, as both LSP and CPython count them. Places are in
 * UTF-16 units; what the client counts in is positions.ts's business.
 */

import type { Place, TextEdit } from '../language/textEdits.js';

export class TextBuffer {
  private offsets: number[] | null = null;
  private split: readonly string[] | null = null;

  constructor(private content: string) {}

  get text(): string {
    return this.content;
  }

  /** Without line ends. */
  get lines(): readonly string[] {
    this.split ??= this.content.split(/\r\n|\r|\n/);
    return this.split;
  }

  /** One line without its end, the line end of no line when there is none. */
  line(number: number): string {
    if (this.split !== null) return this.split[number] ?? '';
    const start = this.lineOffsets[number];
    if (start === undefined) return '';
    const end = this.lineOffsets[number + 1] ?? this.content.length;
    return this.content.slice(start, end).replace(/[\r\n]+$/, '');
  }

  /** Places outside the text are moved to the nearest one inside. */
  offsetAt({ line, column }: Place): number {
    if (line < 0) return 0;
    const start = this.lineOffsets[line];
    if (start === undefined) return this.content.length;
    return start + Math.min(Math.max(column, 0), this.line(line).length);
  }

  placeAt(offset: number): Place {
    const offsets = this.lineOffsets;
    let low = 0;
    let high = offsets.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((offsets[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return { line: low, column: Math.max(0, offset - (offsets[low] ?? 0)) };
  }

  /** Replaces what is between two places. */
  replace(from: Place, to: Place, text: string): TextEdit {
    const first = this.offsetAt(from);
    const last = Math.max(first, this.offsetAt(to));
    return this.replaceOffsets(first, last, text);
  }

  /** Takes another text over; the edit covers only what differs. */
  replaceAll(text: string): TextEdit {
    const before = this.content;
    const shorter = Math.min(before.length, text.length);
    let same = 0;
    while (same < shorter && before.charCodeAt(same) === text.charCodeAt(same)) same += 1;
    let tail = 0;
    while (
      tail < shorter - same &&
      before.charCodeAt(before.length - 1 - tail) === text.charCodeAt(text.length - 1 - tail)
    ) {
      tail += 1;
    }
    return this.replaceOffsets(same, before.length - tail, text.slice(same, text.length - tail));
  }

  private replaceOffsets(first: number, last: number, text: string): TextEdit {
    const start = this.placeAt(first);
    const end = this.placeAt(last);
    this.content = this.content.slice(0, first) + text + this.content.slice(last);
    this.offsets = null;
    this.split = null;
    return { start, end, newEnd: this.placeAt(first + text.length) };
  }

  private get lineOffsets(): number[] {
    this.offsets ??= lineOffsets(this.content);
    return this.offsets;
  }
}

function lineOffsets(text: string): number[] {
  const offsets = [0];
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code !== 13 && code !== 10) continue;
    if (code === 13 && text.charCodeAt(i + 1) === 10) i += 1;
    offsets.push(i + 1);
  }
  return offsets;
}
