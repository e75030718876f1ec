/**
 * Attributes: instance values of ordinary classes are read and written in line, guarded by the type's version; the
 * rest is the runtime function's business, which also fills the cache.
 */

import { immSymbol, mem } from '../assembler/operands.js';
import { eax, ecx, edi, edx, esi, esp } from '../assembler/registers.js';
import { constants, layout, Shadowing, sizes } from '../generated/layout.js';
import { cache as attributeCache, name } from '../opcodes/runtimeCalls.js';
import type { Value } from '../opcodes/values.js';
import { cacheField, field, refcount } from './fields.js';
import type { Emission } from './emission.js';
import type { Entry } from './values.js';

const cached = layout.AttributeCache;

export function loadAttribute(e: Emission, owner: Entry, nameIndex: number): Value {
  const { asm } = e;
  const cache = e.reserveData(sizes.AttributeCache);
  const done = asm.label('.loaded');
  e.spill();
  e.loadBorrowed(eax, owner);
  e.releaseEax();
  const slow = e.cold(() => {
    if (owner.kind !== 'owned') e.incref(eax);
    asm.mov(edx, immSymbol(`name:${nameIndex}`));
    asm.mov(ecx, immSymbol(`data:${cache}`));
    e.storePrevInstr();
    e.callRuntime('rt_load_attr');
    e.checkResult();
    asm.jmp(done);
  }, '.attribute');
  guardType(e, cache, slow);
  asm.mov(ecx, mem(ecx, 0, { index: edx }));
  asm.test(ecx, ecx);
  asm.j('e', slow);
  e.incref(ecx);
  if (owner.kind === 'owned') {
    const kept = asm.label('.kept');
    const dead = e.cold(() => {
      e.storePrevInstr();
      asm.mov(esi, ecx);
      e.callRuntime('rt_dealloc');
      asm.mov(ecx, esi);
      asm.jmp(kept);
    }, '.dealloc');
    asm.dec(refcount(eax));
    asm.j('e', dead);
    asm.bind(kept);
  }
  asm.mov(eax, ecx);
  asm.bind(done);
  return e.ownedInEax();
}

/** The owner is in eax: leaves its inline values in ecx and the slot's offset there in edx. */
function guardType(e: Emission, cache: number, slow: ReturnType<Emission['cold']>): void {
  const { asm } = e;
  asm.mov(ecx, field(eax, layout.PyObject.ob_type));
  asm.mov(edx, field(ecx, layout.PyTypeObject.tp_version_tag));
  asm.test(edx, edx);
  asm.j('e', slow);
  asm.cmp(edx, cacheField(cache, cached.version));
  asm.j('ne', slow);
  asm.mov(ecx, mem(eax, constants.managedValuesOffset));
  asm.test(ecx, ecx);
  asm.j('e', slow);
  asm.mov(edx, cacheField(cache, cached.offset));
}

/**
 * The method and its owner, without a bound method in between; or NULL and what is to be called. In line where the
 * class has a method that the instance cannot hide.
 */
export function loadMethod(e: Emission, owner: Entry, nameIndex: number): Value[] {
  const { asm } = e;
  const cache = e.reserveData(sizes.AttributeCache);
  const depth = e.stack.length;
  const found = asm.label('.found');
  const done = asm.label('.loaded');
  e.spill();
  e.loadBorrowed(eax, owner);
  e.releaseEax();
  const slow = e.cold(() => {
    if (owner.kind !== 'owned') e.incref(eax);
    asm.lea(esi, e.frame.slot(depth));
    asm.mov(mem(esp), esi);
    asm.mov(edx, immSymbol(`name:${nameIndex}`));
    asm.mov(ecx, immSymbol(`data:${cache}`));
    e.storePrevInstr();
    e.callRuntime('rt_load_method');
    asm.test(eax, eax);
    asm.j('s', e.error());
    e.checkTracing(2, false);
    asm.jmp(done);
  }, '.method');
  // The instance has fields: none of them has the method's name while the shared keys are what they were.
  const withFields = e.cold(() => {
    asm.cmp(mem(eax, constants.managedValuesOffset), 0);
    asm.j('e', slow);
    asm.mov(edx, field(ecx, layout.PyHeapTypeObject.ht_cached_keys));
    asm.mov(edx, field(edx, layout.PyDictKeysObject.dk_version));
    asm.test(edx, edx);
    asm.j('e', slow);
    asm.cmp(edx, cacheField(cache, cached.keys_version));
    asm.j('ne', slow);
    asm.jmp(found);
  }, '.fields');
  asm.mov(ecx, field(eax, layout.PyObject.ob_type));
  asm.mov(edx, field(ecx, layout.PyTypeObject.tp_version_tag));
  asm.test(edx, edx);
  asm.j('e', slow);
  asm.cmp(edx, cacheField(cache, cached.version));
  asm.j('ne', slow);
  asm.cmp(cacheField(cache, cached.shadowing), Shadowing.none);
  asm.j('ne', withFields);
  asm.bind(found);
  asm.mov(ecx, cacheField(cache, cached.value));
  e.incref(ecx);
  asm.mov(e.frame.slot(depth), ecx);
  if (owner.kind !== 'owned') e.incref(eax);
  asm.mov(e.frame.slot(depth + 1), eax);
  asm.bind(done);
  return [e.ownedInSlot(depth), e.ownedInSlot(depth + 1)];
}

export function storeAttribute(e: Emission, value: Entry, owner: Entry, nameIndex: number): void {
  const { asm } = e;
  const cache = e.reserveData(sizes.AttributeCache);
  const depth = e.stack.length;
  const done = asm.label('.stored');
  e.spill();
  e.settle(value, depth);
  e.settle(owner, depth + 1);
  const slow = e.cold(() => {
    // Four arguments: the last goes on the stack.
    e.callWith('rt_store_attr', [value, owner, name(nameIndex), attributeCache(cache)]);
    asm.test(eax, eax);
    asm.j('s', e.error());
    e.checkTracing(0, false);
    asm.jmp(done);
  }, '.attribute');
  e.loadBorrowed(eax, owner);
  guardType(e, cache, slow);
  asm.mov(esi, mem(ecx, 0, { index: edx }));
  asm.test(esi, esi);
  asm.j('e', slow);
  e.loadOwned(edi, value);
  asm.mov(mem(ecx, 0, { index: edx }), edi);
  e.decref(esi);
  e.drop(owner);
  asm.bind(done);
}
