#include "tests/oracle/naive.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const struct value UNKNOWN = {.kind = VALUE_UNKNOWN};
static const struct value MISSING = {.kind = VALUE_MISSING};

struct value
naive_cell(uint64_t cell)
{
    return (struct value){.kind = VALUE_CELL, .cell = cell};
}

struct value
naive_text(struct naive *n, struct str text)
{
    return naive_cell(sym_intern(n->program->texts, text).v);
}

/* ---- sets ---- */

struct set {
    VEC(uint64_t) members;
    bool is_incomplete;
};

static bool
set_has(struct value set, uint64_t cell)
{
    for (uint32_t i = 0; i < set.count; i++)
        if (set.members[i] == cell)
            return true;
    return false;
}

/* Keeps the members ascending and distinct. */
static void
set_add(struct naive *n, struct set *s, uint64_t cell)
{
    uint32_t i = s->members.len;
    for (uint32_t k = 0; k < s->members.len; k++)
        if (s->members.at[k] == cell)
            return;
    vec_push(n->arena, &s->members, cell);
    for (; i > 0 && s->members.at[i - 1] > cell; i--)
        s->members.at[i] = s->members.at[i - 1];
    s->members.at[i] = cell;
}

/* A single value as the set of it: what is missing adds nothing, what is unknown may be anything. */
static void
set_join(struct naive *n, struct set *s, struct value v)
{
    if (v.kind == VALUE_CELL)
        set_add(n, s, v.cell);
    else if (v.kind == VALUE_UNKNOWN)
        s->is_incomplete = true;
    else if (v.kind == VALUE_SET)
        for (uint32_t i = 0; i < v.count; i++)
            set_add(n, s, v.members[i]);
    s->is_incomplete |= v.kind == VALUE_SET && v.incomplete;
}

static struct value
set_value(const struct set *s)
{
    return (struct value){.kind = VALUE_SET,
                          .incomplete = s->is_incomplete,
                          .members = s->members.at,
                          .count = s->members.len};
}

struct value
naive_set(struct naive *n, struct value v)
{
    struct set s = {0};
    if (v.kind == VALUE_SET)
        return v;
    set_join(n, &s, v);
    return set_value(&s);
}

struct value
naive_set_of(struct naive *n, const struct value *at, uint32_t count)
{
    struct set s = {0};
    for (uint32_t i = 0; i < count; i++)
        set_join(n, &s, at[i]);
    return set_value(&s);
}

static struct value
set_of(struct naive *n, const struct ir *e, struct value *slots)
{
    return naive_set(n, naive_value(n, e, slots));
}

/* ---- facts ---- */

static const struct field_alternative *
alternative(struct naive *n, const struct field_alternative *at, uint32_t count, uint64_t entity)
{
    entity_id type = store_type(n->store, (struct ent){(uint32_t)entity});
    for (uint32_t i = 0; i < count; i++)
        if (entity_is(n->program, type, at[i].type))
            return &at[i];
    return NULL;
}

/* One hop from one entity that is there. */
static struct value
field_of(struct naive *n, field_id field, uint64_t entity)
{
    const struct column *c = store_column(n->store, field);
    const struct links *l = c ? NULL : store_links(n->store, field);
    uint32_t row = (uint32_t)entity - (c ? c->rows.lo : l->rows.lo);
    if (c) {
        if (bit_get(c->incomplete, row))
            return UNKNOWN;
        return bit_get(c->present, row) ? naive_cell(column_cell(c, row)) : MISSING;
    }
    struct set s = {.is_incomplete = bit_get(l->incomplete, row)};
    for (uint32_t i = l->offsets[row]; i < l->offsets[row + 1]; i++)
        set_add(n, &s, l->targets ? l->targets[i] : l->cells[i]);
    return set_value(&s);
}

static struct value
eval_field(struct naive *n, const struct ir *e, struct value *slots)
{
    struct value of = naive_value(n, e->field.of, slots);
    bool is_set = card_is_set(e->type.card);
    if (!is_set && of.kind != VALUE_CELL)
        return of;
    if (!is_set) {
        const struct field_alternative *a =
            alternative(n, e->field.alternatives, e->field.count, of.cell);
        return a ? field_of(n, a->field, of.cell) : MISSING;
    }
    struct set s = {0};
    struct value from = naive_set(n, of);
    s.is_incomplete = from.incomplete;
    for (uint32_t i = 0; i < from.count; i++) {
        const struct field_alternative *a =
            alternative(n, e->field.alternatives, e->field.count, from.members[i]);
        if (a)
            set_join(n, &s, field_of(n, a->field, from.members[i]));
    }
    return set_value(&s);
}

