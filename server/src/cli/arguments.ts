/**
 * Reads the command line.
 *
 * Maps from: the arguments after the command's name. Maps to: a verb, the options that it knows,
 * and what follows. Knows neither files nor processes; every wrong command line is a `UsageError`.
 */

import { type CounterLevel, counterLevels } from '../compiler/counterLevels.js';
import {
  defaultTarget,
  isTargetName,
  type TargetName,
  targetNames,
} from '../compiler/target/target.js';
import { type CompileMode, compileModes, type RunOptions } from '../helper/protocol.js';
import { noOptions } from '../helper/runDefaults.js';
import { isOpcodeName, type OpcodeName, opcodeNames } from '../opcodes/opcodeNames.js';
import { type EditorRequest, noRequest } from '../run/editorRequest.js';
import { defaultDetail, type Detail, isDetail } from '../language/views.js';
import { didYouMean, nearest } from './suggestions.js';
import { UsageError } from './usage.js';
import {
  isOptionName,
  type OptionName,
  optionNames,
  type OptionUse,
  type Verb,
  optionValue,
  verbs,
  verbTable,
} from './verbs.js';

export { type Verb, verbs } from './verbs.js';

export interface Options extends EditorRequest {
  /** The first that was named, or the default. */
  readonly target: TargetName;
  /** Those that were named; several only of `bench`. Empty: none was. */
  readonly targets: readonly TargetName[];
  readonly run: RunOptions;
  /** The Python whose packages the program gets, as it was named; empty: not named. */
  readonly python: string;
  readonly cache: boolean;
  /** Bytes of memory that the program may have; 0: no limit. */
  readonly memoryLimit: number;
  readonly json: boolean;
  readonly sarif: boolean;
  /** Also what could be quicker. */
  readonly hints: boolean;
  /** Preferred fixes are applied to the files. */
  readonly fix: boolean;
  /** Of what is printed; empty: the usual one. */
  readonly format: string;
  /** Does it again whenever a file is saved. */
  readonly watch: boolean;
  /** A list of the functions instead of their code. */
  readonly functions: boolean;
  /** All functions of a file, where a list of them is usual. */
  readonly all: boolean;
  /** What was said by its name, so that what a project wants does not stand over it. */
  readonly said: ReadonlySet<OptionName>;
  readonly syntax: 'intel' | 'att';
  readonly bytes: boolean;
  /** How much of the machine code a listing shows. */
  readonly detail: Detail;
  readonly source: boolean;
  /** The file that a picture or a profile goes to; empty: where it is usual. */
  readonly output: string;
  /** The report of a run whose counts are shown; empty: none. */
  readonly counts: string;
  /** The earlier version of a program that it is compared with; empty: none. */
  readonly against: string;
  /** Pairs of runs. */
  readonly runs: number;
  /** Seconds; 0 for no limit. */
  readonly timeout: number;
}

export type CommandLine =
  | { readonly action: 'help'; readonly verb: Verb | null }
  | { readonly action: 'version'; readonly target: TargetName }
  | {
      readonly action: 'verb';
      readonly verb: Verb;
      /** Whether it was written; otherwise it is `run`. */
      readonly isNamed: boolean;
      readonly options: Options;
      /**
       * For run and python, Python's command line; for the others the files and their arguments.
       */
      readonly operands: readonly string[];
    };

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

interface Reading {
  options: Mutable<Omit<Options, 'run' | 'said'>>;
  run: Mutable<RunOptions>;
  /** What was said, to tell an option that a verb does not know. */
  said: Set<OptionName>;
}

const isVerb = (word: string | undefined): word is Verb =>
  (verbs as readonly (string | undefined)[]).includes(word);

/** What stands in the environment instead of on the command line. */
export const TARGET_VARIABLE = 'NATIVECOMPILE_TARGET';

/**
 * @param editor what an editor that started the command wants besides
 * @param usual the target where the command line names none, as the environment has it
 */
