/**
 * The hunt for leaks of references: regrtest runs a module of CPython's own tests six times (-R
 * 3:3) in the debug helper, whose `sys.gettotalrefcount()` is exact under native code too, and says
 * how much more there was after each of the last three.
 *
 *   node test/conformance/refleaks.mjs [--interpret] [MODULE…]   all of refleaks.tsv without any
 *
 * Maps from: a module's name. Maps to: differences of references and memory blocks. regrtest itself
 * reports only what grows in every run; here nothing may be left, and nothing may be gone.
 */

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { patience } from '../harness/patience.mjs';
import { explanation } from './comparison.mjs';
import { rows } from './modules.mjs';
import { command, environment, options, project } from './regrtest.mjs';

const TARGET = 'x86-64';
const helperSource = join(project, 'native', 'helper');
const debugHelper = join(helperSource, 'build-debug', TARGET, 'nativecompile-helper');

/** @typedef {{ name: string, seconds: number }} HuntedModule seconds natively, on a busy machine */

/** @type {readonly HuntedModule[]} */
export const huntedModules = rows('refleaks.tsv')
  .slice(1)
  .map(([name = '', seconds]) => ({ name, seconds: Number(seconds) }));

/**
 * @typedef {object} Differences
 * @property {readonly number[]} references after each counted run, against the one before it
 * @property {readonly number[]} blocks of memory
 * @property {boolean} descriptors whether there were more or fewer open files
 */

/**
 * @typedef {{ differences: Differences | null, output: string, end: string }} Hunt null: the tests
 * themselves failed
 */

/**
 * regrtest's own command, which is to print all differences and not only those that it takes for
 * leaks.
 */
const PROGRAM = [
  'from test.libregrtest import main, refleak',
  'refleak.all = lambda growing: True',
  'main()',
].join('\n');

const TIME_LIMIT_SECONDS = Math.ceil(patience(3_000) / 1000);

/** Builds the debug helper from the sources as they are. */
export async function buildDebugHelper() {
  const { output, end } = await outputOf('make', [
    '-s',
    '-C',
    helperSource,
    `TARGET=${TARGET}`,
    'debug',
  ]);
  if (end !== 'status 0') {
    throw new Error(
      `The debug helper cannot be built; "npm run setup -- --tests" brings what it needs.\n${output}`,
    );
  }
}

/**
 * @param {string} name of the module
 * @param {import('./regrtest.mjs').Way} [way]
 * @param {readonly string[]} [more] arguments of regrtest
 * @returns {Promise<Hunt>}
 */
export async function hunt(name, way = 'native', more = []) {
  const folder = mkdtempSync(join(tmpdir(), `nativecompile-${name}-`));
  const run = ['run', '--target', TARGET, ...options[way], '-c', PROGRAM, '-R', '3:3'];
  try {
    const { output, end } = await outputOf(process.execPath, [command, ...run, ...more, name], {
      cwd: folder,
      // Sets and dictionaries have the same order, and so the same size, in each run.
      env: { ...environment(), NATIVECOMPILE_HELPER: debugHelper, PYTHONHASHSEED: '0' },
    });
    return { differences: differencesIn(output), output, end };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} output of regrtest
 * @returns {Differences | null}
 */
export function differencesIn(output) {
  const numbers = (/** @type {string} */ what) => {
    const found = new RegExp(`^\\S+ leaked \\[(.*)\\] ${what}, sum=`, 'm').exec(output)?.[1];
    return found?.split(', ').map(Number);
  };
  const references = numbers('references');
  const blocks = numbers('memory blocks');
  if (references === undefined || blocks === undefined) return null;
  return { references, blocks, descriptors: numbers('file descriptors') !== undefined };
}

/**
 * What is wrong, or nothing. References are counted exactly. Blocks come and go with the sizes of
 * CPython's own tables, so that a single run may differ; a leak would be in most.
 *
 * @param {Hunt} hunt
 * @returns {string}
 */
export function leakIn({ differences, end }) {
  if (differences === null) return `the tests failed (${end})`;
  const { references, blocks, descriptors } = differences;
  const middle = [...blocks].sort((a, b) => a - b)[blocks.length >> 1];
  return [
    references.some((number) => number !== 0) ? `references: ${references.join(', ')}` : '',
    middle !== 0 ? `memory blocks: ${blocks.join(', ')}` : '',
    descriptors ? 'open files' : '',
  ]
    .filter((text) => text !== '')
    .join('; ');
}

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [how]
 * @returns {Promise<{ output: string, end: string }>}
 */
function outputOf(program, args, how = {}) {
  return new Promise((resolve, reject) => {
    // A group of its own: some tests send signals to the whole group.
    const child = spawn(program, args, {
      ...how,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const collect = (/** @type {Buffer} */ data) => {
      output += data.toString('latin1');
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    const timer = setTimeout(
      () => process.kill(-(child.pid ?? 0), 'SIGKILL'),
      TIME_LIMIT_SECONDS * 1000,
    );
    child.on('error', reject);
    child.on('close', (status, signal) => {
      clearTimeout(timer);
      resolve({ output, end: signal ?? `status ${status}` });
    });
  });
}

/** @param {string[]} words */
async function main(words) {
  const way = words.includes('--interpret') ? 'interpreted' : 'native';
  const named = words.filter((word) => !word.startsWith('--'));
  const names = named.length > 0 ? named : huntedModules.map(({ name }) => name);
  await buildDebugHelper();
  let leaking = 0;
  for (const name of names) {
    const started = Date.now();
    const found = await hunt(name, way);
    const leak = leakIn(found);
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    const { references = [], blocks = [] } = found.differences ?? {};
    console.log(
      `${leak === '' ? 'none' : 'LEAK'}  ${name}  ${references}  ${blocks}  (${seconds} s)`,
    );
    if (leak !== '') {
      leaking += 1;
      console.log([leak, explanation(found.output)].join('\n').replace(/^/gm, '      '));
    }
  }
  console.log(leaking === 0 ? 'no leak' : `${leaking} modules leak`);
  process.exitCode = leaking === 0 ? 0 : 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await main(process.argv.slice(2));
}
