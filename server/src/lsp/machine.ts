/**
 * What the server has of the machine that it runs on, where that is Node.js.
 *
 * The rest of the server asks nobody else: in a browser another file stands in the place of this
 * one (server/src/web/machine.ts), with the same names and types.
 */

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TargetName } from '../compiler/target/target.js';
import { foreignModuleFinder } from '../helper/foreignModules.js';
import type { UserPython } from '../helper/userPython.js';
import type { ForeignModuleFinder } from '../language/foreignImports.js';

export { collectWhenIdle, keepSmall } from './memory.js';
export { choiceOnDisk, describeChoice, editorPythons } from './pythons.js';
export { helperOf, isThere, makeCompileService } from '../helper/compilers.js';
export { whyNoRuns } from '../helper/whyNoRuns.js';

/** The path of a `file:` URI, as this system writes it; throws for what is none. */
export const filePath = (uri: string): string => fileURLToPath(uri);

/** The last part of a path. */
export const baseName = (path: string): string => basename(path);

/** In hexadecimal, of the text as UTF-8. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Rejects where there is no such file. */
export const readBytes = (path: string): Promise<Uint8Array> => readFile(path);

/** As a run of the file would find modules; null: it is no file. */
export function foreignModulesFor(
  file: string | null,
  target: TargetName,
  python: UserPython | null,
): ForeignModuleFinder {
  const folder = file === null ? null : dirname(file);
  return foreignModuleFinder({ folder, env: process.env, target, python });
}

/** Resolves when other work was let in between. */
export const otherWork = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
