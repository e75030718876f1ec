/**
 * Compiled code as the bytes that the helper loads (native/helper/image.def says which). Maps
 * symbols to the wire's kinds and indices; knows no addresses.
 */

import { CODE_SYMBOL } from '../assembler/operands.js';
import type { RelocationKind as RelocationPlace } from '../assembler/relocations.js';
import {
  constants,
  ExitReason,
  layout,
  RelocationKind,
  SiteEntryKind,
  SiteFlag,
  sizes,
} from '../generated/layout.js';
import { symbolIndices } from '../generated/runtimeSymbols.js';
import type { CompiledCode, Site } from './compiledCode.js';
import { counterKinds } from './counters.js';
import { encodePositions } from './imagePositions.js';
import { writeField, writeStructure } from './structures.js';

const { Relocation, CounterName } = layout;
const { IMAGE_MAGIC, IMAGE_ALIGNMENT, SITE_ENTRY_INDEX_SHIFT } = constants;
const { RELOCATION_INDEX_SHIFT, RELOCATION_RELATIVE, RELOCATION_WIDE } = constants;
/** Of an entry of a site. */
const ENTRY = 4;

interface Target {
  readonly kind: number;
  readonly index: number;
  /** Added to the addend. */
  readonly offset: number;
}

/** `buildHash` (32 bits) names the helper and compiler that belong together. */
export function encodeImage(compiled: CompiledCode, buildHash: number): Uint8Array {
  const { code, assembled, sites, counters } = compiled;
  const codeSize = padded(assembled.bytes.length);
  const positions = encodePositions(compiled);
  const entryCount = sites.reduce((count, site) => count + site.entries.length, 0);
  const relocations = assembled.relocationTable;
  if (relocations === null) throw new Error('code for reading is not loaded');
  const size =
    sizes.ImageHeader +
    codeSize +
    sizes.Relocation * relocations.count +
    sizes.Site * sites.length +
    ENTRY * entryCount +
    sizes.CounterName * counters.length +
    padded(positions.length);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  writeStructure(view, 0, layout.ImageHeader, {
    magic: IMAGE_MAGIC,
    build_hash: buildHash,
    code_size: codeSize,
    data_size: compiled.dataSize,
    relocation_count: relocations.count,
    site_count: sites.length,
    site_entry_count: entryCount,
    entry_offset: compiled.entryOffset,
    unit_count: code.code.length >> 1,
    local_count: code.localsplusnames.length,
    constant_count: code.consts.length,
    name_count: code.names.length,
    counter_count: counters.length,
    positions_size: positions.length,
  });
  let at: number = sizes.ImageHeader;
  bytes.set(assembled.bytes, at);
  at += codeSize;
  const targets = relocations.symbols.map(target);
  for (let i = 0; i < relocations.count; i += 1) {
    const { kind, index, offset } = targets[relocations.symbolNumber(i)]!;
    writeField(view, at, Relocation.offset, relocations.offset(i));
    const placed = placedKind(kind, relocations.kind(i));
    writeField(view, at, Relocation.target, placed | (index << RELOCATION_INDEX_SHIFT));
    writeField(view, at, Relocation.addend, relocations.addend(i) + offset);
    at += sizes.Relocation;
  }
  let firstEntry = 0;
  for (const site of sites) {
    encodeSite(view, at, site, firstEntry);
    at += sizes.Site;
    firstEntry += site.entries.length;
  }
  for (const { entries } of sites) {
    for (const { kind, index } of entries) {
      view.setUint32(at, SiteEntryKind[kind] | (index << SITE_ENTRY_INDEX_SHIFT), true);
      at += ENTRY;
    }
  }
  for (const { kind, value } of counters) {
    writeField(view, at, CounterName.kind, counterKinds.indexOf(kind));
    writeField(view, at, CounterName.value, value);
    at += sizes.CounterName;
  }
  bytes.set(positions, at);
  return bytes;
}

const padded = (size: number): number => Math.ceil(size / IMAGE_ALIGNMENT) * IMAGE_ALIGNMENT;

/** The kind of a relocation, with what its place in the code is. */
function placedKind(kind: number, place: RelocationPlace): number {
  if (place === 'abs32') return kind;
  if (place === 'abs64') return kind | RELOCATION_WIDE;
  // Functions are called: that has a kind of its own.
  return kind === RelocationKind.symbolAbsolute
    ? RelocationKind.symbolRelative
    : kind | RELOCATION_RELATIVE;
}

function encodeSite(view: DataView, at: number, site: Site, firstEntry: number): void {
  const { pushLasti, noTraceback, isLoop } = site;
  writeStructure(view, at, layout.Site, {
    unit: site.unit,
    handler: site.handler,
    handler_depth: site.handlerDepth,
    flags:
      (pushLasti ? SiteFlag.pushLasti : 0) |
      (noTraceback ? SiteFlag.noTraceback : 0) |
      (isLoop ? SiteFlag.loop : 0),
    reason: ExitReason[site.reason],
    first_entry: firstEntry,
    depth: site.entries.length,
  });
}

/** What a symbol of the compiler's means on the wire. */
function target(symbol: string): Target {
  const known = symbolIndices.get(symbol);
  if (known !== undefined) return { kind: RelocationKind.symbolAbsolute, index: known, offset: 0 };
  if (symbol === CODE_SYMBOL) return { kind: RelocationKind.code, index: 0, offset: 0 };
  const colon = symbol.indexOf(':');
  const number = Number(symbol.slice(colon + 1));
  switch (symbol.slice(0, colon)) {
    case 'const':
      return { kind: RelocationKind.constant, index: number, offset: 0 };
    case 'name':
      return { kind: RelocationKind.name, index: number, offset: 0 };
    case 'unit':
      return { kind: RelocationKind.unit, index: 0, offset: number };
    case 'data':
      return { kind: RelocationKind.data, index: 0, offset: number };
    case 'counter':
      return { kind: RelocationKind.counter, index: number, offset: 0 };
    case 'site':
      return { kind: RelocationKind.site, index: number, offset: 0 };
    default:
      throw new Error(`no symbol is called ${symbol}`);
  }
}
