/* See protocol.h. i386 is little-endian and allows unaligned access, so fields are copied as they are. */
#include "protocol.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define ID_AND_TYPE 5u

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

enum NcTransfer nc_send_packet(int fd, NcWriter *writer)
{
    if (writer->failed) {
        return NC_NO_MEMORY;
    }
    uint32_t length = (uint32_t)writer->length - 4;
    memcpy(writer->bytes, &length, 4);
    for (size_t sent = 0; sent < writer->length;) {
        ssize_t count = send(fd, writer->bytes + sent, writer->length - sent, MSG_NOSIGNAL);
        if (count >= 0) {
            sent += (size_t)count;
        } else if (errno == EAGAIN) {
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

static long milliseconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long)((uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000) & LONG_MAX;
}

/* Waits in slices, and no slice counts for more than it was to take: a process that was stopped for an hour does not find
   its time used up, and one that is interrupted by signals all the time still ends. */
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

static enum NcTransfer receive(int fd, uint8_t *bytes, size_t length, int seconds, size_t *received)
{
    *received = 0;
    while (*received < length) {
        if (seconds >= 0) {
            enum NcTransfer waited = wait_readable(fd, seconds);
            if (waited != NC_TRANSFERRED) {
                return waited;
            }
        }
        ssize_t count = recv(fd, bytes + *received, length - *received, 0);
        if (count > 0) {
            *received += (size_t)count;
        } else if (count == 0 || errno == ECONNRESET) {
            return NC_CLOSED;
        } else if (errno == EAGAIN) {
            wait_readable(fd, 1);
        } else if (errno != EINTR) {
            return NC_IO_ERROR;
        }
    }
    return NC_TRANSFERRED;
}

enum NcTransfer nc_receive_packet(int fd, NcPacket *packet, int seconds)
{
    *packet = (NcPacket){0};
    uint32_t length;
    size_t received;
    enum NcTransfer result = receive(fd, (uint8_t *)&length, 1, seconds, &received);
    if (result == NC_TRANSFERRED) {
        result = receive(fd, (uint8_t *)&length + 1, 3, SECONDS_INSIDE_PACKET, &received);
        received += 1;
    }
    if (result != NC_TRANSFERRED) {
        return result == NC_CLOSED && received > 0 ? NC_TRUNCATED : result;
    }
    if (length < ID_AND_TYPE || length > NC_MAX_PACKET_LENGTH) {
        return NC_GARBAGE;
    }
    uint8_t *bytes = malloc(length);
    if (bytes == NULL) {
        return NC_NO_MEMORY;
    }
    result = receive(fd, bytes, length, SECONDS_INSIDE_PACKET, &received);
    if (result != NC_TRANSFERRED) {
        free(bytes);
        return result == NC_CLOSED ? NC_TRUNCATED : result;
    }
    packet->bytes = bytes;
    memcpy(&packet->id, bytes, 4);
    packet->type = bytes[4];
    packet->payload = bytes + ID_AND_TYPE;
    packet->payload_length = length - ID_AND_TYPE;
    return NC_TRANSFERRED;
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
