/** Opcodes of jumps, loops and returning. */
import { defineOpcode } from './definition.js';

export const controlOpcodes = [
  defineOpcode('JUMP_FORWARD', (emit) => emit.jump()),
  defineOpcode('JUMP_BACKWARD', (emit) => emit.loop(true)),
  defineOpcode('JUMP_BACKWARD_NO_INTERRUPT', (emit) => emit.loop(false)),
  defineOpcode('POP_JUMP_FORWARD_IF_FALSE', (emit, { condition }) => emit.branch(condition, false)),
  defineOpcode('POP_JUMP_FORWARD_IF_TRUE', (emit, { condition }) => emit.branch(condition, true)),
  defineOpcode('POP_JUMP_BACKWARD_IF_FALSE', (emit, { condition }) =>
    emit.branch(condition, false),
  ),
  defineOpcode('POP_JUMP_BACKWARD_IF_TRUE', (emit, { condition }) => emit.branch(condition, true)),
  defineOpcode('POP_JUMP_FORWARD_IF_NONE', (emit, { value }) => emit.branchNone(value, true)),
  defineOpcode('POP_JUMP_FORWARD_IF_NOT_NONE', (emit, { value }) => emit.branchNone(value, false)),
  defineOpcode('POP_JUMP_BACKWARD_IF_NONE', (emit, { value }) => emit.branchNone(value, true)),
  defineOpcode('POP_JUMP_BACKWARD_IF_NOT_NONE', (emit, { value }) => emit.branchNone(value, false)),
  defineOpcode('JUMP_IF_FALSE_OR_POP', (emit, { condition }) => emit.branchOrPop(condition, false)),
  defineOpcode('JUMP_IF_TRUE_OR_POP', (emit, { condition }) => emit.branchOrPop(condition, true)),
  defineOpcode('GET_ITER', (emit, { iterable }) => emit.call('rt_get_iter', [iterable])),
  defineOpcode('FOR_ITER', (emit, { iterator }) => emit.forIter(iterator)),
  defineOpcode('RETURN_VALUE', (emit, { value }) => emit.returnValue(value)),
];
