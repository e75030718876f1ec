/**
 * The folder that becomes a .vsix.
 *
 * Maps from: the built project. Maps to: `.package/TARGET`, with a manifest that has lost what only
 * development needs.
 */

import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { buildWeb, buildWebClient } from '../buildWeb.mjs';
import { paths } from '../setup/paths.mjs';
import { run } from '../setup/run.mjs';
import { stageLicences } from './licences.mjs';
import { pythonLibrary } from './pythonLibrary.mjs';
import { stageRuntimes } from './runtime.mjs';

/** Of the project's folder, taken as they are. */
const files = [
  'CHANGELOG.md',
  'LICENSE',
  'syntaxes',
  'media',
  'docs/editors.md',
  'docs/glossary.md',
];

const developmentOnly = [
  'private',
  'workspaces',
  'scripts',
  'devDependencies',
  'allowScripts',
  // Of the build's own scripts. VS Code would take the extension's script for browsers for one.
  'type',
];

/**
 * @param {'linux-x64' | 'universal'} name
 * @returns {Promise<string>} the folder
 */
export async function stage(name) {
  const target = join(paths.project, '.package', name);
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  for (const file of files) {
    if (existsSync(join(paths.project, file))) {
      cpSync(join(paths.project, file), join(target, file), { recursive: true });
    }
  }
  // The page of the extension; the project's own README is for those who build it.
  copyFileSync(join(paths.project, 'client', 'README.md'), join(target, 'README.md'));
  writeManifest(target, name);
  await stageBundles(target);
  stagePythonService(target);
  if (name === 'linux-x64') {
    await stageRuntimes(target, {
      'x86-64': await stageHelper(target, 'x86-64'),
      'x86-32': await stageHelper(target, 'x86-32'),
    });
    stageEmulator(target);
    stageAddon(target);
    stageCommand(target, join(paths.launcherSource, 'build', 'packaged', 'nativecompile'));
  } else {
    stageCommand(target, join(paths.server, 'bin', 'nativecompile-node'));
    await stagePyodide(join(target, 'server', 'pyodide'));
    await stageWeb(target);
    writeFileSync(
      join(target, 'native', 'helper', 'README.txt'),
      'This package carries no helper: programs cannot be run natively where it is installed.\n' +
        'Python is compiled by a CPython 3.11 of the machine, or by the one in server/pyodide.\n',
    );
  }
  stageLicences(target, name === 'linux-x64');
  return target;
}

/**
 * @param {string} target
 * @param {'linux-x64' | 'universal'} name
 */
function writeManifest(target, name) {
  const manifest = JSON.parse(readFileSync(join(paths.project, 'package.json'), 'utf8'));
  for (const key of developmentOnly) delete manifest[key];
  if (name !== 'universal') delete manifest.browser;
  manifest.engines = { vscode: manifest.engines.vscode };
  writeFileSync(join(target, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  writeFileSync(join(target, '.vscodeignore'), '');
}

/** @param {string} target */
async function stageBundles(target) {
  const build = join(paths.project, 'scripts', 'build.mjs');
  await run(process.execPath, [build, '--minify', `--into=${target}`]);
  for (const file of ['nativecompile-node', 'package.json']) {
    mkdirSync(join(target, 'server', 'bin'), { recursive: true });
    copyFileSync(join(paths.server, 'bin', file), join(target, 'server', 'bin', file));
  }
  const { name, version, type } = JSON.parse(
    readFileSync(join(paths.server, 'package.json'), 'utf8'),
  );
  const manifest = `${JSON.stringify({ name, version, type }, null, 2)}\n`;
  writeFileSync(join(target, 'server', 'package.json'), manifest);
  // The decoder finds its WebAssembly beside its own file, so it is not part of a bundle.
  const decoder = join(paths.project, 'node_modules', 'iced-x86');
  cpSync(decoder, join(target, 'server', 'node_modules', 'iced-x86'), {
    recursive: true,
    dereference: true,
    filter: (path) => !/\.(md|d\.ts)$|iced-x86\/tests$/.test(path),
  });
}

/**
 * What a VS Code without Node.js runs, with Pyodide's files that are there already.
 * @param {string} target
 */
async function stageWeb(target) {
  const { browser } = JSON.parse(readFileSync(join(target, 'package.json'), 'utf8'));
  await buildWebClient({ file: join(target, browser), minify: true });
  await buildWeb({ folder: join(target, 'server', 'web'), minify: true });
}

/**
 * The command: where there is no helper, it is the command line in TypeScript under its other name.
 * @param {string} target
 * @param {string} program
 */
function stageCommand(target, program) {
  copyFileSync(program, join(target, 'server', 'bin', 'nativecompile'));
}

/**
 * What compiles where the helper cannot run: a CPython 3.11 of the machine, or one in WebAssembly,
 * with these two files.
 * @param {string} target
 */
function stagePythonService(target) {
  for (const file of ['server/service/pythonService.py', 'native/helper/compile_service.py']) {
    mkdirSync(join(target, dirname(file)), { recursive: true });
    copyFileSync(join(paths.project, file), join(target, file));
  }
}

/** What of Pyodide is needed to compile: no packages, nothing for web pages of its own. */
const pyodideFiles = [
  'pyodide.mjs',
  'pyodide.asm.js',
  'pyodide.asm.wasm',
  'pyodide-lock.json',
  // Says to Node.js that its scripts are no modules.
  'package.json',
];

/**
 * CPython 3.11 in WebAssembly, which compiles where there is no other.
 * @param {string} folder
 */
export async function stagePyodide(folder) {
  mkdirSync(folder, { recursive: true });
  copyFileSync(await pythonLibrary(), join(folder, 'python_stdlib.zip'));
  for (const file of pyodideFiles) {
    copyFileSync(join(paths.project, 'node_modules', 'pyodide', file), join(folder, file));
  }
}

/**
 * @param {string} target the package's folder
 * @param {import('../generate.mjs').TargetName} name of the machine that the helper is for
 * @returns {Promise<string>} the program that its launcher starts
 */
async function stageHelper(target, name) {
  const options = ['-s', '-C', paths.helperSource, 'packaged'];
  await run('make', [...options, `TARGET=${name}`, `NODE=${process.execPath}`]);
  const built = join(paths.helperSource, 'build', name, 'packaged');
  const folder = join(target, 'native', 'helper', 'build', name);
  cpSync(built, folder, { recursive: true, filter: (path) => !/\.(?:o|d)$/.test(path) });
  return join(folder, `nativecompile-helper-${name}`);
}

/**
 * For machines whose kernel executes no 32-bit code; with its licence, and where its source is.
 * @param {string} target
 */
function stageEmulator(target) {
  cpSync(dirname(paths.emulator), join(target, 'runtime', 'emulator'), { recursive: true });
}

/**
 * The addon makes counters live; a package without it would be a worse one that looks the same.
 * @param {string} target
 */
function stageAddon(target) {
  const name = join('native', 'addon', 'build', 'nativecompile.node');
  const addon = join(paths.project, name);
  if (!existsSync(addon)) {
    throw new Error(
      'The addon is missing: install g++ and the headers of Node.js, then run "make -C ' +
        'native/addon".',
    );
  }
  mkdirSync(dirname(join(target, name)), { recursive: true });
  copyFileSync(addon, join(target, name));
}
