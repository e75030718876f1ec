/** Branch lengths against GNU as, and the time they take. */

import { expect, it } from 'vitest';
import { Assembler } from '../../server/src/assembler/assembler.js';
import { type Condition, conditions } from '../../server/src/assembler/conditions.js';
import {
  dword,
  imm,
  immLabel,
  immSymbol,
  type Label,
  mem,
  memSymbol,
} from '../../server/src/assembler/operands.js';
import { type Bits, eax, ebp, rcx } from '../../server/src/assembler/registers.js';
import { gnuAssemble } from './gnu.js';

/** Mulberry32: the same numbers on every run. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

interface Program {
  readonly assembler: Assembler<Bits>;
  readonly source: string[];
  readonly labels: Label[];
}

/**
 * Branches up to `reach` labels away among other instructions, of which those of x86-64 refer to
 * places in the code too.
 */
function randomProgram(bits: Bits, seed: number, length: number, reach: number): Program {
  const next = random(seed);
  const assembler64 = bits === 64 ? new Assembler<64>(64) : null;
  const assembler: Assembler<Bits> = assembler64 ?? new Assembler();
  const source: string[] = [];
  const labels = Array.from({ length }, (_, i) => assembler.label(`L${i}`));
  const labelAt = (i: number): Label => {
    const label = labels[Math.max(0, Math.min(length - 1, i))];
    if (label === undefined) throw new Error('no label');
    return label;
  };
  for (let i = 0; i < length; i += 1) {
    assembler.bind(labelAt(i));
    source.push(`L${i}:`);
    const target = labelAt(i + next(2 * reach + 1) - reach);
    const condition: Condition = conditions[next(16)] ?? 'e';
    switch (next(7)) {
      case 0:
        assembler.jmp(target);
        source.push(`jmp ${target.name}`);
        break;
      case 1:
      case 2:
      case 3:
        assembler.j(condition, target);
        source.push(`j${condition} ${target.name}`);
        break;
      case 4:
        assembler.call(target);
        source.push(`call ${target.name}`);
        break;
      case 5:
        if (assembler64 === null) {
          assembler.inc(eax);
          source.push('inc eax');
        } else {
          assembler64.lea(rcx, memSymbol(target, 5));
          source.push(`lea rcx, [rip+${target.name}+5]`);
        }
        break;
      default:
        if (assembler64 === null) {
          assembler.mov(mem(ebp, -20), imm(i));
          source.push(`mov dword ptr [ebp-20], ${i}`);
        } else if (next(2) === 0) {
          assembler64.mov(memSymbol(target), imm(i));
          source.push(`mov qword ptr [rip+${target.name}], ${i}`);
        } else {
          assembler64.cmp(dword(memSymbol(target)), imm(-3));
          source.push(`cmp dword ptr [rip+${target.name}], -3`);
        }
    }
  }
  for (const label of labels.slice(0, 10)) {
    assembler.dd(label);
    source.push(`.long ${label.name} - L0`);
  }
  return { assembler, source, labels };
}

it.each([32, 64] as const)('chooses the branch lengths GNU as chooses, in x86-%i', (bits) => {
  for (const reach of [5, 30, 35, 40, 60, 500]) {
    for (let seed = 1; seed <= (bits === 32 ? 5 : 2); seed += 1) {
      const { assembler, source } = randomProgram(bits, seed * 1000 + reach, 2000, reach);
      const code = assembler.finish();
      expect(Buffer.from(code.bytes).equals(Buffer.from(gnuAssemble(source, bits)))).toBe(true);
      expect(code.relocations).toEqual([]);
    }
  }
});

it.each([
  [126, 2],
  [127, 2],
  [128, 6],
])('a forward branch over %i bytes takes %i', (distance, length) => {
  const assembler = new Assembler();
  const end = assembler.label();
  assembler.j('e', end);
  assembler.nop(distance);
  assembler.bind(end);
  assembler.ret();
  expect(assembler.finish().labels.get(end)).toBe(distance + length);
});

