/* See unwind.h. Of DWARF's call frame instructions those are followed that tell where the
   caller's frame is and where the frame pointer was saved; a function that needs others ends the
   walk. The formats: Linux Standard Base, "Exception Frames". */
#include "unwind.h"

#include <link.h>
#include <stddef.h>
#include <string.h>

#ifdef __i386__
enum { FRAME_POINTER = 5, STACK_POINTER = 4 };
#else
enum { FRAME_POINTER = 6, STACK_POINTER = 7 };
#endif

#define MOST_MODULES 1024
/* No C function of ours has a larger frame. */
#define LARGEST_FRAME (1u << 20)

/* Encodings of pointers in the tables (DW_EH_PE_…). */
enum { ENCODED_UDATA4 = 0x03, ENCODED_PCREL_SDATA4 = 0x1b, ENCODED_DATAREL_SDATA4 = 0x3b };

/* Only ever added to; the count is raised when the entry is whole. */
static NcModule modules[MOST_MODULES];
static uint32_t module_count;

static int add_module(struct dl_phdr_info *info, size_t size, void *unused)
{
    (void)size;
    (void)unused;
    NcModule module = {.low = UINTPTR_MAX, .bias = info->dlpi_addr, .path = info->dlpi_name};
    for (int at = 0; at < info->dlpi_phnum; at++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[at];
        uintptr_t start = info->dlpi_addr + part->p_vaddr;
        if (part->p_type == PT_LOAD && (part->p_flags & PF_X)) {
            module.low = start < module.low ? start : module.low;
            module.high = start + part->p_memsz > module.high ? start + part->p_memsz : module.high;
        } else if (part->p_type == PT_GNU_EH_FRAME) {
            module.header = (const uint8_t *)start;
        }
    }
    for (uint32_t at = 0; at < module_count; at++) {
        if (modules[at].low == module.low) {
            return 0;
        }
    }
    if (module.header == NULL || module.low >= module.high || module_count == MOST_MODULES
        || module.header[0] != 1 || module.header[2] != ENCODED_UDATA4
        || module.header[3] != ENCODED_DATAREL_SDATA4) {
        return 0;
    }
    modules[module_count] = module;
    __atomic_store_n(&module_count, module_count + 1, __ATOMIC_RELEASE);
    return 0;
}

void nc_unwind_find_modules(void)
{
    dl_iterate_phdr(add_module, NULL);
}

void nc_unwind_forget_records(void)
{
    for (uint32_t at = 0; at < module_count; at++) {
        modules[at].record = 0;
    }
}

NcModule *nc_unwind_module(uintptr_t address)
{
    uint32_t count = __atomic_load_n(&module_count, __ATOMIC_ACQUIRE);
    for (uint32_t at = 0; at < count; at++) {
        if (address >= modules[at].low && address < modules[at].high) {
            return &modules[at];
        }
    }
    return NULL;
}

static int32_t signed4(const uint8_t *at)
{
    int32_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

bool nc_unwind_function(const NcCursor *cursor, NcFunction *function)
{
    uintptr_t pc = cursor->pc - cursor->is_called;
    NcModule *module = nc_unwind_module(pc);
    if (module == NULL) {
        return false;
    }
    /* After four bytes and the address of .eh_frame: a count, and that many pairs (function,
       entry), sorted. */
    const uint8_t *header = module->header, *pairs = header + 12;
    uint32_t low = 0, high = (uint32_t)signed4(header + 8);
    if (high == 0) {
        return false;
    }
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if ((uintptr_t)(header + signed4(pairs + 8 * (size_t)middle)) <= pc) {
            low = middle;
        } else {
            high = middle;
        }
    }
    function->module = module;
    function->start = (uintptr_t)(header + signed4(pairs + 8 * (size_t)low));
    function->entry = header + signed4(pairs + 8 * (size_t)low + 4);
    /* After the entry's length and its CIE: where it begins, and its length. */
    uint32_t length = (uint32_t)signed4(function->entry + 12);
    return pc >= function->start && pc - function->start < length;
}

typedef struct {
    const uint8_t *at;
    const uint8_t *end;
} Bytes;

