/**
 * Calls of runtime functions, with what each function does with references in their types.
 *
 * Maps from: what runtime.h declares (generated/runtimeFunctions.ts). Maps to: the arguments that a
 * call must have, so that one with another number of arguments, or that gives away a reference that
 * the function only borrows, does not type-check.
 */

import type { runtimeFunctions } from '../generated/runtimeFunctions.js';
import type { Items, Value } from './values.js';

type Functions = typeof runtimeFunctions;
export type RuntimeFunction = keyof Functions;
type Takes<F extends RuntimeFunction> = Functions[F]['takes'];

/** By what a function takes, what is passed. A bare `Value` is passed with its reference. */
export interface ValuePassed {
  readonly stolen: Value;
  readonly borrowed:
    | { readonly argument: 'borrowed'; readonly value: Value }
    | { readonly argument: 'constantOrNull'; readonly index: number | null };
  readonly number: { readonly argument: 'number'; readonly value: number };
  readonly name: { readonly argument: 'name'; readonly index: number };
  readonly frame: { readonly argument: 'frame' };
  readonly items: { readonly argument: 'items'; readonly base: number };
  readonly cache: { readonly argument: 'cache'; readonly offset: number };
  /** Slots from `position` on, to be filled. */
  readonly out: { readonly argument: 'out'; readonly position: number };
  /** These are passed by what the compiler writes itself, never by a definition. */
  readonly local: never;
  readonly cell: never;
  readonly site: never;
  readonly slots: never;
  readonly double: never;
}

type PassedFor<Kinds extends readonly (keyof ValuePassed)[]> = {
  readonly [I in keyof Kinds]: ValuePassed[Kinds[I]];
};

export type Argument = ValuePassed[keyof ValuePassed];
/** The arguments of a function, in order. */
export type Arguments<F extends RuntimeFunction> = PassedFor<Takes<F>>;

/** The functions with a result of this kind. */
export type Giving<Kind extends Functions[RuntimeFunction]['gives']> = {
  [F in RuntimeFunction]: Functions[F]['gives'] extends Kind ? F : never;
}[RuntimeFunction];

/** The functions with exactly these parameters. */
export type Taking<Kinds extends readonly (keyof ValuePassed)[]> = {
  [F in RuntimeFunction]: Takes<F> extends Kinds ? F : never;
}[RuntimeFunction];

/**
 * The functions that fill slots, whose address is their last argument, and tell whether that went
 * well.
 */
export type Filling = {
  [F in Giving<'status'>]: Takes<F> extends readonly [...(keyof ValuePassed)[], 'out'] ? F : never;
}[Giving<'status'>];

export type ArgumentsBeforeOutputs<F extends Filling> =
  Takes<F> extends readonly [...infer Kinds extends (keyof ValuePassed)[], 'out']
    ? PassedFor<Kinds>
    : never;

export const borrowed = (value: Value): ValuePassed['borrowed'] => ({
  argument: 'borrowed',
  value,
});
export const immediate = (value: number): ValuePassed['number'] => ({ argument: 'number', value });
export const name = (index: number): ValuePassed['name'] => ({ argument: 'name', index });
export const frame: ValuePassed['frame'] = { argument: 'frame' };
export const slots = ({ base }: Items): ValuePassed['items'] => ({ argument: 'items', base });
/** The inline cache at `offset` in the code's data. */
export const cache = (offset: number): ValuePassed['cache'] => ({ argument: 'cache', offset });
export const outputs = (position: number): ValuePassed['out'] => ({ argument: 'out', position });
export const constantOrNull = (index: number | null) =>
  ({ argument: 'constantOrNull', index }) as const;

/** All arguments of a function that fills slots. */
export function withOutputs<F extends Filling>(
  args: ArgumentsBeforeOutputs<F>,
  out: ValuePassed['out'],
): Arguments<F> {
  // The type checker does not see that the parts of a tuple that depends on F make the tuple again.
  return [...args, out] as unknown as Arguments<F>;
}
