/**
 * The stack effect of every opcode, in the notation of CPython's bytecodes.c with named operands.
 *
 * Maps from: an opcode and its oparg. Maps to: how many entries it looks at, pops and pushes, and
 * what they are called. Knows no values, no types and no machine code.
 *
 * The notation: `(inputs -- outputs)`, deepest first. Inputs left of a `|` are only looked at:
 * they stay where they are, in front of the outputs. `(iterator | -- value)` is what bytecodes.c
 * writes as `(iterator -- iterator, value)`. `items[oparg * 2]` is a run of entries, `step if
 * (oparg == 3)` an entry that only some opargs have.
 */
import { type OpcodeName, opcodeNames } from './opcodeNames.js';

export const stackEffects = {
  CACHE: '( -- )',
  POP_TOP: '(value -- )',
  PUSH_NULL: '( -- null)',
  NOP: '( -- )',
  UNARY_POSITIVE: '(value -- result)',
  UNARY_NEGATIVE: '(value -- result)',
  UNARY_NOT: '(value -- result)',
  UNARY_INVERT: '(value -- result)',
  BINARY_SUBSCR: '(container, key -- result)',
  GET_LEN: '(object | -- length)',
  MATCH_MAPPING: '(subject | -- matched)',
  MATCH_SEQUENCE: '(subject | -- matched)',
  MATCH_KEYS: '(subject, keys | -- values_or_none)',
  PUSH_EXC_INFO: '(exception -- previous, exception)',
  CHECK_EXC_MATCH: '(exception | type -- matched)',
  CHECK_EG_MATCH: '(group, type -- rest, match)',
  WITH_EXCEPT_START: '(exit, lasti, previous, exception | -- result)',
  GET_AITER: '(iterable -- iterator)',
  GET_ANEXT: '(iterator | -- awaitable)',
  BEFORE_ASYNC_WITH: '(manager -- exit, awaitable)',
  BEFORE_WITH: '(manager -- exit, value)',
  END_ASYNC_FOR: '(iterator, exception -- )',
  STORE_SUBSCR: '(value, container, key -- )',
  DELETE_SUBSCR: '(container, key -- )',
  GET_ITER: '(iterable -- iterator)',
  GET_YIELD_FROM_ITER: '(iterable -- iterator)',
  PRINT_EXPR: '(value -- )',
  LOAD_BUILD_CLASS: '( -- build_class)',
  LOAD_ASSERTION_ERROR: '( -- type)',
  RETURN_GENERATOR: '( -- )',
  LIST_TO_TUPLE: '(list -- tuple)',
  RETURN_VALUE: '(value -- )',
  IMPORT_STAR: '(module -- )',
  SETUP_ANNOTATIONS: '( -- )',
  YIELD_VALUE: '(value -- sent)',
  ASYNC_GEN_WRAP: '(value -- wrapped)',
  PREP_RERAISE_STAR: '(original, excs -- group_or_none)',
  POP_EXCEPT: '(previous -- )',
  STORE_NAME: '(value -- )',
  DELETE_NAME: '( -- )',
  UNPACK_SEQUENCE: '(sequence -- items[oparg])',
  FOR_ITER: '(iterator | -- value)',
  UNPACK_EX: '(iterable -- after[oparg >> 8], rest, before[oparg & 255])',
  STORE_ATTR: '(value, owner -- )',
  DELETE_ATTR: '(owner -- )',
  STORE_GLOBAL: '(value -- )',
  DELETE_GLOBAL: '( -- )',
  SWAP: '(bottom, between[oparg - 2], top | -- )',
  LOAD_CONST: '( -- value)',
  LOAD_NAME: '( -- value)',
  BUILD_TUPLE: '(items[oparg] -- tuple)',
  BUILD_LIST: '(items[oparg] -- list)',
  BUILD_SET: '(items[oparg] -- set)',
  BUILD_MAP: '(items[oparg * 2] -- dict)',
  LOAD_ATTR: '(owner -- value)',
  COMPARE_OP: '(left, right -- result)',
  IMPORT_NAME: '(level, fromlist -- module)',
  IMPORT_FROM: '(module | -- value)',
  JUMP_FORWARD: '( -- )',
  JUMP_IF_FALSE_OR_POP: '(condition -- )',
  JUMP_IF_TRUE_OR_POP: '(condition -- )',
  POP_JUMP_FORWARD_IF_FALSE: '(condition -- )',
  POP_JUMP_FORWARD_IF_TRUE: '(condition -- )',
  LOAD_GLOBAL: '( -- null if (oparg & 1), value)',
  IS_OP: '(left, right -- result)',
  CONTAINS_OP: '(item, container -- result)',
  RERAISE: '(lasti if (oparg), above[oparg - 1] | exception -- )',
  COPY: '(source, above[oparg - 1] | -- copy)',
  BINARY_OP: '(left, right -- result)',
  SEND: '(receiver | value -- yielded)',
  LOAD_FAST: '( -- value)',
  STORE_FAST: '(value -- )',
  DELETE_FAST: '( -- )',
  POP_JUMP_FORWARD_IF_NOT_NONE: '(value -- )',
  POP_JUMP_FORWARD_IF_NONE: '(value -- )',
  RAISE_VARARGS: '(args[oparg] -- )',
  GET_AWAITABLE: '(iterable -- awaitable)',
  MAKE_FUNCTION:
    '(defaults if (oparg & 1), kwdefaults if (oparg & 2), annotations if (oparg & 4), closure ' +
    'if (oparg & 8), code -- function)',
  BUILD_SLICE: '(start, stop, step if (oparg == 3) -- slice)',
  JUMP_BACKWARD_NO_INTERRUPT: '( -- )',
  MAKE_CELL: '( -- )',
  LOAD_CLOSURE: '( -- cell)',
  LOAD_DEREF: '( -- value)',
  STORE_DEREF: '(value -- )',
  DELETE_DEREF: '( -- )',
  JUMP_BACKWARD: '( -- )',
  CALL_FUNCTION_EX: '(null, callable, args, kwargs if (oparg & 1) -- result)',
  EXTENDED_ARG: '( -- )',
  LIST_APPEND: '(list, above[oparg - 1] | value -- )',
  SET_ADD: '(set, above[oparg - 1] | value -- )',
  MAP_ADD: '(dict, above[oparg - 1] | key, value -- )',
  LOAD_CLASSDEREF: '( -- value)',
  COPY_FREE_VARS: '( -- )',
  RESUME: '( -- )',
  MATCH_CLASS: '(subject, type, names -- attributes_or_none)',
  FORMAT_VALUE: '(value, spec if (oparg & 4) -- string)',
  BUILD_CONST_KEY_MAP: '(values[oparg], keys -- dict)',
  BUILD_STRING: '(pieces[oparg] -- string)',
  LOAD_METHOD: '(owner -- method_or_null, self_or_callable)',
  LIST_EXTEND: '(list, above[oparg - 1] | iterable -- )',
  SET_UPDATE: '(set, above[oparg - 1] | iterable -- )',
  DICT_MERGE: '(callable, args, dict, above[oparg - 1] | mapping -- )',
  DICT_UPDATE: '(dict, above[oparg - 1] | mapping -- )',
  PRECALL: '( -- )',
  CALL: '(method_or_null, self_or_callable, args[oparg] -- result)',
  KW_NAMES: '( -- )',
  POP_JUMP_BACKWARD_IF_NOT_NONE: '(value -- )',
  POP_JUMP_BACKWARD_IF_NONE: '(value -- )',
  POP_JUMP_BACKWARD_IF_FALSE: '(condition -- )',
  POP_JUMP_BACKWARD_IF_TRUE: '(condition -- )',
} as const satisfies Record<OpcodeName, string>;

