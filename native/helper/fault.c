/* See fault.h. The process is in an unknown state here: nothing is called that is not
   async-signal-safe, nothing is allocated, no lock is taken. A program that sets a handler of its
   own, or enables faulthandler, replaces ours. */
#include "fault.h"

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>

#include "host.h"
#include "image.h"
#include "internal/pycore_pystate.h"
#include "launch.h"
#include "stack.h"

static const struct {
    int number;
    const char *name;
} faults[] = {{SIGSEGV, "SIGSEGV"}, {SIGBUS, "SIGBUS"}, {SIGILL, "SIGILL"}, {SIGFPE, "SIGFPE"}};
#define FAULTS (sizeof faults / sizeof faults[0])

/* By the other signals that end a process with a core file the emulator must not end it either, see
   die. */
static const int others_with_core[] = {SIGABRT, SIGQUIT, SIGTRAP, SIGSYS, SIGXCPU, SIGXFSZ};
#define OTHERS (sizeof others_with_core / sizeof others_with_core[0])

static const struct {
    int index; /* in gregs */
    const char *name;
} registers[] = {
#ifdef __i386__
    {REG_EAX, "eax"}, {REG_EBX, "ebx"}, {REG_ECX, "ecx"}, {REG_EDX, "edx"}, {REG_ESI, "esi"},
    {REG_EDI, "edi"}, {REG_EBP, "ebp"}, {REG_ESP, "esp"}, {REG_EIP, "eip"}, {REG_EFL, "eflags"},
#else
    {REG_RAX, "rax"}, {REG_RBX, "rbx"}, {REG_RCX, "rcx"},    {REG_RDX, "rdx"}, {REG_RSI, "rsi"},
    {REG_RDI, "rdi"}, {REG_RBP, "rbp"}, {REG_RSP, "rsp"},    {REG_R8, "r8"},   {REG_R9, "r9"},
    {REG_R10, "r10"}, {REG_R11, "r11"}, {REG_R12, "r12"},    {REG_R13, "r13"}, {REG_R14, "r14"},
    {REG_R15, "r15"}, {REG_RIP, "rip"}, {REG_EFL, "eflags"},
#endif
};
#ifdef __i386__
#define INSTRUCTION_POINTER REG_EIP
#else
#define INSTRUCTION_POINTER REG_RIP
#endif
/* Of a machine word. */
#define WORD_DIGITS ((int)(2 * sizeof(uintptr_t)))

typedef struct {
    char bytes[1536];
    size_t length;
} Text;

static void add(Text *text, const char *more)
{
    while (*more && text->length < sizeof text->bytes) {
        text->bytes[text->length++] = *more++;
    }
}

static void add_hex(Text *text, uintptr_t value, int digits)
{
    char hex[2 * sizeof value + 1];
    for (int at = digits - 1; at >= 0; at--, value >>= 4) {
        hex[at] = "0123456789abcdef"[value & 15];
    }
    hex[digits] = 0;
    add(text, hex);
}

