/**
 * `npm run bench [-- NAME…] [--target x86-32|x86-64] [--rounds N] [--counters]`: how fast compiled programs are, and how fast
 * they are compiled.
 *
 * Every program of bench/programs runs for each target natively and interpreted in the same helper,
 * and with the machine's own 64-bit CPython 3.11, Cython, Nuitka and PyPy where there are any. The
 * runs alternate, so that a busy machine slows all of them alike. A time is the best of its rounds;
 * a ratio says how many times as fast native code is. What was emulated is called so. With
 * --counters only what counting costs is measured.
 */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { nativeRunners, otherRunners, targets } from './bench/runners.mjs';
import { executes32BitCode } from './checks.mjs';
import { paths } from './setup/paths.mjs';
import { command, setUp } from './setup.mjs';

/** @typedef {import('./bench/runners.mjs').Native} Native */
/** @typedef {import('./bench/runners.mjs').Target} Target */

const folder = join(paths.project, 'bench');
const cache = mkdtempSync(join(tmpdir(), 'nativecompile-bench-'));
process.on('exit', () => rmSync(cache, { recursive: true, force: true }));

/** The person's environment without Python's variables, and a cache that nobody else uses. */
function environment() {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^PYTHON/.test(name)),
  );
  return { ...env, XDG_CACHE_HOME: cache, PYTHONDONTWRITEBYTECODE: '1' };
}

/**
 * @param {import('./bench/runners.mjs').Runner} runner
 * @param {string} program path
 * @returns {{ result: string, seconds: number }} the best of some rounds in one process
 */
function measure({ title, command: [file = '', ...args], translate = (path) => path }, program) {
  const ROUNDS_IN_A_PROCESS = 2;
  const measured = translate(program);
  const all = [...args, join(folder, 'measure.py'), measured, String(ROUNDS_IN_A_PROCESS)];
  const done = spawnSync(file, all, { encoding: 'utf8', env: environment() });
  if (done.status !== 0) throw new Error(`${basename(program)}, ${title}: ${done.stderr}`);
  const [result = '', ...seconds] = done.stdout.trim().split('\n');
  return { result, seconds: Math.min(...seconds.map(Number)) };
}

/** @param {readonly number[]} values */
const geometricMean = (values) =>
  Math.exp(values.reduce((sum, v) => sum + Math.log(v), 0) / values.length);

/**
 * @param {readonly string[]} programs paths
 * @param {number} rounds
 * @param {readonly Native[]} natives of each target
 */
function benchPrograms(programs, rounds, natives) {
  const others = otherRunners(cache);
  const all = [...natives.flatMap(({ native, interpreted }) => [native, interpreted]), ...others];
  /** @type {Map<string, number[]>} ratios of a pair of runners, by its sentence */
  const pairs = new Map();
  for (const program of programs) {
    const best = new Map(all.map((runner) => [runner, Number.POSITIVE_INFINITY]));
    const results = new Set();
    for (let round = 0; round < rounds; round += 1) {
      for (const runner of all) {
        const { result, seconds } = measure(runner, program);
        best.set(runner, Math.min(best.get(runner) ?? 0, seconds));
        results.add(result);
      }
    }
    const name = basename(program, '.py');
    if (results.size !== 1) {
      throw new Error(`${name} gives different results: ${[...results].join(' and ')}`);
    }
    console.log(name);
    const seconds = all.map((runner) => `${runner.title} ${best.get(runner)?.toFixed(3)} s`);
    console.log(`  ${seconds.join('; ')}`);
    for (const { native, interpreted } of natives) {
      const ratios = [interpreted, ...others].map((runner) => {
        const ratio = (best.get(runner) ?? 0) / (best.get(native) ?? 1);
        const pair = `${native.title} against ${runner.title}`;
        pairs.set(pair, [...(pairs.get(pair) ?? []), ratio]);
        return `${ratio.toFixed(2)} ${runner.title}`;
      });
      console.log(`  ${native.title} is so many times as fast as: ${ratios.join('; ')}`);
    }
  }
  for (const [pair, ratios] of pairs) {
    const mean = geometricMean(ratios).toFixed(2);
    console.log(`${pair}: geometric mean ${mean}, least ${Math.min(...ratios).toFixed(2)}`);
  }
}

/**
 * What counting costs: the time with counters as a multiple of that without.
 *
 * @param {readonly string[]} programs paths
 * @param {number} rounds
 * @param {Native} native
 */
function benchCounters(programs, rounds, { native }) {
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
        const { seconds } = measure(
          { title: `counters ${level}`, command: [...native.command, ...counting] },
          program,
        );
        best[i] = Math.min(best[i] ?? 0, seconds);
      }
    }
    const [off = 0, ...counted] = best;
    counted.forEach((seconds, i) => {
      ratios[i]?.push(seconds / off);
    });
    const row = counted.map((seconds) => (seconds / off).toFixed(2).padStart(7)).join('');
    const times = best.map((seconds) => seconds.toFixed(3).padStart(12)).join('');
    console.log(`${basename(program, '.py').padEnd(17)}${times}  ${row}`);
  }
  for (const [i, values] of ratios.entries()) {
    const mean = geometricMean(values).toFixed(2);
    console.log(
      `cost of counting ${levels[i + 1]}: geometric mean ${mean}, most ${Math.max(...values).toFixed(2)} (to be at most 1.30)`,
    );
  }
}

/**
 * How long `pass` takes from a cold cache, against the parts that cannot be saved.
 *
 * @param {Native} native
 */
function benchStart({ native, interpreted: interpreting }) {
  const ROUNDS = 7;
  /** @param {readonly string[]} parts */
  const time = ([file = '', ...args]) => {
    let best = Number.POSITIVE_INFINITY;
    for (let i = 0; i < ROUNDS; i += 1) {
      rmSync(join(cache, 'nativecompile'), { recursive: true, force: true });
      const begun = performance.now();
      const done = spawnSync(file, args, { env: environment() });
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

await command(async () => {
  await setUp({});
  const args = process.argv.slice(2);
  const at = args.indexOf('--rounds');
  const rounds = at >= 0 ? Number(args.splice(at, 2)[1]) : 3;
  const targetAt = args.indexOf('--target');
  const only = targetAt >= 0 ? args.splice(targetAt, 2)[1] : undefined;
  if (only !== undefined && !targets.some((target) => target === only)) {
    console.error(`There is no target ${only}: it is ${targets.join(' or ')}.`);
    return 2;
  }
  const counters = args.indexOf('--counters');
  if (counters >= 0) args.splice(counters, 1);
  const programs = readdirSync(join(folder, 'programs'))
    .filter(
      (file) => file.endsWith('.py') && (args.length === 0 || args.includes(basename(file, '.py'))),
    )
    .sort()
    .map((file) => join(folder, 'programs', file));
  const isEmulated = !(await executes32BitCode());
  const natives = targets
    .filter((target) => only === undefined || target === only)
    .map((target) => nativeRunners(target, target === 'x86-32' && isEmulated));
  if (counters < 0) benchPrograms(programs, rounds, natives);
  if (counters < 0 && args.length > 0) return 0;
  for (const native of natives) benchCounters(programs, rounds, native);
  if (counters >= 0) return 0;
  for (const native of natives) benchStart(native);
  const runTypeScript = join(paths.project, 'scripts', 'runTypeScript.mjs');
  const compiled = spawnSync(process.execPath, [runTypeScript, join(folder, 'compileTimes.ts')], {
    stdio: 'inherit',
  });
  return compiled.status ?? 1;
});