static struct value
eval_closure(struct naive *n, const struct ir *e, struct value *slots)
{
    struct value from = set_of(n, e->closure.of, slots);
    struct set reached = {.is_incomplete = from.incomplete}, todo = {0};
    set_join(n, &todo, from);
    if (e->closure.reflexive)
        set_join(n, &reached, from);
    for (bool grew = true; grew;) {
        uint32_t before = todo.members.len;
        struct value now = set_value(&todo);
        struct set next = {0};
        for (uint32_t i = 0; i < now.count; i++) {
            const struct field_alternative *a =
                alternative(n, e->closure.alternatives, e->closure.count, now.members[i]);
            if (a)
                set_join(n, &next, field_of(n, a->field, now.members[i]));
        }
        set_join(n, &reached, set_value(&next));
        set_join(n, &todo, set_value(&next));
        grew = todo.members.len > before;
    }
    return set_value(&reached);
}

static struct value
eval_extent(struct naive *n, union_id id)
{
    const struct union_type *u = &n->program->unions.at[id];
    struct set s = {0};
    for (uint32_t i = 0; i < u->member_count; i++) {
        struct range r = store_extent(n->store, u->members[i]);
        s.is_incomplete |= store_extent_incomplete(n->store, u->members[i]);
        for (uint32_t k = r.lo; k < r.hi; k++)
            set_add(n, &s, k);
    }
    return set_value(&s);
}

/* ---- tuples ---- */

void
naive_tuples(struct naive *n, const struct ir_each *each, uint32_t count, enum truth guard,
             struct value *slots, struct naive_visit *v)
{
    if (guard == FALSE_)
        return;
    if (count == 0) {
        v->leaf(n, v, guard, slots);
        return;
    }
    struct value set = set_of(n, each->set, slots);
    v->is_incomplete |= set.incomplete;
    for (uint32_t i = 0; i < set.count; i++) {
        slots[each->slot] = naive_cell(set.members[i]);
        enum truth where = each->where ? naive_truth(n, each->where, slots) : TRUE_;
        if (where == UNKNOWN_ && !v->keeps_unknown)
            v->is_incomplete = true;
        else
            naive_tuples(n, each + 1, count - 1, truth_and(guard, where), slots, v);
    }
}

struct mapped {
    const struct ir *result;
    struct set set;
};

static void
map_leaf(struct naive *n, struct naive_visit *v, enum truth guard, struct value *slots)
{
    struct mapped *m = v->context;
    (void)guard;
    set_join(n, &m->set, naive_value(n, m->result, slots));
}

/* A filter is the map of its variable to itself. */
static struct value
eval_map(struct naive *n, const struct ir *e, struct value *slots)
{
    struct ir variable = {.kind = IR_VAR, .slot = e->each.each.at[0].slot};
    struct mapped m = {.result = e->kind == IR_FILTER ? &variable : e->each.result};
    struct naive_visit v = {.leaf = map_leaf, .context = &m};
    naive_tuples(n, e->each.each.at, e->each.each.len, TRUE_, slots, &v);
    m.set.is_incomplete |= v.is_incomplete;
    return set_value(&m.set);
}

struct terms {
    const struct ir *term;
    VEC(struct value) found;
    bool is_unknown;
};

static void
term_leaf(struct naive *n, struct naive_visit *v, enum truth guard, struct value *slots)
{
    struct terms *t = v->context;
    struct value term = naive_value(n, t->term, slots);
    (void)guard;
    if (term.kind == VALUE_UNKNOWN)
        t->is_unknown = true;
    else if (term.kind == VALUE_CELL)
        vec_push(n->arena, &t->found, term);
}

static struct value
eval_aggregate(struct naive *n, const struct ir *e, struct value *slots)
{
    struct terms t = {.term = e->aggregate.term};
    struct naive_visit v = {.leaf = term_leaf, .context = &t};
    naive_tuples(n, e->aggregate.each.at, e->aggregate.each.len, TRUE_, slots, &v);
    if (v.is_incomplete || t.is_unknown)
        return UNKNOWN;
    return naive_aggregate(n, e, t.found.at, t.found.len);
}

