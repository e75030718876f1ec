/* What bootstrap.c needs to know of x86-32: how the kernel enters and is called. */
#ifndef NC_BOOTSTRAP_X86_32_H
#define NC_BOOTSTRAP_X86_32_H

#define LOADER "/runtime/lib/ld-linux.so.2"
#define CARRIED "the carried 32-bit loader"
#define MACHINE EM_386
#define ENTRY_CONVENTION __attribute__((used, regparm(1)))

/* Offsets in files are told to the kernel in these. */
#define MAP_CALL SYS_mmap2
#define MAP_UNIT 4096u

/* The kernel leaves the argument count at the top of the stack; the loader wants it there too. */
__asm__(".globl nc_bootstrap\n"
        "nc_bootstrap:\n"
        "    movl %esp, %eax\n"
        "    call nc_bootstrap_loader\n"
        "    xorl %edx, %edx\n"
        "    jmp *%eax\n");

static long system_call(long number, long a, long b, long c, long d, long e, long f)
{
    /* Six arguments take every register, ebp too, which the compiler will not lend. */
    struct {
        long number, b, c, d, e, f, a;
    } packed = {number, b, c, d, e, f, a};
    long result;
    __asm__ volatile("pushl %%ebp\n\t"
                     "pushl %%ebx\n\t"
                     "movl 24(%%eax), %%ebx\n\t"
                     "movl 4(%%eax), %%ecx\n\t"
                     "movl 8(%%eax), %%edx\n\t"
                     "movl 12(%%eax), %%esi\n\t"
                     "movl 16(%%eax), %%edi\n\t"
                     "movl 20(%%eax), %%ebp\n\t"
                     "movl (%%eax), %%eax\n\t"
                     "int $0x80\n\t"
                     "popl %%ebx\n\t"
                     "popl %%ebp"
                     : "=a"(result)
                     : "a"(&packed)
                     : "ecx", "edx", "esi", "edi", "memory");
    return result;
}

#endif
