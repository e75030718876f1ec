/**
 * What somebody else needs to see a fault of native code for himself, as one Markdown document.
 *
 * Maps from: what a run found out, the sources that ran, and the analysis. Maps to: text with the
 * versions, the command line, what differed or what the fatal signal said, the sources, and the
 * machine code around a crash. The text has neither environment variables nor addresses of files;
 * who hands facts in takes care of theirs.
 */

import { type CounterLevel, compileCode, isRefusal, type TargetName } from '../compiler/index.js';
import type { Analysis } from './analysis.js';
import { type ListingLine, listFunction } from './listing.js';
import type { Crash } from './runFindings.js';

export interface ReproductionFacts {
  /** The file that it is about, without its folder. */
  readonly fileName: string;
  /** Each a name and a number. */
  readonly versions: readonly string[];
  /** Words of the command line. */
  readonly command: readonly string[];
  /** How the program ended, as a sentence without a full stop. */
  readonly end: string;
  /** Sentences that the editor shows at their places. */
  readonly messages: readonly string[];
  readonly differences: readonly string[];
  /** What the process said before a fatal signal killed it. */
  readonly faults: readonly string[];
  readonly crashes: readonly Crash[];
  readonly sources: readonly { readonly fileName: string; readonly text: string }[];
  /** Of the run. */
  readonly target: TargetName;
  /** What was counted while it ran: the code is then another one. */
  readonly counters: CounterLevel;
}

/** Rows of machine code before and after the place of a crash. */
const ROWS_AROUND = 100;

export async function reproduction(analysis: Analysis, facts: ReproductionFacts): Promise<string> {
  const { fileName, versions, command, end, messages, differences, faults, sources } = facts;
  const parts = [
    `# nativecompile: a reproduction of what went wrong in ${inline(fileName)}`,
    ...messages.map((message) => fenced(visible(message))),
    '## Versions',
    versions.map((version) => `- ${version}`).join('\n'),
    '## How it was run',
    'In the folder of the program. Standard input and environment variables are not in this ' +
      'document.',
    fenced(command.map(shellWord).join(' '), 'sh'),
    '## What happened',
    `The program ended: ${end}.`,
  ];
  if (differences.length > 0) {
    parts.push(
      'Where the native run differs from the interpreted one:',
      fenced(visible(lines(differences))),
    );
  }
  if (faults.length > 0) {
    parts.push(
      'What the process said before the signal killed it:',
      fenced(visible(lines(faults))),
    );
  }
  for (const { fileName: name, text } of sources) {
    parts.push(`## ${inline(name)}`, fenced(text, 'python'));
  }
  parts.push(...(await machineCode(analysis, facts)));
  return `${parts.join('\n\n')}\n`;
}

async function machineCode(
  { functions, source, without }: Analysis,
  { crashes, target, counters }: ReproductionFacts,
): Promise<string[]> {
  const parts: string[] = [];
  const shown = new Set<string>();
  for (const { name, firstLine, bytecodeOffset, codeOffset } of crashes) {
    const code = functions.find(
      ({ result: { code } }) => code.qualname === name && code.firstlineno === firstLine,
    )?.result.code;
    const key = `${name} ${firstLine} ${bytecodeOffset}`;
    if (code === undefined || shown.has(key)) continue;
    shown.add(key);
    const result = compileCode(code, { target, without, counters, explains: true });
    const rows = await listFunction(result, { source, view: 'mixed', syntax: 'intel' });
    const isThere = (row: ListingLine): boolean =>
      codeOffset === null || isRefusal(result)
        ? row.bytecodeOffset === bytecodeOffset
        : row.codeOffset === codeOffset;
    parts.push(
      `## Machine code of ${inline(name)}`,
      'Rows with `>` in front are where the signal came, or what had called the place.',
      fenced(lines(around(rows, isThere)), 'text'),
    );
  }
  return parts;
}

/** Hot and cold code of one place are far from each other: the rows near each of them. */
function around(
  rows: readonly ListingLine[],
  isThere: (row: ListingLine) => boolean,
): readonly string[] {
  const isNear = new Uint8Array(rows.length);
  const places = rows.flatMap((row, index) => (isThere(row) ? [index] : []));
  for (const place of places.length > 0 ? places : [0]) {
    isNear.fill(1, Math.max(0, place - ROWS_AROUND), place + ROWS_AROUND + 1);
  }
  const text: string[] = [];
  let left = 0;
  const skip = (): void => {
    if (left > 0) text.push(`  … ${left} rows`);
    left = 0;
  };
  rows.forEach((row, index) => {
    if (isNear[index] !== 1) {
      left += 1;
      return;
    }
    skip();
    text.push(`${isThere(row) ? '> ' : '  '}${row.text}`.trimEnd());
  });
  skip();
  return text;
}

const lines = (texts: readonly string[]): string => texts.map((text) => text.trimEnd()).join('\n');

function fenced(text: string, language = 'text'): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text.endsWith('\n') ? text : `${text}\n`}${fence}`;
}

/** Control characters of a program's output are shown as what they are, and do nothing. */
const visible = (text: string): string =>
  text.replace(/\p{Cc}/gu, (character) =>
    character === '\n' || character === '\t'
      ? character
      : `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );

const inline = (text: string): string => `\`${text.replaceAll('`', "'").replace(/\s+/g, ' ')}\``;

/** As a shell takes it, whatever is in it. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