/* some: true if true for one; every: false if false for one. */
static enum truth
holds_for_members(struct naive *n, const struct ir *e, struct value *slots, enum truth decides)
{
    struct value set = set_of(n, e->quant.each.set, slots);
    enum truth result = set.incomplete ? UNKNOWN_ : truth_not(decides);
    for (uint32_t i = 0; i < set.count; i++) {
        slots[e->quant.each.slot] = naive_cell(set.members[i]);
        enum truth where = e->quant.each.where ? naive_truth(n, e->quant.each.where, slots) : TRUE_;
        enum truth body = naive_truth(n, e->quant.body, slots);
        if (decides == TRUE_)
            result = truth_or(result, truth_and(where, body));
        else
            result = truth_and(result, truth_or(truth_not(where), body));
    }
    return result;
}

static enum truth
holds_for_one(struct naive *n, const struct ir *e, struct value *slots)
{
    struct value set = set_of(n, e->quant.each.set, slots);
    uint32_t certain = 0;
    bool is_open = set.incomplete;
    for (uint32_t i = 0; i < set.count; i++) {
        slots[e->quant.each.slot] = naive_cell(set.members[i]);
        enum truth where = e->quant.each.where ? naive_truth(n, e->quant.each.where, slots) : TRUE_;
        enum truth both = truth_and(where, naive_truth(n, e->quant.body, slots));
        certain += both == TRUE_;
        is_open |= both == UNKNOWN_;
    }
    if (certain > 1)
        return FALSE_;
    if (is_open)
        return UNKNOWN_;
    return certain == 1 ? TRUE_ : FALSE_;
}

/* ---- comparisons ---- */

int
naive_order(struct naive *n, enum type_kind kind, uint64_t a, uint64_t b)
{
    const struct program *p = n->program;
    int64_t x = (int64_t)a, y = (int64_t)b;
    if (kind == TYPE_DECIMAL)
        return decimal_cmp(decimal_of_cell(p->decimals, a), decimal_of_cell(p->decimals, b));
    if (kind == TYPE_VERSION)
        return version_cmp(naive_text_of(n, TYPE(kind), a), naive_text_of(n, TYPE(kind), b));
    return (x > y) - (x < y);
}

static bool
fits(enum compare_op op, int order)
{
    switch (op) {
    case CMP_EQ: return order == 0;
    case CMP_NE: return order != 0;
    case CMP_LT: return order < 0;
    case CMP_LE: return order <= 0;
    case CMP_GT: return order > 0;
    case CMP_GE: return order >= 0;
    }
    abort();
}

static enum truth
known(bool b)
{
    return b ? TRUE_ : FALSE_;
}

static bool
set_within(struct value a, struct value b)
{
    for (uint32_t i = 0; i < a.count; i++)
        if (!set_has(b, a.members[i]))
            return false;
    return true;
}

static enum truth
holds_compare(struct naive *n, const struct ir *e, struct value *slots)
{
    struct value l = naive_value(n, e->compare.left, slots);
    struct value r = naive_value(n, e->compare.right, slots);
    if (l.kind == VALUE_UNKNOWN || r.kind == VALUE_UNKNOWN || l.incomplete || r.incomplete)
        return UNKNOWN_;
    if (l.kind == VALUE_MISSING || r.kind == VALUE_MISSING)
        return FALSE_;
    if (l.kind == VALUE_SET)
        return known(fits(e->compare.op, set_within(l, r) && set_within(r, l) ? 0 : 1));
    return known(fits(e->compare.op, naive_order(n, e->compare.left->type.kind, l.cell, r.cell)));
}

static enum truth
holds_in(struct naive *n, const struct ir *e, struct value *slots)
{
    struct value l = naive_value(n, e->binary.left, slots), r = set_of(n, e->binary.right, slots);
    if (l.kind == VALUE_MISSING)
        return FALSE_;
    if (l.kind == VALUE_CELL && set_has(r, l.cell))
        return TRUE_;
    return l.kind == VALUE_UNKNOWN || r.incomplete ? UNKNOWN_ : FALSE_;
}

