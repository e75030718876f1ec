/**
 * A CPython 3.11 of this machine as the compile service, for where no helper is carried.
 *
 * Maps from: a setting and the PATH. Maps to: a process that speaks the helper's protocol over its
 * standard streams (server/service/pythonService.py). It compiles as the helper does, and runs
 * nothing.
 */

import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Compiler } from './compileService.js';
import { errorText, HelperFailure } from './failure.js';
import { type HelperEnd, projectFolder } from './helperProcess.js';
import { compilerProcess } from './processCompiler.js';
import { protocolNumbers } from './protocol.js';

/**
 * On macOS `python3` may be a program that offers to install Apple's developer tools, in a window;
 * a 3.11 from elsewhere has its whole name there.
 */
const CANDIDATES =
  process.platform === 'darwin' ? ['python3.11'] : ['python3.11', 'python3', 'python'];
/** Isolated: no environment variables, no user's site-packages, not the current folder. */
const ISOLATED = ['-I', '-S'];
const ASK = 'import sys; print(sys.implementation.name, *sys.version_info[:2])';

/** The first CPython 3.11 among those named; null when there is none. */
export function findPython(setting = ''): string | null {
  // The setting may name the folder of an environment as well.
  const names =
    setting === ''
      ? CANDIDATES
      : [setting, join(setting, 'bin', 'python'), join(setting, 'Scripts', 'python.exe')];
  return names.find(isWanted) ?? null;
}

function isWanted(python: string): boolean {
  const { status, stdout } = spawnSync(python, [...ISOLATED, '-c', ASK], {
    encoding: 'utf8',
    timeout: 10_000,
    windowsHide: true,
  });
  return status === 0 && stdout.trim() === 'cpython 3 11';
}

export function startPythonService(python: string): Compiler {
  const project = projectFolder();
  const script = join(project, 'server', 'service', 'pythonService.py');
  const args = [...ISOLATED, script, protocolNumbers(), join(project, 'native', 'helper')];
  const child = spawn(python, args, { stdio: 'pipe', windowsHide: true });
  child.stdin.on('error', () => {});
  const ended = new Promise<HelperEnd>((resolve, reject) => {
    child.once('error', (error) =>
      reject(
        new HelperFailure(
          `${python} could not be started: ${errorText(error)}.`,
          'Name a CPython 3.11 in the setting nativecompile.helper.python.',
        ),
      ),
    );
    child.once('exit', (status, signal) =>
      resolve(signal === null ? { kind: 'exit', status: status ?? 0 } : { kind: 'signal', signal }),
    );
  });
  return compilerProcess({
    name: python,
    standIn: python,
    child,
    ended,
    input: child.stdin,
    output: child.stdout,
  });
}
