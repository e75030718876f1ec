/**
 * The messages between the compile host (this side) and the helper, and their codec.
 * `native/helper/protocol.h` is the other side; its numbers, of protocol.def, are generated. Maps
 * from: typed messages. Maps to: packets. Knows neither sockets nor processes; images, marshalled
 * code and listings are bytes to it.
 *
 * The first message both ways is `hello`. The helper asks `compileNative` (answer: `images` or
 * `failed`) and `listing` (`listingText` or `failed`), and announces `stats` and `fault`. The host
 * asks a helper that was started as a service `compileSource` (`marshal` or `syntaxError`).
 * An answer carries the id of its request; announcements carry id 0.
 */

import { type CounterLevel, counterLevels } from '../compiler/counterLevels.js';
import {
  CompileMode as compileModeNumbers,
  constants,
  ImageStatus,
  PacketType,
  RunOption,
} from '../generated/layout.js';
import {
  MAX_PACKET_LENGTH,
  type Packet,
  PayloadReader,
  PayloadWriter,
  ProtocolError,
} from './packets.js';
import { decodeBytes, encodeBytes } from './rawBytes.js';

export { type Packet, PacketSplitter, ProtocolError } from './packets.js';

/** The first field of both hellos. */
export const PROTOCOL_MAGIC = constants.NC_PROTOCOL_MAGIC;
export const PROTOCOL_VERSION = constants.NC_PROTOCOL_VERSION;

/** Why a helper with this version of the protocol cannot be served; empty when it can. */
export const versionProblem = (version: number): string =>
  version === PROTOCOL_VERSION
    ? ''
    : `the helper speaks version ${version} of the protocol and the compile host version ${PROTOCOL_VERSION}; run npm start in the project once to build both anew`;

/** The answer to `compileSource` is the syntax tree. */
export const ONLY_TREE = constants.PyCF_ONLY_AST;

/** Numbers on the wire. */
export const packetTypes = PacketType;

/** What a service in Python is told of the protocol, so that no third place has its numbers. */
export function protocolNumbers(): string {
  const numbers = {
    ...packetTypes,
    magic: PROTOCOL_MAGIC,
    version: PROTOCOL_VERSION,
    longest: MAX_PACKET_LENGTH,
  };
  return Object.entries(numbers)
    .map(([name, number]) => `${name}=${number}`)
    .join();
}

/** Which code is compiled when. */
export type CompileMode = keyof typeof compileModeNumbers;
export const compileModes = Object.keys(compileModeNumbers) as CompileMode[];

/** What the user asked of a run. Children get the same as their parent. */
export interface RunOptions {
  readonly mode: CompileMode;
  /** Leaving native code is an error: exit status 70. */
  readonly strict: boolean;
  /** No native code at all. */
  readonly interpret: boolean;
  /** The helper announces `stats` when it ends. */
  readonly stats: boolean;
  /** What native code counts. The host alone acts on it: it compiles accordingly. */
  readonly counters: CounterLevel;
  /** Opcodes treated as not compiled. The host alone acts on it; the helper shows it. */
  readonly without: readonly string[];
}

export interface HelperHello {
  readonly kind: 'hello';
  readonly version: number;
  /** Of symbols and struct layout that the helper was built with. */
  readonly buildHash: number;
  readonly pid: number;
  /** "3.11.2" */
  readonly python: string;
  /** Whether an emulator executes it, because the kernel does not execute code of its target. */
  readonly emulated: boolean;
}

export interface HostHello {
  readonly kind: 'hello';
  readonly version: number;
  readonly buildHash: number;
  readonly options: RunOptions;
  /** The file that the counters are in (see run/counterBlock.ts); empty for none. */
  readonly counterBlock: string;
  /** Non-empty: the host does not serve this helper, and why. */
  readonly refusal: string;
  /** The user's cache, which the helper reads by itself; empty: it has none. */
  readonly cacheFolder: string;
  /** What names in the cache depend on besides the code (see `cacheBasis`). */
  readonly cacheBasis: string;
  /** Where profiles go (see run/profileFile.ts); empty: none are made. */
  readonly profileFolder: string;
}