static enum truth
holds_subset(struct naive *n, const struct ir *e, struct value *slots)
{
    struct value l = set_of(n, e->binary.left, slots), r = set_of(n, e->binary.right, slots);
    if (!r.incomplete && !set_within(l, r))
        return FALSE_;
    return !l.incomplete && set_within(l, r) ? TRUE_ : UNKNOWN_;
}

static enum truth
holds_present(struct naive *n, const struct ir *e, struct value *slots)
{
    struct value v = naive_value(n, e->unary, slots);
    if (v.kind == VALUE_SET)
        return v.count > 0 ? TRUE_ : v.incomplete ? UNKNOWN_ : FALSE_;
    if (v.kind != VALUE_CELL)
        return v.kind == VALUE_UNKNOWN ? UNKNOWN_ : FALSE_;
    return known(e->unary->type.kind != TYPE_TEXT ||
                 !str_blank(naive_text_of(n, e->unary->type, v.cell)));
}

static bool
is_mark(char c)
{
    return !isalnum((unsigned char)c) && (unsigned char)c < 0x80;
}

/* Whether a text says nothing but marks and perhaps one of the placeholders that the tests use, in any case. */
static bool
is_placeholder(struct str text)
{
    static const char *const placeholders[] = {"tbd", "n/a"};
    while (text.len && is_mark(text.at[0]))
        text = str_slice(text, 1, text.len);
    while (text.len && is_mark(text.at[text.len - 1]))
        text = str_slice(text, 0, text.len - 1);
    for (size_t i = 0; i < sizeof placeholders / sizeof placeholders[0]; i++)
        if (strlen(placeholders[i]) == text.len &&
            strncasecmp(placeholders[i], text.at, text.len) == 0)
            return true;
    return !text.len;
}

static enum truth
holds_substantive(struct naive *n, const struct ir *e, struct value *slots)
{
    struct value v = naive_value(n, e->unary, slots);
    if (v.kind != VALUE_CELL)
        return v.kind == VALUE_UNKNOWN ? UNKNOWN_ : FALSE_;
    return known(!is_placeholder(naive_text_of(n, e->unary->type, v.cell)));
}

static enum truth
holds_is(struct naive *n, const struct ir *e, struct value *slots)
{
    struct value v = naive_value(n, e->is.of, slots);
    if (v.kind != VALUE_CELL)
        return v.kind == VALUE_UNKNOWN ? UNKNOWN_ : FALSE_;
    const struct union_type *u = &n->program->unions.at[e->is.types];
    entity_id type = store_type(n->store, (struct ent){(uint32_t)v.cell});
    for (uint32_t i = 0; i < u->member_count; i++)
        if (entity_is(n->program, type, u->members[i]))
            return TRUE_;
    return FALSE_;
}

static enum truth
holds_matches(struct naive *n, const struct ir *e, struct value *slots)
{
    struct value v = naive_value(n, e->matches.of, slots);
    if (v.kind != VALUE_CELL)
        return v.kind == VALUE_UNKNOWN ? UNKNOWN_ : FALSE_;
    switch (
        regex_match(n->regexes[e->matches.regex], naive_text_of(n, e->matches.of->type, v.cell))) {
    case REGEX_MATCH: return TRUE_;
    case REGEX_NO_MATCH: return FALSE_;
    case REGEX_LIMIT: return UNKNOWN_;
    }
    abort();
}

static enum truth
holds_list(struct naive *n, const struct ir *e, struct value *slots)
{
    enum truth result = e->kind == IR_AND ? TRUE_ : FALSE_;
    for (uint32_t i = 0; i < e->list.len; i++) {
        enum truth t = naive_truth(n, e->list.at[i], slots);
        result = e->kind == IR_AND ? truth_and(result, t) : truth_or(result, t);
    }
    return result;
}