export function parseArguments(
  args: readonly string[],
  editor: EditorRequest = noRequest,
  usual: string = defaultTarget,
): CommandLine {
  if (!isTargetName(usual)) {
    throw new UsageError(`${TARGET_VARIABLE} is ${targetNames.join(' or ')}, not ${usual}`);
  }
  const reading: Reading = {
    options: {
      ...editor,
      target: usual,
      targets: [],
      python: '',
      cache: true,
      memoryLimit: 0,
      json: false,
      sarif: false,
      hints: false,
      fix: false,
      format: '',
      watch: false,
      functions: false,
      all: false,
      syntax: 'intel',
      bytes: false,
      detail: defaultDetail,
      source: true,
      output: '',
      counts: '',
      against: '',
      runs: 5,
      timeout: 0,
    },
    run: { ...noOptions },
    said: new Set(),
  };
  let rest = readOptions(args, reading, true);
  let verb: Verb = 'run';
  let named: Verb | null = null;
  if (isVerb(rest[0])) {
    verb = named = rest[0];
    rest = rest.slice(1);
    // After `python` everything is Python's, so that it can stand wherever python3.11 stood.
    if (verb !== 'python') rest = readOptions(rest, reading, runsPython(verb));
  }
  if (reading.said.has('--help') || (named === null && isHelp(rest[0]))) {
    return { action: 'help', verb: named };
  }
  if (reading.said.has('--version')) {
    return { action: 'version', target: reading.options.target };
  }
  if (!runsPython(verb) && verb !== 'python' && verb !== 'verify' && verb !== 'bench') {
    rest = readAmong(rest, reading);
    if (reading.said.has('--help')) return { action: 'help', verb };
  }
  for (const option of reading.said) requireKnown(option, verb);
  const { format, targets } = reading.options;
  if (format !== '') requireWord('--format', format, verb);
  if (targets.length > 1 && verb !== 'bench' && verb !== 'diff') {
    throw new UsageError('only bench and diff take several targets');
  }
  if (!reading.said.has('--compile')) reading.run.mode = usualMode(verb, reading.run);
  return {
    action: 'verb',
    verb,
    isNamed: named !== null,
    options: { ...reading.options, run: reading.run, said: reading.said },
    operands: runsPython(verb) ? pythonArguments(rest) : rest,
  };
}

const useOf = (name: OptionName, verb: Verb): OptionUse | undefined =>
  verbTable[verb].options.find((use) => use.name === name);

function requireKnown(name: OptionName, verb: Verb): void {
  if (useOf(name, verb) !== undefined || name === '--help' || name === '--version') return;
  const others = verbs.filter((other) => {
    const use = useOf(name, other);
    return use !== undefined && use.isHidden !== true;
  });
  const elsewhere = others.length === 0 ? '' : `, but of ${alternatives(others, 'and')}`;
  throw new UsageError(`${name} is no option of ${verb}${elsewhere}`);
}

/** Of an option whose words are another verb's to say. */
function requireWord(name: OptionName, value: string, verb: Verb): void {
  const known = optionValue(name);
  const words = useOf(name, verb)?.words ?? (known && 'words' in known ? known.words : []);
  if (words.includes(value)) return;
  throw new UsageError(`${name} is ${alternatives(words, 'or')}, not ${value}`);
}

/** `a, b or c`. */
const alternatives = (words: readonly string[], last: 'and' | 'or'): string =>
  [words.slice(0, -1).join(', '), words.at(-1)].filter((part) => part !== '').join(` ${last} `);

/** Counts are to be whole, and a strict program is to be native, from the first line on. */
function usualMode(verb: Verb, { counters, strict }: RunOptions): CompileMode {
  if (verb === 'python' || verb === 'verify') return 'all';
  return strict || counters !== 'off' ? 'main' : 'hot';
}

/** Whether Python's own command line follows, with its options. */
const runsPython = (verb: Verb): boolean => verb === 'run' || verb === 'profile';

const isHelp = (word: string | undefined): boolean => word === '-h' || word === '-?';

/** Options up to the first word that is none; returns what follows. Words of Python's stay. */
function readOptions(args: readonly string[], reading: Reading, python: boolean): string[] {
  for (let i = 0; ; i += 1) {
    const word = args[i];
    if (word === undefined || !word.startsWith('--') || word === '--') return args.slice(i);
    if (python && word.startsWith('--check-hash-based-pycs')) return args.slice(i);
    i += readOption(word, args[i + 1], reading);
  }
}

/** Options among the operands, as people write them: `check a.py --json`. */
function readAmong(args: readonly string[], reading: Reading): string[] {
  const operands: string[] = [];
  for (let i = 0; i < args.length; i += 1) {
    const word = args[i] ?? '';
    if (word === '--') return [...operands, ...args.slice(i + 1)];
    if (word.startsWith('--')) i += readOption(word, args[i + 1], reading);
    else operands.push(word);
  }
  return operands;
}

/** Reads one option; returns how many further words it took. */
function readOption(word: string, next: string | undefined, reading: Reading): number {
  const equals = word.indexOf('=');
  const name = equals < 0 ? word : word.slice(0, equals);
  if (!isOptionName(name)) {
    const meant = nearest(name, optionNames);
    throw new UsageError(`there is no option ${name}${didYouMean(meant)}`);
  }
  reading.said.add(name);
  if (optionValue(name) === null) {
    if (equals >= 0) throw new UsageError(`${name} takes no value`);
    apply(name, '', reading);
    return 0;
  }
  const value = equals < 0 ? next : word.slice(equals + 1);
  if (value === undefined || value === '') throw new UsageError(`${name} needs a value`);
  apply(name, value, reading);
  return equals < 0 ? 1 : 0;
}

