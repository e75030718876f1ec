/**
 * The programs that the differential test runs: examples/ and test/programs/<topic>/.
 *
 * Maps from: the folders. Maps to: one entry a program, with its arguments and its standard input.
 * Knows nothing of how programs are run. Folders inside a topic are packages that its programs
 * import.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const project = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export interface Program {
  /** `topic/name`; the topic of the examples is `examples`. */
  readonly name: string;
  /** Python's command line: the path and the arguments from NAME.args, one a line. */
  readonly line: readonly string[];
  /** From NAME.stdin. */
  readonly input: Buffer;
}

function programsIn(folder: string, topic: string): Program[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.py'))
    .sort()
    .map((file) => {
      const stem = join(folder, basename(file, '.py'));
      const args = existsSync(`${stem}.args`) ? lines(readFileSync(`${stem}.args`, 'utf8')) : [];
      return {
        name: `${topic}/${basename(file, '.py')}`,
        line: [join(folder, file), ...args],
        input: existsSync(`${stem}.stdin`) ? readFileSync(`${stem}.stdin`) : Buffer.alloc(0),
      };
    });
}

function lines(text: string): string[] {
  return text.replace(/\n$/, '').split('\n');
}

export function allPrograms(): Program[] {
  const root = join(project, 'test', 'programs');
  const topics = readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  return [
    ...programsIn(join(project, 'examples'), 'examples'),
    ...topics.flatMap((topic) => programsIn(join(root, topic), topic)),
  ];
}
