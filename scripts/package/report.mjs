/**
 * What a package weighs. Maps from: a folder and the .vsix made of it. Maps to: lines of text, the
 * largest parts first.
 */

import { lstatSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

const SHOWN = 8;
/** Folders whose parts are told one by one. */
const opened = new Set([
  '',
  'runtime',
  'runtime/lib',
  'runtime/usr',
  'runtime/usr/lib',
  'native',
  'server',
  'client',
]);

/**
 * @param {string} folder
 * @param {string} vsix
 * @returns {string}
 */
export function weigh(folder, vsix) {
  const parts = partsOf(folder, '').sort((a, b) => b.bytes - a.bytes);
  const total = parts.reduce((sum, { bytes }) => sum + bytes, 0);
  const rows = parts
    .slice(0, SHOWN)
    .map(({ name, bytes }) => `  ${megabytes(bytes).padStart(9)}  ${name}`);
  return [
    `${basename(vsix)}: ${megabytes(statSync(vsix).size)}, installed ${megabytes(total)}; the largest parts:`,
    ...rows,
    '',
  ].join('\n');
}

/**
 * @param {string} folder
 * @param {string} inside
 * @returns {{ name: string, bytes: number }[]}
 */
function partsOf(folder, inside) {
  return readdirSync(join(folder, inside), { withFileTypes: true }).flatMap((entry) => {
    const name = inside === '' ? entry.name : `${inside}/${entry.name}`;
    if (entry.isDirectory() && opened.has(name)) return partsOf(folder, name);
    return [{ name, bytes: sizeOf(join(folder, name)) }];
  });
}

/**
 * @param {string} path
 * @returns {number}
 */
function sizeOf(path) {
  const about = lstatSync(path);
  if (!about.isDirectory()) return about.size;
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
}

/** @param {number} bytes */
function megabytes(bytes) {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
