/**
 * A counter block that can be read while a program counts in it.
 *
 * Maps from: nothing. Maps to: shared memory without a file where the addon is there, otherwise
 * null: the counts are then those of the report at the end.
 */

import { type Addon, loadAddon } from './addon.js';
import { BLOCK_HEADER_SIZE, blockHeader, COUNTER_BLOCK_SIZE, usedBytes } from './counterBlock.js';

export class LiveBlock {
  private constructor(
    private readonly addon: Addon,
    private readonly handle: number,
    /** By which other processes of this user open it while this process lives. */
    readonly path: string,
  ) {}

  static create(): LiveBlock | null {
    const addon = loadAddon();
    if (addon === null) return null;
    try {
      const handle = addon.createBlock('nativecompile-counters', COUNTER_BLOCK_SIZE);
      addon.write(handle, 0, blockHeader());
      return new LiveBlock(addon, handle, `/proc/${process.pid}/fd/${handle}`);
    } catch {
      // Out of descriptors or memory: the program runs all the same.
      return null;
    }
  }

  /** A copy of what is in use now. */
  bytes(): Uint8Array {
    const used = usedBytes(this.addon.read(this.handle, 0, BLOCK_HEADER_SIZE));
    return this.addon.read(this.handle, 0, Math.min(used, COUNTER_BLOCK_SIZE));
  }

  close(): void {
    this.addon.closeBlock(this.handle);
  }
}
