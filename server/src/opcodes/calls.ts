/** Opcodes of calls, functions, classes and imports. */
import { defineOpcode, defineSlotsOpcode } from './definition.js';
import { borrowed, frame, immediate, name, slots } from './runtimeCalls.js';

export const callOpcodes = [
  defineOpcode('PRECALL', () => undefined),
  defineOpcode('KW_NAMES', (emit, _, oparg) => emit.keywordNames(oparg)),
  defineSlotsOpcode('CALL', (emit, items) => emit.callFunction(items)),
  defineSlotsOpcode('CALL_FUNCTION_EX', (emit, items, oparg) => emit.callFunctionEx(items, oparg)),
  defineSlotsOpcode('MAKE_FUNCTION', (emit, items, oparg) =>
    emit.call('rt_make_function', [slots(items), immediate(oparg), frame]),
  ),
  defineOpcode('LOAD_BUILD_CLASS', (emit) => emit.call('rt_load_build_class', [frame])),
  defineOpcode('LOAD_ASSERTION_ERROR', (emit) => emit.assertionError()),
  defineOpcode('PRINT_EXPR', (emit, { value }) => emit.status('rt_print_expr', [value])),
  defineOpcode('SETUP_ANNOTATIONS', (emit) => emit.status('rt_setup_annotations', [frame])),
  defineSlotsOpcode('IMPORT_NAME', (emit, items, oparg) =>
    emit.call('rt_import_name', [frame, name(oparg), slots(items)]),
  ),
  defineOpcode('IMPORT_FROM', (emit, { module }, oparg) =>
    emit.call('rt_import_from', [borrowed(module), name(oparg)]),
  ),
  defineOpcode('IMPORT_STAR', (emit, { module }) => emit.status('rt_import_star', [frame, module])),
];
