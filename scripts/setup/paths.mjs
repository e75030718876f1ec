/**
 * Where set-up puts things. Everything lies inside the project, and `.runtime` may be deleted at
 * any time.
 */

import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const project = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const runtime = join(project, '.runtime');

const helperOf = (/** @type {import('../generate.mjs').TargetName} */ target) =>
  join(project, 'native', 'helper', 'build', target, 'nativecompile-helper');

export const paths = {
  project,
  runtime,
  /** The unpacked i386 packages: what `/` would be on an i386 machine. */
  root: join(runtime, 'root'),
  /** The unpacked packages by target. */
  roots: { 'x86-32': join(runtime, 'root'), 'x86-64': join(runtime, 'root-x86-64') },
  /** A 64-bit Python of Debian's with packages for tests, unpacked as the runtimes are. */
  pythonPackages: join(runtime, 'packages-x86-64'),
  /** That of x86-64 with CPython's debug build in it. */
  debugRoot: join(runtime, 'root-x86-64-debug'),
  /** CPython's source of the same version: `python/Objects/…`. */
  source: join(runtime, 'source'),
  /** apt's private lists, status and downloads. */
  apt: join(runtime, 'apt'),
  /** One file per finished step: the digest of what went into it. */
  stamps: join(runtime, 'stamps'),
  lock: join(runtime, 'lock'),
  /** The emulator, for machines whose kernel executes no 32-bit code. */
  emulator: join(runtime, 'emulator', 'qemu-i386'),
  launcherSource: join(project, 'native', 'launcher'),
  /** Starts an x86-32 program as this machine can. */
  launcher: join(project, 'native', 'launcher', 'build', 'start-x86-32'),
  /** The command that people start; the launcher's sources make it. */
  command: join(project, 'server', 'bin', 'nativecompile'),
  helperSource: join(project, 'native', 'helper'),
  helper: helperOf('x86-32'),
  helpers: { 'x86-32': helperOf('x86-32'), 'x86-64': helperOf('x86-64') },
  addonSource: join(project, 'native', 'addon'),
  server: join(project, 'server'),
  dist: join(project, 'server', 'dist'),
  clientDist: join(project, 'client', 'dist'),
};
