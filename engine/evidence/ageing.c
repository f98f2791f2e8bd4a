#include "engine/evidence/ageing.h"

#include "lang/base/limits.h"
#include "lang/base/vec.h"

/* A row before it is written down. */
struct item {
    struct ent ent;
    enum ageing_class class;
    int64_t days_left;
    struct value date, from, until;
    const struct artefact *artefact; /* NULL: it has no document */
};

struct table {
    const struct ageing_input *in;
    VEC(struct item) items;
    struct ageing out;
    uint32_t holds[AGEING_COUNT], documents[ARTEFACT_STATE_COUNT]; /* how many */
};

enum ageing_column {
    COLUMN_HOLDS,
    COLUMN_ID,
    COLUMN_TYPE,
    COLUMN_LABEL,
    COLUMN_DATE,
    COLUMN_FROM,
    COLUMN_UNTIL,
    COLUMN_DAYS,
    COLUMN_DOCUMENT,
    COLUMN_FILE,
    COLUMN_COUNT
};

static const struct {
    const char *word;
    int days;
} classes[] = {
#define AGEING(id, word, days) {word, days},
#include "engine/evidence/ageing.def"
#undef AGEING
};

/* ---- items ---- */

static struct value
field_value(const struct table *t, struct ent e, enum view_word word)
{
    const struct ageing_input *in = t->in;
    field_id f = program_view_field(in->program, store_type(in->store, e), word);
    const struct column *c = f == NO_ID ? NULL : store_column(in->store, f);
    if (!c)
        return (struct value){.kind = VALUE_MISSING};
    uint32_t row = e.v - c->rows.lo;
    if (bit_get(c->incomplete, row))
        return (struct value){.kind = VALUE_UNKNOWN};
    if (!bit_get(c->present, row))
        return (struct value){.kind = VALUE_MISSING};
    return (struct value){.kind = VALUE_CELL, .cell = column_cell(c, row)};
}

static enum ageing_class
class_of(const struct item *item, int32_t as_of)
{
    bool is_later = item->from.kind == VALUE_CELL && (int64_t)item->from.cell > as_of;
    if (item->until.kind == VALUE_UNKNOWN || item->from.kind == VALUE_UNKNOWN)
        return AGEING_UNKNOWN;
    if (item->until.kind == VALUE_CELL && item->days_left < 0)
        return AGEING_EXPIRED;
    if (is_later || item->until.kind != VALUE_CELL)
        return is_later ? AGEING_NOT_YET : AGEING_NO_DATE;
    enum ageing_class of = AGEING_DAYS_30;
    while (of < AGEING_LATER && item->days_left > classes[of].days)
        of++;
    return of;
}

static void
add_item(struct table *t, struct ent e, const struct artefact *artefact)
{
    struct item i = {.ent = e, .artefact = artefact};
    i.date = field_value(t, e, VIEW_WORD_DATE);
    i.from = field_value(t, e, VIEW_WORD_FROM);
    i.until = field_value(t, e, VIEW_WORD_UNTIL);
    if (i.until.kind == VALUE_CELL)
        i.days_left = (int64_t)i.until.cell - t->in->as_of;
    i.class = class_of(&i, t->in->as_of);
    t->holds[i.class]++;
    t->out.is_alarming |= i.class == AGEING_EXPIRED || i.class == AGEING_UNKNOWN;
    if (artefact) {
        t->documents[artefact->state]++;
        t->out.is_alarming |= artefact_is_lost(artefact->state);
    }
    vec_push(t->in->arena, &t->items, i);
}

static bool
has_view(const struct program *p, entity_id type)
{
    return program_view(p, type, VIEW_WORD_UNTIL) || program_view(p, type, VIEW_WORD_FILE);
}

static void
collect(struct table *t)
{
    const struct ageing_input *in = t->in;
    uint32_t count = store_count(in->store);
    const struct artefact **of = arena_array(in->arena, const struct artefact *, count + 1);
    bool *is_shown = arena_array(in->arena, bool, in->program->entities.len + 1);
    for (entity_id type = 0; type < in->program->entities.len; type++)
        is_shown[type] = has_view(in->program, type);
    for (uint32_t i = 0; i < in->artefacts->count; i++)
        of[in->artefacts->at[i].ent.v] = &in->artefacts->at[i];
    for (uint32_t e = 0; e < count; e++)
        if (is_shown[store_type(in->store, (struct ent){e})])
            add_item(t, (struct ent){e}, of[e]);
}

/* Most urgent first; then in the order of the entities. */
static int
by_urgency(const void *context, const void *left, const void *right)
{
    const struct item *a = left, *b = right;
    (void)context;
    if (a->class != b->class)
        return a->class < b->class ? -1 : 1;
    if (a->days_left != b->days_left)
        return a->days_left < b->days_left ? -1 : 1;
    return (a->ent.v > b->ent.v) - (a->ent.v < b->ent.v);
}

/* ---- the answer ---- */

static struct value
text_value(const struct table *t, struct str text)
{
    if (!text.len)
        return (struct value){.kind = VALUE_MISSING};
    return (struct value){.kind = VALUE_CELL, .cell = sym_intern(t->in->program->texts, text).v};
}

