/*
 * SHA-256 and SHA-512 (FIPS 180-4) of bytes: the one door to libsodium.
 */
#ifndef ONUS_ENGINE_STORE_SHA256_H
#define ONUS_ENGINE_STORE_SHA256_H

#include <stdbool.h>

#include "lang/base/arena.h"
#include "lang/base/str.h"

/* 64 hexadecimal digits, in lower case. */
struct str sha256_hex(struct arena *a, struct str bytes);

/* Of bytes that come in parts: both at once, so that a file is read once whatever its digests are. */
struct hashing;
struct hashing *hashing_open(struct arena *a, bool with_sha256, bool with_sha512);
void hashing_add(struct hashing *h, struct str part);
/* Once, after the last part: hexadecimal digits in lower case; empty: not asked for. */
void hashing_close(struct hashing *h, struct arena *a, struct str *sha256, struct str *sha512);

#endif
