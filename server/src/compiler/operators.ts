/** Arithmetic, comparisons and subscripts. */

import { eax } from '../assembler/registers.js';
import type { RuntimeFunction } from '../generated/runtimeSymbols.js';
import type { Argument, Branched, Stored, Value } from '../opcodes/definition.js';
import type { Emission } from './emission.js';
import type { Entry } from './values.js';

function call(e: Emission, fn: RuntimeFunction, args: readonly Argument[]): Value {
  e.callWith(fn, args);
  e.asm.test(eax, eax);
  e.asm.j('e', e.error());
  e.checkTracing(1, true);
  return e.ownedInEax();
}

export function binaryOperation(
  e: Emission,
  operator: number,
  left: Entry,
  right: Entry,
): Value | Stored {
  return call(e, 'rt_binary_op', [left, right, { argument: 'immediate', value: operator }]);
}

export function compare(e: Emission, op: number, left: Entry, right: Entry): Value | Branched {
  return call(e, 'rt_compare', [left, right, { argument: 'immediate', value: op }]);
}

export function subscript(e: Emission, container: Entry, key: Entry): Value {
  return call(e, 'rt_subscr', [container, key]);
}
