/**
 * Measures the rows of one target: native code and what it is compared with by turns, so that a
 * busy machine slows both alike. Of several rounds the best time counts.
 *
 * Maps from: options. Maps to: a report, and sentences about what could not be measured.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { measureJob, measureSteady } from './processes.mjs';
import { pass, rows } from './rows.mjs';
import { hasPackages } from './runners.mjs';

/** @typedef {import('./figures.mjs').Report} Report */
/** @typedef {import('./figures.mjs').Times} Times */
/** @typedef {import('./options.mjs').Options} Options */
/** @typedef {import('./processes.mjs').Measured} Measured */
/** @typedef {import('./programs.mjs').Program} Program */
/** @typedef {import('./rows.mjs').Row} Row */
/** @typedef {import('./runners.mjs').Native} Native */
/** @typedef {import('./runners.mjs').Runner} Runner */

/** `-c pass` takes a hundredth of a second, and is measured the more often. */
const TIMES_OF_PASS = 5;

/** @param {string} folder for compiled code, which lasts as long as the measuring */
function place(folder) {
  return {
    cache: join(folder, 'warm'),
    /**
     * @template Result
     * @param {(cache: string) => Result} use
     */
    withColdCache(use) {
      const cache = mkdtempSync(join(folder, 'cold-'));
      try {
        return use(cache);
      } finally {
        rmSync(cache, { recursive: true, force: true });
      }
    },
  };
}

/**
 * @param {Native} native
 * @param {readonly Runner[]} others for the steady state
 * @param {readonly Program[]} programs
 * @param {Options} options
 * @param {{ folder: string, say: (sentence: string) => void }} surroundings
 * @returns {{ report: Report, failures: string[] }}
 */
export function measureTarget(native, others, programs, options, { folder, say }) {
  const caches = place(folder);
  const chosen = rows.filter(({ key }) => options.rows.includes(key));
  /** @type {string[]} */
  const failures = [];
  /** @type {Report} */
  const report = { target: native.native.title, reference: native.reference.title, programs: [] };
  const measurable = programs.filter(({ name, packages }) => {
    const isHere = [native.native, native.reference].every((r) => hasPackages(r, packages));
    if (!isHere)
      say(`${report.target}: ${name} is left out, as it needs ${packages.join(' and ')}`);
    return isHere;
  });
  const wanted = chosen.length > 0 ? measurable : [];
  report.programs = wanted.map((program, i) => {
    /** @type {Record<string, Times>} */
    const measured = {};
    for (const row of chosen) {
      const at = `${report.target}: ${program.name} (${i + 1} of ${wanted.length}), ${row.title}`;
      try {
        const times = measureRow(row, native, others, program, options.rounds, caches);
        measured[row.key] = times;
        say(`${at}: ${(times.reference / times.native).toFixed(2)}`);
      } catch (error) {
        const sentence = `${at}: ${error instanceof Error ? error.message : error}`;
        failures.push(sentence);
        say(sentence);
      }
    }
    return { name: program.name, kind: program.kind, rows: measured };
  });
  if (options.rows.includes(pass.key)) {
    const one = (/** @type {Runner} */ runner) => measureJob(runner, ['-c', 'pass'], caches.cache);
    one(native.native);
    report.pass = byTurns(native, [], options.rounds * TIMES_OF_PASS, one);
  }
  return { report, failures };
}

/**
 * @param {Row} row
 * @param {Native} native
 * @param {readonly Runner[]} others
 * @param {Program} program
 * @param {number} rounds
 * @param {ReturnType<typeof place>} caches
 * @returns {Times}
 */
function measureRow({ ofLongJob, cache }, native, others, program, rounds, caches) {
  if (ofLongJob === undefined) {
    const one = (/** @type {Runner} */ runner) => measureSteady(runner, program, caches.cache);
    return byTurns(native, others, rounds, one);
  }
  const line = [program.path, String(Math.max(1, Math.round(program.rounds * ofLongJob)))];
  if (cache === 'cold') {
    return byTurns(native, [], rounds, (runner) =>
      caches.withColdCache((cold) => measureJob(runner, line, cold)),
    );
  }
  measureJob(native.native, line, caches.cache);
  return byTurns(native, [], rounds, (runner) => measureJob(runner, line, caches.cache));
}

/**
 * @param {Native} native
 * @param {readonly Runner[]} others
 * @param {number} rounds
 * @param {(runner: Runner) => Measured} measure
 * @returns {Times} the best of each
 */
function byTurns({ native, reference }, others, rounds, measure) {
  const all = [native, reference, ...others];
  const best = new Map(all.map((runner) => [runner, Number.POSITIVE_INFINITY]));
  const results = new Set();
  for (let round = 0; round < rounds; round += 1) {
    for (const runner of all) {
      const { result, seconds } = measure(runner);
      best.set(runner, Math.min(best.get(runner) ?? 0, seconds));
      results.add(result);
    }
  }
  if (results.size > 1) throw new Error(`results differ: ${[...results].join(' and ')}`);
  const of = (/** @type {Runner} */ runner) => best.get(runner) ?? 0;
  const times = { native: of(native), reference: of(reference) };
  if (others.length === 0) return times;
  return { ...times, others: Object.fromEntries(others.map((r) => [r.title, of(r)])) };
}
