/** Fast locals, cells and globals. */

import { CAN_BE_BOUND, CAN_BE_UNBOUND } from '../bytecode/localStates.js';
import { cache as inlineCache, frame, immediate, name } from '../opcodes/runtimeCalls.js';
import type { Value } from '../opcodes/values.js';
import type { Emission } from './emission.js';
import { cacheField, field, wordBehind } from './masm/places.js';
import type { Entry } from './values.js';

/** A local's value, borrowed; `state` tells whether it can be unbound here. */
export function loadLocal(e: Emission, index: number, state: number): Value {
  const { masm } = e;
  if ((state & CAN_BE_UNBOUND) !== 0) {
    masm.note(`is ${e.cursor.localName(index)} bound?`);
    masm.compare(masm.local(index), 0);
    masm.jumpIf('e', unbound(e, index));
  }
  return { kind: 'local', index } as Entry;
}

function unbound(e: Emission, index: number) {
  const { masm } = e;
  e.stack.spill();
  return e.cold.add(() => {
    e.cursor.storePrevInstr();
    masm.callRuntime('rt_unbound_local', [frame, immediate(index)]);
    masm.jump(e.exits.error());
  }, '.unbound');
}

/** The local takes the value's reference and drops its old one afterwards. */
export function storeLocal(e: Emission, index: number, value: Entry, state: number): void {
  const { masm } = e;
  const { result, scratch } = masm;
  const place = masm.local(index);
  if (value.kind === 'local' && value.index === index && state === CAN_BE_BOUND) return;
  e.stack.ownBorrowers(index);
  if ((state & CAN_BE_BOUND) === 0) {
    if (value.kind === 'constant') {
      masm.storeConstant(place, value.index);
    } else {
      e.stack.spill();
      e.stack.loadOwned(result, value);
      e.stack.releaseResult();
      masm.note(e.cursor.localName(index));
      masm.store(place, result);
    }
    return;
  }
  e.stack.spill();
  const loadOld = (): void => masm.as('reference', () => masm.load(scratch, place));
  if (value.kind === 'constant') {
    loadOld();
    masm.storeConstant(place, value.index);
  } else {
    e.stack.loadOwned(result, value);
    e.stack.releaseResult();
    loadOld();
    masm.note(e.cursor.localName(index));
    masm.store(place, result);
  }
  dropOld(e, state);
}

/** Drops what a local held, which is in scratch and may be NULL. */
function dropOld(e: Emission, state: number): void {
  const { masm } = e;
  const { scratch } = masm;
  const wasUnbound = masm.label('.bound', 'reference');
  if ((state & CAN_BE_UNBOUND) !== 0) {
    masm.jumpIfZero(scratch, wasUnbound);
  }
  e.stack.decref(scratch);
  masm.bind(wasUnbound);
}

export function deleteLocal(e: Emission, index: number, state: number): void {
  const { masm } = e;
  const { scratch } = masm;
  e.stack.ownBorrowers(index);
  e.stack.spill();
  masm.load(scratch, masm.local(index));
  if ((state & CAN_BE_UNBOUND) !== 0) {
    masm.jumpIfZero(scratch, unbound(e, index));
  }
  masm.store(masm.local(index), 0);
  e.stack.decref(scratch);
}

/** The content of a cell, a new reference. */
export function loadCell(e: Emission, index: number): Value {
  const { masm } = e;
  const { result } = masm;
  e.stack.spill();
  masm.as('operand', () => {
    masm.note(`cell of ${e.cursor.localName(index)}`);
    masm.load(result, masm.local(index));
    masm.note(e.cursor.localName(index));
    masm.loadField(result, result, masm.layout.PyCellObject.ob_ref);
  });
  masm.note('has it a value?');
  masm.jumpIfZero(
    result,
    e.cold.add(() => {
      e.cursor.storePrevInstr();
      // Sets the exception that an empty cell of this name raises.
      masm.callRuntime('rt_load_deref', [frame, immediate(index)]);
      masm.jump(e.exits.error());
    }, '.empty'),
  );
  masm.incref(result);
  return e.stack.ownedInResult();
}

/**
 * A global or builtin, a new reference, through a cache of the namespaces' keys. With `nullBelow`
 * the instruction pushes a NULL first.
 */
export function loadGlobal(e: Emission, nameIndex: number, nullBelow: boolean): Value {
  const { masm } = e;
  const { result, scratch, layout } = masm;
  e.stack.spill();
  const cache = e.reserveData(masm.sizes.GlobalCache);
  const cached = layout.GlobalCache;
  const found = masm.label('.found');
  const loaded = masm.label('.loaded');
  const slow = e.cold.add(() => {
    e.cursor.storePrevInstr();
    masm.callRuntime('rt_load_global', [frame, name(nameIndex), inlineCache(cache)]);
    masm.jumpIfZero(result, e.exits.error());
    e.exits.checkTracing(1, true, nullBelow ? [{ kind: 'null' }] : []);
    masm.jump(loaded);
  }, '.global');
  const inBuiltins = e.cold.add(() => {
    masm.load(result, masm.frameField(layout._PyInterpreterFrame.f_builtins));
    masm.guardType(result, 'PyDict_Type', slow);
    masm.loadField(result, result, layout.PyDictObject.ma_keys);
    masm.compareAndJump(field(result, layout.PyDictKeysObject.dk_version), 'e', scratch, found);
    masm.jump(slow);
  }, '.builtin');
  masm.as('lookup', () => {
    masm.load(result, masm.frameField(layout._PyInterpreterFrame.f_globals));
    // A subclass that was filled from the dict has a copy of its keys, version included.
    masm.guardType(result, 'PyDict_Type', slow);
    masm.loadField(result, result, layout.PyDictObject.ma_keys);
    masm.load(scratch, cacheField(cache, cached.version));
    masm.jumpIfZero(scratch, slow);
    masm.compareAndJump(field(result, layout.PyDictKeysObject.dk_version), 'ne', scratch, slow);
    masm.load(scratch, cacheField(cache, cached.builtins_version));
    masm.jumpIfNotZero(scratch, inBuiltins);
    masm.bind(found);
    masm.load(scratch, cacheField(cache, cached.offset));
    masm.load(result, wordBehind(result, scratch));
    masm.jumpIfZero(result, slow);
    masm.incref(result);
  });
  masm.bind(loaded);
  return e.stack.ownedInResult();
}
