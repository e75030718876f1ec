/**
 * What the command line takes: verbs, their operands and their options, in words.
 *
 * Maps from: nothing. Maps to: the one table that help, the manual, completion in shells and the
 * reading of arguments are made of. Knows nothing of how the verbs work.
 */

import { compileModes } from '../helper/protocol.js';
import { counterLevels } from '../compiler/counterLevels.js';
import { targetNames } from '../compiler/target/target.js';
import { details } from '../language/views.js';
import { profileFormats } from '../run/profileFormats.js';

export const verbs = [
  'run',
  'python',
  'asm',
  'dis',
  'mixed',
  'graph',
  'diff',
  'check',
  'verify',
  'bench',
  'profile',
  'doctor',
  'lsp',
  'completion',
  'manual',
] as const;
export type Verb = (typeof verbs)[number];

export const shells = ['bash', 'zsh', 'fish'] as const;
export const checkFormats = ['text', 'json', 'sarif', 'github'] as const;

/** What an option's value is, to complete it: one of some words, or a thing of a kind. */
type Value =
  | { readonly name: string; readonly words: readonly string[] }
  | { readonly name: string; readonly kind: 'file' | 'folder' | 'opcode' | 'number' };

/** Every option, and what its value is; null: it takes none. */
export const optionValues = {
  '--target': { name: 'TARGET', words: targetNames },
  '--python': { name: 'PATH', kind: 'folder' },
  '--compile': { name: 'MODE', words: compileModes },
  '--tier': { name: 'TIER', words: ['auto', 'baseline'] },
  '--interpret': null,
  '--strict': null,
  '--without': { name: 'OPCODE,…', kind: 'opcode' },
  '--stats': null,
  '--no-cache': null,
  '--counters': { name: 'LEVEL', words: counterLevels },
  '--report': { name: 'FILE', kind: 'file' },
  '--memory-limit': { name: 'MIB', kind: 'number' },
  '--json': null,
  '--sarif': null,
  '--hints': null,
  '--fix': null,
  '--format': { name: 'FORMAT', words: checkFormats },
  '--watch': null,
  '--syntax': { name: 'SYNTAX', words: ['intel', 'att'] },
  '--detail': { name: 'LEVEL', words: details },
  '--bytes': null,
  '--no-bytes': null,
  '--no-source': null,
  '--functions': null,
  '--all': null,
  '--output': { name: 'FILE', kind: 'file' },
  '--counts': { name: 'FILE', kind: 'file' },
  '--against': { name: 'BEFORE', kind: 'file' },
  '--runs': { name: 'N', kind: 'number' },
  '--timeout': { name: 'SECONDS', kind: 'number' },
  '--stdio': null,
  '--clientProcessId': { name: 'ID', kind: 'number' },
  '--help': null,
  '--version': null,
} as const satisfies Readonly<Record<string, Value | null>>;

export type OptionName = keyof typeof optionValues;

export const optionNames = Object.keys(optionValues) as OptionName[];

export function isOptionName(name: string): name is OptionName {
  return Object.hasOwn(optionValues, name);
}

/** null: it takes none. */
export const optionValue = (name: OptionName): Value | null => optionValues[name];

/** An option as one verb has it. */
export interface OptionUse {
  readonly name: OptionName;
  /** What its value is called in the verb's help, where it is not what the table above says. */
  readonly value?: string;
  /** The values that this verb takes, where they are others than in the table above. */
  readonly words?: readonly string[];
  /** In a few words, where the text does not begin with them. */
  readonly brief?: string;
  /** What it does, without a full stop. */
  readonly text: string;
  /** Known, and not told of. */
  readonly isHidden?: boolean;
}

export interface VerbEntry {
  /** The command lines that it takes, without `nativecompile` and the verb. */
  readonly usages: readonly string[];
  /** In a few words, beside others. */
  readonly summary: string;
  /** Paragraphs. */
  readonly about: readonly string[];
  readonly options: readonly OptionUse[];
  /** What is printed besides, and what it means. */
  readonly terms?: readonly (readonly [name: string, text: string])[];
  /** Paragraphs behind the options. */
  readonly notes?: readonly string[];
  /** What the exit statuses mean. */
  readonly status: string;
  /** What operands are, to complete them. */
  readonly completes: 'program' | 'functions' | 'sources' | 'shells' | 'nothing';
}

