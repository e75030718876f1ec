/**
 * `bench --against BEFORE FILE`: what a change of a program has brought.
 *
 * Maps from: two versions of a program and its arguments. Maps to: the times of both, run natively
 * by turns, as a whole and of each function that takes a part worth speaking of. A function's time
 * is processor time, with everything that it calls, and is estimated from samples
 * (docs/decisions/profile.md); the program's is measured.
 */

import { mkdirSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import type { TargetName } from '../compiler/target/target.js';
import type { Execution, ProgramResult } from '../helper/programRun.js';
import type { PythonChoice } from '../helper/pythonChoice.js';
import { HelperFailure } from '../helper/failure.js';
import { createTemporaryFolder, removeTemporaryFolder } from '../helper/temporaryFolder.js';
import { eachStack, type Profile } from '../language/profile.js';
import { readProfiles, resolveProfiles } from '../run/profile.js';
import type { Options } from './arguments.js';
import { emulatedText, milliseconds, runs, timesAsFast, verdict } from './benchReport.js';
import { programTime } from './bench.js';
import { painter, printOut, progress } from './terminal.js';
import { type Spread, spreadOf } from './times.js';
import { ExitStatus } from './usage.js';
import { captured, endText } from './verify.js';

/** One version, run again and again. */
interface Version {
  readonly file: string;
  readonly env: NodeJS.ProcessEnv;
  /** Milliseconds of the program, or of its process where it does not tell. */
  readonly times: number[];
  /** Milliseconds of each function by its qualified name, for each run. */
  readonly functions: ReadonlyMap<string, number>[];
}

export interface FunctionTimes {
  readonly name: string;
  /** Milliseconds; null: that version has no such function, or spends nothing worth speaking of. */
  readonly before: number | null;
  readonly now: number | null;
}

export interface VersionTimes {
  readonly before: Spread;
  readonly now: Spread;
  /** How many times as fast the new version is, pair by pair. */
  readonly ratios: Spread;
  readonly functions: readonly FunctionTimes[];
  /** Whether both printed the same. */
  readonly isSame: boolean;
  readonly end: string;
  readonly target: TargetName;
  readonly execution: Execution | null;
}

/** Of the program's time; below, a function's time is a matter of a few samples. */
const LEAST_SHARE = 0.02;
const MOST_FUNCTIONS = 10;

export async function benchVersions(
  options: Options,
  python: PythonChoice,
  operands: readonly string[],
  input: Uint8Array,
): Promise<number> {
  const [file = '', ...args] = operands;
  const folder = createTemporaryFolder();
  if (folder === null) throw new HelperFailure('There is no place for temporary files.', '');
  const shown = progress();
  let made = 0;
  const once = async (version: Version): Promise<ProgramResult> => {
    const profileFolder = join(folder, `profile-${made++}`);
    mkdirSync(profileFolder);
    const telling: Options = { ...options, run: { ...options.run, stats: true } };
    const line = [version.file, ...args];
    const more = { profileFolder, env: version.env };
    const result = await captured(telling, python, line, input, false, more);
    version.times.push(programTime(result) ?? result.milliseconds);
    const profile = resolveProfiles(readProfiles(profileFolder), () => ({
      functionAt: () => null,
    }));
    version.functions.push(functionTimes(profile, version.file));
    return result;
  };
  try {
    const before = versionOf(options.against, { PYTHONPATH: pathBeside(file) });
    const now = versionOf(file, {});
    shown.show('first run of each, which does not count …');
    const [first, second] = [await once(before), await once(now)];
    if (endText(first) !== endText(second)) {
      shown.done();
      printOut(`the two versions end differently: ${endText(first)}, and now ${endText(second)}\n`);
      return ExitStatus.findings;
    }
    for (const { times, functions } of [before, now]) {
      times.length = 0;
      functions.length = 0;
    }
    for (let pair = 1; pair <= options.runs; pair += 1) {
      shown.show(`pair ${pair} of ${options.runs} …`);
      // Whoever comes second finds the machine as the first has left it.
      for (const version of pair % 2 === 1 ? [before, now] : [now, before]) await once(version);
    }
    shown.done();
    const { target, execution } = second;
    const isSame = first.stdout.equals(second.stdout);
    const facts = { isSame, end: endText(second), target, execution };
    const times: VersionTimes = { ...versionTimes(before, now), ...facts };
    printOut(options.json ? `${JSON.stringify(times)}\n` : reportVersions(times));
    return ExitStatus.clean;
  } finally {
    removeTemporaryFolder(folder);
  }
}

const versionOf = (file: string, env: NodeJS.ProcessEnv): Version => ({
  file,
  env,
  times: [],
  functions: [],
});

/** An earlier version lies elsewhere, and imports what lies beside the file all the same. */
function pathBeside(file: string): string {
  const { PYTHONPATH } = process.env;
  return [dirname(resolve(file)), ...(PYTHONPATH ? [PYTHONPATH] : [])].join(delimiter);
}

/** Milliseconds of each function of a file, with what it calls; a recursive one counts once. */
export function functionTimes(profile: Profile, file: string): ReadonlyMap<string, number> {
  const path = resolve(file);
  const times = new Map<string, number>();
  for (const { threads } of profile.processes) {
    eachStack(threads, (stack, { nanoseconds }) => {
      const names = stack.flatMap((frame) =>
        frame.kind === 'python' && resolve(frame.file) === path ? [frame.name] : [],
      );
      for (const name of new Set(names)) {
        times.set(name, (times.get(name) ?? 0) + nanoseconds / 1e6);
      }
    });
  }
  return times;
}

type Times = Pick<VersionTimes, 'before' | 'now' | 'ratios' | 'functions'>;

function versionTimes(before: Version, now: Version): Times {
  const [was, is] = [spreadOf(before.times), spreadOf(now.times)];
  const least = LEAST_SHARE * Math.max(was.median, is.median);
  const medianOf = ({ functions }: Version, name: string): number | null => {
    const { median } = spreadOf(functions.map((times) => times.get(name) ?? 0));
    return median < least ? null : median;
  };
  const names = new Set([before, now].flatMap(({ functions }) => functions.flatMap(keysOf)));
  const functions = [...names]
    // The module's own code has all of the program's time.
    .filter((name) => name !== '<module>')
    .map((name) => ({ name, before: medianOf(before, name), now: medianOf(now, name) }))
    .filter((times) => times.before !== null || times.now !== null)
    .sort((a, b) => mostOf(b) - mostOf(a));
  const ratios = spreadOf(before.times.map((time, i) => time / (now.times[i] ?? Number.NaN)));
  return { before: was, now: is, ratios, functions: functions.slice(0, MOST_FUNCTIONS) };
}

const keysOf = (times: ReadonlyMap<string, number>): string[] => [...times.keys()];
const mostOf = ({ before, now }: FunctionTimes): number => Math.max(before ?? 0, now ?? 0);

const NAME_WIDTH = 30;
const TIME_WIDTH = 14;

export function reportVersions({
  before,
  now,
  ratios,
  functions,
  isSame,
  end,
  target,
  execution,
}: VersionTimes): string {
  const count = ratios.all.length;
  const half =
    count === 1
      ? ''
      : `, ${ratios.lower.toFixed(2)} to ${ratios.upper.toFixed(2)} in the middle half`;
  const sum = `now ${timesAsFast(ratios)} as before`;
  return [
    row('', 'before', 'now', ''),
    ...functions.map(({ name, before: was, now: is }) =>
      row(name, timeText(was), timeText(is), was && is ? `${(was / is).toFixed(2)} times` : ''),
    ),
    row('the whole program', timeText(before.median), timeText(now.median), ''),
    `${painter(1)(verdict(ratios), sum)} (${runs(count, 'pair')}${half}; ${end})\n`,
    isSame ? '' : 'The two versions print different things.\n',
    execution === 'emulated' ? emulatedText({ target }, true) : '',
  ].join('');
}

const timeText = (time: number | null): string => (time === null ? '–' : milliseconds(time));

function row(name: string, before: string, now: string, ratio: string): string {
  const shown = name.length < NAME_WIDTH ? name : `${name.slice(0, NAME_WIDTH - 2)}…`;
  const times = [before, now].map((text) => text.padStart(TIME_WIDTH)).join('');
  const cells = `${shown.padEnd(NAME_WIDTH)}${times}${ratio.padStart(TIME_WIDTH)}`;
  return `${cells.trimEnd()}\n`;
}
