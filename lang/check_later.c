#include "lang/check_internal.h"

/* What the language has and this version does not check or run yet: one message for each item. */

static bool
is_later(enum item_kind kind)
{
    switch (kind) {
    case ITEM_APPLY: return true;
    case ITEM_ERROR:
    case ITEM_USE:
    case ITEM_ENUM:
    case ITEM_SCALE:
    case ITEM_ENTITY:
    case ITEM_EXTEND:
    case ITEM_PARAM:
    case ITEM_DEFINE:
    case ITEM_MEASURE:
    case ITEM_CRITERION:
    case ITEM_MATRIX:
    case ITEM_TABLE:
    case ITEM_RULE:
    case ITEM_SOURCE:
    case ITEM_VIEW:
    case ITEM_TARGET:
    case ITEM_PATTERN:
    case ITEM_TEST:
    case ITEM_TAILOR: return false;
    }
    return false;
}

static void
report_later(struct checker *ck, const struct item *item)
{
    struct str word = source_text(ck->sink->sources, item->keyword);
    struct diag *d = diag_add(ck->sink, E2930, item->keyword, "`" STR_FMT "` is not available yet",
                              STR_ARG(word));
    diag_here(ck->sink, d, "read and formatted, but not checked or run");
    diag_help(ck->sink, d,
              "the rest of the file is checked; move this item to a file of its own "
              "until it is available");
}

void
later_check(struct checker *ck)
{
    for (uint32_t i = 0; i < ck->input->unit_count; i++) {
        const struct ast *ast = ck->input->units[i].ast;
        for (uint32_t j = 0; j < ast->items.len; j++)
            if (is_later(ast->items.at[j]->kind) && !ast->items.at[j]->broken)
                report_later(ck, ast->items.at[j]);
    }
}
