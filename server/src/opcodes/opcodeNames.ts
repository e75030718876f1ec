/**
 * The 110 opcodes of CPython 3.11: name, number, what the argument means, inline cache units.
 *
 * Maps between names and numbers as in CPython's `opcode` module. Knows neither what an opcode
 * does nor what it leaves on the stack (effects.ts), nor how it is compiled.
 */

/** What an oparg refers to. `none`: the opcode ignores it; `number`: a count or a flag set. */
export type ArgumentKind =
  | 'none'
  | 'number'
  | 'name'
  | 'constant'
  | 'local'
  | 'free'
  | 'comparison'
  | 'forward'
  | 'backward';

type Row = readonly [code: number, argument: ArgumentKind, caches?: number];

/** In the order of their numbers. Opcodes from 90 on have an argument. */
const table = {
  CACHE: [0, 'none'],
  POP_TOP: [1, 'none'],
  PUSH_NULL: [2, 'none'],
  NOP: [9, 'none'],
  UNARY_POSITIVE: [10, 'none'],
  UNARY_NEGATIVE: [11, 'none'],
  UNARY_NOT: [12, 'none'],
  UNARY_INVERT: [15, 'none'],
  BINARY_SUBSCR: [25, 'none', 4],
  GET_LEN: [30, 'none'],
  MATCH_MAPPING: [31, 'none'],
  MATCH_SEQUENCE: [32, 'none'],
  MATCH_KEYS: [33, 'none'],
  PUSH_EXC_INFO: [35, 'none'],
  CHECK_EXC_MATCH: [36, 'none'],
  CHECK_EG_MATCH: [37, 'none'],
  WITH_EXCEPT_START: [49, 'none'],
  GET_AITER: [50, 'none'],
  GET_ANEXT: [51, 'none'],
  BEFORE_ASYNC_WITH: [52, 'none'],
  BEFORE_WITH: [53, 'none'],
  END_ASYNC_FOR: [54, 'none'],
  STORE_SUBSCR: [60, 'none', 1],
  DELETE_SUBSCR: [61, 'none'],
  GET_ITER: [68, 'none'],
  GET_YIELD_FROM_ITER: [69, 'none'],
  PRINT_EXPR: [70, 'none'],
  LOAD_BUILD_CLASS: [71, 'none'],
  LOAD_ASSERTION_ERROR: [74, 'none'],
  RETURN_GENERATOR: [75, 'none'],
  LIST_TO_TUPLE: [82, 'none'],
  RETURN_VALUE: [83, 'none'],
  IMPORT_STAR: [84, 'none'],
  SETUP_ANNOTATIONS: [85, 'none'],
  YIELD_VALUE: [86, 'none'],
  ASYNC_GEN_WRAP: [87, 'none'],
  PREP_RERAISE_STAR: [88, 'none'],
  POP_EXCEPT: [89, 'none'],
  STORE_NAME: [90, 'name'],
  DELETE_NAME: [91, 'name'],
  UNPACK_SEQUENCE: [92, 'number', 1],
  FOR_ITER: [93, 'forward'],
  UNPACK_EX: [94, 'number'],
  STORE_ATTR: [95, 'name', 4],
  DELETE_ATTR: [96, 'name'],
  STORE_GLOBAL: [97, 'name'],
  DELETE_GLOBAL: [98, 'name'],
  SWAP: [99, 'number'],
  LOAD_CONST: [100, 'constant'],
  LOAD_NAME: [101, 'name'],
  BUILD_TUPLE: [102, 'number'],
  BUILD_LIST: [103, 'number'],
  BUILD_SET: [104, 'number'],
  BUILD_MAP: [105, 'number'],
  LOAD_ATTR: [106, 'name', 4],
  COMPARE_OP: [107, 'comparison', 2],
  IMPORT_NAME: [108, 'name'],
  IMPORT_FROM: [109, 'name'],
  JUMP_FORWARD: [110, 'forward'],
  JUMP_IF_FALSE_OR_POP: [111, 'forward'],
  JUMP_IF_TRUE_OR_POP: [112, 'forward'],
  POP_JUMP_FORWARD_IF_FALSE: [114, 'forward'],
  POP_JUMP_FORWARD_IF_TRUE: [115, 'forward'],
  LOAD_GLOBAL: [116, 'name', 5],
  IS_OP: [117, 'number'],
  CONTAINS_OP: [118, 'number'],
  RERAISE: [119, 'number'],
  COPY: [120, 'number'],
  BINARY_OP: [122, 'number', 1],
  SEND: [123, 'forward'],
  LOAD_FAST: [124, 'local'],
  STORE_FAST: [125, 'local'],
  DELETE_FAST: [126, 'local'],
  POP_JUMP_FORWARD_IF_NOT_NONE: [128, 'forward'],
  POP_JUMP_FORWARD_IF_NONE: [129, 'forward'],
  RAISE_VARARGS: [130, 'number'],
  GET_AWAITABLE: [131, 'number'],
  MAKE_FUNCTION: [132, 'number'],
  BUILD_SLICE: [133, 'number'],
  JUMP_BACKWARD_NO_INTERRUPT: [134, 'backward'],
  MAKE_CELL: [135, 'free'],
  LOAD_CLOSURE: [136, 'free'],
  LOAD_DEREF: [137, 'free'],
  STORE_DEREF: [138, 'free'],
  DELETE_DEREF: [139, 'free'],
  JUMP_BACKWARD: [140, 'backward'],
  CALL_FUNCTION_EX: [142, 'number'],
  EXTENDED_ARG: [144, 'number'],
  LIST_APPEND: [145, 'number'],
  SET_ADD: [146, 'number'],
  MAP_ADD: [147, 'number'],
  LOAD_CLASSDEREF: [148, 'free'],
  COPY_FREE_VARS: [149, 'number'],
  RESUME: [151, 'number'],
  MATCH_CLASS: [152, 'number'],
  FORMAT_VALUE: [155, 'number'],
  BUILD_CONST_KEY_MAP: [156, 'number'],
  BUILD_STRING: [157, 'number'],
  LOAD_METHOD: [160, 'name', 10],
  LIST_EXTEND: [162, 'number'],
  SET_UPDATE: [163, 'number'],
  DICT_MERGE: [164, 'number'],
  DICT_UPDATE: [165, 'number'],
  PRECALL: [166, 'number', 1],
  CALL: [171, 'number', 4],
  KW_NAMES: [172, 'constant'],
  POP_JUMP_BACKWARD_IF_NOT_NONE: [173, 'backward'],
  POP_JUMP_BACKWARD_IF_NONE: [174, 'backward'],
  POP_JUMP_BACKWARD_IF_FALSE: [175, 'backward'],
  POP_JUMP_BACKWARD_IF_TRUE: [176, 'backward'],
} as const satisfies Record<string, Row>;

