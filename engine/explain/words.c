/* Names of expressions, values and places, as an explanation says them. */
#include <stdlib.h>

#include "engine/explain/explain_internal.h"

enum { WRITTEN_MAX = 72 }; /* bytes of the author's words that are quoted */

struct str
words_written(struct explainer *x, struct span at)
{
    struct str text = source_text(x->sources, at);
    struct text_buf b = {.arena = x->arena};
    bool blank = false;
    for (size_t i = 0; i < text.len;) {
        size_t from = i;
        int32_t c = str_next_codepoint(text, &i);
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            blank = b.len > 0;
            continue;
        }
        if (b.len > WRITTEN_MAX) {
            text_add_c(&b, "…");
            break;
        }
        if (blank)
            text_add_char(&b, ' ');
        blank = false;
        text_add(&b, str_slice(text, from, i));
    }
    return text_str(&b);
}

struct str
words_entity(struct explainer *x, struct ent e)
{
    return store_id(x->store, e);
}

struct str
words_raw(struct explainer *x, struct type t, uint64_t cell)
{
    return cell_text(x->program, x->arena, t, cell);
}

struct str
words_cell(struct explainer *x, struct type t, uint64_t cell)
{
    if (t.kind == TYPE_ENTITY)
        return words_entity(x, (struct ent){(uint32_t)cell});
    struct str text = cell_text(x->program, x->arena, t, cell);
    return t.kind == TYPE_TEXT ? str_printf(x->arena, "\"" STR_FMT "\"", STR_ARG(text)) : text;
}

struct str
words_ids(struct explainer *x, struct type t, const uint64_t *cells, uint32_t count)
{
    struct text_buf b = {.arena = x->arena};
    uint32_t shown = count > LIMIT_MESSAGE_IDS ? LIMIT_MESSAGE_IDS : count;
    for (uint32_t i = 0; i < shown; i++) {
        if (i)
            text_add_c(&b, ", ");
        text_add(&b, words_cell(x, t, cells[i]));
    }
    if (shown < count)
        text_printf(&b, " and %u more", count - shown);
    return text_str(&b);
}

struct str
words_value(struct explainer *x, struct type t, const struct value *v)
{
    switch (v->kind) {
    case VALUE_UNKNOWN: return STR("not known");
    case VALUE_MISSING: return STR("not given");
    case VALUE_CELL: return words_cell(x, t, v->cell);
    case VALUE_SET: return v->count ? words_ids(x, t, v->members, v->count) : STR("empty");
    }
    abort();
}

struct str
words_union(struct explainer *x, union_id types)
{
    const struct union_type *u = &x->program->unions.at[types];
    struct text_buf b = {.arena = x->arena};
    for (uint32_t i = 0; i < u->member_count; i++) {
        if (i)
            text_add_c(&b, i + 1 == u->member_count ? " or " : ", ");
        text_add(&b, sym_str(x->program->texts, x->program->entities.at[u->members[i]].name));
    }
    return text_str(&b);
}

struct str
words_of_place(struct explainer *x, struct span at)
{
    struct place p = source_place(x->sources, at.lo);
    if (span_is_none(at) || !p.source)
        return (struct str){0};
    return str_printf(x->arena, STR_FMT ":%u:%u", STR_ARG(p.source->name), p.line, p.column);
}

struct str
words_type_lower(struct explainer *x, entity_id type)
{
    struct str name = sym_str(x->program->texts, x->program->entities.at[type].name);
    struct text_buf b = {.arena = x->arena};
    for (size_t i = 0; i < name.len; i++) {
        char c = name.at[i];
        bool upper = c >= 'A' && c <= 'Z';
        bool starts = upper && i + 1 < name.len && name.at[i + 1] >= 'a' && name.at[i + 1] <= 'z';
        if (starts && i)
            text_add_char(&b, ' ');
        bool acronym = upper && !starts && name.len > 1 && (i + 1 == name.len || !starts);
        text_add_char(&b, upper && !acronym ? (char)(c - 'A' + 'a') : c);
    }
    return text_str(&b);
}

field_id
words_field(struct explainer *x, const struct ir *hop, struct ent e)
{
    entity_id type = store_type(x->store, e);
    if (hop->kind == IR_FIELD) {
        for (uint32_t i = 0; i < hop->field.count; i++)
            if (entity_is(x->program, type, hop->field.alternatives[i].type))
                return hop->field.alternatives[i].field;
    } else if (hop->kind == IR_CLOSURE) {
        for (uint32_t i = 0; i < hop->closure.count; i++)
            if (entity_is(x->program, type, hop->closure.alternatives[i].type))
                return hop->closure.alternatives[i].field;
    }
    return NO_ID;
}

