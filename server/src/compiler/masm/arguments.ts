/**
 * Arguments of runtime functions that are in registers already, with what the function does with
 * references in their types (opcodes/runtimeCalls.ts says the same of arguments that are values).
 */

import type { runtimeFunctions } from '../../generated/runtimeFunctions.js';
import type { RuntimeFunction, ValuePassed } from '../../opcodes/runtimeCalls.js';
import type { Register } from '../target/target.js';

/** By what a function takes, what is passed. */
interface Passed extends Pick<ValuePassed, 'name' | 'frame' | 'items' | 'cache' | 'out'> {
  readonly stolen: { readonly argument: 'stolen'; readonly register: Register };
  readonly borrowed:
    | { readonly argument: 'lent'; readonly register: Register }
    | Exclude<ValuePassed['borrowed'], { readonly argument: 'borrowed' }>;
  readonly number:
    | ValuePassed['number']
    | { readonly argument: 'word'; readonly register: Register };
  /** The address of a fast local. */
  readonly local: { readonly argument: 'local'; readonly index: number };
  readonly cell: { readonly argument: 'cell'; readonly symbol: string };
  readonly site: { readonly argument: 'site'; readonly register: Register };
  readonly slots: { readonly argument: 'items'; readonly base: number };
  /** Saved by `saveDouble`. */
  readonly double: { readonly argument: 'saved' };
}

export type MachineArgument = Passed[keyof Passed];
type PassedFor<Kinds extends readonly (keyof Passed)[]> = {
  readonly [I in keyof Kinds]: Passed[Kinds[I]];
};

/** The arguments of a function, in order. */
export type MachineArguments<F extends RuntimeFunction> = PassedFor<
  (typeof runtimeFunctions)[F]['takes']
>;

export const stolen = (register: Register): Passed['stolen'] => ({ argument: 'stolen', register });
export const lent = (register: Register): Passed['borrowed'] => ({ argument: 'lent', register });
export const word = (register: Register): Passed['number'] => ({ argument: 'word', register });
export const localAddress = (index: number): Passed['local'] => ({ argument: 'local', index });
export const cell = (symbol: string): Passed['cell'] => ({ argument: 'cell', symbol });
export const siteIn = (register: Register): Passed['site'] => ({ argument: 'site', register });
export const savedDouble: Passed['double'] = { argument: 'saved' };
