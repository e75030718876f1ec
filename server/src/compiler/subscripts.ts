/**
 * Items of sequences: BINARY_SUBSCR of lists and tuples by a small non-negative int in line, UNPACK_SEQUENCE of short
 * tuples in line, the rest by the runtime.
 */

import { type Label, mem } from '../assembler/operands.js';
import { eax, ecx, edi, edx, esi } from '../assembler/registers.js';
import { layout } from '../generated/layout.js';
import type { Value } from '../opcodes/values.js';
import { element, field } from './fields.js';
import { loadOperands, ownOperands } from './binaryOperands.js';
import type { Emission } from './emission.js';
import { DIGIT, guardExactType, isOtherConstant, knownNumber, SIZE } from './numbers.js';
import { observeOperands } from './observation.js';
import type { Entry } from './values.js';

export function subscript(e: Emission, container: Entry, key: Entry): Value {
  const { asm } = e;
  const known = knownNumber(e, key);
  if (isOtherConstant(e, key) || known?.kind === 'float' || (known !== null && known.value < 0)) {
    observeOperands(e, [container, key]);
    e.callWith('rt_subscr', [container, key]);
    e.checkResult();
    return e.ownedInEax();
  }
  e.spill();
  if (known === null) loadOperands(e, container, key);
  else {
    e.loadBorrowed(eax, container);
    e.releaseEax();
  }
  const done = asm.label('.item');
  const slow = e.cold(() => {
    if (known !== null) e.loadBorrowed(edx, key);
    ownOperands(e, container, key);
    e.storePrevInstr();
    e.callRuntime('rt_subscr');
    e.checkResult();
    asm.jmp(done);
  }, '.generic');
  if (known === null) {
    guardExactType(e, edx, 'PyLong_Type', slow);
    asm.cmp(field(edx, SIZE), 1);
    asm.j('a', slow);
    asm.mov(ecx, field(edx, DIGIT));
  } else asm.mov(ecx, known.value);
  const inTuple = e.cold(() => {
    guardExactType(e, eax, 'PyTuple_Type', slow);
    fetchBounds(e, slow);
    asm.mov(esi, field(eax, layout.PyTupleObject.ob_item, { index: ecx, scale: 4 }));
    finish(e, container, key);
    asm.jmp(done);
  }, '.tuple');
  guardExactType(e, eax, 'PyList_Type', inTuple);
  fetchBounds(e, slow);
  asm.mov(edi, field(eax, layout.PyListObject.ob_item));
  asm.mov(esi, mem(edi, 0, { index: ecx, scale: 4 }));
  finish(e, container, key);
  asm.bind(done);
  return e.ownedInEax();
}

/** The index in ecx is below the size of the sequence in eax. */
function fetchBounds(e: Emission, slow: Label): void {
  e.asm.cmp(ecx, field(eax, SIZE));
  e.asm.j('ae', slow);
}

/** The item in esi becomes the result in eax; the operands in eax and edx are dropped. */
function finish(e: Emission, container: Entry, key: Entry): void {
  const { asm } = e;
  e.incref(esi);
  if (key.kind === 'owned') {
    if (container.kind === 'owned') e.decrefKeeping(edx, eax);
    else e.decref(edx);
  }
  if (container.kind === 'owned') e.decref(eax);
  asm.mov(eax, esi);
}

export function storeSubscript(e: Emission, value: Entry, container: Entry, key: Entry): void {
  observeOperands(e, [container, key]);
  e.callWith('rt_store_subscr', [value, container, key]);
  e.asm.test(eax, eax);
  e.asm.j('s', e.error());
  e.checkTracing(0, false);
}

/** Longer tuples are unpacked by the runtime: the code would be too. */
const MOST_UNPACKED = 4;

export function unpackSequence(e: Emission, sequence: Entry, count: number): Value[] {
  const { asm } = e;
  const depth = e.stack.length;
  const results = Array.from({ length: count }, (_, i) => e.ownedInSlot(depth + i));
  const done = asm.label('.unpacked');
  e.spill();
  e.loadBorrowed(eax, sequence);
  e.releaseEax();
  const generic = (): void => {
    if (sequence.kind !== 'owned') e.incref(eax);
    e.loadNumber(edx, count);
    asm.lea(ecx, e.frame.slot(depth));
    e.storePrevInstr();
    e.callRuntime('rt_unpack_sequence');
    asm.test(eax, eax);
    asm.j('s', e.error());
    e.checkTracing(count, false);
  };
  if (count > MOST_UNPACKED || sequence.kind === 'constant') {
    generic();
    return results;
  }
  const slow = e.cold(() => {
    generic();
    asm.jmp(done);
  }, '.generic');
  guardExactType(e, eax, 'PyTuple_Type', slow);
  asm.cmp(field(eax, SIZE), count);
  asm.j('ne', slow);
  for (let i = 0; i < count; i += 1) {
    asm.mov(ecx, element(eax, layout.PyTupleObject.ob_item, i));
    e.incref(ecx);
    asm.mov(e.frame.slot(depth + count - 1 - i), ecx);
  }
  if (sequence.kind === 'owned') e.decref(eax);
  asm.bind(done);
  return results;
}
