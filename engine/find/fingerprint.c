/* Identities that survive edits elsewhere in a file. */
#include "engine/find/find.h"
#include "engine/store/sha256.h"

enum { FINGERPRINT_DIGITS = 32 };

struct str
fingerprint(struct arena *a, struct str canonical)
{
    return str_slice(sha256_hex(a, canonical), 0, FINGERPRINT_DIGITS);
}
