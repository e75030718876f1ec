/**
 * The counts of a run, by line of one file.
 *
 * Maps from: counts by function. Maps to: executions, slow shares and types by line, calls and
 * types of parameters by function, and what is known of single operations. A line can have code in
 * several functions, such as a comprehension and what is around it; then it counts as often as the
 * busiest does, and has the types of all.
 */

import type { CodeObject } from '../bytecode/codeObject.js';
import { bytecodeOffset, UNIT } from '../bytecode/instructions.js';
import { locationAt } from '../bytecode/locationTable.js';
import { executionsIn } from '../language/executions.js';
import { locationsOf } from '../language/locations.js';
import { typesAt } from '../language/operandTypes.js';
import {
  functionKey,
  type LineData,
  type OperationData,
  type ParameterTypes,
  together,
} from '../language/runData.js';
import type { FunctionCounts } from './counterBlock.js';

export interface LineCounts {
  readonly lines: ReadonlyMap<number, LineData>;
  readonly functions: ReadonlyMap<string, number>;
  readonly parameters: ReadonlyMap<string, ReadonlyMap<number, readonly string[]>>;
  readonly operations: ReadonlyMap<string, ReadonlyMap<number, OperationData>>;
}

type Types = readonly string[];

/**
 * `codes` tell which line a slow path belongs to; without them neither shares nor types are known.
 */
export function lineCounts(
  counted: readonly FunctionCounts[],
  codes: readonly CodeObject[],
): LineCounts {
  const counts = new Map<number, { count: number; slowShare?: number }>();
  const types = new Map<number, Types>();
  const begun = new Map<number, ParameterTypes[]>();
  const functions = new Map<string, number>();
  const parameters = new Map<string, Map<number, Types>>();
  const operations = new Map<string, Map<number, OperationData>>();
  const known = new Map(codes.map((code) => [functionKey(code.qualname, code.firstlineno), code]));
  for (const one of counted) {
    if (one.calls !== null) functions.set(one.name, (functions.get(one.name) ?? 0) + one.calls);
    const key = functionKey(one.name, one.firstLine);
    const code = known.get(key);
    const isSame = code !== undefined && code.code.length === 2 * one.units;
    const shares = isSame ? slowShares(one, code) : new Map<number, number>();
    if (isSame) {
      for (const [line, seen] of lineTypes(one, code)) types.set(line, both(types.get(line), seen));
      const told = operations.get(key) ?? new Map<number, OperationData>();
      for (const [offset, data] of operationData(one, code)) {
        const earlier = told.get(offset);
        told.set(offset, earlier === undefined ? data : together(earlier, data));
      }
      operations.set(key, told);
      const before = parameters.get(key) ?? new Map<number, Types>();
      for (const [number, seen] of one.parameters) {
        before.set(number, both(before.get(number), seen));
      }
      parameters.set(key, before);
    }
    for (const [line, count] of one.lines) {
      const before = counts.get(line);
      if (before !== undefined && before.count >= count) continue;
      const slowShare = shares.get(line);
      counts.set(line, slowShare === undefined ? { count } : { count, slowShare });
    }
  }
  for (const [key, seen] of parameters) {
    const code = known.get(key);
    if (code === undefined || seen.size === 0) continue;
    const named = [...seen].map(([number, types]) => ({
      name: code.localsplusnames[number] ?? '',
      types,
    }));
    begun.set(code.firstlineno, [...(begun.get(code.firstlineno) ?? []), ...named]);
  }
  const calls = callsByLine(codes, functions);
  const lines = new Map<number, LineData>();
  for (const [line, data] of counts) {
    const [seen, named, called] = [types.get(line), begun.get(line), calls.get(line)];
    lines.set(line, {
      ...data,
      ...(called === undefined ? {} : { calls: called }),
      ...(seen === undefined ? {} : { types: seen }),
      ...(named === undefined ? {} : { parameters: named }),
    });
  }
  return { lines, functions, parameters, operations };
}

/** Of the functions that a `def` makes, where it begins. */
function callsByLine(
  codes: readonly CodeObject[],
  functions: ReadonlyMap<string, number>,
): Map<number, number> {
  const calls = new Map<number, number>();
  for (const { name, qualname, firstlineno } of codes) {
    const count = functions.get(qualname);
    if (name.startsWith('<') || count === undefined) continue;
    calls.set(firstlineno, (calls.get(firstlineno) ?? 0) + count);
  }
  return calls;
}

const both = (one: Types = [], other: Types): Types => [...new Set([...one, ...other])];

function slowShares({ lines, slow }: FunctionCounts, code: CodeObject): Map<number, number> {
  const shares = new Map<number, number>();
  const locations = locationsOf(code);
  for (const [offset, count] of slow) {
    const { line } = locationAt(locations, bytecodeOffset(offset));
    const total = lines.get(line ?? 0) ?? 0;
    if (line === null || total === 0) continue;
    shares.set(line, Math.max(shares.get(line) ?? 0, Math.min(1, count / total)));
  }
  return shares;
}

function operationData(one: FunctionCounts, code: CodeObject): Map<number, OperationData> {
  const executions = executionsIn(code, one.lines);
  const offsets = new Set([...one.slow.keys(), ...[...one.operands.keys()].map(instructionOf)]);
  return new Map(
    [...offsets].map((offset) => {
      const slow = one.slow.get(offset);
      const types = typesAt(one.operands, code, offset);
      const data = { executions: executions(offset), types };
      return [offset, slow === undefined ? data : { ...data, slow }];
    }),
  );
}

/** Both operands of an instruction are taken at once. */
const instructionOf = (place: number): number => place - (place % UNIT);

function lineTypes({ operands }: FunctionCounts, code: CodeObject): Map<number, Types> {
  const types = new Map<number, Types>();
  const locations = locationsOf(code);
  for (const offset of new Set([...operands.keys()].map(instructionOf))) {
    const { line } = locationAt(locations, bytecodeOffset(offset));
    if (line === null) continue;
    types.set(line, both(types.get(line), typesAt(operands, code, offset)));
  }
  return types;
}