const target: OptionUse = {
  name: '--target',
  text: 'the machine that it is compiled for (default: x86-32)',
};
const without: OptionUse = { name: '--without', text: 'treat these opcodes as not compiled' };
const python: OptionUse = {
  name: '--python',
  text:
    'the Python whose packages the program gets: a virtual environment, or a python3.11 of this ' +
    'machine; none: no packages. Without it: the activated environment (VIRTUAL_ENV), or .venv ' +
    'beside the program',
};
const pythonAsForRun: OptionUse = { name: '--python', text: 'as for run' };
const timeout: OptionUse = { name: '--timeout', text: 'end a run that takes longer' };
const watch: OptionUse = {
  name: '--watch',
  text: 'do it again whenever a file is saved, until Ctrl+C',
};

const running: readonly OptionUse[] = [
  {
    name: '--target',
    text:
      'the machine that code is compiled for: x86-32 (the default), which runs in a 32-bit ' +
      'Python, or x86-64, which runs in a 64-bit one',
  },
  python,
  {
    name: '--compile',
    brief: 'what is compiled, and when',
    text:
      'hot: compile what becomes hot, while the program runs (the default). main: the file ' +
      'and the modules beside it before they run, others when they become hot (the default of ' +
      '--strict and --counters). all: all code before it runs, the standard library included',
  },
  {
    name: '--tier',
    text: 'there is one tier in this version, so both are the same',
  },
  { name: '--interpret', text: 'the same process, but nothing is compiled' },
  {
    name: '--strict',
    text: 'native code that leaves for the interpreter ends the program, status 70',
  },
  without,
  {
    name: '--counters',
    text:
      'count how often lines or functions run natively, and print it at the end (standard ' +
      'error); with --json and lines also which types operands and parameters had',
  },
  {
    name: '--report',
    text: 'write counts, end and fatal signals to FILE instead, as JSON',
  },
  { name: '--timeout', text: 'end the program after that time' },
  { name: '--memory-limit', text: 'the most memory that the program may have' },
  {
    name: '--stats',
    text: 'at the end, print what ran natively and what did not (standard error)',
  },
  { name: '--json', text: 'print the statistics as JSON' },
  { name: '--no-cache', text: 'neither use nor write the cache of compiled code' },
];

const listing: readonly OptionUse[] = [
  { name: '--functions', text: 'list the functions, with sizes, instead of their code' },
  {
    name: '--all',
    text: 'all functions of FILE, on a terminal too, where a list of them is the default',
  },
  watch,
  target,
  { name: '--syntax', text: 'how machine instructions are written (default: intel)' },
  {
    name: '--detail',
    brief: 'how much is shown',
    text:
      'essential: what does the work; a row that begins with ▸ stands for checks and ' +
      'bookkeeping between, and for code out of line (the default). hot: all of the straight ' +
      'path; code out of line stays one row a line. all: everything, in the order of addresses',
  },
  { name: '--bytes', text: 'show the bytes of the instructions' },
  { name: '--no-bytes', text: 'leave them out (the default)' },
  { name: '--no-source', text: 'leave out the lines of the source' },
  without,
  { name: '--json', text: 'as data' },
];

const choosing =
  'NAME is the qualified name of a function: Vector.dot, f.<locals>.g, or <module> for the ' +
  'code of the module itself; a part of it is enough where it fits one function alone. LINE ' +
  'is the number of a line in it, TEXT is text in it: "hot.py:a[i] * b[i]". FILE - is ' +
  'standard input. Nothing is run or imported.';
const project =
  '[tool.nativecompile] in a pyproject.toml beside FILE or above it says what options do not: ' +
  'see nativecompile manual.';
const ofProgram = [
  '[OPTIONS] FILE [ARGUMENTS…]',
  '[OPTIONS] -c CODE [ARGUMENTS…]',
  '[OPTIONS] -m MODULE [ARGUMENTS…]',
];
const ofFunction = ['[OPTIONS] FILE[:NAME|:LINE|:TEXT]'];
const listed = '0 listed, 1 FILE is no Python, 2 wrong usage, 3 internal error';

