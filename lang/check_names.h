/*
 * Packs, files and what they use: shared by check_names.c and check_use.c only.
 */
#ifndef ONUS_LANG_CHECK_NAMES_H
#define ONUS_LANG_CHECK_NAMES_H

#include "lang/check_internal.h"

struct pack_names {
    struct str name; /* "" for the case's own rules */
    struct sym word; /* as rules write it: iec80001_2_9 */
    uint32_t number; /* in order of loading */
};

/* One `use` of a file. */
struct import {
    const struct pack_names *pack;
    struct str module;   /* empty: all files of the pack */
    struct sym word;     /* what qualifies its names in this file */
    bool only_qualified; /* `as`: names are seen only behind the word */
    bool is_used;        /* something behind it is asked for */
    struct span span;
    struct span item; /* the whole `use` */
};

struct unit_names {
    const struct pack_names *pack;
    VEC(struct import) imports; /* of other packs */
};

struct unit_names *names_unit(const struct checker *ck, const struct unit *unit);
const struct pack_names *names_pack(const struct checker *ck, struct sym word);
uint32_t names_pack_count(const struct checker *ck);
const struct pack_names *names_pack_at(const struct checker *ck, uint32_t i);

/* check_use.c: every `use` of every file; reports unknown modules, words taken twice and circles. */
void uses_resolve(struct checker *ck);

#endif
