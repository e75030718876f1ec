/**
 * x86 instructions in words.
 *
 * Maps from: a mnemonic and its operands. Maps to: a sentence, and which operands are read and
 * written. Covers what the compiler emits; for anything else it says nothing rather than something
 * wrong. Operands are in Intel order here, destination first. References are to the Intel manual,
 * volume 2.
 */

import { conditionCodes } from '../assembler/conditions.js';
import type { TargetName } from '../compiler/index.js';
import { changedByCalls, registerFamily, resultRegister, wordRegister } from './registerWords.js';

export type Access = 'read' | 'write' | 'readWrite';

interface Words {
  /**
   * `{0}` and `{1}` are the operands. `{ax}` and the like are registers of the operand's width,
   * `{sp}` and `{bp}` those of a machine word; `{result}` and `{calls}` are what the target says of
   * calls.
   */
  readonly text: string;
  /** By operand. */
  readonly access: readonly Access[];
  /**
   * Registers that it changes without naming them, by their families; `calls` stands for those that
   * a call may change.
   */
  readonly alsoWrites?: readonly string[];
}

const binary = (text: string): Words => ({ text, access: ['readWrite', 'read'] });
const assign = (text: string): Words => ({ text, access: ['write', 'read'] });

const table: Readonly<Record<string, Words>> = {
  mov: assign('Copies {1} into {0}.'),
  movzx: assign('Copies {1} into {0}, filling the upper bits with zeros.'),
  movsx: assign('Copies {1} into {0}, filling the upper bits with its sign.'),
  movsxd: assign('Copies {1} into {0}, filling the upper half with its sign.'),
  movabs: assign('Copies {1} into {0}.'),
  lea: assign('Computes the address {1} and puts it into {0}; memory is not read.'),
  xchg: { text: 'Exchanges {0} and {1}.', access: ['readWrite', 'readWrite'] },
  push: { text: 'Puts {0} onto the machine stack.', access: ['read'], alsoWrites: ['sp'] },
  pop: {
    text: 'Takes the top of the machine stack into {0}.',
    access: ['write'],
    alsoWrites: ['sp'],
  },
  add: binary('Adds {1} to {0}.'),
  or: binary('Puts the bitwise "or" of {0} and {1} into {0}.'),
  adc: binary('Adds {1} and the carry flag to {0}.'),
  sbb: binary('Subtracts {1} and the carry flag from {0}.'),
  and: binary('Puts the bitwise "and" of {0} and {1} into {0}.'),
  sub: binary('Subtracts {1} from {0}.'),
  xor: binary('Puts the bitwise exclusive "or" of {0} and {1} into {0}.'),
  cmp: {
    text: 'Compares {0} with {1}: subtracts, sets the flags and drops the difference.',
    access: ['read', 'read'],
  },
  test: {
    text: 'Sets the flags as the bitwise "and" of {0} and {1} would, and drops the result.',
    access: ['read', 'read'],
  },
  inc: { text: 'Adds 1 to {0}; the carry flag stays.', access: ['readWrite'] },
  dec: { text: 'Subtracts 1 from {0}; the carry flag stays.', access: ['readWrite'] },
  not: { text: 'Inverts every bit of {0}.', access: ['readWrite'] },
  neg: { text: 'Changes the sign of {0}.', access: ['readWrite'] },
  mul: {
    text: 'Multiplies {ax} by {0}, unsigned; the result is {dx}:{ax}.',
    access: ['read'],
    alsoWrites: ['ax', 'dx'],
  },
  div: {
    text: 'Divides {dx}:{ax} by {0}, unsigned; quotient to {ax}, remainder to {dx}.',
    access: ['read'],
    alsoWrites: ['ax', 'dx'],
  },
  idiv: {
    text: 'Divides {dx}:{ax} by {0}, signed; quotient to {ax}, remainder to {dx}.',
    access: ['read'],
    alsoWrites: ['ax', 'dx'],
  },
  imul: binary('Multiplies, signed, into {0}; the overflow flag tells that it did not fit.'),
  cdq: { text: "Fills edx with eax's sign.", access: [], alsoWrites: ['dx'] },
  cqo: { text: "Fills rdx with rax's sign.", access: [], alsoWrites: ['dx'] },
  cdqe: { text: "Fills the upper half of rax with eax's sign.", access: [], alsoWrites: ['ax'] },
  bt: { text: 'Puts bit {1} of {0} into the carry flag.', access: ['read', 'read'] },
  bsf: assign('Puts the number of the lowest set bit of {1} into {0}.'),
  bsr: assign('Puts the number of the highest set bit of {1} into {0}.'),
  shl: binary('Shifts {0} left by {1} bits.'),
  sal: binary('Shifts {0} left by {1} bits.'),
  shr: binary('Shifts {0} right by {1} bits, unsigned.'),
  sar: binary('Shifts {0} right by {1} bits, keeping its sign.'),
  shld: {
    text: 'Shifts {0} left by {2} bits, filling from {1}.',
    access: ['readWrite', 'read', 'read'],
  },
  shrd: {
    text: 'Shifts {0} right by {2} bits, filling from {1}.',
    access: ['readWrite', 'read', 'read'],
  },
  jmp: { text: 'Goes on at {0}.', access: ['read'] },
  call: {
    text: 'Calls {0}; it may change {calls}.',
    access: ['read'],
    alsoWrites: ['calls'],
  },
  ret: {
    text: 'Returns to the caller; the result is in {result}.',
    access: [],
    alsoWrites: ['sp'],
  },
  leave: { text: 'Drops the frame: {sp} becomes {bp}, then {bp} is taken back.', access: [] },
  nop: { text: 'Does nothing; it only aligns what follows.', access: ['read'] },
  int3: { text: 'Stops in a debugger.', access: [] },
  ud2: { text: 'Is invalid on purpose: control must never get here.', access: [] },
  dq: { text: 'Eight bytes of data, not an instruction.', access: [] },
  dd: { text: 'Four bytes of data, not an instruction.', access: [] },
  db: { text: 'Data, not an instruction.', access: [] },
  fld: { text: 'Puts {0} onto the floating-point stack.', access: ['read'] },
  fstp: { text: 'Takes the top of the floating-point stack into {0}.', access: ['write'] },
  movsd: assign('Copies the double {1} into {0}.'),
  movapd: assign('Copies {1} into {0}.'),
  movaps: assign('Copies {1} into {0}.'),
  movd: assign('Copies the 32 bits of {1} into {0}.'),
  movq: assign('Copies the 64 bits of {1} into {0}.'),
  addsd: binary('Adds the double {1} to {0}.'),
  subsd: binary('Subtracts the double {1} from {0}.'),
  mulsd: binary('Multiplies the double {0} by {1}.'),
  divsd: binary('Divides the double {0} by {1}.'),
  sqrtsd: assign('Puts the square root of the double {1} into {0}.'),
  xorpd: binary('Puts the bitwise exclusive "or" of {0} and {1} into {0}.'),
  andpd: binary('Puts the bitwise "and" of {0} and {1} into {0}.'),
  pxor: binary('Puts the bitwise exclusive "or" of {0} and {1} into {0}.'),
  ucomisd: {
    text: 'Compares the doubles {0} and {1}; the parity flag tells that one is not a number.',
    access: ['read', 'read'],
  },
  comisd: {
    text: 'Compares the doubles {0} and {1}; the parity flag tells that one is not a number.',
    access: ['read', 'read'],
  },
  cvtsi2sd: assign('Turns the integer {1} into a double in {0}.'),
  cvttsd2si: assign('Cuts the double {1} to an integer in {0}.'),
  cvtsd2si: assign('Rounds the double {1} to an integer in {0}.'),
};

