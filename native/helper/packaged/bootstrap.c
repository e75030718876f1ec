/* The first instructions of the packaged helper: find a loader and start it.

   A program names its loader (PT_INTERP) by an absolute path, and an extension is installed where
   its user likes. So the packaged helper names none. The kernel then enters here, and this does
   what the kernel would have done with the loader: maps it, tells it in the auxiliary vector where
   the program is, and jumps to it. Nobody sees a difference: /proc/self/exe, sys.executable and
   exec of this very file work, and nothing is written anywhere.

   For x86-32 the loader is the carried one. For x86-64 it is the machine's, or, if the launcher
   says so, the carried one, and then the folder that it lies in, with the C library that belongs to
   it, comes before the other folders of libraries.

   Maps from: the stack that the kernel made. Maps to: the loader's entry. Knows nothing of Python.
   There is no C library yet: system calls only, no thread-local storage, no stack protector. */
#include <elf.h>
#include <fcntl.h>
#include <linux/limits.h>
#include <link.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#ifdef __x86_64__
#include "bootstrap_x86_64.h"
#else
#include "bootstrap_x86_32.h"
#endif

#define PAGE 4096u
#define MAX_HEADERS 32

extern void _start(void);

typedef struct {
    const char *path;
    int fd;
} Loader;

static char carried_path[PATH_MAX];
static ElfW(Phdr) program_headers[MAX_HEADERS + 1];

static size_t length_of(const char *text)
{
    size_t length = 0;
    while (text[length] != 0) {
        length++;
    }
    return length;
}

/* The subject of sentences. */
static const char *whose = CARRIED;

__attribute__((noreturn)) static void fail(const char *why)
{
    const char *const parts[] = {"nativecompile-helper: ", whose, " ", why,
                                 ". Install the extension again.\n"};
    for (size_t at = 0; at < sizeof parts / sizeof parts[0]; at++) {
        system_call(SYS_write, 2, (long)parts[at], (long)length_of(parts[at]), 0, 0, 0);
    }
    for (;;) {
        system_call(SYS_exit_group, 127, 0, 0, 0, 0, 0);
    }
}

/* Looks in the folder of this program and in those above it. */
static Loader open_carried(void)
{
    long length = system_call(SYS_readlink, (long)"/proc/self/exe", (long)carried_path,
                              sizeof carried_path - sizeof LOADER, 0, 0, 0);
    if (length <= 0) {
        fail("cannot be found, because /proc is not mounted");
    }
    while (length > 0) {
        while (length > 0 && carried_path[length - 1] != '/') {
            length--;
        }
        length--;
        if (length < 0) {
            break;
        }
        for (size_t at = 0; at < sizeof LOADER; at++) {
            carried_path[length + (long)at] = LOADER[at];
        }
        long fd = system_call(SYS_open, (long)carried_path, O_RDONLY | O_CLOEXEC, 0, 0, 0, 0);
        if (fd >= 0) {
            return (Loader){carried_path, (int)fd};
        }
    }
    fail("is not there");
}

