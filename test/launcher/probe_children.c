/*
 * Asks the kernel many times whether it executes 32-bit code, and prints how many of the answers
 * left a child behind that waitpid(2) finds. One processor for both makes such a child likely.
 */
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <sys/wait.h>

#include "probe.h"

int main(void)
{
    cpu_set_t one;
    if (sched_getaffinity(0, sizeof one, &one) == 0) {
        int first = 0;
        while (!CPU_ISSET(first, &one)) {
            first++;
        }
        CPU_ZERO(&one);
        CPU_SET(first, &one);
        sched_setaffinity(0, sizeof one, &one);
    }
    int left = 0;
    for (int times = 0; times < 1000; times++) {
        nc_probe();
        if (waitpid(-1, NULL, WNOHANG) != -1 || errno != ECHILD) {
            left++;
        }
    }
    printf("%d\n", left);
    return 0;
}
