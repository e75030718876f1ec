/**
 * The verb `completion`: scripts that complete this command line in shells.
 *
 * Maps from: the table of verbs. Maps to: a script for bash, zsh or fish on standard output. The
 * scripts know the words and start nothing.
 */

import { opcodeNames } from '../opcodes/opcodeNames.js';
import type { CommandLine } from './arguments.js';
import { printOut } from './terminal.js';
import { ExitStatus, UsageError } from './usage.js';
import { type OptionUse, optionValue, shells, verbs, type Verb, verbTable } from './verbs.js';

type VerbLine = Extract<CommandLine, { action: 'verb' }>;
type Shell = (typeof shells)[number];

export async function completion({ operands }: VerbLine): Promise<number> {
  const [word, ...more] = operands;
  const shell = shells.find((name) => name === word);
  if (shell === undefined || more.length > 0) {
    throw new UsageError(`completion needs the name of a shell: ${shells.join(', ')}`);
  }
  printOut(completionScript(shell));
  return ExitStatus.clean;
}

export function completionScript(shell: Shell): string {
  return { bash: bashScript, zsh: zshScript, fish: fishScript }[shell]();
}

const help: readonly OptionUse[] = [
  { name: '--help', text: 'what it takes' },
  { name: '--version', text: 'the versions' },
];

const usesOf = (verb: Verb): OptionUse[] => [
  ...verbTable[verb].options.filter(({ isHidden }) => isHidden !== true),
  ...help,
];

/** Words that a value may be; null: it is something else. */
function wordsOf({ name, words }: OptionUse): readonly string[] | null {
  const value = optionValue(name);
  if (value === null) return null;
  if (words !== undefined) return words;
  if ('words' in value) return value.words;
  return value.kind === 'opcode' ? opcodeNames : null;
}

const isPath = ({ name }: OptionUse): boolean => {
  const value = optionValue(name);
  return value !== null && 'kind' in value && (value.kind === 'file' || value.kind === 'folder');
};