/** The effects of the opcodes that leave another stack when they jump. */
export const stackEffectsWhenJumping = {
  FOR_ITER: '(iterator -- )',
  SEND: '(receiver, value -- result)',
  JUMP_IF_FALSE_OR_POP: '(condition | -- )',
  JUMP_IF_TRUE_OR_POP: '(condition | -- )',
} as const satisfies Partial<Record<OpcodeName, string>>;

/** An operand of an effect for one oparg; `count` is 0 for an entry that this oparg leaves out. */
export interface Operand {
  readonly name: string;
  readonly count: number;
}

/** An effect for one oparg. Names are deepest first; the numbers count stack entries. */
export interface StackEffect {
  /** Entries that stay where they are, below the popped ones. */
  readonly looked: readonly Operand[];
  readonly popped: readonly Operand[];
  readonly pushed: readonly Operand[];
  readonly looks: number;
  readonly pops: number;
  readonly pushes: number;
}

type Count = (oparg: number) => number;

interface OperandPattern {
  readonly name: string;
  readonly count: Count;
}

/** Reads `oparg`, `oparg - 2`, `oparg >> 8` …; the result is never negative. */
function parseCount(text: string): Count {
  const match = /^oparg(?: (-|\*|>>|&|==) (\d+))?$/.exec(text);
  if (match === null) {
    throw new SyntaxError(`no count of a stack effect: ${text}`);
  }
  const operand = Number(match[2] ?? 0);
  switch (match[1]) {
    case undefined:
      return (oparg) => oparg;
    case '-':
      return (oparg) => Math.max(0, oparg - operand);
    case '*':
      return (oparg) => oparg * operand;
    case '>>':
      return (oparg) => oparg >>> operand;
    case '&':
      return (oparg) => oparg & operand;
    default:
      return (oparg) => (oparg === operand ? 1 : 0);
  }
}

const one: Count = () => 1;

