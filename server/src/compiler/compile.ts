/**
 * The compiler: a code object in, compiled code out. Pure: the same code object and options give
 * the same bytes. What is known and decided beforehand is listed in `prepare`; emission is one
 * linear pass over the basic blocks then.
 */

import { BytecodeError } from '../bytecode/bytecodeError.js';
import { type CodeObject, isGeneratorLike } from '../bytecode/codeObject.js';
import { buildControlFlowGraph, type ControlFlowGraph } from '../bytecode/controlFlowGraph.js';
import { localStates } from '../bytecode/localStates.js';
import { verifyGraph } from '../bytecode/verifier.js';
import { type Operand, stackEffect } from '../opcodes/effects.js';
import { opcodeDefinitions } from '../opcodes/table.js';
import type { Value } from '../opcodes/values.js';
import type { CompiledCode, CompileOptions, PositionEntry, Refusal } from './compiledCode.js';
import { readPositionMark } from './cursor.js';
import { Emission } from './emission.js';
import { emitExpressionTree } from './fusedArithmetic.js';
import { emitDispatch, emitResume, emitThrow, type ResumePoint } from './generators.js';
import { type LineCounts, noLines, planLineCounts } from './lineCounts.js';
import { emitLoopEntries } from './loopEntries.js';
import { MachineLowering } from './lowering.js';
import { observeParameters } from './observation.js';
import type { Group, Plan, Tree } from './plan/plan.js';
import { planFunction } from './plan/planFunction.js';
import { planText } from './plan/planText.js';
import { omitNones } from './slices.js';
import { targets } from './target/targets.js';
import { asEntry, type Entry } from './values.js';

/**
 * Code objects with more bytecode than this stay interpreted: their machine code would be out of
 * proportion.
 */
export const MAX_BYTECODE = 1 << 22;

/** Compiles one code object; those in its constants are compiled by themselves. */
export function compileCode(code: CodeObject, options: CompileOptions): CompiledCode | Refusal {
  const prepared = prepare(code, options);
  return 'refused' in prepared ? prepared : new FunctionCompiler(prepared, options).run();
}

/** What of a code object is lowered together, as text for people; null where it is not compiled. */
export function explainPlan(code: CodeObject, options: CompileOptions): string | null {
  const prepared = prepare(code, options);
  return 'refused' in prepared ? null : planText(prepared.graph, prepared.plan);
}

/** What is known of a code object, and decided, before anything is emitted. */
interface Prepared {
  readonly graph: ControlFlowGraph;
  /** By instruction: whether the local it names can be bound and unbound before it. */
  readonly states: Uint8Array;
  readonly lines: LineCounts;
  readonly plan: Plan;
}

function prepare(code: CodeObject, options: CompileOptions): Prepared | Refusal {
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
  const states = localStates(graph);
  const lines = options.counters === 'lines' ? planLineCounts(graph) : noLines;
  const { without } = options;
  const plan = planFunction(graph, { target: targets[options.target], states, lines, without });
  return { graph, states, lines, plan };
}

/**
 * Compiles a code object and all nested ones, in pre-order: outer before inner, in the order of the
 * constants.
 */
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
  private readonly graph: ControlFlowGraph;

  constructor(
    private readonly prepared: Prepared,
    private readonly options: CompileOptions,
  ) {
    this.graph = prepared.graph;
    this.e = new Emission(prepared.graph, targets[options.target], prepared.lines, options);
    this.lowering = new MachineLowering(this.e, prepared.states);
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
    // Out of line it belongs to the first instruction, as code that belongs to none is the
    // compiler's frame.
    e.cursor.index = 0;
    observeParameters(e);
    for (const block of graph.blocks) {
      if (block.isReachable) this.lowerBlock(block.index);
    }
    if (isGenerator) {
      e.cursor.index = 0;
      // The beginning, which comes first, is gone on from but once.
      const points = [...this.lowering.resumePoints.reverse(), ...this.resumeAfterSend()];
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
    for (const group of this.prepared.plan.blocks[blockIndex]!) {
      e.cursor.index = group.first;
      if (group.kind === 'leave') this.leave();
      else {
        e.counters.countBefore(group.first);
        this.lowerGroup(group);
        if (group.first === block.first) e.bindBehindFirst(blockIndex);
      }
    }
    e.cursor.index = block.limit - 1;
  }

  /** The rest of the block is the interpreter's. */
  private leave(): void {
    const { e } = this;
    e.cursor.mark();
    e.stack.spill();
    e.masm.jump(e.exits.exit('unsupported', (e.cursor.instruction.start >> 1) - 1));
    e.stack.entries = [];
  }

  private lowerGroup(group: Group): void {
    const { e } = this;
    e.relieve();
    e.cursor.goTo(group.first);
    this.prepareForHandler();
    if (group.kind === 'tree') this.lowerTree(group);
    else this.lowerInstruction(group);
  }

  /**
   * What a handler finds on its stack is in slots: `return x` with a `try` in its `finally` would
   * leave x borrowed.
   */
  private prepareForHandler(): void {
    const { e } = this;
    const depth = this.graph.handlers[e.cursor.index]?.depth ?? 0;
    for (let position = 0; position < depth; position += 1) e.stack.materialize(position);
  }

  /** The first instruction of its group, whose words lower the others along with it. */
  private lowerInstruction(group: Group): void {
    const { e, lowering } = this;
    const { opcode, oparg } = e.cursor.instruction;
    const definition = opcodeDefinitions.get(opcode);
    if (definition === undefined) throw new Error(`${opcode} has no definition`);
    const effect = stackEffect(opcode, oparg);
    if (effect.looks > 0) e.stack.spill();
    const base = e.stack.depth - effect.pops;
    const operands: Record<string, Value> = {};
    nameOperands(operands, effect.looked, e.stack.entries, base - effect.looks);
    if (group.kind === 'slice') omitNones(e, base);
    if (definition.inSlots) {
      for (let position = base; position < e.stack.depth; position += 1)
        e.stack.materialize(position);
    } else nameOperands(operands, effect.popped, e.stack.entries, base);
    e.stack.entries.length = base;
    const items = { base, count: effect.pops };
    lowering.group = group;
    const result = definition.lower(lowering, operands, oparg, items);
    if (result === undefined || result === null) return;
    if (Array.isArray(result)) {
      for (const value of result) e.stack.push(asEntry(value));
    } else if (!('fused' in result)) e.stack.push(asEntry(result as Value));
  }

  private lowerTree({ tree, singly }: Tree): void {
    emitExpressionTree(this.e, tree, this.prepared.states, () => {
      for (const group of singly) this.lowerGroup(group);
    });
  }

  /**
   * When a subiterator's throw() returns, CPython's generator code takes the SEND loop's exit
   * itself: prev_instr is then the unit before the SEND's target.
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
      unsupported: this.prepared.plan.unsupported,
      counters: e.counters.all,
      statistics: {
        instructions: graph.instructions.length,
        bytes: assembled.bytes.length,
        runtimeCalls: e.masm.runtimeCalls,
      },
    };
  }
}

/**
 * Enters the entries from `base` on under their operands' names; of a run of entries, the deepest.
 */
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
