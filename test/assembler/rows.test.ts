/** Every row of the instruction table against GNU as, objdump and iced-x86. */

import { describe, expect, it } from 'vitest';
import { Assembler } from '../../server/src/assembler/assembler.js';
import { conditions } from '../../server/src/assembler/conditions.js';
import { decode } from '../../server/src/assembler/decode.js';
import { type Row, rows } from '../../server/src/assembler/rows.js';
import { gnuAssemble, gnuDisassemble } from './gnu.js';
import { type Operand, type OperandCase, operandCases } from './operandCases.js';

const kindsOf = (row: Row): string[] => (row.operands === '' ? [] : row.operands.split(', '));

/** Calls the assembler's method for the row's mnemonic and operand width. */
function emit(assembler: Assembler, row: Row, operands: readonly Operand[]): void {
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
function combinations(row: Row): OperandCase[][] {
  const lists = kindsOf(row).map((kind) => operandCases(kind, row.mnemonic));
  const length = Math.max(1, ...lists.map((list) => list.length));
  const combined: OperandCase[][] = [];
  for (let shift = 0; shift < 3; shift += 1) {
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

const tested = rows.filter((row) => !row.operands.startsWith('rel'));

describe('instruction rows', () => {
  const assembler = new Assembler();
  const source: string[] = [];
  const rowOf: Row[] = [];
  for (const row of tested) {
    for (const operands of combinations(row)) {
      emit(
        assembler,
        row,
        operands.map(({ operand }) => operand),
      );
      source.push(`${row.mnemonic} ${operands.map(({ text }) => text).join(', ')}`);
      rowOf.push(row);
    }
  }
  const code = assembler.finish();
  const theirs = gnuDisassemble(gnuAssemble(source));
  const ours = gnuDisassemble(code.bytes);

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
      if (our.text !== their.text || our.length > their.length) {
        different.push(`${line}: ${our.bytes} ${our.text} | ${their.bytes} ${their.text}`);
      }
    });
    expect(different).toEqual([]);
  });

  it('decode in iced-x86 at the same places, to the mnemonic of the row', async () => {
    const decoded = await decode(code.bytes);
    expect(decoded.map(({ offset }) => offset)).toEqual(Array.from(code.instructionOffsets));
    const different = decoded.flatMap(({ mnemonic, text }, i) => {
      const row = rowOf[i];
      const isNop = row?.mnemonic === 'xchg' && text === 'nop';
      return mnemonic === row?.mnemonic || isNop ? [] : [`${source[i]}: ${text}`];
    });
    expect(different).toEqual([]);
  });

  it('are all chosen for some operands', () => {
    const offsets = code.instructionOffsets;
    const unused = new Set(tested);
    rowOf.forEach((row, i) => {
      let at = offsets[i] ?? 0;
      if (code.bytes[at] === 0x65) at += 1;
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
