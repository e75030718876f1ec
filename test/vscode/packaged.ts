/** The .vsix under test, made of the project as it is. */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { project } from './install.js';

export function packageExtension(): string {
  const script = join(project, 'scripts', 'package.mjs');
  execFileSync(process.execPath, [script, '--only=linux-x64'], {
    cwd: project,
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: 600_000,
  });
  const { version } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'));
  return join(project, `nativecompile-linux-x64-${version}.vsix`);
}
