/** What `--version` prints. */

import { createRequire } from 'node:module';
import { join } from 'node:path';
import { projectFolder } from '../helper/helperProcess.js';

export function ownVersion(): string {
  const manifest: { version?: unknown } = createRequire(import.meta.url)(
    join(projectFolder(), 'package.json'),
  );
  return String(manifest.version);
}

export async function versions(): Promise<string> {
  return `nativecompile ${ownVersion()} (CPython 3.11.2 i386, Node.js ${process.versions.node})\n`;
}
