/**
 * Entries at the heads of loops, for frames that were interpreted until their code became hot.
 *
 * Maps from: the targets of jumps back. Maps to: a site a head, and behind all other code ten bytes
 * a head and one common part that makes the machine frame. At a head the interpreter's frame is all
 * there is to know: what native code finds there is owned and in its slot, and the frame has it in
 * the same order. Knows nothing of when a loop is hot.
 */

import type { OpcodeName } from '../opcodes/opcodeNames.js';
import type { Emission } from './emission.js';

/** The jumps after which the interpreter looks whether the loop is hot. */
const jumpsBack: ReadonlySet<OpcodeName> = new Set([
  'JUMP_BACKWARD',
  'POP_JUMP_BACKWARD_IF_FALSE',
  'POP_JUMP_BACKWARD_IF_TRUE',
  'POP_JUMP_BACKWARD_IF_NONE',
  'POP_JUMP_BACKWARD_IF_NOT_NONE',
]);

export function emitLoopEntries(e: Emission): void {
  const { masm, graph } = e;
  const { scratch } = masm;
  const heads = loopHeads(e);
  if (heads.length === 0) return;
  const enter = masm.label('.enter');
  for (const head of heads) {
    const block = graph.blocks[head]!;
    const entry = masm.label(`.loop${graph.instructions[block.first]!.start}`);
    const stack = Array.from({ length: block.entryDepth }, (_, slot) => e.stack.ownedInSlot(slot));
    e.exits.sites.loop(
      e.exits.describe(stack),
      (graph.instructions[block.first]!.start >> 1) - 1,
      entry,
    );
    masm.bind(entry);
    masm.note('the interpreter was here when it became hot');
    masm.callEntry(enter);
    masm.jump(e.cursor.blockLabel(head));
  }
  masm.bind(enter);
  masm.enterCalled();
  masm.note('its value stack is taken over');
  // What is copied above a head's own entries is forgotten, here and there.
  const deepest = Math.max(...heads.map((head) => graph.blocks[head]!.entryDepth));
  e.stack.takeOverFrames(deepest);
  e.counters.countEntry();
  masm.jumpTo(scratch);
}

/** The blocks, ascending. */
function loopHeads({ graph }: Emission): number[] {
  const heads = new Set<number>();
  graph.instructions.forEach(({ opcode, jumpTarget }, index) => {
    if (!jumpsBack.has(opcode) || jumpTarget === null || graph.depths[index]! < 0) return;
    heads.add(graph.blockOf[graph.indexAt(jumpTarget)!]!);
  });
  // A generator's first block begins without the entry that the graph gives it.
  if (graph.blocks[0]!.entryDepth > 0) heads.delete(0);
  return [...heads].sort((a, b) => a - b);
}
