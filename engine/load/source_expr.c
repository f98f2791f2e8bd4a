/* Expressions on single values, in the three-valued logic of lang/program.h. */
#include <stdlib.h>

#include "engine/load/shape.h"
#include "engine/load/source_internal.h"
#include "engine/store/builtin.h"
#include "lang/base/limits.h"

struct sv
sv_unknown(const struct diag *cause)
{
    return (struct sv){.kind = SV_UNKNOWN, .cause = cause};
}

struct sv
sv_truth(enum truth t)
{
    return t == SV_MAYBE ? sv_unknown(NULL) : (struct sv){.kind = SV_CELL, .cell = t == SV_TRUE};
}

enum truth
sv_holds(struct sv v)
{
    if (v.kind == SV_UNKNOWN)
        return SV_MAYBE;
    return v.kind == SV_CELL && v.cell ? SV_TRUE : SV_FALSE;
}

struct span
source_place_of(const struct source_reader *r, struct sv v)
{
    return span_is_none(v.at) ? r->here : v.at;
}

static bool
is_text_kind(enum type_kind kind)
{
    return kind == TYPE_TEXT || kind == TYPE_PATH || kind == TYPE_VERSION || kind == TYPE_DIGEST ||
           kind == TYPE_ENTITY;
}

static struct sv
value_of_cell(const struct source_reader *r, enum type_kind kind, uint64_t cell)
{
    if (!is_text_kind(kind))
        return (struct sv){.kind = SV_CELL, .cell = cell};
    struct str text = sym_str(r->in.program->texts, (struct sym){(uint32_t)cell});
    return (struct sv){.kind = SV_TEXT, .text = text};
}

/* ---- texts of the document ---- */

struct sv
source_scalar(struct source_reader *r, struct sv v)
{
    v = source_content(r, v);
    if (v.kind != SV_NODE)
        return v;
    v.node.tree->was_refused = true;
    struct diag *d = source_complain(r, E0941, v.at, "%s where a text is expected",
                                     tree_kind_words(v.node.tree));
    return sv_unknown(d);
}

static const char *
kind_words(enum type_kind kind)
{
    switch (kind) {
    case TYPE_BOOL: return "true or false";
    case TYPE_INT: return "a whole number";
    case TYPE_DECIMAL: return "a number";
    case TYPE_DATE: return "a date (YYYY-MM-DD)";
    case TYPE_INSTANT: return "a point in time (2026-06-01T12:00:00Z)";
    case TYPE_DURATION: return "a duration (30 days)";
    case TYPE_CLOCK: return "a clock time (250 ms)";
    case TYPE_VERSION: return "a version";
    case TYPE_ERROR:
    case TYPE_TEXT:
    case TYPE_PATH:
    case TYPE_DIGEST:
    case TYPE_DAYS:
    case TYPE_ENUM:
    case TYPE_ENTITY:
    case TYPE_NODE:
    case TYPE_EMPTY:
    case TYPE_KIND_COUNT: break;
    }
    return "a value of that kind";
}

static bool
parse_enum(const struct source_reader *r, struct type to, struct str text, uint64_t *cell)
{
    const struct enum_type *e = &r->in.program->enums.at[to.of];
    struct sym word = sym_find(r->in.program->texts, text);
    for (uint32_t i = 0; word.v && i < e->value_count; i++)
        if (sym_eq(e->spellings[i], word)) {
            *cell = i;
            return true;
        }
    for (uint32_t i = 0; word.v && i < e->alias_count; i++)
        if (sym_eq(e->aliases[i].text, word)) {
            *cell = e->aliases[i].value;
            return true;
        }
    return false;
}

static bool
parse_bool(struct str text, uint64_t *cell)
{
    *cell = str_is(text, "true") || str_is(text, "True") || str_is(text, "TRUE");
    return *cell || str_is(text, "false") || str_is(text, "False") || str_is(text, "FALSE");
}

