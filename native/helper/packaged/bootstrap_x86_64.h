/* What bootstrap.c needs to know of x86-64: how the kernel enters and is called, and whose loader
   is used when. */
#ifndef NC_BOOTSTRAP_X86_64_H
#define NC_BOOTSTRAP_X86_64_H

#define LOADER "/runtime/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2"
#define CARRIED "the carried 64-bit loader"
#define MACHINE EM_X86_64
#define ENTRY_CONVENTION __attribute__((used))

/* Where the System V ABI has every machine's. */
#define MACHINE_LOADER "/lib64/ld-linux-x86-64.so.2"
/* The launcher's word that the machine's will not do, see native/launcher/c_library.h. */
#define CARRIED_WANTED "NATIVECOMPILE_LOADER=carried"

/* Offsets in files are told to the kernel in these. */
#define MAP_CALL SYS_mmap
#define MAP_UNIT 1u

/* The kernel leaves the argument count at the top of the stack; the loader wants it there too. */
__asm__(".globl nc_bootstrap\n"
        "nc_bootstrap:\n"
        "    movq %rsp, %rdi\n"
        "    call nc_bootstrap_loader\n"
        "    xorl %edx, %edx\n"
        "    jmp *%rax\n");

static long system_call(long number, long a, long b, long c, long d, long e, long f)
{
    register long fourth __asm__("r10") = d;
    register long fifth __asm__("r8") = e;
    register long sixth __asm__("r9") = f;
    long result;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(a), "S"(b), "d"(c), "r"(fourth), "r"(fifth), "r"(sixth)
                     : "rcx", "r11", "memory");
    return result;
}

#endif
