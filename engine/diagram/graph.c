#include "engine/diagram/diagram_internal.h"

bool
diagram_draws(const struct program *p, entity_id type)
{
    return program_view(p, type, VIEW_WORD_SHAPE) != NULL;
}

/* ---- what a field holds ---- */

/* Visits the entities that a field of e refers to. */
static void
targets_visit(const struct graph *g, struct ent e, field_id f,
              void (*visit)(void *context, struct ent to), void *context)
{
    if (card_is_set(g->in->program->fields.at[f].type.card)) {
        const struct links *l = store_links(g->in->store, f);
        uint32_t row = e.v - l->rows.lo;
        for (uint32_t i = l->offsets[row]; i < l->offsets[row + 1]; i++)
            visit(context, (struct ent){l->targets[i]});
        return;
    }
    const struct column *c = store_column(g->in->store, f);
    uint32_t row = e.v - c->rows.lo;
    if (bit_get(c->present, row) && !bit_get(c->incomplete, row))
        visit(context, (struct ent){(uint32_t)column_cell(c, row)});
}

static void
word_visit(const struct graph *g, const struct element *e, enum view_word word,
           void (*visit)(void *context, struct ent to), void *context)
{
    const struct view_use *use = program_view(g->in->program, e->type, word);
    for (uint32_t i = 0; use && i < use->field_count; i++)
        if (entity_is(g->in->program, e->type, use->fields[i].type))
            targets_visit(g, e->ent, use->fields[i].field, visit, context);
}

static void
keep_first(void *context, struct ent to)
{
    struct ent *out = context;
    if (out->v == ENT_NONE.v)
        *out = to;
}

static struct ent
word_entity(const struct graph *g, const struct element *e, enum view_word word)
{
    struct ent found = ENT_NONE;
    word_visit(g, e, word, keep_first, &found);
    return found;
}

/* Blanks become one, and what could make a page show what is not there becomes a question mark in a box. */
struct str
text_clean(struct arena *a, struct str s)
{
    struct text_buf b = {.arena = a};
    bool is_blank = false;
    for (size_t i = 0; i < s.len;) {
        size_t from = i;
        int32_t c = str_next_codepoint(s, &i);
        bool is_hostile = c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x202a && c <= 0x202e) ||
                          (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f ||
                          c == 0x061c || c == 0x2028 || c == 0x2029 || c == 0xfffe || c == 0xffff;
        if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
            is_blank = b.len != 0;
            continue;
        }
        if (is_blank)
            text_add_char(&b, ' ');
        is_blank = false;
        text_add(&b, is_hostile ? STR("\xef\xbf\xbd") : str_slice(s, from, i));
    }
    return text_str(&b);
}

static struct str
label_of(const struct graph *g, const struct element *e)
{
    field_id f = program_view_field(g->in->program, e->type, VIEW_WORD_LABEL);
    const struct column *c = f == NO_ID ? NULL : store_column(g->in->store, f);
    uint32_t row = c ? e->ent.v - c->rows.lo : 0;
    if (!c || !bit_get(c->present, row) || bit_get(c->incomplete, row))
        return STR("");
    struct sym text = {(uint32_t)column_cell(c, row)};
    return text_clean(g->arena, sym_str(g->in->program->texts, text));
}

static bool
field_holds(const struct graph *g, const struct element *e, enum view_word word)
{
    field_id f = program_view_field(g->in->program, e->type, word);
    const struct column *c = f == NO_ID ? NULL : store_column(g->in->store, f);
    uint32_t row = c ? e->ent.v - c->rows.lo : 0;
    return c && bit_get(c->present, row) && !bit_get(c->incomplete, row) && column_cell(c, row);
}

/* ---- elements ---- */

static uint32_t
choice(const struct graph *g, entity_id type, enum view_word word, uint32_t without)
{
    const struct view_use *use = program_view(g->in->program, type, word);
    return use ? use->choice : without;
}

