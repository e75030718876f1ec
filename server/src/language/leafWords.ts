/**
 * Where time goes, in words.
 *
 * Maps from: a Python frame and the C functions that it called, the outermost first. Maps to: a
 * name that a Python programmer understands: a method such as `set.add` where Python has called
 * one, otherwise what was done.
 */

import {
  builtinOf,
  CALLING,
  moduleFunction,
  strong,
  weak,
  whole,
  type Words,
} from './cFunctionWords.js';
import { type CFrame, cName, type PythonFrame } from './profile.js';

export const MACHINE_CODE = 'machine code';
export const INTERPRETED = 'interpreted';

/** @param functions the outermost first; empty: Python's own instructions */
export function leafWords(frame: PythonFrame, functions: readonly CFrame[]): string {
  // What the compiler has moved out of the interpreter's loop is a frame of its own.
  const loop = functions.findIndex(({ symbol }) => symbol === '_PyEval_EvalFrameDefault');
  const called = functions.slice(loop + 1);
  if (called.length === 0) return frame.isNative && loop < 0 ? MACHINE_CODE : INTERPRETED;
  const outward = called.map(cName).reverse();
  return (
    wordsOf(outward, whole) ??
    methodIn(called) ??
    extensionIn(called) ??
    wordsOf(outward, strong) ??
    wordsOf(outward, weak) ??
    `${outward[0] ?? ''} (C)`
  );
}

/** The outermost is that which Python has called. */
function methodIn(functions: readonly CFrame[]): string | null {
  let isCalledByPython = true;
  for (const { method, symbol } of functions) {
    // `builtins.len` is `len` to everybody.
    if (method !== null) return method.replace(/^builtins\./, '');
    const known =
      symbol === null
        ? null
        : (builtinOf(symbol) ?? (isCalledByPython ? moduleFunction(symbol) : null));
    if (known !== null) return known;
    isCalledByPython &&= symbol !== null && wordsOf([symbol], weak) === CALLING;
  }
  return null;
}

/** Of a library of its own, such as numpy's, its name is known better than its functions. */
function extensionIn(functions: readonly CFrame[]): string | null {
  for (const { library } of functions) {
    const name = /^(.+?)\.(?:cpython-311|abi3).*\.so$/.exec(library)?.[1];
    if (name !== undefined) return name.replace(/^_/, '');
  }
  return null;
}

function wordsOf(names: readonly string[], table: Words): string | null {
  for (const name of names) {
    const found = table.find(([pattern]) => pattern.test(name));
    if (found !== undefined) return found[1];
  }
  return null;
}
