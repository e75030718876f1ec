/** Generated from native/helper/layout.def, caches.def, counters.def, image.def, image_cache.def, profile.def and protocol.def by scripts/generate.mjs; do not edit. */

/** Bytes of a field; a machine word has 4 or 8, as its target has it. */
export type Width = 1 | 2 | 4 | 8 | 'word';

/** A field of a structure: where it begins in it, in bytes, and how long it is. */
export interface Field<W extends Width = Width> {
  readonly offset: number;
  readonly width: W;
}

/** Structures whose bytes host and helper exchange, the same on all targets. */
export const layout = {
  BlockHeader: {
    magic: { offset: 0, width: 4 },
    version: { offset: 4, width: 4 },
    size: { offset: 8, width: 4 },
    used: { offset: 12, width: 4 },
    dropped: { offset: 16, width: 4 },
  },
  BlockRecord: {
    size: { offset: 0, width: 4 },
    complete: { offset: 4, width: 4 },
    count: { offset: 8, width: 4 },
    first_line: { offset: 12, width: 4 },
    units: { offset: 16, width: 4 },
    name_length: { offset: 20, width: 4 },
    file_length: { offset: 24, width: 4 },
  },
  CounterCell: {
    count: { offset: 0, width: 8 },
    types: { offset: 0, width: 4 },
    last: { offset: 8, width: 8 },
  },
  CounterName: {
    kind: { offset: 0, width: 4 },
    value: { offset: 4, width: 4 },
  },
  ImageHeader: {
    magic: { offset: 0, width: 4 },
    build_hash: { offset: 4, width: 4 },
    code_size: { offset: 8, width: 4 },
    data_size: { offset: 12, width: 4 },
    relocation_count: { offset: 16, width: 4 },
    relocation_bytes: { offset: 20, width: 4 },
    site_count: { offset: 24, width: 4 },
    site_bytes: { offset: 28, width: 4 },
    site_entry_count: { offset: 32, width: 4 },
    position_bytes: { offset: 36, width: 4 },
    entry_offset: { offset: 40, width: 4 },
    unit_count: { offset: 44, width: 4 },
    local_count: { offset: 48, width: 4 },
    constant_count: { offset: 52, width: 4 },
    name_count: { offset: 56, width: 4 },
    counter_count: { offset: 60, width: 4 },
  },
  CacheHeader: {
    magic: { offset: 0, width: 4 },
    version: { offset: 4, width: 4 },
  },
  ProfileHeader: {
    magic: { offset: 0, width: 4 },
    version: { offset: 4, width: 4 },
    used: { offset: 12, width: 4 },
    pid: { offset: 16, width: 4 },
    parent: { offset: 20, width: 4 },
    lost: { offset: 24, width: 8 },
  },
  ProfileRecord: {
    size: { offset: 0, width: 4 },
    kind: { offset: 4, width: 4 },
  },
  ProfileCode: {
    first_line: { offset: 8, width: 4 },
    units: { offset: 12, width: 4 },
    name_length: { offset: 16, width: 4 },
    file_length: { offset: 20, width: 4 },
    lines_length: { offset: 24, width: 4 },
    name_width: { offset: 28, width: 2 },
    file_width: { offset: 30, width: 2 },
  },
  ProfilePositions: {
    code: { offset: 8, width: 4 },
    length: { offset: 12, width: 4 },
    address: { offset: 16, width: 8 },
  },
  ProfileModule: {
    path_length: { offset: 8, width: 4 },
  },
  ProfileMethod: {
    module: { offset: 8, width: 4 },
    name_length: { offset: 12, width: 4 },
    place: { offset: 16, width: 8 },
  },
  ProfileNode: {
    parent: { offset: 8, width: 4 },
    frame: { offset: 12, width: 4 },
    owner: { offset: 16, width: 4 },
    samples: { offset: 20, width: 4 },
    place: { offset: 24, width: 8 },
    nanoseconds: { offset: 32, width: 8 },
  },
} as const;

