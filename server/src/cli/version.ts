/** What `--version` prints: our own version, that of the Python in the helper, and Node's. */

import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { TargetName } from '../compiler/target/target.js';
import { HelperFailure } from '../helper/failure.js';
import { helperPath, projectFolder } from '../helper/helperProcess.js';
import { runProgram } from '../helper/programRun.js';
import { noOptions } from '../helper/runDefaults.js';

export function ownVersion(): string {
  const manifest: { version?: unknown } = createRequire(import.meta.url)(
    join(projectFolder(), 'package.json'),
  );
  return String(manifest.version);
}

export async function versions(target: TargetName): Promise<string> {
  return `nativecompile ${ownVersion()}\n${await pythonVersion(target)}\nNode.js ${process.versions.node}\n`;
}

async function pythonVersion(target: TargetName): Promise<string> {
  try {
    const { stdout, greeted, problems } = await runProgram({
      target,
      helper: helperPath(target),
      args: ['--version'],
      env: process.env,
      options: { ...noOptions, interpret: true },
      cache: null,
      stdio: 'capture',
      timeout: 60,
    });
    return greeted
      ? `${stdout.toString().trim()} (${target})`
      : `no Python: ${problems.join('; ')}`;
  } catch (error) {
    if (error instanceof HelperFailure) return `no Python: ${error.problem}`;
    throw error;
  }
}
