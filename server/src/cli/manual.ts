/**
 * The verb `manual`: the manual page.
 *
 * Maps from: the table of verbs. Maps to: a page in the language of man, shown by man on a
 * terminal, printed elsewhere.
 */

import { spawnSync } from 'node:child_process';
import { isatty } from 'node:tty';
import type { CommandLine } from './arguments.js';
import { projectKeys } from './projectKeys.js';
import { printOut, printPaged } from './terminal.js';
import { ExitStatus, optionForm, UsageError, usage } from './usage.js';
import { environment, type OptionUse, verbs, verbTable } from './verbs.js';
import { ownVersion } from './version.js';

type VerbLine = Extract<CommandLine, { action: 'verb' }>;

export async function manual({ operands }: VerbLine): Promise<number> {
  if (operands.length > 0) throw new UsageError('manual takes no operands');
  const page = manualPage(ownVersion());
  if (!isatty(1)) printOut(page);
  else if (!showsByMan(page)) printPaged([null, ...verbs].map((verb) => usage(verb)).join('\n'));
  return ExitStatus.clean;
}

/** Whether there is a man that shows pages which are nowhere. */
function showsByMan(page: string): boolean {
  const { status, error } = spawnSync('man', ['-l', '-'], {
    input: page,
    stdio: ['pipe', 'inherit', 'ignore'],
  });
  return error === undefined && status === 0;
}

export function manualPage(version: string): string {
  return [
    `.TH NATIVECOMPILE 1 "" "nativecompile ${plain(version)}" "User Commands"`,
    '.SH NAME',
    'nativecompile \\- compile Python 3.11 to x86 machine code, and run it',
    '.SH SYNOPSIS',
    ...verbs.flatMap((verb) =>
      verbTable[verb].usages.map((line) => {
        const word = verb === 'run' ? '[run]' : verb;
        return `.B nativecompile ${plain(word)}\n${plain(line)}\n.br`;
      }),
    ),
    '.SH DESCRIPTION',
    plain(
      'nativecompile compiles the bytecode of CPython 3.11 to machine code, x86-32 or ' +
        'x86-64, shows it, and runs programs with it. Programs run unchanged, with the ' +
        'tracebacks, exit statuses and signals of CPython.',
    ),
    '.SH VERBS',
    ...verbs.flatMap((verb) => {
      const { about, options, terms, notes, status } = verbTable[verb];
      const shown = options.filter(({ isHidden }) => isHidden !== true);
      return [
        `.SS ${plain(verb)}`,
        ...about.flatMap((text) => ['.PP', plain(text)]),
        ...shown.flatMap(entry),
        ...(terms ?? []).flatMap(([name, text]) => item(name, text)),
        ...(notes ?? []).flatMap((text) => ['.PP', plain(text)]),
        '.PP',
        plain(`Exit status: ${status}.`),
      ];
    }),
    '.SH OPTIONS OF ALL VERBS',
    ...item('--help', 'what the command, or a verb, takes'),
    ...item('--version', 'the versions of nativecompile, Python and Node'),
    '.SH PROJECT SETTINGS',
    plain(
      'asm, dis, mixed, graph, diff and check read the table [tool.nativecompile] of the ' +
        'nearest pyproject.toml: of the folder of FILE, or of one above it. Options on the ' +
        'command line stand over it. It has the names of the settings in editors; those that ' +
        'mean something here are:',
    ),
    ...projectKeys.flatMap(({ key, text }) => item(key, text)),
    '.PP',
    plain('What is not known is warned of. Nothing of a project is executed.'),
    '.SH ENVIRONMENT',
    ...environment.flatMap(([name, text]) => item(name, text)),
    '.SH EXAMPLES',
    ...item('nativecompile program.py --its --arguments', 'runs a program'),
    ...item('nativecompile asm hot.py:dot', 'prints the machine code of a function'),
    ...item('nativecompile asm --watch hot.py:42', 'that around line 42, again at each save'),
    ...item('nativecompile check --format github src', 'says in a workflow what is not compiled'),
    '',
  ].join('\n');
}

const entry = (use: OptionUse): string[] => item(optionForm(use), use.text);
const item = (name: string, text: string): string[] => [`.TP\n.B ${plain(name)}`, plain(text)];

/** As man reads it: no character of its language is meant. */
function plain(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^(?=[.'])/gm, '\\&')
    .replaceAll('\u00a0', ' ')
    .trim();
}
