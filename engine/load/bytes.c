#include "engine/load/bytes.h"

#include <string.h>

static struct span
place(const struct source *s, size_t lo, size_t hi)
{
    return (struct span){s->base + (uint32_t)lo, s->base + (uint32_t)hi};
}

/* Without a branch in the loop, for every byte of every file passes here. */
static void
look_over(struct str text, struct text_bytes *out)
{
    unsigned control = 0, high = 0;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.at[i];
        control |= (unsigned)bytes_is_control(c);
        high |= c;
    }
    out->has_control = control;
    out->has_high = high & 0x80;
}

static bool
is_utf16(struct str t)
{
    if (t.len < 2)
        return false;
    unsigned char a = (unsigned char)t.at[0], b = (unsigned char)t.at[1];
    return (a == 0xFF && b == 0xFE) || (a == 0xFE && b == 0xFF) || (!a && b >= 0x20 && b < 0x7F) ||
           (!b && a >= 0x20 && a < 0x7F);
}

bool
bytes_check(struct diag_sink *sink, const struct source *file, const char *format,
            struct text_bytes *out)
{
    size_t mark = str_starts(file->text, STR("\xEF\xBB\xBF")) ? 3 : 0;
    out->text = str_slice(file->text, mark, file->text.len);
    out->base = file->base + (uint32_t)mark;
    look_over(file->text, out);
    struct diag *d;
    const char *nul;
    size_t bad;
    if (is_utf16(file->text)) {
        d = diag_add(sink, E0271, place(file, 0, 1), "the file is UTF-16, not UTF-8");
        diag_help(sink, d, "save the file with the encoding UTF-8");
    } else if (out->has_control && (nul = memchr(file->text.at, 0, file->text.len))) {
        size_t at = (size_t)(nul - file->text.at);
        d = diag_add(sink, E0958, place(file, at, at + 1),
                     "a NUL byte: this is a binary file, not %s", format);
        diag_help(sink, d, "take the file out of `data:`, or export it as text");
    } else if (out->has_high && (bad = str_bad_utf8(file->text)) != SIZE_MAX) {
        d = diag_add(sink, E0271, place(file, bad, bad + 1), "byte 0x%02X is not valid UTF-8",
                     (unsigned char)file->text.at[bad]);
        diag_help(sink, d, "save the file with the encoding UTF-8");
    } else {
        return true;
    }
    return false;
}
