/**
 * Bundles for browsers.
 *
 * Maps from: server/src/web. Maps to: `server.js`, the language server for a worker, and
 * `pyodideWorker.js`, where CPython in WebAssembly compiles. Maps from: client/src. Maps to: the
 * extension for a VS Code that runs extensions in a worker. Each is one script that asks for no
 * other, so that any page may start it; nothing of Node.js is in them (test/setup/web.test.ts).
 */

import { readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { build } from 'esbuild';
import { paths } from './setup/paths.mjs';

const web = join(paths.server, 'src', 'web');

/** Files that have another in their place where there is no Node.js. */
const counterparts = new Map([
  ['server/src/lsp/machine', 'server/src/web/machine.ts'],
  ['client/src/machine', 'client/src/web/machine.ts'],
]);

/**
 * @param {{ folder: string, minify: boolean }} options
 * @returns {Promise<import('esbuild').Metafile[]>} what went into each
 */
export async function buildWeb({ folder, minify }) {
  const entries = ['server', 'pyodideWorker'];
  const built = entries.map((name) =>
    build({
      entryPoints: [join(web, `${name}.ts`)],
      outfile: join(folder, `${name}.js`),
      inject: [join(web, 'buffer.ts')],
      plugins: webPlugins(),
      ...webOptions(minify),
    }),
  );
  return (await Promise.all(built)).map(({ metafile }) => metafile);
}

/**
 * @param {{ file: string, minify: boolean }} options
 * @returns {Promise<import('esbuild').Metafile>} what went into it
 */
export async function buildWebClient({ file, minify }) {
  const built = await build({
    entryPoints: [join(paths.project, 'client', 'src', 'extension.ts')],
    outfile: file,
    plugins: webPlugins(),
    ...webOptions(minify),
    // What VS Code runs is the body of a function, which gets `module` and `require`.
    format: 'cjs',
    external: ['vscode'],
  });
  return built.metafile;
}

/**
 * @param {boolean} minify
 * @returns {import('esbuild').BuildOptions & { metafile: true }}
 */
export function webOptions(minify) {
  return {
    metafile: true,
    bundle: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    mainFields: ['browser', 'module', 'main'],
    conditions: ['browser'],
    loader: { '.py': 'text', '.wasm': 'binary' },
    sourcemap: !minify,
    minify,
    legalComments: 'none',
    logLevel: 'warning',
  };
}

/** @returns {import('esbuild').Plugin[]} */
export function webPlugins() {
  return [withCounterparts(), withDecoder(), withoutNode()];
}

/** @returns {import('esbuild').Plugin} */
function withCounterparts() {
  return {
    name: 'counterparts',
    setup({ onResolve }) {
      onResolve({ filter: /^\.\.?\/.*\.js$/ }, ({ path, resolveDir }) => {
        const file = join(resolveDir, path).replace(/\.js$/, '');
        const other = counterparts.get(relative(paths.project, file));
        return other === undefined ? null : { path: join(paths.project, other) };
      });
    },
  };
}

/**
 * The decoder of listings reads its WebAssembly from a file; here that is in the bundle.
 * @returns {import('esbuild').Plugin}
 */
function withDecoder() {
  const reads = /^const (?:path|\{ TextDecoder, TextEncoder \}) = require\(.*$/gm;
  return {
    name: 'decoder',
    setup({ onLoad }) {
      onLoad({ filter: /iced_x86\.js$/ }, ({ path }) => ({
        contents: readFileSync(path, 'utf8')
          .replace(reads, '')
          .replace("require('fs').readFileSync(path)", "require('./iced_x86_bg.wasm')"),
        resolveDir: dirname(path),
      }));
    },
  };
}

/**
 * Pyodide has a branch for Node.js, which is never taken here, and asks for these modules there.
 * @returns {import('esbuild').Plugin}
 */
function withoutNode() {
  return {
    name: 'without-node',
    setup({ onResolve, onLoad }) {
      onResolve(
        { filter: /^(?:node-fetch|ws|url|fs|fs\/promises|vm|path|crypto|child_process)$/ },
        (request) =>
          basename(request.importer) === 'pyodide.mjs'
            ? { path: request.path, namespace: 'nothing' }
            : null,
      );
      onLoad({ filter: /.*/, namespace: 'nothing' }, () => ({ contents: '' }));
    },
  };
}
