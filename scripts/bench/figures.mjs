/**
 * From measured times to figures, and from figures to the table that a person reads.
 *
 * Pure: knows rows and kinds of programs, not how anything is measured.
 */

import { pass, rows } from './rows.mjs';

/** @typedef {import('./programs.mjs').Kind} Kind */
/** @typedef {import('./rows.mjs').Row} Row */

/** Seconds of processor time, natively and by what native code is compared with. */
/** @typedef {{ native: number, reference: number, others?: Record<string, number> }} Times */

/** @typedef {{ name: string, kind: Kind, rows: Record<string, Times> }} ProgramTimes */

/**
 * @typedef {object} Report
 * @property {string} target as it is called: with "emulated" where it is
 * @property {string} reference what native code is compared with
 * @property {readonly ProgramTimes[]} programs
 * @property {Times} [pass] of a program that does nothing
 */

/** @typedef {{ ratio: number, program: string }} Least */
/** @typedef {{ row: string, kernel?: number, 'library-bound'?: number, least?: Least }} Figures */

/** @param {readonly number[]} values */
export const geometricMean = (values) =>
  Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);

/** @param {Times} times how many times as fast native code is */
export const ratioOf = ({ native, reference }) => reference / native;

/**
 * @param {Report} report
 * @returns {Figures[]} of the rows that were measured
 */
export function figuresOf({ programs }) {
  return rows.flatMap(({ key }) => {
    const measured = programs.flatMap(({ name, kind, rows }) => {
      const times = rows[key];
      return times ? [{ program: name, kind, ratio: ratioOf(times) }] : [];
    });
    if (measured.length === 0) return [];
    const mean = (/** @type {Kind} */ wanted) => {
      const ratios = measured.filter(({ kind }) => kind === wanted).map(({ ratio }) => ratio);
      return ratios.length > 0 ? geometricMean(ratios) : undefined;
    };
    const [least] = measured.toSorted((a, b) => a.ratio - b.ratio);
    return [
      {
        row: key,
        kernel: mean('kernel'),
        'library-bound': mean('library-bound'),
        least: least && { ratio: least.ratio, program: least.program },
      },
    ];
  });
}

const TITLE_WIDTH = 24;
const NUMBER_WIDTH = 13;

/** @param {number | undefined} value */
const number = (value) => (value === undefined ? '' : value.toFixed(2)).padStart(NUMBER_WIDTH);

/**
 * A figure beside what it is to reach, marked where it does not.
 *
 * @param {number | undefined} value
 * @param {number | undefined} goal
 */
function besideGoal(value, goal) {
  if (value === undefined) return ''.padStart(NUMBER_WIDTH + 2);
  if (goal === undefined) return `${number(value)}  `;
  const text = `${value.toFixed(2)} of ${goal.toFixed(1)}`.padStart(NUMBER_WIDTH);
  return `${text}${value < goal ? ' -' : '  '}`;
}

/**
 * Every program's ratios, then the figures.
 *
 * @param {Report} report
 * @returns {string}
 */
export function table(report) {
  const { target, reference, programs } = report;
  const figures = figuresOf(report);
  const measured = rows.filter(({ key }) => figures.some(({ row }) => row === key));
  const lines = [`${target} against ${reference}: how many times as fast, by processor time`];
  if (measured.length > 0) {
    const keys = measured.map(({ key }) => key.padStart(NUMBER_WIDTH));
    lines.push('', `${''.padEnd(TITLE_WIDTH)}${keys.join('')}`);
    for (const { name, kind, rows } of programs) {
      const cells = measured.map(({ key }) => number(rows[key] && ratioOf(rows[key])));
      lines.push(`${name.padEnd(TITLE_WIDTH)}${cells.join('')}  ${kind}`);
      for (const [title, seconds] of Object.entries(rows.steady?.others ?? {})) {
        const ratio = seconds / (rows.steady?.native ?? 1);
        lines.push(`${`  against ${title}`.padEnd(TITLE_WIDTH)}${number(ratio)}`);
      }
    }
    const heads = ['kernels', 'library-bound', 'least'].map((head) => head.padStart(NUMBER_WIDTH));
    lines.push('', `${''.padEnd(TITLE_WIDTH)}${heads.join('  ')}`);
    for (const { title, key, goals } of measured) {
      const found = figures.find(({ row }) => row === key);
      const cells = [
        besideGoal(found?.kernel, goals.kernel),
        besideGoal(found?.['library-bound'], goals['library-bound']),
        besideGoal(found?.least?.ratio, goals.least),
      ];
      lines.push(`${title.padEnd(TITLE_WIDTH)}${cells.join('')}  ${found?.least?.program}`);
    }
  }
  if (report.pass) {
    const times = 1 / ratioOf(report.pass);
    const missed = times > pass.most ? ' -' : '';
    lines.push(
      `${pass.title.padEnd(TITLE_WIDTH)}${times.toFixed(2)} times the time of ${reference}, to be at most ${pass.most.toFixed(1)}${missed}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

/**
 * @param {readonly Report[]} reports
 * @param {readonly string[]} failures
 */
export const asJson = (reports, failures) =>
  `${JSON.stringify(
    {
      targets: reports.map((report) => ({ ...report, figures: figuresOf(report) })),
      failures,
    },
    null,
    2,
  )}\n`;
