/**
 * The compiler: a code object in, compiled code out. Pure: the same code object and options give the same bytes.
 * One linear pass over the basic blocks; the passes are listed in `compileCode`.
 */

import { BytecodeError } from '../bytecode/bytecodeError.js';
import { type CodeObject, isGeneratorLike } from '../bytecode/codeObject.js';
import { buildControlFlowGraph, type ControlFlowGraph } from '../bytecode/controlFlowGraph.js';
import { UNIT } from '../bytecode/instructions.js';
import { localStates } from '../bytecode/localStates.js';
import { verifyGraph } from '../bytecode/verifier.js';
import { type Operand, stackEffect } from '../opcodes/effects.js';
import type { OpcodeName } from '../opcodes/opcodeNames.js';
import { opcodeDefinitions } from '../opcodes/table.js';
import type { Value } from '../opcodes/values.js';
import type {
  CompiledCode,
  CompileOptions,
  PositionEntry,
  Refusal,
  Unsupported,
} from './compiledCode.js';
import { readPositionMark } from './cursor.js';
import { Emission } from './emission.js';
import { type ExpressionTree, findExpressionTree } from './expressionTrees.js';
import { emitExpressionTree } from './fusedArithmetic.js';
import { emitDispatch, emitResume, emitThrow, type ResumePoint } from './generators.js';
import { likelyFloats } from './likelyFloats.js';
import { emitLoopEntries } from './loopEntries.js';
import { MachineLowering } from './lowering.js';
import { observeParameters } from './observation.js';
import { targets } from './target/targets.js';
import { asEntry, type Entry } from './values.js';

/** Code objects with more bytecode than this stay interpreted: their machine code would be out of proportion. */
export const MAX_BYTECODE = 1 << 22;

/** Compiles one code object; those in its constants are compiled by themselves. */
export function compileCode(code: CodeObject, options: CompileOptions): CompiledCode | Refusal {
  if (options.keeps?.(code) === true) {
    return { code, refused: 'a comment keeps it interpreted', isKept: true };
  }
  if (code.code.length > MAX_BYTECODE) {
    return { code, refused: `${code.code.length} bytes of bytecode are more than ${MAX_BYTECODE}` };
  }
  let graph: ControlFlowGraph;
  try {
    graph = buildControlFlowGraph(code);
  } catch (error) {
    if (!(error instanceof BytecodeError)) throw error;
    return { code, refused: error.message };
  }
  const finding = verifyGraph(graph)[0];
  if (finding !== undefined) return { code, refused: finding.message };
  return new FunctionCompiler(graph, options).run();
}

/** Compiles a code object and all nested ones, in pre-order: outer before inner, in the order of the constants. */
export function compileTree(root: CodeObject, options: CompileOptions): (CompiledCode | Refusal)[] {
  const compiled: (CompiledCode | Refusal)[] = [];
  // An explicit stack: nesting is the input's, and may be deep.
  const pending = [root];
  for (let code = pending.pop(); code !== undefined; code = pending.pop()) {
    compiled.push(compileCode(code, options));
    for (let i = code.consts.length - 1; i >= 0; i -= 1) {
      const constant = code.consts[i]!;
      if (constant.kind === 'code') pending.push(constant.code);
    }
  }
  return compiled;
}

class FunctionCompiler {
  private readonly e: Emission;
  private readonly lowering: MachineLowering;
  /** By instruction: whether the local it names can be bound and unbound before it. */
  private readonly states: Uint8Array;
  private readonly floats: ReadonlySet<number>;
  private readonly unsupported: Unsupported[] = [];

  constructor(
    private readonly graph: ControlFlowGraph,
    private readonly options: CompileOptions,
  ) {
    this.e = new Emission(graph, targets[options.target], options);
    this.states = localStates(graph);
    this.floats = likelyFloats(graph);
    this.lowering = new MachineLowering(this.e, this.states);
  }

