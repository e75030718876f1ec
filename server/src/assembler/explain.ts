/**
 * How one machine instruction is encoded and what it does to the flags.
 *
 * Maps from: the bytes of an instruction. Maps to: its fields by the manual's names (Intel SDM
 * volume 2, chapter 2), its opcode as the manual writes it, and flag names. Decodes with iced-x86,
 * as listings do.
 */

import type { Instruction } from 'iced-x86';
import { type Iced, loadIced } from './decode.js';
import type { Bits } from './registers.js';

export interface EncodingField {
  readonly name: 'prefix' | 'REX' | 'opcode' | 'ModRM' | 'SIB' | 'displacement' | 'immediate';
  readonly offset: number;
  readonly length: number;
}

export interface Encoding {
  readonly length: number;
  readonly fields: readonly EncodingField[];
  /** `8B /r`, `REX.W + 8B /r`. */
  readonly opcode: string;
  /** `MOV r32, r/m32`. */
  readonly form: string;
  readonly flags: {
    readonly read: readonly string[];
    readonly written: readonly string[];
    readonly undefined: readonly string[];
  };
}

/** The bit of REX that makes operands 64 bits wide. */
const REX_W = 8;

const PREFIXES: ReadonlySet<number> = new Set([
  0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, 0x66, 0x67, 0xf0, 0xf2, 0xf3,
]);

/** null for bytes that are no instruction of the machine. */
export async function explainEncoding(
  bytes: Uint8Array,
  bits: Bits = 32,
): Promise<Encoding | null> {
  const iced = await loadIced();
  const decoder = new iced.Decoder(bits, bytes, iced.DecoderOptions.None);
  const instruction = new iced.Instruction();
  try {
    if (!decoder.canDecode) return null;
    decoder.decodeOut(instruction);
    if (instruction.isInvalid) return null;
    const offsets = decoder.getConstantOffsets(instruction);
    const constants: EncodingField[] = [];
    if (offsets.hasDisplacement) {
      constants.push({
        name: 'displacement',
        offset: offsets.displacementOffset,
        length: offsets.displacementSize,
      });
    }
    if (offsets.hasImmediate) {
      constants.push({
        name: 'immediate',
        offset: offsets.immediateOffset,
        length: offsets.immediateSize,
      });
    }
    offsets.free();
    return describe(iced, instruction, bytes, bits, constants);
  } finally {
    instruction.free();
    decoder.free();
  }
}

function describe(
  iced: Iced,
  instruction: Instruction,
  bytes: Uint8Array,
  bits: Bits,
  constants: readonly EncodingField[],
): Encoding {
  const { length } = instruction;
  const code = instruction.opCode;
  const iceds = code.opCodeString;
  const form = code.instructionString;
  code.free();
  const fields: EncodingField[] = [];
  let prefixes = 0;
  // A prefix that the opcode needs (66, F2, F3 of SSE) is still written before it.
  while (prefixes < length - 1 && PREFIXES.has(bytes[prefixes] ?? 0)) prefixes += 1;
  if (prefixes > 0) fields.push({ name: 'prefix', offset: 0, length: prefixes });
  let start = prefixes;
  const rex = bits === 64 && ((bytes[start] ?? 0) & 0xf0) === 0x40 ? (bytes[start] ?? 0) : 0;
  if (rex !== 0) {
    fields.push({ name: 'REX', offset: start, length: 1 });
    start += 1;
  }
  const isEscaped = bytes[start] === 0x0f;
  const isThree = isEscaped && (bytes[start + 1] === 0x38 || bytes[start + 1] === 0x3a);
  const opcodeLength = isThree ? 3 : isEscaped ? 2 : 1;
  fields.push({ name: 'opcode', offset: start, length: opcodeLength });
  const rest = start + opcodeLength;
  const end = constants[0]?.offset ?? length;
  if (end > rest) fields.push({ name: 'ModRM', offset: rest, length: 1 });
  if (end > rest + 1) fields.push({ name: 'SIB', offset: rest + 1, length: 1 });
  fields.push(...constants);
  return {
    length,
    fields,
    opcode: inTheManualsWords(iceds, (rex & REX_W) !== 0),
    form,
    flags: {
      read: flagNames(iced, instruction.rflagsRead),
      written: flagNames(
        iced,
        instruction.rflagsWritten | instruction.rflagsCleared | instruction.rflagsSet,
      ),
      undefined: flagNames(iced, instruction.rflagsUndefined),
    },
  };
}

/** iced writes `o32` and `o64` for the operand size, where the manual writes nothing or REX.W. */
function inTheManualsWords(opcode: string, isWide: boolean): string {
  const [, prefix = '', rest = ''] = /^((?:66|F2|F3) )?(?:o(?:32|64) )?(.*)$/.exec(opcode) ?? [];
  const rexW = prefix === '' ? 'REX.W + ' : 'REX.W ';
  return `${prefix}${isWide ? rexW : ''}${rest.replace('+ro', '+rd')}`;
}

function flagNames({ RflagsBits }: Iced, bits: number): string[] {
  return (['CF', 'PF', 'AF', 'ZF', 'SF', 'OF', 'DF', 'IF'] as const).filter(
    (name) => (bits & RflagsBits[name]) !== 0,
  );
}
