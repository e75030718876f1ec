/**
 * Calls of runtime functions that do not do with references what runtime.h says are no TypeScript.
 */

import { expect, it } from 'vitest';
import { runtimeFunctions } from '../../server/src/generated/runtimeFunctions.js';
import { runtimeSymbols, symbolKinds } from '../../server/src/generated/runtimeSymbols.js';
import {
  type Arguments,
  borrowed,
  type Giving,
  immediate,
  name,
} from '../../server/src/opcodes/runtimeCalls.js';

const value = { kind: 'owned' };

it('take what is declared, in number and in ownership', () => {
  const append: Arguments<'rt_list_append'> = [borrowed(value), value];
  // @ts-expect-error: one is missing
  const short: Arguments<'rt_list_append'> = [borrowed(value)];
  // @ts-expect-error: the list stays the caller's
  const stolen: Arguments<'rt_list_append'> = [value, value];
  // @ts-expect-error: the function drops the operand
  const lent: Arguments<'rt_get_iter'> = [borrowed(value)];
  // @ts-expect-error: a name, not a number
  const number: Arguments<'rt_delete_attr'> = [value, immediate(1)];
  const named: Arguments<'rt_delete_attr'> = [value, name(1)];
  expect([append, short, stolen, lent, number, named]).toHaveLength(6);
});

it('give what is declared', () => {
  const status: Giving<'status'> = 'rt_list_append';
  // @ts-expect-error: no reference is returned
  const object: Giving<'object'> = 'rt_list_append';
  expect([status, object]).toHaveLength(2);
});

it('are declared for every symbol that is a runtime function, and no other', () => {
  const symbols = runtimeSymbols.filter((symbol) => symbolKinds.get(symbol) === 'RUNTIME');
  expect(Object.keys(runtimeFunctions).sort()).toEqual([...symbols].sort());
});
