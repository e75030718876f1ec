/**
 * What is no speed of a program: the cost of counting, and a start from a cold cache against the
 * parts that cannot be saved.
 */

import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { geometricMean } from './figures.mjs';
import { environment, measureSteady } from './processes.mjs';

/** @typedef {import('./programs.mjs').Program} Program */
/** @typedef {import('./runners.mjs').Native} Native */

/**
 * What counting costs: the time with counters as a multiple of that without.
 *
 * @param {readonly Program[]} programs
 * @param {number} rounds
 * @param {Native} native
 * @param {string} cache
 */
export function benchCounters(programs, rounds, { native }, cache) {
  const levels = ['off', 'functions', 'lines'];
  const report = join(cache, 'report.json');
  console.log(
    `\n${native.title}, ${'seconds'.padEnd(17)}   not counted   functions       lines   ratios`,
  );
  /** @type {number[][]} */
  const ratios = [[], []];
  for (const program of programs) {
    const best = levels.map(() => Number.POSITIVE_INFINITY);
    for (let round = 0; round < rounds; round += 1) {
      for (const [i, level] of levels.entries()) {
        const counting = ['--counters', level, '--report', report];
        const runner = { title: `${level} counted`, command: [...native.command, ...counting] };
        best[i] = Math.min(best[i] ?? 0, measureSteady(runner, program, cache).seconds);
      }
    }
    const [off = 0, ...counted] = best;
    counted.forEach((seconds, i) => {
      ratios[i]?.push(seconds / off);
    });
    const row = counted.map((seconds) => (seconds / off).toFixed(2).padStart(7)).join('');
    const times = best.map((seconds) => seconds.toFixed(3).padStart(12)).join('');
    console.log(`${program.name.padEnd(18)}${times}  ${row}`);
  }
  for (const [i, values] of ratios.entries()) {
    const mean = geometricMean(values).toFixed(2);
    console.log(
      `cost of counting ${levels[i + 1]}: geometric mean ${mean}, most ${Math.max(...values).toFixed(2)} (to be at most 1.30)`,
    );
  }
}

/**
 * How long `pass` takes from a cold cache, by the clock.
 *
 * @param {Native} native
 * @param {string} cache
 */
export function benchStart({ native, interpreted: interpreting }, cache) {
  const ROUNDS = 7;
  /** @param {readonly string[]} parts */
  const time = ([file = '', ...args]) => {
    let best = Number.POSITIVE_INFINITY;
    for (let i = 0; i < ROUNDS; i += 1) {
      rmSync(join(cache, 'nativecompile'), { recursive: true, force: true });
      const begun = performance.now();
      const done = spawnSync(file, args, { env: environment(cache) });
      if (done.status !== 0) throw new Error(`${file} ${args.join(' ')} ended with ${done.status}`);
      best = Math.min(best, performance.now() - begun);
    }
    return best;
  };
  const cold = time([...native.command, '-c', 'pass']);
  const node = time([process.execPath, '-e', '0']);
  const interpreted = time([...interpreting.command, '-c', 'pass']);
  const helper = Math.max(0, interpreted - node);
  console.log(
    `\n${native.title}, nativecompile -c pass, cold cache: ${cold.toFixed(0)} ms; node -e 0: ${node.toFixed(0)} ms; ` +
      `the same interpreted: ${interpreted.toFixed(0)} ms (${helper.toFixed(0)} ms more than node); ` +
      `ratio to both: ${(cold / (node + helper)).toFixed(2)}`,
  );
}
