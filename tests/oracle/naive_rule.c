/* Definitions with their fixpoints, and rules. */
#include <stdlib.h>
#include <string.h>

#include "lang/base/limits.h"
#include "tests/oracle/naive.h"

void
naive_init(struct naive *n, struct arena *arena, const struct program *p, struct store *s,
           struct eval_options options)
{
    *n = (struct naive){arena, p, s, options, NULL, NULL, NO_ID, false};
    n->relations = arena_array(arena, struct naive_relation, p->defines.len);
    n->regexes = arena_array(arena, struct regex_code *, p->regexes.len);
    for (uint32_t i = 0; i < p->regexes.len; i++)
        n->regexes[i] = regex_compile(arena, p->regexes.at[i].pattern, NULL);
}

void
naive_release(struct naive *n)
{
    for (uint32_t i = 0; i < n->program->regexes.len; i++)
        regex_free(n->regexes[i]);
}

/* ---- definitions ---- */

static size_t
tuple_index(struct naive *n, const struct define *d, const struct value *args)
{
    size_t index = 0;
    for (uint32_t i = 0; i < d->param_count; i++)
        index = index * store_count(n->store) + args[i].cell;
    return index;
}

static size_t
tuple_count(struct naive *n, const struct define *d)
{
    size_t count = 1;
    for (uint32_t i = 0; i < d->param_count; i++)
        count *= store_count(n->store);
    return count ? count : 1;
}

/* Adds what the body now gives for each tuple of parameters from the i-th on; whether anything is new. */
static bool
add_tuples(struct naive *n, const struct define *d, uint8_t *table, struct value *slots, uint32_t i)
{
    if (i == d->param_count) {
        size_t index = tuple_index(n, d, slots);
        if (table[index])
            return false;
        enum truth t = naive_truth(n, d->body, slots);
        table[index] = n->is_certain_pass ? t == TRUE_ : t != FALSE_;
        return table[index];
    }
    const struct union_type *u = &n->program->unions.at[d->slots[i].type.of];
    bool is_new = false;
    for (uint32_t m = 0; m < u->member_count; m++) {
        struct range r = store_extent(n->store, u->members[m]);
        for (uint32_t k = r.lo; k < r.hi; k++) {
            slots[i] = naive_cell(k);
            is_new |= add_tuples(n, d, table, slots, i + 1);
        }
    }
    return is_new;
}

static void
solve_pass(struct naive *n, uint32_t component, bool is_certain)
{
    n->solving = component;
    n->is_certain_pass = is_certain;
    for (bool is_new = true; is_new;) {
        is_new = false;
        for (define_id id = 0; id < n->program->defines.len; id++) {
            const struct define *d = &n->program->defines.at[id];
            struct naive_relation *r = &n->relations[id];
            if (!d->is_recursive || d->component != component)
                continue;
            struct value *slots = arena_array(n->arena, struct value, d->slot_count);
            is_new |= add_tuples(n, d, is_certain ? r->certain : r->possible, slots, 0);
        }
    }
}

/* The least fixpoint of what certainly holds, then that of what possibly holds. */
static void
solve(struct naive *n, uint32_t component)
{
    uint32_t outer = n->solving;
    bool outer_pass = n->is_certain_pass;
    for (define_id id = 0; id < n->program->defines.len; id++) {
        const struct define *d = &n->program->defines.at[id];
        if (!d->is_recursive || d->component != component)
            continue;
        n->relations[id].certain = arena_array(n->arena, uint8_t, tuple_count(n, d));
        n->relations[id].possible = arena_array(n->arena, uint8_t, tuple_count(n, d));
        n->relations[id].is_solved = true;
    }
    solve_pass(n, component, true);
    solve_pass(n, component, false);
    n->solving = outer;
    n->is_certain_pass = outer_pass;
}

static struct value
call_recursive(struct naive *n, define_id id, const struct value *args)
{
    const struct define *d = &n->program->defines.at[id];
    struct naive_relation *r = &n->relations[id];
    if (!r->is_solved)
        solve(n, d->component);
    size_t index = tuple_index(n, d, args);
    if (n->solving == d->component)
        return naive_cell(n->is_certain_pass ? r->certain[index] : r->possible[index]);
    if (r->certain[index] != r->possible[index])
        return (struct value){.kind = VALUE_UNKNOWN};
    return naive_cell(r->certain[index]);
}

