/*
 * Regular expressions: the one door to PCRE2.
 *
 * A pattern is matched against the whole text, as UTF-8 and without Unicode classes (\d is 0-9),
 * under the match and heap limits of limits.h. A match that hits a limit is neither yes nor no: the caller
 * reports it and makes the result unknown. Compiled code owns foreign memory: regex_free().
 * One struct regex_code serves one thread at a time.
 */
#ifndef ONUS_ENGINE_STORE_REGEX_H
#define ONUS_ENGINE_STORE_REGEX_H

#include <stdint.h>

#include "lang/base/arena.h"
#include "lang/base/str.h"
#include "lang/check.h"

enum regex_result { REGEX_NO_MATCH, REGEX_MATCH, REGEX_LIMIT };

struct regex_code;

/* NULL if the pattern does not compile; then *error (which may be NULL) says where and why, in arena a. */
struct regex_code *regex_compile(struct arena *a, struct str pattern, struct regex_error *error);
void regex_free(struct regex_code *code);

enum regex_result regex_match(struct regex_code *code, struct str text);
/* Number of a named group, or 0. */
uint32_t regex_group(const struct regex_code *code, struct str name);
/* What the group holds of the text matched last: a view into that text; at is NULL if the group took no part. */
struct str regex_capture(const struct regex_code *code, struct str text, uint32_t group);

/* What the checker borrows to compile patterns as it reads them. */
struct regex_checker regex_checker(void);

#endif
