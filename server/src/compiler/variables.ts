/** Fast locals, cells and globals. */

import { immSymbol, mem } from '../assembler/operands.js';
import { eax, ebp, ecx, edx } from '../assembler/registers.js';
import { CAN_BE_BOUND, CAN_BE_UNBOUND } from '../bytecode/localStates.js';
import { layout, sizes } from '../generated/layout.js';
import type { Value } from '../opcodes/values.js';
import { cacheField, constantRefcount, field } from './fields.js';
import type { Emission } from './emission.js';
import type { Entry } from './values.js';

/** A local's value, borrowed; `state` tells whether it can be unbound here. */
export function loadLocal(e: Emission, index: number, state: number): Value {
  if ((state & CAN_BE_UNBOUND) !== 0) {
    e.note(`is ${e.localName(index)} bound?`);
    e.asm.cmp(e.local(index), 0);
    e.asm.j('e', unbound(e, index));
  }
  return { kind: 'local', index } as Entry;
}

function unbound(e: Emission, index: number) {
  e.spill();
  return e.cold(() => {
    e.storePrevInstr();
    e.asm.mov(eax, ebp);
    e.loadNumber(edx, index);
    e.callRuntime('rt_unbound_local');
    e.asm.jmp(e.error());
  }, '.unbound');
}

/** The local takes the value's reference and drops its old one afterwards. */
export function storeLocal(e: Emission, index: number, value: Entry, state: number): void {
  const { asm } = e;
  const place = e.local(index);
  if (value.kind === 'local' && value.index === index && state === CAN_BE_BOUND) return;
  e.ownBorrowers(index);
  if ((state & CAN_BE_BOUND) === 0) {
    if (value.kind === 'constant') {
      asm.mov(place, e.constantAddress(value.index));
      asm.inc(constantRefcount(value.index));
    } else {
      e.spill();
      e.loadOwned(eax, value);
      e.releaseEax();
      e.note(e.localName(index));
      asm.mov(place, eax);
    }
    return;
  }
  e.spill();
  if (value.kind === 'constant') {
    asm.mov(ecx, place);
    asm.mov(place, e.constantAddress(value.index));
    asm.inc(constantRefcount(value.index));
  } else {
    e.loadOwned(eax, value);
    e.releaseEax();
    asm.mov(ecx, place);
    e.note(e.localName(index));
    asm.mov(place, eax);
  }
  dropOld(e, state);
}

/** Drops what a local held, which is in ecx and may be NULL. */
function dropOld(e: Emission, state: number): void {
  const { asm } = e;
  const wasUnbound = asm.label('.bound');
  if ((state & CAN_BE_UNBOUND) !== 0) {
    asm.test(ecx, ecx);
    asm.j('e', wasUnbound);
  }
  e.decref(ecx);
  asm.bind(wasUnbound);
}

export function deleteLocal(e: Emission, index: number, state: number): void {
  const { asm } = e;
  e.ownBorrowers(index);
  e.spill();
  asm.mov(ecx, e.local(index));
  if ((state & CAN_BE_UNBOUND) !== 0) {
    asm.test(ecx, ecx);
    asm.j('e', unbound(e, index));
  }
  asm.mov(e.local(index), 0);
  e.decref(ecx);
}

/** The content of a cell, a new reference. */
export function loadCell(e: Emission, index: number): Value {
  const { asm } = e;
  e.spill();
  asm.mov(eax, e.local(index));
  asm.mov(eax, field(eax, layout.PyCellObject.ob_ref));
  asm.test(eax, eax);
  asm.j(
    'e',
    e.cold(() => {
      e.storePrevInstr();
      asm.mov(eax, ebp);
      e.loadNumber(edx, index);
      // Sets the exception that an empty cell of this name raises.
      e.callRuntime('rt_load_deref');
      asm.jmp(e.error());
    }, '.empty'),
  );
  e.incref(eax);
  return e.ownedInEax();
}

/**
 * A global or builtin, a new reference, through a cache of the namespaces' keys. With `nullBelow` the instruction
 * pushes a NULL first.
 */
export function loadGlobal(e: Emission, nameIndex: number, nullBelow: boolean): Value {
  const { asm } = e;
  e.spill();
  const cache = e.reserveData(sizes.GlobalCache);
  const cached = layout.GlobalCache;
  const found = asm.label('.found');
  const loaded = asm.label('.loaded');
  const slow = e.cold(() => {
    e.storePrevInstr();
    asm.mov(eax, ebp);
    asm.mov(edx, immSymbol(`name:${nameIndex}`));
    asm.mov(ecx, immSymbol(`data:${cache}`));
    e.callRuntime('rt_load_global');
    asm.test(eax, eax);
    asm.j('e', e.error());
    e.checkTracing(1, true, nullBelow ? [{ kind: 'null' }] : []);
    asm.jmp(loaded);
  }, '.global');
  const inBuiltins = e.cold(() => {
    asm.mov(eax, field(ebp, layout._PyInterpreterFrame.f_builtins));
    asm.cmp(field(eax, layout.PyObject.ob_type), immSymbol('PyDict_Type'));
    asm.j('ne', slow);
    asm.mov(eax, field(eax, layout.PyDictObject.ma_keys));
    asm.cmp(field(eax, layout.PyDictKeysObject.dk_version), ecx);
    asm.j('e', found);
    asm.jmp(slow);
  }, '.builtin');
  asm.mov(eax, field(ebp, layout._PyInterpreterFrame.f_globals));
  // A subclass that was filled from the dict has a copy of its keys, version included.
  asm.cmp(field(eax, layout.PyObject.ob_type), immSymbol('PyDict_Type'));
  asm.j('ne', slow);
  asm.mov(eax, field(eax, layout.PyDictObject.ma_keys));
  asm.mov(ecx, cacheField(cache, cached.version));
  asm.test(ecx, ecx);
  asm.j('e', slow);
  asm.cmp(field(eax, layout.PyDictKeysObject.dk_version), ecx);
  asm.j('ne', slow);
  asm.mov(ecx, cacheField(cache, cached.builtins_version));
  asm.test(ecx, ecx);
  asm.j('ne', inBuiltins);
  asm.bind(found);
  asm.mov(ecx, cacheField(cache, cached.offset));
  asm.mov(eax, mem(eax, 0, { index: ecx }));
  asm.test(eax, eax);
  asm.j('e', slow);
  e.incref(eax);
  asm.bind(loaded);
  return e.ownedInEax();
}