struct value
naive_call(struct naive *n, const struct ir *e, struct value *slots)
{
    const struct define *d = &n->program->defines.at[e->call.define];
    struct value *args = arena_array(n->arena, struct value, d->slot_count);
    bool is_unknown = false, is_missing = false;
    for (uint32_t i = 0; i < d->param_count; i++) {
        args[i] = naive_value(n, e->call.args.at[i], slots);
        is_unknown |= args[i].kind == VALUE_UNKNOWN;
        is_missing |= args[i].kind == VALUE_MISSING;
    }
    struct value nothing = {.kind = is_unknown ? VALUE_UNKNOWN : VALUE_MISSING};
    if ((is_unknown || is_missing) && card_is_set(d->result.card))
        return naive_set(n, nothing);
    if (is_unknown || is_missing)
        return !is_unknown && d->result.kind == TYPE_BOOL ? naive_cell(0) : nothing;
    return d->is_recursive ? call_recursive(n, e->call.define, args)
                           : naive_value(n, d->body, args);
}

/* ---- tables: row by row ---- */

static bool
range_holds(struct naive *n, enum type_kind kind, const struct lookup_range *r, uint64_t cell)
{
    int low = r->has_low ? naive_order(n, kind, cell, r->low) : 1;
    int high = r->has_high ? naive_order(n, kind, cell, r->high) : -1;
    return (r->low_open ? low > 0 : low >= 0) && (r->high_open ? high < 0 : high <= 0);
}

static bool
row_matches(struct naive *n, const struct lookup_table *t, const struct lookup_row *row,
            const struct value *args)
{
    for (uint32_t i = 0; i < t->input_count; i++) {
        const struct lookup_test *test = &row->tests[i];
        bool matches = test->is_any;
        for (uint32_t k = 0; k < test->range_count; k++)
            matches |= range_holds(n, t->inputs[i].type.kind, &test->ranges[k], args[i].cell);
        if (!matches)
            return false;
    }
    return true;
}

struct value
naive_lookup(struct naive *n, const struct ir *e, struct value *slots)
{
    const struct lookup_table *t = &n->program->tables.at[e->lookup.table];
    struct value *args = arena_array(n->arena, struct value, t->input_count);
    struct value worst = naive_cell(0);
    for (uint32_t i = 0; i < t->input_count; i++) {
        args[i] = naive_value(n, e->lookup.args.at[i], slots);
        if (args[i].kind == VALUE_UNKNOWN)
            worst.kind = VALUE_UNKNOWN;
        else if (args[i].kind == VALUE_MISSING && worst.kind == VALUE_CELL)
            worst.kind = VALUE_MISSING;
    }
    if (worst.kind != VALUE_CELL)
        return card_is_set(e->type.card) ? naive_set(n, worst) : worst;
    VEC(struct value) found = {0};
    for (uint32_t r = 0; r < t->row_count; r++)
        if (row_matches(n, t, &t->rows[r], args))
            vec_push(n->arena, &found, naive_cell(t->rows[r].results[e->lookup.output]));
    return t->hit == HIT_COLLECT ? naive_set_of(n, found.at, found.len) : found.at[0];
}

/* ---- rules ---- */

/* The steps of a trace, each inside the one before. A hop that finds nothing has failed. */
static enum truth
trace_holds(struct naive *n, const struct ir_step *step, uint32_t count, struct value *slots)
{
    if (count == 0)
        return TRUE_;
    if (step->kind == IR_STEP_CONDITION)
        return truth_and(naive_truth(n, step->expr, slots),
                         trace_holds(n, step + 1, count - 1, slots));
    bool is_some = step->kind == IR_STEP_SOME;
    struct value set = naive_set(n, naive_value(n, step->expr, slots));
    if (set.count == 0)
        return set.incomplete ? UNKNOWN_ : FALSE_;
    enum truth result = set.incomplete ? UNKNOWN_ : is_some ? FALSE_ : TRUE_;
    for (uint32_t i = 0; i < set.count; i++) {
        slots[step->slot] = naive_cell(set.members[i]);
        enum truth rest = trace_holds(n, step + 1, count - 1, slots);
        result = is_some ? truth_or(result, rest) : truth_and(result, rest);
    }
    return result;
}

struct cases {
    struct rule_result *result;
    uint8_t worst; /* status of the present subject */
    uint32_t cap;
};

static void *
longer(struct naive *n, const void *old, size_t size, uint32_t len, uint32_t cap)
{
    void *p = arena_alloc(n->arena, size, 8, cap);
    if (len)
        memcpy(p, old, size * len);
    return p;
}

static void
make_room(struct naive *n, struct cases *c)
{
    struct rule_result *r = c->result;
    if (r->case_count < c->cap)
        return;
    c->cap = c->cap ? c->cap * 2 : 8;
    r->guard = longer(n, r->guard, 1, r->case_count, c->cap);
    for (uint32_t i = 0; i < r->rule->each.len; i++) {
        uint64_t **slot = &r->slots[r->rule->each.at[i].slot];
        *slot = longer(n, *slot, sizeof **slot, r->case_count, c->cap);
    }
    for (uint32_t i = 0; i < r->rule->duties.len; i++)
        r->duties[i] = longer(n, r->duties[i], 1, r->case_count, c->cap);
}

