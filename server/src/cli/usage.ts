/**
 * What the command line says about itself, and the errors that lead there.
 *
 * Maps from: a verb (null for the command itself), by the table of verbs. Maps to: text. Knows
 * nothing of how the verbs work.
 */

import {
  environment,
  type OptionUse,
  type Verb,
  optionValue,
  type VerbEntry,
  verbs,
  verbTable,
} from './verbs.js';

/** The exit statuses of every verb but `run` and `python`, which exit as Python would. */
export const ExitStatus = { clean: 0, findings: 1, usage: 2, internal: 3 } as const;

/** A command line that cannot be carried out; exit status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const WIDTH = 94;
/** Columns of names of options and variables, with the gap behind them. */
const NAME_COLUMNS = 26;
const MAIN_COLUMNS = 39;

export function usage(verb: Verb | null): string {
  return verb === null ? mainUsage() : verbUsage(verb, verbTable[verb]);
}

function verbUsage(
  verb: Verb,
  { usages, about, options, terms, notes, status }: VerbEntry,
): string {
  const lines = usages.map((line, index) => {
    const word = index === 0 ? 'usage:' : '      ';
    return `${word} nativecompile ${verb} ${line}`.trimEnd();
  });
  const shown = options.filter(({ isHidden }) => isHidden !== true);
  const told = shown.map((use) => entry(optionForm(use), use.text, NAME_COLUMNS));
  return [
    lines.join('\n'),
    ...about.map((text) => wrap(text, WIDTH)),
    ...(told.length === 0 ? [] : [told.join('\n')]),
    ...(terms === undefined
      ? []
      : [terms.map(([name, text]) => entry(name, text, NAME_COLUMNS)).join('\n')]),
    ...(notes ?? []).map((text) => wrap(text, WIDTH)),
    wrap(`exit status: ${status}.`, WIDTH),
  ]
    .map((part) => `${part}\n`)
    .join('\n');
}

function mainUsage(): string {
  const rows = verbs.flatMap((verb) => {
    const { usages, summary } = verbTable[verb];
    if (verb !== 'run') return [[`${verb} ${shortUsage(usages[0] ?? '')}`, summary]];
    return [
      ['[run] [OPTIONS] FILE [ARGUMENTS…]', summary],
      ['[run] [OPTIONS] -c CODE [ARGUMENTS…]', ''],
      ['[run] [OPTIONS] -m MODULE [ARGUMENTS…]', ''],
      ['[OPTIONS]', 'an interactive Python'],
    ];
  });
  const lines = rows.map(([line = '', summary = ''], index) => {
    const word = index === 0 ? 'usage:' : '      ';
    return `${word} nativecompile ${line.padEnd(MAIN_COLUMNS)}${summary}`.trimEnd();
  });
  const running = verbTable.run.options.map((use) =>
    entry(optionForm(use), use.text, NAME_COLUMNS),
  );
  const help = [
    entry(
      '--help',
      'this text, or what the named verb takes: nativecompile asm --help',
      NAME_COLUMNS,
    ),
    entry('--version', 'the versions of nativecompile, Python and Node', NAME_COLUMNS),
  ];
  const variables = environment.map(([name, text]) => entry(name, text, NAME_COLUMNS));
  return `nativecompile compiles Python 3.11 to machine code, x86-32 or x86-64, and runs it.

${lines.join('\n')}

options of run, before FILE:
${running.join('\n')}
${(verbTable.run.notes ?? []).map((text) => wrap(text, WIDTH - 2).replace(/^/gm, '  ')).join('\n')}

options of all verbs:
${help.join('\n')}

environment:
${variables.join('\n')}

exit status: run and python exit as the program does. Others: 0 clean, 1 findings, 2 wrong usage,
3 internal error.
`;
}

/** Without what the verb's own help tells. */
function shortUsage(line: string): string {
  return line
    .replace('[OPTIONS] ', '')
    .replace('|:LINE|:TEXT', '')
    .replace(/^\[OPTIONS\]$|\[--target TARGET\] /, '');
}

/** `--detail essential|hot|all`, `--runs N`. */
export function optionForm({ name, value }: OptionUse): string {
  const known = optionValue(name);
  if (known === null) return name;
  return `${name} ${value ?? ('words' in known ? known.words.join('|') : known.name)}`;
}

function entry(name: string, text: string, columns: number): string {
  const lines = wrap(text, WIDTH - columns - 2).split('\n');
  const indent = ' '.repeat(columns + 2);
  const isLong = name.length > columns - 2;
  const [first = '', ...rest] = lines;
  const begin = isLong ? [`  ${name}`, indent + first] : [`  ${name.padEnd(columns)}${first}`];
  return [...begin, ...rest.map((line) => indent + line)].join('\n');
}

/**
 * No-break spaces become blanks. In lines of at most so many characters; what is longer without a
 * blank stays whole.
 */
export function wrap(text: string, width: number): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].join('\n').replaceAll('\u00a0', ' ');
}