static void
element_add(struct graph *g, struct ent ent, entity_id type)
{
    const struct view_use *mark = program_view(g->in->program, type, VIEW_WORD_MARK);
    struct element e = {.ent = ent, .type = type, .module = NO_ELEMENT, .away = NO_ELEMENT};
    e.shape = (enum view_shape)choice(g, type, VIEW_WORD_SHAPE, VIEW_SHAPE_RECTANGLE);
    e.tone = (enum view_tone)choice(g, type, VIEW_WORD_TONE, VIEW_TONE_WHITE);
    e.arrow = (enum view_arrow)choice(g, type, VIEW_WORD_ARROW, VIEW_ARROW_DOWN);
    e.id = text_clean(g->arena, store_id(g->in->store, ent));
    e.label = label_of(g, &e);
    e.mark = mark ? sym_str(g->in->program->texts, mark->text) : STR("");
    g->element_of[ent.v] = g->elements.len;
    vec_push(g->arena, &g->elements, e);
}

static void
elements_collect(struct graph *g)
{
    uint32_t count = store_count(g->in->store);
    g->element_of = arena_array(g->arena, uint32_t, count + 1);
    for (uint32_t i = 0; i < count; i++) {
        entity_id type = store_type(g->in->store, (struct ent){i});
        g->element_of[i] = NO_ELEMENT;
        if (diagram_draws(g->in->program, type))
            element_add(g, (struct ent){i}, type);
    }
}

static const struct {
    enum view_word word;
    size_t member;
} flags[] = {
    {VIEW_WORD_UNFINISHED, offsetof(struct element, is_unfinished)},
    {VIEW_WORD_UNFILLED, offsetof(struct element, is_unfilled)},
    {VIEW_WORD_PUBLIC, offsetof(struct element, is_public)},
    {VIEW_WORD_DEFEATED, offsetof(struct element, is_defeated)},
};

/* By the field that the view names, or the condition. What is unknown is not shown as if it held. */
static void
flags_set(struct graph *g)
{
    for (size_t k = 0; k < sizeof flags / sizeof *flags; k++) {
        const struct entity_verdict *judged =
            g->in->evaluation ? evaluate_view_word(g->in->evaluation, g->arena, flags[k].word)
                              : NULL;
        for (uint32_t i = 0; i < g->elements.len; i++) {
            struct element *e = &g->elements.at[i];
            bool holds = field_holds(g, e, flags[k].word);
            if (judged && judged[e->ent.v].view)
                holds = !judged[e->ent.v].is_unknown && judged[e->ent.v].cell;
            *(bool *)((char *)e + flags[k].member) = holds;
        }
    }
}

/* ---- links ---- */

struct linking {
    struct graph *g;
    uint32_t from;
    enum diagram_line_kind kind;
};

static void
below_add(struct graph *g, uint32_t from, uint32_t to, enum diagram_line_kind kind)
{
    struct element *e = &g->elements.at[from];
    for (uint32_t i = 0; i < e->below.len; i++)
        if (e->below.at[i].to == to)
            return;
    if (from == to)
        return;
    vec_push(g->arena, &e->below, ((struct link){to, kind}));
    g->elements.at[to].above_count++;
}

static void
link_below(void *context, struct ent to)
{
    const struct linking *l = context;
    uint32_t other = l->g->element_of[to.v];
    if (other == NO_ELEMENT)
        return;
    if (l->kind == LINE_AGAINST)
        below_add(l->g, other, l->from, l->kind);
    else
        below_add(l->g, l->from, other, l->kind);
}

/* What has nothing of its own stands beside; what has is drawn with it, below. */
static void
link_aside(void *context, struct ent to)
{
    const struct linking *l = context;
    uint32_t other = l->g->element_of[to.v];
    if (other == NO_ELEMENT || other == l->from)
        return;
    struct element *e = &l->g->elements.at[l->from];
    if (l->g->elements.at[other].is_beside)
        vec_push(l->g->arena, &e->beside, other);
    else
        below_add(l->g, l->from, other, LINE_ASIDE);
}

static void
note_host(void *context, struct ent to)
{
    const struct linking *l = context;
    if (l->g->element_of[to.v] != NO_ELEMENT)
        l->g->elements.at[l->from].is_beside = false;
}

