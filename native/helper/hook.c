/* See hook.h. */
#include "hook.h"

#include "build_hash.h"
#include "cached_images.h"
#include "ceval_loop.h"
#include "frames.h"
#include "function_objects.h"
#include "generator_next.h"
#include "generator_objects.h"
#include "image_cache.h"
#include "main_program.h"

#include "internal/pycore_code.h"
#include "internal/pycore_interp.h"
#include "internal/pycore_pyerrors.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static NcOptions options;
static uint64_t interpreted_frames;
static uint64_t loop_entries;
static uint64_t requests;
static uint64_t compile_nanoseconds;
uint64_t nc_exits[EXIT_UNKNOWN_RESUME + 1];

static uint64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

/* What Python took to start is not the program's; an emulator makes a good part of a second of
   it. */
static int64_t milliseconds_at_start;

static int64_t processor_milliseconds(void)
{
    struct timespec used;
    return clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used) == 0
               ? (int64_t)used.tv_sec * 1000 + used.tv_nsec / 1000000
               : 0;
}

/* The requests that threads of this process wait for; on their stacks, changed with the GIL
   held. */
typedef struct InFlight {
    NativeCode *native;
    struct InFlight *next;
} InFlight;
static InFlight *in_flight;

/* A forked child has none of the threads that were waiting, so their code may be asked for
   again. */
static void forget_requests_in_child(void)
{
    for (InFlight *one = in_flight; one != NULL; one = one->next) {
        one->native->state = NATIVE_COUNTING;
    }
    in_flight = NULL;
}

static void remove_in_flight(InFlight *done)
{
    InFlight **link = &in_flight;
    while (*link != done) {
        link = &(*link)->next;
    }
    *link = done->next;
}

/* Asks the compile host. The GIL may be given away meanwhile; other threads interpret this code
   until the answer. */
static void request(PyThreadState *tstate, PyCodeObject *code, NativeCode *native,
                    const char *reason)
{
    PyObject *type, *value, *traceback;
    _PyErr_Fetch(tstate, &type, &value, &traceback);
    Py_INCREF(code);
    native->state = NATIVE_REQUESTED;
    InFlight waiting = {native, in_flight};
    in_flight = &waiting;
    requests++;
    uint64_t start = now();
    int failed = nc_host_compile(code, true, reason);
    compile_nanoseconds += now() - start;
    remove_in_flight(&waiting);
    if (native->state == NATIVE_REQUESTED) {
        nc_native_refuse(native, failed ? nc_host_failure() : NULL);
    }
    Py_DECREF(code);
    _PyErr_Restore(tstate, type, value, traceback);
}

/* Nobody waits for the host but programs of which people want code compiled before it runs. */
static bool waits(void)
{
    return options.strict || options.mode != NC_MODE_HOT;
}

static bool load_cached(PyThreadState *tstate, PyCodeObject *code, NativeCode *native)
{
    PyObject *type, *value, *traceback;
    _PyErr_Fetch(tstate, &type, &value, &traceback);
    native->looked_up = true;
    uint64_t start = now();
    bool loaded = nc_images_from_cache(code, true, &native->was_hot);
    compile_nanoseconds += now() - start;
    _PyErr_Restore(tstate, type, value, traceback);
    return loaded;
}

/* For code that is about to run. A refusal ends a strict program. */
static void request_and_wait(PyThreadState *tstate, PyCodeObject *code, NativeCode *native,
                             const char *reason)
{
    if (!load_cached(tstate, code, native)) {
        request(tstate, code, native, reason);
    }
    if (options.strict && native->state == NATIVE_REFUSED && !native->kept) {
        nc_strict_failure(code, -1, native->refusal == NULL ? "refused" : native->refusal);
    }
}

/* A host costs some tenths of a second of processor time, which a shorter program would never
   earn. Such a program leaves a note instead, and a later run has the host. */
static bool is_worth_a_host(const NativeCode *native)
{
    return native->was_hot || nc_host_is_there()
           || processor_milliseconds() - milliseconds_at_start >= NC_MILLISECONDS_TO_HOST;
}

/* The code goes on being interpreted. */
static void request_for_later(PyThreadState *tstate, PyCodeObject *code, NativeCode *native,
                              const char *reason)
{
    PyObject *type, *value, *traceback;
    _PyErr_Fetch(tstate, &type, &value, &traceback);
    uint64_t start = now();
    if (!is_worth_a_host(native)) {
        native->heat = NC_HEAT_TO_TRY_AGAIN;
        if (!native->is_noted) {
            native->is_noted = true;
            nc_images_note_hot(code, true);
        }
    } else if (nc_host_ask(code, true, reason)) {
        requests++;
    } else if (nc_host_lost()) {
        nc_native_refuse(native, nc_host_failure());
    }
    compile_nanoseconds += now() - start;
    _PyErr_Restore(tstate, type, value, traceback);
}