struct span
words_field_span(struct explainer *x, struct ent e, field_id f)
{
    struct span at = SPAN_NONE;
    if (f != NO_ID) {
        at = store_value_span(x->store, e, f, 0);
        if (span_is_none(at))
            at = store_key_span(x->store, e, f);
    }
    return span_is_none(at) ? store_span(x->store, e) : at;
}

/* The place of a hop's value on the first entity that has the hop. */
static struct span
hop_span(struct explainer *x, const struct frame *f, const struct ir *hop, const struct ir *of)
{
    struct value v = why_value(x, f, of);
    if (v.kind == VALUE_MISSING || v.kind == VALUE_UNKNOWN)
        return words_span(x, f, of);
    if (v.kind == VALUE_SET && v.count == 0)
        return words_span(x, f, of);
    struct ent e = {(uint32_t)(v.kind == VALUE_SET ? v.members[0] : v.cell)};
    return words_field_span(x, e, words_field(x, hop, e));
}

static struct span
first_span(struct explainer *x, const struct frame *f, ir_vec list)
{
    struct span at = SPAN_NONE;
    for (uint32_t i = 0; i < list.len && span_is_none(at); i++)
        at = words_span(x, f, list.at[i]);
    return at;
}

static struct span
either_span(struct explainer *x, const struct frame *f, const struct ir *a, const struct ir *b)
{
    struct span at = a ? words_span(x, f, a) : SPAN_NONE;
    return span_is_none(at) && b ? words_span(x, f, b) : at;
}

struct span
words_span(struct explainer *x, const struct frame *f, const struct ir *ir)
{
    switch (ir->kind) {
    case IR_FIELD: return hop_span(x, f, ir, ir->field.of);
    case IR_CLOSURE: return hop_span(x, f, ir, ir->closure.of);
    case IR_VAR: {
        const struct ir *let = why_let(f, ir->slot);
        if (let)
            return words_span(x, f, let);
        const struct value *v = &f->values[ir->slot];
        bool is_entity = ir->type.kind == TYPE_ENTITY && v->kind == VALUE_CELL;
        return is_entity ? store_span(x->store, (struct ent){(uint32_t)v->cell}) : SPAN_NONE;
    }
    case IR_NOT:
    case IR_PRESENT:
    case IR_SUBSTANTIVE:
    case IR_CONVERT: return words_span(x, f, ir->unary);
    case IR_IS: return words_span(x, f, ir->is.of);
    case IR_MATCHES: return words_span(x, f, ir->matches.of);
    case IR_COMPARE: return either_span(x, f, ir->compare.left, ir->compare.right);
    case IR_ARITH: return either_span(x, f, ir->arith.left, ir->arith.right);
    case IR_IMPLIES:
    case IR_IN:
    case IR_SUBSET:
    case IR_UNION:
    case IR_INTERSECT:
    case IR_EXCEPT:
    case IR_OTHERWISE: return either_span(x, f, ir->binary.left, ir->binary.right);
    case IR_SOME:
    case IR_EVERY:
    case IR_ONE: return words_span(x, f, ir->quant.each.set);
    case IR_FILTER:
    case IR_MAP: return words_span(x, f, ir->each.each.at[0].set);
    case IR_AGGREGATE: return words_span(x, f, ir->aggregate.each.at[0].set);
    case IR_CALL: return first_span(x, f, ir->call.args);
    case IR_BUILTIN: return first_span(x, f, ir->builtin.args);
    case IR_LOOKUP: return first_span(x, f, ir->lookup.args);
    case IR_ELEMENT: return first_span(x, f, ir->element.args);
    case IR_AND:
    case IR_OR:
    case IR_SET: return first_span(x, f, ir->list);
    default: return SPAN_NONE; /* constants, extents, texts, conditions over several values */
    }
}

/* "evidence of C-7", "evidence of controls of AUTH". */
static struct str
words_hop(struct explainer *x, const struct frame *f, struct sym name, const struct ir *of)
{
    struct str field = sym_str(x->program->texts, name);
    struct str owner = words(x, f, of);
    return str_printf(x->arena, STR_FMT " of " STR_FMT, STR_ARG(field), STR_ARG(owner));
}

