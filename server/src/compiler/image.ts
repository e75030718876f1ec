/**
 * Compiled code as the bytes that the helper loads (native/helper/image.def says which). Maps
 * symbols to the wire's kinds and indices; knows no addresses.
 */

import { CODE_SYMBOL } from '../assembler/operands.js';
import { fieldLength, type RelocationTable } from '../assembler/relocations.js';
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
import { PackedNumbers } from './packedNumbers.js';
import { writeField, writeStructure } from './structures.js';

const { CounterName } = layout;
const { IMAGE_MAGIC, SITE_ENTRY_INDEX_SHIFT, SITE_REASON_SHIFT } = constants;
const { RELOCATION_INDEX_SHIFT, RELOCATION_RELATIVE, RELOCATION_WIDE, RELOCATION_ADDEND } =
  constants;

interface Target {
  readonly kind: number;
  readonly index: number;
  /** Added to the addend. */
  readonly offset: number;
}

/** `buildHash` (32 bits) names the helper and compiler that belong together. */
export function encodeImage(compiled: CompiledCode, buildHash: number): Uint8Array {
  const { code, assembled, sites, counters } = compiled;
  const table = assembled.relocationTable;
  if (table === null) throw new Error('code for reading is not loaded');
  const relocations = packRelocations(table);
  const packedSites = packSites(sites);
  const machineCode = withoutPlaces(assembled.bytes, table);
  const positions = encodePositions(compiled);
  const parts = [relocations, packedSites, positions, machineCode];
  const counterBytes = sizes.CounterName * counters.length;
  const size = parts.reduce((sum, part) => sum + part.length, sizes.ImageHeader + counterBytes);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  writeStructure(view, 0, layout.ImageHeader, {
    magic: IMAGE_MAGIC,
    build_hash: buildHash,
    code_size: assembled.bytes.length,
    data_size: compiled.dataSize,
    relocation_count: table.count,
    relocation_bytes: relocations.length,
    site_count: sites.length,
    site_bytes: packedSites.length,
    site_entry_count: sites.reduce((count, site) => count + site.entries.length, 0),
    position_bytes: positions.length,
    entry_offset: compiled.entryOffset,
    unit_count: code.code.length >> 1,
    local_count: code.localsplusnames.length,
    constant_count: code.consts.length,
    name_count: code.names.length,
    counter_count: counters.length,
  });
  let at: number = sizes.ImageHeader;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  for (const { kind, value } of counters) {
    writeField(view, at, CounterName.kind, counterKinds.indexOf(kind));
    writeField(view, at, CounterName.value, value);
    at += sizes.CounterName;
  }
  return bytes;
}

function packRelocations(table: RelocationTable): Uint8Array {
  const packed = new PackedNumbers();
  const targets = table.symbols.map(target);
  let end = 0;
  for (let i = 0; i < table.count; i += 1) {
    const { kind, index, offset } = targets[table.symbolNumber(i)]!;
    const place = table.kind(i);
    const length = fieldLength(place);
    const isRelative = place === 'rel32';
    // The assembler counts from the place itself.
    const addend = table.addend(i) + offset + (isRelative ? length : 0);
    const flags =
      (isRelative ? RELOCATION_RELATIVE : 0) |
      (place === 'abs64' ? RELOCATION_WIDE : 0) |
      (addend === 0 ? 0 : RELOCATION_ADDEND);
    packed.unsigned(table.offset(i) - end);
    packed.unsigned(kind | flags | (index << RELOCATION_INDEX_SHIFT));
    if (addend !== 0) packed.signed(addend);
    end = table.offset(i) + length;
  }
  return packed.written();
}

function withoutPlaces(bytes: Uint8Array, table: RelocationTable): Uint8Array {
  const rest = new Uint8Array(bytes.length);
  let length = 0;
  let end = 0;
  for (let i = 0; i < table.count; i += 1) {
    const offset = table.offset(i);
    rest.set(bytes.subarray(end, offset), length);
    length += offset - end;
    end = offset + fieldLength(table.kind(i));
  }
  rest.set(bytes.subarray(end), length);
  return rest.subarray(0, length + bytes.length - end);
}

function packSites(sites: readonly Site[]): Uint8Array {
  const packed = new PackedNumbers();
  let last = 0;
  for (const site of sites) {
    const { pushLasti, noTraceback, isLoop, handler, unit } = site;
    const flags =
      (pushLasti ? SiteFlag.pushLasti : 0) |
      (noTraceback ? SiteFlag.noTraceback : 0) |
      (isLoop ? SiteFlag.loop : 0) |
      (handler < 0 ? 0 : SiteFlag.handler);
    packed.unsigned(flags | (ExitReason[site.reason] << SITE_REASON_SHIFT));
    packed.signed(unit - last);
    if (handler >= 0) {
      packed.unsigned(handler);
      if (!isLoop) packed.unsigned(site.handlerDepth);
    }
    packed.unsigned(site.entries.length);
    for (const { kind, index } of site.entries) {
      packed.unsigned(SiteEntryKind[kind] | (index << SITE_ENTRY_INDEX_SHIFT));
    }
    last = unit;
  }
  return packed.written();
}

/** What a symbol of the compiler's means on the wire. */
function target(symbol: string): Target {
  const known = symbolIndices.get(symbol);
  if (known !== undefined) return { kind: RelocationKind.symbol, index: known, offset: 0 };
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
