/* SHA-256 (FIPS 180-4). */
#ifndef NC_SHA256_H
#define NC_SHA256_H

#include <stddef.h>
#include <stdint.h>

#define NC_SHA256_BYTES 32

typedef struct {
    uint32_t state[8];
    uint64_t length; /* bytes so far */
    uint8_t block[64];
} NcSha256;

void nc_sha256_begin(NcSha256 *hash);
void nc_sha256_add(NcSha256 *hash, const void *bytes, size_t length);
void nc_sha256_end(NcSha256 *hash, uint8_t digest[NC_SHA256_BYTES]);

#endif
