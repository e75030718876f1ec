/**
 * Every row of the instruction table on each machine that has it against GNU as, objdump and
 * iced-x86.
 */

import { describe, expect, it } from 'vitest';
import { Assembler } from '../../server/src/assembler/assembler.js';
import { conditions } from '../../server/src/assembler/conditions.js';
import { decode } from '../../server/src/assembler/decode.js';
import { type Bits, low32 } from '../../server/src/assembler/registers.js';
import { type Row, rows } from '../../server/src/assembler/rows.js';
import { gnuDisassemble, gnuObject } from './gnu.js';
import { OUTSIDE, type Operand, type OperandCase, operandCases } from './operandCases.js';

const kindsOf = (row: Row): string[] => (row.operands === '' ? [] : row.operands.split(', '));

/** Calls the assembler's method for the row's mnemonic and operand width. */
function emit(assembler: Assembler<Bits>, row: Row, operands: readonly Operand[]): void {
  const { mnemonic } = row;
  const kinds = kindsOf(row);
  const condition = conditions.find((cc) => mnemonic === `set${cc}` || mnemonic === `cmov${cc}`);
  let method = mnemonic;
  const before: unknown[] = [];
  if (condition !== undefined) {
    method = mnemonic.startsWith('set') ? 'setcc' : 'cmovcc';
    before.push(condition);
  } else if (mnemonic === 'movzx' || mnemonic === 'movsx') {
    method = `${mnemonic}${kinds[1] === 'r/m8' ? '8' : '16'}`;
  } else if (mnemonic === 'imul') {
    method = ['imul1', 'imul', 'imul3'][kinds.length - 1] ?? '';
  } else if (/^(r8|r\/m8|AL|moffs8)$/.test(kinds[0] ?? '')) {
    method = `${mnemonic}8`;
  }
  const call: unknown = Reflect.get(assembler, method);
  if (typeof call !== 'function') throw new Error(`no method ${method}`);
  Reflect.apply(call, assembler, [...before, ...operands]);
}

/** Every case of the longest operand, the others going round; and all pairs of short operands. */
function combinations(row: Row, bits: Bits): OperandCase[][] {
  const lists = kindsOf(row).map((kind) => operandCases(kind, row.mnemonic, bits));
  const length = Math.max(1, ...lists.map((list) => list.length));
  const combined: OperandCase[][] = [];
  for (let shift = 0; shift < (bits === 32 ? 3 : 2); shift += 1) {
    for (let i = 0; i < length; i += 1) {
      combined.push(
        lists.map((list, k) => {
          const chosen = list[(i + shift * (k + 1)) % list.length];
          if (chosen === undefined) throw new Error(`no operand for ${row.mnemonic}`);
          return chosen;
        }),
      );
    }
  }
  return combined;
}

/** The instruction in GNU as's Intel syntax. */
function lineOf({ mnemonic }: Row, operands: readonly OperandCase[]): string {
  const texts = operands.map(({ text }) => text);
  const [first, second] = operands.map(({ operand }) => operand);
  if (mnemonic === 'mov' && typeof first === 'object' && first.kind === 'r64') {
    // A 64-bit register gets a number of 32 bits by its lower half, as `as -O` has it too.
    const value = typeof second === 'bigint' || typeof second === 'number' ? second : -1;
    if (value >= 0 && value <= 0xffff_ffff) texts[0] = low32(first).name;
  }
  return `${mnemonic} ${texts.join(', ')}`;
}

