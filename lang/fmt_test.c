/* Tailoring and tests. */
#include "lang/fmt_internal.h"

/* ---- tailoring ---- */

static struct str
target_of(struct fmt *f, struct dotted path, struct type_name type)
{
    return type.name.sym.v ? flat_type_name(f, type) : flat_dotted(f, path);
}

static struct str
deviation_what(struct fmt *f, const struct deviation *v)
{
    struct str code = v->code.sym.v ? flat_name(f, v->code) : STR("");
    switch (v->kind) {
    case DEVIATION_SET:
        return fmt_text(f, STR_FMT "%s" STR_FMT " = " STR_FMT, STR_ARG(code),
                        code.len > 0 ? "." : "", STR_ARG(flat_dotted(f, v->target)),
                        STR_ARG(flat_expr(f, v->value)));
    case DEVIATION_SEVERITY:
        return fmt_text(f, STR_FMT " = " STR_FMT, STR_ARG(code),
                        STR_ARG(flat_name(f, v->severity)));
    case DEVIATION_EXEMPT:
        return fmt_text(f, STR_FMT " where " STR_FMT, STR_ARG(code),
                        STR_ARG(flat_expr(f, v->value)));
    case DEVIATION_DISABLE: return code;
    case DEVIATION_REPLACE: break;
    }
    return fmt_text(f, STR_FMT " with " STR_FMT, STR_ARG(target_of(f, v->target, v->target_type)),
                    STR_ARG(target_of(f, v->with, v->with_type)));
}

static struct str
deviation_reason(struct fmt *f, const struct deviation *v)
{
    struct text_buf out = {.arena = f->arena};
    for (uint32_t i = 0; i < v->replacing.len; i++)
        text_printf(&out, "%s" STR_FMT "%s", i ? ", " : "replacing ",
                    STR_ARG(flat_name(f, v->replacing.at[i])), i + 1 < v->replacing.len ? "" : " ");
    text_printf(&out, "because " STR_FMT, STR_ARG(flat_text(f, v->because)));
    if (v->until.len > 0)
        text_printf(&out, " until " STR_FMT, STR_ARG(v->until));
    if (v->by)
        text_printf(&out, " by " STR_FMT, STR_ARG(flat_text(f, v->by)));
    return text_str(&out);
}

void
fmt_tailor(struct fmt *f, struct str marks, const struct item *i)
{
    static const char *const words[] = {[DEVIATION_SET] = "set",
                                        [DEVIATION_SEVERITY] = "severity",
                                        [DEVIATION_EXEMPT] = "exempt",
                                        [DEVIATION_DISABLE] = "disable",
                                        [DEVIATION_REPLACE] = "replace"};
    fmt_put(f, f->indent,
            fmt_text(f, STR_FMT "tailor " STR_FMT " {", STR_ARG(marks),
                     STR_ARG(flat_dotted(f, i->tailor.pack))));
    fmt_end(f, i->tailor.pack.span.hi);
    fmt_open(f);
    for (uint32_t k = 0; k < i->tailor.deviations.len; k++) {
        const struct deviation *v = &i->tailor.deviations.at[k];
        fmt_begin_leaf(f, v->span);
        fmt_row(f, GROUP_DEVIATION, str_from(words[v->kind]), deviation_what(f, v),
                deviation_reason(f, v))
            ->wraps = true;
        fmt_end(f, v->span.hi);
    }
    fmt_close(f, i->span.hi - 1, "}");
}

/* ---- test data ---- */

static struct str flat_datum(struct fmt *f, const struct datum *v);

/* An id as it was written: parts may be quoted one by one. */
static struct str
flat_thing_name(struct fmt *f, const struct thing_name *t)
{
    if (t->element)
        return flat_datum(f, t->element);
    const struct source *s = f->ast->source;
    struct str written = str_slice(s->text, t->span.lo - s->base, t->span.hi - s->base);
    if (t->quoted)
        return written;
    struct str type = t->type.name.sym.v
                          ? fmt_text(f, STR_FMT ":", STR_ARG(flat_type_name(f, t->type)))
                          : STR("");
    bool quoted = memchr(written.at, '`', written.len) != NULL;
    return quoted ? written : fmt_text(f, STR_FMT STR_FMT, STR_ARG(type), STR_ARG(t->id));
}

static struct str
flat_datum(struct fmt *f, const struct datum *v)
{
    struct text_buf out = {.arena = f->arena};
    switch (v->kind) {
    case DATUM_LITERAL: return flat_expr(f, v->literal);
    case DATUM_THING: return flat_thing_name(f, &v->thing);
    case DATUM_ROLE:
        text_printf(&out, STR_FMT "." STR_FMT "(", STR_ARG(flat_type_name(f, v->pattern)),
                    STR_ARG(flat_name(f, v->role)));
        break;
    case DATUM_LIST: text_add_c(&out, "["); break;
    }
    for (uint32_t i = 0; i < v->items.len; i++)
        text_printf(&out, "%s" STR_FMT, i > 0 ? ", " : "", STR_ARG(flat_datum(f, v->items.at[i])));
    text_add_c(&out, v->kind == DATUM_ROLE ? ")" : "]");
    return text_str(&out);
}

