/* How a test would read if it expected what came: pieces of text, then whole files. */
#include <stdlib.h>

#include "engine/test/test_internal.h"

static void
edit(struct trial *t, struct span span, struct str text)
{
    vec_push(&t->worker->arena, &t->outcome->edits, ((struct test_edit){span, text}));
}

/* A text as it stands in rule files. */
static struct str
quoted(struct arena *a, struct str text)
{
    struct text_buf out = {.arena = a};
    text_add_char(&out, '"');
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        if (c == '"' || c == '\\' || c == '{' || c == '}')
            text_add_char(&out, '\\');
        if (c == '\n')
            text_add_c(&out, "\\n");
        else if (c == '\t')
            text_add_c(&out, "\\t");
        else
            text_add_char(&out, c);
    }
    text_add_char(&out, '"');
    return text_str(&out);
}

/* ---- ids as the test writes them ---- */

static struct str
written_path(const struct trial *t, uint32_t thing)
{
    const struct fixture_thing *f = &t->test->things[thing];
    struct str own = source_text(t->worker->run->in->sources, f->span);
    if (f->owner == NO_ID)
        return own;
    return str_printf(&t->worker->arena, STR_FMT "/" STR_FMT, STR_ARG(written_path(t, f->owner)),
                      STR_ARG(own));
}

static struct str
written_thing(const struct trial *t, struct str type, struct str path)
{
    const struct program *p = &t->worker->program;
    for (uint32_t i = 0; i < t->test->thing_count; i++) {
        const struct fixture_thing *thing = &t->test->things[i];
        if (str_eq(thing->path, path) &&
            (!type.len || str_eq(type, sym_str(p->texts, p->entities.at[thing->type].name))))
            return written_path(t, i);
    }
    return (struct str){0};
}

/* What an element is about, as the test names it. */
static struct str
written_key(const struct trial *t, struct type type, const struct value *v)
{
    struct arena *a = &t->worker->arena;
    struct str id;
    if (type.kind != TYPE_ENTITY)
        return quoted(a, cell_text(&t->worker->program, a, type, v->cell));
    id = store_id(t->store, (struct ent){(uint32_t)v->cell});
    struct str written = written_thing(t, STR(""), id);
    return written.len ? written : quoted(a, id);
}

/* P.Role(A, B), where nobody wrote it down; empty: somebody did. */
static struct str
written_element(const struct trial *t, const struct finding *f)
{
    const struct program *p = &t->worker->program;
    struct text_buf b = {.arena = &t->worker->arena};
    entity_id type = program_entity(p, sym_find(p->texts, f->type));
    struct ent e = type == NO_ID ? ENT_NONE : store_find(t->store, type, f->subject);
    const struct element *of =
        e.v == ENT_NONE.v || !t->derivation ? NULL : derivation_origin(t->derivation, e);
    if (!of || of->is_authored)
        return (struct str){0};
    text_printf(&b, STR_FMT "." STR_FMT "(",
                STR_ARG(sym_str(p->texts, p->patterns.at[of->pattern].name)),
                STR_ARG(sym_str(p->texts, of->part->role)));
    for (uint32_t i = 0; i < of->key_count; i++)
        text_printf(&b, "%s" STR_FMT, i ? ", " : "",
                    STR_ARG(written_key(t, of->part->key.at[i]->type, &of->key[i])));
    text_add_char(&b, ')');
    return text_str(&b);
}

static struct str
written_subject(const struct trial *t, const struct finding *f)
{
    struct str written = written_thing(t, f->type, f->subject);
    if (!written.len)
        written = written_element(t, f);
    return written.len ? written : quoted(&t->worker->arena, f->subject);
}

static struct str
code_of(const struct trial *t, const struct expectation *e)
{
    const struct program *p = &t->worker->program;
    return sym_str(p->texts, p->rules.at[e->rule].code);
}

/* ---- one expectation ---- */

void
accept_words(struct trial *t, const struct expectation *e, const struct finding *f)
{
    if (e->has_saying)
        edit(t, e->saying_span, quoted(&t->worker->arena, f->message));
}

void
accept_silence(struct trial *t, const struct expectation *e)
{
    struct str at = source_text(t->worker->run->in->sources, e->at_span);
    edit(t, e->span,
         str_printf(&t->worker->arena, "expect no " STR_FMT "%s" STR_FMT, STR_ARG(code_of(t, e)),
                    e->has_at ? " at " : "", STR_ARG(at)));
}

void
accept_decision(struct trial *t, const struct expectation *e, const char *word)
{
    const struct source_map *sources = t->worker->run->in->sources;
    struct str all = source_text(sources, e->span), at = source_text(sources, e->at_span);
    struct str behind = str_slice(all, e->at_span.hi - e->span.lo, all.len);
    edit(t, e->span,
         str_printf(&t->worker->arena, "expect %s " STR_FMT STR_FMT, word, STR_ARG(at),
                    STR_ARG(behind)));
}

