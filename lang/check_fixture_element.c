/* P.Role(A, B) in a test: an element of a pattern, and what it is about (language.md §8, §12). */
#include "lang/check_pattern.h"
#include "lang/check_test.h"

/* Ids are unique within a root type: where several may stand, the type is said too. */
static void
add_thing(struct fixture *f, struct text_buf *b, union_id types, const struct fixture_thing *t)
{
    const struct program *p = f->cx.ck->program;
    entity_id root = p->entities.at[t->type].root;
    if (union_has_roots(p, types))
        text_printf(b, STR_FMT ":", NAME_ARG(&f->cx, p->entities.at[root].name));
    element_add_value(b, t->path);
}

static bool
add_argument(struct fixture *f, struct text_buf *b, const struct datum *v, struct type t)
{
    struct fixture_value value;
    if (t.kind == TYPE_ENTITY && f->is_elsewhere && v->kind == DATUM_THING) {
        element_add_value(b, v->thing.id); /* found when the case has loaded */
        return true;
    }
    if (!fixture_value(f, v, t, NO_ID, &value))
        return false;
    if (value.is_thing) {
        f->used.at[value.cell] = true;
        add_thing(f, b, t.of, &f->things.at[value.cell]);
    } else {
        element_add_value(b, cell_text(f->cx.ck->program, b->arena, t, value.cell));
    }
    return true;
}

static bool
wrong_count(const struct context *cx, const struct datum *v, const struct pattern_part *part)
{
    struct diag *d = report(
        cx, E7182, v->span, "an element of `" STR_FMT "` is known by %u value%s, and %u %s given",
        NAME_ARG(cx, part->role), (unsigned)part->key.len, part->key.len == 1 ? "" : "s",
        (unsigned)v->items.len, v->items.len == 1 ? "is" : "are");
    diag_label(cx->ck->sink, d, part->span, "declared here");
    if (part->key.len)
        diag_help(cx->ck->sink, d, "give " STR_FMT "%s", STR_ARG(role_key_words(cx, part)),
                  part->key.len > 1 ? ", in this order" : "");
    return false;
}

bool
fixture_element(struct fixture *f, const struct datum *v, struct fixture_element *out)
{
    const struct context *cx = &f->cx;
    struct text_buf b = {.arena = cx->ck->arena};
    bool ok = true;
    pattern_id id = pattern_named(cx, &v->pattern);
    const struct pattern_part *part = id == NO_ID ? NULL : role_named(cx, id, v->role);
    if (!part || part->type == NO_ID)
        return false;
    if (v->items.len != part->key.len)
        return wrong_count(cx, v, part);
    out->type = part->type;
    out->role = part->span;
    text_printf(&b, STR_FMT "." STR_FMT "(",
                NAME_ARG(cx, cx->ck->patterns.at[id].item->pattern.name.sym),
                NAME_ARG(cx, v->role.sym));
    for (uint32_t i = 0; i < v->items.len; i++) {
        text_add_c(&b, i ? ", " : "");
        ok &= add_argument(f, &b, v->items.at[i], part->key.at[i]->type);
    }
    text_add_char(&b, ')');
    out->text = text_str(&b);
    return ok;
}