static struct str
flat_member(struct fmt *f, const struct thing_member *m)
{
    struct str pack =
        m->pack.sym.v ? fmt_text(f, STR_FMT ".", STR_ARG(flat_name(f, m->pack))) : STR("");
    return fmt_text(f, STR_FMT STR_FMT ": " STR_FMT, STR_ARG(pack), STR_ARG(flat_name(f, m->field)),
                    STR_ARG(flat_datum(f, m->value)));
}

/* `{ a: x, b: y }`, or empty where entities stand inside. */
static struct str
flat_members(struct fmt *f, const struct thing *t)
{
    struct text_buf out = {.arena = f->arena};
    text_add_c(&out, "{ ");
    for (uint32_t i = 0; i < t->members.len; i++) {
        if (t->members.at[i].thing)
            return STR("");
        text_printf(&out, "%s" STR_FMT, i > 0 ? ", " : "",
                    STR_ARG(flat_member(f, &t->members.at[i])));
    }
    text_add_c(&out, t->members.len > 0 ? " }" : "}");
    return text_str(&out);
}

static void
put_thing(struct fmt *f, const struct thing *t)
{
    struct str type = flat_type_name(f, t->type), id = flat_thing_name(f, &t->id);
    struct str flat = flat_members(f, t);
    fmt_begin(f, t->span.lo, t->span.lo);
    if (t->via.sym.v)
        id = fmt_text(f, STR_FMT " via " STR_FMT, STR_ARG(id), STR_ARG(flat_name(f, t->via)));
    uint32_t before = f->indent + fmt_width(type) + fmt_width(id) + 2;
    if (flat.len > 0 && fmt_fits(before, flat) && !fmt_has_comment(f, t->span.lo, t->span.hi)) {
        fmt_row(f, GROUP_THING, type, id, flat);
        fmt_end(f, t->span.hi);
        return;
    }
    fmt_put(f, f->indent, fmt_text(f, STR_FMT " " STR_FMT " {", STR_ARG(type), STR_ARG(id)));
    fmt_end(f, t->id.span.hi);
    fmt_open(f);
    for (uint32_t i = 0; i < t->members.len; i++) {
        const struct thing_member *m = &t->members.at[i];
        if (m->thing) {
            put_thing(f, m->thing);
            continue;
        }
        fmt_begin_leaf(f, m->span);
        fmt_put(f, f->indent, flat_member(f, m));
        fmt_end(f, m->span.hi);
    }
    fmt_close(f, t->span.hi - 1, "}");
    fmt_end(f, t->span.hi);
}

/* ---- expectations ---- */

static struct str
flat_expectation(struct fmt *f, const struct test_clause *c)
{
    struct text_buf out = {.arena = f->arena};
    text_add_c(&out, "expect");
    if (c->kind == TEST_EXPECT_NOTHING_ELSE)
        return STR("expect nothing else");
    if (c->kind == TEST_EXPECT_NOT)
        text_add_c(&out, " no");
    if (c->word.sym.v)
        text_printf(&out, " " STR_FMT, STR_ARG(flat_name(f, c->word)));
    if (c->kind == TEST_EXPECT_DECISION) {
        text_printf(&out, " " STR_FMT " by " STR_FMT, STR_ARG(flat_thing_name(f, &c->at)),
                    STR_ARG(flat_dotted(f, c->by)));
        return text_str(&out);
    }
    text_printf(&out, " " STR_FMT, STR_ARG(flat_name(f, c->code)));
    if (c->has_at)
        text_printf(&out, " at " STR_FMT, STR_ARG(flat_thing_name(f, &c->at)));
    if (c->saying)
        text_printf(&out, " saying %s" STR_FMT, c->containing ? "containing " : "",
                    STR_ARG(flat_text(f, c->saying)));
    return text_str(&out);
}

static void
put_given(struct fmt *f, const struct test_clause *c)
{
    fmt_put(f, f->indent, STR("given {"));
    fmt_open(f);
    for (uint32_t i = 0; i < c->given.len; i++)
        put_thing(f, c->given.at[i]);
    fmt_close(f, c->span.hi - 1, "}");
}

void
fmt_test(struct fmt *f, struct str marks, const struct item *i)
{
    const struct test_decl *t = &i->test;
    struct str on = t->on.len > 0 ? fmt_text(f, " on " STR_FMT, STR_ARG(t->on)) : STR("");
    fmt_put(f, f->indent,
            fmt_text(f, STR_FMT "test " STR_FMT STR_FMT " {", STR_ARG(marks),
                     STR_ARG(flat_text(f, t->title)), STR_ARG(on)));
    fmt_end(f, t->title->span.hi);
    fmt_open(f);
    for (uint32_t k = 0; k < t->clauses.len; k++) {
        const struct test_clause *c = &t->clauses.at[k];
        fmt_begin(f, c->span.lo, c->kind == TEST_GIVEN ? c->span.lo : c->span.hi);
        if (c->kind == TEST_GIVEN)
            put_given(f, c);
        else if (c->kind == TEST_GIVEN_CASE)
            fmt_put(f, f->indent,
                    fmt_text(f, "given case " STR_FMT, STR_ARG(flat_text(f, c->folder))));
        else
            fmt_put(f, f->indent, flat_expectation(f, c));
        fmt_end(f, c->span.hi);
    }
    fmt_close(f, i->span.hi - 1, "}");
}
