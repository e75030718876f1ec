/* See cached_images.h. */
#include "cached_images.h"

#include <limits.h>
#include <stdlib.h>

#include "code_bytes.h"
#include "image.h"
#include "image_cache.h"
#include "launch.h"
#include "source_comments.h"
#include "text.h"

/* Packets in the cache have passed through a file: they are looked at as if they came from
   anywhere. */
static bool attach(PyCodeObject *code, bool tree, uint8_t *bytes, size_t length)
{
    NcPacket packet;
    const char *error;
    if (length < NC_SMALLEST_PACKET) {
        return false;
    }
    nc_packet_view(&packet, bytes, 0, length);
    return packet.type == NC_IMAGES
           && nc_images_attach_checked(code, tree, packet.payload, packet.payload_length, &error)
                  == 0;
}

static bool load(PyCodeObject *code, bool tree, const char *name)
{
    size_t length;
    uint8_t *bytes = nc_cache_read(name, &length);
    if (bytes == NULL) {
        return false;
    }
    bool attached = attach(code, tree, bytes, length);
    free(bytes);
    if (!attached) {
        nc_cache_remove(name);
    }
    return attached;
}

/* The name of the code's answer in the cache; false where it has none. */
static bool name_of(PyCodeObject *code, bool tree, char name[NC_CACHE_NAME])
{
    char file[PATH_MAX];
    if (!nc_cache_is_open()) {
        return false;
    }
    nc_text_path(code->co_filename, nc_launch_first_folder(), file);
    if (nc_source_has_comments(file)) {
        return false;
    }
    NcWriter writer = {0};
    nc_write_code(&writer, code);
    bool good = !writer.failed;
    if (good) {
        nc_cache_name_of_code(writer.bytes, writer.length, tree, name);
    }
    nc_write_free(&writer);
    return good;
}

bool nc_images_from_cache(PyCodeObject *code, bool tree, bool *was_hot)
{
    char name[NC_CACHE_NAME];
    *was_hot = false;
    if (!name_of(code, tree, name)) {
        return false;
    }
    bool loaded = load(code, tree, name);
    *was_hot = !loaded && nc_cache_was_hot(name);
    return loaded;
}

void nc_images_note_hot(PyCodeObject *code, bool tree)
{
    char name[NC_CACHE_NAME];
    if (name_of(code, tree, name)) {
        nc_cache_note_hot(name);
    }
}
