/* The first instructions of the packaged helper: find and start the carried 32-bit loader.

   A program names its loader (PT_INTERP) by an absolute path, and an extension is installed where its user likes. So the
   packaged helper names none. The kernel then enters here, and this does what the kernel would have done with the loader:
   maps it, tells it in the auxiliary vector where the program is, and jumps to it. Nobody sees a difference: /proc/self/exe,
   sys.executable and exec of this very file work, and nothing is written anywhere.

   Maps from: the stack that the kernel made. Maps to: the loader's entry. Knows nothing of Python. There is no C library yet:
   system calls only, no thread-local storage, no stack protector. */
#include <elf.h>
#include <fcntl.h>
#include <linux/limits.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#define LOADER "/runtime/lib/ld-linux.so.2"
#define PAGE 4096u
#define MAX_HEADERS 32

extern void _start(void);

/* The kernel leaves the argument count at the top of the stack; the loader wants it there too. */
__asm__(".globl nc_bootstrap\n"
        "nc_bootstrap:\n"
        "    movl %esp, %eax\n"
        "    call nc_bootstrap_loader\n"
        "    xorl %edx, %edx\n"
        "    jmp *%eax\n");

static char loader_path[PATH_MAX];
static Elf32_Phdr program_headers[MAX_HEADERS + 1];

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

static size_t length_of(const char *text)
{
    size_t length = 0;
    while (text[length] != 0) {
        length++;
    }
    return length;
}

__attribute__((noreturn)) static void fail(const char *why)
{
    static const char *const parts[] = {"nativecompile-helper: the carried 32-bit loader ", NULL, ". Install the extension again.\n"};
    for (int at = 0; at < 3; at++) {
        const char *text = parts[at] ? parts[at] : why;
        system_call(SYS_write, 2, (long)text, (long)length_of(text), 0, 0, 0);
    }
    for (;;) {
        system_call(SYS_exit_group, 127, 0, 0, 0, 0, 0);
    }
}

/* Looks in the folder of this program and in those above it. */
static int open_loader(void)
{
    long length = system_call(SYS_readlink, (long)"/proc/self/exe", (long)loader_path, sizeof loader_path - sizeof LOADER, 0, 0, 0);
    if (length <= 0) {
        fail("cannot be found, because /proc is not mounted");
    }
    while (length > 0) {
        while (length > 0 && loader_path[length - 1] != '/') {
            length--;
        }
        length--;
        if (length < 0) {
            break;
        }
        for (size_t at = 0; at < sizeof LOADER; at++) {
            loader_path[length + (long)at] = LOADER[at];
        }
        long fd = system_call(SYS_open, (long)loader_path, O_RDONLY | O_CLOEXEC, 0, 0, 0, 0);
        if (fd >= 0) {
            return (int)fd;
        }
    }
    fail("is not there");
}

static uintptr_t map(uintptr_t address, size_t size, int protection, int flags, int fd, uint32_t offset)
{
    long result = system_call(SYS_mmap2, (long)address, (long)size, protection, flags, fd, (long)(offset / PAGE));
    if (result < 0 && result > -4096) {
        fail("cannot be mapped");
    }
    return (uintptr_t)result;
}

static uintptr_t page_down(uintptr_t address)
{
    return address & ~(uintptr_t)(PAGE - 1);
}

static uintptr_t page_up(uintptr_t address)
{
    return page_down(address + PAGE - 1);
}

static int protection_of(const Elf32_Phdr *segment)
{
    return (segment->p_flags & PF_R ? PROT_READ : 0) | (segment->p_flags & PF_W ? PROT_WRITE : 0) |
           (segment->p_flags & PF_X ? PROT_EXEC : 0);
}

/* The part of a segment that is not in the file is zero, up to the end of the page: the loader's first allocations come from
   there. */
static void map_zeros(uintptr_t base, const Elf32_Phdr *segment)
{
    uintptr_t from = base + segment->p_vaddr + segment->p_filesz;
    uintptr_t to = base + segment->p_vaddr + segment->p_memsz;
    uintptr_t whole = page_up(from);
    for (uintptr_t at = from; at < whole; at++) {
        *(char *)at = 0;
    }
    if (to > whole) {
        map(whole, page_up(to) - whole, protection_of(segment), MAP_PRIVATE | MAP_FIXED | MAP_ANONYMOUS, -1, 0);
    }
}