/* Looks whether images have come. */
static void take_images(PyThreadState *tstate)
{
    PyObject *type, *value, *traceback;
    _PyErr_Fetch(tstate, &type, &value, &traceback);
    uint64_t start = now();
    nc_host_take();
    compile_nanoseconds += now() - start;
    _PyErr_Restore(tstate, type, value, traceback);
}

/* The code has reached NC_HOT. */
static void act_on_heat(PyThreadState *tstate, PyCodeObject *code, NativeCode *native,
                        const char *reason)
{
    native->heat = NC_HEAT_TO_LOOK_AGAIN;
    if (native->state == NATIVE_REQUESTED) {
        take_images(tstate);
    } else if (native->state == NATIVE_COUNTING && !native->looked_up) {
        if (!load_cached(tstate, code, native)) {
            native->heat = nc_heat_to_compile(code);
        }
    } else if (native->state == NATIVE_COUNTING && waits()) {
        request_and_wait(tstate, code, native, reason);
    } else if (native->state == NATIVE_COUNTING) {
        request_for_later(tstate, code, native, reason);
    }
    if (native->state == NATIVE_REFUSED) {
        native->heat = INT32_MIN;
    }
}

/* Whether all of the code is wanted before it first runs; the reason, or NULL. */
static const char *reason_at_first(Frame *frame, const NativeCode *native)
{
    if (options.mode == NC_MODE_ALL) {
        return "first entry";
    }
    bool is_first = native->heat == NC_HEAT_AT_FIRST;
    return is_first && options.mode == NC_MODE_MAIN && nc_is_main_program(frame) ? "main program"
                                                                                 : NULL;
}

/* The code's NativeCode, compiled first if it is time for that; NULL: no memory for one. */
static NativeCode *consider(PyThreadState *tstate, Frame *frame)
{
    NativeCode *native = nc_native_ensure(frame->f_code);
    if (native == NULL || native->state > NATIVE_REQUESTED) {
        return native;
    }
    const char *reason = native->state == NATIVE_COUNTING ? reason_at_first(frame, native) : NULL;
    if (reason != NULL) {
        request_and_wait(tstate, frame->f_code, native, reason);
    } else if ((native->heat += NC_HEAT_OF_CALL) >= NC_HOT) {
        act_on_heat(tstate, frame->f_code, native, "hot");
    }
    return native;
}

PyObject *nc_eval_frame(PyThreadState *tstate, Frame *frame, int throwflag)
{
    if (NC_UNLIKELY(nc_stack_limit == NULL)) {
        nc_stack_init_thread();
    }
    if (NC_LIKELY(!tstate->cframe->use_tracing)) {
        NativeCode *native = nc_native_of(frame->f_code);
        if (native == NULL || native->entry == NULL) {
            native = consider(tstate, frame);
        }
        if (native != NULL && native->entry != NULL) {
            return nc_run(tstate, frame, throwflag, native);
        }
    }
    if (NC_UNLIKELY(nc_stack_is_low())) {
        nc_stack_overflow(tstate);
        return NULL;
    }
    interpreted_frames++;
    return _PyEval_EvalFrameDefault(tstate, frame, throwflag);
}

bool nc_loop_is_hooked(PyThreadState *tstate)
{
    return tstate->interp->eval_frame == nc_eval_frame;
}

bool nc_loop_may_inline(PyThreadState *tstate, PyFunctionObject *func)
{
    if (!nc_loop_is_hooked(tstate)) {
        return tstate->interp->eval_frame == NULL;
    }
    if (NC_LIKELY(!tstate->cframe->use_tracing)) {
        NativeCode *native = nc_native_of((PyCodeObject *)func->func_code);
        if (native == NULL || native->entry != NULL) {
            return false;
        }
        if (native->state <= NATIVE_REQUESTED
            && (options.mode == NC_MODE_ALL || (native->heat += NC_HEAT_OF_CALL) >= NC_HOT)) {
            return false;
        }
    }
    interpreted_frames++;
    return true;
}

int nc_loop_specialize_call(PyThreadState *tstate, PyObject *callable, _Py_CODEUNIT *instr,
                            int nargs, PyObject *kwnames)
{
    PyInterpreterState *interp = tstate->interp;
    _PyFrameEvalFunction hook = interp->eval_frame;
    interp->eval_frame = nc_loop_is_hooked(tstate) ? NULL : hook;
    int result = _Py_Specialize_Call(callable, instr, nargs, kwnames);
    interp->eval_frame = hook;
    return result;
}

