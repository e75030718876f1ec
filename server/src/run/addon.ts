/**
 * The native addon: what Node cannot do itself. Everything else works without it.
 *
 * Maps from: native/addon/build/nativecompile.node. Maps to: typed functions, or null where it is
 * not there or does not fit this Node.
 */

import { createRequire } from 'node:module';
import { join } from 'node:path';
import { projectFolder } from '../helper/helperProcess.js';

export interface Addon {
  /**
   * Shared memory of `size` zero bytes; the result is its descriptor. Throws when there is none to
   * be had.
   */
  createBlock(name: string, size: number): number;
  /** A copy of `length` bytes. */
  read(block: number, offset: number, length: number): Uint8Array;
  write(block: number, offset: number, bytes: Uint8Array): void;
  closeBlock(block: number): void;
  /**
   * Gives the system back what the C library keeps of freed memory; V8's own heap is not concerned.
   */
  releaseMemory(): void;
}

let addon: Addon | null | undefined;

export function loadAddon(env: NodeJS.ProcessEnv = process.env): Addon | null {
  if (addon === undefined) addon = env.NATIVECOMPILE_NO_ADDON ? null : load();
  return addon;
}

function load(): Addon | null {
  try {
    const path = join(projectFolder(), 'native', 'addon', 'build', 'nativecompile.node');
    return createRequire(import.meta.url)(path) as Addon;
  } catch {
    return null;
  }
}
