/* See protocol.h. i386 is little-endian and allows unaligned access, so fields are copied as
   they are. */
#include "protocol.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define ID_AND_TYPE NC_SMALLEST_PACKET

static bool reserve(NcWriter *writer, size_t count)
{
    if (writer->failed || count > NC_MAX_PACKET_LENGTH - writer->length) {
        writer->failed = true;
        return false;
    }
    size_t needed = writer->length + count;
    if (needed > writer->capacity) {
        size_t capacity = writer->capacity * 2 > needed ? writer->capacity * 2 : needed + 256;
        uint8_t *grown = realloc(writer->bytes, capacity);
        if (grown == NULL) {
            writer->failed = true;
            return false;
        }
        writer->bytes = grown;
        writer->capacity = capacity;
    }
    return true;
}

void nc_write_raw(NcWriter *writer, const void *bytes, size_t length)
{
    if (length > 0 && reserve(writer, length)) {
        memcpy(writer->bytes + writer->length, bytes, length);
        writer->length += length;
    }
}

void nc_write_begin(NcWriter *writer, uint32_t id, uint8_t type)
{
    *writer = (NcWriter){0};
    nc_write_u32(writer, 0);
    nc_write_u32(writer, id);
    nc_write_u8(writer, type);
}

void nc_write_u8(NcWriter *writer, uint8_t value)
{
    nc_write_raw(writer, &value, 1);
}

void nc_write_u32(NcWriter *writer, uint32_t value)
{
    nc_write_raw(writer, &value, 4);
}

void nc_write_bytes(NcWriter *writer, const void *bytes, size_t length)
{
    nc_write_u32(writer, (uint32_t)length);
    nc_write_raw(writer, bytes, length);
}

void nc_write_string(NcWriter *writer, const char *text)
{
    nc_write_bytes(writer, text, strlen(text));
}

size_t nc_write_open(NcWriter *writer)
{
    nc_write_u32(writer, 0);
    return writer->length;
}

void nc_write_close(NcWriter *writer, size_t opened)
{
    if (!writer->failed) {
        uint32_t length = (uint32_t)(writer->length - opened);
        memcpy(writer->bytes + opened - 4, &length, 4);
    }
}

void nc_write_free(NcWriter *writer)
{
    free(writer->bytes);
    *writer = (NcWriter){0};
}

static const uint8_t *take(NcReader *reader, size_t count)
{
    if (reader->failed || count > (size_t)(reader->end - reader->at)) {
        reader->failed = true;
        return NULL;
    }
    const uint8_t *bytes = reader->at;
    reader->at += count;
    return bytes;
}

uint8_t nc_read_u8(NcReader *reader)
{
    const uint8_t *bytes = take(reader, 1);
    return bytes ? *bytes : 0;
}

uint32_t nc_read_u32(NcReader *reader)
{
    uint32_t value = 0;
    const uint8_t *bytes = take(reader, 4);
    if (bytes) {
        memcpy(&value, bytes, 4);
    }
    return value;
}

uint32_t nc_read_packed(NcReader *reader)
{
    uint64_t value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
        uint8_t byte = nc_read_u8(reader);
        value |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80 && value <= UINT32_MAX) {
            return reader->failed ? 0 : (uint32_t)value;
        }
    }
    reader->failed = true;
    return 0;
}

int32_t nc_read_packed_signed(NcReader *reader)
{
    uint32_t folded = nc_read_packed(reader);
    return (int32_t)(folded >> 1 ^ (0u - (folded & 1u)));
}

const uint8_t *nc_read_bytes(NcReader *reader, size_t *length)
{
    *length = nc_read_u32(reader);
    const uint8_t *bytes = take(reader, *length);
    if (bytes == NULL) {
        *length = 0;
    }
    return bytes;
}

char *nc_read_string(NcReader *reader)
{
    size_t length;
    const uint8_t *bytes = nc_read_bytes(reader, &length);
    if (reader->failed) {
        return NULL;
    }
    char *text = malloc(length + 1);
    if (text == NULL) {
        reader->failed = true;
        return NULL;
    }
    memcpy(text, bytes, length);
    text[length] = 0;
    return text;
}