/* Of a trace, its first hop opens, whatever becomes of the steps behind it. */
static bool
opens(struct naive *n, const struct duty *d, enum truth t, struct value *slots)
{
    if (d->kind != DUTY_TRACE)
        return t != FALSE_;
    struct value first = naive_value(n, d->steps[0].expr, slots);
    return first.count > 0 || first.incomplete;
}

/*
 * The duties of one case in order. Where one fails that opens a value, those after it are not
 * checked: they would only say again that the value is not there.
 */
static uint8_t
check_duties(struct naive *n, struct rule_result *r, enum truth guard, struct value *slots)
{
    bool is_open = true;
    enum truth all = TRUE_;
    for (uint32_t i = 0; i < r->rule->duties.len; i++) {
        const struct duty *d = &r->rule->duties.at[i];
        enum truth t = TRUE_;
        if (is_open && d->kind == DUTY_TRACE)
            t = trace_holds(n, d->steps, d->step_count, slots);
        else if (is_open)
            t = naive_truth(n, d->condition, slots);
        r->duties[i][r->case_count] = (uint8_t)t;
        all = truth_and(all, t);
        if (d->opens && is_open && !opens(n, d, t, slots))
            is_open = false;
    }
    if (guard == UNKNOWN_ || all == UNKNOWN_)
        return all == FALSE_ && guard == TRUE_ ? SUBJECT_VIOLATED : SUBJECT_INDETERMINATE;
    return all == FALSE_ ? SUBJECT_VIOLATED : SUBJECT_SATISFIED;
}

static void
case_leaf(struct naive *n, struct naive_visit *v, enum truth guard, struct value *slots)
{
    struct cases *c = v->context;
    struct rule_result *r = c->result;
    make_room(n, c);
    for (uint32_t i = 0; i < r->rule->each.len; i++) {
        uint32_t slot = r->rule->each.at[i].slot;
        r->slots[slot][r->case_count] = slots[slot].cell;
    }
    for (uint32_t i = 0; i < r->rule->lets.len; i++)
        slots[r->rule->lets.at[i].slot] = naive_value(n, r->rule->lets.at[i].value, slots);
    r->guard[r->case_count] = (uint8_t)guard;
    uint8_t status = check_duties(n, r, guard, slots);
    r->case_count++;
    if (status > c->worst)
        c->worst = status;
}

/* What a rule says of one subject, and the cases that say so. */
static uint8_t
check_subject(struct naive *n, struct cases *c, uint32_t subject, struct value *slots)
{
    const struct ir_each *each = c->result->rule->each.at;
    struct naive_visit v = {.leaf = case_leaf, .context = c, .keeps_unknown = true};
    c->worst = SUBJECT_NOT_APPLICABLE;
    slots[each->slot] = naive_cell(subject);
    enum truth where = each->where ? naive_truth(n, each->where, slots) : TRUE_;
    naive_tuples(n, each + 1, c->result->rule->each.len - 1, where, slots, &v);
    if (v.is_incomplete && c->worst < SUBJECT_INDETERMINATE)
        c->worst = SUBJECT_INDETERMINATE;
    bool is_external = store_external(n->store, (struct ent){subject}).len > 0;
    if (c->worst == SUBJECT_NOT_APPLICABLE)
        return c->worst;
    if (!c->result->is_due)
        return SUBJECT_NOT_DUE;
    return is_external ? SUBJECT_ASSUMED : c->worst;
}

static bool
is_due(const struct naive *n, const struct rule *rule)
{
    return !rule->has_phase || !n->options.has_phase ||
           (n->options.phase >= rule->phase_from && n->options.phase <= rule->phase_to);
}

struct rule_result *
naive_rule(struct naive *n, const struct rule *rule)
{
    struct rule_result *r = arena_new(n->arena, struct rule_result);
    struct cases c = {.result = r};
    struct value *slots = arena_array(n->arena, struct value, rule->slot_count);
    r->rule = rule;
    r->is_due = is_due(n, rule);
    r->slots = arena_array(n->arena, uint64_t *, rule->slot_count);
    r->duties = arena_array(n->arena, uint8_t *, rule->duties.len);
    const struct union_type *u = &n->program->unions.at[rule->each.at[0].set->id];
    r->subjects.lo = store_extent(n->store, u->members[0]).lo;
    r->subjects.hi = store_extent(n->store, u->members[u->member_count - 1]).hi;
    r->status = arena_array(n->arena, uint8_t, r->subjects.hi - r->subjects.lo);
    memset(r->status, SUBJECT_OUTSIDE, r->subjects.hi - r->subjects.lo);
    for (uint32_t m = 0; m < u->member_count; m++) {
        struct range extent = store_extent(n->store, u->members[m]);
        for (uint32_t k = extent.lo; k < extent.hi; k++) {
            uint8_t status = check_subject(n, &c, k, slots);
            r->status[k - r->subjects.lo] = status;
            r->counts[status]++;
        }
    }
    return r;
}

