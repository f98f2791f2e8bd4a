/* Clauses of rules, criteria and applications. */
#include "lang/fmt_internal.h"

#include <stdlib.h>

/* What a rule says about itself: a word and a value, aligned. */
static const char *
about_word(enum clause_kind kind)
{
    switch (kind) {
    case CLAUSE_CATEGORY: return "category";
    case CLAUSE_SEVERITY: return "severity";
    case CLAUSE_PHASE: return "phase";
    case CLAUSE_EFFECTIVE: return "effective";
    case CLAUSE_AFTER: return "after";
    case CLAUSE_FORMERLY: return "formerly";
    case CLAUSE_TAGS: return "tags";
    case CLAUSE_RATIONALE: return "rationale";
    default: return NULL;
    }
}

static struct str
about_value(struct fmt *f, const struct clause *c)
{
    switch (c->kind) {
    case CLAUSE_CATEGORY:
    case CLAUSE_SEVERITY: return flat_name(f, c->name);
    case CLAUSE_PHASE:
        if (!c->phase.to.sym.v)
            return flat_name(f, c->phase.from);
        return fmt_text(f, STR_FMT " .. " STR_FMT, STR_ARG(flat_name(f, c->phase.from)),
                        STR_ARG(flat_name(f, c->phase.to)));
    case CLAUSE_EFFECTIVE: return fmt_text(f, "from " STR_FMT, STR_ARG(c->date));
    case CLAUSE_AFTER:
    case CLAUSE_FORMERLY:
    case CLAUSE_TAGS: return flat_names(f, c->codes);
    default: return flat_text(f, c->text);
    }
}

static struct str
flat_mapping(struct fmt *f, const struct mapping *m, bool last)
{
    return fmt_text(f, STR_FMT " " STR_FMT "%s", STR_ARG(flat_name(f, m->standard)),
                    STR_ARG(flat_text(f, m->clause)), last ? "" : ",");
}

static void
put_maps(struct fmt *f, mapping_vec maps)
{
    struct text_buf flat = {.arena = f->arena};
    for (uint32_t i = 0; i < maps.len; i++)
        text_printf(&flat, "%s" STR_FMT, i > 0 ? " " : "",
                    STR_ARG(flat_mapping(f, &maps.at[i], i + 1 == maps.len)));
    if (maps.len == 1 || fmt_fits(f->indent + sizeof "rationale", text_str(&flat))) {
        fmt_row(f, GROUP_ABOUT, STR("maps"), text_str(&flat), (struct str){0});
        return;
    }
    for (uint32_t i = 0; i < maps.len; i++)
        fmt_row(f, GROUP_ABOUT, i == 0 ? STR("maps") : STR(""),
                flat_mapping(f, &maps.at[i], i + 1 == maps.len), (struct str){0});
}

static void
put_param(struct fmt *f, const struct clause *c)
{
    struct str marks = flat_marks(f, c->param->marks, 0);
    fmt_put(f, f->indent,
            fmt_text(f, "param " STR_FMT " = " STR_FMT "%s" STR_FMT,
                     STR_ARG(flat_parameter(f, &c->param->param)),
                     STR_ARG(flat_expr(f, c->param->value)), marks.len > 0 ? "  " : "",
                     STR_ARG(marks)));
}

static void
put_step(struct fmt *f, const struct trace_step *s)
{
    fmt_begin_leaf(f, s->span);
    struct str what = flat_expr(f, s->expr), name = {0};
    if (s->kind != STEP_CONDITION) {
        what = fmt_text(f, "%s " STR_FMT, s->kind == STEP_SOME ? "some" : "every", STR_ARG(what));
        name = fmt_text(f, "as " STR_FMT, STR_ARG(flat_name(f, s->name)));
    } else if (!fmt_fits(f->indent, what)) {
        fmt_condition(f, STR(""), s->expr, STR(""), s->message, s->span);
        fmt_end(f, s->span.hi);
        return;
    }
    struct str tail = fmt_text(f, "else " STR_FMT, STR_ARG(flat_text(f, s->message)));
    fmt_row(f, GROUP_STEP, what, name, tail)->wraps = true;
    fmt_end(f, s->span.hi);
}

