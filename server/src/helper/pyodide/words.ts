/** What is said of CPython in WebAssembly, and how slow it may be, wherever it runs. */

import { HelperFailure } from '../failure.js';

/** For people, at the beginning of a sentence and inside of one. */
export const PYODIDE = 'Python in WebAssembly';

/** Milliseconds of computing; it takes some seconds, on a phone or an emulated machine many. */
export const WASM_START_BUDGET = 90_000;

/** Milliseconds: how a start of CPython would take that computes as slowly as this one. */
export const WASM_UNIT = 100;

/** It ended that nobody has ended. */
export function lost(reason: string): HelperFailure {
  const why = reason === '' ? '' : ` (${reason.split('\n')[0]})`;
  return new HelperFailure(
    `${PYODIDE} came to an end while compiling${why}.`,
    'The next request starts another.',
  );
}

/** Bytes; source that takes more to compile is not what people edit. */
export const WASM_MEMORY_LIMIT = 768 * 1024 * 1024;