enum truth
naive_truth(struct naive *n, const struct ir *e, struct value *slots)
{
    switch (e->kind) {
    case IR_AND:
    case IR_OR: return holds_list(n, e, slots);
    case IR_NOT: return truth_not(naive_truth(n, e->unary, slots));
    case IR_IMPLIES:
        return truth_or(truth_not(naive_truth(n, e->binary.left, slots)),
                        naive_truth(n, e->binary.right, slots));
    case IR_COMPARE: return holds_compare(n, e, slots);
    case IR_IN: return holds_in(n, e, slots);
    case IR_SUBSET: return holds_subset(n, e, slots);
    case IR_PRESENT: return holds_present(n, e, slots);
    case IR_SUBSTANTIVE: return holds_substantive(n, e, slots);
    case IR_IS: return holds_is(n, e, slots);
    case IR_MATCHES: return holds_matches(n, e, slots);
    case IR_SOME: return holds_for_members(n, e, slots, TRUE_);
    case IR_EVERY: return holds_for_members(n, e, slots, FALSE_);
    case IR_ONE: return holds_for_one(n, e, slots);
    default: break;
    }
    struct value v = naive_value(n, e, slots);
    if (v.kind == VALUE_UNKNOWN)
        return UNKNOWN_;
    return known(v.kind == VALUE_CELL && v.cell);
}

/* ---- values ---- */

static struct value
truth_value(enum truth t)
{
    return t == UNKNOWN_ ? UNKNOWN : naive_cell(t == TRUE_);
}

static struct value
eval_sets(struct naive *n, const struct ir *e, struct value *slots)
{
    struct value l = set_of(n, e->binary.left, slots), r = set_of(n, e->binary.right, slots);
    struct set s = {.is_incomplete = l.incomplete || r.incomplete};
    if (e->kind == IR_UNION)
        set_join(n, &s, r);
    for (uint32_t i = 0; i < l.count; i++) {
        bool is_right = set_has(r, l.members[i]);
        if (e->kind == IR_UNION || (e->kind == IR_INTERSECT && is_right) ||
            (e->kind == IR_EXCEPT && !is_right && !r.incomplete))
            set_add(n, &s, l.members[i]);
    }
    return set_value(&s);
}

static struct value
eval_if(struct naive *n, const struct ir *e, struct value *slots)
{
    enum truth test = naive_truth(n, e->cond.test, slots);
    if (test == UNKNOWN_)
        return card_is_set(e->type.card) ? naive_set(n, UNKNOWN) : UNKNOWN;
    return naive_value(n, test == TRUE_ ? e->cond.then : e->cond.other, slots);
}

static struct value
eval_arith(struct naive *n, const struct ir *e, struct value *slots)
{
    struct value l = naive_value(n, e->arith.left, slots);
    struct value r = e->arith.right ? naive_value(n, e->arith.right, slots) : l;
    if (l.kind == VALUE_UNKNOWN || r.kind == VALUE_UNKNOWN)
        return UNKNOWN;
    if (l.kind == VALUE_MISSING || r.kind == VALUE_MISSING)
        return MISSING;
    return naive_arithmetic(n, e, l.cell, r.cell);
}

static struct value
eval_builtin(struct naive *n, const struct ir *e, struct value *slots)
{
    struct value args[4], worst = naive_cell(0);
    for (uint32_t i = 0; i < e->builtin.args.len; i++) {
        args[i] = naive_value(n, e->builtin.args.at[i], slots);
        if (args[i].kind == VALUE_UNKNOWN || (args[i].kind == VALUE_SET && args[i].incomplete))
            worst = UNKNOWN;
        else if (args[i].kind == VALUE_MISSING && worst.kind == VALUE_CELL)
            worst = MISSING;
    }
    if (worst.kind != VALUE_CELL)
        return card_is_set(e->type.card) ? naive_set(n, worst) : worst;
    return naive_builtin(n, e, args);
}

struct str
naive_text_of(struct naive *n, struct type t, uint64_t cell)
{
    if (t.kind == TYPE_ENTITY)
        return store_id(n->store, (struct ent){(uint32_t)cell});
    return cell_text(n->program, n->arena, t, cell);
}

static struct value
eval_template(struct naive *n, const struct ir *e, struct value *slots)
{
    struct text_buf b = {.arena = n->arena};
    for (uint32_t i = 0; i < e->template.len; i++) {
        const struct ir_part *part = &e->template.at[i];
        if (!part->expr) {
            text_add(&b, part->literal);
            continue;
        }
        struct value v = naive_value(n, part->expr, slots);
        if (v.kind != VALUE_CELL)
            return v.kind == VALUE_UNKNOWN ? UNKNOWN : MISSING;
        text_add(&b, naive_text_of(n, part->expr->type, v.cell));
    }
    return naive_text(n, text_str(&b));
}

