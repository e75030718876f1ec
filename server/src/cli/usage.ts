/**
 * What `--help` prints, and the error for a command line that says nothing that can be done.
 *
 * Maps from: a topic (the command itself or one of its verbs). Maps to: text. Knows nothing of how
 * the verbs work.
 */

import type { Verb } from './arguments.js';

/** The exit statuses of every verb but `run` and `python`, which exit as Python would. */
export const ExitStatus = { clean: 0, findings: 1, usage: 2, internal: 3 } as const;

/** A command line that cannot be carried out; exit status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const main = `nativecompile compiles Python 3.11 to machine code, x86-32 or x86-64, and runs it.

usage: nativecompile [run] [OPTIONS] FILE [ARGUMENTS…]    run a program natively
       nativecompile [run] [OPTIONS] -c CODE [ARGUMENTS…]
       nativecompile [run] [OPTIONS] -m MODULE [ARGUMENTS…]
       nativecompile [OPTIONS]                            an interactive Python
       nativecompile python [ARGUMENTS…]                  a python3.11 whose code is all compiled
       nativecompile asm FILE[:QUALNAME]                  the machine code
       nativecompile dis FILE[:QUALNAME]                  the bytecode
       nativecompile mixed FILE[:QUALNAME]                source, bytecode and machine code
       nativecompile check FILE…                          what is not compiled, and why
       nativecompile verify FILE [ARGUMENTS…]             run natively and interpreted, compare
       nativecompile bench FILE [ARGUMENTS…]              run natively and interpreted, time
       nativecompile profile FILE [ARGUMENTS…]            run natively, and say where the time goes
       nativecompile doctor                               is everything there that is needed?
       nativecompile lsp --stdio                          the language server, for editors

options of run, before FILE:
  --python PATH       the Python whose packages the program gets: a virtual environment, or a
                      python3.11 of this machine; none: no packages. Without it: the activated
                      environment (VIRTUAL_ENV), or .venv beside the program
  --compile hot       compile what becomes hot, while the program runs (this is the default)
  --compile main      compile the file and the modules beside it before they run, others when
                      they become hot (the default of --strict and --counters)
  --compile all       compile all code before it runs, the standard library included
  --tier TIER         auto or baseline; there is one tier in this version, so both are the same
  --interpret         the same process, but nothing is compiled
  --strict            native code that leaves for the interpreter ends the program, status 70
  --without OPCODE,…  treat these opcodes as not compiled
  --counters LEVEL    count how often lines or functions run natively (off, functions, lines),
                      and print it at the end (standard error); with --json and lines also
                      which types operands and parameters had
  --report FILE       write counts, end and fatal signals to FILE instead, as JSON
  --timeout SECONDS   end the program after that time
  --memory-limit MIB  the most memory that the program may have
  --stats             at the end, print what ran natively and what did not (standard error)
  --json              print the statistics as JSON
  --no-cache          neither use nor write the cache of compiled code
  Python's own options (-B -E -I -O -P -s -S -u -v -W … -X …) are passed on.

options of all verbs:
  --target TARGET     the machine that code is compiled for: x86-32 (the default), which runs in a
                      32-bit Python, or x86-64, which runs in a 64-bit one
  --help              this text, or what the named verb does: nativecompile asm --help
  --version           the versions of nativecompile, Python and Node

environment:
  NATIVECOMPILE_EXECUTION   how x86-32 code is executed: emulated, or direct;
                            unset, it is emulated where this machine executes none
  NATIVECOMPILE_C_LIBRARY   whose C library the installed x86-64 helper has: machine, or carried;
                            unset, the machine's where it is glibc 2.36 or newer
  NATIVECOMPILE_TARGET      the target where --target is not given: x86-32 or x86-64
  NATIVECOMPILE_PYTHON      the Python where --python is not given
  XDG_CACHE_HOME            where the cache of compiled code is (default: ~/.cache)
  NO_COLOR                  no colours on terminals either
  PAGER                     through what long listings go on a terminal (default: less)

exit status: run and python exit as the program does. Others: 0 clean, 1 findings, 2 wrong usage,
3 internal error.
`;

const listing = (
  verb: string,
  what: string,
): string => `usage: nativecompile ${verb} [OPTIONS] FILE[:QUALNAME]

Prints ${what} of FILE,
or of one function of it: nativecompile ${verb} hot.py:Vector.dot
The code of the module itself is called <module>; a function inside a function f is f.<locals>.g.
FILE - is standard input. Nothing is run or imported.

  --target x86-32|x86-64  the machine it is for (default: x86-32)
  --syntax intel|att      how machine instructions are written (default: intel)
  --detail essential      what does the work; a row that begins with ▸ stands for checks and
                          bookkeeping between, and for code out of line (the default)
  --detail hot            all of the straight path; code out of line stays one row a line
  --detail all            everything, in the order of addresses
  --bytes                 show the bytes of the instructions
  --no-source             leave out the lines of the source
  --without OPCODE,…      treat these opcodes as not compiled
  --json                  as data
`;

const verbs: Partial<Record<Verb, string>> = {
  asm: listing('asm', 'the machine code, by line of the source,'),
  dis: listing('dis', 'the bytecode, by line of the source,'),
  mixed: listing('mixed', 'source, bytecode and machine code'),
  check: `usage: nativecompile check [OPTIONS] FILE…

Says what of each FILE will not run as machine code, and why. Nothing is run or imported.
A folder stands for all .py files below it.

  NC001  no code is generated for this line (a constant condition)
  NC002  a comment that suppresses nothing
  NC101  an opcode is not compiled: the function continues in the interpreter there
  NC102  a kind of function is not compiled
  NC103  too large: what limit, and what happens
  NC104  an import of what a Python of the target cannot load
  NC201 to NC204, with --hints: generic operations; globals, numbers and calls in loops

The comment "# nativecompile: ignore[NC101]" at a statement leaves its findings out;
"# nativecompile: interpret" at a def or class, or above the first statement of a file, keeps it
interpreted, in runs as well.

  --target x86-32|x86-64  the machine that it is compiled for (default: x86-32)
  --python PATH           where packages are looked for (NC104); as for run
  --without OPCODE,…      treat these opcodes as not compiled
  --hints                 say what could be quicker, too
  --fix                   apply the fixes that do the same in other words, and say what is left
  --json                  the findings as JSON
  --sarif                 the findings as SARIF 2.1.0

exit status: 0 nothing found, 1 findings (hints alone are none), 2 wrong usage, 3 internal error.
`,
  verify: `usage: nativecompile verify [OPTIONS] FILE [ARGUMENTS…]

Runs FILE twice in the same kind of process, interpreted and natively, and compares what it prints
and how it ends. Both runs are real: what FILE writes or sends happens twice. Standard input is read
to its end first and given to both, unless it is a terminal.

  --target x86-32|x86-64  as for run (default: x86-32)
  --python PATH           as for run
  --compile main|hot|all  as for run (default: all)
  --strict                native code that leaves for the interpreter is a difference
  --without OPCODE,…      as for run
  --no-cache              as for run
  --timeout SECONDS       end a run that takes longer
  --json                  the result as JSON

exit status: 0 the same, 1 different, 2 wrong usage, 3 internal error.
`,
  bench: `usage: nativecompile bench [OPTIONS] FILE [ARGUMENTS…]

Runs FILE interpreted and natively in turns, after one run of each that does not count, and prints
the median, the middle half of the times, and the ratio. A time is that of the program itself: what
starting a process and Python takes is shown apart. What FILE prints is compared, not shown.

  --runs N            pairs of runs (default: 5)
  --target TARGET,…   x86-32 (default), x86-64, or both, each with a column of its own
  --python PATH       as for run
  --compile main|hot|all, --without OPCODE,…, --no-cache   as for run
  --timeout SECONDS   end a run that takes longer
  --json              the times as JSON

exit status: 0 measured, 1 the runs ended differently, 2 wrong usage, 3 internal error.
`,
  profile: `usage: nativecompile profile [OPTIONS] FILE [ARGUMENTS…]
       nativecompile profile [OPTIONS] -c CODE [ARGUMENTS…]
       nativecompile profile [OPTIONS] -m MODULE [ARGUMENTS…]

Runs the program as nativecompile FILE does, and looks about a thousand times a second where its
processor time goes: in machine code, in the interpreter, or in CPython's own C code. When it has
ended, the hottest lines are printed on standard error, each with its share of the time, what the
time is spent on, and what would help. A line's time is its own, with the C functions that it calls;
that of Python functions that it calls is with their lines. Threads and child processes are in it.
The program notices nothing of it, and takes some per cent longer at most.

  --format table        the hottest lines, for reading (the default)
  --format speedscope   all stacks, for https://www.speedscope.app
  --format cpuprofile   all stacks, for VS Code and Chrome
  --format folded       all stacks, one a line, for flame graphs
  --output FILE         where it goes; - is standard output. Without it a table goes to standard
                        error, and the others to PROGRAM.speedscope.json, PROGRAM.cpuprofile or
                        PROGRAM.folded in the working folder
  --json                the lines as JSON instead of a table, all of them
  --target, --python, --compile, --strict, --without, --no-cache, --stats, --timeout,
  --memory-limit        as for run

exit status: that of the program.
`,
  doctor: `usage: nativecompile doctor [OPTIONS]

Checks everything that running natively needs, and says of each missing thing how to get it.

  --target x86-32|x86-64  runs a program for this target only (default: for all that are there)
  --python PATH           the Python whose packages are looked at; as for run
  --json                  as data

exit status: 0 all is there, 1 something is missing.
`,
  lsp: `usage: nativecompile lsp [--target x86-32|x86-64] --stdio

Speaks the Language Server Protocol on standard input and output. Editors start it; docs/editors.md
says how. It compiles the Python files that are open, and runs none. --target is what the setting
nativecompile.target is where the editor has none.

exit status: 0 after shutdown and exit, 1 when the client left without.
`,
  python: `usage: nativecompile python [ARGUMENTS…]

Takes the command line of python3.11. All code is compiled before it runs (--compile all).
The options of nativecompile run stand before the word python:
  nativecompile --strict --stats python -m test
Python's own help is printed by nativecompile python --help.
`,
};

export function usage(verb: Verb | null): string {
  return (verb === null ? undefined : verbs[verb]) ?? main;
}
