/** What programs do, run natively in one process. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nativecompile, project, temporaryFolder } from '../cli/command.js';

export interface Behaviour {
  readonly output: string;
  /** The exception that ended it; empty without one. */
  readonly ending: string;
}

export async function behaviours(programs: readonly string[]): Promise<readonly Behaviour[]> {
  const folder = temporaryFolder();
  const paths = programs.map((text, index) => {
    const path = join(folder, `program${index}.py`);
    writeFileSync(path, text);
    return path;
  });
  const runner = join(project, 'test', 'fixes', 'runner.py');
  const { status, stdout, stderr } = await nativecompile(['--compile', 'all', runner, ...paths]);
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Behaviour[];
}