static struct str
words_var(struct explainer *x, const struct frame *f, const struct ir *ir)
{
    const struct value *v = &f->values[ir->slot];
    if (ir->type.kind == TYPE_ENTITY && v->kind == VALUE_CELL)
        return words_cell(x, ir->type, v->cell);
    return sym_str(x->program->texts, f->slots[ir->slot].name);
}

/* "count of team of C-1", where it runs over one set as it is. */
static struct str
words_aggregate(struct explainer *x, const struct frame *f, const struct ir *ir)
{
    static const char *const names[] = {"count", "sum", "min", "max", "avg", "list", "product"};
    const struct ir *term = ir->aggregate.term;
    const struct ir_each *each = ir->aggregate.each.at;
    bool is_plain = ir->aggregate.each.len == 1 && !each->where &&
                    (!term || (term->kind == IR_VAR && term->slot == each->slot));
    if (!is_plain)
        return words_written(x, ir->span);
    struct str set = words(x, f, each->set);
    return str_printf(x->arena, "%s of " STR_FMT, names[ir->aggregate.op], STR_ARG(set));
}

/* A value that a definition gives: in its own words, "the confidence in G-1", or "confidence of G-1". */
static struct str
words_call(struct explainer *x, const struct frame *f, const struct ir *ir)
{
    const struct define *d = &x->program->defines.at[ir->call.define];
    if (d->result.kind == TYPE_BOOL || d->param_count != 1 || d->slots[0].type.kind != TYPE_ENTITY)
        return words_written(x, ir->span);
    if (d->reads)
        return evaluate_template(x->evaluation, x->arena, d->reads, why_enter(x, f, ir).values);
    return words_hop(x, f, d->name, ir->call.args.at[0]);
}

/* "Secured.Treated(PUMP, T-2)" */
static struct str
words_element(struct explainer *x, const struct frame *f, const struct ir *ir)
{
    const struct program *p = x->program;
    struct text_buf b = {.arena = x->arena};
    text_printf(&b, STR_FMT "." STR_FMT "(",
                STR_ARG(sym_str(p->texts, p->patterns.at[ir->element.pattern].name)),
                STR_ARG(sym_str(p->texts, ir->element.role)));
    for (uint32_t i = 0; i < ir->element.args.len; i++) {
        text_add_c(&b, i ? ", " : "");
        text_add(&b, words(x, f, ir->element.args.at[i]));
    }
    text_add_char(&b, ')');
    return text_str(&b);
}

struct str
words(struct explainer *x, const struct frame *f, const struct ir *ir)
{
    switch (ir->kind) {
    case IR_CONST: return words_cell(x, ir->type, ir->cell);
    case IR_TODAY:
        return str_printf(x->arena, "today (" STR_FMT ")", STR_ARG(date_text(x->arena, x->today)));
    case IR_PARAM: {
        struct value v = why_value(x, f, ir);
        struct str name = sym_str(x->program->texts, x->program->params.at[ir->id].name);
        struct str value = words_value(x, ir->type, &v);
        return str_printf(x->arena, STR_FMT " (" STR_FMT ")", STR_ARG(name), STR_ARG(value));
    }
    case IR_ENTITY: return ir->entity.id;
    case IR_EXTENT: return words_union(x, ir->id);
    case IR_VAR: return words_var(x, f, ir);
    case IR_FIELD: return words_hop(x, f, ir->field.name, ir->field.of);
    case IR_CLOSURE: return words_hop(x, f, ir->closure.name, ir->closure.of);
    case IR_CONVERT: return words(x, f, ir->unary);
    case IR_AGGREGATE: return words_aggregate(x, f, ir);
    case IR_CALL: return words_call(x, f, ir);
    case IR_ELEMENT: return words_element(x, f, ir);
    case IR_OTHERWISE: {
        struct value left = why_value(x, f, ir->binary.left);
        return words(x, f, left.kind == VALUE_MISSING ? ir->binary.right : ir->binary.left);
    }
    case IR_ARITH: {
        static const char *const sign[] = {"+", "-", "*", "/", "-"};
        if (ir->arith.op == ARITH_NEGATE)
            break;
        struct str left = words(x, f, ir->arith.left), right = words(x, f, ir->arith.right);
        return str_printf(x->arena, STR_FMT " %s " STR_FMT, STR_ARG(left), sign[ir->arith.op],
                          STR_ARG(right));
    }
    default: break; /* whatever has no shorter name is quoted */
    }
    return words_written(x, ir->span);
}
