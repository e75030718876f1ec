/**
 * The profile of one process, as the helper's sampler writes it (native/helper/profile.def says
 * what is in it).
 *
 * Maps from: a file's bytes, at any moment of the run and after it. Maps to: the tree of all stacks
 * with processor times, and the code objects, libraries and names that it speaks of. Nothing in the
 * file is trusted: what does not fit is left out.
 */

import { decodePositions, type ImagePosition, unitAt } from '../compiler/imagePositions.js';
import { readField } from '../compiler/structures.js';
import { constants, layout, ProfileFrame, ProfileRecordKind, sizes } from '../generated/layout.js';
import { decodeBytes } from '../helper/rawBytes.js';

export interface ProfiledCode {
  readonly file: string;
  /** Qualified name. */
  readonly name: string;
  readonly firstLine: number;
  /** Length of its bytecode, in units of two bytes. */
  readonly units: number;
  /** `co_linetable`. */
  readonly lineTable: Uint8Array;
}

export interface ProfiledFunction {
  /** The executable or library that it is in; empty: none. */
  readonly path: string;
  /** Where it begins, as the file's own symbols say it. */
  readonly address: bigint;
  /** What Python calls it: `set.add`; null where Python has no name for it. */
  readonly method: string | null;
}

export type ProfiledFrame =
  | { readonly kind: 'thread'; readonly number: number }
  /** Frames that were too many to be kept. */
  | { readonly kind: 'cut' }
  | {
      readonly kind: 'python';
      readonly code: ProfiledCode;
      /** The code unit; -1: before the first, or in code of the compiler's own. */
      readonly unit: number;
      readonly isNative: boolean;
    }
  | ({ readonly kind: 'c' } & ProfiledFunction);

export interface ProfileNode {
  readonly frame: ProfiledFrame;
  readonly children: ProfileNode[];
  /** Of processor time that was used in this frame itself. */
  nanoseconds: number;
  samples: number;
}

/** Where the machine code of a code object was in memory. */
export interface ProfiledMachineCode {
  readonly code: ProfiledCode;
  readonly address: bigint;
  readonly positions: readonly ImagePosition[];
}

export interface ProcessProfile {
  readonly pid: number;
  readonly parent: number;
  /** One for each thread. */
  readonly threads: readonly ProfileNode[];
  /** Of all functions that were seen in machine code. */
  readonly machineCode: readonly ProfiledMachineCode[];
  /** Nanoseconds of processor time whose stacks did not fit. */
  readonly lost: number;
}

const { ProfileHeader, ProfileRecord, ProfileCode, ProfilePositions } = layout;
const { ProfileModule, ProfileMethod, ProfileNode: Node } = layout;

/** null: it is no profile. */
export function readProfile(bytes: Uint8Array): ProcessProfile | null {
  if (bytes.byteLength < sizes.ProfileHeader) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (readField(view, 0, ProfileHeader.magic) !== constants.PROFILE_MAGIC) return null;
  if (readField(view, 0, ProfileHeader.version) !== constants.PROFILE_VERSION) return null;
  const end = Math.min(readField(view, 0, ProfileHeader.used), bytes.byteLength);
  const reader = new Reader(bytes, view);
  for (let at = sizes.ProfileHeader; at + sizes.ProfileRecord <= end; ) {
    const size = readField(view, at, ProfileRecord.size);
    if (size < sizes.ProfileRecord || size > end - at) break;
    reader.record(at, size);
    at += size;
  }
  return {
    pid: readField(view, 0, ProfileHeader.pid),
    parent: readField(view, 0, ProfileHeader.parent),
    threads: reader.threads,
    machineCode: reader.machineCode,
    lost: Number(view.getBigUint64(ProfileHeader.lost.offset, true)),
  };
}

/** A profile's bytes in use, from its header; 0 when it is none. */
export function usedProfileBytes(header: Uint8Array): number {
  if (header.byteLength < sizes.ProfileHeader) return 0;
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  if (readField(view, 0, ProfileHeader.magic) !== constants.PROFILE_MAGIC) return 0;
  return readField(view, 0, ProfileHeader.used);
}

export const PROFILE_HEADER_SIZE = sizes.ProfileHeader;

class Reader {
  readonly threads: ProfileNode[] = [];
  private readonly codes = new Map<number, ProfiledCode>();
  private readonly positions = new Map<number, ProfiledMachineCode>();
  private readonly modules = new Map<number, string>();
  private readonly methods = new Map<string, string>();
  private readonly nodes = new Map<number, ProfileNode>();

  constructor(
    private readonly bytes: Uint8Array,
    private readonly view: DataView,
  ) {}

  get machineCode(): ProfiledMachineCode[] {
    return [...this.positions.values()];
  }