export const verbTable: Readonly<Record<Verb, VerbEntry>> = {
  run: {
    usages: ofProgram,
    summary: 'run a program natively',
    about: [
      'Runs a Python program; what becomes hot is compiled meanwhile. The word run may be ' +
        'left out. Without FILE it is an interactive Python.',
    ],
    options: running,
    notes: [
      "Python's own options (-B -E -I -O -P -s -S -u -v -W … -X …) stand behind these and are " +
        'passed on.',
    ],
    status: 'that of the program; 70 after --strict',
    completes: 'program',
  },
  python: {
    usages: ['[ARGUMENTS…]'],
    summary: 'a python3.11, all compiled',
    about: [
      'Takes the command line of python3.11. All code is compiled before it runs (--compile ' +
        'all). The options of nativecompile run stand before the word python: nativecompile ' +
        "--strict --stats python -m test. Python's own help is printed by nativecompile " +
        'python --help.',
    ],
    options: running.map((use) => ({ ...use, isHidden: true })),
    status: 'that of the program',
    completes: 'program',
  },
  asm: {
    usages: ofFunction,
    summary: 'the machine code',
    about: ['Prints the machine code of a function, by line of the source.', choosing, project],
    options: listing,
    status: listed,
    completes: 'functions',
  },
  dis: {
    usages: ofFunction,
    summary: 'the bytecode',
    about: ['Prints the bytecode of a function, by line of the source.', choosing, project],
    options: listing,
    status: listed,
    completes: 'functions',
  },
  mixed: {
    usages: ofFunction,
    summary: 'source, bytecode and machine code',
    about: ['Prints source, bytecode and machine code of a function.', choosing, project],
    options: listing,
    status: listed,
    completes: 'functions',
  },
  graph: {
    usages: ofFunction,
    summary: 'its control flow, as a picture (SVG)',
    about: [
      "Draws the control flow of a function: its blocks in Python's words, and where " +
        'control goes from each.',
      choosing,
      project,
    ],
    options: [
      { name: '--output', text: 'where the picture goes (default: standard output)' },
      {
        name: '--detail',
        brief: 'how much is shown',
        text:
          'essential: what the program says; blocks that only put exceptions in order, and ' +
          'jumps, are left out and counted (the default). hot: with the bytecode of each ' +
          'block. all: all blocks, with their bytecode',
      },
      {
        name: '--counts',
        text:
          'draw thick what was taken often: FILE is what ' +
          'nativecompile run --counters lines --report FILE wrote',
      },
      { ...watch, text: `${watch.text}; with --output` },
      target,
      without,
    ],
    status: '0 drawn, 1 FILE is no Python, 2 wrong usage, 3 internal error',
    completes: 'functions',
  },
  diff: {
    usages: ['[OPTIONS] FILE:NAME FILE:NAME', '--target x86-32,x86-64 [OPTIONS] FILE:NAME'],
    summary: 'what differs between two functions',
    about: [
      'Compares the listings of two functions, or of one for two targets, without what only says ' +
        'where a row stands (offsets, line numbers).',
      choosing,
      project,
    ],
    options: [
      { name: '--target', value: 'TARGET,…', text: 'the machine (default: x86-32), or two' },
      { name: '--syntax', text: 'how machine instructions are written (default: intel)' },
      { name: '--detail', text: 'as for asm (default: hot)' },
      { name: '--no-source', text: 'leave out the lines of the source' },
      without,
    ],
    status: '0 the same, 1 different, 2 wrong usage, 3 internal error',
    completes: 'functions',
  },
  check: {
    usages: ['[OPTIONS] FILE…'],
    summary: 'what is not compiled, and why',
    about: [
      'Says what of each FILE will not run as machine code, and why. Nothing is run or ' +
        'imported. A folder stands for all .py files below it.',
      project,
    ],
    options: [
      {
        name: '--fix',
        text: 'apply the fixes that do the same in other words, and say what is left',
      },
      { name: '--hints', text: 'say what could be quicker, too' },
      {
        name: '--format',
        brief: 'how findings are written',
        text: 'github: commands that GitHub shows at the lines of a pull request (default: text)',
      },
      { name: '--json', text: 'the same as --format json' },
      { name: '--sarif', text: 'the same as --format sarif: SARIF 2.1.0' },
      watch,
      target,
      { name: '--python', text: 'where packages are looked for (NC104); as for run' },
      without,
    ],
    terms: [
      ['NC001', 'no code is generated for this line (a constant condition)'],
      ['NC002', 'a comment that suppresses nothing'],
      ['NC101', 'an opcode is not compiled: the function continues in the interpreter there'],
      ['NC102', 'a kind of function is not compiled'],
      ['NC103', 'too large: what limit, and what happens'],
      ['NC104', 'an import of what a Python of the target cannot load'],
      ['NC201 to NC204', 'with --hints: generic operations; globals, numbers and calls in loops'],
    ],
    notes: [
      'The comment "#\u00a0nativecompile:\u00a0ignore[NC101]" at a statement leaves its ' +
        'findings out; "#\u00a0nativecompile:\u00a0interpret" at a def or class, or above the ' +
        'first statement of a file, keeps it interpreted, in runs as well.',
    ],
    status: '0 nothing found, 1 findings (hints alone are none), 2 wrong usage, 3 internal error',
    completes: 'sources',
  },
  verify: {
    usages: ['[OPTIONS] FILE [ARGUMENTS…]'],
    summary: 'run natively and interpreted, compare',
    about: [
      'Runs FILE twice in the same kind of process, interpreted and natively, and compares ' +
        'what it prints and how it ends. Both runs are real: what FILE writes or sends ' +
        'happens twice. Standard input is read to its end first and given to both, unless it ' +
        'is a terminal.',
    ],
    options: [
      target,
      pythonAsForRun,
      { name: '--compile', text: 'as for run (default: all)' },
      { name: '--tier', text: 'as for run' },
      { name: '--strict', text: 'native code that leaves for the interpreter is a difference' },
      without,
      { name: '--no-cache', text: 'as for run' },
      timeout,
      { name: '--memory-limit', text: 'the most memory that each may have' },
      { name: '--report', text: 'write what was found to FILE, as JSON' },
      { name: '--json', text: 'the result as JSON' },
    ],
    status: '0 the same, 1 different, 2 wrong usage, 3 internal error',
    completes: 'program',
  },
  bench: {
    usages: ['[OPTIONS] FILE [ARGUMENTS…]', '--against BEFORE [OPTIONS] FILE [ARGUMENTS…]'],
    summary: 'run natively and interpreted, time',
    about: [
      'Runs FILE interpreted and natively in turns, after one run of each that does not ' +
        'count, and prints the median, the middle half of the times, and the ratio. A time is ' +
        'that of the program itself: what starting a process and Python takes is shown apart. ' +
        'What FILE prints is compared, not shown.',
    ],
    options: [
      {
        name: '--against',
        brief: 'what a change has brought',
        text:
          'run an earlier version of FILE and FILE natively in turns instead, and print the ' +
          'times of both and of their functions, each with what it calls',
      },
      { name: '--runs', text: 'pairs of runs (default: 5)' },
      {
        name: '--target',
        value: 'TARGET,…',
        text: 'x86-32 (default), x86-64, or both, each with a column of its own',
      },
      pythonAsForRun,
      { name: '--compile', text: 'as for run' },
      { name: '--tier', text: 'as for run' },
      without,
      { name: '--no-cache', text: 'as for run' },
      timeout,
      { name: '--memory-limit', text: 'the most memory that each may have' },
      { name: '--json', text: 'the times as JSON' },
    ],
    status: '0 measured, 1 the runs ended differently, 2 wrong usage, 3 internal error',
    completes: 'program',
  },
  profile: {
    usages: ofProgram,
    summary: 'run natively, and say what is slow',
    about: [
      'Runs the program as nativecompile FILE does, and looks up to a thousand times a ' +
        'second where its processor time goes: in machine code, in the interpreter, or in C ' +
        'code of CPython. When it has ended, the hottest lines are printed on standard error, ' +
        'each with its share of the time, what the time is spent on, and what would help. A ' +
        "line's time is its own, with the C functions that it calls; that of Python functions " +
        'that it calls is with their lines. Threads and child processes are in it. The ' +
        'program notices nothing of it.',
    ],
    options: [
      {
        name: '--format',
        words: profileFormats,
        brief: 'what is written',
        text:
          'table: the hottest lines, for reading (the default). The others have all stacks: ' +
          'speedscope for https://www.speedscope.app, cpuprofile for VS Code and Chrome, folded, ' +
          'one stack a line, for flame graphs',
      },
      {
        name: '--output',
        text:
          'where it goes; - is standard output. Without it a table goes to standard error, ' +
          'and the others to PROGRAM.speedscope.json, PROGRAM.cpuprofile or PROGRAM.folded in ' +
          'the working folder',
      },
      { name: '--json', text: 'the lines as JSON instead of a table, all of them' },
      ...running
        .filter(({ name }) => !['--interpret', '--counters', '--json'].includes(name))
        .map(({ name }): OptionUse => ({ name, text: 'as for run' })),
    ],
    status: 'that of the program',
    completes: 'program',
  },
  doctor: {
    usages: ['[OPTIONS]'],
    summary: 'is everything there that is needed?',
    about: [
      'Checks everything that running natively needs, and says of each missing thing how to ' +
        'get it.',
    ],
    options: [
      {
        name: '--target',
        text: 'runs a program for this target only (default: all that are there)',
      },
      { name: '--python', text: 'the Python whose packages are looked at; as for run' },
      { name: '--json', text: 'as data' },
    ],
    status: '0 all is there, 1 something is missing',
    completes: 'nothing',
  },
  lsp: {
    usages: ['[--target TARGET] --stdio'],
    summary: 'the language server, for editors',
    about: [
      'Speaks the Language Server Protocol on standard input and output. Editors start it; ' +
        'docs/editors.md says how. It compiles the Python files that are open, and runs none.',
    ],
    options: [
      {
        name: '--target',
        text: 'what the setting nativecompile.target is where the editor has none',
      },
      { name: '--stdio', text: 'the only way of talking that there is' },
      // What editors add to every language server's command line.
      { name: '--clientProcessId', text: 'ignored', isHidden: true },
    ],
    status: '0 after shutdown and exit, 1 when the client left without',
    completes: 'nothing',
  },
  completion: {
    usages: ['bash|zsh|fish'],
    summary: 'completion for a shell',
    about: [
      'Prints a script that completes verbs, options and files. For bash, in ~/.bashrc: ' +
        'eval "$(nativecompile completion bash)". For zsh, in ~/.zshrc behind compinit: ' +
        'eval "$(nativecompile completion zsh)". For fish: nativecompile completion fish > ' +
        '~/.config/fish/completions/nativecompile.fish',
    ],
    options: [],
    status: '0 printed, 2 wrong usage',
    completes: 'shells',
  },
  manual: {
    usages: [''],
    summary: 'the manual page',
    about: [
      'Shows the manual on a terminal. Elsewhere prints its source, for man: ' +
        'nativecompile manual > ~/.local/share/man/man1/nativecompile.1',
    ],
    options: [],
    status: '0 shown',
    completes: 'nothing',
  },
};

/** What the environment says, in the order of help. */
export const environment: readonly (readonly [name: string, text: string])[] = [
  [
    'NATIVECOMPILE_EXECUTION',
    'how x86-32 code is executed: emulated, or direct; unset, it is emulated where this machine ' +
      'executes none',
  ],
  [
    'NATIVECOMPILE_C_LIBRARY',
    "whose C library the installed x86-64 helper has: machine, or carried; unset, the machine's " +
      'where it is glibc 2.36 or newer',
  ],
  ['NATIVECOMPILE_TARGET', 'the target where --target is not given: x86-32 or x86-64'],
  ['NATIVECOMPILE_PYTHON', 'the Python where --python is not given'],
  ['XDG_CACHE_HOME', 'where the cache of compiled code is (default: ~/.cache)'],
  ['NO_COLOR', 'no colours on terminals either'],
  ['PAGER', 'through what long listings go on a terminal (default: less)'],
];
