// `node edit_ceval.mjs ORIGINAL EDITED`: CPython's evaluation loop with the places where it asks us.
//
// Maps from: Python/ceval.c as set-up fetched it. Maps to: the same text, edited where ceval_loop.h says. An edit whose
// place is not there exactly as often as it should be ends the build: after an update of CPython it has to be looked at.

import { readFileSync, writeFileSync } from 'node:fs';

/** The text before which `insert` comes; `times`: how often it is there. */
const insertions = [
  {
    before: 'PyObject* _Py_HOT_FUNCTION\n_PyEval_EvalFrameDefault(',
    insert: '#include "ceval_loop.h"\n\n',
    times: 1,
  },
  {
    before:
      '            /* Callable is not a normal Python function */\n            PyObject *res;\n',
    insert: `            if (Py_TYPE(function) == &PyFunction_Type && nc_loop_is_hooked(tstate)) {
                STACK_SHRINK(total_args + 2 - is_meth);
                JUMPBY(INLINE_CACHE_ENTRIES_CALL);
                NC_CALL(function, stack_pointer + 2 - is_meth, total_args);
            }
`,
    times: 1,
  },
  {
    before:
      '            PyCodeObject *code = (PyCodeObject *)getitem->func_code;\n            size_t size =',
    insert: `            if (!nc_loop_may_inline(tstate, getitem)) {
                Py_INCREF(getitem);
                STACK_SHRINK(2);
                JUMPBY(INLINE_CACHE_ENTRIES_BINARY_SUBSCR);
                NC_CALL(cached, stack_pointer, 2);
            }
`,
    times: 1,
  },
  {
    before: '    CALL_STAT_INC(pyeval_calls);\n',
    insert: '    NC_NOTE_LEAVING();\n',
    times: 1,
  },
  {
    before: 'handle_eval_breaker:\n',
    insert: 'nc_at_loop_head:\n    NC_ENTER_LOOP();\n\n',
    times: 1,
  },
];

const CHECK = 'CHECK_EVAL_BREAKER();\n';

/** Indented as the jump is. */
function afterJump(jump, spaces, times) {
  const indentation = ' '.repeat(spaces);
  const find = `${jump};\n${indentation}${CHECK}`;
  return { find, replace: `${find}${indentation}NC_BACK_EDGE();\n`, times };
}

const replacements = [
  // A signal handler finds whole frames at every moment.
  {
    find: `    tstate->cframe = &cframe;

    frame->is_entry = true;
    /* Push frame */
    frame->previous = prev_cframe->current_frame;
    cframe.current_frame = frame;
`,
    replace: `    frame->is_entry = true;
    /* Push frame */
    frame->previous = prev_cframe->current_frame;
    cframe.current_frame = frame;
    NC_FRAME_IS_WRITTEN();
    tstate->cframe = &cframe;
`,
    times: 1,
  },
  {
    find: 'new_frame->previous = frame;\n',
    replace: 'new_frame->previous = frame; NC_FRAME_IS_WRITTEN();\n',
    times: 4,
  },
  afterJump('JUMPBY(1 - oparg)', 16, 3),
  afterJump('JUMPBY(-oparg)', 16, 6),
  afterJump('JUMPBY(-oparg)', 12, 1),
  {
    find: 'DEOPT_IF(tstate->interp->eval_frame, CALL);\n',
    replace: '',
    times: 2,
  },
  {
    find: 'STAT_INC(CALL, hit);\n            _PyInterpreterFrame *new_frame = _PyFrame_Push(tstate, func);\n',
    replace: `DEOPT_IF(!nc_loop_may_inline(tstate, func), CALL);
            STAT_INC(CALL, hit);
            _PyInterpreterFrame *new_frame = _PyFrame_Push(tstate, func);
`,
    times: 2,
  },
  {
    find: 'int err = _Py_Specialize_Call(callable, next_instr, nargs,',
    replace: 'int err = nc_loop_specialize_call(tstate, callable, next_instr, nargs,',
    times: 1,
  },
  {
    find: 'Py_TYPE(function) == &PyFunction_Type && tstate->interp->eval_frame == NULL)',
    replace:
      'Py_TYPE(function) == &PyFunction_Type && nc_loop_may_inline(tstate, (PyFunctionObject *)function))',
    times: 1,
  },
];

const edits = [
  ...insertions.map(({ before, insert, times }) => ({
    find: before,
    replace: insert + before,
    times,
  })),
  ...replacements,
];

const [original, edited] = process.argv.slice(2);
let text = readFileSync(original, 'utf8');
for (const { find, replace, times } of edits) {
  const parts = text.split(find);
  if (parts.length !== times + 1) {
    console.error(
      `${original}: ${JSON.stringify(find)} is there ${parts.length - 1} times, not ${times}`,
    );
    process.exit(1);
  }
  text = parts.join(replace);
}
writeFileSync(edited, text);