function apply(name: OptionName, value: string, { options, run }: Reading): void {
  switch (name) {
    case '--target':
      options.targets = [...new Set([...options.targets, ...value.split(',').map(target)])];
      options.target = options.targets[0] ?? options.target;
      break;
    case '--python':
      options.python = value;
      break;
    case '--compile':
      if (!isCompileMode(value))
        throw new UsageError(`--compile is main, hot or all, not ${value}`);
      run.mode = value;
      break;
    case '--tier':
      if (value === 'optimized') {
        throw new UsageError('--tier optimized: this version has the baseline tier only');
      }
      if (value !== 'auto' && value !== 'baseline') {
        throw new UsageError(`--tier is auto or baseline, not ${value}`);
      }
      break;
    case '--interpret':
      run.interpret = true;
      break;
    case '--strict':
      run.strict = true;
      break;
    case '--without':
      run.without = [...run.without, ...opcodes(value)];
      break;
    case '--stats':
      run.stats = true;
      break;
    case '--no-cache':
      options.cache = false;
      break;
    case '--counters':
      if (!isCounterLevel(value)) {
        throw new UsageError(`--counters is off, functions or lines, not ${value}`);
      }
      run.counters = value;
      break;
    case '--report':
      options.report = value;
      break;
    case '--memory-limit':
      options.memoryLimit = positive(name, value, true) * MEBIBYTE;
      break;
    case '--json':
      options.json = true;
      break;
    case '--sarif':
      options.sarif = true;
      break;
    case '--hints':
      options.hints = true;
      break;
    case '--format':
      options.format = value;
      break;
    case '--watch':
      options.watch = true;
      break;
    case '--functions':
      options.functions = true;
      break;
    case '--all':
      options.all = true;
      break;
    case '--fix':
      options.fix = true;
      break;
    case '--syntax':
      if (value !== 'intel' && value !== 'att') {
        throw new UsageError(`--syntax is intel or att, not ${value}`);
      }
      options.syntax = value;
      break;
    case '--detail':
      if (!isDetail(value)) {
        throw new UsageError(`--detail is essential, hot or all, not ${value}`);
      }
      options.detail = value;
      break;
    case '--bytes':
      options.bytes = true;
      break;
    case '--no-bytes':
      options.bytes = false;
      break;
    case '--no-source':
      options.source = false;
      break;
    case '--output':
      options.output = value;
      break;
    case '--counts':
      options.counts = value;
      break;
    case '--against':
      options.against = value;
      break;
    case '--runs':
      options.runs = positive(name, value, true);
      break;
    case '--timeout':
      options.timeout = positive(name, value, false);
      break;
    case '--stdio':
    case '--clientProcessId':
    case '--help':
    case '--version':
      break;
  }
}

function target(word: string): TargetName {
  if (isTargetName(word)) return word;
  throw new UsageError(`--target is ${targetNames.join(' or ')}, not ${word}`);
}

const MEBIBYTE = 1 << 20;

const isCounterLevel = (word: string): word is CounterLevel =>
  (counterLevels as readonly string[]).includes(word);

const isCompileMode = (word: string): word is CompileMode =>
  (compileModes as readonly string[]).includes(word);

function positive(name: string, text: string, whole: boolean): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0 || (whole && !Number.isInteger(value))) {
    throw new UsageError(`${name} needs a ${whole ? 'whole ' : ''}number above 0, not ${text}`);
  }
  return value;
}

function opcodes(list: string): OpcodeName[] {
  return list.split(',').map((word) => {
    const name = word.trim().toUpperCase();
    if (!isOpcodeName(name)) {
      const meant = didYouMean(nearest(name, opcodeNames));
      throw new UsageError(`CPython 3.11 has no opcode ${word.trim()}${meant}`);
    }
    return name;
  });
}

/** Python's single-letter options that take a value, which may be the next word. */
const WITH_VALUE = 'cmWX';

/**
 * Looks through Python's own options up to FILE, -c or -m, to find ours that someone put among
 * them, which Python would not understand. The arguments are passed on as they are.
 */
function pythonArguments(args: readonly string[]): readonly string[] {
  programIndex(args, (word) => {
    if (word.startsWith('--') && isOptionName(word.split('=')[0] ?? '')) {
      throw new UsageError(`${word} must stand before Python's own options`);
    }
  });
  return args;
}

/**
 * The file that a command line of Python's runs; null where it runs none, but a module, text, or
 * what people type.
 */
export function fileOf(args: readonly string[]): string | null {
  const word = args[programIndex(args, () => {})] ?? '';
  return word === '' || word.startsWith('-') ? null : word;
}

/** The index of FILE, -c or -m among the arguments; their number where there is none. */
function programIndex(args: readonly string[], onOption: (word: string) => void): number {
  for (let i = 0; i < args.length; i += 1) {
    const word = args[i] ?? '';
    if (word === '--check-hash-based-pycs') {
      i += 1;
      continue;
    }
    onOption(word);
    if (word === '--') return i + 1;
    if (!word.startsWith('-') || word === '-') return i;
    for (let j = 1; j < word.length; j += 1) {
      const letter = word[j] ?? '';
      if (!WITH_VALUE.includes(letter)) continue;
      if (letter === 'c' || letter === 'm') return i;
      if (j === word.length - 1) i += 1;
      break;
    }
  }
  return args.length;
}