/* ---- after ---- */

static const struct rule_result *
named(struct rule_result *const *all, uint32_t count, struct sym code)
{
    for (uint32_t i = 0; i < count; i++)
        if (sym_eq(all[i]->rule->code, code))
            return all[i];
    return NULL;
}

/* Whether `subject`, judged by r, is left to a rule before it: by the statuses that each rule gave by itself. */
static bool
is_left(struct rule_result *const *all, uint32_t count, const struct rule_result *r,
        uint32_t subject)
{
    uint8_t status = SUBJECT_OUTSIDE;
    if (subject >= r->subjects.lo && subject < r->subjects.hi)
        status = r->status[subject - r->subjects.lo];
    if (status != SUBJECT_SATISFIED && status != SUBJECT_INDETERMINATE &&
        status != SUBJECT_VIOLATED)
        return false;
    for (uint32_t i = 0; i < r->rule->after_count; i++) {
        const struct rule_result *before = named(all, count, r->rule->after[i]);
        if (!before || !before->is_due || subject < before->subjects.lo ||
            subject >= before->subjects.hi)
            continue;
        if (before->status[subject - before->subjects.lo] == SUBJECT_VIOLATED ||
            is_left(all, count, before, subject))
            return true;
    }
    return false;
}

void
naive_after(struct naive *n, struct rule_result *const *all, uint32_t count,
            struct rule_result *left)
{
    for (uint32_t i = 0; i < count; i++) {
        struct rule_result *r = all[i], *out = &left[i];
        uint32_t subjects = r->subjects.hi - r->subjects.lo;
        *out = *r;
        out->status = arena_array(n->arena, uint8_t, subjects);
        memcpy(out->status, r->status, subjects);
        for (uint32_t k = 0; k < subjects; k++)
            if (is_left(all, count, r, r->subjects.lo + k)) {
                out->counts[out->status[k]]--;
                out->counts[SUBJECT_SUPERSEDED]++;
                out->status[k] = SUBJECT_SUPERSEDED;
            }
    }
}

/* ---- messages ---- */

static void
add_set_words(struct naive *n, struct text_buf *b, struct type t, struct value set)
{
    struct str *words = arena_array(n->arena, struct str, set.count);
    for (uint32_t i = 0; i < set.count; i++) {
        words[i] = naive_text_of(n, t, set.members[i]);
        for (uint32_t k = i; k > 0 && str_cmp_natural(words[k - 1], words[k]) > 0; k--) {
            struct str swap = words[k];
            words[k] = words[k - 1];
            words[k - 1] = swap;
        }
    }
    for (uint32_t i = 0; i < set.count && i < LIMIT_MESSAGE_IDS; i++)
        text_printf(b, "%s" STR_FMT, i ? ", " : "", STR_ARG(words[i]));
    if (set.count > LIMIT_MESSAGE_IDS)
        text_printf(b, " and %u more", set.count - LIMIT_MESSAGE_IDS);
}

static void
add_words(struct naive *n, struct text_buf *b, const struct ir *e, struct value v)
{
    if (v.kind == VALUE_UNKNOWN || (v.kind == VALUE_SET && v.count == 0 && v.incomplete))
        text_add_c(b, "(unknown)");
    else if (v.kind == VALUE_MISSING)
        text_add_c(b, "(not given)");
    else if (v.kind == VALUE_CELL)
        text_add(b, naive_text_of(n, e->type, v.cell));
    else if (v.count == 0)
        text_add_c(b, "(none)");
    else
        add_set_words(n, b, e->type, v);
    if (v.kind == VALUE_SET && v.count > 0 && v.incomplete)
        text_add_c(b, " and perhaps more");
}

struct str
naive_message(struct naive *n, const struct ir *e, struct value *slots)
{
    struct text_buf b = {.arena = n->arena};
    for (uint32_t i = 0; i < e->template.len; i++) {
        const struct ir_part *part = &e->template.at[i];
        text_add(&b, part->literal);
        if (part->expr)
            add_words(n, &b, part->expr, naive_value(n, part->expr, slots));
    }
    return text_str(&b);
}