static uintptr_t map_loader(int fd, const Elf32_Ehdr *header, const Elf32_Phdr *segments)
{
    uintptr_t end = 0;
    for (int at = 0; at < header->e_phnum; at++) {
        if (segments[at].p_type == PT_LOAD && segments[at].p_vaddr + segments[at].p_memsz > end) {
            end = segments[at].p_vaddr + segments[at].p_memsz;
        }
    }
    uintptr_t base = map(0, page_up(end), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (int at = 0; at < header->e_phnum; at++) {
        const Elf32_Phdr *segment = &segments[at];
        if (segment->p_type != PT_LOAD) {
            continue;
        }
        uintptr_t from = page_down(segment->p_vaddr);
        size_t size = segment->p_vaddr - from + segment->p_filesz;
        map(base + from, size, protection_of(segment), MAP_PRIVATE | MAP_FIXED, fd, (uint32_t)page_down(segment->p_offset));
        if (segment->p_memsz > segment->p_filesz) {
            map_zeros(base, segment);
        }
    }
    return base;
}

/* The program's headers as the loader wants to see them: with the name of the loader that it is. */
static void tell_loader(Elf32_auxv_t *vector, uintptr_t base)
{
    const Elf32_Phdr *headers = NULL;
    unsigned count = 0;
    for (Elf32_auxv_t *entry = vector; entry->a_type != AT_NULL; entry++) {
        if (entry->a_type == AT_PHDR) {
            headers = (const Elf32_Phdr *)entry->a_un.a_val;
        }
        if (entry->a_type == AT_PHNUM) {
            count = entry->a_un.a_val;
        }
    }
    if (headers == NULL || count > MAX_HEADERS) {
        fail("cannot be told where the program is");
    }
    program_headers[0].p_type = PT_INTERP;
    program_headers[0].p_vaddr = program_headers[0].p_paddr = (Elf32_Addr)loader_path;
    program_headers[0].p_filesz = program_headers[0].p_memsz = length_of(loader_path) + 1;
    program_headers[0].p_flags = PF_R;
    program_headers[0].p_align = 1;
    for (unsigned at = 0; at < count; at++) {
        Elf32_Phdr *copy = &program_headers[at + 1];
        *copy = headers[at];
        if (copy->p_type == PT_PHDR) {
            copy->p_vaddr = copy->p_paddr = (Elf32_Addr)program_headers;
        }
    }
    for (Elf32_auxv_t *entry = vector; entry->a_type != AT_NULL; entry++) {
        switch (entry->a_type) {
        case AT_PHDR:
            entry->a_un.a_val = (uint32_t)program_headers;
            break;
        case AT_PHNUM:
            entry->a_un.a_val = count + 1;
            break;
        case AT_BASE:
            entry->a_un.a_val = base;
            break;
        case AT_ENTRY:
            entry->a_un.a_val = (uint32_t)_start;
            break;
        default:
            break;
        }
    }
}

/* Returns the loader's entry. */
uintptr_t __attribute__((used, regparm(1))) nc_bootstrap_loader(uintptr_t *stack);
uintptr_t __attribute__((used, regparm(1))) nc_bootstrap_loader(uintptr_t *stack)
{
    uintptr_t *at = stack + 1 + stack[0] + 1;
    while (*at != 0) {
        at++;
    }
    Elf32_auxv_t *vector = (Elf32_auxv_t *)(at + 1);
    int fd = open_loader();
    Elf32_Ehdr header;
    Elf32_Phdr segments[MAX_HEADERS];
    if (system_call(SYS_read, fd, (long)&header, sizeof header, 0, 0, 0) != (long)sizeof header || header.e_machine != EM_386 ||
        header.e_phnum > MAX_HEADERS || header.e_phentsize != sizeof segments[0]) {
        fail("is damaged");
    }
    long size = header.e_phnum * (long)sizeof segments[0];
    if (system_call(SYS_pread64, fd, (long)segments, size, (long)header.e_phoff, 0, 0) != size) {
        fail("is damaged");
    }
    uintptr_t base = map_loader(fd, &header, segments);
    system_call(SYS_close, fd, 0, 0, 0, 0, 0);
    tell_loader(vector, base);
    return base + header.e_entry;
}
