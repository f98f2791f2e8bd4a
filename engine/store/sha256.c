#include "engine/store/sha256.h"

#include <sodium.h>

static struct str
hex_of(struct arena *a, const unsigned char *digest, size_t bytes)
{
    char *hex = arena_array(a, char, 2 * bytes + 1);
    sodium_bin2hex(hex, 2 * bytes + 1, digest, bytes);
    return (struct str){hex, 2 * bytes};
}

struct str
sha256_hex(struct arena *a, struct str bytes)
{
    unsigned char digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(digest, (const unsigned char *)bytes.at, bytes.len);
    return hex_of(a, digest, sizeof digest);
}

struct hashing {
    bool with_sha256, with_sha512;
    crypto_hash_sha256_state sha256;
    crypto_hash_sha512_state sha512;
};

struct hashing *
hashing_open(struct arena *a, bool with_sha256, bool with_sha512)
{
    struct hashing *h = arena_new(a, struct hashing);
    h->with_sha256 = with_sha256;
    h->with_sha512 = with_sha512;
    crypto_hash_sha256_init(&h->sha256);
    crypto_hash_sha512_init(&h->sha512);
    return h;
}

void
hashing_add(struct hashing *h, struct str part)
{
    const unsigned char *bytes = (const unsigned char *)part.at;
    if (h->with_sha256)
        crypto_hash_sha256_update(&h->sha256, bytes, part.len);
    if (h->with_sha512)
        crypto_hash_sha512_update(&h->sha512, bytes, part.len);
}

void
hashing_close(struct hashing *h, struct arena *a, struct str *sha256, struct str *sha512)
{
    unsigned char small[crypto_hash_sha256_BYTES], large[crypto_hash_sha512_BYTES];
    *sha256 = *sha512 = STR("");
    crypto_hash_sha256_final(&h->sha256, small);
    crypto_hash_sha512_final(&h->sha512, large);
    if (h->with_sha256)
        *sha256 = hex_of(a, small, sizeof small);
    if (h->with_sha512)
        *sha512 = hex_of(a, large, sizeof large);
}
