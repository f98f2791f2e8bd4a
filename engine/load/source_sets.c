/* Expressions on sets, in the three-valued logic of lang/program.h. */
#include <stdlib.h>
#include <string.h>

#include "engine/load/source_internal.h"

struct sv
sv_set(const sv_vec *members, bool incomplete)
{
    return (struct sv){
        .kind = SV_SET, .incomplete = incomplete, .count = members->len, .members = members->at};
}

/* A set of which something is not known, because of what was reported; NULL: nothing was. */
static struct sv
set_because(struct sv set, const struct diag *cause)
{
    if (set.incomplete && !set.gap_cause)
        set.gap_cause = cause;
    return set;
}

static struct sv
truth_because(enum truth t, const struct diag *cause)
{
    return t == SV_MAYBE ? sv_unknown(cause) : sv_truth(t);
}

static struct sv
eval_set(struct source_reader *r, const struct ir *ir)
{
    struct sv v = source_eval(r, ir);
    sv_vec none = {0};
    if (v.kind == SV_SET)
        return v;
    if (v.kind == SV_UNKNOWN)
        return set_because(sv_set(&none, true), v.cause);
    return source_items(r, v);
}

/* ---- identity of members: an order that has no other meaning, but that pieces of the document keep theirs ---- */

static int
by_place(const struct tree *a, const struct tree *b)
{
    if (a->span.lo != b->span.lo)
        return a->span.lo < b->span.lo ? -1 : 1;
    if (a->span.hi != b->span.hi)
        return a->span.hi > b->span.hi ? -1 : 1;
    return (a > b) - (a < b);
}

static int
by_identity(const void *x, const void *y)
{
    const struct sv *a = x, *b = y;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (a->kind == SV_TEXT)
        return str_cmp(a->text, b->text);
    if (a->kind == SV_NODE)
        return by_place(a->node.tree, b->node.tree);
    return (a->cell > b->cell) - (a->cell < b->cell);
}

/* Into `out`: sorted, each once. Returns how many. */
static uint32_t
sort_members(struct sv set, struct sv *out)
{
    uint32_t kept = 0;
    if (set.count == 0)
        return 0;
    memcpy(out, set.members, set.count * sizeof *out);
    qsort(out, set.count, sizeof *out, by_identity);
    for (uint32_t i = 0; i < set.count; i++)
        if (kept == 0 || by_identity(&out[kept - 1], &out[i]) != 0)
            out[kept++] = out[i];
    return kept;
}

static struct sv
distinct(struct source_reader *r, struct sv set)
{
    struct sv *members = arena_array(&r->scratch, struct sv, set.count);
    set.count = sort_members(set, members);
    set.members = members;
    return set;
}

/* As `distinct`; but the set of a `let` is sorted once, for it may be asked for each of as many items as it has members. */
static struct sv
distinct_for_in(struct source_reader *r, const struct ir *ir, struct sv set)
{
    if (ir->kind != IR_VAR || r->slots[ir->slot].kind != SV_SET)
        return distinct(r, set);
    struct sorted_set *s = &r->sorted[ir->slot];
    if (!s->is_current) {
        if (set.count > s->cap) {
            s->members = mem_grow(s->members, sizeof *s->members, s->cap, set.count);
            s->cap = set.count;
        }
        s->count = sort_members(set, s->members);
        s->is_current = true;
    }
    set.members = s->members;
    set.count = s->count;
    return set;
}

static bool
has_member(struct sv sorted, struct sv v)
{
    return sorted.count && bsearch(&v, sorted.members, sorted.count, sizeof v, by_identity);
}

/* Members of a that are (or are not) in b. */
static struct sv
select_members(struct source_reader *r, struct sv a, struct sv b, bool wanted)
{
    sv_vec out = {0};
    struct sv in = distinct(r, b);
    for (uint32_t i = 0; i < a.count; i++)
        if (has_member(in, a.members[i]) == wanted)
            vec_push(&r->scratch, &out, a.members[i]);
    return sv_set(&out, a.incomplete);
}

/* ---- set operations ---- */

