/* One document, read in parts: what its bytes come to, and whether they are only a stub. */
#include "engine/load/artefacts.h"
#include "engine/store/sha256.h"
#include "lang/base/limits.h"

struct reading {
    struct hashing *hashing; /* NULL: only the beginning is wanted */
    char begin[LIMIT_POINTER_BYTES + 1];
    size_t begun;
    uint64_t size;
};

static const struct pointer {
    const char *what, *begin, *help;
} pointers[] = {
#define POINTER(what, begin, help) {what, begin, help},
#include "engine/load/pointers.def"
#undef POINTER
};

static bool
is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

static bool
is_word(struct str text)
{
    bool is_one = text.len > 0;
    for (size_t i = 0; is_one && i < text.len; i++)
        is_one = (unsigned char)text.at[i] > ' ';
    return is_one;
}

static bool
begins_so(struct str text, const char *begin)
{
    for (size_t i = 0; begin[i]; i++) {
        if (begin[i] == '$')
            return i == text.len;
        if (begin[i] == '*')
            return is_word(str_slice(text, i, text.len));
        if (i >= text.len || (begin[i] == '#' ? !is_hex(text.at[i]) : text.at[i] != begin[i]))
            return false;
    }
    return true;
}

static const struct pointer *
pointer_of(const struct reading *r)
{
    struct str text = {r->begin, r->begun};
    for (size_t i = 0; r->begun <= LIMIT_POINTER_BYTES && i < sizeof pointers / sizeof *pointers;
         i++)
        if (begins_so(text, pointers[i].begin))
            return &pointers[i];
    return NULL;
}

static bool
take(void *context, struct str part)
{
    struct reading *r = context;
    for (size_t i = 0; i < part.len && r->begun < sizeof r->begin; i++)
        r->begin[r->begun++] = part.at[i];
    r->size += part.len;
    if (r->hashing)
        hashing_add(r->hashing, part);
    return r->hashing || r->begun < sizeof r->begin;
}

struct artefact_bytes
artefact_read(struct host *host, struct arena *a, struct str path, bool with_sha256,
              bool with_sha512)
{
    struct artefact_bytes out = {0};
    struct reading r = {0};
    if (with_sha256 || with_sha512)
        r.hashing = hashing_open(a, with_sha256, with_sha512);
    struct host_file file = host->scan(host, a, path, LIMIT_ARTEFACT_BYTES, take, &r);
    const struct pointer *pointer = pointer_of(&r);
    out.status = file.status;
    out.reason = file.reason;
    out.size = r.size;
    if (file.status != HOST_OK)
        return out;
    if (pointer) {
        out.pointer = pointer->what;
        out.help = pointer->help;
    }
    if (r.hashing)
        hashing_close(r.hashing, a, &out.sha256, &out.sha512);
    return out;
}
