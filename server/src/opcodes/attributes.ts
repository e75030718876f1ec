/** Opcodes of attributes and methods. */
import { defineOpcode } from './definition.js';
import { name } from './runtimeCalls.js';

export const attributeOpcodes = [
  defineOpcode('LOAD_ATTR', (emit, { owner }, oparg) => emit.loadAttribute(owner, oparg)),
  defineOpcode('STORE_ATTR', (emit, { value, owner }, oparg) =>
    emit.storeAttribute(value, owner, oparg),
  ),
  defineOpcode('DELETE_ATTR', (emit, { owner }, oparg) =>
    emit.status('rt_delete_attr', [owner, name(oparg)]),
  ),
  defineOpcode('LOAD_METHOD', (emit, { owner }, oparg) => emit.loadMethod(owner, oparg)),
];