static uintptr_t map(uintptr_t address, size_t size, int protection, int flags, int fd,
                     size_t offset)
{
    long result = system_call(MAP_CALL, (long)address, (long)size, protection, flags, fd,
                              (long)(offset / MAP_UNIT));
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

static int protection_of(const ElfW(Phdr) *segment)
{
    return (segment->p_flags & PF_R ? PROT_READ : 0) | (segment->p_flags & PF_W ? PROT_WRITE : 0) |
           (segment->p_flags & PF_X ? PROT_EXEC : 0);
}

/* The part of a segment that is not in the file is zero, up to the end of the page: the loader's
   first allocations come from there. */
static void map_zeros(uintptr_t base, const ElfW(Phdr) *segment)
{
    uintptr_t from = base + segment->p_vaddr + segment->p_filesz;
    uintptr_t to = base + segment->p_vaddr + segment->p_memsz;
    uintptr_t whole = page_up(from);
    for (uintptr_t at = from; at < whole; at++) {
        *(char *)at = 0;
    }
    if (to > whole) {
        map(whole, page_up(to) - whole, protection_of(segment),
            MAP_PRIVATE | MAP_FIXED | MAP_ANONYMOUS, -1, 0);
    }
}

static uintptr_t map_loader(int fd, const ElfW(Ehdr) *header, const ElfW(Phdr) *segments)
{
    uintptr_t end = 0;
    for (int at = 0; at < header->e_phnum; at++) {
        if (segments[at].p_type == PT_LOAD && segments[at].p_vaddr + segments[at].p_memsz > end) {
            end = segments[at].p_vaddr + segments[at].p_memsz;
        }
    }
    uintptr_t base = map(0, page_up(end), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (int at = 0; at < header->e_phnum; at++) {
        const ElfW(Phdr) *segment = &segments[at];
        if (segment->p_type != PT_LOAD) {
            continue;
        }
        uintptr_t from = page_down(segment->p_vaddr);
        size_t size = segment->p_vaddr - from + segment->p_filesz;
        map(base + from, size, protection_of(segment), MAP_PRIVATE | MAP_FIXED, fd,
            page_down(segment->p_offset));
        if (segment->p_memsz > segment->p_filesz) {
            map_zeros(base, segment);
        }
    }
    return base;
}

static const ElfW(Phdr) *headers_of(const ElfW(auxv_t) *vector, unsigned *count)
{
    const ElfW(Phdr) *headers = NULL;
    *count = 0;
    for (const ElfW(auxv_t) *entry = vector; entry->a_type != AT_NULL; entry++) {
        if (entry->a_type == AT_PHDR) {
            headers = (const ElfW(Phdr) *)entry->a_un.a_val;
        }
        if (entry->a_type == AT_PHNUM) {
            *count = (unsigned)entry->a_un.a_val;
        }
    }
    if (headers == NULL || *count > MAX_HEADERS) {
        fail("cannot be told where the program is");
    }
    return headers;
}

/* The program's headers as the loader wants to see them: with the name of the loader that it is. */
static void tell_loader(ElfW(auxv_t) *vector, const char *loader, uintptr_t base)
{
    unsigned count;
    const ElfW(Phdr) *headers = headers_of(vector, &count);
    program_headers[0].p_type = PT_INTERP;
    program_headers[0].p_vaddr = program_headers[0].p_paddr = (ElfW(Addr))loader;
    program_headers[0].p_filesz = program_headers[0].p_memsz = length_of(loader) + 1;
    program_headers[0].p_flags = PF_R;
    program_headers[0].p_align = 1;
    for (unsigned at = 0; at < count; at++) {
        ElfW(Phdr) *copy = &program_headers[at + 1];
        *copy = headers[at];
        if (copy->p_type == PT_PHDR) {
            copy->p_vaddr = copy->p_paddr = (ElfW(Addr))program_headers;
        }
    }
    for (ElfW(auxv_t) *entry = vector; entry->a_type != AT_NULL; entry++) {
        switch (entry->a_type) {
        case AT_PHDR:
            entry->a_un.a_val = (uintptr_t)program_headers;
            break;
        case AT_PHNUM:
            entry->a_un.a_val = count + 1;
            break;
        case AT_BASE:
            entry->a_un.a_val = base;
            break;
        case AT_ENTRY:
            entry->a_un.a_val = (uintptr_t)_start;
            break;
        default:
            break;
        }
    }
}

#ifdef MACHINE_LOADER
/* Puts the folder of the carried loader before the program's folders of libraries (DT_RPATH, whose
   text is anywhere: the loader adds its distance to the address of the string table). */
static void put_carried_library_first(const ElfW(auxv_t) *vector)
{
    static char folders[2 * PATH_MAX];
    unsigned count;
    const ElfW(Phdr) *headers = headers_of(vector, &count);
    ElfW(Dyn) *dynamic = NULL, *folders_entry = NULL;
    uintptr_t strings = 0;
    for (unsigned at = 0; at < count; at++) {
        if (headers[at].p_type == PT_DYNAMIC) {
            dynamic = (ElfW(Dyn) *)headers[at].p_vaddr;
        }
    }
    for (ElfW(Dyn) *entry = dynamic; entry != NULL && entry->d_tag != DT_NULL; entry++) {
        if (entry->d_tag == DT_RPATH) {
            folders_entry = entry;
        } else if (entry->d_tag == DT_STRTAB) {
            strings = entry->d_un.d_ptr;
        }
    }
    if (folders_entry == NULL || strings == 0) {
        fail("cannot be told where its libraries are");
    }
    size_t length = 0;
    for (size_t at = 0; carried_path[at] != 0; at++) {
        folders[at] = carried_path[at];
        length = carried_path[at] == '/' ? at : length;
    }
    folders[length++] = ':';
    const char *others = (const char *)(strings + folders_entry->d_un.d_val);
    if (length + length_of(others) >= sizeof folders) {
        fail("cannot be told where its libraries are");
    }
    for (size_t at = 0; at <= length_of(others); at++) {
        folders[length + at] = others[at];
    }
    folders_entry->d_un.d_val = (uintptr_t)folders - strings;
}

/* Whether the environment has exactly this. */
static bool has_variable(char *const *environment, const char *wanted)
{
    for (char *const *variable = environment; *variable != NULL; variable++) {
        const char *text = *variable;
        size_t at = 0;
        while (text[at] != 0 && text[at] == wanted[at]) {
            at++;
        }
        if (text[at] == wanted[at]) {
            return true;
        }
    }
    return false;
}

static Loader open_loader(char *const *environment, const ElfW(auxv_t) *vector)
{
    if (has_variable(environment, CARRIED_WANTED)) {
        Loader carried = open_carried();
        put_carried_library_first(vector);
        return carried;
    }
    whose = MACHINE_LOADER;
    long fd = system_call(SYS_open, (long)MACHINE_LOADER, O_RDONLY | O_CLOEXEC, 0, 0, 0, 0);
    if (fd < 0) {
        fail("is not there");
    }
    return (Loader){MACHINE_LOADER, (int)fd};
}
#else
static Loader open_loader(char *const *environment, const ElfW(auxv_t) *vector)
{
    (void)environment;
    (void)vector;
    return open_carried();
}
#endif

/* Returns the loader's entry. */
uintptr_t ENTRY_CONVENTION nc_bootstrap_loader(uintptr_t *stack);
uintptr_t ENTRY_CONVENTION nc_bootstrap_loader(uintptr_t *stack)
{
    char **environment = (char **)(stack + 1 + stack[0] + 1);
    char **end = environment;
    while (*end != NULL) {
        end++;
    }
    ElfW(auxv_t) *vector = (ElfW(auxv_t) *)(end + 1);
    Loader loader = open_loader(environment, vector);
    ElfW(Ehdr) header;
    ElfW(Phdr) segments[MAX_HEADERS];
    if (system_call(SYS_read, loader.fd, (long)&header, sizeof header, 0, 0, 0)
            != (long)sizeof header
        || header.e_machine != MACHINE || header.e_phnum > MAX_HEADERS
        || header.e_phentsize != sizeof segments[0]) {
        fail("is damaged");
    }
    long size = header.e_phnum * (long)sizeof segments[0];
    if (system_call(SYS_pread64, loader.fd, (long)segments, size, (long)header.e_phoff, 0, 0)
        != size) {
        fail("is damaged");
    }
    uintptr_t base = map_loader(loader.fd, &header, segments);
    system_call(SYS_close, loader.fd, 0, 0, 0, 0, 0);
    tell_loader(vector, loader.path, base);
    return base + header.e_entry;
}
