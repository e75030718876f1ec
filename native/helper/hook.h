/* When code runs natively, when it is compiled, and what is counted. Maps from: CPython's call of
   the frame evaluation function (PEP 523). Maps to: native code, a request to the compile host, or
   the interpreter. Knows nothing of machine code; the wire is host.h's. */
#ifndef NC_HOOK_H
#define NC_HOOK_H

#include "host.h"
#include "image.h"

/* Heat is what a call (NC_HEAT_OF_CALL) and a jump back (1) add to code that is not native. At
   NC_HOT something is done, and what it is, is said by how far below that the heat then begins
   anew:

   NC_HEAT_AT_FIRST       code that has not run: a look into the cache is worth some hundred
   calls nc_heat_to_compile     a request takes as long as some thousand calls gain; longer code
   takes longer to compile NC_HEAT_TO_LOOK_AGAIN  an answer may have come, or what could not be
   done now can be NC_HEAT_TO_TRY_AGAIN   a program may have run long enough for a host; hot
   loops of a few instructions turn so often in a millisecond */
#define NC_HEAT_OF_CALL 2
#define NC_HEAT_TO_COMPILE 2000
#define NC_HEAT_PER_UNIT 16
/* Of processor time, after which a program has a compile host started, if it has hot code. */
#define NC_MILLISECONDS_TO_HOST 500
#define NC_MOST_UNITS (1 << 20)
#define NC_HEAT_TO_LOOK_AGAIN (NC_HOT - 1000)
#define NC_HEAT_TO_TRY_AGAIN (NC_HOT - 20000)

static inline int32_t nc_heat_to_compile(const PyCodeObject *code)
{
    Py_ssize_t units = Py_SIZE(code) < NC_MOST_UNITS ? Py_SIZE(code) : NC_MOST_UNITS;
    return NC_HOT - NC_HEAT_TO_COMPILE - (int32_t)units * NC_HEAT_PER_UNIT;
}

/* After Py_Initialize, in the main interpreter, once; never when the program is to be interpreted.
   Subinterpreters stay without. 0, or -1 with *error set to a static text. */
int nc_hook_install(const NcOptions *options, const char **error);

/* The frame evaluation function. */
PyObject *nc_eval_frame(PyThreadState *tstate, Frame *frame, int throwflag);

/* Compiles `code` (and all in its constants) now unless that has been done or refused. True: it is
   native. Keeps the exception state. */
bool nc_compile_now(PyCodeObject *code, const char *reason);

/* Attaches images that have come for code that nobody waits for. Keeps the exception state. */
void nc_look_for_images(void);

/* Exits by enum ExitReason. */
extern uint64_t nc_exits[EXIT_UNKNOWN_RESUME + 1];

/* Counts an exit; ends the program if it is strict and the reason is not tracing. `unit`: the one
   before the next. */
void nc_count_exit(PyCodeObject *code, int unit, enum ExitReason reason);

/* Ends the program: flushes Python's and C's streams, names the place on stderr, status 70. `unit`
   -1: no opcode. */
void nc_strict_failure(PyCodeObject *code, int unit, const char *reason) __attribute__((noreturn));

typedef struct {
    NcImageTotals images;
    uint64_t interpreted_frames;
    /* frames that were interpreted first and entered native code at a loop's head; native frames
       too */
    uint64_t loop_entries;
    uint64_t exits[EXIT_UNKNOWN_RESUME + 1];
    uint64_t requests;
    uint64_t compile_nanoseconds; /* waited for the host, loading included */
} NcStatistics;
void nc_statistics(NcStatistics *statistics);

/* The same as one JSON object. The length without the terminating zero, as snprintf. */
size_t nc_statistics_json(char *buffer, size_t size);

#endif