/** Each option once, as the first verb that has it tells of it. */
function allUses(): OptionUse[] {
  const found = new Map(verbs.flatMap((verb) => usesOf(verb)).map((use) => [use.name, use]));
  return [...found.values()];
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

function bashScript(): string {
  const values = allUses().flatMap((use) => {
    const words = wordsOf(use);
    if (words !== null) {
      return [`    ${use.name}) _nativecompile_words ${quoted(words.join(' '))}; return ;;`];
    }
    if (isPath(use)) return [`    ${use.name}) _nativecompile_files '*'; return ;;`];
    return optionValue(use.name) === null ? [] : [`    ${use.name}) return ;;`];
  });
  const options = verbs.map((verb) => {
    const names = usesOf(verb).map(({ name }) => name);
    return `      ${verb}) _nativecompile_words ${quoted(names.join(' '))} ;;`;
  });
  const operands = verbs.map((verb) => {
    const { completes } = verbTable[verb];
    const what = {
      program: "_nativecompile_files '*'",
      functions: "_nativecompile_files '*.py'",
      sources: "_nativecompile_files '*.py'",
      shells: `_nativecompile_words ${quoted(shells.join(' '))}`,
      nothing: ':',
    }[completes];
    return `    ${verb}) ${what} ;;`;
  });
  return `# Completion of nativecompile in bash; made by: nativecompile completion bash

_nativecompile_words() {
  mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur")
}

_nativecompile_files() {
  compopt -o filenames 2>/dev/null
  mapfile -t COMPREPLY < <(compgen -f -X "!$1" -- "$cur"; [[ $1 == '*' ]] || compgen -d -- "$cur")
}

_nativecompile() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} verb= word
  COMPREPLY=()
  # Bash takes --target=x86-64 for three words.
  if [[ $cur == = ]]; then cur=; elif [[ $prev == = ]]; then prev=\${COMP_WORDS[COMP_CWORD-2]}; fi
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $word in
    ${verbs.join('|')}) verb=$word; break ;;
    esac
  done
  case $prev in
${values.join('\n')}
  esac
  if [[ $cur == -* ]]; then
    case \${verb:-run} in
${options.join('\n')}
    esac
    return
  fi
  case $verb in
    '') _nativecompile_files '*.py'
      mapfile -t -O "\${#COMPREPLY[@]}" COMPREPLY < <(compgen -W ${quoted(verbs.join(' '))} -- "$cur") ;;
${operands.join('\n')}
  esac
}

complete -F _nativecompile nativecompile
`;
}

/** Brackets and colons mean something to \`_arguments\`. */
const inZsh = (text: string): string => text.replace(/[[\]:\\]/g, '\\$&');

function zshScript(): string {
  const specification = (use: OptionUse): string => {
    const value = optionValue(use.name);
    const told = `${use.name}[${inZsh(firstWords(use))}]`;
    if (value === null) return quoted(told);
    const words = wordsOf(use);
    const action = words !== null ? `(${words.join(' ')})` : isPath(use) ? '_files' : ' ';
    return quoted(`${told}:${inZsh(value.name)}:${action}`);
  };
  const options = verbs.map((verb) => {
    const lines = usesOf(verb).map((use) => `        ${specification(use)}`);
    return `    (${verb})\n      options=(\n${lines.join('\n')}\n      )\n      ;;`;
  });
  const operands = verbs.map((verb) => {
    const { completes } = verbTable[verb];
    const what = {
      program: "'*:file:_files'",
      functions: `'*:file:_files -g "*.py"'`,
      sources: `'*:file:_files -g "*.py"'`,
      shells: `'1:shell:(${shells.join(' ')})'`,
      nothing: '',
    }[completes];
    return `    (${verb}) operands=(${what}) ;;`;
  });
  const described = verbs.map((verb) => `    ${quoted(`${verb}:${verbTable[verb].summary}`)}`);
  return `#compdef nativecompile
# Completion of nativecompile in zsh; made by: nativecompile completion zsh

_nativecompile() {
  local verb= index
  local -a options operands verbs
  verbs=(
${described.join('\n')}
  )
  for (( index = 2; index < CURRENT; index++ )); do
    case $words[index] in
      (${verbs.join('|')}) verb=$words[index]; break ;;
    esac
  done
  case \${verb:-run} in
${options.join('\n')}
  esac
  case \${verb:-run} in
${operands.join('\n')}
  esac
  if [[ -z $verb ]]; then
    [[ $PREFIX == -* ]] || _describe 'verb' verbs
    _arguments -S : $options '*:file:_files -g "*.py"'
    return
  fi
  words=("$words[1]" "\${(@)words[index+1,-1]}")
  (( CURRENT -= index - 1 ))
  _arguments -S : $options $operands
}

if [[ $funcstack[1] == _nativecompile ]]; then
  _nativecompile "$@"
else
  compdef _nativecompile nativecompile
fi
`;
}

function fishScript(): string {
  const others = verbs.filter((verb) => verb !== 'run');
  const lines = verbs.map((verb) => {
    const told = quotedInFish(verbTable[verb].summary);
    return `complete -c nativecompile -n __fish_use_subcommand -a ${verb} -d ${told}`;
  });
  for (const verb of verbs) {
    // Without a verb a program is run.
    const when = quotedInFish(
      verb === 'run'
        ? `not __fish_seen_subcommand_from ${others.join(' ')}`
        : `__fish_seen_subcommand_from ${verb}`,
    );
    for (const use of usesOf(verb)) {
      const words = wordsOf(use);
      const value =
        optionValue(use.name) === null
          ? ''
          : words !== null
            ? ` -x -a ${quotedInFish(words.join(' '))}`
            : isPath(use)
              ? ' -r -F'
              : ' -x';
      const told = quotedInFish(firstWords(use));
      lines.push(`complete -c nativecompile -n ${when} -l ${use.name.slice(2)}${value} -d ${told}`);
    }
    const { completes } = verbTable[verb];
    if (completes === 'shells') {
      lines.push(`complete -c nativecompile -n ${when} -f -a '${shells.join(' ')}'`);
    } else if (completes === 'nothing') {
      lines.push(`complete -c nativecompile -n ${when} -f`);
    } else {
      lines.push(`complete -c nativecompile -n ${when} -k -a '(__fish_complete_suffix .py)'`);
    }
  }
  return `# Completion of nativecompile in fish; made by: nativecompile completion fish\n${lines.join('\n')}\n`;
}

const quotedInFish = (text: string): string =>
  `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

const MOST_TOLD = 60;

/** A shell shows one line. */
function firstWords({ brief, text }: OptionUse): string {
  const first = brief ?? text.split(/[;:.] | \(/)[0] ?? '';
  return first.length > MOST_TOLD ? `${first.slice(0, MOST_TOLD - 1).trimEnd()}…` : first;
}
