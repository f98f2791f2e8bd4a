/* What is written in the box of an element, and all of it again in sentences for who cannot see the drawing. */
#include "engine/diagram/diagram_internal.h"

enum { EVIDENCE_ROWS = 4, ROWS_MOST = EVIDENCE_ROWS + 6, LABEL_LINES = 16 };

struct writing {
    struct graph *g;
    const struct element *e;
    enum standing standing;
    uint32_t page, refer;
    struct diagram_row fixed[ROWS_MOST];
    uint32_t count;
    struct text_buf about;
};

static struct str
type_name(const struct graph *g, entity_id type)
{
    return sym_str(g->in->program->texts, g->in->program->entities.at[type].name);
}

static struct diagram_row *
row_add(struct writing *w, enum diagram_row_kind kind, struct str text)
{
    w->fixed[w->count] = (struct diagram_row){.kind = kind, .text = text, .page = NO_PAGE};
    return &w->fixed[w->count++];
}

/* ---- verdict ---- */

/* The best value of a scale is good and the worst one bad; values without an order say nothing of that kind. */
static enum diagram_tenor
verdict_tenor(const struct graph *g, const struct entity_verdict *v)
{
    if (v->is_unknown)
        return TENOR_DOUBT;
    const struct type *type = &v->view->verdict->type;
    if (type->kind == TYPE_BOOL)
        return v->cell ? TENOR_GOOD : TENOR_BAD;
    const struct enum_type *e = &g->in->program->enums.at[type->of];
    if (!e->is_scale)
        return TENOR_INFO;
    return v->cell + 1 == e->value_count ? TENOR_GOOD : v->cell == 0 ? TENOR_BAD : TENOR_WARNING;
}

static void
add_verdict(struct writing *w)
{
    const struct entity_verdict *v = &w->e->verdict;
    if (!v->view)
        return;
    struct diagram_row *row = row_add(w, ROW_VERDICT, v->word);
    row->tenor = verdict_tenor(w->g, v);
    row->about = str_printf(w->g->arena, "verdict: " STR_FMT, STR_ARG(v->word));
    text_printf(&w->about, ". Verdict: " STR_FMT, STR_ARG(v->word));
}

/* ---- findings ---- */

static void
count_words(struct text_buf *b, uint32_t count, const char *one, const char *many)
{
    if (count)
        text_printf(b, "%s%u %s", b->len ? ", " : "", (unsigned)count, count == 1 ? one : many);
}

static void
add_findings(struct writing *w)
{
    struct arena *a = w->g->arena;
    const struct report *r = w->g->in->report;
    uint32_t counts[SEVERITY_INFO + 1] = {0};
    struct text_buf words = {.arena = a}, all = {.arena = a};
    if (!w->e->findings.len)
        return;
    for (uint32_t i = 0; i < w->e->findings.len; i++) {
        const struct finding *f = &r->findings[w->e->findings.at[i]];
        counts[f->severity]++;
        text_printf(&all, "%s" STR_FMT ": " STR_FMT, i ? "\n" : "", STR_ARG(f->rule),
                    STR_ARG(f->message));
        text_printf(&w->about, ". " STR_FMT ": " STR_FMT, STR_ARG(f->rule), STR_ARG(f->message));
    }
    count_words(&words, counts[SEVERITY_ERROR], "error", "errors");
    count_words(&words, counts[SEVERITY_WARNING], "warning", "warnings");
    count_words(&words, counts[SEVERITY_INFO], "note", "notes");
    struct diagram_row *row = row_add(w, ROW_FINDINGS, text_str(&words));
    row->tenor = findings_tenor(w->g, w->e);
    row->about = text_str(&all);
}

/* ---- evidence ---- */

static struct str
label_field(const struct graph *g, struct ent e)
{
    field_id f = program_view_field(g->in->program, store_type(g->in->store, e), VIEW_WORD_LABEL);
    const struct column *c = f == NO_ID ? NULL : store_column(g->in->store, f);
    uint32_t row = c ? e.v - c->rows.lo : 0;
    if (!c || !bit_get(c->present, row) || bit_get(c->incomplete, row))
        return STR("");
    return sym_str(g->in->program->texts, (struct sym){(uint32_t)column_cell(c, row)});
}