  record(at: number, size: number): void {
    switch (readField(this.view, at, ProfileRecord.kind)) {
      case ProfileRecordKind.code:
        this.code(at, size);
        return;
      case ProfileRecordKind.positions: {
        const code = this.codes.get(readField(this.view, at, ProfilePositions.code));
        const length = readField(this.view, at, ProfilePositions.length);
        const table = this.part(at, size, sizes.ProfilePositions, length);
        if (code !== undefined && table !== null) {
          const address = this.view.getBigUint64(at + ProfilePositions.address.offset, true);
          this.positions.set(at, { code, address, positions: decodePositions(table) });
        }
        return;
      }
      case ProfileRecordKind.module: {
        const length = readField(this.view, at, ProfileModule.path_length);
        const path = this.part(at, size, sizes.ProfileModule, length);
        if (path !== null) this.modules.set(at, decodeBytes(path));
        return;
      }
      case ProfileRecordKind.method: {
        const length = readField(this.view, at, ProfileMethod.name_length);
        const name = this.part(at, size, sizes.ProfileMethod, length);
        const key = functionKey(
          readField(this.view, at, ProfileMethod.module),
          this.view.getBigUint64(at + ProfileMethod.place.offset, true),
        );
        if (name !== null && !this.methods.has(key)) this.methods.set(key, decodeBytes(name));
        return;
      }
      case ProfileRecordKind.node:
        if (size >= sizes.ProfileNode) this.node(at);
    }
  }

  private part(record: number, size: number, from: number, length: number): Uint8Array | null {
    if (from + length > size) return null;
    return this.bytes.subarray(record + from, record + from + length);
  }

  private code(at: number, size: number): void {
    const field = (name: 'name_length' | 'file_length' | 'lines_length'): number =>
      readField(this.view, at, ProfileCode[name]);
    const [nameLength, fileLength] = [field('name_length'), field('file_length')];
    const name = this.part(at, size, sizes.ProfileCode, nameLength);
    const file = this.part(at, size, sizes.ProfileCode + nameLength, fileLength);
    const from = sizes.ProfileCode + nameLength + fileLength;
    const lineTable = this.part(at, size, from, field('lines_length'));
    if (name === null || file === null || lineTable === null) return;
    this.codes.set(at, {
      name: wideText(name, readField(this.view, at, ProfileCode.name_width)),
      file: wideText(file, readField(this.view, at, ProfileCode.file_width)),
      firstLine: readField(this.view, at, ProfileCode.first_line),
      units: readField(this.view, at, ProfileCode.units),
      lineTable,
    });
  }

  private node(at: number): void {
    const parent = readField(this.view, at, Node.parent);
    const above = this.nodes.get(parent);
    const frame = this.frame(at);
    if (frame === null || (parent !== 0 && above === undefined)) return;
    const node: ProfileNode = {
      frame,
      children: [],
      nanoseconds: Number(this.view.getBigUint64(at + Node.nanoseconds.offset, true)),
      samples: readField(this.view, at, Node.samples),
    };
    this.nodes.set(at, node);
    (above === undefined ? this.threads : above.children).push(node);
  }

  private frame(at: number): ProfiledFrame | null {
    const owner = readField(this.view, at, Node.owner);
    const place = this.view.getBigUint64(at + Node.place.offset, true);
    switch (readField(this.view, at, Node.frame)) {
      case ProfileFrame.thread:
        return { kind: 'thread', number: owner };
      case ProfileFrame.cut:
        return { kind: 'cut' };
      case ProfileFrame.interpreted:
        return this.pythonFrame(owner, place, false);
      case ProfileFrame.unit:
        return this.pythonFrame(owner, place, true);
      case ProfileFrame.native: {
        const found = this.positions.get(owner);
        if (found === undefined) return null;
        const unit = unitAt(found.positions, Number(place));
        return { kind: 'python', code: found.code, unit, isNative: true };
      }
      case ProfileFrame.c: {
        const path = this.modules.get(owner);
        const method = this.methods.get(functionKey(owner, place)) ?? null;
        return path === undefined ? null : { kind: 'c', path, address: place, method };
      }
      case ProfileFrame.system:
        return { kind: 'c', path: '', address: 0n, method: null };
      default:
        return null;
    }
  }

  private pythonFrame(owner: number, place: bigint, isNative: boolean): ProfiledFrame | null {
    const code = this.codes.get(owner);
    const unit = Number(BigInt.asIntN(64, place));
    return code === undefined ? null : { kind: 'python', code, unit: Math.max(-1, unit), isNative };
  }
}

const functionKey = (module: number, place: bigint): string => `${module} ${place}`;

/** CPython keeps a text as characters of one, two or four bytes. */
function wideText(bytes: Uint8Array, width: number): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const characters: string[] = [];
  for (let at = 0; at + width <= bytes.length && width > 0; at += width) {
    const code =
      width === 1
        ? view.getUint8(at)
        : width === 2
          ? view.getUint16(at, true)
          : view.getUint32(at, true);
    characters.push(code <= 0x10ffff ? String.fromCodePoint(code) : '?');
  }
  return characters.join('');
}
