/**
 * `npm run bench [-- PROGRAM… OPTIONS]`: how fast compiled programs are (bench/README.md).
 *
 * What it measures: bench/programs.tsv. What the figures are to reach: scripts/bench/rows.mjs.
 */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchCounters, benchStart } from './bench/costs.mjs';
import { asJson, table } from './bench/figures.mjs';
import { measureTarget } from './bench/measuring.mjs';
import { parseOptions, usage } from './bench/options.mjs';
import { folder, readPrograms } from './bench/programs.mjs';
import { nativeRunners, otherRunners } from './bench/runners.mjs';
import { executes32BitCode } from './checks.mjs';
import { paths } from './setup/paths.mjs';
import { command, setUp } from './setup.mjs';

/** Compiled code of this measuring alone. */
function ownFolder() {
  const cache = mkdtempSync(join(tmpdir(), 'nativecompile-bench-'));
  process.on('exit', () => rmSync(cache, { recursive: true, force: true }));
  return cache;
}

/**
 * The helper's interpreter, where native code is not compared with it anyway.
 *
 * @param {import('./bench/runners.mjs').Native} native
 */
const interpreters = ({ interpreted, reference }) =>
  interpreted === reference ? [] : [interpreted];

function benchCompileTimes() {
  const runTypeScript = join(paths.project, 'scripts', 'runTypeScript.mjs');
  const compileTimes = join(folder, 'compileTimes.ts');
  const { status } = spawnSync(process.execPath, [runTypeScript, compileTimes], {
    stdio: 'inherit',
  });
  return status ?? 1;
}

await command(async () => {
  const args = process.argv.slice(2);
  if (args.includes('--help')) {
    process.stdout.write(usage);
    return 0;
  }
  const all = readPrograms();
  const options = parseOptions(
    args,
    all.map(({ name }) => name),
  );
  if (typeof options === 'string') {
    process.stderr.write(`${options}\n\n${usage}`);
    return 2;
  }
  await setUp({});
  const { names, rounds, python } = options;
  const programs = all.filter(({ name }) => names.length === 0 || names.includes(name));
  const cache = ownFolder();
  const isEmulated = !(await executes32BitCode());
  const natives = options.targets.map((target) =>
    nativeRunners(target, target === 'x86-32' && isEmulated, python),
  );
  if (options.what === 'counters') {
    const withoutPackages = programs.filter(({ packages }) => packages.length === 0);
    for (const native of natives) benchCounters(withoutPackages, rounds, native, cache);
    return 0;
  }
  if (options.what === 'compile-times') {
    for (const native of natives) benchStart(native, cache);
    return benchCompileTimes();
  }
  const otherSystems = options.withOthers ? otherRunners(cache) : [];
  const say = (/** @type {string} */ sentence) => process.stderr.write(`${sentence}\n`);
  const measured = natives.map((native) => {
    const others = otherSystems.concat(options.withOthers ? interpreters(native) : []);
    return measureTarget(native, others, programs, options, { folder: cache, say });
  });
  const reports = measured.map(({ report }) => report);
  const failures = measured.flatMap((one) => one.failures);
  process.stdout.write(
    options.asJson ? asJson(reports, failures) : `\n${reports.map(table).join('\n')}`,
  );
  for (const failure of failures) say(failure);
  return failures.length === 0 ? 0 : 1;
});
