/**
 * Bundles the TypeScript.
 *
 * Maps from: client/src. Maps to: client/dist/extension.cjs, one file, as VS Code wants it. Maps
 * from: client/webview. Maps to: client/dist, the scripts of the extension's own pages. Maps from:
 * server/src. Maps to: server/dist/main.js, the command line, and server/dist/host.js, the compile
 * host of runs that began without one, and server/dist/pyodideWorker.js, where CPython in
 * WebAssembly compiles, with parts that a command needs only sometimes (the compiler, the decoder
 * of listings) in files of their own, which `import()` loads when they are first used.
 *
 * `--into=FOLDER` builds below another folder than the project's, `--minify` as small as it gets:
 * both for packages.
 */

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { paths } from './setup/paths.mjs';

const into = process.argv.find((word) => word.startsWith('--into='))?.slice('--into='.length);
const minify = process.argv.includes('--minify');
const dist = into === undefined ? paths.dist : join(into, 'server', 'dist');
const clientDist = into === undefined ? paths.clientDist : join(into, 'client', 'dist');

const identity = join(dist, 'identity');
rmSync(identity, { force: true });
const built = build({
  entryPoints: {
    main: join(paths.server, 'src', 'cli', 'main.ts'),
    host: join(paths.server, 'src', 'helper', 'laterHost.ts'),
    pyodideWorker: join(paths.server, 'src', 'helper', 'pyodide', 'nodeWorker.ts'),
  },
  outdir: dist,
  metafile: true,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // The language server's library is CommonJS and asks for Node's own modules with require().
  banner: {
    js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
  },
  plugins: [decoderByRequire()],
  sourcemap: !minify,
  minify,
  legalComments: 'none',
  logLevel: 'warning',
});
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
const builtPages = build({
  entryPoints: [join(paths.project, 'client', 'webview', 'flowGraph.ts')],
  outdir: clientDist,
  bundle: true,
  format: 'iife',
  platform: 'browser',
  target: 'es2022',
  sourcemap: minify ? false : 'inline',
  minify,
  legalComments: 'none',
  logLevel: 'warning',
});
// esbuild has printed what is wrong, with its place; its own stack trace would only hide that.
await Promise.all([built, builtClient, builtPages]).then(
  ([server]) => {
    const names = Object.keys(server.metafile.outputs).map((file) => basename(file));
    removeStale(dist, new Set(names));
    writeFileSync(identity, digestOf(names.filter((name) => name.endsWith('.js')).sort()));
  },
  () => {
    process.exitCode = 1;
  },
);

/**
 * The decoder of listings finds its WebAssembly beside its own file, so it stays outside of the
 * bundle. As the CommonJS module that it is, `require` loads it in half of the time and memory that
 * `import()` takes: that reads its large tables once more, for the names they export.
 * @returns {import('esbuild').Plugin}
 */
function decoderByRequire() {
  return {
    name: 'decoder-by-require',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^iced-x86$/ }, ({ path, kind }) =>
        kind === 'require-call' ? { path, external: true } : { path, namespace: 'by-require' },
      );
      onLoad({ filter: /.*/, namespace: 'by-require' }, ({ path }) => ({
        contents: `module.exports = require(${JSON.stringify(path)});`,
        resolveDir: paths.project,
      }));
    },
  };
}

/**
 * What the cache of compiled code knows this build by (server/src/helper/compilerIdentity.ts).
 * @param {readonly string[]} names
 */
function digestOf(names) {
  const hash = createHash('sha256');
  for (const name of names) hash.update(`${name}\0`).update(readFileSync(join(dist, name)));
  return hash.digest('hex');
}

/**
 * Removes what earlier builds left, but nothing young: a program that runs meanwhile still loads
 * the parts of the build it began with, whose names hold a hash.
 * @param {string} folder
 * @param {ReadonlySet<string>} current
 */
function removeStale(folder, current) {
  const anHourAgo = Date.now() - 3_600_000;
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (!current.has(name) && statSync(path).mtimeMs < anHourAgo) rmSync(path, { recursive: true });
  }
}
