/** Opcodes of the match statement. */
import { defineOpcode } from './definition.js';
import { borrowed, immediate } from './runtimeCalls.js';

export const matchOpcodes = [
  defineOpcode('GET_LEN', (emit, { object }) => emit.call('rt_get_len', [borrowed(object)])),
  defineOpcode('MATCH_MAPPING', (emit, { subject }) => emit.typeFlag(subject, 'MAPPING')),
  defineOpcode('MATCH_SEQUENCE', (emit, { subject }) => emit.typeFlag(subject, 'SEQUENCE')),
  defineOpcode('MATCH_KEYS', (emit, { subject, keys }) =>
    emit.call('rt_match_keys', [borrowed(subject), borrowed(keys)]),
  ),
  defineOpcode('MATCH_CLASS', (emit, { subject, type, names }, oparg) =>
    emit.call('rt_match_class', [subject, type, names, immediate(oparg)]),
  ),
];