/* Of what the tests write: int to decimal, and texts of other kinds to texts; a set member by member. */
static struct value
eval_convert(struct naive *n, const struct ir *e, struct value *slots)
{
    struct value v = naive_value(n, e->unary, slots);
    bool is_number = e->type.kind == TYPE_DECIMAL && e->unary->type.kind == TYPE_INT;
    struct set s = {.is_incomplete = v.incomplete};
    if (v.kind == VALUE_CELL && is_number)
        v.cell = decimal_cell(n->program->decimals, decimal_from_int((int64_t)v.cell));
    for (uint32_t i = 0; v.kind == VALUE_SET && i < v.count; i++)
        set_add(n, &s,
                is_number
                    ? decimal_cell(n->program->decimals, decimal_from_int((int64_t)v.members[i]))
                    : v.members[i]);
    if (v.kind == VALUE_SET)
        return set_value(&s);
    return card_is_set(e->type.card) ? naive_set(n, v) : v;
}

static struct value
eval_set(struct naive *n, const struct ir *e, struct value *slots)
{
    struct set s = {0};
    for (uint32_t i = 0; i < e->list.len; i++)
        set_join(n, &s, naive_value(n, e->list.at[i], slots));
    return set_value(&s);
}

static struct value
eval_constants(struct naive *n, const uint64_t *cells, uint32_t count)
{
    struct set s = {0};
    for (uint32_t i = 0; i < count; i++)
        set_add(n, &s, cells ? cells[i] : i);
    return set_value(&s);
}

static struct value
eval_param(struct naive *n, const struct param *p)
{
    return card_is_set(p->type.card) ? eval_constants(n, p->values, p->value_count)
                                     : naive_cell(p->value);
}

static struct value
eval_entity(struct naive *n, const struct ir *e)
{
    struct ent found = store_find(n->store, e->entity.type, e->entity.id);
    return found.v == ENT_NONE.v ? MISSING : naive_cell(found.v);
}

static struct value
eval_otherwise(struct naive *n, const struct ir *e, struct value *slots)
{
    struct value v = naive_value(n, e->binary.left, slots);
    return v.kind == VALUE_MISSING ? naive_value(n, e->binary.right, slots) : v;
}

struct value
naive_value(struct naive *n, const struct ir *e, struct value *slots)
{
    const struct program *p = n->program;
    switch (e->kind) {
    case IR_CONST: return naive_cell(e->cell);
    case IR_CONST_SET: return eval_constants(n, e->cells.at, e->cells.count);
    case IR_VAR: return slots[e->slot];
    case IR_PARAM: return eval_param(n, &p->params.at[e->id]);
    case IR_TODAY: return naive_cell((uint64_t)(int64_t)n->options.today);
    case IR_EXTENT: return eval_extent(n, e->id);
    case IR_ENUM_VALUES: return eval_constants(n, NULL, p->enums.at[e->id].value_count);
    case IR_ENTITY: return eval_entity(n, e);
    case IR_FIELD: return eval_field(n, e, slots);
    case IR_CLOSURE: return eval_closure(n, e, slots);
    case IR_SET: return eval_set(n, e, slots);
    case IR_FILTER:
    case IR_MAP: return eval_map(n, e, slots);
    case IR_UNION:
    case IR_INTERSECT:
    case IR_EXCEPT: return eval_sets(n, e, slots);
    case IR_AGGREGATE: return eval_aggregate(n, e, slots);
    case IR_IF: return eval_if(n, e, slots);
    case IR_OTHERWISE: return eval_otherwise(n, e, slots);
    case IR_ARITH: return eval_arith(n, e, slots);
    case IR_CALL: return naive_call(n, e, slots);
    case IR_LOOKUP: return naive_lookup(n, e, slots);
    case IR_LET:
        slots[e->let.slot] = naive_value(n, e->let.value, slots);
        return naive_value(n, e->let.body, slots);
    case IR_BUILTIN: return eval_builtin(n, e, slots);
    case IR_TEMPLATE: return eval_template(n, e, slots);
    case IR_CONVERT: return eval_convert(n, e, slots);
    case IR_NODE:
    case IR_DIGEST:
    case IR_ELEMENT:
    case IR_KIND_COUNT: abort();
    default: return truth_value(naive_truth(n, e, slots));
    }
}
