/* One element that fails, expires or changes: what is different then, and why. */
#include "engine/impact/impact.h"

#include "engine/impact/target.h"
#include "engine/impact/tree.h"
#include "engine/impact/world.h"
#include "lang/base/value.h"
#include "lang/base/vec.h"

struct asking {
    struct arena *arena;
    const struct impact_case *c;
    struct impact *out;
    struct difference difference;
    uint32_t handle;
    struct str *mistake, *help;
};

/* ---- the modes: false where the element cannot do that; told ---- */

typedef bool mode_fn(struct asking *a);

static bool
fails(struct asking *a)
{
    a->difference.change.without = &a->handle;
    a->difference.change.without_count = 1;
    return true;
}

/* The field that its view calls so; NO_ID: told. */
static field_id
field_for(struct asking *a, enum view_word word, const char *name, const char *what)
{
    const struct program *p = a->c->side.program;
    field_id f = program_view_field(p, store_type(a->c->side.store, a->out->ent), word);
    if (f != NO_ID)
        return f;
    *a->mistake = str_printf(a->arena, STR_FMT " " STR_FMT " cannot %s", STR_ARG(a->out->type),
                             STR_ARG(a->out->id), what);
    *a->help =
        str_printf(a->arena, "the view of " STR_FMT " names no `%s`", STR_ARG(a->out->type), name);
    return NO_ID;
}

static bool
expires(struct asking *a)
{
    struct impact *out = a->out;
    field_id f = field_for(a, VIEW_WORD_UNTIL, "until", "expire");
    if (f == NO_ID)
        return false;
    const struct column *c = store_column(a->c->side.store, f);
    uint32_t row = out->ent.v - c->rows.lo;
    int32_t end = a->c->options.today - 1;
    bool has_end = bit_get(c->present, row) && !bit_get(c->incomplete, row);
    int64_t before = has_end ? (int64_t)column_cell(c, row) : INT64_MAX;
    if (has_end)
        out->was = date_text(a->arena, (int32_t)before);
    if (before <= end) {
        out->remark =
            str_printf(a->arena, "it has expired as it is, on " STR_FMT, STR_ARG(out->was));
        end = (int32_t)before;
    }
    out->will_be = date_text(a->arena, end);
    a->difference.change.of = a->handle;
    a->difference.change.field = f;
    a->difference.change.cell = (uint64_t)(int64_t)end;
    return true;
}

static const struct artefact *
artefact_of(const struct impact_case *c, struct ent e)
{
    const struct artefacts *all = &c->loaded->artefacts;
    for (uint32_t i = 0; i < all->count; i++)
        if (all->at[i].ent.v == e.v)
            return &all->at[i];
    return NULL;
}

static struct str
remark_on(struct asking *a, const struct artefact *document)
{
    if (!document->path.len)
        return str_printf(a->arena,
                          "nobody would notice: a check does not open '" STR_FMT
                          "'; to have it compared, put a copy into the case and seal it",
                          STR_ARG(document->location));
    if (artefact_is_lost(document->state))
        return str_printf(a->arena, "it is not intact as it is: %s",
                          artefact_word(document->state));
    if (document->state != ARTEFACT_INTACT)
        return str_printf(a->arena,
                          "nobody would notice: no digest is recorded that it can be compared "
                          "with; 'onus evidence seal' records one");
    return STR("");
}

static bool
changes(struct asking *a)
{
    const struct artefact *document;
    if (field_for(a, VIEW_WORD_FILE, "file", "rest on a document that changes") == NO_ID)
        return false;
    document = artefact_of(a->c, a->out->ent);
    if (!document || !document->location.len) {
        *a->mistake = str_printf(a->arena, STR_FMT " " STR_FMT " names no document",
                                 STR_ARG(a->out->type), STR_ARG(a->out->id));
        return false;
    }
    a->out->file = document->location;
    a->out->remark = remark_on(a, document);
    a->difference.changed = document->path;
    return true;
}

static mode_fn *const functions[] = {
    [IMPACT_FAILED] = fails, [IMPACT_EXPIRED] = expires, [IMPACT_CHANGED] = changes};

