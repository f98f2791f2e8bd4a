/*
 * SHA-256 (FIPS 180-4) of bytes: the one door to libsodium.
 */
#ifndef ONUS_ENGINE_STORE_SHA256_H
#define ONUS_ENGINE_STORE_SHA256_H

#include "lang/base/arena.h"
#include "lang/base/str.h"

/* 64 hexadecimal digits, in lower case. */
struct str sha256_hex(struct arena *a, struct str bytes);

#endif