/** Machine code wanted for a code object, marshalled with its original co_code. */
export interface CompileNative {
  readonly kind: 'compileNative';
  readonly code: Uint8Array;
  /** Also for the code objects in its constants, recursively; otherwise for itself alone. */
  readonly wholeTree: boolean;
  /** For people: "module", "hot", … */
  readonly reason: string;
  /** The code's file, as its co_filename says; its bytes on the wire. */
  readonly filename: string;
}

/** The listing of a code object, for `CompiledCode.listing()`. */
export interface Listing {
  readonly kind: 'listing';
  readonly code: Uint8Array;
  readonly view: string;
  readonly syntax: string;
}

/** What the run did, as JSON text. */
export interface Stats {
  readonly kind: 'stats';
  readonly json: string;
}

/** The helper is about to die of a signal; the same text is on its stderr. */
export interface Fault {
  readonly kind: 'fault';
  readonly text: string;
}

export interface SourceWarning {
  /** "SyntaxWarning", "DeprecationWarning", … */
  readonly category: string;
  readonly message: string;
  /** One-based. */
  readonly line: number;
}

export interface Marshal {
  readonly kind: 'marshal';
  readonly code: Uint8Array;
  readonly warnings: readonly SourceWarning[];
}

/** The source does not compile. Not only SyntaxError: also MemoryError, RecursionError, … */
export interface SourceError {
  readonly kind: 'syntaxError';
  /** All that `python FILE` prints, the last line end included. */
  readonly text: string;
  readonly message: string;
  /** One-based line, one-based column in characters; 0 where CPython does not tell. */
  readonly line: number;
  readonly offset: number;
  readonly endLine: number;
  readonly endOffset: number;
  readonly warnings: readonly SourceWarning[];
}

/**
 * A MemoryError of the parser, for source that is nested too deeply, has no words: then the name of
 * the exception.
 */
export const messageOf = ({ message, text }: Pick<SourceError, 'message' | 'text'>): string =>
  message || (text.trimEnd().split('\n').at(-1) ?? '');

/** The request could not be answered, and why; the connection goes on. */
export interface Failed {
  readonly kind: 'failed';
  readonly message: string;
}

export type CodeImage =
  | { readonly status: 'image'; readonly bytes: Uint8Array }
  | { readonly status: 'refused'; readonly reason: string }
  /** As the source asks: no reason for a strict program to end. */
  | { readonly status: 'kept'; readonly reason: string };

/** One for each code object: the one asked for, or its whole tree in pre-order. */
export interface Images {
  readonly kind: 'images';
  readonly images: readonly CodeImage[];
}

export interface ListingText {
  readonly kind: 'listingText';
  readonly text: string;
}

export interface CompileSource {
  readonly kind: 'compileSource';
  readonly filename: string;
  /** The file's bytes, as they are on disk: the helper decodes them (PEP 263). */
  readonly source: Uint8Array;
  /**
   * CPython's compiler flags (PyCF_*), normally 0. With `ONLY_TREE` the answer's bytes are JSON.
   */
  readonly flags: number;
}

export type HelperMessage =
  | HelperHello
  | CompileNative
  | Listing
  | Stats
  | Fault
  | Marshal
  | SourceError
  | Failed;
export type HostMessage = HostHello | Images | ListingText | CompileSource | Failed;

/**
 * Where the level of counting is in the options word of the host's hello: above the bits of
 * RunOption.
 */
const COUNTERS_SHIFT = 32 - Math.clz32(Object.values(RunOption).reduce((all, bit) => all | bit, 0));

/** The name that an enumeration has for a number of the wire. */
function nameOf<Name extends string>(
  enumeration: Readonly<Record<Name, number>>,
  number: number,
): Name | undefined {
  return (Object.keys(enumeration) as Name[]).find((name) => enumeration[name] === number);
}