static void
put_trace(struct fmt *f, const struct clause *c)
{
    fmt_put(f, f->indent, STR("require trace {"));
    fmt_open(f);
    for (uint32_t i = 0; i < c->trace.len; i++)
        put_step(f, &c->trace.at[i]);
    fmt_close(f, c->span.hi - 1, "}");
}

static void
put_change(struct fmt *f, const struct clause *c)
{
    struct str head = fmt_text(f, "fix %s " STR_FMT, c->fix.add ? "add" : "set",
                               STR_ARG(flat_expr(f, c->fix.path)));
    if (c->fix.ask)
        fmt_put(
            f, f->indent,
            fmt_text(f, STR_FMT " ask " STR_FMT, STR_ARG(head), STR_ARG(flat_text(f, c->fix.ask))));
    else
        fmt_expr(f, f->indent, f->indent + FMT_STEP, fmt_text(f, STR_FMT " = ", STR_ARG(head)),
                 c->fix.value, STR(""));
}

static void
put_require(struct fmt *f, const struct clause *c)
{
    struct str place = STR("");
    if (c->require.at)
        place = fmt_text(f, "  at " STR_FMT, STR_ARG(flat_expr(f, c->require.at)));
    fmt_condition(f, STR("require "), c->require.condition, place, c->require.message, c->span);
}

static void
put_accept(struct fmt *f, const struct clause *c)
{
    struct str given = STR("");
    if (c->accept.given.len > 0)
        given = fmt_text(f, "  given " STR_FMT, STR_ARG(flat_exprs(f, c->accept.given)));
    fmt_expr(f, f->indent, f->indent + FMT_STEP, STR("accept when "), c->accept.when, given);
}

static void
put_clause(struct fmt *f, const struct clause *c)
{
    const char *word = about_word(c->kind);
    if (word) {
        fmt_row(f, GROUP_ABOUT, str_from(word), about_value(f, c), (struct str){0});
        return;
    }
    switch (c->kind) {
    case CLAUSE_MAPS: put_maps(f, c->maps); return;
    case CLAUSE_FINAL:
        fmt_row(f, GROUP_ABOUT, STR("final"), (struct str){0}, (struct str){0});
        return;
    case CLAUSE_EXPECT_SUBJECTS: fmt_put(f, f->indent, STR("expect subjects")); return;
    case CLAUSE_PARAM: put_param(f, c); return;
    case CLAUSE_FOR_EACH: fmt_each(f, STR("for each "), c->each, STR("")); return;
    case CLAUSE_LET: fmt_let(f, c->let); return;
    case CLAUSE_REQUIRE: put_require(f, c); return;
    case CLAUSE_TRACE: put_trace(f, c); return;
    case CLAUSE_FIX_TEXT:
        fmt_put(f, f->indent, fmt_text(f, "fix " STR_FMT, STR_ARG(flat_text(f, c->text))));
        return;
    case CLAUSE_FIX_CHANGE: put_change(f, c); return;
    case CLAUSE_ACCEPT: put_accept(f, c); return;
    case CLAUSE_REJECT:
        fmt_put(f, f->indent, fmt_text(f, "reject " STR_FMT, STR_ARG(flat_text(f, c->text))));
        return;
    default: return;
    }
}

/* Clauses whose parts find a place for the comments among them. */
static bool
has_parts(enum clause_kind kind)
{
    return kind == CLAUSE_FOR_EACH || kind == CLAUSE_LET || kind == CLAUSE_REQUIRE ||
           kind == CLAUSE_TRACE || kind == CLAUSE_ACCEPT;
}

void
fmt_clauses(struct fmt *f, clause_vec clauses)
{
    for (uint32_t i = 0; i < clauses.len; i++) {
        const struct clause *c = &clauses.at[i];
        fmt_begin(f, c->span.lo, has_parts(c->kind) ? c->span.lo : c->span.hi);
        put_clause(f, c);
        fmt_end(f, c->span.hi);
    }
}
