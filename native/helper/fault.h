/* The last words of a process that native code has crashed. Maps from: SIGSEGV, SIGBUS, SIGILL,
   SIGFPE. Maps to: a line on stderr and a packet for the host that name the place, then the
   death that the signal would have been anyway. */
#ifndef NC_FAULT_H
#define NC_FAULT_H

/* After Python's signal module was initialised, which must see the default actions. A signal
   that has a handler already (faulthandler's, say) keeps it. */
void nc_fault_install(void);

#endif
