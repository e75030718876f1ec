/**
 * Where a run spent its time in a file, as far as counts of lines and the machine code tell.
 *
 * Maps from: an analysis and executions of lines. Maps to: an estimate for each bytecode
 * instruction, in machine instructions: its executions times what it costs. Time within what a
 * program calls is not known here.
 */

import type { AssembledCode } from '../assembler/assembledCode.js';
import { bytecodeOffset } from '../bytecode/instructions.js';
import { locationAt } from '../bytecode/locationTable.js';
import type { CodeObject } from '../bytecode/codeObject.js';
import { type CompiledCode, isRefusal } from '../compiler/index.js';
import type { Analysis } from './analysis.js';
import { executionsIn } from './executions.js';
import { locationsOf } from './locations.js';
import { forEachPosition } from './readableCode.js';

export interface Work {
  /** Of the whole file; 0 when nothing was executed. */
  readonly total: number;
  /** Of the instruction at an offset in bytes. */
  at(code: CodeObject, offset: number): InstructionWork;
}

export interface InstructionWork {
  /** At most so many. */
  readonly executions: number;
  readonly work: number;
}

/** What a call of the runtime costs beside the instructions around it. */
const RUNTIME_CALL = 30;
/** What an operation costs that leaves its fast path. */
export const GENERAL_PATH = 150;

/** Of less than this part of the file's work nothing is said. */
const HOT_SHARE = 0.02;
/** Nor of what was executed less often. */
const HOT_EXECUTIONS = 1000;
/** Functions with less than this part of the work are not looked into closely. */
const MINOR_SHARE = 0.002;

export function isHot({ executions, work }: InstructionWork, { total }: Work): boolean {
  return executions >= HOT_EXECUTIONS && work >= HOT_SHARE * total;
}

/** `71 %` of a file's work. */
export const shareText = (work: number, { total }: Work): string =>
  `${Math.round((100 * work) / total)} %`;

/** `linesOf` gives how often each line was executed in a function. */
export function estimateWork(
  { functions }: Analysis,
  linesOf: (code: CodeObject) => ReadonlyMap<number, number>,
): Work {
  const estimates = functions.flatMap(({ result, coveredLines }) => {
    if (isRefusal(result)) return [];
    const { code } = result;
    const lines = linesOf(code);
    const wasExecuted = coveredLines.some(
      (delta) => (lines.get(code.firstlineno + delta) ?? 0) > 0,
    );
    if (!wasExecuted) return [];
    const locations = locationsOf(code);
    const lineOf = (offset: number): number =>
      locationAt(locations, bytecodeOffset(offset)).line ?? 0;
    return [{ result, atMost: sum(result, (offset) => lines.get(lineOf(offset)) ?? 0), lines }];
  });
  const all = estimates.reduce((total, { atMost }) => total + atMost, 0);
  const total = estimates.reduce((known, { result, atMost, lines }) => {
    const isMinor = atMost < MINOR_SHARE * all;
    return known + (isMinor ? atMost : sum(result, executionsIn(result.code, lines)));
  }, 0);
  const compiled = new Map(estimates.map(({ result, lines }) => [result.code, { result, lines }]));
  return {
    total,
    at(code, offset) {
      const known = compiled.get(code);
      if (known === undefined) return { executions: 0, work: 0 };
      const executions = executionsIn(code, known.lines)(offset);
      return { executions, work: executions * (costsOf(known.result).get(offset) ?? 0) };
    },
  };
}

function sum(compiled: CompiledCode, executions: (offset: number) => number): number {
  let work = 0;
  for (const [offset, cost] of costsOf(compiled)) work += cost * executions(offset);
  return work;
}

/** Unchanged functions keep their machine code from one analysis to the next. */
const known = new WeakMap<AssembledCode, ReadonlyMap<number, number>>();

/**
 * Of one execution, by the offset of the instruction in bytes; instructions that emit nothing cost
 * nothing.
 */
function costsOf(compiled: CompiledCode): ReadonlyMap<number, number> {
  const { assembled } = compiled;
  let costs = known.get(assembled);
  if (costs === undefined) {
    costs = findCosts(compiled);
    known.set(assembled, costs);
  }
  return costs;
}

function findCosts(compiled: CompiledCode): Map<number, number> {
  const { assembled, instructions } = compiled;
  const { instructionOffsets } = assembled;
  const calls = assembled.relocations.filter(
    ({ kind, symbol }) => kind === 'rel32' && symbol.startsWith('rt_'),
  );
  const costs = new Map<number, number>();
  let machine = 0;
  let call = 0;
  // All three ascend.
  forEachPosition(compiled, (start, end, index, cold) => {
    let cost = 0;
    while ((instructionOffsets[machine] ?? start) < start) machine += 1;
    for (; (instructionOffsets[machine] ?? end) < end; machine += 1) cost += 1;
    while ((calls[call]?.offset ?? start) < start) call += 1;
    for (; (calls[call]?.offset ?? end) < end; call += 1) cost += RUNTIME_CALL;
    const offset = instructions[index]?.offset;
    if (cold || offset === undefined) return;
    costs.set(offset, (costs.get(offset) ?? 0) + cost);
  });
  return costs;
}
