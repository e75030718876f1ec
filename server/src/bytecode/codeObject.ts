/**
 * A code object of CPython 3.11 as plain data, with the meaning of its flags and variable kinds.
 *
 * Maps from: what marshal.ts reads. Maps to: what every later stage takes. Knows neither the
 * marshal format nor what the bytes of `code` mean.
 */

import { constants } from '../generated/layout.js';

/** A constant. Strings may hold lone surrogates, as Python's may. */
export type Constant =
  | { readonly kind: 'none' }
  | { readonly kind: 'true' }
  | { readonly kind: 'false' }
  | { readonly kind: 'ellipsis' }
  | { readonly kind: 'stopiteration' }
  | { readonly kind: 'int'; readonly value: bigint }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'complex'; readonly real: number; readonly imaginary: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'bytes'; readonly value: Uint8Array }
  | { readonly kind: 'tuple'; readonly items: readonly Constant[] }
  | { readonly kind: 'frozenset'; readonly items: readonly Constant[] }
  | { readonly kind: 'code'; readonly code: CodeObject }
  /** A list, dict or set: only `code.replace(co_consts=…)` makes code objects with these. */
  | { readonly kind: 'mutable'; readonly type: 'list' | 'dict' | 'set' };

/** The fields that CPython 3.11 marshals, under its names without `co_`. */
export interface CodeObject {
  readonly argcount: number;
  readonly posonlyargcount: number;
  readonly kwonlyargcount: number;
  readonly stacksize: number;
  readonly flags: number;
  /** The unquickened instructions, two bytes a unit; inline caches are there, zeroed. */
  readonly code: Uint8Array;
  readonly consts: readonly Constant[];
  readonly names: readonly string[];
  /** Names of the frame's variables: locals, then cells, then free variables. */
  readonly localsplusnames: readonly string[];
  /** One byte a variable: `VariableKind` bits. As long as `localsplusnames`. */
  readonly localspluskinds: Uint8Array;
  readonly filename: string;
  readonly name: string;
  readonly qualname: string;
  readonly firstlineno: number;
  readonly linetable: Uint8Array;
  readonly exceptiontable: Uint8Array;
}

/** Bits of `localspluskinds`. An argument that is a cell has both `local` and `cell`. */
export const VariableKind = {
  local: constants.CO_FAST_LOCAL,
  cell: constants.CO_FAST_CELL,
  free: constants.CO_FAST_FREE,
} as const;

/** Bits of `flags` (CPython's `inspect.CO_…`). */
export const CodeFlag = {
  optimized: constants.CO_OPTIMIZED,
  newlocals: constants.CO_NEWLOCALS,
  varargs: constants.CO_VARARGS,
  varkeywords: constants.CO_VARKEYWORDS,
  generator: constants.CO_GENERATOR,
  coroutine: constants.CO_COROUTINE,
  asyncGenerator: constants.CO_ASYNC_GENERATOR,
} as const;

/** Does calling this code make a generator, a coroutine or an asynchronous generator? */
export function isGeneratorLike(code: CodeObject): boolean {
  const kinds = CodeFlag.generator | CodeFlag.coroutine | CodeFlag.asyncGenerator;
  return (code.flags & kinds) !== 0;
}

/** How many variables a call binds before the first instruction; they are the first ones. */
export function argumentSlots(code: CodeObject): number {
  return (
    code.argcount +
    code.kwonlyargcount +
    ((code.flags & CodeFlag.varargs) !== 0 ? 1 : 0) +
    ((code.flags & CodeFlag.varkeywords) !== 0 ? 1 : 0)
  );
}

/** How many of the frame's variables come from the function's closure; they are the last ones. */
export function freeVariables(code: CodeObject): number {
  return code.localspluskinds.reduce(
    (n, kind) => n + ((kind & VariableKind.free) !== 0 ? 1 : 0),
    0,
  );
}

/**
 * A code object and all that are nested in its constants, in pre-order: outer before inner, in the
 * order of the constants. One that two constants share comes twice, as images are laid out so.
 */
export function allCodeObjects(root: CodeObject): CodeObject[] {
  const found: CodeObject[] = [];
  const pending = [root];
  for (let code = pending.pop(); code !== undefined; code = pending.pop()) {
    found.push(code);
    for (let index = code.consts.length - 1; index >= 0; index--) {
      const constant = code.consts[index]!;
      if (constant.kind === 'code') {
        pending.push(constant.code);
      }
    }
  }
  return found;
}
