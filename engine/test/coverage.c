/* What can be reached, and how it is called. */
#include "engine/test/coverage.h"

#include <stdlib.h>
#include <string.h>

#include "lang/base/vec.h"

struct making {
    struct arena *arena;
    const struct program *program;
    rule_id rule;
    table_id table;
    VEC(struct coverage_point) points;
};

static void
add(struct making *m, enum point_kind kind, uint32_t a, uint32_t b, struct span span)
{
    vec_push(m->arena, &m->points, ((struct coverage_point){kind, m->rule, m->table, a, b, span}));
}

static void
add_decision(struct making *m, const struct duty *d, uint32_t a)
{
    for (uint32_t b = 0; b < d->branch_count; b++) {
        add(m, POINT_BRANCH, a, b, d->branches[b].span);
        if (d->branches[b].given_count)
            add(m, POINT_GIVEN_LACKS, a, b, d->branches[b].span);
    }
    add(m, POINT_NO_BRANCH, a, 0, d->span);
}

static void
add_duty(struct making *m, const struct duty *d, uint32_t a)
{
    switch (d->kind) {
    case DUTY_REQUIRE:
        add(m, POINT_DUTY_TRUE, a, 0, d->condition->span);
        add(m, POINT_DUTY_FALSE, a, 0, d->condition->span);
        return;
    case DUTY_TRACE:
        for (uint32_t b = 0; b < d->step_count; b++) {
            add(m, POINT_STEP_PASSES, a, b, d->steps[b].expr->span);
            add(m, POINT_STEP_STOPS, a, b, d->steps[b].expr->span);
        }
        return;
    case DUTY_DECIDE: add_decision(m, d, a); return;
    case DUTY_PATTERN:
        add(m, POINT_DUTY_TRUE, a, 0, d->span);
        add(m, POINT_DUTY_FALSE, a, 0, d->span);
        return;
    }
}

static void
add_rule(struct making *m, rule_id id)
{
    const struct rule *r = &m->program->rules.at[id];
    m->rule = id;
    m->table = NO_ID;
    add(m, POINT_FIRES, 0, 0, r->span);
    add(m, POINT_SILENT, 0, 0, r->span);
    for (uint32_t i = 0; i < r->each.len; i++) {
        if (!r->each.at[i].where)
            continue;
        add(m, POINT_GUARD_TRUE, i, 0, r->each.at[i].where->span);
        add(m, POINT_GUARD_FALSE, i, 0, r->each.at[i].where->span);
    }
    for (uint32_t d = 0; d < r->duties.len; d++)
        add_duty(m, &r->duties.at[d], d);
}

struct test_coverage *
coverage_new(struct arena *a, const struct program *p, struct str pack)
{
    struct making m = {.arena = a, .program = p};
    for (rule_id i = 0; i < p->rules.len; i++)
        if (pack_same(p->rules.at[i].pack, pack))
            add_rule(&m, i);
    m.rule = NO_ID;
    for (table_id t = 0; t < p->tables.len; t++) {
        m.table = t;
        for (uint32_t r = 0; pack_same(p->tables.at[t].pack, pack) && r < p->tables.at[t].row_count;
             r++)
            add(&m, POINT_ROW, r, 0, p->tables.at[t].rows[r].span);
    }
    struct test_coverage *c = arena_new(a, struct test_coverage);
    *c = (struct test_coverage){m.points.at, arena_array(a, bool, m.points.len + 1), m.points.len};
    return c;
}

struct test_coverage *
coverage_copy(struct arena *a, const struct test_coverage *c)
{
    struct test_coverage *copy = arena_new(a, struct test_coverage);
    *copy = (struct test_coverage){c->points, arena_array(a, bool, c->count + 1), c->count};
    return copy;
}

void
coverage_join(struct test_coverage *all, const struct test_coverage *part)
{
    for (uint32_t i = 0; i < all->count; i++)
        all->reached[i] = all->reached[i] || part->reached[i];
}