/* Kinds whose cell is a number; false: the text is none. */
static bool
parse_cell(struct source_reader *r, struct type to, struct str text, uint64_t *cell)
{
    int64_t n = 0;
    int32_t days = 0;
    struct decimal decimal;
    struct duration duration;
    bool ok = false;
    if (to.kind == TYPE_BOOL)
        return parse_bool(text, cell);
    if (to.kind == TYPE_ENUM)
        return parse_enum(r, to, text, cell);
    if (to.kind == TYPE_DECIMAL && (ok = decimal_parse(text, &decimal)))
        *cell = decimal_cell(r->in.program->decimals, decimal);
    if (to.kind == TYPE_DURATION && (ok = duration_parse(text, &duration)))
        *cell = duration_cell(duration);
    if (to.kind == TYPE_DATE && (ok = date_parse(text, &days)))
        *cell = (uint64_t)(int64_t)days;
    if ((to.kind == TYPE_INT && (ok = int_parse(text, &n))) ||
        (to.kind == TYPE_INSTANT && (ok = instant_parse(text, &n))) ||
        (to.kind == TYPE_CLOCK && (ok = clock_parse(text, &n))))
        *cell = (uint64_t)n;
    return ok;
}

struct sv
source_convert(struct source_reader *r, struct sv v, struct type to)
{
    struct sv text = source_scalar(r, v), out = {.kind = SV_CELL, .at = v.at, .key_at = v.key_at};
    if (text.kind != SV_TEXT)
        return text;
    if (is_text_kind(to.kind) && (to.kind != TYPE_VERSION || version_valid(text.text)))
        return text;
    if (!is_text_kind(to.kind) && parse_cell(r, to, text.text, &out.cell))
        return out;
    struct str shown = shape_shown(r->in.sink->arena, text.text);
    struct diag *d = source_complain(r, E0941, source_place_of(r, v), "'" STR_FMT "' is not %s",
                                     STR_ARG(shown), kind_words(to.kind));
    return sv_unknown(d);
}

static struct sv
eval_convert(struct source_reader *r, const struct ir *ir)
{
    struct sv v = source_eval(r, ir->unary);
    struct type to = ir->type;
    if (ir->unary->type.kind == TYPE_INT && to.kind == TYPE_DECIMAL && v.kind == SV_CELL) {
        v.cell = decimal_cell(r->in.program->decimals, decimal_from_int((int64_t)v.cell));
        return v;
    }
    if (!card_is_set(to.card) || v.kind == SV_UNKNOWN)
        return v.kind == SV_SET ? sv_unknown(NULL) : source_convert(r, v, to);
    struct sv items = source_items(r, v);
    sv_vec out = {0};
    bool incomplete = items.incomplete;
    for (uint32_t i = 0; i < items.count; i++) {
        struct sv member = source_convert(r, items.members[i], to);
        incomplete |= member.kind == SV_UNKNOWN;
        if (member.kind == SV_CELL || member.kind == SV_TEXT)
            vec_push(&r->scratch, &out, member);
    }
    return sv_set(&out, incomplete);
}

/* ---- words for values ---- */

struct str
source_spelling(struct source_reader *r, struct type t, struct sv v)
{
    const struct program *p = r->in.program;
    v = source_content(r, v);
    if (v.kind == SV_TEXT)
        return v.text;
    if (v.kind != SV_CELL)
        return STR("");
    if (t.kind == TYPE_ENUM)
        return sym_str(p->texts, p->enums.at[t.of].spellings[v.cell]);
    t.card = CARD_ONE;
    return cell_text(p, &r->scratch, t, v.cell);
}

static int
by_natural(const void *a, const void *b)
{
    return str_cmp_natural(*(const struct str *)a, *(const struct str *)b);
}

static void
print_set(struct source_reader *r, struct text_buf *out, struct type t, struct sv v)
{
    struct str *words = arena_array(&r->scratch, struct str, v.count);
    for (uint32_t i = 0; i < v.count; i++)
        words[i] = source_spelling(r, t, v.members[i]);
    if (v.count)
        qsort(words, v.count, sizeof *words, by_natural);
    for (uint32_t i = 0; i < v.count && i < LIMIT_MESSAGE_IDS; i++)
        text_printf(out, "%s" STR_FMT, i ? ", " : "", STR_ARG(words[i]));
    if (v.count > LIMIT_MESSAGE_IDS)
        text_printf(out, " and %u more", v.count - LIMIT_MESSAGE_IDS);
}

/*
 * As a value, what lacks a part is missing; as a message, it says so. The last part of an id tells the item from others, so its
 * place is that of the whole, unless a part before it is blank.
 */