function parseOperand(text: string): OperandPattern {
  const match = /^(\w+)(?:\[([^\]]+)\]| if \(([^)]+)\))?$/.exec(text);
  const name = match?.[1];
  if (match === null || name === undefined) {
    throw new SyntaxError(`no operand of a stack effect: ${text}`);
  }
  if (match[2] !== undefined) {
    return { name, count: parseCount(match[2]) };
  }
  if (match[3] !== undefined) {
    const condition = parseCount(match[3]);
    return { name, count: (oparg) => (condition(oparg) === 0 ? 0 : 1) };
  }
  return { name, count: one };
}

function parseOperands(text: string): OperandPattern[] {
  return text.trim() === '' ? [] : text.split(',').map((part) => parseOperand(part.trim()));
}

/** Parses one effect; the function it returns gives the effect for an oparg. */
export function parseEffect(text: string): (oparg: number) => StackEffect {
  const match = /^\((?:([^|]*)\|)?([^|]*?)--([^|]*)\)$/.exec(text);
  if (match === null) {
    throw new SyntaxError(`no stack effect: ${text}`);
  }
  const looked = parseOperands(match[1] ?? '');
  const popped = parseOperands(match[2] ?? '');
  const pushed = parseOperands(match[3] ?? '');
  const evaluate = (oparg: number): StackEffect => {
    const operands = (patterns: readonly OperandPattern[]): Operand[] =>
      patterns.map(({ name, count }) => ({ name, count: count(oparg) }));
    const total = (some: readonly Operand[]): number =>
      some.reduce((sum, operand) => sum + operand.count, 0);
    const [looks, pops, pushes] = [operands(looked), operands(popped), operands(pushed)];
    return {
      looked: looks,
      popped: pops,
      pushed: pushes,
      looks: total(looks),
      pops: total(pops),
      pushes: total(pushes),
    };
  };
  if (!text.includes('oparg')) {
    const constant = evaluate(0);
    return () => constant;
  }
  // Nearly all opargs are small; the effects of these are made once.
  const small: (StackEffect | undefined)[] = [];
  return (oparg) => {
    if (oparg >= 256) {
      return evaluate(oparg);
    }
    small[oparg] ??= evaluate(oparg);
    return small[oparg];
  };
}

const parsed = new Map(opcodeNames.map((name) => [name, parseEffect(stackEffects[name])]));
const parsedWhenJumping = new Map(
  Object.entries(stackEffectsWhenJumping).map(([name, text]) => [name, parseEffect(text)]),
);

/**
 * The effect of an opcode, `jumps` telling whether it takes its jump. `oparg` is the whole
 * argument with its EXTENDED_ARG prefixes, at most 2**32 - 1.
 */
export function stackEffect(name: OpcodeName, oparg: number, jumps = false): StackEffect {
  const effect = (jumps ? parsedWhenJumping.get(name) : undefined) ?? parsed.get(name);
  if (effect === undefined) {
    throw new RangeError(`no opcode is called ${name}`);
  }
  return effect(oparg);
}

/** The effect as bytecodes.c would write it, entries that stay named on both sides. */
export function effectText(name: OpcodeName, jumps = false): string {
  const table: Partial<Record<OpcodeName, string>> = stackEffectsWhenJumping;
  const text = (jumps ? table[name] : undefined) ?? stackEffects[name];
  const match = /^\(([^|]*?) \|(.*)--(.*)\)$/.exec(text);
  if (match === null) {
    return text;
  }
  const list = (...parts: (string | undefined)[]): string =>
    parts
      .map((part) => part?.trim() ?? '')
      .filter((part) => part !== '')
      .join(', ');
  return `(${list(match[1], match[2])} -- ${list(match[1], match[3])})`;
}

type Trim<T extends string> = T extends ` ${infer R}`
  ? Trim<R>
  : T extends `${infer L} `
    ? Trim<L>
    : T;
type Split<T extends string> = T extends `${infer Head},${infer Tail}`
  ? Trim<Head> | Split<Tail>
  : Trim<T>;
type Inputs<T extends string> = T extends `(${infer Before}--${string}`
  ? Before extends `${infer Looked}|${infer Popped}`
    ? Split<Looked> | Split<Popped>
    : Split<Before>
  : never;
type Always<T extends string> = T extends `${string} if ${string}` | `${string}[${string}` | ''
  ? never
  : T;
type Sometimes<T extends string> = T extends `${infer Name} if ${string}` ? Name : never;

/** The operands that every use of an opcode has, by name: `'left' | 'right'` for BINARY_OP. */
export type OperandName<Name extends OpcodeName> = Always<Inputs<(typeof stackEffects)[Name]>>;

/**
 * The operands of an opcode as an object of values: all that it looks at or pops, those that only
 * some opargs have being optional. Runs of entries (`items[oparg]`) are not in it.
 */
export type Operands<Name extends OpcodeName, Value> = {
  readonly [operand in OperandName<Name>]: Value;
} & {
  readonly [operand in Sometimes<Inputs<(typeof stackEffects)[Name]>>]?: Value;
};
