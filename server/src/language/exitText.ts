/**
 * Exits from native code in words.
 *
 * Maps from: exits of a function and its source. Maps to: where they are and why, for hovers,
 * listings and findings.
 */

import { locationAt } from '../bytecode/locationTable.js';
import type { CodeObject } from '../bytecode/codeObject.js';
import type { CompiledCode, Unsupported } from '../compiler/compiledCode.js';
import { constructAt, locationsOf, rangeOf } from './locations.js';
import { locationText } from './locationText.js';

/**
 * ``line 3 (`f"{a}"`: `FORMAT_VALUE`, excluded by the options)``; several with `or` between them.
 */
export function exitsInWords(
  { code, instructions }: Pick<CompiledCode, 'code' | 'instructions'>,
  exits: readonly Unsupported[],
  lines: readonly string[],
): string {
  const texts = exits.map(({ instructionIndex, opcode, reason }) => {
    const location = locationAt(locationsOf(code), instructions[instructionIndex]!.offset);
    const range = rangeOf(location, code, lines);
    return `line ${range.line} (\`${constructAt(range, lines)}\`: \`${opcode}\`, ${reason})`;
  });
  return [...new Set(texts)].join(' or ');
}

/** `3:11 (FORMAT_VALUE)`, as rows of listings name places. */
export function exitPlaces(
  code: CodeObject,
  instructions: CompiledCode['instructions'],
  exits: readonly Unsupported[],
): string {
  const texts = exits.map(({ instructionIndex, opcode }) => {
    const location = locationAt(locationsOf(code), instructions[instructionIndex]!.offset);
    return `${locationText(location)} (${opcode})`;
  });
  return [...new Set(texts)].join(' or ');
}
