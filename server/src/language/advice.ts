/**
 * What would make a hot line quicker.
 *
 * Maps from: a line, where its time goes, and the findings and hints of its file. Maps to: one
 * sentence, with the finding that it is about, if there is one; null where there is nothing to
 * change that we know of. A sentence promises no more than the share of the line that it is about.
 */

import type { Diagnostic } from './diagnostics.js';
import type { HotLine } from './hotLines.js';
import {
  ALLOCATING,
  ATTRIBUTES,
  BINDING,
  BOXING_FLOATS,
  BOXING_INTS,
  CALLING,
  COMPILING,
  CONCATENATING,
  DICTIONARIES,
  EXCEPTIONS,
  EXPRESSIONS,
  FORMATTING,
  FREEING,
  GARBAGE_COLLECTION,
  GLOBALS,
  IMPORTING,
  INSTANCES,
  SYSTEM,
  THREADS,
} from './cFunctionWords.js';
import { INTERPRETED, MACHINE_CODE } from './leafWords.js';

export interface Advice {
  readonly text: string;
  /** At whose place a fix may be offered. */
  readonly finding: Diagnostic | null;
}

/** A smaller part of a line's time is not worth a change. */
const WORTH_IT = 0.15;

const forWords: Readonly<Record<string, string>> = {
  [BOXING_FLOATS]:
    'Each float that a name or a list keeps is an object: compute in one expression what is ' +
    'needed only once.',
  [BOXING_INTS]:
    'Each large int that a name or a list keeps is an object: compute in one expression what ' +
    'is needed only once.',
  [ATTRIBUTES]: 'Bind an attribute that does not change to a local name before the loop.',
  [CONCATENATING]: "Collect the parts in a list and join them once with `''.join`.",
  [EXCEPTIONS]: 'Test for the usual case instead of raising and catching an exception in the loop.',
  [GARBAGE_COLLECTION]:
    'Many objects live at once: make fewer, or call `gc.freeze()` when those that stay have ' +
    'been made.',
  [ALLOCATING]: 'Make fewer objects: give the class `__slots__`, or use a tuple or one list again.',
  [FREEING]: 'Make fewer objects that live for a moment only.',
  [CALLING]:
    'The calls take longer than what they do: move the loop into the function that is called.',
  [BINDING]: 'Pass arguments by position, and without `*` and `**`, where the call is in a loop.',
  [INSTANCES]: 'Give the class `__slots__`, or use a tuple where there are no methods.',
  [FORMATTING]: 'Format once what does not change in the loop.',
  [EXPRESSIONS]:
    'Search once in a long text rather than often in short ones, or use a method of str.',
  [DICTIONARIES]: 'Look a key up once and keep the value in a local name.',
  [GLOBALS]: 'Bind the global to a local name before the loop.',
  [THREADS]:
    'Threads take turns at Python code: use processes, or do less work in each thread at once.',
  [SYSTEM]: 'Read and write more at once.',
  [IMPORTING]: 'Import it in the function that needs it, if that is seldom called.',
  len: 'Bind the length to a local name before the loop if it does not change.',
  isinstance: 'Test the usual type first, or once before the loop.',
  print: 'Print more at once: collect lines in a list and join them.',
  'list.append': 'A list comprehension appends without a call.',
  'list.insert': 'Where it inserts at the front, the whole list moves: use `collections.deque`.',
  'list.pop': 'Where it pops at the front, the whole list moves: use `collections.deque`.',
  'list.index': 'A search goes through the list: keep positions in a dict.',
  'list.count': 'Counting goes through the list: count once with `collections.Counter`.',
  'list.remove': 'A removal goes through the list: use a set, or a dict.',
  'list.sort': 'Sort once after the loop, or use `heapq` or `bisect`.',
  sorted: 'Sort once after the loop, or use `heapq` or `bisect`.',
  'dict.setdefault': '`collections.defaultdict` makes the default only where it is needed.',
};

/** @param findings of the line's file */
export function adviceFor(line: HotLine, findings: readonly Diagnostic[]): Advice | null {
  const here = findings.filter(
    ({ range }) => range.line <= line.line && range.endLine >= line.line,
  );
  const share = (what: string): number =>
    (line.parts.find((part) => part.what === what)?.nanoseconds ?? 0) / (line.nanoseconds || 1);
  if (line.interpreted > WORTH_IT * line.nanoseconds) {
    const left = here.find(({ code }) => code === 'NC101' || code === 'NC102' || code === 'NC103');
    if (left !== undefined) return { text: left.message, finding: left };
  }
  const hint = here.filter(({ range }) => range.line === line.line).find(isWorthIt(line, share));
  for (const { what, nanoseconds } of line.parts) {
    if (nanoseconds < WORTH_IT * line.nanoseconds) break;
    const text = forWords[what];
    if (text !== undefined) return { text, finding: null };
    if (what === INTERPRETED || what === COMPILING) {
      const text =
        'It was interpreted until it was hot: a longer run, or one with --compile main, is ' +
        'native sooner.';
      return { text, finding: null };
    }
    if (what === MACHINE_CODE) {
      if (hint !== undefined) return { text: hint.message, finding: hint };
      continue;
    }
    if (/^\w+\.\w+$/.test(what)) {
      return {
        text: `\`${what}\` is C code of CPython already: call it less often.`,
        finding: null,
      };
    }
  }
  return hint === undefined ? null : { text: hint.message, finding: hint };
}

/** A hint is about a part of the line that must have taken time. */
function isWorthIt(line: HotLine, share: (what: string) => number): (hint: Diagnostic) => boolean {
  return ({ code, range }) => {
    const own = line.expressions.find(
      ({ range: { column, endColumn } }) =>
        column === range.column && endColumn === range.endColumn,
    );
    const part = (own?.nanoseconds ?? 0) / (line.nanoseconds || 1);
    switch (code) {
      case 'NC201':
        return Math.max(part, share('operators')) >= WORTH_IT;
      case 'NC202':
      case 'NC203':
      case 'NC204':
        return part >= WORTH_IT;
      default:
        return false;
    }
  };
}
