/* See profile.h; docs/decisions/profile.md says why it is a thread, and a signal that it sends. */
#include "profile.h"

#include "profile_methods.h"
#include "profile_records.h"
#include "profile_stack.h"
#include "unwind.h"

#include "internal/pycore_pystate.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define PERIOD 1000000ull /* nanoseconds of processor time between samples of a thread */
/* Samples may take this part of the process's time, with looking; where timers are dear, or
   stacks deep, they are fewer. */
#define COST(time) ((time) / 64)
/* What the system takes to deliver a signal, about. */
#define SIGNAL 4000
#define LONGEST_PERIOD (16 * PERIOD)
#define TICKS_TO_JUDGE 32
/* A thread that has used this much without being found at work is looked for more often; */
#define LATE (2 * period)
/* one that has used this much is asked in any case. The looking thread may have its only
   processor, or its clock be coarse. */
#define OVERDUE (50 * PERIOD)
/* Threads beyond are not sampled. */
#define MOST_THREADS 256
/* While no thread uses the processor, ticks come ever more seldom, down to this many times. */
#define SELDOM 16
/* Ticks after which libraries are looked for that have been loaded. */
#define TICKS_TO_MODULES 64

static char *folder;

/* A thread that is sampled. */
typedef struct {
    uint32_t number;       /* 0: free */
    pid_t id;
    clockid_t clock;
    uint64_t sampled;      /* of its clock, at its last sample */
    uint64_t seen;         /* of its clock, in the last tick */
    bool is_asked;         /* a signal is on its way to it */
    const void *tstate;    /* to be compared only */
} Thread;

static Thread threads[MOST_THREADS];
static __thread Thread *own_thread;
static uint32_t last_number;
static pthread_key_t end_of_thread;

/* Whoever writes records: a handler that finds it taken leaves the time to the next one. */
static bool is_writing;
/* Nanoseconds in handlers so far. */
static uint64_t handled;
/* Held in each tick: nothing is sent, and no lock of the loader's is held, while the process is
   copied. */
static pthread_mutex_t tick = PTHREAD_MUTEX_INITIALIZER;
static bool is_running;
/* The looking thread's. */
static uint64_t period = PERIOD;

/* -- the signal -- */

/* Signals that nobody sends; the first has no meaning on this machine. */
#define CANDIDATES 4
static int candidate(uint32_t number)
{
    return number == 0 ? SIGSTKFLT : SIGRTMAX - 2 - (int)number;
}
static uint32_t chosen;
static pid_t process;