static const struct {
    const char *word, *words;
} mode_words[] = {
#define IMPACT_MODE(word, id, words) {word, words},
#include "engine/impact/modes.def"
#undef IMPACT_MODE
};

const char *
impact_mode_word(enum impact_mode mode)
{
    return mode_words[mode].word;
}

const char *
impact_mode_words(enum impact_mode mode)
{
    return mode_words[mode].words;
}

enum impact_mode
impact_mode_find(struct str word)
{
    uint32_t i = 0;
    while (i < IMPACT_MODE_COUNT && !str_is(word, mode_words[i].word))
        i++;
    return (enum impact_mode)i;
}

/* ---- who names it ---- */

static bool
is_taken_out(const struct asking *a, struct ent e)
{
    struct str id = store_id(a->c->side.store, e), own = a->out->id;
    return e.v == a->out->ent.v ||
           (str_starts(id, own) && id.len > own.len && id.at[own.len] == '/');
}

static void
add_namings(struct asking *a, field_id f, uint32_t *cap)
{
    struct store *s = a->c->side.store;
    const struct program *p = a->c->side.program;
    const struct links *l = store_reverse(s, f);
    struct ent e = a->out->ent;
    if (e.v < l->rows.lo || e.v >= l->rows.hi)
        return;
    for (uint32_t i = l->offsets[e.v - l->rows.lo]; i < l->offsets[e.v - l->rows.lo + 1]; i++) {
        struct ent from = {l->targets[i]};
        if (is_taken_out(a, from) || span_is_none(store_key_span(s, from, f)))
            continue;
        struct naming n = {sym_str(p->texts, p->entities.at[store_type(s, from)].name),
                           store_id(s, from), sym_str(p->texts, p->fields.at[f].name),
                           store_member_span(s, from, f, e.v)};
        struct {
            struct naming *at;
            uint32_t len, cap;
        } all = {a->out->namings, a->out->naming_count, *cap};
        vec_push(a->arena, &all, n);
        a->out->namings = all.at;
        a->out->naming_count = all.len;
        *cap = all.cap;
    }
}

static void
find_namings(struct asking *a)
{
    const struct program *p = a->c->side.program;
    uint32_t cap = 0;
    for (field_id f = 0; f < p->fields.len; f++) {
        const struct field *field = &p->fields.at[f];
        if (field->type.kind == TYPE_ENTITY && !field->is_implicit && !field->contains)
            add_namings(a, f, &cap);
    }
}

/* ---- why verdicts change ---- */

struct below {
    struct asking *asking;
    struct verdict_why *why;
    uint32_t cap;
};

static bool
has_changed(const struct diff *d, struct ent e)
{
    for (uint32_t i = 0; i < d->verdicts.len; i++)
        if (d->verdicts.at[i].of_a.v == e.v)
            return true;
    return false;
}

static void
add_below(void *context, struct ent e)
{
    struct below *b = context;
    struct asking *a = b->asking;
    const struct diff_side *s = &a->c->side;
    if (!is_taken_out(a, e) && !has_changed(a->out->diff, e))
        return;
    struct {
        struct str *at;
        uint32_t len, cap;
    } all = {b->why->below, b->why->below_count, b->cap};
    const struct entity *type = &s->program->entities.at[store_type(s->store, e)];
    vec_push(a->arena, &all,
             str_printf(a->arena, STR_FMT " " STR_FMT,
                        STR_ARG(sym_str(s->program->texts, type->name)),
                        STR_ARG(store_id(s->store, e))));
    b->why->below = all.at;
    b->why->below_count = all.len;
    b->cap = all.cap;
}

static void
find_whys(struct asking *a, struct explainer *x)
{
    const struct diff *d = a->out->diff;
    a->out->whys = arena_array(a->arena, struct verdict_why, d->verdicts.len + 1);
    for (uint32_t i = 0; i < d->verdicts.len; i++) {
        const struct verdict_change *v = &d->verdicts.at[i];
        struct verdict_why *why = &a->out->whys[i];
        struct below below = {a, why, 0};
        if (v->of_a.v != ENT_NONE.v && v->of_b.v != ENT_NONE.v)
            tree_below(&a->c->side, v->of_a, VIEW_WORD_TREE, add_below, &below);
        if (v->of_b.v != ENT_NONE.v && !why->below_count)
            why->lines =
                explain_verdict(x, d->b.verdicts[v->of_b.v].view, v->of_b, &why->line_count);
    }
}