it.each([
  [126, 2],
  [127, 5],
])('a backward jump over %i bytes takes %i', (distance, length) => {
  const assembler = new Assembler();
  const start = assembler.label();
  assembler.bind(start);
  assembler.nop(distance);
  assembler.jmp(start);
  expect(assembler.finish().bytes.length).toBe(distance + length);
});

it('moves relocations, labels, marks and instructions with the branches that grow', () => {
  const assembler = new Assembler();
  const end = assembler.label('end');
  assembler.jmp(end);
  assembler.mark(7);
  assembler.comment('a call');
  assembler.call('PyObject_Call');
  assembler.j('ne', end);
  assembler.nop(300);
  assembler.bind(end);
  assembler.mov(eax, { kind: 'immLabel', label: end });
  assembler.jmp(mem(null, 0, { index: eax, scale: 4, relocation: end }));
  const code = assembler.finish();
  expect(code.marks).toEqual([{ offset: 5, data: 7 }]);
  expect(code.instructions[1]).toEqual({
    offset: 5,
    length: 5,
    comment: 'a call',
    labels: [],
    isData: false,
    tag: 0,
  });
  expect(code.labels.get(end)).toBe(316);
  expect(code.relocations).toEqual([
    { offset: 6, kind: 'rel32', symbol: 'PyObject_Call', addend: -4 },
    { offset: 317, kind: 'abs32', symbol: '.code', addend: 316 },
    { offset: 324, kind: 'abs32', symbol: '.code', addend: 316 },
  ]);
});

it('moves relocations of x86-64 with the branches that grow, and packs them', () => {
  const assembler = new Assembler<64>(64);
  const end = assembler.label('end');
  assembler.j('ne', end);
  assembler.mov(rcx, immSymbol('PyLong_Type', 8));
  assembler.cmp(memSymbol('data:8', 4), 1000);
  assembler.nop(200);
  assembler.bind(end);
  assembler.call('PyObject_Call');
  assembler.dq(immLabel(end));
  const code = assembler.finish();
  expect(code.relocations).toEqual([
    { offset: 8, kind: 'abs64', symbol: 'PyLong_Type', addend: 8 },
    { offset: 19, kind: 'rel32', symbol: 'data:8', addend: -4 },
    { offset: 228, kind: 'rel32', symbol: 'PyObject_Call', addend: -4 },
    { offset: 232, kind: 'abs64', symbol: '.code', addend: 227 },
  ]);
  expect(code.relocationTable?.kind(0)).toBe('abs64');
  expect(code.forReading().relocations).toEqual(code.relocations);
});

it('assembles 400,000 instructions with 80,000 branches in time that is linear, not quadratic, in them', () => {
  const time = (branches: number, seed: number): number => {
    const next = random(seed);
    // Processor time, which other programs on the machine do not lengthen.
    const started = process.cpuUsage();
    const assembler = new Assembler();
    const labels = Array.from({ length: branches }, () => assembler.label());
    labels.forEach((label, i) => {
      assembler.bind(label);
      assembler.mov(eax, mem(ebp, -20));
      assembler.add(eax, 4);
      assembler.mov(mem(ebp, -24), eax);
      assembler.call('PyObject_Call');
      assembler.j('ne', labels[Math.min(labels.length - 1, i + next(40))] ?? label);
    });
    const code = assembler.finish();
    const { user, system } = process.cpuUsage(started);
    const elapsed = user + system;
    expect(code.instructionOffsets.length).toBe(5 * branches);
    return elapsed;
  };
  const seeds = [1, 2, 3];
  const small = Math.min(...seeds.map((seed) => time(4_000, seed)));
  const large = Math.min(...seeds.map((seed) => time(80_000, seed)));
  // Twenty times as many: 20 and the collector's part if linear, 400 if quadratic.
  expect(large / small).toBeLessThan(120);
});