static uint64_t nanoseconds_of(clockid_t clock)
{
    struct timespec time;
    return clock_gettime(clock, &time) == 0
               ? (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec
               : 0;
}

static const void *own_tstate(void)
{
    return PyThread_tss_get(&_PyRuntime.gilstate.autoTSSkey);
}

static void take_sample(Thread *thread, const ucontext_t *context)
{
    if (__atomic_exchange_n(&is_writing, true, __ATOMIC_ACQUIRE)) {
        return;
    }
    uint64_t now = nanoseconds_of(CLOCK_THREAD_CPUTIME_ID);
    __atomic_store_n(&thread->tstate, own_tstate(), __ATOMIC_RELAXED);
    if (now > thread->sampled) {
        nc_profile_stack(context, thread->number, now - thread->sampled);
        __atomic_store_n(&thread->sampled, now, __ATOMIC_RELAXED);
        __atomic_fetch_add(&handled, nanoseconds_of(CLOCK_THREAD_CPUTIME_ID) - now + SIGNAL,
                           __ATOMIC_RELAXED);
    }
    __atomic_store_n(&is_writing, false, __ATOMIC_RELEASE);
}

static void handle(int number, siginfo_t *info, void *context)
{
    int error = errno;
    if (info->si_code != SI_TKILL || info->si_pid != process) {
        /* Somebody else's: it does what it would have done. */
        signal(number, SIG_DFL);
        raise(number);
    } else if (own_thread != NULL) {
        take_sample(own_thread, context);
        __atomic_store_n(&own_thread->is_asked, false, __ATOMIC_RELEASE);
    }
    errno = error;
}

static bool has_handler(int number, void (*handler)(int, siginfo_t *, void *))
{
    struct sigaction now;
    return sigaction(number, NULL, &now) == 0
           && (handler == NULL ? now.sa_handler == SIG_DFL
                               : (now.sa_flags & SA_SIGINFO) && now.sa_sigaction == handler);
}

/* Makes sure that the signal is ours; if the program has taken it, the next one is. False: there
   is none. */
static bool have_signal(void)
{
    for (; chosen < CANDIDATES; chosen++) {
        if (has_handler(candidate(chosen), handle)) {
            return true;
        }
        struct sigaction action = {.sa_sigaction = handle, .sa_flags = SA_SIGINFO | SA_RESTART};
        sigfillset(&action.sa_mask);
        if (has_handler(candidate(chosen), NULL)
            && sigaction(candidate(chosen), &action, NULL) == 0) {
            return true;
        }
    }
    return false;
}

/* -- the thread that looks -- */

/* Who has the GIL works, or waits for the processor, which the looking thread may have taken
   from it. */
static bool has_gil(const Thread *thread)
{
    return _PyRuntimeState_GetThreadState(&_PyRuntime)
           == __atomic_load_n(&thread->tstate, __ATOMIC_RELAXED);
}

/* What a tick has found of all threads. */
typedef struct {
    bool is_busy; /* one has used the processor since the last tick */
    bool is_late; /* and has not been found at work for long */
} Tick;

/* Whether the thread has used enough, and works at this moment: calls to the system that wait
   are not to be disturbed, and what it used before is not to be theirs. */
static bool is_due(Thread *thread, Tick *found)
{
    uint64_t now = nanoseconds_of(thread->clock);
    bool is_busy = now != thread->seen;
    uint64_t used = now - __atomic_load_n(&thread->sampled, __ATOMIC_RELAXED);
    thread->seen = now;
    found->is_busy |= is_busy;
    if (now == 0 || used < period * 9 / 10) {
        return false;
    }
    found->is_late |= is_busy && used >= LATE;
    return has_gil(thread) || nanoseconds_of(thread->clock) > now || used >= OVERDUE;
}

static Tick look_at_threads(void)
{
    Tick found = {false, false};
    if (!have_signal()) {
        return found;
    }
    for (Thread *thread = threads; thread < threads + MOST_THREADS; thread++) {
        if (__atomic_load_n(&thread->number, __ATOMIC_ACQUIRE) == 0
            || __atomic_load_n(&thread->is_asked, __ATOMIC_ACQUIRE)) {
            continue;
        }
        __atomic_store_n(&thread->is_asked, true, __ATOMIC_RELEASE);
        /* Nothing between the two: the thread may be about to wait for something. */
        if (!is_due(thread, &found) || tgkill(process, thread->id, candidate(chosen)) != 0) {
            __atomic_store_n(&thread->is_asked, false, __ATOMIC_RELEASE);
        }
    }
    return found;
}

static struct {
    uint64_t own; /* processor time for samples, at the last judgement */
    uint64_t all;
} judged;

/* Fits the period to what looking costs here. */
static void judge_cost(void)
{
    uint64_t own =
        nanoseconds_of(CLOCK_THREAD_CPUTIME_ID) + __atomic_load_n(&handled, __ATOMIC_RELAXED);
    uint64_t all = nanoseconds_of(CLOCK_PROCESS_CPUTIME_ID);
    uint64_t cost = own - judged.own, allowed = COST(all - judged.all);
    bool is_first = judged.own == 0;
    judged.own = own;
    judged.all = all;
    if (!is_first && cost > allowed && period < LONGEST_PERIOD) {
        period += period / 4;
    } else if (!is_first && cost < allowed / 4 * 3 && period > PERIOD) {
        period -= period / 4 < period - PERIOD ? period / 4 : period - PERIOD;
    }
}

/* Not quite regular: a program may be. */
static void wait_for(uint64_t pause)
{
    static uint32_t random = 1;
    random = random * 1664525u + 1013904223u;
    struct timespec time = {0, (long)(pause - pause / 8 + random % (pause / 4))};
    clock_nanosleep(CLOCK_MONOTONIC, 0, &time, NULL);
}

static void *look(void *unused)
{
    (void)unused;
    uint64_t pause = period = PERIOD;
    judged.own = judged.all = 0;
    for (uint32_t ticks = 0;; ticks++) {
        wait_for(pause);
        pthread_mutex_lock(&tick);
        if (ticks % TICKS_TO_MODULES == 0) {
            nc_unwind_find_modules();
        }
        Tick found = look_at_threads();
        pthread_mutex_unlock(&tick);
        if (ticks % TICKS_TO_JUDGE == 0) {
            judge_cost();
        }
        if (found.is_busy) {
            pause = found.is_late ? period / 8 : period;
        } else if (pause < SELDOM * PERIOD) {
            pause *= 2;
        }
    }
    return NULL;
}

/* With all signals blocked: it takes none of the program's. */
static void start_looking(void)
{
    sigset_t all, before;
    pthread_t thread;
    pthread_attr_t attributes;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, 128 * 1024);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    is_running = pthread_create(&thread, &attributes, look, NULL) == 0;
    pthread_attr_destroy(&attributes);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

/* -- threads that are sampled -- */

static void leave(void *thread)
{
    own_thread = NULL;
    /* Not in the middle of a tick, which may be about to send a signal to it. */
    pthread_mutex_lock(&tick);
    __atomic_store_n(&((Thread *)thread)->number, 0, __ATOMIC_RELEASE);
    pthread_mutex_unlock(&tick);
}

static void enter(void)
{
    for (Thread *thread = threads; thread < threads + MOST_THREADS; thread++) {
        if (thread->number == 0) {
            thread->id = gettid();
            thread->is_asked = false;
            thread->tstate = own_tstate();
            thread->sampled = nanoseconds_of(CLOCK_THREAD_CPUTIME_ID);
            if (pthread_getcpuclockid(pthread_self(), &thread->clock) == 0) {
                pthread_setspecific(end_of_thread, thread);
                own_thread = thread;
                __atomic_store_n(&thread->number, ++last_number, __ATOMIC_RELEASE);
            }
            return;
        }
    }
}

void nc_profile_thread(void)
{
    if (is_running && own_thread == NULL) {
        pthread_mutex_lock(&tick);
        enter();
        pthread_mutex_unlock(&tick);
    }
}

/* -- the process -- */

static void begin(void)
{
    memset(threads, 0, sizeof threads);
    last_number = 0;
    process = getpid();
    is_writing = false;
    own_thread = NULL;
    is_running = false;
    if (!nc_profile_records_open(folder) || !have_signal()) {
        return;
    }
    nc_unwind_find_modules();
    nc_profile_methods();
    start_looking();
    nc_profile_thread();
}

static void before_fork(void)
{
    pthread_mutex_lock(&tick);
}

static void after_fork(void)
{
    pthread_mutex_unlock(&tick);
}

static void after_fork_in_child(void)
{
    pthread_mutex_init(&tick, NULL);
    nc_unwind_forget_records();
    begin();
}

void nc_profile_open(const char *wanted)
{
    if (folder == NULL && wanted[0] != 0) {
        folder = strdup(wanted);
    }
}

bool nc_profile_is_wanted(void)
{
    return folder != NULL;
}

void nc_profile_start(void)
{
    if (folder == NULL || pthread_key_create(&end_of_thread, leave) != 0) {
        return;
    }
    pthread_atfork(before_fork, after_fork, after_fork_in_child);
    begin();
}
