/**
 * What a run of a program told about its lines.
 *
 * Plain data: who counts and how it travels is not known here.
 */

export interface LineData {
  /** Times that the line's first instruction was executed. */
  readonly count: number;
  /**
   * The part of the executions that took a slow path, from 0 to 1; absent where it is not counted.
   */
  readonly slowShare?: number;
  /** Names of the types that operands had where they took a slow path, the most useful first. */
  readonly types?: readonly string[];
  /** Of the functions that begin here: how often they were called. */
  readonly calls?: number;
  /** Of the functions that begin here: types of their parameters. */
  readonly parameters?: readonly ParameterTypes[];
}

export interface ParameterTypes {
  readonly name: string;
  readonly types: readonly string[];
}

/** Of one bytecode instruction. */
export interface OperationData {
  /** At most so many; see executions.ts. */
  readonly executions: number;
  /** How many of them were done the general way; absent where that is not counted. */
  readonly slow?: number;
  /** Names of the types that its operands had then, the most useful first. */
  readonly types: readonly string[];
}

export interface RunData {
  /** By line of the analysed source, from 1. */
  readonly lines: ReadonlyMap<number, LineData>;
  /** Times that functions were entered, by qualified name. */
  readonly functions: ReadonlyMap<string, number>;
  /**
   * By function, as `functionKey` names it: types of its parameters by their number. Empty where
   * lines were not counted.
   */
  readonly parameters: ReadonlyMap<string, ReadonlyMap<number, readonly string[]>>;
  /**
   * By function, as `functionKey` names it, and by the offset of the instruction in bytes. Empty
   * when the source was changed.
   */
  readonly operations: ReadonlyMap<string, ReadonlyMap<number, OperationData>>;
  /** Whether the program still runs. */
  readonly live: boolean;
  /** Whether the source was changed since. */
  readonly stale: boolean;
}

export const functionKey = (qualname: string, firstLine: number): string =>
  `${firstLine} ${qualname}`;

/** Of an instruction that was counted twice, or two that are one operation for the reader. */
export function together(one: OperationData, other: OperationData): OperationData {
  const executions = one.executions + other.executions;
  const types = [...new Set([...one.types, ...other.types])];
  if (one.slow === undefined && other.slow === undefined) return { executions, types };
  return { executions, types, slow: (one.slow ?? 0) + (other.slow ?? 0) };
}
