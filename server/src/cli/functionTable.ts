/**
 * The functions of a file as a table for people.
 *
 * Maps from: compiled functions. Maps to: a row for each: its line, its size, whether it is native,
 * and how to have its code.
 */

import { isRefusal } from '../compiler/index.js';
import type { Result } from '../language/listing.js';
import { signature } from '../language/signature.js';
import type { Compiled } from './sources.js';
import type { Colour } from './terminal.js';
import type { Verb } from './verbs.js';

type Paint = (colour: Colour, text: string) => string;

export function functionTable({ results, file }: Compiled, verb: Verb, paint: Paint): string {
  const rows = results.map((result) => ({
    line: String(result.code.firstlineno),
    size: isRefusal(result) ? '–' : result.statistics.bytes.toLocaleString('en-US'),
    state: stateOf(result),
    name: nameOf(result),
  }));
  const width = (key: 'line' | 'size' | 'state', head: string): number =>
    Math.max(head.length, ...rows.map((row) => row[key].length));
  const [lines, sizes, states] = [
    width('line', 'line'),
    width('size', 'bytes'),
    width('state', ''),
  ];
  const head = `${'line'.padStart(lines)}  ${'bytes'.padStart(sizes)}  ${''.padEnd(states)}  function`;
  const texts = rows.map(({ line, size, state, name }) => {
    const told = state === 'native' ? state.padEnd(states) : paint('yellow', state.padEnd(states));
    return `${line.padStart(lines)}  ${size.padStart(sizes)}  ${told}  ${name}`;
  });
  const all = verb === 'graph' ? '' : `, of all: --all`;
  const hint = `The code of one: nativecompile ${verb} ${file.path}:NAME${all}`;
  return `${paint('dim', head)}\n${texts.join('\n')}\n\n${paint('dim', hint)}\n`;
}

function stateOf(result: Result): string {
  if (isRefusal(result)) return 'interpreted';
  const { length } = result.unsupported;
  return length === 0 ? 'native' : 'native in part';
}

/** With its parameters, and why it is not compiled. */
function nameOf(result: Result): string {
  const { code } = result;
  const text = code.name.startsWith('<') ? code.qualname : signature(code);
  return isRefusal(result) ? `${text}: ${result.refused}` : text;
}
