/* Debian's pyconfig.h, less what cannot be built from its packages.

   Maps from: the i386 pyconfig.h. Maps to: the same configuration without DTrace probes, whose
   generated header no package carries. Included before everything else, for CPython's code and
   for ours. */
#ifndef NC_CPYTHON_CONFIG_H
#define NC_CPYTHON_CONFIG_H

#include "pyconfig.h"
#undef WITH_DTRACE

#endif
