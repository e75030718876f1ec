/* Starts a program of either target on an x86-64 machine. An x86-64 one directly; an x86-32 one
   directly where the kernel executes 32-bit code, otherwise in the emulator that set-up or the
   package brought. The one place that decides; everything else starts the launcher. Maps from: a
   program, its arguments, the environment. Maps to: that program in place of this process. Knows
   nothing of Python. */
#ifndef NC_START_H
#define NC_START_H

/* Told in the environment to what is started, by the full path of the emulator; absent where it
   runs directly. */
#define NC_EMULATOR_VARIABLE "NATIVECOMPILE_EMULATOR"

/* Told in the environment to what the emulator runs: bytes of address space that it has, where that
   is limited. The launcher of a child heeds it too. Where programs run directly the kernel's own
   limit is inherited. */
#define NC_MEMORY_VARIABLE "NATIVECOMPILE_MEMORY"

/* What this process is told once, see nc_obey_note. */
#define NC_NOTE_VARIABLE "NATIVECOMPILE_LAUNCH"

/* "emulated" in the environment of a user forces emulation, "direct" forbids it. */
#define NC_EXECUTION_VARIABLE "NATIVECOMPILE_EXECUTION"

/* As env(1) exits for what it cannot execute, and for what is not there. */
#define NC_STATUS_CANNOT_START 126
#define NC_STATUS_NOT_THERE 127

/* Becomes `program` with these arguments, argv[0] as it is, and this process's environment. Returns
   only when that is impossible, after one sentence on standard error: the exit status. */
int nc_start_program(const char *program, char **argv);

/* `tell` is called before a program is started in the emulator, when nothing can go wrong any
   more. */
void nc_when_emulated(void (*tell)(void));

/* Carries out and removes the note in the environment, words separated by spaces: escaped every
   argument and every variable has %XX where its bytes are no UTF-8, and %25 for a percent sign
   ignore=HEX signals that are ignored, bit 0 for signal 1; the others keep what they have files=N
   soft limit of open files memory=BYTES limit of the address space of the program and of each of
   its children signal=N nothing is started; this process ends by that signal A note that makes no
   sense is none. */
void nc_obey_note(int argc, char **argv);

/* The real path of this program; empty where /proc does not tell. A static text. */
const char *nc_own_path(void);

#endif
