/**
 * Compiled images on disk, so that a program is compiled once and not at every start.
 *
 * The helper reads it too (native/helper/image_cache.h); the format is in image_cache.def.
 *
 * Maps from: a key (what was compiled, by which compiler, with which options; made by `cacheKey`).
 * Maps to: the bytes that were stored under it. Knows nothing of what the bytes mean. It is private
 * to the user, and nothing in it is believed that the user does not own or that is not whole. A
 * cache that does not work costs time and nothing else, so that failures are counted and never
 * thrown.
 */

import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  unlinkSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { writeStructure } from '../compiler/structures.js';
import { layout, constants as numbers, sizes } from '../generated/layout.js';
import { errorCode } from './failure.js';
import { fsPath } from './rawBytes.js';

/** Counts since the cache was opened. */
export interface CacheCounts {
  hits: number;
  misses: number;
  writes: number;
  /** Entries that were there but damaged, or somebody else's. */
  rejected: number;
  /** Entries that could not be written or read: full disk, permissions. */
  failures: number;
}

export interface ImageCacheOptions {
  readonly folder: string;
  /** Bytes that the cache may take; beyond that the longest unused entries go. */
  readonly maxBytes?: number;
}

const HEADER = makeHeader();
const BEFORE_PAYLOAD = sizes.CacheHeader + numbers.NC_CACHE_DIGEST;
const DEFAULT_MAX_BYTES = 256 * 1024 * 1024;
/**
 * Pruning reads the whole folder, so it is done once in so many bytes written, and at the first
 * write.
 */
const PRUNE_EVERY_BYTES = 16 * 1024 * 1024;
/** An unfinished write that is older than this will never be finished. */
const STALE_WRITE_MS = 60 * 60 * 1000;
const REFRESH_MS = numbers.NC_CACHE_REFRESH * 1000;

/** `$XDG_CACHE_HOME/nativecompile` or `~/.cache/nativecompile`. */
export function defaultCacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  const xdg = env.XDG_CACHE_HOME;
  // The XDG specification says that relative paths in it are to be ignored.
  const base = xdg !== undefined && isAbsolute(xdg) ? xdg : join(env.HOME || homedir(), '.cache');
  return join(base, 'nativecompile');
}

/**
 * The name of an entry: a digest of all parts, each with its length so that none runs into the
 * next.
 */
export function cacheKey(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) {
    const bytes = typeof part === 'string' ? Buffer.from(part) : part;
    hash.update(`${bytes.length}:`);
    hash.update(bytes);
  }
  return hash.digest('hex');
}

export class ImageCache {
  readonly counts: CacheCounts = { hits: 0, misses: 0, writes: 0, rejected: 0, failures: 0 };
  readonly folder: string;
  private readonly maxBytes: number;
  private readonly usable: boolean;
  private readonly uid = process.getuid?.() ?? -1;
  private sincePruning = PRUNE_EVERY_BYTES;

  constructor({ folder, maxBytes = DEFAULT_MAX_BYTES }: ImageCacheOptions) {
    this.folder = folder;
    this.maxBytes = maxBytes;
    this.usable = this.prepare();
    if (!this.usable) this.counts.failures += 1;
  }

  /** The bytes stored under `key`, or null. */
  read(key: string): Uint8Array | null {
    const payload = this.usable ? this.readEntry(key) : null;
    if (payload === null) this.counts.misses += 1;
    else this.counts.hits += 1;
    return payload;
  }

  /** Stores `payload`; a reader sees all of it or nothing. */
  write(key: string, payload: Uint8Array): void {
    if (!this.usable || payload.length > this.maxBytes) return;
    const path = this.path(key);
    const unfinished = `${path}.${randomBytes(6).toString('hex')}.tmp`;
    try {
      makeFolders(join(this.folder, key.slice(0, 2)));
      const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;
      const fd = openSync(fsPath(unfinished), flags | constants.O_NOFOLLOW, 0o600);
      try {
        writeAll(fd, HEADER);
        writeAll(fd, digest(payload));
        writeAll(fd, payload);
      } finally {
        closeSync(fd);
      }
      renameSync(fsPath(unfinished), fsPath(path));
      this.counts.writes += 1;
    } catch {
      this.counts.failures += 1;
      remove(unfinished);
      return;
    }
    this.sincePruning += payload.length;
    if (this.sincePruning > PRUNE_EVERY_BYTES) {
      this.sincePruning = 0;
      this.prune();
    }
  }