static uint8_t byte(Bytes *bytes)
{
    return bytes->at < bytes->end ? *bytes->at++ : 0;
}

static uintptr_t unsigned_leb(Bytes *bytes)
{
    uintptr_t value = 0;
    for (unsigned shift = 0;; shift += 7) {
        uint8_t next = byte(bytes);
        if (shift < 8 * sizeof value) {
            value |= (uintptr_t)(next & 0x7f) << shift;
        }
        if (!(next & 0x80)) {
            return value;
        }
    }
}

static intptr_t signed_leb(Bytes *bytes)
{
    uintptr_t value = 0;
    unsigned shift = 0;
    uint8_t next;
    do {
        next = byte(bytes);
        if (shift < 8 * sizeof value) {
            value |= (uintptr_t)(next & 0x7f) << shift;
        }
        shift += 7;
    } while (next & 0x80);
    if (shift < 8 * sizeof value && (next & 0x40)) {
        value |= ~(uintptr_t)0 << shift;
    }
    return (intptr_t)value;
}

/* Where things of the caller are: its frame begins at a register and an offset; the frame
   pointer was saved, or is as it was. */
typedef struct {
    uintptr_t cfa_register;
    intptr_t cfa_offset;
    bool bp_is_saved;
    intptr_t bp_offset; /* from the beginning of the caller's frame */
} Rules;

typedef struct {
    uintptr_t code_factor;
    intptr_t data_factor;
    uintptr_t return_column;
    Rules initial; /* for DW_CFA_restore */
} Cie;

static void save(Rules *rules, uintptr_t column, intptr_t offset)
{
    if (column == FRAME_POINTER) {
        rules->bp_is_saved = true;
        rules->bp_offset = offset;
    }
}

static void restore(Rules *rules, const Cie *cie, uintptr_t column)
{
    if (column == FRAME_POINTER) {
        rules->bp_is_saved = cie->initial.bp_is_saved;
        rules->bp_offset = cie->initial.bp_offset;
    }
}

/* Follows instructions up to the place that is `distance` bytes into the function. False: one of
   them is not known here. */
static bool follow(Bytes bytes, const Cie *cie, uintptr_t distance, Rules *rules)
{
    Rules remembered[8];
    unsigned depth = 0;
    uintptr_t place = 0;
    while (bytes.at < bytes.end) {
        uint8_t instruction = byte(&bytes);
        uintptr_t operand = instruction & 0x3f;
        uintptr_t advance = 0;
        switch (instruction >> 6) {
        case 1: /* DW_CFA_advance_loc */
            advance = operand;
            break;
        case 2: /* DW_CFA_offset */
            save(rules, operand, (intptr_t)unsigned_leb(&bytes) * cie->data_factor);
            break;
        case 3: /* DW_CFA_restore */
            restore(rules, cie, operand);
            break;
        default:
            switch (instruction) {
            case 0x00: /* DW_CFA_nop */
                break;
            case 0x02: /* DW_CFA_advance_loc1, 2, 4 */
                advance = byte(&bytes);
                break;
            case 0x03:
                advance = byte(&bytes);
                advance |= (uintptr_t)byte(&bytes) << 8;
                break;
            case 0x04:
                if (bytes.end - bytes.at < 4) {
                    return false;
                }
                advance = (uint32_t)signed4(bytes.at);
                bytes.at += 4;
                break;
            case 0x07: /* DW_CFA_undefined: of the return address in the outermost function */
                if (unsigned_leb(&bytes) == cie->return_column) {
                    return false;
                }
                break;
            case 0x08: /* DW_CFA_same_value */
                unsigned_leb(&bytes);
                break;
            case 0x0a: /* DW_CFA_remember_state */
                if (depth == sizeof remembered / sizeof *remembered) {
                    return false;
                }
                remembered[depth++] = *rules;
                break;
            case 0x0b: /* DW_CFA_restore_state */
                if (depth == 0) {
                    return false;
                }
                *rules = remembered[--depth];
                break;
            case 0x0c: /* DW_CFA_def_cfa */
                rules->cfa_register = unsigned_leb(&bytes);
                rules->cfa_offset = (intptr_t)unsigned_leb(&bytes);
                break;
            case 0x0d: /* DW_CFA_def_cfa_register */
                rules->cfa_register = unsigned_leb(&bytes);
                break;
            case 0x0e: /* DW_CFA_def_cfa_offset */
                rules->cfa_offset = (intptr_t)unsigned_leb(&bytes);
                break;
            case 0x05: { /* DW_CFA_offset_extended */
                uintptr_t column = unsigned_leb(&bytes);
                save(rules, column, (intptr_t)unsigned_leb(&bytes) * cie->data_factor);
                break;
            }
            case 0x11: { /* DW_CFA_offset_extended_sf */
                uintptr_t column = unsigned_leb(&bytes);
                save(rules, column, signed_leb(&bytes) * cie->data_factor);
                break;
            }
            case 0x2e: /* DW_CFA_GNU_args_size */
                unsigned_leb(&bytes);
                break;
            default:
                return false;
            }
        }
        place += advance * cie->code_factor;
        if (place > distance) {
            return true;
        }
    }
    return true;
}

