/**
 * Before the browser tests: VS Code and Chromium are installed where they are not, and the
 * extension is packed as it is now.
 *
 * Maps from: this machine and the project. Maps to: what tests ask for with
 * `inject('visualStudioCode')`; where a browser cannot be had, the reason in its place, for which
 * the tests are skipped. On CI that is a failure.
 */

import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { packages } from '../package/packaged.js';
import { folder, type Installed, install, say } from './install.js';

export interface Prepared extends Installed {
  /** For this machine, and for any. */
  readonly vsix: string;
  readonly universal: string;
  /** What is in the latter. */
  readonly universalFolder: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    visualStudioCode: Prepared | string;
  }
}

export default async function prepare({ provide }: TestProject): Promise<void> {
  const screenshots = join(folder, 'screenshots');
  mkdirSync(screenshots, { recursive: true });
  for (const name of readdirSync(screenshots)) {
    if (name.startsWith('FAILED')) rmSync(join(screenshots, name));
  }
  const installed = await install();
  if (typeof installed === 'string') {
    if (process.env.CI === 'true') throw new Error(`The browser tests cannot run: ${installed}.`);
    say(`The browser tests are skipped: ${installed}.`);
    provide('visualStudioCode', installed);
    return;
  }
  say('packing the extension');
  const { linux: vsix, universal, universalFolder } = await packages();
  provide('visualStudioCode', { ...installed, vsix, universal, universalFolder });
}