bool nc_loop_enter(PyThreadState *tstate, Frame *frame, PyObject **result)
{
    NativeCode *native = nc_native_of(frame->f_code);
    /* If it cannot be entered now, it is tried again after some turns. */
    native->heat = NC_HEAT_TO_LOOK_AGAIN;
    if (!nc_loop_is_hooked(tstate) || tstate->cframe->use_tracing) {
        return false;
    }
    if (nc_stack_limit == NULL) {
        nc_stack_init_thread();
    }
    if (nc_stack_is_low()) {
        return false;
    }
    if (native->entry == NULL) {
        act_on_heat(tstate, frame->f_code, native, "long loop");
    }
    if (native->entry == NULL || tstate->cframe->use_tracing) {
        return false;
    }
    native->heat = NC_HOT;
    if (!nc_run_from_loop(tstate, frame, native, result)) {
        native->heat = NC_HEAT_TO_LOOK_AGAIN;
        return false;
    }
    loop_entries++;
    return true;
}

void nc_look_for_images(void)
{
    take_images(_PyThreadState_GET());
}

bool nc_compile_now(PyCodeObject *code, const char *reason)
{
    NativeCode *native = nc_native_ensure(code);
    PyThreadState *tstate = _PyThreadState_GET();
    if (native != NULL && native->state == NATIVE_COUNTING && !load_cached(tstate, code, native)) {
        request(tstate, code, native, reason);
    }
    return native != NULL && native->state == NATIVE_READY;
}

/* A forked child counts from nothing: what its parent did is in the parent's statistics. */
static void forget_counts(void)
{
    nc_images_reset_totals();
    interpreted_frames = 0;
    loop_entries = 0;
    requests = 0;
    compile_nanoseconds = 0;
    milliseconds_at_start = 0;
    nc_cache_counts = (NcCacheCounts){0};
    memset(nc_exits, 0, sizeof nc_exits);
}

int nc_hook_install(const NcOptions *wanted, const char **error)
{
    options = *wanted;
    milliseconds_at_start = processor_milliseconds();
    if (nc_images_init(NC_BUILD_HASH, error) < 0) {
        return -1;
    }
    pthread_atfork(NULL, NULL, forget_requests_in_child);
    pthread_atfork(NULL, NULL, forget_counts);
    _PyInterpreterState_SetEvalFrameFunc(PyInterpreterState_Main(), nc_eval_frame);
    nc_generators_install();
    nc_generator_objects_install();
    nc_function_objects_install();
    return 0;
}

/* -- counting -- */

void nc_count_exit(PyCodeObject *code, int unit, enum ExitReason reason)
{
    static const char *const texts[] = {
        [EXIT_TRACING] = "tracing",
        [EXIT_UNSUPPORTED] = "not compiled",
        [EXIT_UNKNOWN_RESUME] = "resumed where native code does not know how",
    };
    nc_exits[reason]++;
    if (options.strict && reason != EXIT_TRACING) {
        nc_strict_failure(code, unit + 1, texts[reason]);
    }
}

void nc_statistics(NcStatistics *statistics)
{
    nc_images_totals(&statistics->images);
    statistics->interpreted_frames = interpreted_frames;
    statistics->loop_entries = loop_entries;
    for (int i = 0; i <= EXIT_UNKNOWN_RESUME; i++) {
        statistics->exits[i] = nc_exits[i];
    }
    statistics->requests = requests;
    statistics->compile_nanoseconds = compile_nanoseconds;
}

size_t nc_statistics_json(char *buffer, size_t size)
{
    NcStatistics all;
    nc_statistics(&all);
    int length = snprintf(
        buffer, size,
        "{\"nativeFrames\":%" PRIu64 ",\"interpretedFrames\":%" PRIu64 ",\"loopEntries\":%" PRIu64
        ","
        "\"exits\":{\"tracing\":%" PRIu64 ",\"unsupported\":%" PRIu64 ",\"unknownResume\":%" PRIu64
        "},"
        "\"requests\":%" PRIu64 ",\"images\":%" PRIu32 ",\"liveImages\":%" PRIu32
        ",\"refused\":%" PRIu32 ","
        "\"codeBytes\":%" PRIu64 ",\"dataBytes\":%" PRIu64 ",\"compileNanoseconds\":%" PRIu64 ","
        "\"cache\":{\"hits\":%" PRIu64 ",\"rejected\":%" PRIu64 "}}",
        all.images.native_frames, all.interpreted_frames, all.loop_entries, all.exits[EXIT_TRACING],
        all.exits[EXIT_UNSUPPORTED], all.exits[EXIT_UNKNOWN_RESUME], all.requests,
        all.images.images, all.images.live_images, all.images.refused, all.images.code_bytes,
        all.images.data_bytes, all.compile_nanoseconds, nc_cache_counts.hits,
        nc_cache_counts.rejected);
    return length < 0 ? 0 : (size_t)length;
}
