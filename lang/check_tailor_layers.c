/*
 * Tailoring, lines about the same thing: which of them counts.
 *
 * A pack stands above those that it requires, the case's own rules above all. What stands above may put its own setting
 * in the place of one below by naming it (`replacing acme`). Two lines that differ and of which neither does so are a conflict.
 */
#include "lang/check_tailor.h"

/* ---- who requires whom ---- */

static const struct pack_requires *
requires_of(const struct checker *ck, struct str pack)
{
    for (uint32_t i = 0; i < ck->input->require_count; i++)
        if (pack_same(ck->input->requires[i].pack, pack))
    return &ck->input->requires[i];
    return NULL;
}

static bool
requires_directly(const struct pack_requires *r, struct str other)
{
    for (uint32_t i = 0; r && i < r->count; i++)
        if (pack_same(r->packs[i], other))
            return true;
    return false;
}

bool
pack_may_use(const struct checker *ck, struct str pack, struct str other)
{
    const struct pack_requires *r = requires_of(ck, pack);

    return !r || str_is(other, "onus") || pack_same(pack, other) || requires_directly(r, other);
}

bool
tailor_requires(const struct checker *ck, struct str pack, struct str other)
{
    uint32_t count = ck->input->require_count;
    bool *seen = arena_array(ck->arena, bool, count + 1);
    VEC(const struct pack_requires *) open = {0};
    const struct pack_requires *r = requires_of(ck, pack);

    if (r)
        vec_push(ck->arena, &open, r);
    while (open.len) {
        r = open.at[--open.len];
        if (requires_directly(r, other))
            return true;
        for (uint32_t i = 0; i < r->count; i++) {
            const struct pack_requires *next = requires_of(ck, r->packs[i]);
            if (next && !seen[next - ck->input->requires]) {
                seen[next - ck->input->requires] = true;
                vec_push(ck->arena, &open, next);
            }
        }
    }
    return false;
}

static bool
is_above(const struct checker *ck, struct str pack, struct str other)
{
    return pack.len == 0 ? other.len > 0 : tailor_requires(ck, pack, other);
}

/* ---- lines about the same ---- */

static bool
same_target(const struct tailor_line *a, const struct tailor_line *b)
{
    return a->ast->kind == b->ast->kind && a->target && a->target == b->target &&
           a->param == b->param;
}

/* Two exemptions of one rule add up; only the same words twice are one too many. */
static bool
same_effect(const struct tailor_line *a, const struct tailor_line *b)
{
    switch (a->ast->kind) {
    case DEVIATION_SET:
    case DEVIATION_EXEMPT: return expr_same(a->ast->value, b->ast->value);
    case DEVIATION_SEVERITY: return sym_eq(a->ast->severity.sym, b->ast->severity.sym);
    case DEVIATION_DISABLE: return true;
    case DEVIATION_REPLACE: return a->with == b->with;
    }
    return false;
}

static bool
replaces(const struct tailor_line *line, const struct checker *ck, struct str pack)
{
    for (uint32_t i = 0; i < line->ast->replacing.len; i++) {
        struct str named;
        if (names_pack_called(ck, line->ast->replacing.at[i].sym, &named) && pack_same(named, pack))
            return true;
    }
    return false;
}

static void
refuse_twice(struct checker *ck, struct tailor_line *old, struct tailor_line *line)
{
    struct diag *d =
        diag_add(ck->sink, E3659, line->at, STR_FMT " is tailored twice", STR_ARG(line->written));

    line->broken = true;
    diag_here(ck->sink, d, "again here");
    diag_label(ck->sink, d, old->at, "first here");
    diag_help(ck->sink, d, "keep one of the two lines");
}

static void
refuse_override(struct checker *ck, const struct tailor_line *below, struct tailor_line *line)
{
    struct str pack = tailor_pack(ck, below->unit->pack);
    struct diag *d =
        diag_add(ck->sink, E8043, line->at, "pack " STR_FMT " already decides on " STR_FMT,
                 STR_ARG(pack), STR_ARG(line->written));

    line->broken = true;
    diag_label(ck->sink, d, below->at, "here, in another way");
    diag_help(ck->sink, d,
              "to put yours in its place, say so before the reason: `replacing " STR_FMT
              " because …`",
              STR_ARG(pack));
}

static void
refuse_conflict(struct checker *ck, const struct tailor_line *old, struct tailor_line *line)
{
    struct str a = tailor_pack(ck, old->unit->pack), b = tailor_pack(ck, line->unit->pack);
    struct diag *d = diag_add(ck->sink, E8043, line->at,
                              "packs " STR_FMT " and " STR_FMT " decide differently on " STR_FMT,
                              STR_ARG(a), STR_ARG(b), STR_ARG(line->written));

    line->broken = true;
    diag_here(ck->sink, d, STR_FMT " decides here", STR_ARG(b));
    diag_label(ck->sink, d, old->at, STR_FMT " decides here", STR_ARG(a));
    diag_help(ck->sink, d,
              "neither pack requires the other, so neither comes first: decide in the case's own "
              "rules, with `replacing " STR_FMT ", " STR_FMT " because …`",
              STR_ARG(a), STR_ARG(b));
}

