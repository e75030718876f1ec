/**
 * The licences of what the package carries.
 *
 * Maps from: the npm packages inside the bundles, and the Debian packages inside the runtime. Maps
 * to: `licences/`, one file for each, and a list of names and versions.
 */

import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { paths } from '../setup/paths.mjs';

/** Unpacked for building only. */
const notCarried = new RegExp(
  [
    '-dev$|-dev-|testsuite|-common$',
    '^(?:linux-libc|rpcsvc|gcc-12|libstdc)',
    '^lib(?:asan|ubsan|gomp|itm|atomic|quadmath)',
  ].join('|'),
);

/**
 * @param {string} target the package's folder
 * @param {boolean} withRuntime
 */
export function stageLicences(target, withRuntime) {
  const folder = join(target, 'licences');
  mkdirSync(folder, { recursive: true });
  const lines = [
    'This extension is under the licence in LICENSE. It carries the following, under the ' +
      'licences in this folder.',
    '',
    ...npmPackages().map(([name, path]) => npmLine(folder, name, path)),
  ];
  if (withRuntime) {
    lines.push(
      '',
      'The folder "runtime" and the helpers hold these Debian packages, built by Debian for ' +
        'i386 and amd64 and not changed.',
      'Their sources are in the Debian archive under the same names and versions; on request ' +
        'the authors of this',
      'extension send them to you at no charge.',
      '',
      ...debianPackages().map(([name, about]) => debianLine(folder, name, about)),
      '',
      'The folder "runtime/emulator" holds the program qemu-i386, for machines that execute ' +
        'no 32-bit code:',
      '',
      `${readFileSync(join(dirname(paths.emulator), 'SOURCE.txt'), 'utf8').trim()}`,
    );
    cpSync(join(dirname(paths.emulator), 'copyright'), join(folder, 'debian-qemu.txt'));
  }
  if (!withRuntime) lines.push('', ...pyodideLines(folder));
  writeFileSync(join(folder, 'README.txt'), `${lines.join('\n')}\n`);
}

/**
 * What the bundles and the addon are made of: the dependencies of client and server, and theirs.
 * @returns {[name: string, folder: string][]}
 */
function npmPackages() {
  const lock = JSON.parse(readFileSync(join(paths.project, 'package-lock.json'), 'utf8')).packages;
  const server = JSON.parse(readFileSync(join(paths.server, 'package.json'), 'utf8'));
  /** @type {Map<string, string>} */
  const found = new Map();
  const waiting = [
    'vscode-languageclient',
    'node-addon-api',
    // In the bundles for browsers.
    'buffer',
    ...Object.keys(server.dependencies ?? {}),
  ].map((name) => ({ name, from: '' }));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const inside = `${next.from === '' ? '' : `${next.from}/`}node_modules/${next.name}`;
    const folder = inside in lock ? inside : `node_modules/${next.name}`;
    const entry = lock[folder];
    if (entry === undefined || found.has(folder)) continue;
    found.set(folder, next.name);
    for (const name of Object.keys(entry.dependencies ?? {})) waiting.push({ name, from: folder });
  }
  return [...found]
    .map(([folder, name]) => /** @type {[string, string]} */ ([name, folder]))
    .sort();
}

/**
 * @param {string} folder
 * @param {string} name
 * @param {string} path
 */
function npmLine(folder, name, path) {
  const from = join(paths.project, path);
  const { version, license } = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8'));
  const file = readdirSync(from).find((entry) => /^licen[cs]e/i.test(entry));
  if (file !== undefined) {
    cpSync(join(from, file), join(folder, `npm-${name.replace('/', '-')}.txt`));
  }
  return `${name} ${version} (npm package, ${license})`;
}

/**
 * Pyodide's npm package has no file of its licence, and names another than its source has.
 * @param {string} folder
 */
function pyodideLines(folder) {
  const about = join(paths.project, 'node_modules', 'pyodide', 'package.json');
  const { version } = JSON.parse(readFileSync(about, 'utf8'));
  cpSync(join(paths.project, 'scripts/package/licences/pyodide.txt'), join(folder, 'pyodide.txt'));
  const python = join(paths.roots['x86-64'], 'usr/share/doc/libpython3.11-minimal/copyright');
  cpSync(realpathSync(python), join(folder, 'cpython.txt'));
  return [
    `The folder with "pyodide.mjs" holds files of Pyodide ${version} as they are in the npm ` +
      'package of that name and version,',
    'but for python_stdlib.zip: that has a part of the modules of the one there, compiled to ' +
      'bytecode.',
    'Pyodide is under the Mozilla Public License 2.0 (pyodide.txt); its source is at',
    `https://github.com/pyodide/pyodide/tree/${version}. It contains CPython 3.11.3, under the ` +
      'licence of the',
    'Python Software Foundation (cpython.txt).',
  ];
}

/**
 * @returns {[name: string, about: string][]} of both targets, with the folder of documentation of
 * the first that has it
 */
function debianPackages() {
  /** @type {Map<string, string>} */
  const found = new Map();
  for (const root of Object.values(paths.roots)) {
    const folder = join(root, 'usr/share/doc');
    for (const name of readdirSync(folder)) {
      if (!notCarried.test(name) && !found.has(name))
        found.set(name, realpathSync(join(folder, name)));
    }
  }
  return [...found].sort();
}

/**
 * @param {string} folder
 * @param {string} name
 * @param {string} about
 */
function debianLine(folder, name, about) {
  const copyright = join(about, 'copyright');
  if (existsSync(copyright)) cpSync(copyright, join(folder, `debian-${name}.txt`));
  const changes = readdirSync(about).find((entry) => /^changelog.*\.gz$/.test(entry));
  const first =
    changes === undefined ? '' : gunzipSync(readFileSync(join(about, changes))).toString('utf8');
  const version = /^\S+ \((.+?)\)/.exec(first)?.[1];
  return `${name}${version === undefined ? '' : ` ${version}`} (Debian package)`;
}
