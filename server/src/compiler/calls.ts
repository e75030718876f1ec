/** Calls: operands in adjacent slots, as the vectorcall convention wants them. */

import { immSymbol } from '../assembler/operands.js';
import { eax, ecx, edx } from '../assembler/registers.js';
import type { Items, Value } from '../opcodes/definition.js';
import type { Emission } from './emission.js';
import { emitPollAfterCall } from './safepoints.js';

/** `items` are method or NULL, self or callable, then the arguments; `keywordNames` a constant's index. */
export function callFunction(e: Emission, items: Items, keywordNames: number | null): Value {
  const { asm } = e;
  e.spill();
  e.storePrevInstr();
  asm.lea(eax, e.frame.slot(items.base));
  e.loadNumber(edx, items.count - 2);
  if (keywordNames === null) asm.xor(ecx, ecx);
  else asm.mov(ecx, immSymbol(`const:${keywordNames}`));
  // rt_call itself looks for signals after C code, which is where CPython looks.
  e.callRuntime('rt_call');
  e.checkResult();
  return e.ownedInEax();
}

/** `items` are NULL, the callable, the tuple, and with `oparg & 1` the dict. */
export function callFunctionEx(e: Emission, items: Items, oparg: number): Value {
  e.callWith('rt_call_function_ex', [
    { argument: 'slots', base: items.base },
    { argument: 'immediate', value: oparg },
    { argument: 'frame' },
  ]);
  e.asm.test(eax, eax);
  e.asm.j('e', e.error());
  emitPollAfterCall(e);
  return e.ownedInEax();
}
