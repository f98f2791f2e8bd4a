/*
 * What the language says about texts, apart from any evaluation.
 */
#ifndef ONUS_LANG_TEXT_H
#define ONUS_LANG_TEXT_H

#include <stdbool.h>

#include "lang/program.h"

/* Not blank, and none of the words that onus.placeholder_words lists (language.md §4). */
bool text_is_substantive(const struct program *p, struct str s);
uint32_t text_words(struct str s);

#endif