static void
add_evidence(struct writing *w)
{
    enum { ROOM = 1700 };
    struct arena *a = w->g->arena;
    uint32_t count = w->e->evidence.len, shown = count > EVIDENCE_ROWS ? EVIDENCE_ROWS - 1 : count;
    for (uint32_t i = 0; i < count; i++) {
        const struct evidence *v = &w->e->evidence.at[i];
        bool is_own = v->ent.v == w->e->ent.v;
        struct str id = is_own ? v->href : store_id(w->g->in->store, v->ent),
                   label = is_own ? STR("") : label_field(w->g, v->ent);
        text_printf(&w->about, "%s" STR_FMT "%s" STR_FMT, i ? ", " : ". Evidence: ", STR_ARG(id),
                    label.len ? ": " : "", STR_ARG(label));
        if (i >= shown)
            continue;
        struct font small = {DIAGRAM_SMALL, false};
        struct diagram_row *row =
            row_add(w, ROW_EVIDENCE, text_cut(a, small, text_clean(a, id), ROOM));
        row->href = v->href;
        row->tenor = v->tenor;
        row->about =
            label.len ? str_printf(a, STR_FMT ": " STR_FMT, STR_ARG(id), STR_ARG(label)) : id;
    }
    if (shown < count)
        row_add(w, ROW_EVIDENCE, str_printf(a, "and %u more", (unsigned)(count - shown)));
}

/* ---- other pages ---- */

/* Before pages have numbers, a number as wide as any will be. */
static struct str
page_words(const struct writing *w, uint32_t page)
{
    uint32_t shown = page == NO_PAGE ? 88 : page + 1;
    if (page == NO_PAGE && w->g->elements.len > 99 * DIAGRAM_PAGE_NODES)
        shown = 8888;
    return str_printf(w->g->arena, "%s %u",
                      w->standing == STANDS_CUT ? "continues on page" : "see page",
                      (unsigned)shown);
}

/* The worst finding of what hangs below an element or stands beside that, so that a reader sees which page to turn to. */
static enum diagram_tenor
tenor_below(const struct graph *g, uint32_t element)
{
    struct arena scratch = {0};
    uint32_t *stack = arena_array(&scratch, uint32_t, g->elements.len + 1), depth = 0;
    bool *is_seen = arena_array(&scratch, bool, g->elements.len + 1);
    enum diagram_tenor worst = TENOR_NONE;
    stack[depth++] = element;
    is_seen[element] = true;
    while (depth) {
        const struct element *e = &g->elements.at[stack[--depth]];
        for (uint32_t i = 0; i < e->beside.len + e->below.len; i++) {
            uint32_t to = i < e->beside.len ? e->beside.at[i] : e->below.at[i - e->beside.len].to;
            if (is_seen[to])
                continue;
            is_seen[to] = true;
            stack[depth++] = to;
            enum diagram_tenor t = findings_tenor(g, &g->elements.at[to]);
            worst = t > worst ? t : worst;
        }
    }
    arena_release(&scratch);
    return worst;
}

static void
add_page(struct writing *w, uint32_t element)
{
    uint32_t page = w->standing == STANDS_FULL ? w->g->shown_on[element] : w->refer;
    if (w->standing == STANDS_FULL && page == NO_PAGE)
        return;
    bool is_here = w->page != NO_PAGE && page == w->page;
    struct diagram_row *row =
        row_add(w, ROW_PAGE, is_here ? STR("see above") : page_words(w, page));
    row->page = page;
    if (w->standing == STANDS_CUT)
        row->tenor = tenor_below(w->g, element);
    row->about = row->tenor == TENOR_NONE
                     ? row->text
                     : str_printf(w->g->arena, STR_FMT ", with findings", STR_ARG(row->text));
    text_printf(&w->about, ". " STR_FMT, STR_ARG(row->about));
}

static void
add_away(struct writing *w)
{
    if (w->e->away == NO_ELEMENT)
        return;
    const struct element *of = &w->g->elements.at[w->e->away];
    struct str where =
        of->module == NO_ELEMENT ? of->id : store_id(w->g->in->store, (struct ent){of->module});
    struct diagram_row *row = row_add(
        w, ROW_AWAY, text_cut(w->g->arena, (struct font){DIAGRAM_SMALL, false}, where, 1500));
    row->page = w->g->page_of[w->e->away];
    row->about = str_printf(w->g->arena, "stands for " STR_FMT " in " STR_FMT, STR_ARG(of->id),
                            STR_ARG(where));
    text_printf(&w->about, ". It " STR_FMT, STR_ARG(row->about));
}

