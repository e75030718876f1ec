/**
 * Runs one module of CPython's own test-suite in the helper, and says how each of its cases ended.
 *
 * Maps from: a module's name and a way (interpreted or native). Maps to: case → outcome. It reads
 * regrtest's JUnit report, because that names every case. Knows nothing of expectations.
 */

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { patience } from '../harness/patience.mjs';

export const project = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
/** As the command line has it. */
const target = process.env.NATIVECOMPILE_TARGET ?? 'x86-32';
export const command = join(project, 'server', 'bin', 'nativecompile-node');
/** The helper itself, not the launcher beside it, which is the same for all targets. */
const helper = join(
  project,
  ...['native', 'helper', 'build', target],
  `nativecompile-helper-${target}`,
);

/**
 * @typedef {'interpreted' | 'native'} Way
 * @typedef {'passed' | 'failed' | 'skipped'} Outcome
 * @typedef {{ cases: Record<string, Outcome>, end: string, output: string }} Result `end` is how
 *   the process ended
 */

/** @type {Record<Way, readonly string[]>} */
export const options = {
  interpreted: ['--interpret'],
  native: ['--compile', 'all', '--strict'],
};

const TIME_LIMIT_SECONDS = Math.ceil(patience(1_200) / 1000);

/** Compiled code of the test runs, shared by them; the user's own cache stays as it is. */
const cache = mkdtempSync(join(tmpdir(), 'nativecompile-conformance-'));
process.on('exit', () => rmSync(cache, { recursive: true, force: true }));

/**
 * The tests look at variables of Python; those of the person who runs them are not meant.
 * @returns {NodeJS.ProcessEnv}
 */
export function environment() {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) =>
        !/^(?:PYTHON|NATIVECOMPILE(?!_(?:EXECUTION|TARGET)$)|VITEST|NODE_|PYENV|COLUMNS|LINES)/.test(
          name,
        ),
    ),
  );
  return { ...env, XDG_CACHE_HOME: cache, LC_ALL: 'C.UTF-8', TERM: 'dumb' };
}

/**
 * @param {string} name of the module
 * @param {Way} way
 * @param {readonly string[]} [more] arguments of regrtest, such as `-m PATTERN`
 * @returns {Promise<Result>}
 */
export function runModule(name, way, more = []) {
  const folder = mkdtempSync(join(tmpdir(), `nativecompile-${name}-`));
  const report = join(folder, 'report.xml');
  return new Promise((resolve, reject) => {
    const args = ['run', ...options[way], '-m', 'test', '--junit-xml', report, '-v', ...more, name];
    const child = spawn(process.execPath, [command, ...args], {
      cwd: folder,
      env: environment(),
      // A group of its own: some tests send signals to the whole group.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let late = false;
    const collect = (/** @type {Buffer} */ data) => {
      output += data.toString('latin1');
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    const timer = setTimeout(() => {
      late = true;
      process.kill(-(child.pid ?? 0), 'SIGKILL');
    }, TIME_LIMIT_SECONDS * 1000);
    child.on('error', reject);
    child.on('close', (status, signal) => {
      clearTimeout(timer);
      const cases = existsSync(report) ? casesOf(readFileSync(report, 'utf8')) : {};
      rmSync(folder, { recursive: true, force: true });
      const end = late ? `no end within ${TIME_LIMIT_SECONDS} s` : (signal ?? `status ${status}`);
      resolve({ cases, end, output });
    });
  });
}

/**
 * @param {string} xml regrtest's report
 * @returns {Record<string, Outcome>}
 */
function casesOf(xml) {
  /** @type {Record<string, Outcome>} */
  const cases = {};
  for (const [, attributes = '', empty, content = ''] of xml.matchAll(
    /<testcase\b([^>]*?)(?:(\/)>|>([\s\S]*?)<\/testcase>)/g,
  )) {
    const name = /\bname="([^"]*)"/.exec(attributes)?.[1];
    // Of a case with a failed sub-test regrtest writes neither its name nor how it ended.
    const known = name === undefined ? 'a case with a failed sub-test' : plain(name);
    let unique = known;
    for (let n = 2; unique in cases; n += 1) unique = `${known} #${n}`;
    cases[unique] =
      name === undefined || /<(?:error|failure)\b/.test(content) || /UNEXPECTED/.test(attributes)
        ? 'failed'
        : !empty && /<skipped\b/.test(content)
          ? 'skipped'
          : 'passed';
  }
  return cases;
}

/** @param {string} text with XML's entities */
function plain(text) {
  return text
    .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&')
    .replace(/ at 0x[0-9a-f]+/g, '');
}

/**
 * The interpreted result, which stays the same as long as the helper does, from a file under
 * .runtime when it is there.
 *
 * @param {string} name
 * @returns {Promise<Result>}
 */
export async function baseline(name) {
  const key = createHash('sha256').update(readFileSync(helper)).digest('hex').slice(0, 16);
  const folder = join(project, '.runtime', 'conformance', key);
  const file = join(folder, `${name}.json`);
  if (existsSync(file))
    return { cases: JSON.parse(readFileSync(file, 'utf8')), end: '', output: '' };
  const result = await runModule(name, 'interpreted');
  if (Object.keys(result.cases).length > 0) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, JSON.stringify(result.cases));
  }
  return result;
}
