/** Suspension: the stack moves between the machine and the frame. */

import { immSymbol, type Label } from '../assembler/operands.js';
import { eax, ebp, ecx, edx } from '../assembler/registers.js';
import { constants, layout } from '../generated/layout.js';
import type { Value } from '../opcodes/values.js';
import { byteField, field } from './fields.js';
import type { Emission } from './emission.js';
import type { Entry } from './values.js';

const { stacktop, prev_instr } = layout._PyInterpreterFrame;
const { gi_frame_state, gi_iframe } = layout.PyGenObject;
/** The generator's state as seen from the frame inside of it. */
const STATE = { ...gi_frame_state, offset: gi_frame_state.offset - gi_iframe.offset };

/** Where a suspended frame of this code can go on: prev_instr tells, and `depth` entries are in the frame. */
export interface ResumePoint {
  /** The code unit that prev_instr points to. */
  readonly unit: number;
  readonly label: Label;
}

/**
 * The place after a suspension: takes `depth` entries (the sent value is the uppermost) back from the frame. ecx is
 * throwflag; with it the exception that is set is raised here.
 */
export function emitResume(e: Emission, depth: number): Label {
  const { asm } = e;
  const label = asm.label(`.resume${e.instruction.start}`);
  asm.bind(label);
  e.forgetPath();
  for (let position = 0; position < depth; position += 1) {
    asm.mov(eax, e.frameSlot(position));
    asm.mov(e.frame.slot(position), eax);
  }
  asm.mov(field(ebp, stacktop), e.code.localsplusnames.length);
  return label;
}

/** With throwflag in ecx: to the error path of the present stack; the handler is the instruction's, or that of the byte `at`. */
export function emitThrow(e: Emission, at?: number): void {
  e.asm.test(ecx, ecx);
  e.asm.j('ne', e.error('raised', e.stack, at));
}

/** Hands `value` to the caller; control comes back with the sent value. */
export function yieldValue(
  e: Emission,
  value: Entry,
): { readonly sent: Value; readonly resume: ResumePoint } {
  const { asm } = e;
  e.settle(value, e.stack.length);
  e.canonicalize();
  const depth = e.stack.length;
  for (let position = 0; position < depth; position += 1) {
    asm.mov(eax, e.frame.slot(position));
    asm.mov(e.frameSlot(position), eax);
  }
  e.loadOwned(eax, value);
  asm.mov(field(ebp, stacktop), e.code.localsplusnames.length + depth);
  e.storePrevInstr();
  asm.mov8(byteField(ebp, STATE), constants.FRAME_SUSPENDED);
  asm.jmp(e.epilogue);
  const label = emitResume(e, depth + 1);
  const sent = e.ownedInSlot(depth);
  e.push(sent);
  emitThrow(e);
  return { sent: e.pop(), resume: { unit: e.unit, label } };
}

/** Makes the generator and returns it; the generator goes on behind, with one entry, the first value sent. */
export function returnGenerator(e: Emission): ResumePoint {
  const { asm } = e;
  e.storePrevInstr();
  asm.mov(eax, ebp);
  e.callRuntime('rt_return_generator');
  asm.test(eax, eax);
  asm.j('e', e.error());
  asm.jmp(e.epilogue);
  e.stack = [e.ownedInSlot(0)];
  const label = emitResume(e, 1);
  emitThrow(e);
  return { unit: e.unit, label };
}

/** The entry of a generator's code: to the start, or to where the frame was suspended. */
export function emitDispatch(e: Emission, points: readonly ResumePoint[], start: Label): void {
  const { asm } = e;
  asm.mov(eax, field(ebp, prev_instr));
  const ordered = [...points].sort((a, b) => a.unit - b.unit);
  emitSearch(e, ordered);
  asm.cmp(eax, immSymbol('unit:-1'));
  asm.j('e', start);
  asm.mov(eax, ebp);
  asm.mov(edx, ecx);
  e.callRuntime('rt_interpret');
  asm.jmp(e.epilogue);
}

/** A binary search that ends in at most four comparisons; falls through when nothing is found. */
function emitSearch(e: Emission, points: readonly ResumePoint[]): void {
  const { asm } = e;
  if (points.length <= 4) {
    for (const { unit, label } of points) {
      asm.cmp(eax, immSymbol(`unit:${unit}`));
      asm.j('e', label);
    }
    return;
  }
  const middle = points.length >> 1;
  const upper = asm.label('.upper');
  const end = asm.label('.none');
  asm.cmp(eax, immSymbol(`unit:${points[middle]!.unit}`));
  asm.j('ae', upper);
  emitSearch(e, points.slice(0, middle));
  asm.jmp(end);
  asm.bind(upper);
  emitSearch(e, points.slice(middle));
  asm.bind(end);
}
