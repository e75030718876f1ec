/**
 * Bundles the TypeScript.
 *
 * Maps from: client/src. Maps to: client/dist/extension.cjs, one file, as VS Code wants it.
 * Maps from: server/src. Maps to: server/dist/main.js, with parts that a command needs only sometimes (the compiler,
 * the decoder of listings) in files of their own, which `import()` loads when they are first used.
 *
 * `--into=FOLDER` builds below another folder than the project's, `--minify` as small as it gets: both for packages.
 */

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { paths } from './setup/paths.mjs';

const into = process.argv.find((word) => word.startsWith('--into='))?.slice('--into='.length);
const minify = process.argv.includes('--minify');
const dist = into === undefined ? paths.dist : join(into, 'server', 'dist');
const clientDist = into === undefined ? paths.clientDist : join(into, 'client', 'dist');

rmSync(dist, { recursive: true, force: true });
const built = build({
  entryPoints: [join(paths.server, 'src', 'cli', 'main.ts')],
  outdir: dist,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // The language server's library is CommonJS and asks for Node's own modules with require().
  banner: {
    js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
  },
  // It finds its WebAssembly beside its own file.
  external: ['iced-x86'],
  sourcemap: !minify,
  minify,
  legalComments: 'none',
  logLevel: 'warning',
});
rmSync(clientDist, { recursive: true, force: true });
const builtClient = build({
  entryPoints: [join(paths.project, 'client', 'src', 'extension.ts')],
  outfile: join(clientDist, 'extension.cjs'),
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  external: ['vscode'],
  // The languages' libraries have an ES module each, and a CommonJS one that does not bundle.
  mainFields: ['module', 'main'],
  sourcemap: !minify,
  minify,
  legalComments: 'none',
  logLevel: 'warning',
});
// esbuild has printed what is wrong, with its place; its own stack trace would only hide that.
await Promise.all([built, builtClient]).catch(() => {
  process.exitCode = 1;
});
