/**
 * Attributes: instance values of ordinary classes and `__slots__` are read and written in line,
 * guarded by the type's version; the rest is the runtime function's business, which also fills the
 * cache.
 */

import type { Label } from '../assembler/operands.js';
import { Shadowing } from '../generated/layout.js';
import { cache as inlineCache, name, outputs } from '../opcodes/runtimeCalls.js';
import type { Value } from '../opcodes/values.js';
import type { Emission } from './emission.js';
import { stolen } from './masm/arguments.js';
import { cacheField, wordBehind } from './masm/places.js';
import type { Entry } from './values.js';

export function loadAttribute(e: Emission, owner: Entry, nameIndex: number): Value {
  const { masm } = e;
  const { first, second, scratch, result } = masm;
  const [kept] = masm.kept;
  const cache = e.reserveData(masm.sizes.AttributeCache);
  const done = masm.label('.loaded');
  const slow = ownerInFirst(e, owner, '.attribute', () => {
    e.calls.withRegisters('rt_load_attr', [stolen(first), name(nameIndex), inlineCache(cache)]);
    e.exits.checkResult();
    masm.jump(done);
  });
  const found = masm.label('.found');
  const inSlot = e.cold.add(() => {
    guardSlot(e, cache, slow);
    masm.load(scratch, wordBehind(first, second));
    masm.jumpIfZero(scratch, slow);
    masm.jump(found);
  }, '.slot');
  guardType(e, cache, slow, inSlot);
  masm.load(scratch, wordBehind(scratch, second));
  masm.jumpIfZero(scratch, slow);
  masm.bind(found);
  masm.incref(scratch);
  if (owner.kind === 'owned') {
    const alive = masm.label('.kept');
    const dead = e.cold.add(() => {
      e.cursor.storePrevInstr();
      masm.move(kept, scratch);
      masm.callRuntime('rt_dealloc', [stolen(first)]);
      masm.move(scratch, kept);
      masm.jump(alive);
    }, '.dealloc');
    masm.decref(first, dead);
    masm.bind(alive);
  }
  masm.move(result, scratch);
  masm.bind(done);
  return e.stack.ownedInResult();
}

/**
 * Brings the owner to `first`. `general`, at the label of that name, has it there with a reference
 * to give away.
 */
function ownerInFirst(e: Emission, owner: Entry, label: string, general: () => void): Label {
  const { first } = e.masm;
  e.stack.spill();
  e.stack.loadBorrowed(first, owner);
  e.stack.releaseResult();
  return e.cold.add(() => {
    if (owner.kind !== 'owned') e.masm.incref(first);
    general();
  }, label);
}

/**
 * The owner is in `first`: leaves its inline values in scratch and the offset there in `second`.
 * Jumps to `otherwise` with the type's version in `second` if the cache is not for such a type.
 */
function guardType(e: Emission, cache: number, slow: Label, otherwise: Label): void {
  const { masm } = e;
  const { first, second, scratch, layout } = masm;
  const cached = layout.AttributeCache;
  masm.loadField(scratch, first, layout.PyObject.ob_type);
  masm.loadField(second, scratch, layout.PyTypeObject.tp_version_tag);
  masm.jumpIfZero(second, slow);
  masm.compareAndJump(second, 'ne', cacheField(cache, cached.version), otherwise);
  masm.load(scratch, wordBehind(first, masm.constants.managedValuesOffset));
  masm.jumpIfZero(scratch, slow);
  masm.load(second, cacheField(cache, cached.offset));
}

/** The type's version is in `second`, where the offset of the slot in the owner comes. */
function guardSlot(e: Emission, cache: number, slow: Label): void {
  const { masm } = e;
  const { second, layout } = masm;
  const cached = layout.AttributeCache;
  masm.compareAndJump(second, 'ne', cacheField(cache, cached.slot_version), slow);
  masm.load(second, cacheField(cache, cached.slot_offset));
}

/**
 * The method and its owner, without a bound method in between; or NULL and what is to be called. In
 * line where the class has a method that the instance cannot hide.
 */
export function loadMethod(e: Emission, owner: Entry, nameIndex: number): Value[] {
  const { masm } = e;
  const { first, second, scratch, result, layout } = masm;
  const cached = layout.AttributeCache;
  const cache = e.reserveData(masm.sizes.AttributeCache);
  const depth = e.stack.depth;
  const found = masm.label('.found');
  const done = masm.label('.loaded');
  const slow = ownerInFirst(e, owner, '.method', () => {
    e.calls.withRegisters('rt_load_method', [
      stolen(first),
      name(nameIndex),
      inlineCache(cache),
      outputs(depth),
    ]);
    masm.jumpIfNegative(result, e.exits.error());
    e.exits.checkTracing(2, false);
    masm.jump(done);
  });
  // The instance has fields: none of them has the method's name while the shared keys are what they
  // were.
  const withFields = e.cold.add(() => {
    masm.compareAndJump(wordBehind(first, masm.constants.managedValuesOffset), 'e', 0, slow);
    masm.loadField(second, scratch, layout.PyHeapTypeObject.ht_cached_keys);
    masm.loadField(second, second, layout.PyDictKeysObject.dk_version);
    masm.jumpIfZero(second, slow);
    masm.compareAndJump(second, 'ne', cacheField(cache, cached.keys_version), slow);
    masm.jump(found);
  }, '.fields');
  masm.loadField(scratch, first, layout.PyObject.ob_type);
  masm.loadField(second, scratch, layout.PyTypeObject.tp_version_tag);
  masm.jumpIfZero(second, slow);
  masm.compareAndJump(second, 'ne', cacheField(cache, cached.version), slow);
  masm.compareAndJump(cacheField(cache, cached.shadowing), 'ne', Shadowing.none, withFields);
  masm.bind(found);
  masm.load(scratch, cacheField(cache, cached.value));
  masm.incref(scratch);
  masm.store(masm.frame.slot(depth), scratch);
  if (owner.kind !== 'owned') masm.incref(first);
  masm.store(masm.frame.slot(depth + 1), first);
  masm.bind(done);
  return [e.stack.ownedInSlot(depth), e.stack.ownedInSlot(depth + 1)];
}

export function storeAttribute(e: Emission, value: Entry, owner: Entry, nameIndex: number): void {
  const { masm } = e;
  const { first, second, scratch, result } = masm;
  const [kept, alsoKept] = masm.kept;
  const cache = e.reserveData(masm.sizes.AttributeCache);
  const depth = e.stack.depth;
  const done = masm.label('.stored');
  e.stack.spill();
  e.stack.settle(value, depth);
  e.stack.settle(owner, depth + 1);
  const slow = e.cold.add(() => {
    e.calls.withValues('rt_store_attr', [value, owner, name(nameIndex), inlineCache(cache)]);
    masm.jumpIfNegative(result, e.exits.error());
    e.exits.checkTracing(0, false);
    masm.jump(done);
  }, '.attribute');
  const found = masm.label('.found');
  const inSlot = e.cold.add(() => {
    guardSlot(e, cache, slow);
    masm.move(scratch, first);
    masm.jump(found);
  }, '.slot');
  e.stack.loadBorrowed(first, owner);
  guardType(e, cache, slow, inSlot);
  masm.bind(found);
  masm.load(kept, wordBehind(scratch, second));
  masm.jumpIfZero(kept, slow);
  e.stack.loadOwned(alsoKept, value);
  masm.store(wordBehind(scratch, second), alsoKept);
  e.stack.decref(kept);
  e.stack.drop(owner);
  masm.bind(done);
}