/* A line behind others begins under the first one. */
static void
new_line(const struct trial *t, struct text_buf *out, const struct expectation *e)
{
    struct place at = source_place(t->worker->run->in->sources, e->span.lo);
    struct str line = source_line(at.source, at.line);
    text_add_char(out, '\n');
    for (size_t i = 0; i + 1 < at.column && i < line.len; i++)
        text_add_char(out, line.at[i] == '\t' ? '\t' : ' ');
}

/* Several findings of one rule at one subject are one expectation. */
static bool
is_said_before(const struct trial *t, uint32_t i,
               bool (*is_meant)(const struct trial *, uint32_t, const struct expectation *),
               const struct expectation *e)
{
    const struct finding *f = &t->report->findings[i];
    for (uint32_t k = 0; k < i; k++) {
        const struct finding *other = &t->report->findings[k];
        if (is_meant(t, k, e) && str_eq(other->rule, f->rule) &&
            str_eq(other->subject, f->subject) && str_eq(other->type, f->type))
            return true;
    }
    return false;
}

static bool
is_of(const struct trial *t, uint32_t i, const struct expectation *e)
{
    const struct finding *f = &t->report->findings[i];
    return !span_is_none(f->rule_span) && !finding_is_unknown(f) &&
           str_eq(f->rule, code_of(t, e)) && finding_is_at(t, f, e);
}

static bool
is_other(const struct trial *t, uint32_t i, const struct expectation *e)
{
    (void)e;
    return trial_is_else(t, i) && !finding_is_unknown(&t->report->findings[i]);
}

static uint32_t
add_findings(struct trial *t, struct text_buf *out, const struct expectation *e,
             bool (*is_meant)(const struct trial *, uint32_t, const struct expectation *))
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < t->report->finding_count; i++) {
        const struct finding *f = &t->report->findings[i];
        if (!is_meant(t, i, e) || is_said_before(t, i, is_meant, e))
            continue;
        if (count++)
            new_line(t, out, e);
        text_printf(out, "expect " STR_FMT, STR_ARG(f->rule));
        if (f->subject.len)
            text_printf(out, " at " STR_FMT, STR_ARG(written_subject(t, f)));
    }
    return count;
}

void
accept_findings(struct trial *t, const struct expectation *e)
{
    struct text_buf out = {.arena = &t->worker->arena};
    if (add_findings(t, &out, e, is_of))
        edit(t, e->span, text_str(&out));
}

void
accept_others(struct trial *t, const struct expectation *e)
{
    struct text_buf out = {.arena = &t->worker->arena};
    if (add_findings(t, &out, e, is_other) == 0)
        return;
    new_line(t, &out, e);
    edit(t, (struct span){e->span.lo, e->span.lo}, text_str(&out));
}

/* ---- whole files ---- */

static int
cmp_edits(const void *left, const void *right)
{
    const struct test_edit *a = left, *b = right;
    if (a->span.lo != b->span.lo)
        return a->span.lo < b->span.lo ? -1 : 1;
    return (a->span.hi > b->span.hi) - (a->span.hi < b->span.hi);
}

typedef VEC(struct test_edit) edit_vec;

static struct str
rewritten(struct arena *a, const struct source *s, const struct test_edit *edits, uint32_t count)
{
    struct text_buf out = {.arena = a};
    size_t at = 0;
    for (uint32_t i = 0; i < count; i++) {
        size_t lo = edits[i].span.lo - s->base;
        if (lo < at)
            continue; /* two changes of one place: the first one will do, the next run says the other */
        text_add(&out, str_slice(s->text, at, lo));
        text_add(&out, edits[i].text);
        at = edits[i].span.hi - s->base;
    }
    text_add(&out, str_slice(s->text, at, s->text.len));
    return text_str(&out);
}

struct test_rewrite *
tests_accept(const struct test_run *run, struct arena *a, uint32_t *count)
{
    edit_vec all = {0};
    VEC(struct test_rewrite) files = {0};
    for (uint32_t i = 0; i < run->count; i++)
        for (uint32_t k = 0; k < run->outcomes[i].edits.len; k++)
            vec_push(a, &all, run->outcomes[i].edits.at[k]);
    if (all.len)
        qsort(all.at, all.len, sizeof *all.at, cmp_edits);
    for (uint32_t i = 0, n; i < all.len; i += n) {
        const struct source *s = source_of(run->in->sources, all.at[i].span.lo);
        for (n = 1; i + n < all.len && source_of(run->in->sources, all.at[i + n].span.lo) == s;)
            n++;
        struct test_rewrite r = {.source = s, .count = n};
        for (uint32_t f = 0; f < run->in->file_count; f++)
            if (run->in->files[f].source == s)
                r.file = &run->in->files[f];
        r.after = rewritten(a, s, all.at + i, n);
        vec_push(a, &files, r);
    }
    *count = files.len;
    return files.at;
}