static void add_decimal(Text *text, uint32_t value)
{
    char digits[11];
    char *at = digits + sizeof digits - 1;
    *at = 0;
    do {
        *--at = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    add(text, at);
}

static void describe_place(Text *text, uintptr_t address)
{
    const NativeCode *native = nc_image_find((const void *)address);
    if (native == NULL) {
        add(text, "an address outside native code, ");
        add_hex(text, address, WORD_DIGITS);
        return;
    }
    char name[200];
    char file[400];
    nc_image_names(native, name, sizeof name, file, sizeof file);
    add(text, "code+0x");
    add_hex(text, address - (uintptr_t)native->code, 4);
    add(text, " in function ");
    add(text, name);
    add(text, ", file ");
    add(text, file);
}

static void say(const Text *text)
{
    ssize_t written = write(STDERR_FILENO, text->bytes, text->length);
    (void)written;
    nc_host_send_fault(text->bytes, text->length);
}

/* Callers beyond these say nothing new. */
#define SAID_FRAMES 8

/* False when nothing is known of the frame's code. */
static bool say_frame(const char *what, const Frame *frame)
{
    /* Without the hook, extra data of a code object is not ours. */
    const NativeCode *native = nc_options.interpret ? NULL : nc_native_of(frame->f_code);
    if (native == NULL) {
        return false;
    }
    char name[200];
    char file[400];
    nc_image_names(native, name, sizeof name, file, sizeof file);
    Text text = {.length = 0};
    add(&text, "nativecompile: ");
    add(&text, what);
    add(&text, name);
    add(&text, ", defined in line ");
    add_decimal(&text, (uint32_t)native->owner->co_firstlineno);
    add(&text, ", file ");
    add(&text, file);
    add(&text, ", at bytecode offset 0x");
    add_hex(&text, (uintptr_t)_PyInterpreterFrame_LASTI(frame) * sizeof(_Py_CODEUNIT), 4);
    add(&text, native->entry ? " (native)\n" : " (interpreted)\n");
    say(&text);
    return true;
}

/* What Python was doing. It is read out of structures that may be broken, so the rest has been said
   before. */
static void say_python_frames(void)
{
    PyThreadState *tstate = _PyRuntimeState_GetThreadState(&_PyRuntime);
    const Frame *frame = tstate && tstate->cframe ? tstate->cframe->current_frame : NULL;
    const char *what = "the innermost Python frame is ";
    for (int said = 0; frame != NULL && said < SAID_FRAMES && say_frame(what, frame); said++) {
        what = "it was called by ";
        frame = frame->previous;
    }
}

static void last_words(const char *name, const siginfo_t *info, const ucontext_t *context)
{
    Text text = {.length = 0};
    add(&text, "nativecompile: ");
    add(&text, name);
    add(&text, " at ");
    describe_place(&text, (uintptr_t)context->uc_mcontext.gregs[INSTRUCTION_POINTER]);
    add(&text, ", accessing ");
    add_hex(&text, (uintptr_t)info->si_addr, WORD_DIGITS);
    if (nc_stack_guards(info->si_addr)) {
        add(&text, ": the C stack is used up");
    }
    add(&text, "\nnativecompile:");
    for (size_t at = 0; at < sizeof registers / sizeof registers[0]; at++) {
        add(&text, " ");
        add(&text, registers[at].name);
        add(&text, "=");
        add_hex(&text, (uintptr_t)context->uc_mcontext.gregs[registers[at].index], WORD_DIGITS);
    }
    add(&text, "\n");
    say(&text);
    say_python_frames();
}

/* Ends the process by the signal, whose default action is in force again (SA_RESETHAND). The
   emulator would print a line of its own; the launcher, in place of this process, does not. */
static void die(int number)
{
    if (nc_launch_emulated()) {
        char note[] = NC_LAUNCH_NOTE "=signal=00";
        note[sizeof note - 3] = (char)('0' + number / 10);
        note[sizeof note - 2] = (char)('0' + number % 10);
        char *const arguments[] = {(char *)nc_launch_executable(), NULL};
        char *const environment[] = {note, NULL};
        execve(arguments[0], arguments, environment);
    }
    raise(number);
}

static void handle(int number, siginfo_t *info, void *context)
{
    /* One that a process sent, itself included, is no fault. */
    if (info->si_code > 0) {
        for (size_t at = 0; at < FAULTS; at++) {
            if (faults[at].number == number) {
                last_words(faults[at].name, info, context);
            }
        }
    }
    die(number);
}

static void install(int number)
{
    struct sigaction old;
    if (sigaction(number, NULL, &old) != 0 || old.sa_handler != SIG_DFL) {
        return;
    }
    struct sigaction action = {.sa_sigaction = handle,
                               .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESETHAND};
    sigemptyset(&action.sa_mask);
    sigaction(number, &action, NULL);
}

void nc_fault_install(void)
{
    static char alternate[64 * 1024];
    stack_t stack = {.ss_sp = alternate, .ss_size = sizeof alternate};
    stack_t current;
    if (sigaltstack(NULL, &current) == 0 && (current.ss_flags & SS_DISABLE)) {
        sigaltstack(&stack, NULL);
    }
    for (size_t at = 0; at < FAULTS; at++) {
        install(faults[at].number);
    }
    if (nc_launch_emulated()) {
        for (size_t at = 0; at < OTHERS; at++) {
            install(others_with_core[at]);
        }
        /* Asked for here, since it is kept from then on. */
        nc_launch_executable();
    }
}