  run(): CompiledCode {
    const { e, graph } = this;
    const { masm } = e;
    const isGenerator = isGeneratorLike(graph.code);
    e.cursor.index = -1;
    e.cursor.mark();
    masm.enter();
    const dispatch = masm.label('.dispatch');
    if (isGenerator) masm.jump(dispatch);
    const start = masm.label('.start');
    masm.bind(start);
    e.counters.countEntry();
    // Out of line it belongs to the first instruction, as code that belongs to none is the compiler's frame.
    e.cursor.index = 0;
    observeParameters(e);
    for (const block of graph.blocks) {
      if (block.isReachable) this.lowerBlock(block.index);
    }
    if (isGenerator) {
      e.cursor.index = 0;
      const points = [...this.lowering.resumePoints, ...this.resumeAfterSend()];
      e.cursor.index = -1;
      e.cursor.mark();
      masm.bind(dispatch);
      emitDispatch(e, points, start);
    }
    e.cold.emitAll();
    e.cursor.index = -1;
    e.cursor.mark();
    emitLoopEntries(e);
    e.exits.emitTails();
    return this.finish();
  }

  private lowerBlock(blockIndex: number): void {
    const { e, graph } = this;
    const block = graph.blocks[blockIndex]!;
    const previous = graph.blocks[blockIndex - 1];
    const isFallenInto = previous?.successors.some(
      ({ kind, to }) => kind === 'fall' && to === blockIndex,
    );
    if (isFallenInto === true && e.fallsThrough) {
      e.stack.canonicalize();
      e.counters.countFall(blockIndex);
    }
    e.fallsThrough = true;
    e.stack.releaseResult();
    e.cursor.forgetPath();
    e.masm.bind(e.cursor.blockLabel(blockIndex));
    // The entry that a generator begins with is there only from RETURN_GENERATOR on.
    const depth = blockIndex === 0 ? 0 : block.entryDepth;
    e.stack.entries = Array.from({ length: depth }, (_, position) => e.stack.ownedInSlot(position));
    for (e.cursor.index = block.first; e.cursor.index < block.limit; e.cursor.index += 1) {
      if (this.isExcluded(e.cursor.index)) {
        this.leave();
        // People want to know all that is not compiled, not only what is in the way first.
        for (let rest = e.cursor.index + 1; rest < block.limit; rest += 1) this.isExcluded(rest);
        return;
      }
      const isFirst = e.cursor.index === block.first;
      e.counters.countBefore(e.cursor.index);
      const tree = findExpressionTree(e, block.limit, this.states, this.floats);
      if (tree === null) this.lowerInstruction();
      else this.lowerTree(tree);
      if (isFirst) e.bindBehindFirst(blockIndex);
    }
    e.cursor.index = block.limit - 1;
  }

  /** Whether control must leave before this instruction. KW_NAMES, PRECALL and CALL are left as one. */
  private isExcluded(index: number): boolean {
    const { without } = this.options;
    if (without.size === 0) return false;
    const { instructions } = this.graph;
    let last = index;
    while (instructions[last]!.opcode === 'KW_NAMES' || instructions[last]!.opcode === 'PRECALL') {
      last += 1;
    }
    const names: OpcodeName[] = [];
    for (const instruction of instructions.slice(index, last + 1)) {
      names.push(instruction.opcode);
      if (instruction.start !== instruction.offset) names.push('EXTENDED_ARG');
      if (instruction.end - instruction.offset > UNIT) names.push('CACHE');
    }
    const excluded = names.find((name) => without.has(name));
    if (excluded === undefined) return false;
    this.unsupported.push({
      opcode: excluded,
      instructionIndex: index,
      reason: 'excluded by the options',
    });
    return true;
  }

  /** The rest of the block is the interpreter's. */
  private leave(): void {
    const { e } = this;
    e.cursor.mark();
    e.stack.spill();
    e.masm.jump(e.exits.exit('unsupported', (e.cursor.instruction.start >> 1) - 1));
    e.stack.entries = [];
  }

  /** What a handler finds on its stack is in slots: `return x` with a `try` in its `finally` would leave x borrowed. */
  private prepareForHandler(): void {
    const { e } = this;
    const depth = this.graph.handlers[e.cursor.index]?.depth ?? 0;
    for (let position = 0; position < depth; position += 1) e.stack.materialize(position);
  }

