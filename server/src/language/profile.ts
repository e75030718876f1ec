/**
 * What a profile is to those who show it: trees of frames, with the processor time that was used in
 * each.
 */

import type { SourceLocation } from '../bytecode/locationTable.js';

export interface PythonFrame {
  readonly kind: 'python';
  readonly file: string;
  /** Qualified name. */
  readonly name: string;
  /** Where the function begins. */
  readonly firstLine: number;
  readonly line: number;
  /** Of the expression; null where only the function is known. */
  readonly range: SourceLocation | null;
  readonly isNative: boolean;
}

export interface CFrame {
  readonly kind: 'c';
  /** null: its file does not tell. */
  readonly symbol: string | null;
  /** The name of its file; empty: none. */
  readonly library: string;
  /** What Python calls it: `set.add`. */
  readonly method: string | null;
}

export type PlacedFrame =
  | { readonly kind: 'thread'; readonly number: number }
  | { readonly kind: 'cut' }
  | PythonFrame
  | CFrame;

export interface TimedFrame {
  readonly frame: PlacedFrame;
  readonly children: readonly TimedFrame[];
  /** Of processor time that was used in this frame itself. */
  readonly nanoseconds: number;
  readonly samples: number;
}

export interface ProfiledProcess {
  readonly pid: number;
  readonly threads: readonly TimedFrame[];
  /** Nanoseconds whose stacks did not fit. */
  readonly lost: number;
}

export interface Profile {
  /** The first is that of the program. */
  readonly processes: readonly ProfiledProcess[];
}

/**
 * Calls `visit` for each frame in which time was used, with the frames around it, the outermost
 * first.
 */
export function eachStack(
  roots: readonly TimedFrame[],
  visit: (stack: readonly PlacedFrame[], leaf: TimedFrame) => void,
): void {
  const stack: PlacedFrame[] = [];
  const walk = (node: TimedFrame): void => {
    stack.push(node.frame);
    if (node.nanoseconds > 0) visit(stack, node);
    for (const child of node.children) walk(child);
    stack.pop();
  };
  for (const root of roots) walk(root);
}

export const cName = ({ method, symbol, library }: CFrame): string =>
  method ?? symbol ?? (library === '' ? 'the system' : library);