static struct value *
row_of(const struct table *t, const struct item *i)
{
    const struct ageing_input *in = t->in;
    struct value *row = arena_array(in->arena, struct value, COLUMN_COUNT);
    const struct entity *type = &in->program->entities.at[store_type(in->store, i->ent)];
    row[COLUMN_HOLDS] = text_value(t, str_from(classes[i->class].word));
    row[COLUMN_ID] = text_value(t, store_id(in->store, i->ent));
    row[COLUMN_TYPE] = (struct value){.kind = VALUE_CELL, .cell = type->name.v};
    row[COLUMN_LABEL] = field_value(t, i->ent, VIEW_WORD_LABEL);
    row[COLUMN_DATE] = i->date;
    row[COLUMN_FROM] = i->from;
    row[COLUMN_UNTIL] = i->until;
    row[COLUMN_DAYS] = (struct value){.kind = i->until.kind, .cell = (uint64_t)i->days_left};
    row[COLUMN_DOCUMENT] =
        text_value(t, i->artefact ? str_from(artefact_word(i->artefact->state)) : STR(""));
    row[COLUMN_FILE] = text_value(t, i->artefact ? i->artefact->location : STR(""));
    return row;
}

static struct answer_column *
columns_new(struct arena *a)
{
    static const struct {
        const char *name;
        enum type_kind kind;
    } all[COLUMN_COUNT] = {
        [COLUMN_HOLDS] = {"holds", TYPE_TEXT},       [COLUMN_ID] = {"id", TYPE_TEXT},
        [COLUMN_TYPE] = {"type", TYPE_TEXT},         [COLUMN_LABEL] = {"label", TYPE_TEXT},
        [COLUMN_DATE] = {"date", TYPE_DATE},         [COLUMN_FROM] = {"from", TYPE_DATE},
        [COLUMN_UNTIL] = {"until", TYPE_DATE},       [COLUMN_DAYS] = {"days_left", TYPE_INT},
        [COLUMN_DOCUMENT] = {"document", TYPE_TEXT}, [COLUMN_FILE] = {"file", TYPE_TEXT},
    };
    struct answer_column *out = arena_array(a, struct answer_column, COLUMN_COUNT);
    for (uint32_t c = 0; c < COLUMN_COUNT; c++)
        out[c] = (struct answer_column){str_from(all[c].name), {all[c].kind, CARD_OPTIONAL, 0}};
    return out;
}

static void
add_cause(struct answer *a, const struct diag *cause)
{
    bool is_new = cause && a->cause_count < LIMIT_ANSWER_CAUSES;
    for (uint32_t i = 0; is_new && i < a->cause_count; i++)
        is_new = a->causes[i] != cause;
    if (is_new)
        a->causes[a->cause_count++] = cause;
}

/* What did not load: a whole file, or a date. */
static void
add_doubt(struct table *t, struct answer *a)
{
    const struct ageing_input *in = t->in;
    a->causes = arena_array(in->arena, const struct diag *, LIMIT_ANSWER_CAUSES);
    for (entity_id type = 0; type < in->program->entities.len; type++) {
        if (!has_view(in->program, type) || !store_extent_incomplete(in->store, type))
            continue;
        a->incomplete = true;
        add_cause(a, store_extent_cause(in->store, type));
    }
    for (uint32_t i = 0; i < t->items.len; i++) {
        const struct item *item = &t->items.at[i];
        enum view_word word = item->until.kind == VALUE_UNKNOWN ? VIEW_WORD_UNTIL : VIEW_WORD_FROM;
        if (item->class != AGEING_UNKNOWN)
            continue;
        a->incomplete = true;
        add_cause(a, store_cause(
                         in->store, item->ent,
                         program_view_field(in->program, store_type(in->store, item->ent), word)));
    }
}

static void
add_tally(struct answer *a, const char *column, const char *word, uint32_t count)
{
    if (count)
        a->tallies[a->tally_count++] =
            (struct answer_tally){str_from(column), str_from(word), count};
}

static void
add_tallies(const struct table *t, struct answer *a)
{
    a->tallies =
        arena_array(t->in->arena, struct answer_tally, AGEING_COUNT + ARTEFACT_STATE_COUNT);
    for (uint32_t i = 0; i < AGEING_COUNT; i++)
        add_tally(a, "holds", classes[i].word, t->holds[i]);
    for (uint32_t i = 0; i < ARTEFACT_STATE_COUNT; i++)
        add_tally(a, "document", artefact_word((enum artefact_state)i), t->documents[i]);
}

struct ageing
ageing_table(const struct ageing_input *in)
{
    struct table t = {.in = in};
    struct answer *a = arena_new(in->arena, struct answer);
    collect(&t);
    if (t.items.len)
        sort_stable(t.items.at, t.items.len, sizeof *t.items.at, by_urgency, NULL);
    *a = (struct answer){.kind = ANSWER_ENTITIES,
                         .question = STR("evidence status"),
                         .as_of = in->as_of,
                         .columns = columns_new(in->arena),
                         .column_count = COLUMN_COUNT,
                         .row_count = t.items.len,
                         .program = in->program,
                         .store = in->store,
                         .sources = in->sources};
    a->rows = arena_array(in->arena, struct value *, t.items.len + 1);
    for (uint32_t i = 0; i < t.items.len; i++)
        a->rows[i] = row_of(&t, &t.items.at[i]);
    add_tallies(&t, a);
    add_doubt(&t, a);
    t.out.answer = a;
    return t.out;
}