static void
note_aside(void *context, struct ent to)
{
    const struct linking *l = context;
    uint32_t other = l->g->element_of[to.v];
    if (other != NO_ELEMENT && other != l->from)
        l->g->elements.at[other].is_beside = true;
}

static void
visit_all(struct graph *g, enum view_word word, enum diagram_line_kind kind,
          void (*visit)(void *context, struct ent to))
{
    for (uint32_t i = 0; i < g->elements.len; i++) {
        struct linking l = {g, i, kind};
        struct element e = g->elements.at[i];
        word_visit(g, &e, word, visit, &l);
    }
}

static void
links_collect(struct graph *g)
{
    visit_all(g, VIEW_WORD_TREE, LINE_TREE, link_below);
    visit_all(g, VIEW_WORD_AGAINST, LINE_AGAINST, link_below);
    visit_all(g, VIEW_WORD_ASIDE, LINE_ASIDE, note_aside);
    visit_all(g, VIEW_WORD_ASIDE, LINE_ASIDE, note_host);
    for (uint32_t i = 0; i < g->elements.len; i++) {
        struct element *e = &g->elements.at[i];
        e->is_beside = e->is_beside && !e->below.len && !e->above_count;
    }
    visit_all(g, VIEW_WORD_ASIDE, LINE_ASIDE, link_aside);
    for (uint32_t i = 0; i < g->elements.len; i++) {
        struct element *e = &g->elements.at[i];
        struct ent page = word_entity(g, e, VIEW_WORD_PAGE),
                   away = word_entity(g, e, VIEW_WORD_AWAY);
        e->module = page.v; /* ENT_NONE is NO_ELEMENT */
        e->away = away.v == ENT_NONE.v ? NO_ELEMENT : g->element_of[away.v];
    }
}

/* ---- where reading begins ---- */

static void
mark_below(struct graph *g, bool *is_seen, uint32_t *stack, uint32_t root)
{
    uint32_t depth = 0;
    if (is_seen[root])
        return;
    is_seen[root] = true;
    stack[depth++] = root;
    while (depth) {
        const struct element *e = &g->elements.at[stack[--depth]];
        for (uint32_t i = e->below.len; i-- > 0;) {
            if (is_seen[e->below.at[i].to])
                continue;
            is_seen[e->below.at[i].to] = true;
            stack[depth++] = e->below.at[i].to;
        }
    }
}

/* What nothing leads to; of circles that nothing leads to, the first element. */
static void
roots_collect(struct graph *g)
{
    uint32_t count = g->elements.len, *stack = arena_array(g->arena, uint32_t, count + 1);
    bool *is_seen = arena_array(g->arena, bool, count + 1);
    if (g->in->root.v != ENT_NONE.v) {
        vec_push(g->arena, &g->roots, g->element_of[g->in->root.v]);
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        const struct element *e = &g->elements.at[i];
        if (e->above_count || e->is_beside)
            continue;
        vec_push(g->arena, &g->roots, i);
        mark_below(g, is_seen, stack, i);
    }
    for (uint32_t i = 0; i < count; i++) {
        if (is_seen[i] || g->elements.at[i].is_beside)
            continue;
        vec_push(g->arena, &g->roots, i);
        mark_below(g, is_seen, stack, i);
    }
}

void
graph_build(struct graph *g)
{
    elements_collect(g);
    flags_set(g);
    links_collect(g);
    roots_collect(g);
    g->page_of = arena_array(g->arena, uint32_t, g->elements.len + 1);
    g->shown_on = arena_array(g->arena, uint32_t, g->elements.len + 1);
    g->box_of = arena_array(g->arena, uint32_t, g->elements.len + 1);
    g->tried =
        arena_array(g->arena, struct diagram_node *, STANDING_COUNT * (size_t)g->elements.len + 1);
    for (uint32_t i = 0; i < g->elements.len; i++) {
        g->page_of[i] = g->shown_on[i] = NO_PAGE;
        g->box_of[i] = NO_ELEMENT;
    }
}