/* ---- what stands around it ---- */

static void
about_links(struct writing *w)
{
    static const char *const words[] = {". Below it: ", ". Beside it: ", ". Against it: "};
    for (int kind = LINE_TREE; kind <= LINE_AGAINST; kind++) {
        bool is_first = true;
        for (uint32_t i = 0; i < w->e->below.len; i++) {
            if ((int)w->e->below.at[i].kind != kind)
                continue;
            const struct element *to = &w->g->elements.at[w->e->below.at[i].to];
            text_printf(&w->about, "%s" STR_FMT, is_first ? words[kind] : ", ", STR_ARG(to->id));
            is_first = false;
        }
        for (uint32_t i = 0; kind == LINE_ASIDE && i < w->e->beside.len; i++, is_first = false)
            text_printf(&w->about, "%s" STR_FMT, is_first ? words[kind] : ", ",
                        STR_ARG(w->g->elements.at[w->e->beside.at[i]].id));
    }
}

static void
about_flags(struct writing *w)
{
    const struct element *e = w->e;
    text_add_c(&w->about, e->is_unfinished ? ". Left open" : "");
    text_add_c(&w->about, e->is_unfilled ? ". Still to be filled in" : "");
    text_add_c(&w->about, e->is_public ? ". Public" : "");
    text_add_c(&w->about, e->is_defeated ? ". Defeated" : "");
}

static struct str
key_of(const struct graph *g, const struct element *e)
{
    struct text_buf b = {.arena = g->arena};
    text_printf(&b, STR_FMT "-", STR_ARG(type_name(g, e->type)));
    for (size_t i = 0; i < e->id.len; i++) {
        unsigned char c = (unsigned char)e->id.at[i];
        bool is_plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                        (c >= 'a' && c <= 'z') || c == '-' || c == '.' || c == '_';
        if (is_plain)
            text_add_char(&b, (char)c);
        else
            text_printf(&b, ":%02x", c);
    }
    return text_str(&b);
}

static void
about_place(struct writing *w)
{
    struct span at = store_span(w->g->in->store, w->e->ent);
    if (span_is_none(at))
        return;
    struct place p = source_place(w->g->in->sources, at.lo);
    text_printf(&w->about, ". Written in " STR_FMT ", line %u", STR_ARG(p.source->name),
                (unsigned)p.line);
}

void
node_build(struct graph *g, uint32_t element, enum standing standing, uint32_t page, uint32_t refer,
           struct diagram_node *out)
{
    const struct element *e = &g->elements.at[element];
    bool is_copy = standing == STANDS_COPY;
    struct writing w = {.g = g, .e = e, .standing = standing, .page = page, .refer = refer};
    w.about = (struct text_buf){.arena = g->arena};
    *out = (struct diagram_node){.ent = e->ent,
                                 .key = key_of(g, e),
                                 .type = type_name(g, e->type),
                                 .id = e->id,
                                 .shape = e->shape,
                                 .tone = e->tone,
                                 .mark = e->mark,
                                 .is_copy = is_copy};
    text_printf(&w.about, STR_FMT " " STR_FMT, STR_ARG(out->type), STR_ARG(out->id));
    if (e->label.len)
        text_printf(&w.about, ": " STR_FMT, STR_ARG(e->label));
    if (!is_copy) {
        out->tenor = findings_tenor(g, e);
        out->is_unfinished = e->is_unfinished;
        out->is_unfilled = e->is_unfilled;
        out->is_public = e->is_public;
        out->is_defeated = e->is_defeated;
        about_flags(&w);
        about_links(&w);
        add_evidence(&w);
        add_findings(&w);
        add_verdict(&w);
        add_away(&w);
    }
    add_page(&w, element);
    about_place(&w);
    out->about = text_str(&w.about);
    struct flow flows[2] = {{ROW_ID, e->id, 3}, {ROW_TEXT, e->label, LABEL_LINES}};
    if (is_copy)
        flows[1].text = text_cut(g->arena, (struct font){DIAGRAM_TEXT, false}, e->label, 1500);
    bool has_text = e->label.len && e->shape != VIEW_SHAPE_DOT;
    shape_fit(g->arena, out, flows, has_text ? 2 : 1, w.fixed, w.count);
}
