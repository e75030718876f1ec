/** Suspension: the stack moves between the machine and the frame. */

import type { Label } from '../assembler/operands.js';
import { frame } from '../opcodes/runtimeCalls.js';
import type { Value } from '../opcodes/values.js';
import type { Emission } from './emission.js';
import { word } from './masm/arguments.js';
import { unitAddress } from './masm/places.js';
import type { Entry } from './values.js';

/**
 * Where a suspended frame of this code can go on: prev_instr tells, and `depth` entries are in the
 * frame.
 */
export interface ResumePoint {
  /** The code unit that prev_instr points to. */
  readonly unit: number;
  readonly label: Label;
}

/**
 * The place after a suspension: takes `depth` entries (the sent value is the uppermost) back from
 * the frame. The throw flag is where it was at the entry; with it the exception that is set is
 * raised here.
 */
export function emitResume(e: Emission, depth: number): Label {
  const { masm } = e;
  const label = masm.label(`.resume${e.cursor.instruction.start}`);
  masm.bind(label);
  e.cursor.forgetPath();
  e.stack.takeOverFrames(depth);
  return label;
}

/**
 * With the throw flag: to the error path of the present stack; the handler is the instruction's, or
 * that of the byte `at`.
 */
export function emitThrow(e: Emission, at?: number): void {
  const { masm } = e;
  masm.jumpIfThrown(e.exits.error('raised', e.stack.entries, at));
}

/** Hands `value` to the caller; control comes back with the sent value. */
export function yieldValue(
  e: Emission,
  value: Entry,
): { readonly sent: Value; readonly resume: ResumePoint } {
  const { masm } = e;
  const { result } = masm;
  e.stack.settle(value, e.stack.depth);
  e.stack.canonicalize();
  const depth = e.stack.depth;
  e.stack.copyToFrame(depth);
  e.stack.loadOwned(result, value);
  e.stack.storeFrameDepth(depth);
  e.cursor.storePrevInstr();
  masm.storeByte(masm.generatorState, masm.constants.FRAME_SUSPENDED);
  masm.jump(e.exits.epilogue);
  const label = emitResume(e, depth + 1);
  const sent = e.stack.ownedInSlot(depth);
  e.stack.push(sent);
  emitThrow(e);
  return { sent: e.stack.pop(), resume: { unit: e.cursor.unit, label } };
}

/**
 * Makes the generator and returns it; the generator goes on behind, with one entry, the first value
 * sent.
 */
export function returnGenerator(e: Emission): ResumePoint {
  const { masm } = e;
  const { result } = masm;
  e.cursor.storePrevInstr();
  masm.callRuntime('rt_return_generator', [frame]);
  masm.jumpIfZero(result, e.exits.error());
  masm.jump(e.exits.epilogue);
  e.stack.entries = [e.stack.ownedInSlot(0)];
  const label = emitResume(e, 1);
  emitThrow(e);
  return { unit: e.cursor.unit, label };
}

/**
 * The entry of a generator's code: to the start, or to where the frame was suspended. The first of
 * the points are the likeliest.
 */
export function emitDispatch(e: Emission, points: readonly ResumePoint[], start: Label): void {
  const { masm } = e;
  const { result } = masm;
  masm.load(result, masm.frameField(masm.layout._PyInterpreterFrame.prev_instr));
  emitSearch(e, points.length <= FEW ? points : [...points].sort((a, b) => a.unit - b.unit));
  masm.compareAndJump(result, 'e', unitAddress(-1), start);
  masm.callRuntime('rt_interpret', [frame, word(masm.registers.entry.throwFlag)]);
  masm.jump(e.exits.epilogue);
}

/** So many are compared one by one. */
const FEW = 4;

/**
 * In the order given, or a binary search that ends in so many comparisons; falls through when
 * nothing is found.
 */
function emitSearch(e: Emission, points: readonly ResumePoint[]): void {
  const { masm } = e;
  const { result } = masm;
  if (points.length <= FEW) {
    for (const { unit, label } of points) {
      masm.compareAndJump(result, 'e', unitAddress(unit), label);
    }
    return;
  }
  const middle = points.length >> 1;
  const upper = masm.label('.upper');
  const end = masm.label('.none');
  masm.compareAndJump(result, 'ae', unitAddress(points[middle]!.unit), upper);
  emitSearch(e, points.slice(0, middle));
  masm.jump(end);
  masm.bind(upper);
  emitSearch(e, points.slice(middle));
  masm.bind(end);
}
