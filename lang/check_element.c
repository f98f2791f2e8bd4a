/* P.Role(args): an element of a pattern as a value (language.md §8). */
#include "lang/check_pattern.h"

static const struct pattern_part *
role_find(const struct pattern_part *parts, uint32_t count, struct sym role)
{
    for (uint32_t i = 0; i < count; i++) {
        if (parts[i].kind == PATTERN_ROLE && sym_eq(parts[i].role, role))
            return &parts[i];
        const struct pattern_part *below = role_find(parts[i].children, parts[i].child_count, role);
        if (below)
            return below;
    }
    return NULL;
}

static void
offer_roles(const struct checker *ck, const struct pattern_part *parts, uint32_t count,
            struct suggestion *s, struct text_buf *all)
{
    for (uint32_t i = 0; i < count; i++) {
        if (parts[i].kind == PATTERN_ROLE) {
            struct str role = sym_str(ck->syms, parts[i].role);
            suggest(s, role);
            text_printf(all, "%s`" STR_FMT "`", all->len ? ", " : "", STR_ARG(role));
        }
        offer_roles(ck, parts[i].children, parts[i].child_count, s, all);
    }
}

const struct pattern_part *
role_named(const struct context *cx, pattern_id id, struct name role)
{
    struct checker *ck = cx->ck;
    const struct pattern *sketch = pattern_sketch(ck, id);
    if (!sketch) {
        cx->body->broken = true; /* reported where it is declared */
        return NULL;
    }
    const struct pattern_part *part = role_find(sketch->parts, sketch->part_count, role.sym);
    if (part)
        return part;
    struct suggestion near = {.scratch = ck->arena, .given = sym_str(ck->syms, role.sym)};
    struct text_buf all = {.arena = ck->arena};
    const struct pattern_item *of = &ck->patterns.at[id];
    struct diag *d = report(cx, E1873, role.span, "pattern `" STR_FMT "` has no role `" STR_FMT "`",
                            NAME_ARG(cx, of->item->pattern.name.sym), STR_ARG(near.given));
    diag_label(ck->sink, d, of->item->pattern.name.span, "declared here");
    offer_roles(ck, sketch->parts, sketch->part_count, &near, &all);
    if (near.best.len) {
        diag_help(ck->sink, d, "did you mean `" STR_FMT "`?", STR_ARG(near.best));
        diag_fix(ck->sink, d, role.span, near.best);
    } else {
        diag_help(ck->sink, d, "it has " STR_FMT, STR_ARG(text_str(&all)));
    }
    return NULL;
}

/* ---- what an element is asked by ---- */

struct str
role_key_words(const struct context *cx, const struct pattern_part *part)
{
    struct text_buf b = {.arena = cx->ck->arena};
    for (uint32_t i = 0; i < part->key.len; i++)
        text_printf(&b, "%s" STR_FMT, i ? ", " : "",
                    STR_ARG(words_type(cx, part->key.at[i]->type)));
    return text_str(&b);
}

static struct ir *
wrong_count(const struct context *cx, const struct expr *e, const struct pattern_part *part)
{
    struct diag *d = report(
        cx, E7182, e->span, "an element of `" STR_FMT "` is known by %u value%s, and %u %s given",
        NAME_ARG(cx, part->role), (unsigned)part->key.len, part->key.len == 1 ? "" : "s",
        (unsigned)e->call.args.len, e->call.args.len == 1 ? "is" : "are");
    diag_label(cx->ck->sink, d, part->span, "declared here");
    if (part->key.len)
        diag_help(cx->ck->sink, d, "give " STR_FMT "%s", STR_ARG(role_key_words(cx, part)),
                  part->key.len > 1 ? ", in this order" : "");
    return expr_broken(cx, e->span);
}

static struct ir *
element_of(const struct context *cx, const struct expr *e, pattern_id id,
           const struct pattern_part *part)
{
    struct type t = type_entity(cx->ck, part->type, CARD_OPTIONAL);
    struct ir *ir = ir_new(cx, IR_ELEMENT, e->span, t);
    bool failed = false;
    if (e->call.args.len != part->key.len)
        return wrong_count(cx, e, part);
    ir->element.pattern = id;
    ir->element.role = part->role;
    for (uint32_t i = 0; i < part->key.len; i++) {
        struct ir *arg = expr_value(cx, e->call.args.at[i], part->key.at[i]->type);
        failed |= ir_failed(arg);
        vec_push(cx->ck->arena, &ir->element.args, arg);
    }
    return failed ? expr_broken(cx, e->span) : ir;
}

/* `P` or `pack.P` before the role. */
static bool
pattern_name(const struct expr *of, struct type_name *out)
{
    if (of && of->kind == EXPR_TYPE) {
        *out = of->type;
        return true;
    }
    if (!of || of->kind != EXPR_HOP || of->hop.kind != HOP_FIELD || !of->hop.name.sym.v ||
        of->hop.of->kind != EXPR_PACK)
        return false;
    *out = (struct type_name){of->hop.of->name, of->hop.name, of->span};
    return true;
}

struct ir *
element(const struct context *cx, const struct expr *e)
{
    struct type_name name;
    if (!pattern_name(e->call.pack, &name)) {
        struct diag *d =
            report(cx, E1873, e->call.name.span, "`" STR_FMT "` is the role of no pattern here",
                   NAME_ARG(cx, e->call.name.sym));
        diag_help(cx->ck->sink, d, "write the pattern before it: `Pattern." STR_FMT "(…)`",
                  NAME_ARG(cx, e->call.name.sym));
        return expr_broken(cx, e->span);
    }
    if (cx->in_source) {
        report(cx, E5739, e->span,
               "a source cannot ask for elements of patterns: they are about the loaded case");
        return expr_broken(cx, e->span);
    }
    pattern_id id = pattern_named(cx, &name);
    if (id != NO_ID && !pattern_may_ask(cx, id, e->span))
        return expr_broken(cx, e->span);
    const struct pattern_part *part = id == NO_ID ? NULL : role_named(cx, id, e->call.name);
    if (!part || part->type == NO_ID)
        return expr_broken(cx, e->span);
    return element_of(cx, e, id, part);
}
