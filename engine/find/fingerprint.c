/* The one door to libsodium: identities that survive edits elsewhere in a file. */
#include <sodium.h>

#include "engine/find/find.h"

enum { FINGERPRINT_BYTES = 16 };

struct str
fingerprint(struct arena *a, struct str canonical)
{
    unsigned char digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(digest, (const unsigned char *)canonical.at, canonical.len);
    char *hex = arena_array(a, char, 2 * FINGERPRINT_BYTES + 1);
    sodium_bin2hex(hex, 2 * FINGERPRINT_BYTES + 1, digest, FINGERPRINT_BYTES);
    return (struct str){hex, 2 * FINGERPRINT_BYTES};
}