  /** Removes unfinished writes, and the longest unused entries until the rest fits. */
  prune(now: number = Date.now()): void {
    const entries: { path: string; size: number; used: number }[] = [];
    let total = 0;
    for (const group of list(this.folder)) {
      for (const name of list(join(this.folder, group))) {
        const path = join(this.folder, group, name);
        try {
          const { size, mtimeMs } = lstatSync(fsPath(path));
          if (name.endsWith('.tmp')) {
            if (now - mtimeMs > STALE_WRITE_MS) remove(path);
            continue;
          }
          entries.push({ path, size, used: mtimeMs });
          total += size;
        } catch {
          // Another process pruned it first.
        }
      }
    }
    if (total <= this.maxBytes) return;
    entries.sort((a, b) => a.used - b.used);
    // Somewhat below the limit, so that the next write does not prune again.
    const goal = this.maxBytes * 0.75;
    for (const { path, size } of entries) {
      if (total <= goal) break;
      remove(path);
      total -= size;
    }
  }

  private prepare(): boolean {
    try {
      makeFolders(this.folder);
      const { uid, mode } = lstatSync(fsPath(this.folder));
      // Where others can write, an entry could be anybody's code. A link is not followed either.
      if ((mode & constants.S_IFMT) !== constants.S_IFDIR || !this.isPrivate(uid, mode))
        return false;
      if ((mode & 0o077) !== 0) chmodSync(fsPath(this.folder), 0o700);
      return true;
    } catch {
      return false;
    }
  }

  private isPrivate(uid: number, mode: number): boolean {
    return (this.uid < 0 || uid === this.uid) && (mode & 0o022) === 0;
  }

  private path(key: string): string {
    return join(this.folder, key.slice(0, 2), key.slice(2));
  }

  private readEntry(key: string): Uint8Array | null {
    const path = this.path(key);
    let fd: number;
    try {
      fd = openSync(fsPath(path), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') this.counts.failures += 1;
      return null;
    }
    try {
      const { uid, mode, size, mtimeMs } = fstatSync(fd);
      const regular = (mode & constants.S_IFMT) === constants.S_IFREG;
      if (
        !regular ||
        !this.isPrivate(uid, mode) ||
        size < BEFORE_PAYLOAD ||
        size > numbers.NC_CACHE_LARGEST
      ) {
        this.counts.rejected += 1;
        return null;
      }
      const bytes = Buffer.allocUnsafe(size);
      const payload = bytes.subarray(BEFORE_PAYLOAD);
      if (
        readAll(fd, bytes) !== size ||
        !bytes.subarray(0, sizes.CacheHeader).equals(HEADER) ||
        !bytes.subarray(sizes.CacheHeader, BEFORE_PAYLOAD).equals(digest(payload))
      ) {
        this.counts.rejected += 1;
        remove(path);
        return null;
      }
      if (Date.now() - mtimeMs > REFRESH_MS) touch(path);
      return payload;
    } catch {
      this.counts.failures += 1;
      return null;
    } finally {
      closeSync(fd);
    }
  }
}

function makeHeader(): Buffer {
  const bytes = Buffer.alloc(sizes.CacheHeader);
  writeStructure(new DataView(bytes.buffer, bytes.byteOffset), 0, layout.CacheHeader, {
    magic: numbers.NC_CACHE_MAGIC,
    version: numbers.NC_CACHE_VERSION,
  });
  return bytes;
}

const digest = (payload: Uint8Array): Buffer => createHash('sha256').update(payload).digest();

function writeAll(fd: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done);
}

function readAll(fd: number, bytes: Uint8Array): number {
  let done = 0;
  while (done < bytes.length) {
    const count = readSync(fd, bytes, done, bytes.length - done, null);
    if (count === 0) break;
    done += count;
  }
  return done;
}

/**
 * Node's own recursive mkdir never returns where a file system says ENOENT whatever is there, as
 * /proc does.
 */
function makeFolders(folder: string): void {
  if (makeFolder(folder)) return;
  const parent = dirname(folder);
  if (parent !== folder) makeFolders(parent);
  // Another process may have made it meanwhile; what is still missing shows at the next use.
  makeFolder(folder);
}

/** False when its parent is missing. */
function makeFolder(folder: string): boolean {
  try {
    mkdirSync(fsPath(folder), { mode: 0o700 });
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    if (errorCode(error) === 'EEXIST') return true;
    throw error;
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(fsPath(folder));
  } catch {
    return [];
  }
}

function touch(path: string): void {
  try {
    const now = new Date();
    utimesSync(fsPath(path), now, now);
  } catch {
    // The entry only looks older than it is.
  }
}

function remove(path: string): void {
  try {
    unlinkSync(fsPath(path));
  } catch {
    // It is gone already, or was never made.
  }
}