/** Without objdump's comment on where an operand relative to RIP is. */
const withoutComment = (text: string): string => text.replace(/ +# 0x[0-9a-f]+$/, '');

describe.each([32, 64] as const)('instruction rows of x86-%i', (bits) => {
  const tested = rows.filter(
    ({ operands, only }) => !operands.startsWith('rel') && (only === null || only === bits),
  );
  const assembler = bits === 32 ? new Assembler() : new Assembler<64>(64);
  const source: string[] = [];
  const rowOf: Row[] = [];
  for (const row of tested) {
    for (const operands of combinations(row, bits)) {
      emit(
        assembler,
        row,
        operands.map(({ operand }) => operand),
      );
      source.push(lineOf(row, operands));
      rowOf.push(row);
    }
  }
  const code = assembler.finish();
  const theirObject = gnuObject(source, bits);
  const theirs = gnuDisassemble(theirObject.bytes, bits);
  const ours = gnuDisassemble(code.bytes, bits);

  it('are one instruction a call', () => {
    expect(code.instructionOffsets.length).toBe(source.length);
    expect(ours.map(({ offset }) => offset)).toEqual(Array.from(code.instructionOffsets));
    expect(theirs.length).toBe(source.length);
  });

  it("decode to what GNU as's encoding decodes to, and are no longer", () => {
    const different: string[] = [];
    source.forEach((line, i) => {
      const our = ours[i];
      const their = theirs[i];
      if (our === undefined || their === undefined) throw new Error(`no instruction for ${line}`);
      const isSame = withoutComment(our.text) === withoutComment(their.text);
      if (!isSame || our.length > their.length) {
        different.push(`${line}: ${our.bytes} ${our.text} | ${their.bytes} ${their.text}`);
      }
    });
    expect(different).toEqual([]);
  });

  it('decode in iced-x86 at the same places, to the mnemonic of the row', async () => {
    const decoded = await decode(code.bytes, { bits, relocations: code.relocations });
    expect(decoded.map(({ offset }) => offset)).toEqual(Array.from(code.instructionOffsets));
    const different = decoded.flatMap(({ mnemonic, text }, i) => {
      const row = rowOf[i];
      const isNop = row?.mnemonic === 'xchg' && text === 'nop';
      return mnemonic === row?.mnemonic || isNop ? [] : [`${source[i]}: ${text}`];
    });
    expect(different).toEqual([]);
  });

  it("have GNU as's relocations", () => {
    const fromEnd = (list: readonly { offset: number; addend: number }[], of: typeof ours) => {
      let i = 0;
      return list.map(({ offset, addend }) => {
        while ((of[i + 1]?.offset ?? Number.POSITIVE_INFINITY) <= offset) i += 1;
        const { offset: start = 0, length = 0 } = of[i] ?? {};
        return `${source[i]}: ${start + length - offset} ${addend}`;
      });
    };
    expect(new Set(code.relocations.map(({ kind, symbol }) => `${kind} ${symbol}`))).toEqual(
      new Set(bits === 32 ? [] : [`rel32 ${OUTSIDE}`]),
    );
    expect(new Set(theirObject.relocations.map(({ type }) => type))).toEqual(
      new Set(bits === 32 ? [] : ['R_X86_64_PC32']),
    );
    expect(fromEnd(code.relocations, ours)).toEqual(fromEnd(theirObject.relocations, theirs));
  });

  it('are all chosen for some operands', () => {
    const offsets = code.instructionOffsets;
    const unused = new Set(tested);
    rowOf.forEach((row, i) => {
      let at = offsets[i] ?? 0;
      if (code.bytes[at] === 0x65 || code.bytes[at] === 0x64) at += 1;
      if (row.prefix !== 0 && code.bytes[at] !== row.prefix) return;
      if (row.prefix !== 0) at += 1;
      const hasRex = bits === 64 && ((code.bytes[at] ?? 0) & 0xf0) === 0x40;
      if (((hasRex ? (code.bytes[at] ?? 0) : 0) & 8) !== (row.rex & 8)) return;
      if (hasRex) at += 1;
      for (let k = 0; k < row.opcodeLength; k += 1) {
        const expected = (row.opcode >>> (8 * k)) & 0xff;
        const byte = code.bytes[at + k] ?? 0;
        const isLast = k === row.opcodeLength - 1;
        if (row.plusRegister && isLast ? byte >> 3 !== expected >> 3 : byte !== expected) return;
      }
      const reg = ((code.bytes[at + row.opcodeLength] ?? 0) >> 3) & 7;
      if (row.digit < 0 || reg === row.digit) unused.delete(row);
    });
    expect([...unused].map(({ mnemonic, encoding }) => `${mnemonic} ${encoding}`)).toEqual([]);
  });
});
