/** Opcodes that move values and name variables. */
import { defineOpcode } from './definition.js';
import { frame, immediate, name } from './runtimeCalls.js';

export const stackOpcodes = [
  defineOpcode('NOP', () => undefined),
  defineOpcode('CACHE', () => undefined),
  defineOpcode('EXTENDED_ARG', () => undefined),
  defineOpcode('RESUME', (emit, _, oparg) => emit.resume(oparg)),
  defineOpcode('PUSH_NULL', (emit) => emit.null()),
  defineOpcode('POP_TOP', (emit, { value }) => emit.drop(value)),
  defineOpcode('COPY', (emit, _, oparg) => emit.copy(oparg)),
  defineOpcode('SWAP', (emit, _, oparg) => emit.swap(oparg)),
  defineOpcode('LOAD_CONST', (emit, _, oparg) => emit.constant(oparg)),
  defineOpcode('LOAD_FAST', (emit, _, oparg) => emit.local(oparg)),
  defineOpcode('STORE_FAST', (emit, { value }, oparg) => emit.storeLocal(oparg, value)),
  defineOpcode('DELETE_FAST', (emit, _, oparg) => emit.deleteLocal(oparg)),
  defineOpcode('LOAD_NAME', (emit, _, oparg) => emit.call('rt_load_name', [frame, name(oparg)])),
  defineOpcode('STORE_NAME', (emit, { value }, oparg) =>
    emit.status('rt_store_name', [frame, name(oparg), value]),
  ),
  defineOpcode('DELETE_NAME', (emit, _, oparg) =>
    emit.status('rt_delete_name', [frame, name(oparg)]),
  ),
  defineOpcode('LOAD_GLOBAL', (emit, _, oparg) => {
    const value = emit.loadGlobal(oparg >> 1, (oparg & 1) !== 0);
    return oparg & 1 ? [emit.null(), value] : value;
  }),
  defineOpcode('STORE_GLOBAL', (emit, { value }, oparg) =>
    emit.status('rt_store_global', [frame, name(oparg), value]),
  ),
  defineOpcode('DELETE_GLOBAL', (emit, _, oparg) =>
    emit.status('rt_delete_global', [frame, name(oparg)]),
  ),
  defineOpcode('MAKE_CELL', (emit, _, oparg) =>
    emit.status('rt_make_cell', [frame, immediate(oparg)]),
  ),
  defineOpcode('COPY_FREE_VARS', (emit, _, oparg) => {
    emit.callNoError('rt_copy_free_vars', [frame, immediate(oparg)]);
  }),
  defineOpcode('LOAD_CLOSURE', (emit, _, oparg) => emit.boundLocal(oparg)),
  defineOpcode('LOAD_DEREF', (emit, _, oparg) => emit.loadCell(oparg)),
  defineOpcode('LOAD_CLASSDEREF', (emit, _, oparg) =>
    emit.call('rt_load_classderef', [frame, immediate(oparg)]),
  ),
  defineOpcode('STORE_DEREF', (emit, { value }, oparg) =>
    emit.status('rt_store_deref', [frame, immediate(oparg), value]),
  ),
  defineOpcode('DELETE_DEREF', (emit, _, oparg) =>
    emit.status('rt_delete_deref', [frame, immediate(oparg)]),
  ),
];