static struct sv
eval_template(struct source_reader *r, const struct ir *ir, bool is_message)
{
    struct text_buf out = {.arena = &r->scratch};
    struct sv result = {.kind = SV_TEXT}, lacking = result;
    for (uint32_t i = 0; i < ir->template.len; i++) {
        const struct ir_part *part = &ir->template.at[i];
        text_add(&out, part->literal);
        if (!part->expr)
            continue;
        struct sv v = source_eval(r, part->expr);
        if (v.kind == SV_SET)
            print_set(r, &out, part->expr->type, v);
        else if (is_message && v.kind == SV_MISSING)
            text_add_c(&out, "(not given)");
        else if (is_message && v.kind == SV_UNKNOWN)
            text_add_c(&out, "(unknown)");
        else if (v.kind == SV_MISSING || v.kind == SV_UNKNOWN)
            lacking = lacking.kind == SV_TEXT ? v : lacking;
        else
            text_add(&out, source_spelling(r, part->expr->type, v));
        if (!result.has_gap && !span_is_none(v.at))
            result.at = v.at;
        result.has_gap |= v.kind == SV_TEXT && (str_blank(v.text) || v.has_gap);
    }
    result.text = text_str(&out);
    return lacking.kind == SV_TEXT ? result : lacking;
}

struct str
source_message(struct source_reader *r, const struct ir *ir)
{
    struct sv v = ir->kind == IR_TEMPLATE ? eval_template(r, ir, true) : source_eval(r, ir);
    return v.kind == SV_TEXT ? v.text : STR("");
}

/* ---- comparing ---- */

int
source_compare(const struct source_reader *r, enum type_kind kind, struct sv a, struct sv b)
{
    if (a.kind == SV_TEXT && b.kind == SV_TEXT)
        return kind == TYPE_VERSION ? version_cmp(a.text, b.text) : str_cmp(a.text, b.text);
    return cells_order(r->in.program, kind, a.cell, b.cell);
}

static bool
order_holds(enum compare_op op, int order)
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

static struct sv
eval_compare(struct source_reader *r, const struct ir *ir)
{
    struct sv a = source_eval(r, ir->compare.left), b = source_eval(r, ir->compare.right);
    if (a.kind == SV_SET && b.kind == SV_SET)
        return source_eval_sets(r, ir);
    if (a.kind == SV_UNKNOWN || b.kind == SV_UNKNOWN)
        return a.kind == SV_UNKNOWN ? a : b;
    if (a.kind == SV_MISSING || b.kind == SV_MISSING || a.kind != b.kind)
        return sv_truth(SV_FALSE);
    int order = source_compare(r, ir->compare.left->type.kind, a, b);
    return sv_truth(order_holds(ir->compare.op, order) ? SV_TRUE : SV_FALSE);
}

struct sv
source_present(struct source_reader *r, struct sv v)
{
    (void)r;
    bool there = true;
    if (v.kind == SV_UNKNOWN)
        return v;
    if (v.kind == SV_SET && v.count == 0)
        return sv_truth(v.incomplete ? SV_MAYBE : SV_FALSE);
    if (v.kind == SV_MISSING || (v.kind == SV_NODE && v.node.tree->kind == TREE_NULL))
        there = false;
    if (v.kind == SV_TEXT)
        there = !str_blank(v.text);
    if (v.kind == SV_NODE && v.node.tree->kind == TREE_SCALAR)
        there = v.node.tree->is_element || !str_blank(v.node.tree->text);
    if (v.kind == SV_NODE && v.node.tree->kind == TREE_LIST)
        there = v.node.tree->count > 0;
    return sv_truth(there ? SV_TRUE : SV_FALSE);
}

/* ---- logic ---- */

/* and: the least of all, or: the greatest, in the order false, maybe, true. */
static struct sv
eval_junction(struct source_reader *r, const struct ir *ir)
{
    bool is_and = ir->kind == IR_AND;
    struct sv worst = sv_truth(is_and ? SV_TRUE : SV_FALSE);
    for (uint32_t i = 0; i < ir->list.len; i++) {
        struct sv v = source_eval(r, ir->list.at[i]);
        enum truth t = sv_holds(v);
        if (t == (is_and ? SV_FALSE : SV_TRUE))
            return sv_truth(t);
        if (t == SV_MAYBE && worst.kind != SV_UNKNOWN)
            worst = v;
    }
    return worst;
}

