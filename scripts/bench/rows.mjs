/**
 * The rows of the table of figures, and the figures that they are to reach.
 *
 * A figure says how many times as fast native code is: the geometric mean over the kernels, that
 * over the library-bound programs, and the least of any program.
 */

/**
 * @typedef {object} Row
 * @property {string} key by which it is chosen
 * @property {string} title
 * @property {number} [ofLongJob] what part of a program's rounds for two seconds a job is; without
 *   it the program's run() is measured when it is warm
 * @property {'warm' | 'cold'} [cache] whether compiled code of an earlier run is there
 * @property {Goals} goals
 */

/** @typedef {{ kernel: number, 'library-bound': number, least?: number }} Goals */

/** @type {readonly Row[]} */
export const rows = [
  { key: 'steady', title: 'steady state', goals: { kernel: 2.6, 'library-bound': 1.4 } },
  {
    key: 'long-warm',
    title: '2 s job, warm cache',
    ofLongJob: 1,
    cache: 'warm',
    goals: { kernel: 2.4, 'library-bound': 1.3, least: 1.0 },
  },
  {
    key: 'short-warm',
    title: '0.2 s job, warm cache',
    ofLongJob: 0.1,
    cache: 'warm',
    goals: { kernel: 1.5, 'library-bound': 1.0, least: 0.9 },
  },
  {
    key: 'short-cold',
    title: '0.2 s job, cold cache',
    ofLongJob: 0.1,
    cache: 'cold',
    goals: { kernel: 0.9, 'library-bound': 0.8, least: 0.7 },
  },
];

/** A program that does nothing, from a warm cache: the one row that is a time, not a speed. */
export const pass = { key: 'pass', title: '-c pass, warm cache', most: 1.5 };

export const keys = [...rows.map(({ key }) => key), pass.key];
