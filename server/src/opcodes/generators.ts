/** Opcodes of generators, coroutines and asynchronous iteration. */
import { defineOpcode } from './definition.js';
import { borrowed, frame, immediate } from './runtimeCalls.js';

export const generatorOpcodes = [
  defineOpcode('RETURN_GENERATOR', (emit) => emit.returnGenerator()),
  defineOpcode('YIELD_VALUE', (emit, { value }) => emit.yieldValue(value)),
  defineOpcode('SEND', (emit, { receiver, value }) => emit.send(receiver, value)),
  defineOpcode('GET_YIELD_FROM_ITER', (emit, { iterable }) =>
    emit.call('rt_get_yield_from_iter', [iterable, frame]),
  ),
  defineOpcode('ASYNC_GEN_WRAP', (emit, { value }) => emit.call('rt_async_gen_wrap', [value])),
  defineOpcode('GET_AWAITABLE', (emit, { iterable }, oparg) =>
    emit.call('rt_get_awaitable', [iterable, immediate(oparg), frame]),
  ),
  defineOpcode('GET_AITER', (emit, { iterable }) => emit.call('rt_get_aiter', [iterable])),
  defineOpcode('GET_ANEXT', (emit, { iterator }) =>
    emit.call('rt_get_anext', [borrowed(iterator)]),
  ),
  defineOpcode('END_ASYNC_FOR', (emit, { iterator, exception }) =>
    emit.endAsyncFor(iterator, exception),
  ),
];