static struct sv
eval_union(struct source_reader *r, struct sv a, struct sv b)
{
    sv_vec out = {0};
    for (uint32_t i = 0; i < a.count; i++)
        vec_push(&r->scratch, &out, a.members[i]);
    for (uint32_t i = 0; i < b.count; i++)
        vec_push(&r->scratch, &out, b.members[i]);
    return set_because(distinct(r, sv_set(&out, a.incomplete || b.incomplete)),
                       a.gap_cause ? a.gap_cause : b.gap_cause);
}

static struct sv
eval_operation(struct source_reader *r, const struct ir *ir)
{
    struct sv a = eval_set(r, ir->binary.left), b = eval_set(r, ir->binary.right), out;
    sv_vec none = {0};
    if (ir->kind == IR_UNION)
        return eval_union(r, a, b);
    if (ir->kind == IR_EXCEPT)
        return b.incomplete ? sv_set(&none, true) : select_members(r, a, b, false);
    out = select_members(r, a, b, true);
    out.incomplete = a.incomplete || b.incomplete;
    return out;
}

static struct sv
eval_in(struct source_reader *r, const struct ir *ir)
{
    struct sv v = source_eval(r, ir->binary.left), set = eval_set(r, ir->binary.right);
    if (v.kind == SV_UNKNOWN)
        return v;
    if (v.kind == SV_MISSING)
        return sv_truth(SV_FALSE);
    if (has_member(distinct_for_in(r, ir->binary.right, set), v))
        return sv_truth(SV_TRUE);
    return truth_because(set.incomplete ? SV_MAYBE : SV_FALSE, set.gap_cause);
}

static struct sv
is_subset(struct source_reader *r, struct sv a, struct sv b)
{
    bool all = select_members(r, a, b, false).count == 0;
    if (!all && !b.incomplete)
        return sv_truth(SV_FALSE);
    return sv_truth(all && !a.incomplete ? SV_TRUE : SV_MAYBE);
}

static struct sv
eval_same(struct source_reader *r, const struct ir *ir)
{
    struct sv a = distinct(r, eval_set(r, ir->compare.left));
    struct sv b = distinct(r, eval_set(r, ir->compare.right));
    bool same = a.count == b.count;
    if (a.incomplete || b.incomplete)
        return sv_truth(SV_MAYBE);
    for (uint32_t i = 0; same && i < a.count; i++)
        same = by_identity(&a.members[i], &b.members[i]) == 0;
    return sv_truth(same == (ir->compare.op == CMP_EQ) ? SV_TRUE : SV_FALSE);
}

/* ---- variables over sets ---- */

static enum truth
guard(struct source_reader *r, const struct ir_each *each)
{
    return each->where ? sv_holds(source_eval(r, each->where)) : SV_TRUE;
}

static struct sv
eval_quantifier(struct source_reader *r, const struct ir *ir)
{
    const struct ir_each *each = &ir->quant.each;
    struct sv set = eval_set(r, each->set);
    uint32_t holds = 0, fails = 0, maybe = set.incomplete;
    for (uint32_t i = 0; i < set.count; i++) {
        r->slots[each->slot] = set.members[i];
        enum truth where = guard(r, each);
        enum truth body = where == SV_FALSE ? SV_FALSE : sv_holds(source_eval(r, ir->quant.body));
        fails += where == SV_TRUE && body == SV_FALSE;
        holds += where == SV_TRUE && body == SV_TRUE;
        maybe += where == SV_MAYBE || (where == SV_TRUE && body == SV_MAYBE);
        if (ir->kind == IR_EVERY && where == SV_MAYBE && body == SV_TRUE)
            maybe--;
        if (ir->kind != IR_EVERY && where == SV_MAYBE && body == SV_FALSE)
            maybe--;
    }
    if (ir->kind == IR_SOME)
        return truth_because(holds ? SV_TRUE : maybe ? SV_MAYBE : SV_FALSE, set.gap_cause);
    if (ir->kind == IR_EVERY)
        return truth_because(fails ? SV_FALSE : maybe ? SV_MAYBE : SV_TRUE, set.gap_cause);
    if (holds > 1)
        return sv_truth(SV_FALSE);
    return truth_because(maybe ? SV_MAYBE : holds == 1 ? SV_TRUE : SV_FALSE, set.gap_cause);
}

