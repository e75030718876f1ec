/* See profile_stack.h. What Python executes is read from its own frames. Native code writes into
   its frame which instruction it executes only where somebody could look, so for the innermost
   frame the address in the machine code counts: that of the sample, or the one to which the C
   functions return. */
#include "profile_stack.h"

#include "profile_records.h"

#include "internal/pycore_pystate.h"

/* Of a stack that is deeper, the innermost frames are kept. */
#define MOST_FRAMES 400
#define MOST_C_FUNCTIONS 40

static struct {
    const Frame *frames[MOST_FRAMES]; /* from the inside out */
    uint32_t count;
    bool is_cut;
    NcProfileFrame functions[MOST_C_FUNCTIONS];
    uint32_t function_count;
} stack;

static NcCursor cursor_of(const ucontext_t *context)
{
    const greg_t *registers = context->uc_mcontext.gregs;
#ifdef __i386__
    return (NcCursor){(uintptr_t)registers[REG_EIP], (uintptr_t)registers[REG_ESP],
                      (uintptr_t)registers[REG_EBP], false};
#else
    return (NcCursor){(uintptr_t)registers[REG_RIP], (uintptr_t)registers[REG_RSP],
                      (uintptr_t)registers[REG_RBP], false};
#endif
}

/* Only the thread itself changes its frames, with the GIL or without it. */
static void find_frames(void)
{
    const PyThreadState *tstate = PyThread_tss_get(&_PyRuntime.gilstate.autoTSSkey);
    const Frame *frame =
        tstate == NULL || tstate->cframe == NULL ? NULL : tstate->cframe->current_frame;
    stack.count = 0;
    while (frame != NULL && stack.count < MOST_FRAMES) {
        stack.frames[stack.count++] = frame;
        frame = frame->previous;
    }
    stack.is_cut = frame != NULL;
}

static const NativeCode *native_at(uint32_t number)
{
    const NativeCode *native =
        number < stack.count ? nc_native_of(stack.frames[number]->f_code) : NULL;
    return native != NULL && native->entry != NULL ? native : NULL;
}

/* Whether the place is in the machine code of the Python frame. */
static bool is_within(uint32_t number, uintptr_t place)
{
    const NativeCode *native = native_at(number);
    return native != NULL && place - (uintptr_t)native->code < native->code_size;
}

/* How the innermost Python frame was executed. */
typedef struct {
    enum ProfileFrame frame;
    uintptr_t place; /* PROFILE_NATIVE: the address */
} Innermost;

static void add_function(NcModule *module, uint64_t place)
{
    uint32_t owner = module == NULL ? 0 : nc_profile_module(module);
    stack.functions[stack.function_count++] =
        (NcProfileFrame){owner == 0 ? PROFILE_SYSTEM : PROFILE_C, owner, owner == 0 ? 0 : place};
}

/* Goes from C function to C function up to Python code. */
static Innermost find_functions(NcCursor cursor)
{
    while (stack.function_count < MOST_C_FUNCTIONS) {
        uintptr_t place = cursor.pc - cursor.is_called;
        if (is_within(0, place)) {
            return (Innermost){PROFILE_NATIVE, place};
        }
        NcFunction function;
        if (is_within(1, place)) {
            /* C code that belongs to a call. */
            break;
        }
        if (!nc_unwind_function(&cursor, &function)) {
            if (stack.function_count == 0) {
                NcModule *module = nc_unwind_module(place);
                add_function(module, module == NULL ? 0 : place - module->bias);
            }
            break;
        }
        if (function.start == (uintptr_t)_PyEval_EvalFrameDefault) {
            return (Innermost){PROFILE_INTERPRETED, 0};
        }
        add_function(function.module, function.start - function.module->bias);
        if (!nc_unwind_step(&function, &cursor)) {
            break;
        }
    }
    return (Innermost){native_at(0) != NULL ? PROFILE_UNIT : PROFILE_INTERPRETED, 0};
}

static NcProfileFrame python_frame(const Frame *frame, enum ProfileFrame kind)
{
    intptr_t unit = frame->prev_instr - _PyCode_CODE(frame->f_code);
    return (NcProfileFrame){kind, nc_profile_code(frame->f_code), (uint64_t)(int64_t)unit};
}

static NcProfileFrame innermost_frame(const Frame *frame, Innermost innermost)
{
    if (innermost.frame == PROFILE_NATIVE) {
        const NativeCode *native = nc_native_of(frame->f_code);
        uint32_t positions = nc_profile_positions(frame->f_code, native);
        return (NcProfileFrame){PROFILE_NATIVE, positions,
                                innermost.place - (uintptr_t)native->code};
    }
    return python_frame(frame, innermost.frame);
}

void nc_profile_stack(const ucontext_t *context, uint32_t thread, uint64_t nanoseconds)
{
    NcCursor cursor = cursor_of(context);
    find_frames();
    stack.function_count = 0;
    /* Machine code makes the frames of its calls, and clears them: then the innermost one is not
       what runs. */
    uint32_t first = is_within(1, cursor.pc) && !is_within(0, cursor.pc) ? 1 : 0;
    Innermost innermost =
        first == 1 ? (Innermost){PROFILE_NATIVE, cursor.pc} : find_functions(cursor);
    uint32_t node = nc_profile_node(0, (NcProfileFrame){PROFILE_THREAD, thread, 0});
    if (node != 0 && stack.is_cut) {
        node = nc_profile_node(node, (NcProfileFrame){PROFILE_CUT, 0, 0});
    }
    for (uint32_t at = stack.count; node != 0 && at-- > first;) {
        const Frame *frame = stack.frames[at];
        NcProfileFrame found =
            at == first
                ? innermost_frame(frame, innermost)
                : python_frame(frame, native_at(at) != NULL ? PROFILE_UNIT : PROFILE_INTERPRETED);
        node = found.owner == 0 ? 0 : nc_profile_node(node, found);
    }
    for (uint32_t at = stack.function_count; node != 0 && at-- > 0;) {
        node = nc_profile_node(node, stack.functions[at]);
    }
    nc_profile_add(node, nanoseconds);
}