static struct sv
eval_not(struct source_reader *r, const struct ir *ir)
{
    struct sv v = source_eval(r, ir->unary);
    enum truth t = sv_holds(v);
    return t == SV_MAYBE ? v : sv_truth(t == SV_TRUE ? SV_FALSE : SV_TRUE);
}

static struct sv
eval_implies(struct source_reader *r, const struct ir *ir)
{
    struct sv left = source_eval(r, ir->binary.left), right = source_eval(r, ir->binary.right);
    if (sv_holds(left) == SV_FALSE || sv_holds(right) == SV_TRUE)
        return sv_truth(SV_TRUE);
    if (sv_holds(left) == SV_TRUE && sv_holds(right) == SV_FALSE)
        return sv_truth(SV_FALSE);
    return sv_holds(left) == SV_MAYBE ? left : right;
}

static struct sv
eval_if(struct source_reader *r, const struct ir *ir)
{
    struct sv test = source_eval(r, ir->cond.test);
    sv_vec none = {0};
    if (sv_holds(test) == SV_MAYBE)
        return card_is_set(ir->type.card) ? sv_set(&none, true) : test;
    return source_eval(r, sv_holds(test) == SV_TRUE ? ir->cond.then : ir->cond.other);
}

static struct sv
eval_otherwise(struct source_reader *r, const struct ir *ir)
{
    struct sv left = source_eval(r, ir->binary.left);
    return left.kind == SV_MISSING ? source_eval(r, ir->binary.right) : left;
}

static struct sv
eval_param(struct source_reader *r, const struct ir *ir)
{
    const struct param *p = &r->in.program->params.at[ir->id];
    if (!card_is_set(p->type.card))
        return value_of_cell(r, p->type.kind, p->value);
    sv_vec out = {0};
    for (uint32_t i = 0; i < p->value_count; i++)
        vec_push(&r->scratch, &out, value_of_cell(r, p->type.kind, p->values[i]));
    return sv_set(&out, false);
}

static struct sv
eval_const_set(struct source_reader *r, const struct ir *ir)
{
    sv_vec out = {0};
    for (uint32_t i = 0; i < ir->cells.count; i++)
        vec_push(&r->scratch, &out, value_of_cell(r, ir->type.kind, ir->cells.at[i]));
    return sv_set(&out, false);
}

/* The height of an expression is limited by the parser. */
struct sv
source_eval(struct source_reader *r, const struct ir *ir)
{
    switch (ir->kind) {
    case IR_CONST: return value_of_cell(r, ir->type.kind, ir->cell);
    case IR_CONST_SET: return eval_const_set(r, ir);
    case IR_VAR: return r->slots[ir->slot];
    case IR_PARAM: return eval_param(r, ir);
    case IR_TODAY: return (struct sv){.kind = SV_CELL, .cell = (uint64_t)(int64_t)r->in.today};
    case IR_AND:
    case IR_OR: return eval_junction(r, ir);
    case IR_NOT: return eval_not(r, ir);
    case IR_IMPLIES: return eval_implies(r, ir);
    case IR_COMPARE: return eval_compare(r, ir);
    case IR_PRESENT: return source_present(r, source_eval(r, ir->unary));
    case IR_IF: return eval_if(r, ir);
    case IR_OTHERWISE: return eval_otherwise(r, ir);
    case IR_TEMPLATE: return eval_template(r, ir, false);
    case IR_CONVERT: return eval_convert(r, ir);
    case IR_NODE: return source_eval_node(r, ir);
    case IR_SUBSTANTIVE:
    case IR_MATCHES:
    case IR_ARITH:
    case IR_BUILTIN: return source_eval_function(r, ir);
    case IR_ENUM_VALUES:
    case IR_IN:
    case IR_SUBSET:
    case IR_SOME:
    case IR_EVERY:
    case IR_ONE:
    case IR_SET:
    case IR_FILTER:
    case IR_MAP:
    case IR_UNION:
    case IR_INTERSECT:
    case IR_EXCEPT:
    case IR_AGGREGATE: return source_eval_sets(r, ir);
    case IR_EXTENT: /* the checker keeps entities, definitions, tables and digests out of sources */
    case IR_ENTITY:
    case IR_FIELD:
    case IR_CLOSURE:
    case IR_IS:
    case IR_CALL:
    case IR_DIGEST:
    case IR_LOOKUP:
    case IR_LET:
    case IR_ELEMENT:
    case IR_KIND_COUNT: break;
    }
    return sv_unknown(NULL);
}
