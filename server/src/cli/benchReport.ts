/**
 * What `bench` prints.
 *
 * Maps from: the times of a program on one target, or on several. Maps to: a table; of one target
 * with the spread of its times, of several with a column for each.
 */

import type { TargetName } from '../compiler/target/target.js';
import type { Execution } from '../helper/programRun.js';
import { nonePhrase } from './execution.js';
import { type Colour, painter } from './terminal.js';
import { type Spread, spreadOf } from './times.js';

export interface Measured {
  readonly time: Spread;
  /** Start and end of the process; null where times are those of whole processes. */
  readonly startUp: Spread | null;
}

export interface TargetTimes {
  readonly target: TargetName;
  readonly execution: Execution | null;
  /** How the program ends. */
  readonly end: string;
  readonly interpreted: Measured;
  readonly native: Measured;
  /** How many times as fast native code is. */
  readonly ratio: number;
  readonly ratios: Spread;
}

export function report(times: readonly TargetTimes[]): string {
  const [only, ...more] = times;
  if (only === undefined) return '';
  const isWhole = only.native.startUp === null;
  const emulated = times.find(({ execution }) => execution === 'emulated');
  return [
    ...(more.length === 0 ? oneTarget(only) : severalTargets(times)),
    isWhole
      ? 'The times are those of whole processes: the program ends in a way that does not tell ' +
        'its own.\n'
      : '',
    emulated === undefined ? '' : emulatedText(emulated, more.length === 0),
  ].join('');
}

export function emulatedText({ target }: Pick<TargetTimes, 'target'>, isAlone: boolean): string {
  const what = isAlone ? 'Both' : target;
  const why = `as ${nonePhrase(target)}; a processor that does gives other ratios`;
  return `${what} ran in an emulator, ${why}.\n`;
}

const WIDTHS = [13, 13, 25, 13] as const;

function oneTarget({ interpreted, native, ratios, end }: TargetTimes): string[] {
  const count = ratios.all.length;
  const between =
    count === 1
      ? ''
      : `, ${ratios.lower.toFixed(2)} to ${ratios.upper.toFixed(2)} in the middle half`;
  const startUp = native.startUp === null ? '' : 'start-up';
  return [
    line(['', 'median', count === 1 ? '' : 'middle half', startUp], WIDTHS),
    row('interpreted', interpreted),
    row('native', native),
    `${painter(1)(verdict(ratios), `native is ${timesAsFast(ratios)}`)} ` +
      `(${runs(count, 'pair')}${between}; ${end})\n`,
  ];
}

function row(name: string, { time, startUp }: Measured): string {
  const isOne = time.all.length === 1;
  const half = isOne ? '' : `${time.lower.toFixed(1)} to ${milliseconds(time.upper)}`;
  return line([name, milliseconds(time.median), half, startUpText(startUp)], WIDTHS);
}

const NAME_WIDTH = 13;
const COLUMN_WIDTH = 20;

function severalTargets(times: readonly TargetTimes[]): string[] {
  const widths = [NAME_WIDTH, ...times.map(() => COLUMN_WIDTH)];
  const rowOf = (name: string, cell: (one: TargetTimes) => string): string =>
    line([name, ...times.map(cell)], widths);
  const count = times[0]?.ratios.all.length ?? 0;
  const [first, ...others] = times;
  return [
    rowOf(
      '',
      ({ target, execution }) => `${target}${execution === 'emulated' ? ', emulated' : ''}`,
    ),
    rowOf('interpreted', ({ interpreted }) => milliseconds(interpreted.time.median)),
    rowOf('native', ({ native }) => milliseconds(native.time.median)),
    rowOf('start-up', ({ native }) => startUpText(native.startUp)),
    ...times.map(({ target, ratios, end }) => {
      const text = `${target}: native is ${timesAsFast(ratios)} as interpreted`;
      return `${painter(1)(verdict(ratios), text)} (${end})\n`;
    }),
    ...others.map((other) => {
      const ratios = spreadOf(
        first!.native.time.all.map((time, round) => time / (other.native.time.all[round] ?? 0)),
      );
      const text = `${other.target} is ${timesAsFast(ratios)} as ${first!.target}`;
      return `${painter(1)(verdict(ratios), text)}, both native (${runs(count, 'round')})\n`;
    }),
  ];
}

export const timesAsFast = ({ median }: Spread): string => `${median.toFixed(2)} times as fast`;

export const runs = (count: number, what: string): string =>
  count === 1 ? `one ${what} of runs` : `${count} ${what}s of runs`;

const startUpText = (startUp: Spread | null): string =>
  startUp === null ? '' : milliseconds(startUp.median);

export const milliseconds = (value: number): string => `${value.toFixed(1)} ms`;

function line([name = '', ...columns]: readonly string[], widths: readonly number[]): string {
  const cells = columns.map((text, i) => text.padStart(widths[i + 1] ?? 0));
  return `${[name.padEnd(widths[0] ?? 0), ...cells].join('').trimEnd()}\n`;
}

/** Colours only what the spread leaves no doubt of. */
export function verdict({ lower, upper }: Spread): Colour {
  return lower > 1 ? 'green' : upper < 1 ? 'yellow' : 'bold';
}