NcReader nc_packet_reader(const NcPacket *packet)
{
    return (NcReader){packet->payload, packet->payload + packet->payload_length, false};
}

static void set_length(NcWriter *writer)
{
    uint32_t length = (uint32_t)writer->length - 4;
    memcpy(writer->bytes, &length, 4);
}

/* NC_TIMED_OUT: the peer takes no more now, and nobody waits. */
static enum NcTransfer send_some(int fd, const uint8_t *bytes, size_t length, size_t *sent,
                                 bool waits)
{
    while (*sent < length) {
        ssize_t count =
            send(fd, bytes + *sent, length - *sent, MSG_NOSIGNAL | (waits ? 0 : MSG_DONTWAIT));
        if (count >= 0) {
            *sent += (size_t)count;
        } else if (errno == EAGAIN) {
            if (!waits) {
                return NC_TIMED_OUT;
            }
            struct pollfd ready = {fd, POLLOUT, 0};
            poll(&ready, 1, 1000);
        } else if (errno == EPIPE || errno == ECONNRESET) {
            return NC_CLOSED;
        } else if (errno != EINTR) {
            return NC_IO_ERROR;
        }
    }
    return NC_TRANSFERRED;
}

enum NcTransfer nc_send_packet(int fd, NcWriter *writer)
{
    if (writer->failed) {
        return NC_NO_MEMORY;
    }
    set_length(writer);
    size_t sent = 0;
    return send_some(fd, writer->bytes, writer->length, &sent, true);
}

bool nc_outbox_add(NcOutbox *outbox, NcWriter *writer)
{
    size_t rest = outbox->length - outbox->sent;
    if (!writer->failed) {
        set_length(writer);
    }
    if (writer->failed || rest == 0) {
        bool good = !writer->failed;
        nc_outbox_clear(outbox);
        if (good) {
            *outbox = (NcOutbox){writer->bytes, writer->length, 0};
            *writer = (NcWriter){0};
        }
        nc_write_free(writer);
        return good;
    }
    uint8_t *bytes = malloc(rest + writer->length);
    if (bytes == NULL) {
        nc_write_free(writer);
        return false;
    }
    memcpy(bytes, outbox->bytes + outbox->sent, rest);
    memcpy(bytes + rest, writer->bytes, writer->length);
    size_t length = rest + writer->length;
    nc_write_free(writer);
    nc_outbox_clear(outbox);
    *outbox = (NcOutbox){bytes, length, 0};
    return true;
}

enum NcTransfer nc_outbox_send(NcOutbox *outbox, int fd, bool waits)
{
    enum NcTransfer result = send_some(fd, outbox->bytes, outbox->length, &outbox->sent, waits);
    if (result != NC_TIMED_OUT) {
        nc_outbox_clear(outbox);
    }
    return result;
}

void nc_outbox_clear(NcOutbox *outbox)
{
    free(outbox->bytes);
    *outbox = (NcOutbox){0};
}

static long milliseconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long)((uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000) & LONG_MAX;
}

/* Waits in slices, and no slice counts for more than it was to take: a process that was stopped
   for an hour does not find its time used up, and one that is interrupted by signals all the
   time still ends. */
static enum NcTransfer wait_readable(int fd, int seconds)
{
    for (long left = seconds * 1000L; left > 0;) {
        struct pollfd ready = {fd, POLLIN, 0};
        long start = milliseconds_now();
        int count = poll(&ready, 1, 1000);
        if (count > 0) {
            return NC_TRANSFERRED;
        }
        if (count < 0 && errno != EINTR) {
            return NC_IO_ERROR;
        }
        long elapsed = milliseconds_now() - start;
        left -= elapsed < 0 || elapsed > 1000 ? 1000 : elapsed;
    }
    return NC_TIMED_OUT;
}

/* A peer that has begun a packet has all of it, so it must not stop in the middle for long. */
#define SECONDS_INSIDE_PACKET 10