/* ---- what it comes to ---- */

static bool
stops_holding(const struct asking *a)
{
    const struct diff *d = a->out->diff;
    bool stops = d->findings.counts[CHANGE_ADDED] > 0;
    for (uint32_t i = 0; i < d->findings.len; i++)
        stops |= d->findings.at[i].kind == CHANGE_CHANGED &&
                 d->findings.at[i].after->severity < d->findings.at[i].before->severity;
    for (uint32_t i = 0; i < d->verdicts.len; i++) {
        const struct verdict_change *v = &d->verdicts.at[i];
        stops |= v->kind == CHANGE_CHANGED && v->direction <= 0;
        stops |= v->kind == CHANGE_REMOVED && !is_taken_out(a, v->of_a);
    }
    for (uint32_t i = 0; i < d->decisions.len; i++)
        stops |= d->decisions.at[i].kind == CHANGE_CHANGED &&
                 !str_is(d->decisions.at[i].after, "accepted");
    return stops;
}

static void
judge(struct asking *a)
{
    struct impact *out = a->out;
    struct arena scratch = {0};
    out->world = arena_new(a->arena, struct world);
    world_open(out->world, a->c, &a->difference, true);
    out->diff = diff_sides(a->arena, &a->c->side, &out->world->side);
    struct explainer x = {.arena = a->arena,
                          .scratch = &scratch,
                          .program = a->c->side.program,
                          .store = out->world->load.store,
                          .evaluation = out->world->evaluation,
                          .sources = a->c->load->sources,
                          .today = a->c->options.today};
    find_whys(a, &x);
    for (uint32_t i = 0; i < out->diff->elements.len; i++) {
        const struct element_change *e = &out->diff->elements.at[i];
        bool is_written = e->kind == CHANGE_REMOVED && target_handle(a->c, e->ent) != ENT_NONE.v;
        out->taken_out += is_written;
        out->derived_gone += e->kind == CHANGE_REMOVED && !is_written;
        out->derived_new += e->kind == CHANGE_ADDED;
    }
    out->stops_holding = stops_holding(a);
    arena_release(&scratch);
}

/* What nobody wrote cannot be taken out: it follows from the rest. */
static bool
find_handle(struct asking *a)
{
    a->handle = target_handle(a->c, a->out->ent);
    if (a->handle != ENT_NONE.v)
        return true;
    *a->mistake = str_printf(
        a->arena, STR_FMT " " STR_FMT " is in no file: it follows from the rest of the case",
        STR_ARG(a->out->type), STR_ARG(a->out->id));
    *a->help = STR("ask for an element that it follows from");
    return false;
}

struct impact *
impact_find(struct arena *arena, const struct impact_case *c, struct str id, enum impact_mode mode,
            struct str *mistake, struct str *help)
{
    struct ent e = target_find(arena, c, id, mistake, help);
    if (e.v == ENT_NONE.v)
        return NULL;
    struct impact *out = arena_new(arena, struct impact);
    const struct entity *type = &c->side.program->entities.at[store_type(c->side.store, e)];
    *out = (struct impact){.mode = mode,
                           .ent = e,
                           .type = sym_str(c->side.program->texts, type->name),
                           .id = store_id(c->side.store, e),
                           .label = entity_label(c->side.program, c->side.store, e),
                           .at = store_span(c->side.store, e)};
    struct asking a = {.arena = arena,
                       .c = c,
                       .out = out,
                       .difference = {.change = {.of = ENT_NONE.v}},
                       .mistake = mistake,
                       .help = help};
    if (!find_handle(&a) || !functions[mode](&a))
        return NULL;
    if (mode == IMPACT_FAILED)
        find_namings(&a);
    judge(&a);
    return out;
}

void
impact_free(struct impact *i)
{
    if (i)
        world_close(i->world);
}