/** Their sizes in bytes. */
export const sizes = {
  BlockHeader: 64,
  BlockRecord: 32,
  CounterCell: 16,
  CounterName: 8,
  ImageHeader: 64,
  CacheHeader: 8,
  ProfileHeader: 32,
  ProfileRecord: 8,
  ProfileCode: 32,
  ProfilePositions: 24,
  ProfileModule: 16,
  ProfileMethod: 24,
  ProfileNode: 40,
} as const;

export const constants = {
  BLOCK_MAGIC: 1111704398,
  BLOCK_VERSION: 3,
  ANOTHER_CLASS_BIT: 31,
  IMAGE_MAGIC: 1296646990,
  RELOCATION_RELATIVE: 16,
  RELOCATION_WIDE: 32,
  RELOCATION_ADDEND: 64,
  RELOCATION_INDEX_SHIFT: 7,
  SITE_REASON_SHIFT: 4,
  SITE_ENTRY_INDEX_SHIFT: 2,
  NC_CACHE_MAGIC: 1128874830,
  NC_CACHE_VERSION: 2,
  NC_CACHE_DIGEST: 32,
  NC_CACHE_LARGEST: 268435456,
  NC_CACHE_REFRESH: 86400,
  PROFILE_MAGIC: 1179665230,
  PROFILE_VERSION: 1,
  NC_PROTOCOL_MAGIC: 1414546254,
  NC_PROTOCOL_VERSION: 6,
  NC_MAX_PACKET_LENGTH: 268435456,
  PyLong_MASK: 1073741823,
  smallNegativeInts: 5,
  smallPositiveInts: 257,
  Py_TPFLAGS_SEQUENCE: 32,
  Py_TPFLAGS_MAPPING: 64,
  FRAME_SUSPENDED: -1,
  CO_OPTIMIZED: 1,
  CO_NEWLOCALS: 2,
  CO_VARARGS: 4,
  CO_VARKEYWORDS: 8,
  CO_GENERATOR: 32,
  CO_COROUTINE: 128,
  CO_ASYNC_GENERATOR: 512,
  CO_FAST_LOCAL: 32,
  CO_FAST_CELL: 64,
  CO_FAST_FREE: 128,
  PyCF_ONLY_AST: 1024,
} as const;

export const Shadowing = {
  none: 0,
  managed: 1,
  dict: 2,
} as const;

export const RelocationKind = {
  symbol: 0,
  constant: 1,
  name: 2,
  unit: 3,
  data: 4,
  code: 5,
  site: 6,
  codeObject: 7,
  counter: 8,
} as const;

export const SiteFlag = {
  pushLasti: 1,
  noTraceback: 2,
  loop: 4,
  handler: 8,
} as const;

export const ExitReason = {
  tracing: 0,
  unsupported: 1,
  unknownResume: 2,
} as const;

export const SiteEntryKind = {
  slot: 0,
  constant: 1,
  local: 2,
  null: 3,
} as const;

export const ProfileRecordKind = {
  code: 1,
  positions: 2,
  module: 3,
  method: 4,
  node: 5,
} as const;

export const ProfileFrame = {
  thread: 1,
  cut: 2,
  interpreted: 3,
  unit: 4,
  native: 5,
  c: 6,
  system: 7,
} as const;

export const PacketType = {
  hello: 1,
  compileNative: 2,
  images: 3,
  stats: 4,
  listing: 5,
  listingText: 6,
  fault: 7,
  compileSource: 8,
  marshal: 9,
  syntaxError: 10,
  failed: 11,
} as const;

export const CompileMode = {
  main: 0,
  hot: 1,
  all: 2,
} as const;

export const RunOption = {
  strict: 1,
  interpret: 2,
  stats: 4,
} as const;

export const ImageStatus = {
  refused: 0,
  image: 1,
  kept: 2,
} as const;
