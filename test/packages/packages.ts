/** A 64-bit Python of Debian's with packages, as set-up unpacks it, and what is run with it. */

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  nativecompile,
  type Options,
  type Outcome,
  project,
  testEnvironment,
} from '../cli/command.js';

const root = join(project, '.runtime', 'packages-x86-64');

export const python = join(root, 'usr', 'bin', 'python3.11');
export const distPackages = join(root, 'usr', 'lib', 'python3', 'dist-packages');
/** What the extension modules need, and no system-wide folder has. */
export const libraries = join(root, 'lib', 'nativecompile');

/** With these libraries. */
export function environment(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return { ...testEnvironment(), LD_LIBRARY_PATH: libraries, ...more };
}

export function requirePackages(): void {
  if (!existsSync(python)) {
    throw new Error('The Python packages are not there. Run "npm run setup -- --tests".');
  }
}

/** The command on x86-64. */
export function native(args: readonly string[], options: Options = {}): Promise<Outcome> {
  return nativecompile(['--target', 'x86-64', ...args], { env: environment(), ...options });
}

/** The Python itself. */
export function stock(args: readonly string[], cwd?: string): Outcome {
  const { status, signal, stdout, stderr } = spawnSync(python, args, {
    encoding: 'utf8',
    env: environment(),
    cwd,
  });
  return { status, signal, stdout, stderr };
}