/* The terms of a comprehension or aggregate: every combination of its variables. */
struct terms {
    const ir_each_vec *each;
    const struct ir *term;
    sv_vec out;
    bool incomplete;
    const struct diag *cause; /* of the first gap that was reported */
};

static void
collect_terms(struct source_reader *r, struct terms *t, uint32_t k)
{
    if (k == t->each->len) {
        struct sv v = source_eval(r, t->term);
        t->incomplete |= v.kind == SV_UNKNOWN || (v.kind == SV_SET && v.incomplete);
        if (v.kind == SV_CELL || v.kind == SV_TEXT || v.kind == SV_NODE)
            vec_push(&r->scratch, &t->out, v);
        for (uint32_t i = 0; v.kind == SV_SET && i < v.count; i++)
            vec_push(&r->scratch, &t->out, v.members[i]);
        return;
    }
    const struct ir_each *each = &t->each->at[k];
    struct sv set = eval_set(r, each->set);
    t->incomplete |= set.incomplete;
    t->cause = t->cause ? t->cause : set.gap_cause;
    for (uint32_t i = 0; i < set.count; i++) {
        r->slots[each->slot] = set.members[i];
        enum truth where = guard(r, each);
        t->incomplete |= where == SV_MAYBE;
        if (where == SV_TRUE)
            collect_terms(r, t, k + 1);
    }
}

static struct sv
eval_filter(struct source_reader *r, const struct ir *ir)
{
    const struct ir_each *each = &ir->each.each.at[0];
    struct sv set = eval_set(r, each->set);
    sv_vec out = {0};
    bool incomplete = set.incomplete;
    for (uint32_t i = 0; i < set.count; i++) {
        r->slots[each->slot] = set.members[i];
        enum truth where = guard(r, each);
        incomplete |= where == SV_MAYBE;
        if (where == SV_TRUE)
            vec_push(&r->scratch, &out, set.members[i]);
    }
    return set_because(sv_set(&out, incomplete), set.gap_cause);
}

static struct sv
eval_map(struct source_reader *r, const struct ir *ir)
{
    struct terms t = {.each = &ir->each.each, .term = ir->each.result};
    collect_terms(r, &t, 0);
    return set_because(distinct(r, sv_set(&t.out, t.incomplete)), t.cause);
}

/* ---- aggregates ---- */

static struct sv
add_up(struct source_reader *r, enum type_kind kind, const sv_vec *terms)
{
    struct decimal_pool *pool = r->in.program->decimals;
    struct decimal sum = {0};
    for (uint32_t i = 0; i < terms->len; i++) {
        uint64_t cell = terms->at[i].cell;
        struct decimal term =
            kind == TYPE_DECIMAL ? decimal_of_cell(pool, cell) : decimal_from_int((int64_t)cell);
        if (!decimal_add(sum, term, &sum))
            return sv_unknown(NULL);
    }
    if (kind == TYPE_DECIMAL)
        return (struct sv){.kind = SV_CELL, .cell = decimal_cell(pool, sum)};
    int64_t whole = 0;
    if (!decimal_floor(sum, &whole))
        return sv_unknown(NULL);
    return (struct sv){.kind = SV_CELL, .cell = (uint64_t)whole};
}

static struct sv
average(struct source_reader *r, enum type_kind kind, const sv_vec *terms)
{
    struct decimal_pool *pool = r->in.program->decimals;
    struct sv sum = add_up(r, kind, terms);
    if (sum.kind != SV_CELL || terms->len == 0)
        return terms->len == 0 ? SV_NOTHING : sum;
    struct decimal d = kind == TYPE_DECIMAL ? decimal_of_cell(pool, sum.cell)
                                            : decimal_from_int((int64_t)sum.cell);
    if (!decimal_div(d, decimal_from_int((int64_t)terms->len), &d))
        return sv_unknown(NULL);
    return (struct sv){.kind = SV_CELL, .cell = decimal_cell(pool, d)};
}

static struct sv
multiply(struct source_reader *r, const sv_vec *terms)
{
    struct decimal_pool *pool = r->in.program->decimals;
    struct decimal *all = arena_array(&r->scratch, struct decimal, terms->len + 1), d;
    for (uint32_t i = 0; i < terms->len; i++)
        all[i] = decimal_of_cell(pool, terms->at[i].cell);
    if (!decimal_product(all, terms->len, &d))
        return sv_unknown(NULL);
    return (struct sv){.kind = SV_CELL, .cell = decimal_cell(pool, d)};
}