/* Points of a rule stand together, in the order of rules. */
static uint32_t
first_of(const struct test_coverage *c, rule_id rule)
{
    uint32_t lo = 0, hi = c->count;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (c->points[mid].rule < rule)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

void
coverage_reach(struct test_coverage *c, enum point_kind kind, rule_id rule, uint32_t a, uint32_t b)
{
    for (uint32_t i = first_of(c, rule); i < c->count && c->points[i].rule == rule; i++) {
        const struct coverage_point *p = &c->points[i];
        if (p->kind == kind && p->a == a && p->b == b)
            c->reached[i] = true;
    }
}

bool
coverage_is_reached(const struct test_coverage *c, enum point_kind kind, rule_id rule)
{
    for (uint32_t i = first_of(c, rule); i < c->count && c->points[i].rule == rule; i++)
        if (c->points[i].kind == kind)
            return c->reached[i];
    return false;
}

/* The author's words on one line, cut where they are long. */
static struct str
written(struct arena *a, const struct source_map *sources, struct span at)
{
    enum { SHOWN = 60 };
    struct str text = source_text(sources, at);
    struct text_buf out = {.arena = a};
    bool is_blank = false;
    for (size_t i = 0; i < text.len; i++) {
        bool blank =
            text.at[i] == ' ' || text.at[i] == '\n' || text.at[i] == '\r' || text.at[i] == '\t';
        if (out.len >= SHOWN && ((unsigned char)text.at[i] & 0xc0) != 0x80) {
            text_add_c(&out, "…");
            break;
        }
        if (blank && !is_blank)
            text_add_char(&out, ' ');
        if (!blank)
            text_add_char(&out, text.at[i]);
        is_blank = blank;
    }
    return text_str(&out);
}

/* "likely, critical": the inputs of a cell of a matrix. */
static struct str
cell_words(struct arena *a, const struct program *p, const struct lookup_table *t, uint32_t row)
{
    struct text_buf out = {.arena = a};
    for (uint32_t i = 0; i < t->input_count; i++) {
        const struct lookup_test *test = &t->rows[row].tests[i];
        if (test->range_count)
            text_printf(&out, "%s" STR_FMT, out.len ? ", " : "",
                        STR_ARG(cell_text(p, a, t->inputs[i].type, test->ranges[0].low)));
    }
    return text_str(&out);
}

struct str
coverage_words(const struct test_coverage *c, uint32_t point, struct arena *a,
               const struct program *program, const struct source_map *sources)
{
    const struct coverage_point *p = &c->points[point];
    struct str w = written(a, sources, p->span);
    const char *format = NULL;
    if (p->kind == POINT_ROW && program->tables.at[p->table].is_matrix)
        w = cell_words(a, program, &program->tables.at[p->table], p->a);
    switch (p->kind) {
    case POINT_FIRES: return STR("no test that passes expects it to find something");
    case POINT_SILENT: return STR("no test that passes expects it to stay silent on a subject");
    case POINT_GUARD_TRUE: format = "the guard `" STR_FMT "` is never true"; break;
    case POINT_GUARD_FALSE: format = "the guard `" STR_FMT "` is never false"; break;
    case POINT_DUTY_TRUE: format = "`" STR_FMT "` is never true"; break;
    case POINT_DUTY_FALSE: format = "`" STR_FMT "` is never false"; break;
    case POINT_STEP_PASSES: format = "no chain passes `" STR_FMT "`"; break;
    case POINT_STEP_STOPS: format = "no chain stops at `" STR_FMT "`"; break;
    case POINT_BRANCH: format = "`" STR_FMT "` never accepts anything"; break;
    case POINT_GIVEN_LACKS: format = "`" STR_FMT "` never lacks what it is given"; break;
    case POINT_NO_BRANCH: return STR("nothing comes to `reject`");
    case POINT_ROW: format = "`" STR_FMT "` never answers"; break;
    }
    if (!format)
        abort();
    return str_printf(a, format, STR_ARG(w));
}
