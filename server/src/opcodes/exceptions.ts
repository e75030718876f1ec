/** Opcodes of exceptions and the with statement. */
import { defineOpcode, defineSlotsOpcode } from './definition.js';
import { borrowed } from './runtimeCalls.js';

export const exceptionOpcodes = [
  defineSlotsOpcode('RAISE_VARARGS', (emit, items) => emit.raise(items)),
  defineOpcode('RERAISE', (emit, { exception, lasti }) => emit.reraise(exception, lasti ?? null)),
  defineOpcode('PUSH_EXC_INFO', (emit, { exception }) => {
    const previous = emit.callNoError('rt_push_exc_info', [borrowed(exception)]);
    return [previous, exception];
  }),
  defineOpcode('POP_EXCEPT', (emit, { previous }) => {
    emit.callNoError('rt_pop_except', [previous]);
  }),
  defineOpcode('CHECK_EXC_MATCH', (emit, { exception, type }) =>
    emit.condition('rt_check_exc_match', [borrowed(exception), type]),
  ),
  defineOpcode('CHECK_EG_MATCH', (emit, { group, type }) =>
    emit.outputs('rt_check_eg_match', [group, type], 2),
  ),
  defineOpcode('PREP_RERAISE_STAR', (emit, { original, excs }) =>
    emit.call('rt_prep_reraise_star', [original, excs]),
  ),
  defineOpcode('BEFORE_WITH', (emit, { manager }) => emit.outputs('rt_before_with', [manager], 2)),
  defineOpcode('BEFORE_ASYNC_WITH', (emit, { manager }) =>
    emit.outputs('rt_before_async_with', [manager], 2),
  ),
  defineOpcode('WITH_EXCEPT_START', (emit, { exit, lasti, previous, exception }) =>
    emit.call('rt_with_except_start', [
      borrowed(exit),
      borrowed(lasti),
      borrowed(previous),
      borrowed(exception),
    ]),
  ),
];