static struct sv
extreme(struct source_reader *r, enum type_kind kind, const sv_vec *terms, int sign)
{
    struct sv best = SV_NOTHING;
    for (uint32_t i = 0; i < terms->len; i++)
        if (best.kind == SV_MISSING || sign * source_compare(r, kind, terms->at[i], best) > 0)
            best = terms->at[i];
    return best;
}

static int
by_natural(const void *a, const void *b)
{
    return str_cmp_natural(*(const struct str *)a, *(const struct str *)b);
}

static struct sv
list_terms(struct source_reader *r, struct type t, const sv_vec *terms)
{
    struct str *words = arena_array(&r->scratch, struct str, terms->len);
    struct text_buf out = {.arena = &r->scratch};
    for (uint32_t i = 0; i < terms->len; i++)
        words[i] = source_spelling(r, t, terms->at[i]);
    if (terms->len)
        qsort(words, terms->len, sizeof *words, by_natural);
    for (uint32_t i = 0; i < terms->len; i++)
        text_printf(&out, "%s" STR_FMT, i ? ", " : "", STR_ARG(words[i]));
    return (struct sv){.kind = SV_TEXT, .text = text_str(&out)};
}

static struct sv
eval_aggregate(struct source_reader *r, const struct ir *ir)
{
    struct terms t = {.each = &ir->aggregate.each, .term = ir->aggregate.term};
    collect_terms(r, &t, 0);
    struct type type = ir->aggregate.term->type;
    if (t.incomplete)
        return sv_unknown(t.cause);
    switch (ir->aggregate.op) {
    case AGG_COUNT: return (struct sv){.kind = SV_CELL, .cell = t.out.len};
    case AGG_SUM: return add_up(r, type.kind, &t.out);
    case AGG_AVG: return average(r, type.kind, &t.out);
    case AGG_MIN: return extreme(r, type.kind, &t.out, -1);
    case AGG_MAX: return extreme(r, type.kind, &t.out, 1);
    case AGG_LIST: return list_terms(r, type, &t.out);
    case AGG_PRODUCT: return multiply(r, &t.out);
    }
    abort();
}

static struct sv
eval_listed(struct source_reader *r, const struct ir *ir)
{
    sv_vec out = {0};
    bool incomplete = false;
    for (uint32_t i = 0; i < ir->list.len; i++) {
        struct sv v = source_eval(r, ir->list.at[i]);
        incomplete |= v.kind == SV_UNKNOWN;
        if (v.kind == SV_CELL || v.kind == SV_TEXT || v.kind == SV_NODE)
            vec_push(&r->scratch, &out, v);
    }
    return sv_set(&out, incomplete);
}

static struct sv
eval_enum_values(struct source_reader *r, const struct ir *ir)
{
    sv_vec out = {0};
    for (uint32_t i = 0; i < r->in.program->enums.at[ir->id].value_count; i++)
        vec_push(&r->scratch, &out, ((struct sv){.kind = SV_CELL, .cell = i}));
    return sv_set(&out, false);
}

struct sv
source_eval_sets(struct source_reader *r, const struct ir *ir)
{
    if (ir->kind == IR_COMPARE)
        return eval_same(r, ir);
    if (ir->kind == IR_ENUM_VALUES)
        return eval_enum_values(r, ir);
    if (ir->kind == IR_IN)
        return eval_in(r, ir);
    if (ir->kind == IR_SUBSET)
        return is_subset(r, eval_set(r, ir->binary.left), eval_set(r, ir->binary.right));
    if (ir->kind == IR_SOME || ir->kind == IR_EVERY || ir->kind == IR_ONE)
        return eval_quantifier(r, ir);
    if (ir->kind == IR_SET)
        return eval_listed(r, ir);
    if (ir->kind == IR_FILTER)
        return eval_filter(r, ir);
    if (ir->kind == IR_MAP)
        return eval_map(r, ir);
    if (ir->kind == IR_AGGREGATE)
        return eval_aggregate(r, ir);
    return eval_operation(r, ir);
}
