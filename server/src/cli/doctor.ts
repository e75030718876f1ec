/**
 * The verb `doctor`: is everything there that running natively needs?
 *
 * Maps from: this machine and this project. Maps to: one row a check, with the remedy where
 * something is missing. The checks are set-up's own; the last ones start the helper as the language
 * server does, and run a program with a compile host, for each target that there is a helper of.
 */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { defaultTarget, type TargetName, targetNames } from '../compiler/target/target.js';
import { makeCompileService } from '../helper/compilers.js';
import { errorText, HelperFailure } from '../helper/failure.js';
import { PYODIDE } from '../helper/pyodide/words.js';
import { helperPath, projectFolder } from '../helper/helperProcess.js';
import { defaultCacheFolder, ImageCache } from '../helper/imageCache.js';
import { runProgram } from '../helper/programRun.js';
import { noOptions } from '../helper/runDefaults.js';
import type { CommandLine, Options } from './arguments.js';
import { executionText } from './execution.js';
import { chosenPython, passedOverText, pythonText } from './python.js';
import { painter, printOut, progress } from './terminal.js';
import { ExitStatus, UsageError } from './usage.js';

type VerbLine = Extract<CommandLine, { action: 'verb' }>;

interface Row {
  readonly name: string;
  /** Of rows that are about one target. */
  readonly target?: TargetName;
  readonly ok: boolean;
  readonly detail: string;
  readonly remedy: string;
}

/**
 * What scripts/checks.mjs gives; it is plain JavaScript, because set-up runs before anything is
 * built.
 */
interface SetupChecks {
  runChecks(
    project: string,
    stages: readonly string[],
  ): Promise<{ name: string; finding: { detail: string } | { problem: string; remedy: string } }[]>;
}

export async function doctor({ options, operands }: VerbLine): Promise<number> {
  if (operands.length > 0) throw new UsageError('doctor takes no FILE');
  const shown = progress();
  shown.show('checking …');
  const rows = [...(await setupRows()), cacheRow(), await editorRow(options.target)];
  rows.push(pythonRow(options));
  for (const target of targetsToRun(options)) rows.push(await runRow(target));
  shown.done();
  if (options.json) printOut(`${JSON.stringify(rows)}\n`);
  else printOut(rows.map(textRow).join(''));
  return rows.every(({ ok }) => ok) ? ExitStatus.clean : ExitStatus.findings;
}

/** That which was named, or whose helper was; otherwise the default, and whatever else is there. */
function targetsToRun({ target, targets }: Options): readonly TargetName[] {
  if (targets.length > 0 || process.env.NATIVECOMPILE_HELPER) return [target];
  return targetNames.filter((name) => name === defaultTarget || existsSync(helperPath(name)));
}

async function setupRows(): Promise<Row[]> {
  const project = projectFolder();
  const module = join(project, 'scripts', 'checks.mjs');
  // A packaged extension has no set-up, and needs none of its tools.
  if (!existsSync(module)) return [];
  const { runChecks }: SetupChecks = await import(pathToFileURL(module).href);
  const results = await runChecks(project, ['machine', 'setup', 'installed']);
  return results.map(({ name, finding }) =>
    'detail' in finding
      ? { name, ok: true, detail: finding.detail, remedy: '' }
      : { name, ok: false, detail: finding.problem, remedy: finding.remedy },
  );
}

function cacheRow(): Row {
  const folder = defaultCacheFolder();
  const cache = new ImageCache({ folder });
  const works = cache.counts.failures === 0;
  return {
    name: 'cache',
    ok: works,
    detail: works ? folder : `The cache of compiled code cannot be used: ${folder}.`,
    remedy: works
      ? ''
      : 'The folder must be yours and writable by you alone; delete it, or name another in XDG_CACHE_HOME.',
  };
}

const REMEDY = 'Run "npm run setup" in the project; if that does not help, please report it.';

/** The Python whose packages a program here would get. */
function pythonRow(options: Options): Row {
  const choice = chosenPython(options, []);
  const problem = passedOverText(choice);
  return {
    name: 'packages',
    ok: problem === null,
    detail: problem ?? pythonText(choice),
    remedy:
      problem === null
        ? ''
        : 'Name another with --python, or make an environment with Python 3.11.',
  };
}

/** The helper that compiles for editors, started as the language server starts it. */
async function editorRow(target: TargetName): Promise<Row> {
  const name = 'editors';
  const service = makeCompileService({ target });
  try {
    const answer = await service.compile('doctor.py', Buffer.from('x = 1\n'));
    const { pid, python } = await service.start();
    const who = service.standIn ?? `the helper for ${target}`;
    const where = service.standIn === PYODIDE ? '' : ` as process ${pid}`;
    const detail = `${who} compiles${where}, with CPython ${python}`;
    if (answer.kind === 'marshal') return { name, ok: true, detail, remedy: '' };
    return { name, ok: false, detail: answer.text.trim(), remedy: REMEDY };
  } catch (error) {
    if (!(error instanceof HelperFailure)) throw error;
    return { name, ok: false, detail: error.problem, remedy: REMEDY };
  } finally {
    service.stop();
  }
}

async function runRow(target: TargetName): Promise<Row> {
  const about = { name: 'native run', target };
  const failed = (detail: string, remedy = REMEDY): Row => ({
    ...about,
    ok: false,
    detail,
    remedy,
  });
  try {
    const { end, stdout, stderr, execution } = await runProgram({
      target,
      helper: helperPath(target),
      args: ['-I', '-c', 'print(sum(range(1000)))'],
      env: process.env,
      options: { ...noOptions, mode: 'all', strict: true },
      cache: null,
      stdio: 'capture',
      timeout: 60,
    });
    if (end.kind === 'exit' && end.status === 0 && stdout.toString() === '499500\n') {
      const detail = `a program was compiled and run (${executionText(target, execution)})`;
      return { ...about, ok: true, detail, remedy: '' };
    }
    return failed(
      `A small program did not run natively (${target}): ${stderr.toString().trim().split('\n').at(-1)}`,
    );
  } catch (error) {
    if (!(error instanceof HelperFailure)) return failed(errorText(error));
    // Where a package runs nothing there is nothing to be done about it.
    return error.remedy === '' ? failed(error.problem, '') : failed(error.message);
  }
}

const NAME_WIDTH = 14;

function textRow({ name, ok, detail, remedy }: Row): string {
  const paint = painter(1);
  const mark = ok ? paint('green', 'ok     ') : paint('red', 'MISSING');
  const row = `${mark} ${name.padEnd(NAME_WIDTH)} ${detail}\n`;
  return remedy === '' ? row : `${row}${' '.repeat(NAME_WIDTH + 9)}${remedy}\n`;
}
