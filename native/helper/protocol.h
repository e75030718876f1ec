/* Packets between this process and the compile host. Maps from: fields in memory. Maps to: bytes on
   a socket, and back. The other side is server/src/helper/packets.ts and protocol.ts. Knows nothing
   of Python and can be used without the GIL.

   packet = u32 length of what follows, u32 id, u8 type, payload; all little-endian string = u32
   byte count, UTF-8 (lone surrogates as three bytes) */
#ifndef NC_PROTOCOL_H
#define NC_PROTOCOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared_declare.h"
#include "protocol.def"
#include "shared_end.h"

/* Builds one packet. After an allocation failure everything is ignored and `failed` tells. */
typedef struct {
    uint8_t *bytes;
    size_t length;
    size_t capacity;
    bool failed;
} NcWriter;

void nc_write_begin(NcWriter *writer, uint32_t id, uint8_t type);
void nc_write_u8(NcWriter *writer, uint8_t value);
void nc_write_u32(NcWriter *writer, uint32_t value);
void nc_write_raw(NcWriter *writer, const void *bytes, size_t length);
void nc_write_bytes(NcWriter *writer, const void *bytes, size_t length);
void nc_write_string(NcWriter *writer, const char *text);
/* A counted run of bytes whose length is known only afterwards: open, write, close with what
   open returned. */
size_t nc_write_open(NcWriter *writer);
void nc_write_close(NcWriter *writer, size_t opened);
void nc_write_free(NcWriter *writer);

/* Reads fields; past the end, and ever after, everything is zero and `failed` tells. */
typedef struct {
    const uint8_t *at;
    const uint8_t *end;
    bool failed;
} NcReader;

uint8_t nc_read_u8(NcReader *reader);
uint32_t nc_read_u32(NcReader *reader);
/* Packed numbers (image.def). One that needs more than 32 bits is a failure. */
uint32_t nc_read_packed(NcReader *reader);
int32_t nc_read_packed_signed(NcReader *reader);
/* A view into the packet; its length goes to *length. */
const uint8_t *nc_read_bytes(NcReader *reader, size_t *length);
/* A malloc'd copy with a terminating zero, or NULL (no memory: `failed` as well). */
char *nc_read_string(NcReader *reader);

typedef struct {
    uint8_t *bytes; /* malloc'd; free() it */
    uint32_t id;
    uint8_t type;
    const uint8_t *payload; /* into bytes */
    size_t payload_length;
} NcPacket;

NcReader nc_packet_reader(const NcPacket *packet);

/* Bytes of a packet without a payload, after its length field. */
#define NC_SMALLEST_PACKET 5u

/* A packet of `length` bytes, NC_SMALLEST_PACKET or more, behind its length field, at `offset`
   of malloc'd bytes. */
void nc_packet_view(NcPacket *packet, uint8_t *bytes, size_t offset, size_t length);

enum NcTransfer {
    NC_TRANSFERRED,
    NC_CLOSED,     /* end of file between packets, or the peer has gone */
    NC_TRUNCATED,  /* end of file inside a packet */
    NC_GARBAGE,    /* a length that no packet has */
    NC_TIMED_OUT,  /* nothing came for the given time */
    NC_NO_MEMORY,
    NC_IO_ERROR,   /* errno tells */
};

/* What has come of a packet. */
typedef struct {
    uint8_t *bytes; /* malloc'd when the length is there */
    uint32_t length;
    size_t received; /* bytes of the packet, its length field included */
} NcInbox;

/* What has not been sent of packets. */
typedef struct {
    uint8_t *bytes; /* malloc'd */
    size_t length;
    size_t sent;
} NcOutbox;

/* Takes the packet's bytes over, or copies them; the writer is free then. False: no memory. */
bool nc_outbox_add(NcOutbox *outbox, NcWriter *writer);
/* Sends what the peer takes; with `waits` all of it. NC_TIMED_OUT: there is a rest. */
enum NcTransfer nc_outbox_send(NcOutbox *outbox, int fd, bool waits);
void nc_outbox_clear(NcOutbox *outbox);
/* The next packet, to be freed, if it comes within `seconds`: negative, no limit; 0, without
   waiting. What has come of one stays in the inbox. A peer that waits in the middle of a packet
   is given a few seconds, unless nobody waits. */
enum NcTransfer nc_inbox_receive(NcInbox *inbox, int fd, NcPacket *packet, int seconds);
void nc_inbox_clear(NcInbox *inbox);

/* Completes the packet's length and sends all of it. Interrupted calls go on; no SIGPIPE is
   raised. */
enum NcTransfer nc_send_packet(int fd, NcWriter *writer);
/* Waits for one packet. It ends with NC_TIMED_OUT if the packet has not begun after `seconds`
   (negative: no limit), or stops in the middle. Time in which this process is stopped does not
   count. */
enum NcTransfer nc_receive_packet(int fd, NcPacket *packet, int seconds);
/* For people: what went wrong. */
const char *nc_transfer_text(enum NcTransfer result);

#endif
