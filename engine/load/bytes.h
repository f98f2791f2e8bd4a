/*
 * Are the bytes of a file text at all? The same answer, in the same words, for every reader of text.
 */
#ifndef ONUS_ENGINE_LOAD_BYTES_H
#define ONUS_ENGINE_LOAD_BYTES_H

#include "lang/base/diag.h"
#include "lang/base/source.h"

struct text_bytes {
    struct str text;  /* without byte order mark */
    uint32_t base;    /* place of its first byte in the common space */
    bool has_control; /* a control character other than tab, LF and CR */
    bool has_high;    /* a byte beyond ASCII */
};

static inline bool
bytes_is_control(unsigned char c)
{
    return (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F;
}

/*
 * False, and reported, for UTF-16, for a NUL byte and for what is no UTF-8. `format` is what the file should be: "YAML".
 * Control characters but NUL pass: what a format says of them is for its reader.
 */
bool bytes_check(struct diag_sink *sink, const struct source *file, const char *format,
                 struct text_bytes *out);

#endif