/* Reads the common part of entries, in which the rules begin. False: it says things that are not
   known here. */
static bool read_cie(const uint8_t *start, Cie *cie)
{
    Bytes bytes = {start + 9, start + 4 + (uint32_t)signed4(start)};
    const char *augmentation = (const char *)bytes.at;
    if (augmentation[0] != 'z' || strchr(augmentation, 'S') != NULL) {
        return false;
    }
    bytes.at += strlen(augmentation) + 1;
    cie->code_factor = unsigned_leb(&bytes);
    cie->data_factor = signed_leb(&bytes);
    cie->return_column = start[8] == 1 ? byte(&bytes) : unsigned_leb(&bytes);
    uintptr_t more = unsigned_leb(&bytes);
    Bytes data = {bytes.at, bytes.at + more};
    bytes.at += more;
    for (const char *letter = augmentation + 1; *letter != 0; letter++) {
        if (*letter == 'R') {
            if (byte(&data) != ENCODED_PCREL_SDATA4) {
                return false;
            }
        } else if (*letter == 'L') {
            byte(&data);
        } else if (*letter == 'P') {
            /* A pointer of four bytes, or of a machine word. */
            data.at += (byte(&data) & 0x07) == ENCODED_UDATA4 || sizeof(void *) == 4 ? 4 : 8;
        } else {
            return false;
        }
    }
    Rules rules = {0};
    cie->initial = rules;
    if (!follow(bytes, cie, UINTPTR_MAX, &rules)) {
        return false;
    }
    cie->initial = rules;
    return true;
}

bool nc_unwind_step(const NcFunction *function, NcCursor *cursor)
{
    const uint8_t *entry = function->entry;
    Cie cie;
    if (!read_cie(entry + 4 - signed4(entry + 4), &cie)) {
        return false;
    }
    /* After length, CIE, beginning and length of the function. */
    Bytes bytes = {entry + 16, entry + 4 + (uint32_t)signed4(entry)};
    uintptr_t more = unsigned_leb(&bytes);
    bytes.at += more;
    Rules rules = cie.initial;
    if (!follow(bytes, &cie, cursor->pc - cursor->is_called - function->start, &rules)) {
        return false;
    }
    uintptr_t base = rules.cfa_register == STACK_POINTER   ? cursor->sp
                     : rules.cfa_register == FRAME_POINTER ? cursor->bp
                                                           : 0;
    uintptr_t frame = base + (uintptr_t)rules.cfa_offset;
    if (base == 0 || frame <= cursor->sp || frame - cursor->sp > LARGEST_FRAME
        || frame % sizeof(uintptr_t) != 0) {
        return false;
    }
    if (rules.bp_is_saved) {
        memcpy(&cursor->bp, (const void *)(frame + (uintptr_t)rules.bp_offset), sizeof cursor->bp);
    }
    memcpy(&cursor->pc, (const void *)(frame - sizeof(uintptr_t)), sizeof cursor->pc);
    cursor->sp = frame;
    cursor->is_called = true;
    return cursor->pc != 0;
}
