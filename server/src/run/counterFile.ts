/**
 * A counter block in a file: for a run on the command line, and wherever memory cannot be shared
 * without one.
 *
 * Maps from: a path. Maps to: the counts in it. The file is sparse: it takes the room of what was
 * counted.
 */

import { closeSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createTemporaryFolder, removeTemporaryFolder } from '../helper/temporaryFolder.js';
import {
  BLOCK_HEADER_SIZE,
  type BlockCounts,
  blockHeader,
  COUNTER_BLOCK_SIZE,
  readBlock,
  usedBytes,
} from './counterBlock.js';

/** A block that only this user can open. Throws where there is no room for files. */
export function createCounterFile(): string {
  const folder = createTemporaryFolder();
  if (folder === null) throw new Error('there is no place for temporary files');
  const path = join(folder, 'block');
  const file = openSync(path, 'wx+', 0o600);
  try {
    writeSync(file, blockHeader());
    ftruncateSync(file, COUNTER_BLOCK_SIZE);
  } finally {
    closeSync(file);
  }
  return path;
}

export function removeCounterFile(path: string): void {
  removeTemporaryFolder(dirname(path));
}

/** Whether a helper could count in it; not so where another process's memory cannot be opened. */
export function isCounterBlock(path: string): boolean {
  if (path === '') return false;
  try {
    const file = openSync(path, 'r+');
    try {
      const header = new Uint8Array(BLOCK_HEADER_SIZE);
      readSync(file, header, 0, header.length, 0);
      return usedBytes(header) >= BLOCK_HEADER_SIZE;
    } finally {
      closeSync(file);
    }
  } catch {
    return false;
  }
}

/** No counts where there is no block. */
export function readCounterFile(path: string): BlockCounts {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return { functions: [], dropped: 0 };
  }
  try {
    const header = new Uint8Array(BLOCK_HEADER_SIZE);
    readSync(file, header, 0, header.length, 0);
    const bytes = new Uint8Array(Math.min(usedBytes(header), COUNTER_BLOCK_SIZE));
    let at = 0;
    while (at < bytes.length) {
      const count = readSync(file, bytes, at, bytes.length - at, at);
      if (count === 0) break;
      at += count;
    }
    return readBlock(bytes.subarray(0, at));
  } finally {
    closeSync(file);
  }
}