export function encodeHelperMessage(id: number, message: HelperMessage): Uint8Array {
  const out = new PayloadWriter();
  const type = packetTypes[message.kind];
  switch (message.kind) {
    case 'hello':
      out.u32(PROTOCOL_MAGIC).u32(message.version).u32(message.buildHash).u32(message.pid);
      return out
        .string(message.python)
        .u8(message.emulated ? 1 : 0)
        .packet(id, type);
    case 'compileNative':
      out.bytes(message.code).u8(message.wholeTree ? 1 : 0);
      out.string(message.reason).bytes(encodeBytes(message.filename));
      return out.packet(id, type);
    case 'listing':
      return out.bytes(message.code).string(message.view).string(message.syntax).packet(id, type);
    case 'stats':
      return out.string(message.json).packet(id, type);
    case 'fault':
      return out.string(message.text).packet(id, type);
    case 'marshal':
      writeWarnings(out.bytes(message.code), message.warnings);
      return out.packet(id, type);
    case 'syntaxError':
      out.string(message.text).string(message.message).i32(message.line).i32(message.offset);
      writeWarnings(out.i32(message.endLine).i32(message.endOffset), message.warnings);
      return out.packet(id, type);
    case 'failed':
      return out.string(message.message).packet(id, type);
  }
}

/** A filename has at most three bytes a UTF-16 unit. */
const sourceSize = ({ filename, source }: CompileSource): number =>
  3 * filename.length + source.length + 12;

export function encodeHostMessage(id: number, message: HostMessage): Uint8Array {
  const out = new PayloadWriter(message.kind === 'compileSource' ? sourceSize(message) : undefined);
  const type = packetTypes[message.kind];
  switch (message.kind) {
    case 'hello':
      out.u32(PROTOCOL_MAGIC).u32(message.version).u32(message.buildHash);
      writeOptions(out, message.options);
      out.string(message.counterBlock).string(message.refusal);
      out.string(message.cacheFolder).string(message.cacheBasis);
      return out.string(message.profileFolder).packet(id, type);
    case 'images':
      out.u32(message.images.length);
      for (const image of message.images) {
        out.u8(ImageStatus[image.status]);
        if (image.status === 'image') out.bytes(image.bytes);
        else out.string(image.reason);
      }
      return out.packet(id, type);
    case 'listingText':
      return out.string(message.text).packet(id, type);
    case 'compileSource':
      out.string(message.filename).bytes(message.source).u32(message.flags);
      return out.packet(id, type);
    case 'failed':
      return out.string(message.message).packet(id, type);
  }
}

/** Throws ProtocolError for everything that a helper cannot have meant. */
export function decodeHelperMessage(packet: Packet): HelperMessage {
  const reader = new PayloadReader(packet.payload);
  const message = readHelperMessage(packet.type, reader);
  // A hello of another version may have more fields; the caller compares versions first.
  if (message.kind !== 'hello' || message.version === PROTOCOL_VERSION) reader.end();
  return message;
}

/** Throws ProtocolError for everything that a host cannot have meant. */
export function decodeHostMessage(packet: Packet): HostMessage {
  const reader = new PayloadReader(packet.payload);
  const message = readHostMessage(packet.type, reader);
  reader.end();
  return message;
}

function readHelperMessage(type: number, reader: PayloadReader): HelperMessage {
  switch (type) {
    case packetTypes.hello: {
      checkMagic(reader);
      const version = reader.u32();
      const buildHash = reader.u32();
      const pid = reader.u32();
      const python = reader.string();
      // A hello of another version is read as far as all versions agree, so that it can be told
      // which it is.
      const emulated = version === PROTOCOL_VERSION && reader.flag();
      return { kind: 'hello', version, buildHash, pid, python, emulated };
    }
    case packetTypes.compileNative: {
      const code = reader.bytes();
      const wholeTree = reader.flag();
      const reason = reader.string();
      const filename = decodeBytes(reader.bytes());
      return { kind: 'compileNative', code, wholeTree, reason, filename };
    }
    case packetTypes.listing: {
      const code = reader.bytes();
      return { kind: 'listing', code, view: reader.string(), syntax: reader.string() };
    }
    case packetTypes.stats:
      return { kind: 'stats', json: reader.string() };
    case packetTypes.fault:
      return { kind: 'fault', text: reader.string() };
    case packetTypes.marshal:
      return { kind: 'marshal', code: reader.bytes(), warnings: readWarnings(reader) };
    case packetTypes.syntaxError: {
      const text = reader.string();
      const message = reader.string();
      const line = reader.i32();
      const offset = reader.i32();
      const endLine = reader.i32();
      const endOffset = reader.i32();
      const warnings = readWarnings(reader);
      return { kind: 'syntaxError', text, message, line, offset, endLine, endOffset, warnings };
    }
    case packetTypes.failed:
      return { kind: 'failed', message: reader.string() };
  }
  throw new ProtocolError(`a helper does not send packets of type ${type}`);
}

