/**
 * `npm run package`: makes the extension's packages.
 *
 * nativecompile-linux-x64-VERSION.vsix carries all that compiling and running needs;
 * nativecompile-universal.vsix has everything but running, for other systems and processors.
 * `--only=linux-x64` or `--only=universal` makes one of them.
 */

import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { weigh } from './package/report.mjs';
import { stage } from './package/stage.mjs';
import { paths } from './setup/paths.mjs';
import { run } from './setup/run.mjs';
import { command, setUp } from './setup.mjs';

const { version } = JSON.parse(readFileSync(join(paths.project, 'package.json'), 'utf8'));
const packages = /** @type {const} */ ({
  'linux-x64': `nativecompile-linux-x64-${version}.vsix`,
  universal: 'nativecompile-universal.vsix',
});

/**
 * @param {keyof typeof packages} name
 */
async function makePackage(name) {
  process.stderr.write(`package: ${name}\n`);
  const folder = await stage(name);
  const vsix = join(paths.project, packages[name]);
  rmSync(vsix, { force: true });
  const vsce = join(paths.project, 'node_modules', '@vscode', 'vsce', 'vsce');
  const target = name === 'universal' ? [] : ['--target', name];
  const options = [
    'package',
    '--no-dependencies',
    '--allow-missing-repository',
    '--no-rewrite-relative-links',
    // The standard library has examples of keys and tokens in its documentation; none is a secret.
    '--allow-package-all-secrets',
    '--out',
    vsix,
  ];
  await run(process.execPath, [vsce, ...options, ...target], { cwd: folder });
  process.stdout.write(weigh(folder, vsix));
}

await command(async () => {
  await setUp({ emulator: true });
  const only = process.argv.find((word) => word.startsWith('--only='))?.slice('--only='.length);
  for (const name of /** @type {(keyof typeof packages)[]} */ (Object.keys(packages))) {
    if (only === undefined || only === name) await makePackage(name);
  }
  return 0;
});