/* Two lines that both count; `old` comes before `line`. */
static void
compare(struct checker *ck, struct tailor_line *old, struct tailor_line *line)
{
    bool same_pack = pack_same(old->unit->pack, line->unit->pack);
    bool is_exempt = line->ast->kind == DEVIATION_EXEMPT;

    if (same_pack && (!is_exempt || same_effect(old, line)))
        refuse_twice(ck, old, line);
    else if (same_pack || is_exempt || same_effect(old, line))
        return;
    else if (is_above(ck, line->unit->pack, old->unit->pack))
        refuse_override(ck, old, line);
    else if (is_above(ck, old->unit->pack, line->unit->pack))
        refuse_override(ck, line, old);
    else
        refuse_conflict(ck, old, line);
}

/* ---- `replacing` ---- */

static void
refuse_nothing_there(struct checker *ck, struct tailor_line *line, struct name name, bool is_pack)
{
    struct suggestion s = {.scratch = ck->arena, .given = sym_str(ck->syms, name.sym)};
    struct diag *d;

    line->broken = true;
    if (is_pack) {
        d = diag_add(ck->sink, E5721, name.span,
                     "pack " STR_FMT " does not change " STR_FMT ", so there is nothing to replace",
                     STR_ARG(s.given), STR_ARG(line->written));
        diag_help(ck->sink, d, "leave `replacing " STR_FMT "` out", STR_ARG(s.given));
        return;
    }
    d = diag_add(ck->sink, E5721, name.span, "there is no pack `" STR_FMT "`", STR_ARG(s.given));
    names_offer_packs(ck, &s);
    if (s.best.len) {
        diag_help(ck->sink, d, "did you mean `" STR_FMT "`?", STR_ARG(s.best));
        diag_fix(ck->sink, d, name.span, s.best);
    }
}

static void
refuse_not_above(struct checker *ck, struct tailor_line *line, struct name name, struct str pack)
{
    struct diag *d =
        diag_add(ck->sink, E5721, name.span, STR_FMT " does not stand above pack " STR_FMT,
                 STR_ARG(tailor_pack(ck, line->unit->pack)), STR_ARG(tailor_pack(ck, pack)));

    line->broken = true;
    diag_help(ck->sink, d,
              "only a pack that requires it, or the case's own rules, can replace what it decides");
}

static bool
sets_aside(struct checker *ck, const struct tailor_line *line, struct str pack)
{
    bool found = false;

    for (uint32_t i = 0; i < ck->tailoring->lines.len; i++) {
        struct tailor_line *below = &ck->tailoring->lines.at[i];
        if (below == line || below->broken || !same_target(below, line) ||
            !pack_same(below->unit->pack, pack))
            continue;
        below->is_overridden |= tailor_is_active(line);
        found = true;
    }
    return found;
}

static void
resolve_replacing(struct checker *ck, struct tailor_line *line)
{
    const name_vec *names = &line->ast->replacing;

    for (uint32_t i = 0; i < names->len && line->target && !line->broken; i++) {
        struct str pack;
        if (!names_pack_called(ck, names->at[i].sym, &pack))
            refuse_nothing_there(ck, line, names->at[i], false);
        else if (!is_above(ck, line->unit->pack, pack))
            refuse_not_above(ck, line, names->at[i], pack);
        else if (!sets_aside(ck, line, pack))
            refuse_nothing_there(ck, line, names->at[i], true);
    }
}

void
tailor_layers(struct checker *ck)
{
    tailor_line_vec *lines = &ck->tailoring->lines;

    for (uint32_t i = 0; i < lines->len; i++)
        resolve_replacing(ck, &lines->at[i]);
    for (uint32_t i = 0; i < lines->len; i++)
        for (uint32_t k = 0; k < i; k++)
            if (tailor_is_active(&lines->at[i]) && tailor_is_active(&lines->at[k]) &&
                same_target(&lines->at[k], &lines->at[i]))
                compare(ck, &lines->at[k], &lines->at[i]);
}

const struct tailor_line *
tailor_below(const struct checker *ck, const struct tailor_line *line)
{
    const struct tailor_line *found = NULL;

    for (uint32_t i = 0; i < ck->tailoring->lines.len; i++) {
        const struct tailor_line *below = &ck->tailoring->lines.at[i];
        if (below != line && below->is_overridden && same_target(below, line) &&
            replaces(line, ck, below->unit->pack))
            found = below;
    }
    return found;
}