function readHostMessage(type: number, reader: PayloadReader): HostMessage {
  switch (type) {
    case packetTypes.hello: {
      checkMagic(reader);
      const version = reader.u32();
      const buildHash = reader.u32();
      const options = readOptions(reader);
      const counterBlock = reader.string();
      const refusal = reader.string();
      const cacheFolder = reader.string();
      const cacheBasis = reader.string();
      const profileFolder = reader.string();
      const folders = { cacheFolder, cacheBasis, profileFolder };
      return { kind: 'hello', version, buildHash, options, counterBlock, refusal, ...folders };
    }
    case packetTypes.images: {
      const images: CodeImage[] = [];
      for (let left = reader.count(5); left > 0; left--) {
        const status = nameOf(ImageStatus, reader.u8());
        if (status === undefined) throw new ProtocolError('the status of an image is unknown');
        images.push(
          status === 'image'
            ? { status, bytes: reader.bytes() }
            : { status, reason: reader.string() },
        );
      }
      return { kind: 'images', images };
    }
    case packetTypes.listingText:
      return { kind: 'listingText', text: reader.string() };
    case packetTypes.compileSource: {
      const filename = reader.string();
      return { kind: 'compileSource', filename, source: reader.bytes(), flags: reader.u32() };
    }
    case packetTypes.failed:
      return { kind: 'failed', message: reader.string() };
  }
  throw new ProtocolError(`a host does not send packets of type ${type}`);
}

function checkMagic(reader: PayloadReader): void {
  if (reader.u32() !== PROTOCOL_MAGIC) throw new ProtocolError('the peer is no nativecompile');
}

function writeOptions(out: PayloadWriter, options: RunOptions): void {
  let bits = 0;
  for (const [name, bit] of Object.entries(RunOption)) {
    if (options[name as keyof typeof RunOption]) bits |= bit;
  }
  bits |= counterLevels.indexOf(options.counters) << COUNTERS_SHIFT;
  out.u8(compileModeNumbers[options.mode]).u32(bits).string(options.without.join(','));
}

function readOptions(reader: PayloadReader): RunOptions {
  const mode = nameOf(compileModeNumbers, reader.u8());
  if (mode === undefined) throw new ProtocolError('the compile mode is unknown');
  const bits = reader.u32();
  const counters = counterLevels[bits >> COUNTERS_SHIFT];
  if (counters === undefined) throw new ProtocolError('the level of counting is unknown');
  const without = reader.string();
  return {
    mode,
    strict: (bits & RunOption.strict) !== 0,
    interpret: (bits & RunOption.interpret) !== 0,
    stats: (bits & RunOption.stats) !== 0,
    counters,
    without: without === '' ? [] : without.split(','),
  };
}

function writeWarnings(out: PayloadWriter, warnings: readonly SourceWarning[]): void {
  out.u32(warnings.length);
  for (const { category, message, line } of warnings) {
    out.string(category).string(message).u32(line);
  }
}

function readWarnings(reader: PayloadReader): SourceWarning[] {
  const warnings: SourceWarning[] = [];
  for (let left = reader.count(12); left > 0; left--) {
    const category = reader.string();
    const message = reader.string();
    warnings.push({ category, message, line: reader.u32() });
  }
  return warnings;
}
