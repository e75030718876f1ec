/**
 * `npm run playground`: builds the page on which people write Python and read its machine code.
 *
 * Maps from: playground/, the language server, Monaco and Pyodide. Maps to: `playground/dist`,
 * static files that any web server can serve, under any path. `--serve` serves them on this
 * machine.
 */

import { copyFileSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildWeb, webOptions } from './buildWeb.mjs';
import { stageLicences } from './package/licences.mjs';
import { stagePyodide } from './package/stage.mjs';
import { serveFolder } from './serveFolder.mjs';
import { paths } from './setup/paths.mjs';

const source = join(paths.project, 'playground');
export const playgroundFolder = join(source, 'dist');

/** @returns {Promise<void>} */
export async function buildPlayground() {
  const folder = playgroundFolder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const shared = { ...webOptions(true), outdir: folder };
  const page = build({
    ...shared,
    entryPoints: { main: join(source, 'src', 'main.ts') },
    format: 'esm',
    splitting: true,
    loader: { '.py': 'text', '.ttf': 'file' },
    assetNames: '[name]',
    chunkNames: '[name]-[hash]',
  });
  const styles = build({
    ...shared,
    entryPoints: { page: join(source, 'page.css') },
  });
  const worker = build({
    ...shared,
    entryPoints: {
      'editor.worker': join(
        paths.project,
        'node_modules/monaco-editor/esm/vs/editor/editor.worker.js',
      ),
    },
  });
  await Promise.all([page, styles, worker, buildWeb({ folder, minify: true })]);
  // Of each part that is loaded later the same styles again; all of them are in main.css.
  for (const name of readdirSync(folder)) {
    if (/-[A-Z0-9]{8}\.css$/.test(name)) rmSync(join(folder, name));
  }
  copyFileSync(join(source, 'index.html'), join(folder, 'index.html'));
  copyFileSync(join(paths.project, 'media', 'icon.png'), join(folder, 'icon.png'));
  await stagePyodide(join(folder, 'pyodide'));
  stageLicences(folder, false);
}

/**
 * @param {string} folder
 * @returns {number} bytes
 */
function sizeOf(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => statSync(join(folder, name)))
    .reduce((sum, about) => sum + (about.isFile() ? about.size : 0), 0);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildPlayground();
  process.stdout.write(
    `${playgroundFolder}: ${(sizeOf(playgroundFolder) / 1e6).toFixed(1)} MB, ` +
      'to be put on any static web server.\n',
  );
  if (process.argv.includes('--serve')) {
    const { address } = await serveFolder(playgroundFolder, { port: 8000 });
    process.stdout.write(`It is at ${address} until you press Ctrl+C.\n`);
  } else {
    process.stdout.write('npm run playground -- --serve shows it on this machine.\n');
  }
}
