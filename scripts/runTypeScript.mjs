/**
 * `node scripts/runTypeScript.mjs FILE.ts ARGS`: runs a TypeScript program of the project. Node 20
 * takes no TypeScript itself, so the file is bundled first, into a folder that is never committed.
 */

import { mkdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { paths } from './setup/paths.mjs';

const [file, ...args] = process.argv.slice(2);
if (file === undefined) {
  console.error('Usage: node scripts/runTypeScript.mjs FILE.ts ARGS');
  process.exit(2);
}
const folder = join(paths.project, 'node_modules', '.cache', 'scripts');
mkdirSync(folder, { recursive: true });
const bundle = join(folder, `${basename(file, '.ts')}.mjs`);
await build({
  entryPoints: [resolve(file)],
  outfile: bundle,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  sourcemap: 'inline',
  logLevel: 'warning',
  // A program finds the project's files relative to itself; in the bundle that would be the wrong
  // place.
  define: { 'import.meta.url': JSON.stringify(pathToFileURL(resolve(file)).href) },
});
process.argv = [process.argv[0] ?? 'node', resolve(file), ...args];
await import(pathToFileURL(bundle).href);