/** What the flags say after `cmp` or `test`. */
const conditionWords: Readonly<Record<string, string>> = {
  o: 'there was a signed overflow',
  no: 'there was no signed overflow',
  b: 'it was below (unsigned)',
  ae: 'it was above or equal (unsigned)',
  e: 'it was equal, or zero',
  ne: 'it was not equal, or not zero',
  be: 'it was below or equal (unsigned)',
  a: 'it was above (unsigned)',
  s: 'the result was negative',
  ns: 'the result was not negative',
  p: 'the parity is even; after a comparison of doubles: one was not a number',
  np: 'the parity is odd; after a comparison of doubles: both were numbers',
  l: 'it was less (signed)',
  ge: 'it was greater or equal (signed)',
  le: 'it was less or equal (signed)',
  g: 'it was greater (signed)',
};

const aliases: Readonly<Record<string, string>> = {
  z: 'e',
  nz: 'ne',
  c: 'b',
  nae: 'b',
  nc: 'ae',
  nb: 'ae',
  na: 'be',
  nbe: 'a',
  pe: 'p',
  po: 'np',
  nge: 'l',
  nl: 'ge',
  ng: 'le',
  nle: 'g',
};

function conditional(mnemonic: string): Words | undefined {
  const match = /^(j|set|cmov)([a-z]+)$/.exec(mnemonic);
  if (match === null) return undefined;
  const suffix = match[2] ?? '';
  const condition = aliases[suffix] ?? suffix;
  const when = conditionWords[condition];
  if (when === undefined || !(condition in conditionCodes)) return undefined;
  switch (match[1]) {
    case 'j':
      return { text: `Goes on at {0} if ${when}.`, access: ['read'] };
    case 'set':
      return { text: `Puts 1 into {0} if ${when}, otherwise 0.`, access: ['write'] };
    default:
      return { text: `Copies {1} into {0} if ${when}.`, access: ['readWrite', 'read'] };
  }
}

