/*
 * What the language says about texts, apart from any evaluation.
 */
#ifndef ONUS_ENGINE_STORE_TEXT_H
#define ONUS_ENGINE_STORE_TEXT_H

#include <stdbool.h>

#include "lang/base/str.h"

/* Not blank and not a placeholder such as TBD, n/a, ? or lorem ipsum (language.md §4). */
bool text_is_substantive(struct str s);
uint32_t text_words(struct str s);

#endif