/* Reads until the inbox has `wanted` bytes; *place is where byte number 0 is or would be. */
static enum NcTransfer receive(NcInbox *inbox, int fd, uint8_t *place, size_t wanted, int seconds)
{
    while (inbox->received < wanted) {
        int patience = seconds != 0 && inbox->received > 0 ? SECONDS_INSIDE_PACKET : seconds;
        if (patience > 0) {
            enum NcTransfer waited = wait_readable(fd, patience);
            if (waited != NC_TRANSFERRED) {
                return waited;
            }
        }
        ssize_t count = recv(fd, place + inbox->received, wanted - inbox->received,
                             seconds == 0 ? MSG_DONTWAIT : 0);
        if (count > 0) {
            inbox->received += (size_t)count;
        } else if (count == 0 || errno == ECONNRESET) {
            return NC_CLOSED;
        } else if (errno == EAGAIN) {
            if (seconds == 0) {
                return NC_TIMED_OUT;
            }
            wait_readable(fd, 1);
        } else if (errno != EINTR) {
            return NC_IO_ERROR;
        }
    }
    return NC_TRANSFERRED;
}

#define LENGTH_FIELD sizeof(uint32_t)

static enum NcTransfer receive_packet(NcInbox *inbox, int fd, int seconds)
{
    enum NcTransfer result = NC_TRANSFERRED;
    if (inbox->bytes == NULL) {
        result = receive(inbox, fd, (uint8_t *)&inbox->length, LENGTH_FIELD, seconds);
        if (result != NC_TRANSFERRED) {
            return result;
        }
        if (inbox->length < ID_AND_TYPE || inbox->length > NC_MAX_PACKET_LENGTH) {
            return NC_GARBAGE;
        }
        /* With room for the length field, so that places in it are those in the stream. */
        inbox->bytes = malloc(LENGTH_FIELD + inbox->length);
        if (inbox->bytes == NULL) {
            return NC_NO_MEMORY;
        }
    }
    return receive(inbox, fd, inbox->bytes, LENGTH_FIELD + inbox->length, seconds);
}

enum NcTransfer nc_inbox_receive(NcInbox *inbox, int fd, NcPacket *packet, int seconds)
{
    *packet = (NcPacket){0};
    enum NcTransfer result = receive_packet(inbox, fd, seconds);
    if (result == NC_TIMED_OUT && seconds == 0) {
        return result;
    }
    if (result != NC_TRANSFERRED) {
        result = result == NC_CLOSED && inbox->received > 0 ? NC_TRUNCATED : result;
        nc_inbox_clear(inbox);
        return result;
    }
    nc_packet_view(packet, inbox->bytes, LENGTH_FIELD, inbox->length);
    *inbox = (NcInbox){0};
    return NC_TRANSFERRED;
}

void nc_packet_view(NcPacket *packet, uint8_t *bytes, size_t offset, size_t length)
{
    packet->bytes = bytes;
    memcpy(&packet->id, bytes + offset, sizeof packet->id);
    packet->type = bytes[offset + sizeof packet->id];
    packet->payload = bytes + offset + ID_AND_TYPE;
    packet->payload_length = length - ID_AND_TYPE;
}

void nc_inbox_clear(NcInbox *inbox)
{
    free(inbox->bytes);
    *inbox = (NcInbox){0};
}

enum NcTransfer nc_receive_packet(int fd, NcPacket *packet, int seconds)
{
    NcInbox inbox = {0};
    enum NcTransfer result = nc_inbox_receive(&inbox, fd, packet, seconds);
    nc_inbox_clear(&inbox);
    return result;
}

const char *nc_transfer_text(enum NcTransfer result)
{
    switch (result) {
        case NC_TRANSFERRED: return "no error";
        case NC_CLOSED: return "it closed the connection";
        case NC_TRUNCATED: return "it closed the connection in the middle of a packet";
        case NC_GARBAGE: return "it sent something that is no packet";
        case NC_TIMED_OUT: return "it does not answer";
        case NC_NO_MEMORY: return "there is no memory for the packet";
        case NC_IO_ERROR: return strerror(errno);
    }
    return "unknown error";
}
