/**
 * The profile of a run: where the processor time of all its processes went.
 *
 * Maps from: the files that the processes wrote. Maps to: trees of frames with names and places in
 * sources. Knows nothing of how they are shown.
 */

import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { basename, join } from 'node:path';
import { BytecodeError } from '../bytecode/bytecodeError.js';
import { decodeLocations, type SourceLocation } from '../bytecode/locationTable.js';
import type { PlacedFrame, Profile, ProfiledProcess, TimedFrame } from '../language/profile.js';
import {
  PROFILE_HEADER_SIZE,
  type ProcessProfile,
  type ProfileNode,
  type ProfiledCode,
  type ProfiledFrame,
  readProfile,
  usedProfileBytes,
} from './profileFile.js';
import { Symbols } from './symbols.js';

/** More is not in a file of the helper's. */
const LARGEST_PROFILE = 64 << 20;

/** What the processes of a run left in a folder, the first process first. */
export function readProfiles(folder: string): ProcessProfile[] {
  const profiles: ProcessProfile[] = [];
  for (const name of readdirSync(folder)) {
    if (!name.endsWith('.profile')) continue;
    const profile = readFile(join(folder, name));
    if (profile !== null) profiles.push(profile);
  }
  const pids = new Set(profiles.map(({ pid }) => pid));
  const isChild = ({ pid, parent }: ProcessProfile): number =>
    parent !== pid && pids.has(parent) ? 1 : 0;
  return profiles.sort((a, b) => isChild(a) - isChild(b) || a.pid - b.pid);
}

/** Of the file, which is sparse and mostly unused, what is in use. */
function readFile(path: string): ProcessProfile | null {
  const file = openSync(path, 'r');
  try {
    const header = new Uint8Array(PROFILE_HEADER_SIZE);
    readSync(file, header, 0, header.length, 0);
    const bytes = new Uint8Array(Math.min(usedProfileBytes(header), LARGEST_PROFILE));
    let at = 0;
    while (at < bytes.length) {
      const count = readSync(file, bytes, at, bytes.length - at, at);
      if (count === 0) break;
      at += count;
    }
    return readProfile(bytes.subarray(0, at));
  } finally {
    closeSync(file);
  }
}

/** `symbolsOf`: the names of the functions of an executable or library. */
export function resolveProfiles(
  processes: readonly ProcessProfile[],
  symbolsOf: (path: string) => Pick<Symbols, 'functionAt'> = knownSymbols(),
): Profile {
  const resolver = new Resolver(symbolsOf);
  return {
    processes: processes.map(
      ({ pid, threads, lost }): ProfiledProcess => ({
        pid,
        threads: threads.map((thread) => resolver.resolve(thread)),
        lost,
      }),
    ),
  };
}

function knownSymbols(): (path: string) => Symbols {
  const known = new Map<string, Symbols>();
  return (path) => {
    let symbols = known.get(path);
    if (symbols === undefined) {
      symbols = Symbols.of(path);
      known.set(path, symbols);
    }
    return symbols;
  };
}

class Resolver {
  private readonly locations = new Map<ProfiledCode, readonly SourceLocation[]>();

  constructor(private readonly symbolsOf: (path: string) => Pick<Symbols, 'functionAt'>) {}

  /** Nodes that have become the same are one. */
  resolve(node: ProfileNode): TimedFrame {
    const children = new Map<string, TimedFrame>();
    for (const child of node.children) {
      const resolved = this.resolve(child);
      const key = JSON.stringify(resolved.frame);
      const same = children.get(key);
      if (same === undefined) children.set(key, resolved);
      else children.set(key, joined(same, resolved));
    }
    const { nanoseconds, samples } = node;
    return {
      frame: this.frame(node.frame),
      children: [...children.values()],
      nanoseconds,
      samples,
    };
  }

  private frame(frame: ProfiledFrame): PlacedFrame {
    switch (frame.kind) {
      case 'thread':
        return frame;
      case 'cut':
        return frame;
      case 'c': {
        const { path, method } = frame;
        const symbol = path === '' ? null : this.symbolsOf(path).functionAt(frame.address);
        const library = basename(path);
        return { kind: 'c', symbol, library, method };
      }
      case 'python': {
        const { code, unit, isNative } = frame;
        const { file, name, firstLine } = code;
        const range = this.locationOf(code, unit);
        return {
          kind: 'python',
          file,
          name,
          firstLine,
          line: range?.line ?? firstLine,
          range,
          isNative,
        };
      }
    }
  }

  /** Where an instruction without a place comes from, that before it says. */
  private locationOf(code: ProfiledCode, unit: number): SourceLocation | null {
    let locations = this.locations.get(code);
    if (locations === undefined) {
      locations = locationsOf(code);
      this.locations.set(code, locations);
    }
    for (let at = Math.min(unit, locations.length - 1); at >= 0; at -= 1) {
      const location = locations[at];
      if (location !== undefined && location.line !== null) return location;
    }
    return null;
  }
}

function locationsOf({ units, lineTable, firstLine }: ProfiledCode): readonly SourceLocation[] {
  try {
    const code = new Uint8Array(2 * units);
    return decodeLocations({ code, linetable: lineTable, firstlineno: firstLine });
  } catch (error) {
    if (error instanceof BytecodeError) return [];
    throw error;
  }
}

function joined(one: TimedFrame, other: TimedFrame): TimedFrame {
  const children = new Map(one.children.map((child) => [JSON.stringify(child.frame), child]));
  for (const child of other.children) {
    const key = JSON.stringify(child.frame);
    const same = children.get(key);
    children.set(key, same === undefined ? child : joined(same, child));
  }
  return {
    frame: one.frame,
    children: [...children.values()],
    nanoseconds: one.nanoseconds + other.nanoseconds,
    samples: one.samples + other.samples,
  };
}
