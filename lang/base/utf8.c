#include "lang/base/str.h"

/* Length of the sequence that starts with this byte, 0 for none. */
static size_t
sequence_length(unsigned char lead)
{
    if (lead < 0x80)
        return 1;
    if (lead >= 0xC2 && lead <= 0xDF)
        return 2;
    if (lead >= 0xE0 && lead <= 0xEF)
        return 3;
    return lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
}

/* The second byte rules out overlong forms, surrogates and what is beyond U+10FFFF. */
static bool
second_byte_fits(unsigned char lead, unsigned char second)
{
    switch (lead) {
    case 0xE0: return second >= 0xA0 && second <= 0xBF;
    case 0xED: return second >= 0x80 && second <= 0x9F;
    case 0xF0: return second >= 0x90 && second <= 0xBF;
    case 0xF4: return second >= 0x80 && second <= 0x8F;
    default: return second >= 0x80 && second <= 0xBF;
    }
}

int32_t
str_next_codepoint(struct str s, size_t *i)
{
    static const unsigned char lead_bits[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    const unsigned char *p = (const unsigned char *)s.at + *i;
    size_t left = s.len - *i, n = sequence_length(p[0]);
    *i += 1;
    if (n == 0 || n > left || (n > 1 && !second_byte_fits(p[0], p[1])))
        return -1;
    int32_t c = p[0] & lead_bits[n];
    for (size_t k = 1; k < n; k++) {
        if ((p[k] & 0xC0) != 0x80)
            return -1;
        c = c << 6 | (p[k] & 0x3F);
    }
    *i += n - 1;
    return c;
}

size_t
str_codepoints(struct str s)
{
    size_t count = 0;
    for (size_t i = 0; i < s.len; count++)
        (void)str_next_codepoint(s, &i);
    return count;
}

size_t
str_bad_utf8(struct str s)
{
    for (size_t i = 0; i < s.len;) {
        size_t at = i;
        if ((unsigned char)s.at[i] < 0x80)
            i++;
        else if (str_next_codepoint(s, &i) < 0)
            return at;
    }
    return SIZE_MAX;
}

/* Only what most fonts draw alike. */
char
str_look_alike(int32_t codepoint)
{
    static const struct {
        int32_t codepoint;
        char letter;
    } alike[] = {
        {0x0391, 'A'}, {0x0392, 'B'}, {0x0395, 'E'}, {0x0396, 'Z'}, {0x0397, 'H'}, {0x0399, 'I'},
        {0x039A, 'K'}, {0x039C, 'M'}, {0x039D, 'N'}, {0x039F, 'O'}, {0x03A1, 'P'}, {0x03A4, 'T'},
        {0x03A5, 'Y'}, {0x03A7, 'X'}, {0x03BF, 'o'}, {0x03BD, 'v'}, {0x0405, 'S'}, {0x0406, 'I'},
        {0x0408, 'J'}, {0x0410, 'A'}, {0x0412, 'B'}, {0x0415, 'E'}, {0x041A, 'K'}, {0x041C, 'M'},
        {0x041D, 'H'}, {0x041E, 'O'}, {0x0420, 'P'}, {0x0421, 'C'}, {0x0422, 'T'}, {0x0425, 'X'},
        {0x0430, 'a'}, {0x0435, 'e'}, {0x043E, 'o'}, {0x0440, 'p'}, {0x0441, 'c'}, {0x0443, 'y'},
        {0x0445, 'x'}, {0x0455, 's'}, {0x0456, 'i'}, {0x0458, 'j'},
    };
    for (size_t i = 0; i < sizeof alike / sizeof alike[0]; i++)
        if (alike[i].codepoint == codepoint)
            return alike[i].letter;
    return 0;
}
