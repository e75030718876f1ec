/* The note about what Node took away and what its user wants; see nc_obey_note in start.h. */
#include "start.h"

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

extern char **environ;

static int digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* In place: it only gets shorter. */
static void unescape(char *text)
{
    char *to = text;
    for (const char *at = text; *at != 0; at++) {
        int high = at[0] == '%' ? digit(at[1]) : -1;
        int low = high >= 0 ? digit(at[2]) : -1;
        /* A zero would end the text. */
        if (low >= 0 && high * 16 + low != 0) {
            *to++ = (char)(high * 16 + low);
            at += 2;
        } else {
            *to++ = *at;
        }
    }
    *to = 0;
}

static void limit_open_files(uint64_t value)
{
    struct rlimit now;
    if (getrlimit(RLIMIT_NOFILE, &now) == 0 && value <= now.rlim_max) {
        now.rlim_cur = value;
        setrlimit(RLIMIT_NOFILE, &now);
    }
}

static void ignore_signals(uint64_t mask)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    for (int number = 1; number <= 64; number++) {
        if ((mask >> (number - 1)) & 1) {
            sigaction(number, &ignore, NULL);
        }
    }
}

/* By the default action, as a program that the emulator runs would have; a core file would be of
   this program. */
static void end_by(int number)
{
    sigset_t only;
    signal(number, SIG_DFL);
    sigemptyset(&only);
    sigaddset(&only, number);
    sigprocmask(SIG_UNBLOCK, &only, NULL);
    prctl(PR_SET_DUMPABLE, 0);
    raise(number);
    _exit(128 + number);
}

/* The number behind `name` at the beginning of a word. */
static bool number_of(const char *word, const char *name, int base, uint64_t *value)
{
    size_t length = strlen(name);
    if (strncmp(word, name, length) != 0 || word[length] == 0) {
        return false;
    }
    char *end;
    *value = strtoull(word + length, &end, base);
    return *end == 0;
}

void nc_obey_note(int argc, char **argv)
{
    const char *note = getenv(NC_NOTE_VARIABLE);
    char *words = note != NULL ? strdup(note) : NULL;
    unsetenv(NC_NOTE_VARIABLE);
    if (words == NULL) {
        return;
    }
    char *rest = NULL;
    for (char *word = strtok_r(words, " ", &rest); word != NULL;
         word = strtok_r(NULL, " ", &rest)) {
        uint64_t value;
        if (strcmp(word, "escaped") == 0) {
            for (int at = 0; at < argc; at++) {
                unescape(argv[at]);
            }
            for (char **variable = environ; *variable != NULL; variable++) {
                unescape(*variable);
            }
        } else if (number_of(word, "ignore=", 16, &value)) {
            ignore_signals(value);
        } else if (number_of(word, "files=", 10, &value)) {
            limit_open_files(value);
        } else if (number_of(word, "memory=", 10, &value)) {
            char text[32];
            snprintf(text, sizeof text, "%llu", (unsigned long long)value);
            setenv(NC_MEMORY_VARIABLE, text, 1);
        } else if (number_of(word, "signal=", 10, &value) && value > 0 && value <= 64) {
            end_by((int)value);
        }
    }
    free(words);
}
