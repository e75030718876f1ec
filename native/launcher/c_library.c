/* See c_library.h. The answer is read from the library's file: this program is static, and running
   another one takes longer. */
#include "c_library.h"

#include <elf.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* What the helper needs; native/helper/targets/x86-64.mk has the same number. */
#define NEEDED "GLIBC_2.36"

/* Where the System V ABI has it. The C library that belongs to it lies beside the file that this
   leads to. */
#define MACHINE_LOADER "/lib64/ld-linux-x86-64.so.2"

typedef struct {
    const unsigned char *bytes;
    size_t size;
} File;

/* NULL where the file has not all of it. */
static const void *part(File file, uint64_t offset, size_t size)
{
    return offset <= file.size && size <= file.size - offset ? file.bytes + offset : NULL;
}

static const Elf64_Phdr *segment(File file, const Elf64_Ehdr *header, unsigned at)
{
    return part(file, header->e_phoff + at * sizeof(Elf64_Phdr), sizeof(Elf64_Phdr));
}

/* What will be in memory at `address`, or NULL. */
static const void *loaded(File file, const Elf64_Ehdr *header, uint64_t address, size_t size)
{
    for (unsigned at = 0; at < header->e_phnum; at++) {
        const Elf64_Phdr *one = segment(file, header, at);
        if (one != NULL && one->p_type == PT_LOAD && address >= one->p_vaddr
            && address - one->p_vaddr < one->p_filesz) {
            return part(file, one->p_offset + (address - one->p_vaddr), size);
        }
    }
    return NULL;
}

static const Elf64_Phdr *dynamic_segment(File file, const Elf64_Ehdr *header)
{
    for (unsigned at = 0; at < header->e_phnum; at++) {
        const Elf64_Phdr *one = segment(file, header, at);
        if (one != NULL && one->p_type == PT_DYNAMIC) {
            return one;
        }
    }
    return NULL;
}

static bool defines(File file, const char *version)
{
    const Elf64_Ehdr *header = part(file, 0, sizeof *header);
    if (header == NULL || memcmp(header->e_ident, ELFMAG, SELFMAG) != 0
        || header->e_ident[EI_CLASS] != ELFCLASS64 || header->e_machine != EM_X86_64) {
        return false;
    }
    const Elf64_Phdr *dynamic = dynamic_segment(file, header);
    uint64_t strings = 0, definitions = 0, count = 0;
    for (uint64_t at = 0; dynamic != NULL && at + sizeof(Elf64_Dyn) <= dynamic->p_filesz;
         at += sizeof(Elf64_Dyn)) {
        const Elf64_Dyn *entry = part(file, dynamic->p_offset + at, sizeof *entry);
        if (entry == NULL || entry->d_tag == DT_NULL) {
            break;
        }
        strings = entry->d_tag == DT_STRTAB ? entry->d_un.d_ptr : strings;
        definitions = entry->d_tag == DT_VERDEF ? entry->d_un.d_ptr : definitions;
        count = entry->d_tag == DT_VERDEFNUM ? entry->d_un.d_val : count;
    }
    size_t size = strlen(version) + 1;
    for (uint64_t at = definitions; count > 0; count--) {
        const Elf64_Verdef *definition = loaded(file, header, at, sizeof *definition);
        const Elf64_Verdaux *named =
            definition != NULL ? loaded(file, header, at + definition->vd_aux, sizeof *named)
                               : NULL;
        const char *name =
            named != NULL ? loaded(file, header, strings + named->vda_name, size) : NULL;
        if (name != NULL && memcmp(name, version, size) == 0) {
            return true;
        }
        if (definition == NULL || definition->vd_next == 0) {
            return false;
        }
        at += definition->vd_next;
    }
    return false;
}

bool nc_library_defines(const char *path, const char *version)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat status;
    bool found = false;
    if (fd >= 0 && fstat(fd, &status) == 0 && status.st_size > 0) {
        size_t size = (size_t)status.st_size;
        void *bytes = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
        if (bytes != MAP_FAILED) {
            found = defines((File){bytes, size}, version);
            munmap(bytes, size);
        }
    }
    if (fd >= 0) {
        close(fd);
    }
    return found;
}

static bool machine_is_new_enough(void)
{
    char loader[PATH_MAX], library[PATH_MAX];
    char *slash = realpath(MACHINE_LOADER, loader) != NULL ? strrchr(loader, '/') : NULL;
    if (slash == NULL) {
        return false;
    }
    *slash = 0;
    return snprintf(library, sizeof library, "%s/libc.so.6", loader) < (int)sizeof library
           && nc_library_defines(library, NEEDED);
}

void nc_choose_c_library(void)
{
    const char *wanted = getenv(NC_C_LIBRARY_VARIABLE);
    bool carried = wanted != NULL && strcmp(wanted, "carried") == 0;
    bool machines = wanted != NULL && strcmp(wanted, "machine") == 0;
    if (carried || (!machines && !machine_is_new_enough())) {
        setenv(NC_LOADER_VARIABLE, "carried", 1);
    } else {
        unsetenv(NC_LOADER_VARIABLE);
    }
}
