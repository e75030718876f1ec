/**
 * The packages under test, made of the project as it is: once in a run of the tests, whoever asks
 * first.
 *
 * Maps from: nothing. Maps to: the .vsix files and the folders they were made of.
 */

import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { alone } from '../../scripts/setup/lock.mjs';
import { patience } from '../harness/patience.mjs';

const project = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const staging = join(project, '.package');

export interface Packages {
  readonly linux: string;
  readonly linuxFolder: string;
  readonly universal: string;
  readonly universalFolder: string;
  /** What making them printed. */
  readonly report: string;
}

export async function packages(): Promise<Packages> {
  mkdirSync(staging, { recursive: true });
  const stamp = join(staging, 'made-for');
  const reportPath = join(staging, 'report.txt');
  const run = nameOfRun();
  await alone(join(staging, 'lock'), async () => {
    if (existsSync(stamp) && readFileSync(stamp, 'utf8') === run) return;
    rmSync(stamp, { force: true });
    const script = join(project, 'scripts', 'package.mjs');
    const { stdout } = await promisify(execFile)(process.execPath, [script], {
      cwd: project,
      timeout: patience(4_000),
    });
    writeFileSync(reportPath, stdout);
    writeFileSync(stamp, run);
  });
  const { version } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'));
  return {
    linux: join(project, `nativecompile-linux-x64-${version}.vsix`),
    linuxFolder: join(staging, 'linux-x64'),
    universal: join(project, 'nativecompile-universal.vsix'),
    universalFolder: join(staging, 'universal'),
    report: readFileSync(reportPath, 'utf8'),
  };
}

/** All test files of a run have the same parent; its number alone may be that of an earlier run. */
function nameOfRun(): string {
  const stat = `/proc/${process.ppid}/stat`;
  const started = existsSync(stat)
    ? readFileSync(stat, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ')[19]
    : '';
  return `${process.ppid} ${started}`;
}
