/*
 * What the parts of the XML reader share; nobody outside engine/load/xml*.c includes this.
 *
 *   xml.c         bytes → tree, with expat (its only user)
 *   xml_text.c    what expat does not tell: where names and attributes stand, the declared encoding
 *   xml_error.c   words for mistakes
 *
 * All offsets are bytes of in.text.
 */
#ifndef ONUS_ENGINE_LOAD_XML_INTERNAL_H
#define ONUS_ENGINE_LOAD_XML_INTERNAL_H

#include "engine/load/bytes.h"

/* The file, for those who report something in it. */
struct xml_file {
    struct diag_sink *sink;
    struct text_bytes in;
};

struct span xml_place(const struct xml_file *x, size_t lo, size_t hi);

/* ---- xml_text.c ---- */

static inline bool
xml_is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The end of the name that starts at byte `at`: as far as anything that cannot be in one. */
size_t xml_name_end(struct str text, size_t at);

struct xml_attribute {
    size_t name_lo, name_hi, lo, hi; /* its name, and its value between the quotes */
};

/* The attribute that is written at byte `at` of a well-formed start tag, or behind it. */
struct xml_attribute xml_scan_attribute(struct str text, size_t at);
/* False, and reported, if the XML declaration names an encoding that would make other letters of these bytes. */
bool xml_check_encoding(struct diag_sink *sink, const struct source *file);

/* ---- xml_error.c ---- */

struct diag *xml_complain(const struct xml_file *x, size_t lo, size_t hi, const char *message,
                          const char *help);
/* The end of the character at byte `at`: never beyond the text. */
size_t xml_after(struct str text, size_t at);
void xml_invalid(const struct xml_file *x, size_t at); /* a character that may not stand there */
/* The end tag whose name is at byte `at` does not fit the element that starts at byte `open`. */
void xml_mismatch(const struct xml_file *x, size_t at, size_t open);
void xml_no_end(const struct xml_file *x, size_t open); /* of the element that starts there */
void xml_twice(const struct xml_file *x, size_t at);    /* the attribute whose name is there */
/* From byte `at` on: the first reference to what is not one of the five entities of XML; text.len: none. */
size_t xml_find_entity(struct str text, size_t at);
void xml_entity(const struct xml_file *x, size_t at); /* unknown, there or in the tag there */
void xml_cdata(const struct xml_file *x, size_t at);  /* the section that byte is in has no end */

#endif
