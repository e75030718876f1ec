/**
 * Bundles the TypeScript.
 *
 * Maps from: client/src. Maps to: client/dist/extension.cjs, one file, as VS Code wants it.
 * Maps from: server/src. Maps to: server/dist/main.js, with parts that a command needs only sometimes (the compiler,
 * the decoder of listings) in files of their own, which `import()` loads when they are first used.
 */

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { paths } from './setup/paths.mjs';

rmSync(paths.dist, { recursive: true, force: true });
const built = build({
  entryPoints: [join(paths.server, 'src', 'cli', 'main.ts')],
  outdir: paths.dist,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // It finds its WebAssembly beside its own file.
  external: ['iced-x86'],
  sourcemap: true,
  legalComments: 'none',
  logLevel: 'warning',
});
rmSync(paths.clientDist, { recursive: true, force: true });
const builtClient = build({
  entryPoints: [join(paths.project, 'client', 'src', 'extension.ts')],
  outfile: join(paths.clientDist, 'extension.cjs'),
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  external: ['vscode'],
  // The languages' libraries have an ES module each, and a CommonJS one that does not bundle.
  mainFields: ['module', 'main'],
  sourcemap: true,
  legalComments: 'none',
  logLevel: 'warning',
});
// esbuild has printed what is wrong, with its place; its own stack trace would only hide that.
await Promise.all([built, builtClient]).catch(() => {
  process.exitCode = 1;
});