  private lowerInstruction(): void {
    const { e, lowering } = this;
    const { opcode, oparg } = e.cursor.instruction;
    const definition = opcodeDefinitions.get(opcode);
    if (definition === undefined) throw new Error(`${opcode} has no definition`);
    e.relieve();
    e.cursor.mark();
    this.prepareForHandler();
    const effect = stackEffect(opcode, oparg);
    if (effect.looks > 0) e.stack.spill();
    const base = e.stack.depth - effect.pops;
    const operands: Record<string, Value> = {};
    nameOperands(operands, effect.looked, e.stack.entries, base - effect.looks);
    if (definition.inSlots) {
      for (let position = base; position < e.stack.depth; position += 1)
        e.stack.materialize(position);
    } else nameOperands(operands, effect.popped, e.stack.entries, base);
    e.stack.entries.length = base;
    const items = { base, count: effect.pops };
    const result = definition.lower(lowering, operands, oparg, items);
    if (result === undefined || result === null) return;
    if (Array.isArray(result)) {
      for (const value of result) e.stack.push(asEntry(value));
    } else if (!('fused' in result)) e.stack.push(asEntry(result as Value));
  }

  /** Several instructions at once. */
  private lowerTree(tree: ExpressionTree): void {
    const { e } = this;
    e.relieve();
    e.cursor.mark();
    this.prepareForHandler();
    emitExpressionTree(e, tree, this.states, () => {
      e.numbersWereTried = tree.operations === 1;
      for (; e.cursor.index <= tree.last; e.cursor.index += 1) this.lowerInstruction();
      e.numbersWereTried = false;
    });
  }

  /**
   * When a subiterator's throw() returns, CPython's generator code takes the SEND loop's exit itself: prev_instr is
   * then the unit before the SEND's target.
   */
  private resumeAfterSend(): ResumePoint[] {
    const { e, graph } = this;
    const targets = new Set<number>();
    for (const [index, { opcode, jumpTarget }] of graph.instructions.entries()) {
      if (opcode === 'SEND' && jumpTarget !== null && graph.depths[index]! >= 0)
        targets.add(jumpTarget);
    }
    return [...targets].map((target) => {
      const index = graph.indexAt(target as never)!;
      e.cursor.index = index;
      const depth = graph.depths[index]!;
      e.stack.entries = Array.from({ length: depth }, (_, position) =>
        e.stack.ownedInSlot(position),
      );
      const label = emitResume(e, depth);
      emitThrow(e, target - 2);
      e.masm.jump(e.cursor.labelAt(target as never));
      return { unit: (target >> 1) - 1, label };
    });
  }

  private finish(): CompiledCode {
    const { e, graph } = this;
    const assembled = e.masm.finish();
    let positions: readonly PositionEntry[] | null = null;
    return {
      code: graph.code,
      target: this.options.target,
      instructions: graph.instructions,
      assembled,
      dataSize: e.dataSize,
      entryOffset: 0,
      frameSize: e.masm.frame.total,
      sites: e.exits.sites.finish(),
      // Made when asked for: running needs none.
      get positions() {
        positions ??= assembled.marks.map(({ offset, data }) => ({
          codeOffset: offset,
          ...readPositionMark(data),
        }));
        return positions;
      },
      unsupported: this.unsupported,
      counters: e.counters.all,
      statistics: {
        instructions: graph.instructions.length,
        bytes: assembled.bytes.length,
        runtimeCalls: e.masm.runtimeCalls,
      },
    };
  }
}

/** Enters the entries from `base` on under their operands' names; of a run of entries, the deepest. */
function nameOperands(
  operands: Record<string, Value>,
  named: readonly Operand[],
  stack: readonly Entry[],
  base: number,
): void {
  let position = base;
  for (const { name, count } of named) {
    const entry = stack[position];
    if (count > 0 && entry !== undefined) operands[name] = entry;
    position += count;
  }
}
