/** Opcodes that build, fill and take apart containers and strings. */
import { defineOpcode, defineSlotsOpcode } from './definition.js';
import { borrowed, type Giving, immediate, slots, type Taking } from './runtimeCalls.js';
import type { OpcodeName } from './opcodeNames.js';

/** A display: its items are slots, its oparg is the function's second argument. */
const display = (opcode: OpcodeName, fn: Taking<readonly ['items', 'number']> & Giving<'object'>) =>
  defineSlotsOpcode(opcode, (emit, items, oparg) =>
    emit.call(fn, [slots(items), immediate(oparg)]),
  );

export const containerOpcodes = [
  display('BUILD_TUPLE', 'rt_build_tuple'),
  display('BUILD_LIST', 'rt_build_list'),
  display('BUILD_SET', 'rt_build_set'),
  display('BUILD_MAP', 'rt_build_map'),
  display('BUILD_CONST_KEY_MAP', 'rt_build_const_key_map'),
  display('BUILD_STRING', 'rt_build_string'),
  defineSlotsOpcode('BUILD_SLICE', (emit, items, oparg) => emit.buildSlice(items, oparg)),
  display('FORMAT_VALUE', 'rt_format_value'),
  defineOpcode('LIST_TO_TUPLE', (emit, { list }) => emit.call('rt_list_to_tuple', [list])),
  defineOpcode('LIST_APPEND', (emit, { list, value }) =>
    emit.status('rt_list_append', [borrowed(list), value]),
  ),
  defineOpcode('LIST_EXTEND', (emit, { list, iterable }) =>
    emit.status('rt_list_extend', [borrowed(list), iterable]),
  ),
  defineOpcode('SET_ADD', (emit, { set, value }) =>
    emit.status('rt_set_add', [borrowed(set), value]),
  ),
  defineOpcode('SET_UPDATE', (emit, { set, iterable }) =>
    emit.status('rt_set_update', [borrowed(set), iterable]),
  ),
  defineOpcode('MAP_ADD', (emit, { dict, key, value }) =>
    emit.status('rt_map_add', [borrowed(dict), key, value]),
  ),
  defineOpcode('DICT_UPDATE', (emit, { dict, mapping }) =>
    emit.status('rt_dict_update', [borrowed(dict), mapping]),
  ),
  defineOpcode('DICT_MERGE', (emit, { callable, dict, mapping }) =>
    emit.status('rt_dict_merge', [borrowed(dict), mapping, borrowed(callable)]),
  ),
  defineOpcode('UNPACK_SEQUENCE', (emit, { sequence }, oparg) =>
    emit.unpackSequence(sequence, oparg),
  ),
  defineOpcode('UNPACK_EX', (emit, { iterable }, oparg) =>
    emit.outputs('rt_unpack_ex', [iterable, immediate(oparg)], (oparg & 255) + 1 + (oparg >> 8)),
  ),
];
