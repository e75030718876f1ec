/** Places carried over edits, positions in three encodings, and rows of listings read back. */

import { describe, expect, it } from 'vitest';
import { operandWords, parseRow } from '../../server/src/language/listingText.js';
import { instructionSentence, operandAccess } from '../../server/src/language/machineWords.js';
import { placeBefore, rangeAfter, type TextEdit } from '../../server/src/language/textEdits.js';
import { chooseEncoding, Positions } from '../../server/src/lsp/positions.js';
import { TextBuffer } from '../../server/src/lsp/textBuffer.js';

/** A small generator, so that failures can be repeated. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

describe('edits', () => {
  it('move a word wherever it goes, or lose it when they touch it', () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const next = random(seed);
      const buffer = new TextBuffer('one\ntwo\r\n\n  MARK three\rfour');
      const markAt = (): { start: number; end: number } => {
        const start = buffer.text.indexOf('MARK');
        return { start, end: start + 4 };
      };
      const before = markAt();
      const range = {
        start: buffer.placeAt(before.start),
        end: buffer.placeAt(before.end),
      };
      const edits: TextEdit[] = [];
      let touched = false;
      for (let i = 0; i < 6; i += 1) {
        const { start, end } = markAt();
        const from = next(buffer.text.length + 1);
        const to = Math.min(buffer.text.length, from + next(4));
        // CR and LF of one line end are not parted: no editor does it.
        const isInLineEnd = (at: number): boolean => buffer.text.slice(at - 1, at + 1) === '\r\n';
        if (isInLineEnd(from) || isInLineEnd(to)) continue;
        if (from < end && to > start) touched = true;
        const text = ['', 'x', '\n', 'é😀', 'a\r\nb'][next(5)] ?? '';
        const isInside = from > start && from < end;
        if (isInside) touched = true;
        edits.push(buffer.replace(buffer.placeAt(from), buffer.placeAt(to), text));
        if (touched) break;
      }
      const after = rangeAfter(range, edits);
      if (touched) {
        expect(after, `seed ${seed}`).toBeNull();
      } else {
        const { start, end } = markAt();
        const expected = { start: buffer.placeAt(start), end: buffer.placeAt(end) };
        expect(after, `seed ${seed}`).toEqual(expected);
        const inside = { ...expected.start, column: expected.start.column + 1 };
        expect(placeBefore(inside, edits), `seed ${seed}`).toEqual({
          ...range.start,
          column: range.start.column + 1,
        });
      }
    }
  });

  it('of a whole new text cover only what differs', () => {
    const buffer = new TextBuffer('a\nb\nc\n');
    expect(buffer.replaceAll('a\nB\nB\nc\n')).toEqual({
      start: { line: 1, column: 0 },
      end: { line: 1, column: 1 },
      newEnd: { line: 2, column: 1 },
    });
    expect(buffer.lines).toEqual(['a', 'B', 'B', 'c', '']);
  });

  it('outside of the text are at its nearest place', () => {
    const buffer = new TextBuffer('ab\ncd');
    buffer.replace({ line: 0, column: 99 }, { line: 0, column: 99 }, '!');
    buffer.replace({ line: 99, column: 0 }, { line: 99, column: 5 }, '?');
    expect(buffer.text).toBe('ab!\ncd?');
  });
});

describe('positions', () => {
  const line = 'aé😀z';
  const lineOf = (): string => line;

  it.each([
    ['utf-8', [0, 1, 3, 7, 8]],
    ['utf-16', [0, 1, 2, 4, 5]],
    ['utf-32', [0, 1, 2, 3, 4]],
  ] as const)('%s', (encoding, wire) => {
    const positions = new Positions(encoding);
    const columns = [0, 1, 2, 4, 5];
    columns.forEach((column, i) => {
      const character = wire[i] ?? 0;
      expect(positions.position({ line: 0, column }, lineOf).character).toBe(character);
      expect(positions.place({ line: 0, character }, lineOf).column).toBe(column);
    });
    expect(positions.place({ line: 0, character: 99 }, lineOf).column).toBe(line.length);
  });

  it('inside of a character are at its start', () => {
    expect(new Positions('utf-8').place({ line: 0, character: 5 }, lineOf).column).toBe(2);
  });

  it('are in UTF-16 unless the client offers another known encoding', () => {
    expect(chooseEncoding(undefined)).toBe('utf-16');
    expect(chooseEncoding(['utf-7'])).toBe('utf-16');
    expect(chooseEncoding(['utf-32', 'utf-8'])).toBe('utf-32');
  });
});

describe('rows of listings', () => {
  it.each([
    ['dot:', 'function'],
    ['C.<locals>.f:', 'function'],
    ['.L100.slow:', 'label'],
    ['; 4 │         total += a[i] * b[i]', 'source'],
    ['; 4:8-28   100 BINARY_OP 13 (+=)        stack: [total, a*b] → [total]', 'bytecode'],
    ['; -          0 COPY_FREE_VARS 1', 'bytecode'],
    ['; ── cold ──', 'cold'],
    ['; native 312 bytes · 9 runtime calls', 'note'],
    ['', 'empty'],
    ['  0000  55                       push  ebp', 'machine'],
    ['  0000  push  ebp', 'machine'],
    ['what is this', 'note'],
  ])('%j is %s', (text, kind) => {
    expect(parseRow(text).kind).toBe(kind);
  });

  it.each([
    ['  0000  55                       push  ebp', '55', 'push', 'ebp', null],
    ['  0000  push  ebp', null, 'push', 'ebp', null],
    ['  00aa  c3                       ret', 'c3', 'ret', null, null],
    ['  00aa  ret', null, 'ret', null, null],
    ['  00aa  dd    12345678h', null, 'dd', '12345678h', null],
    ['  00aa  78 56 34 12              dd    12345678h', '78 56 34 12', 'dd', '12345678h', null],
    [
      '  0003  c7 45 1c ‹unit:3›        mov   dword [ebp+1ch], unit:3     ; first, second',
      'c7 45 1c ‹unit:3›',
      'mov',
      'dword [ebp+1ch], unit:3',
      'first, second',
    ],
    [
      "  0003  b8 ‹const:1›             mov   eax, const:1               ; ' ; '",
      'b8 ‹const:1›',
      'mov',
      'eax, const:1',
      "' ; '",
    ],
    [
      '  0003  81 3d ‹PyLong_Type› ‹const:1› cmp   dword [PyLong_Type], const:1',
      '81 3d ‹PyLong_Type› ‹const:1›',
      'cmp',
      'dword [PyLong_Type], const:1',
      null,
    ],
  ])('%j', (text, bytes, mnemonic, operands, comment) => {
    const parsed = parseRow(text);
    if (parsed.kind !== 'machine') throw new Error(parsed.kind);
    const { machine } = parsed;
    expect({
      bytes: machine.bytes?.text ?? null,
      mnemonic: machine.mnemonic.text,
      operands: machine.operands?.text ?? null,
      comment: machine.comment?.text ?? null,
    }).toEqual({ bytes, mnemonic, operands, comment });
    for (const part of [machine.bytes, machine.mnemonic, machine.operands, machine.comment]) {
      if (part !== null) expect(text.slice(part.start, part.end)).toBe(part.text);
    }
  });

  it.each([
    ['dword [eax+4], PyLong_Type', 'size register number symbol'],
    ['.L100.slow', 'label'],
    ['%eax, -0x14(%ebp)', 'register number register'],
    ['$const:1, 0x30(%ebp)', 'symbol number register'],
    ['eax, [data:16]', 'register symbol'],
    ['ecx, 0fffh', 'register number'],
    ['xmm0, [eax+8]', 'register register number'],
    ['r8, [rax+r15*2+8]', 'register register register number number'],
    ['r10d, r12b', 'register register'],
    ['sil, xmm15', 'register register'],
    ['%r9, -0x14(%rbp)', 'register number register'],
    ['qword [rel data:16], 1', 'size size symbol number'],
  ])('operands %j are %s', (text, kinds) => {
    const words = operandWords({ start: 0, end: text.length, text });
    expect(words.map(({ kind }) => kind).join(' ')).toBe(kinds);
  });
});

describe('instructions in words', () => {
  it.each([
    ['mov', ['eax', 'ebx'], 'Copies `ebx` into `eax`.'],
    ['movl', ['(%eax)', '%ebx'], 'Copies `%ebx` into `(%eax)`.'],
    ['xor', ['eax', 'eax'], 'Sets `eax` to 0, in the shortest way.'],
    ['jnz', ['.L1'], 'Goes on at `.L1` if it was not equal, or not zero.'],
    ['setg', ['al'], 'Puts 1 into `al` if it was greater (signed), otherwise 0.'],
    ['sar', ['eax'], 'Shifts `eax` right by `1` bits, keeping its sign.'],
    ['div', ['ecx'], 'Divides edx:eax by `ecx`, unsigned; quotient to eax, remainder to edx.'],
    ['imul', ['dword [eax]'], 'Multiplies eax by `dword [eax]`, signed; the result is edx:eax.'],
    ['call', ['f'], 'Calls `f`; it may change eax, ecx and edx.'],
    ['ret', [], 'Returns to the caller; the result is in eax.'],
    ['leave', [], 'Drops the frame: esp becomes ebp, then ebp is taken back.'],
    ['idiv', ['rcx'], 'Divides rdx:rax by `rcx`, signed; quotient to rax, remainder to rdx.'],
    ['divq', ['%rcx'], 'Divides rdx:rax by `%rcx`, unsigned; quotient to rax, remainder to rdx.'],
    ['imul', ['qword [rax]'], 'Multiplies rax by `qword [rax]`, signed; the result is rdx:rax.'],
    ['cqo', [], "Fills rdx with rax's sign."],
    ['cltd', [], "Fills edx with eax's sign."],
    ['movslq', ['rax', 'ecx'], 'Copies `ecx` into `rax`, filling the upper half with its sign.'],
    ['movzbq', ['rax', 'cl'], 'Copies `cl` into `rax`, filling the upper bits with zeros.'],
    ['movabsq', ['rax', '5'], 'Copies `5` into `rax`.'],
    ['bt', ['rax', '5'], 'Puts bit `5` of `rax` into the carry flag.'],
    ['dq', ['5'], 'Eight bytes of data, not an instruction.'],
    ['vfmadd', ['xmm0'], ''],
    ['constructor', [], ''],
  ])('%s %j', (mnemonic, operands, sentence) => {
    expect(instructionSentence(mnemonic, operands, 'x86-32')).toBe(sentence);
  });

  it.each([
    ['mov', 2, 'write read'],
    ['add', 2, 'readWrite read'],
    ['cmp', 2, 'read read'],
    ['imul', 3, 'write read read'],
    ['vfmadd', 2, 'read read'],
  ])('%s uses its %i operands: %s', (mnemonic, count, access) => {
    expect(operandAccess(mnemonic, count).join(' ')).toBe(access);
  });
});
