/**
 * Which cases of a heavy test are run here: all of them where the kernel executes 32-bit code, a
 * part where it is emulated, and everywhere a part of those that are long.
 *
 * Maps from: the cases of a test and their measured cost. Maps to: those to run. The part is chosen
 * by the hash of the commit, so that it is the same whenever a commit is tested, and that all cases
 * get their turn over time. It is noted for the end of the run (globalSetup.ts), which names every
 * test that was run in part.
 */

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * What decides, in the environment of the test workers; globalSetup.ts sets what nobody has set.
 * - NATIVECOMPILE_TESTS: `all`, `most` (a part of long tests) or `part` (of all heavy tests).
 * - NATIVECOMPILE_TEST_SEED: the commit, or any text to get another part.
 * - NATIVECOMPILE_TEST_SECONDS: for each kind of test, the processor time its part may take.
 * - NATIVECOMPILE_TEST_NOTES: the file that notes of parts are appended to.
 */
export const variables = {
  extent: 'NATIVECOMPILE_TESTS',
  seed: 'NATIVECOMPILE_TEST_SEED',
  seconds: 'NATIVECOMPILE_TEST_SECONDS',
  notes: 'NATIVECOMPILE_TEST_NOTES',
} as const;

export const DEFAULT_SECONDS = 70;

export interface Sampling<Case> {
  /**
   * Seconds of processor time that a case takes under emulation, measured
   * (docs/decisions/tests-under-emulation.md).
   */
  readonly costPerCase: number | ((one: Case) => number);
  /** What a case is called; as text it must not be that of another. */
  readonly nameOf?: (one: Case) => string;
  /** Cases of one group are alike; where there is room, each group has one in the part. */
  readonly groupOf?: (one: Case) => string;
  /** Takes many minutes on any machine. */
  readonly isLong?: boolean;
}

/** The cases to run, in their order. `title` says in the plural what they are: "programs". */
export function sampleCases<Case>(
  title: string,
  cases: readonly Case[],
  sampling: Sampling<Case>,
  environment: NodeJS.ProcessEnv = process.env,
): readonly Case[] {
  const extent = environment[variables.extent];
  if (extent !== 'part' && !(extent === 'most' && sampling.isLong === true)) return cases;
  const seed = environment[variables.seed] ?? commit();
  const seconds = Number(environment[variables.seconds] ?? DEFAULT_SECONDS);
  const chosen = choose(cases, sampling, seed, seconds);
  if (chosen.size < cases.length) {
    note(`${chosen.size} of ${cases.length} ${title}`, environment[variables.notes]);
  }
  return cases.filter((one) => chosen.has(one));
}

/** Cases by lot until their cost has reached `seconds`, first one of each group; at least one. */
export function choose<Case>(
  cases: readonly Case[],
  { costPerCase, nameOf = String, groupOf = nameOf }: Sampling<Case>,
  seed: string,
  seconds: number,
): ReadonlySet<Case> {
  const lots = new Map(cases.map((one) => [one, lot(`${seed} ${nameOf(one)}`)]));
  const byLot = [...cases].sort((a, b) => (lots.get(a)! < lots.get(b)! ? -1 : 1));
  const groups = new Set<string>();
  const firsts = byLot.filter((one) => groups.size < groups.add(groupOf(one)).size);
  const chosen = new Set<Case>();
  let cost = 0;
  for (const one of [...firsts, ...byLot]) {
    if (chosen.has(one)) continue;
    if (cost >= seconds) break;
    chosen.add(one);
    cost += typeof costPerCase === 'number' ? costPerCase : costPerCase(one);
  }
  return chosen;
}

const lot = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The commit that is checked out; outside of a repository always the same. */
export function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], {
      cwd: fileURLToPath(new URL('.', import.meta.url)),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return 'no commit';
  }
}

function note(text: string, file: string | undefined): void {
  if (file === undefined) console.log(text);
  else appendFileSync(file, `${text}\n`);
}
