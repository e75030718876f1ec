/* See plain_run.h. */
#include "plain_run.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What makes a run more than a plain one: what an editor wants of it, another helper, a link in
   an environment that was started as its Python. */
static const char *const special_variables[] = {
    "NATIVECOMPILE_EDITOR",
    "NATIVECOMPILE_HELPER",
    "NATIVECOMPILE_PROGRAM",
};

static bool is_set(const char *name)
{
    const char *value = getenv(name);
    return value != NULL && value[0] != 0;
}

static bool is_special(void)
{
    for (size_t i = 0; i < sizeof special_variables / sizeof special_variables[0]; i++) {
        if (is_set(special_variables[i])) {
            return true;
        }
    }
    return false;
}

static bool set_target(NcPlainRun *run, const char *name)
{
    if (name == NULL || (strcmp(name, "x86-32") != 0 && strcmp(name, "x86-64") != 0)) {
        return false;
    }
    run->target = name;
    return true;
}

static bool is_option(const char *word)
{
    return word != NULL && strncmp(word, "--", 2) == 0;
}

/* Skips options of ours before anything else; false for others than one --target. */
static bool read_options(char ***at, NcPlainRun *run, bool *named_target)
{
    while (is_option(**at)) {
        static const char option[] = "--target";
        const char *word = *(*at)++;
        const size_t length = sizeof option - 1;
        if (*named_target || strncmp(word, option, length) != 0
            || (word[length] != 0 && word[length] != '=')) {
            return false;
        }
        *named_target = true;
        if (!set_target(run, word[length] == '=' ? word + length + 1 : **at)) {
            return false;
        }
        *at += word[length] == 0;
    }
    return true;
}

/* As verbs are written. A file may have such a name too, but then there is a verb to be
   preferred, or none. */
static bool may_be_verb(const char *word)
{
    return word[0] != 0 && word[strspn(word, "abcdefghijklmnopqrstuvwxyz")] == 0;
}

/* Python's single-letter options that take a value, which may be the next word. */
#define WITH_VALUE "cmWX"

/* Looks through Python's own options up to the program; false where one of them is none, or may
   be ours. */
static bool find_file(NcPlainRun *run)
{
    for (char **at = run->arguments; *at != NULL; at++) {
        const char *word = *at;
        if (is_option(word)) {
            return false;
        }
        if (word[0] != '-' || word[1] == 0) {
            run->file = word[0] == '-' ? NULL : word;
            return word[0] != 0;
        }
        const char *letter = word + 1 + strcspn(word + 1, WITH_VALUE);
        if (*letter == 'c' || *letter == 'm') {
            return true;
        }
        if (*letter != 0 && letter[1] == 0 && *++at == NULL) {
            return false;
        }
    }
    return true;
}

bool nc_read_plain_run(char **argv, NcPlainRun *run)
{
    bool named_target = false, named_verb = false;
    char **at = argv + (argv[0] != NULL);
    *run = (NcPlainRun){.target = NC_DEFAULT_TARGET};
    if (is_special()
        || (is_set("NATIVECOMPILE_TARGET") && !set_target(run, getenv("NATIVECOMPILE_TARGET")))
        || !read_options(&at, run, &named_target)) {
        return false;
    }
    if (*at != NULL && strcmp(*at, "run") == 0) {
        named_verb = true;
        at++;
        if (!read_options(&at, run, &named_target)) {
            return false;
        }
    }
    run->arguments = at;
    if (!named_verb && *at != NULL) {
        const char *word = *at;
        if (may_be_verb(word) || strcmp(word, "-h") == 0 || strcmp(word, "-?") == 0
            || (word[0] != '-' && access(word, F_OK) != 0)) {
            return false;
        }
    }
    return find_file(run);
}
