/**
 * What a hover says of a run. What was noted belongs to one bytecode instruction, and is said of
 * the expression that this instruction is, but not of what is inside of it or around it.
 *
 * Maps from: the instructions of an expression, line or function and what a run told. Maps to:
 * paragraphs of Markdown.
 */

import { locationAt } from '../bytecode/locationTable.js';
import type { CodeObject } from '../bytecode/codeObject.js';
import { isRefusal } from '../compiler/index.js';
import type { AnalysedSource } from './analysis.js';
import { exitsOf } from './exits.js';
import type { CodePart, Selection } from './expressions.js';
import { constructAt, locationsOf, rangeOf } from './locations.js';
import { timesText } from './countText.js';
import { functionKey, type OperationData, type RunData, together } from './runData.js';

/** Of an expression, or of a line with all that is on it. */
export function selectionRun(
  { parts, range, isWholeLine }: Selection,
  source: AnalysedSource,
  runData: RunData | null,
): string[] {
  const line = runData?.lines.get(range.line);
  if (runData === null || line === undefined || line.count === 0) return [];
  const operations = operationsOf(parts, isWholeLine, source, runData);
  // Where the interpreter executes it too, nobody counted that.
  const natively = parts.every(isNative) ? '' : 'natively ';
  const facts = [`executed ${natively}${timesText(line.count)}${isWholeLine ? '' : ' (its line)'}`];
  if (!isWholeLine) for (const data of operations.values()) facts.push(...operationFacts(data));
  for (const part of parts) facts.push(...madeParameters(part, isWholeLine, runData));
  return [
    runText(facts, runData),
    ...(isWholeLine
      ? [...operations].flatMap(([text, data]) => {
          const told = operationFacts(data);
          return told.length === 0 ? [] : [`\`${text}\`: ${told.join(' · ')}`];
        })
      : []),
  ];
}

function isNative({ function: { result }, indices }: CodePart): boolean {
  if (isRefusal(result)) return true;
  const exits = exitsOf(result);
  return indices.every((index) => exits.executorOf(index) === 'native');
}

/** Of a function at its `def`. */
export function functionRun(code: CodeObject, runData: RunData | null): string[] {
  if (runData === null) return [];
  const calls = runData.functions.get(code.qualname);
  const facts: string[] = [];
  if (calls !== undefined) facts.push(`called ${timesText(calls)}`);
  facts.push(...parameterFacts(code, runData));
  return facts.length === 0 ? [] : [runText(facts, runData)];
}

const runText = (facts: readonly string[], { live, stale }: RunData): string =>
  `${live ? 'This run' : 'Last run'}: ${[
    ...facts,
    ...(stale ? ['*before the source was changed*'] : []),
  ].join(' · ')}`;

/**
 * By the source of the operation; code that CPython emits several times is one operation for the
 * reader.
 */
function operationsOf(
  parts: readonly CodePart[],
  isWholeLine: boolean,
  { lines }: AnalysedSource,
  runData: RunData,
): Map<string, OperationData> {
  const found = new Map<string, OperationData>();
  for (const { function: entry, indices, instructions, own } of parts) {
    const { code } = entry.result;
    const told = runData.operations.get(functionKey(code.qualname, code.firstlineno));
    if (told === undefined) continue;
    for (const index of indices) {
      const { offset } = instructions[index]!;
      const data = told.get(offset);
      if (data === undefined || !(isWholeLine || own.has(index))) continue;
      const range = rangeOf(locationAt(locationsOf(code), offset), code, lines);
      const text = constructAt(range, lines);
      const before = found.get(text);
      found.set(text, before === undefined ? data : together(before, data));
    }
  }
  return found;
}

/** `3.1 % on the slow path`, `saw int, float`. */
function operationFacts({ executions, slow, types }: OperationData): string[] {
  const facts: string[] = [];
  if (slow !== undefined && executions > 0) {
    const share = Math.min(1, slow / executions);
    facts.push(`${(share * 100).toFixed(share < 0.1 ? 1 : 0)} % on the slow path`);
  }
  if (types.length > 0) facts.push(`saw ${types.join(', ')}`);
  return facts;
}

/** Of functions that an expression makes, such as a lambda. */
function madeParameters(
  { function: { result }, indices, instructions, own }: CodePart,
  isWholeLine: boolean,
  runData: RunData,
): string[] {
  return indices.flatMap((index) => {
    if (instructions[index]?.opcode !== 'MAKE_FUNCTION') return [];
    if (!isWholeLine && !own.has(index)) return [];
    const constant = result.code.consts[instructions[index - 1]?.oparg ?? -1];
    return constant?.kind === 'code' ? parameterFacts(constant.code, runData) : [];
  });
}

function parameterFacts(code: CodeObject, { parameters }: RunData): string[] {
  const seen = parameters.get(functionKey(code.qualname, code.firstlineno)) ?? [];
  return [...seen].map(
    ([number, types]) => `\`${code.localsplusnames[number] ?? ''}\` was ${types.join(', ')}`,
  );
}
