/* The module `nativecompile` that programs import. Maps from: Python calls. Maps to: hook.h and
   host.h. */
#ifndef NC_MODULE_NATIVECOMPILE_H
#define NC_MODULE_NATIVECOMPILE_H

/* Before Python is initialised: makes the module importable. 0, or -1: no memory. */
int nc_module_register(void);

#endif
