/* Whether the kernel executes 32-bit code, found out by having it execute some. */
#ifndef NC_PROBE_H
#define NC_PROBE_H

enum NcProbe {
    NC_PROBE_RUNS,
    NC_PROBE_REFUSED, /* the kernel takes no 32-bit program, or such a program dies at once */
    NC_PROBE_UNKNOWN, /* it could not be tried: no descriptors, processes or executable memory */
};

/* Takes a fraction of a millisecond. Leaves nothing behind: no child to wait for, no processor time
   among that of children. */
enum NcProbe nc_probe(void);

#endif
