/** Opcodes of operators: arithmetic, comparison, subscripts, slices. */
import { defineOpcode } from './definition.js';

export const operatorOpcodes = [
  defineOpcode('UNARY_POSITIVE', (emit, { value }) => emit.call('rt_unary_positive', [value])),
  defineOpcode('UNARY_NEGATIVE', (emit, { value }) => emit.call('rt_unary_negative', [value])),
  defineOpcode('UNARY_INVERT', (emit, { value }) => emit.call('rt_unary_invert', [value])),
  defineOpcode('UNARY_NOT', (emit, { value }) => emit.not(value)),
  defineOpcode('BINARY_OP', (emit, { left, right }, oparg) =>
    emit.binaryOperation(oparg, left, right),
  ),
  defineOpcode('COMPARE_OP', (emit, { left, right }, oparg) => emit.compare(oparg, left, right)),
  defineOpcode('IS_OP', (emit, { left, right }, oparg) => emit.is(left, right, oparg === 1)),
  defineOpcode('CONTAINS_OP', (emit, { item, container }, oparg) =>
    emit.condition('rt_contains', [item, container], oparg === 1),
  ),
  defineOpcode('BINARY_SUBSCR', (emit, { container, key }) => emit.subscript(container, key)),
  defineOpcode('STORE_SUBSCR', (emit, { value, container, key }) =>
    emit.storeSubscript(value, container, key),
  ),
  defineOpcode('DELETE_SUBSCR', (emit, { container, key }) =>
    emit.status('rt_delete_subscr', [container, key]),
  ),
];
