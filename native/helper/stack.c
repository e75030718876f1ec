/* See stack.h. Measured on x86-32: a hooked recursion takes some 360 bytes a level at least;
   500,000 levels are to fit, and recursion through C functions takes much more. Address space is 4
   GB for a 32-bit process under a 64-bit kernel; only pages that were touched take memory. */
#include "stack.h"

#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <ucontext.h>
#include <unistd.h>

#include "launch.h"
#include "profile.h"

#define MEGABYTE (1024u * 1024)
#define LARGEST (128 * sizeof(void *) * MEGABYTE)
#define SMALLEST (16 * MEGABYTE)
#define GUARD (64u * 1024)

/* For the C functions that run at the limit: a quarter of a small stack, at most this. */
#define RESERVE (512u * 1024)

__thread char *nc_stack_limit;

static struct {
    char *low; /* above the guard */
    size_t size;
    ucontext_t outer;
    ucontext_t inner;
    int (*body)(void *);
    void *argument;
    int result;
} large;

static void set_limit(char *low, size_t size)
{
    size_t reserve = size / 4 < RESERVE ? size / 4 : RESERVE;
    nc_stack_limit = low + reserve;
}

/* The main thread's own stack grows on demand up to the limit that was in force when the process
   started. */
static void set_limit_of_first_thread(void)
{
    struct rlimit limit;
    size_t size = 8 * MEGABYTE;
    if (getrlimit(RLIMIT_STACK, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY
        && limit.rlim_cur < size) {
        size = (size_t)limit.rlim_cur;
    }
    char *here = __builtin_frame_address(0);
    /* Arguments and environment are above; half of it is theirs in the worst case. */
    set_limit(here - size / 2, size / 2);
}

static void find_limit(void)
{
    char *here = __builtin_frame_address(0);
    if (large.low != NULL && here >= large.low && here < large.low + large.size) {
        set_limit(large.low, large.size);
        return;
    }
    if (getpid() == (pid_t)gettid()) {
        set_limit_of_first_thread();
        return;
    }
    pthread_attr_t attributes;
    void *low;
    size_t size, guard;
    if (pthread_getattr_np(pthread_self(), &attributes) != 0) {
        set_limit(here - 64 * 1024, 64 * 1024);
        return;
    }
    pthread_attr_getstack(&attributes, &low, &size);
    pthread_attr_getguardsize(&attributes, &guard);
    pthread_attr_destroy(&attributes);
    set_limit((char *)low + guard, size - guard);
}

void nc_stack_init_thread(void)
{
    find_limit();
    nc_profile_thread();
}

bool nc_stack_guards(const void *address)
{
    const char *place = address;
    return large.low != NULL && place >= large.low - GUARD && place < large.low;
}

#ifndef __SANITIZE_ADDRESS__
static void enter(void)
{
    nc_stack_init_thread();
    large.result = large.body(large.argument);
}

/* A program whose address space is limited needs it for other things, too. */
static size_t largest_size(void)
{
    size_t size = LARGEST;
    size_t space = nc_launch_address_space();
    while (size > SMALLEST && size > space / 8) {
        size /= 2;
    }
    return size;
}

static void reserve_stack(void)
{
    for (size_t size = largest_size(); size >= SMALLEST; size /= 2) {
        char *low = mmap(NULL, size, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
        if (low == MAP_FAILED) {
            continue;
        }
        if (mprotect(low, GUARD, PROT_NONE) != 0) {
            munmap(low, size);
            return;
        }
        large.low = low + GUARD;
        large.size = size - GUARD;
        return;
    }
}
#endif

int nc_stack_run(int (*body)(void *), void *argument)
{
#ifndef __SANITIZE_ADDRESS__
    reserve_stack();
    if (large.low != NULL && getcontext(&large.inner) == 0) {
        large.body = body;
        large.argument = argument;
        large.inner.uc_stack.ss_sp = large.low;
        large.inner.uc_stack.ss_size = large.size;
        large.inner.uc_link = &large.outer;
        makecontext(&large.inner, enter, 0);
        if (swapcontext(&large.outer, &large.inner) == 0) {
            return large.result;
        }
    }
#endif
    /* The address sanitizer follows one stack a thread, so its build stays on the first one. */
    nc_stack_init_thread();
    return body(argument);
}