export type OpcodeName = keyof typeof table;

export interface OpcodeInfo {
  readonly name: OpcodeName;
  readonly code: number;
  readonly argument: ArgumentKind;
  /** False for opcodes below CPython's HAVE_ARGUMENT, whose argument byte means nothing. */
  readonly hasArgument: boolean;
  /** Inline cache units (2 bytes each) that follow the instruction. */
  readonly caches: number;
}

/** Opcodes from this number on have an argument. */
export const HAVE_ARGUMENT = 90;

function describe(name: OpcodeName): OpcodeInfo {
  const [code, argument, caches]: Row = table[name];
  return { name, code, argument, hasArgument: code >= HAVE_ARGUMENT, caches: caches ?? 0 };
}

/** All opcodes in the order of their numbers. */
export const opcodes: readonly OpcodeInfo[] = (Object.keys(table) as OpcodeName[]).map(describe);

export const opcodeNames: readonly OpcodeName[] = opcodes.map((opcode) => opcode.name);

const byCode: readonly (OpcodeInfo | undefined)[] = Array.from({ length: 256 }, (_, code) =>
  opcodes.find((opcode) => opcode.code === code),
);

const byName: ReadonlyMap<string, OpcodeInfo> = new Map(
  opcodes.map((opcode) => [opcode.name, opcode]),
);

/** The opcode with this number; undefined for numbers that unquickened code never holds. */
export function opcodeByCode(code: number): OpcodeInfo | undefined {
  return byCode[code];
}

export function opcodeInfo(name: OpcodeName): OpcodeInfo {
  const info = byName.get(name);
  if (info === undefined) {
    throw new RangeError(`no opcode is called ${name}`);
  }
  return info;
}

export function isOpcodeName(text: string): text is OpcodeName {
  return byName.has(text);
}

/** The operators of BINARY_OP by oparg; from 13 on they work in place. */
export const binaryOperators = [
  '+',
  '&',
  '//',
  '<<',
  '@',
  '*',
  '%',
  '|',
  '**',
  '>>',
  '-',
  '/',
  '^',
  '+=',
  '&=',
  '//=',
  '<<=',
  '@=',
  '*=',
  '%=',
  '|=',
  '**=',
  '>>=',
  '-=',
  '/=',
  '^=',
] as const;

/** The operators of COMPARE_OP by oparg. */
export const comparisonOperators = ['<', '<=', '==', '!=', '>', '>='] as const;
export type Comparison = (typeof comparisonOperators)[number];