/** What AT&T calls by another name. */
const attNames: Readonly<Record<string, string>> = {
  cltd: 'cdq',
  cqto: 'cqo',
  cltq: 'cdqe',
  movslq: 'movsxd',
};

/** AT&T mnemonics end in the operand's size: `movl`, `pushl`. */
function wordsOf(mnemonic: string): Words | undefined {
  const plain = mnemonic.replace(/^(?:rep\w*|lock) /, '');
  const name = Object.hasOwn(attNames, plain) ? attNames[plain]! : plain;
  return (
    own(name) ??
    conditional(name) ??
    (/[bwlq]$/.test(name) ? own(name.slice(0, -1)) : undefined) ??
    (/^mov[sz][bw][wlq]$/.test(name) ? own(`mov${name[3]}x`) : undefined)
  );
}

const own = (name: string): Words | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

/** Empty for an instruction that is not known. */
export function instructionSentence(
  mnemonic: string,
  operands: readonly string[],
  target: TargetName,
): string {
  const words = wordsOf(mnemonic);
  if (words === undefined) return '';
  if (mnemonic.startsWith('imul') && operands.length === 3) {
    return `Multiplies \`${operands[1]}\` by \`${operands[2]}\`, signed, into \`${operands[0]}\`.`;
  }
  if (mnemonic.startsWith('imul') && operands.length === 1) {
    const [low, high] = isWide(mnemonic, operands) ? ['rax', 'rdx'] : ['eax', 'edx'];
    return `Multiplies ${low} by \`${operands[0]}\`, signed; the result is ${high}:${low}.`;
  }
  if (mnemonic.startsWith('xor') && operands.length === 2 && operands[0] === operands[1]) {
    return `Sets \`${operands[0]}\` to 0, in the shortest way.`;
  }
  if (mnemonic.startsWith('test') && operands.length === 2 && operands[0] === operands[1]) {
    return `Sets the flags as \`${operands[0]}\` is: zero, negative or positive.`;
  }
  const accumulator = isWide(mnemonic, operands) ? 'r' : 'e';
  return words.text.replace(/\{(\w+)\}/g, (_, word: string) => {
    switch (word) {
      case 'ax':
      case 'dx':
        return `${accumulator}${word}`;
      case 'sp':
      case 'bp':
        return wordRegister(word, target);
      case 'result':
        return resultRegister(target);
      case 'calls':
        return inWords(changedByCalls(target));
      default:
        return `\`${operands[Number(word)] ?? '1'}\``;
    }
  });
}

/** Whether the only operand has 64 bits. */
const isWide = (mnemonic: string, [operand = '']: readonly string[]): boolean =>
  /^%?r(?:[a-d]x|[sd]i|[bs]p|\d+)$|^qword /.test(operand) || /^i?(?:mul|div)q$/.test(mnemonic);

/** `eax, ecx and edx`. */
const inWords = (names: readonly string[]): string =>
  [names.slice(0, -1).join(', '), ...names.slice(-1)].filter((part) => part !== '').join(' and ');

/** How an instruction uses its operands; reads only for one that is not known. */
export function operandAccess(mnemonic: string, operandCount: number): readonly Access[] {
  const words = wordsOf(mnemonic);
  if (mnemonic.startsWith('imul') && operandCount !== 2) {
    return operandCount === 3 ? ['write', 'read', 'read'] : ['read'];
  }
  return Array.from({ length: operandCount }, (_, index) => words?.access[index] ?? 'read');
}

/** The families of registers that an instruction changes without naming them. */
export function alsoWrites(mnemonic: string, target: TargetName): readonly string[] {
  const families = wordsOf(mnemonic)?.alsoWrites ?? [];
  return families.includes('calls') ? changedByCalls(target).map(registerFamily) : families;
}

/** Splits at commas that are in no brackets. */
export function splitOperands(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i += 1) {
    const character = text[i];
    if (character === '[' || character === '(') depth += 1;
    else if (character === ']' || character === ')') depth -= 1;
    else if (character === ',' && depth === 0) {
      parts.push(text.slice(start, i).trim());
      start = i + 1;
    }
  }
  parts.push(text.slice(start).trim());
  return parts;
}
