/* What Python calls the C functions of builtin types: `set.add` for set_add. Maps from: the
   types that there are. Maps to: records of the profile. With the GIL. */
#ifndef NC_PROFILE_METHODS_H
#define NC_PROFILE_METHODS_H

void nc_profile_methods(void);

#endif
