#include "engine/store/sha256.h"

#include <sodium.h>

struct str
sha256_hex(struct arena *a, struct str bytes)
{
    unsigned char digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(digest, (const unsigned char *)bytes.at, bytes.len);
    char *hex = arena_array(a, char, 2 * sizeof digest + 1);
    sodium_bin2hex(hex, 2 * sizeof digest + 1, digest, sizeof digest);
    return (struct str){hex, 2 * sizeof digest};
}
