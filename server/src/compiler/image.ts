/**
 * Compiled code as the bytes that the helper loads (native/helper/image.h has the same layout). Maps symbols to the
 * wire's kinds and indices; knows no addresses.
 */

import { CODE_SYMBOL } from '../assembler/operands.js';
import { symbolIndices } from '../generated/runtimeSymbols.js';
import { type CompiledCode, exitReasons, type Site } from './compiledCode.js';
import { counterKinds } from './counters.js';

const MAGIC = 0x4d49434e;
const HEADER = 13 * 4;
const RELOCATION = 12;
const SITE = 20;
const COUNTER = 8;
const PUSH_LASTI = 1;
const NO_TRACEBACK = 2;
const LOOP = 4;

const kinds = {
  symbolAbsolute: 0,
  symbolRelative: 1,
  constant: 2,
  name: 3,
  unit: 4,
  data: 5,
  code: 6,
  site: 7,
  counter: 9,
} as const;

const entryKinds = { slot: 0, constant: 1, local: 2, null: 3 } as const;

interface Target {
  readonly kind: number;
  readonly index: number;
  /** Added to the addend. */
  readonly offset: number;
}

/** `buildHash` (32 bits) names the helper and compiler that belong together. */
export function encodeImage(compiled: CompiledCode, buildHash: number): Uint8Array {
  const { code, assembled, sites, counters } = compiled;
  const codeSize = (assembled.bytes.length + 3) & ~3;
  const entryCount = sites.reduce((count, site) => count + site.entries.length, 0);
  const relocations = assembled.relocationTable;
  if (relocations === null) throw new Error('code for reading is not loaded');
  const size =
    HEADER +
    codeSize +
    RELOCATION * relocations.count +
    SITE * sites.length +
    4 * entryCount +
    COUNTER * counters.length;
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  let at = 0;
  const u32 = (value: number): void => {
    view.setUint32(at, value, true);
    at += 4;
  };
  for (const value of [
    MAGIC,
    buildHash,
    codeSize,
    compiled.dataSize,
    relocations.count,
    sites.length,
    entryCount,
    compiled.entryOffset,
    code.code.length >> 1,
    code.localsplusnames.length,
    code.consts.length,
    code.names.length,
    counters.length,
  ]) {
    u32(value);
  }
  bytes.set(assembled.bytes, at);
  at += codeSize;
  const targets = relocations.symbols.map(target);
  for (let i = 0; i < relocations.count; i += 1) {
    const { kind, index, offset } = targets[relocations.symbolNumber(i)]!;
    const isRelative = relocations.isRelative(i);
    if (isRelative && kind !== kinds.symbolAbsolute) throw new Error('only functions are called');
    u32(relocations.offset(i));
    u32((isRelative ? kinds.symbolRelative : kind) | (index << 8));
    u32(relocations.addend(i) + offset);
  }
  let firstEntry = 0;
  for (const site of sites) {
    encodeSite(view, at, site, firstEntry);
    at += SITE;
    firstEntry += site.entries.length;
  }
  for (const { entries } of sites) {
    for (const { kind, index } of entries) u32(entryKinds[kind] | (index << 2));
  }
  for (const { kind, value } of counters) {
    u32(counterKinds.indexOf(kind));
    u32(value);
  }
  return bytes;
}

function encodeSite(view: DataView, at: number, site: Site, firstEntry: number): void {
  view.setInt32(at, site.unit, true);
  view.setInt32(at + 4, site.handler, true);
  view.setUint16(at + 8, site.handlerDepth, true);
  const flags =
    (site.pushLasti ? PUSH_LASTI : 0) |
    (site.noTraceback ? NO_TRACEBACK : 0) |
    (site.isLoop ? LOOP : 0);
  view.setUint8(at + 10, flags);
  view.setUint8(at + 11, exitReasons.indexOf(site.reason));
  view.setUint32(at + 12, firstEntry, true);
  view.setUint16(at + 16, site.entries.length, true);
}

/** What a symbol of the compiler's means on the wire. */
function target(symbol: string): Target {
  const known = symbolIndices.get(symbol);
  if (known !== undefined) return { kind: kinds.symbolAbsolute, index: known, offset: 0 };
  if (symbol === CODE_SYMBOL) return { kind: kinds.code, index: 0, offset: 0 };
  const colon = symbol.indexOf(':');
  const number = Number(symbol.slice(colon + 1));
  switch (symbol.slice(0, colon)) {
    case 'const':
      return { kind: kinds.constant, index: number, offset: 0 };
    case 'name':
      return { kind: kinds.name, index: number, offset: 0 };
    case 'unit':
      return { kind: kinds.unit, index: 0, offset: number };
    case 'data':
      return { kind: kinds.data, index: 0, offset: number };
    case 'counter':
      return { kind: kinds.counter, index: number, offset: 0 };
    case 'site':
      return { kind: kinds.site, index: number, offset: 0 };
    default:
      throw new Error(`no symbol is called ${symbol}`);
  }
}
