/* Says why an import fails whose module is there, but for 64-bit Pythons only. Maps from: the
   ImportError of CPython. Maps to: the same exception with a note (PEP 678), in a 32-bit program.
   Nothing else of an import changes, and no code of the program runs for it. */
#ifndef NC_IMPORT_NOTES_H
#define NC_IMPORT_NOTES_H

/* Puts itself between imports and importlib, in the main interpreter. 0, or -1 with an
   exception. */
int nc_import_notes_install(void);

#endif
