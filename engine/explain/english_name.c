/* Values and sets as phrases: "the controls of the capability", "today", "the code of each of …". */
#include "engine/explain/english_internal.h"

static struct str
quoted(struct english *e, struct span at)
{
    struct str text = words_written(e->x, at);
    return str_printf(e->x->arena, "`" STR_FMT "`", STR_ARG(text));
}

struct str
name_list(struct english *e, const struct str *parts, uint32_t count, const char *join)
{
    struct text_buf b = {.arena = e->x->arena};
    for (uint32_t i = 0; i < count; i++) {
        if (i)
            text_printf(&b, "%s", i + 1 == count ? join : ", ");
        text_add(&b, parts[i]);
    }
    return text_str(&b);
}

static struct str
type_noun(struct english *e, struct type t)
{
    struct explainer *x = e->x;
    if (t.kind == TYPE_ENUM) {
        const struct enum_type *v = &x->program->enums.at[t.of];
        if (sym_eq(v->name, SYM_NONE))
            return STR("value");
        struct str name = sym_str(x->program->texts, v->name);
        struct text_buf b = {.arena = x->arena};
        for (size_t i = 0; i < name.len; i++) {
            bool upper = name.at[i] >= 'A' && name.at[i] <= 'Z';
            if (upper && i)
                text_add_char(&b, ' ');
            text_add_char(&b, upper ? (char)(name.at[i] - 'A' + 'a') : name.at[i]);
        }
        return text_str(&b);
    }
    if (t.kind != TYPE_ENTITY)
        return STR("value");
    const struct union_type *u = &x->program->unions.at[t.of];
    struct str parts[8];
    uint32_t count = 0;
    for (uint32_t i = 0; i < u->member_count && i < 8; i++)
        parts[count++] = words_type_lower(x, u->members[i]);
    return name_list(e, parts, count, " or ");
}

struct str
name_members(struct english *e, struct type t)
{
    return type_noun(e, t);
}

/* Whether another variable in scope is of the same type, so that the type alone does not tell them apart. */
static bool
is_ambiguous(struct english *e, uint32_t slot)
{
    struct str noun = type_noun(e, e->slots[slot].type);
    for (uint32_t i = 0; i < e->slot_count; i++)
        if (i != slot && e->is_bound[i] && !e->is_let[i] &&
            str_eq(type_noun(e, e->slots[i].type), noun))
            return true;
    return false;
}

struct str
name_variable(struct english *e, uint32_t slot)
{
    struct str name = sym_str(e->x->program->texts, e->slots[slot].name);
    if (e->is_let[slot])
        return str_printf(e->x->arena, "“" STR_FMT "”", STR_ARG(name));
    struct str noun = type_noun(e, e->slots[slot].type);
    if (is_ambiguous(e, slot) || str_is(noun, "value"))
        return str_printf(e->x->arena, STR_FMT " " STR_FMT, STR_ARG(noun), STR_ARG(name));
    return str_printf(e->x->arena, "the " STR_FMT, STR_ARG(noun));
}

/* "it", where nothing else has been spoken of than the subject. */
static bool
is_it(const struct english *e, const struct ir *of)
{
    if (!e->rule || of->kind != IR_VAR || of->slot != e->rule->each.at[0].slot)
        return false;
    uint32_t bound = 0;
    for (uint32_t i = 0; i < e->slot_count; i++)
        bound += e->is_bound[i] && e->slots[i].type.kind == TYPE_ENTITY;
    return bound == 1;
}

/* "the expires date of", "the controls of", "its controls" */
static struct str
name_noun(struct english *e, struct str name, struct type t, const struct ir *of)
{
    bool is_date = t.kind == TYPE_DATE && !str_ends(name, STR("date"));
    const char *kind = is_date ? " date" : "";
    if (is_it(e, of))
        return str_printf(e->x->arena, "its " STR_FMT "%s", STR_ARG(name), kind);
    struct str owner = name_value(e, of);
    return str_printf(e->x->arena, "the " STR_FMT "%s of " STR_FMT, STR_ARG(name), kind,
                      STR_ARG(owner));
}

/* "what the control mitigates", "what the asset is protected by", "the controls of the capability". */
static struct str
name_field(struct english *e, struct sym field, struct type t, const struct ir *of)
{
    struct explainer *x = e->x;
    struct str name = word_blanks(x, field), source = sym_str(x->program->texts, field);
    struct str owner = is_it(e, of) ? STR("it") : name_value(e, of);
    if (source.len && source.at[0] == '~')
        return str_printf(x->arena, "what has " STR_FMT " among its" STR_FMT, STR_ARG(owner),
                          STR_ARG(name));
    enum field_role role = card_is_set(of->type.card) ? ROLE_NOUN : word_role(x, name, t);
    if (role == ROLE_VERB)
        return str_printf(x->arena, "what " STR_FMT " " STR_FMT, STR_ARG(owner), STR_ARG(name));
    if (role == ROLE_BY)
        return str_printf(x->arena, "what " STR_FMT " is " STR_FMT, STR_ARG(owner), STR_ARG(name));
    if (role == ROLE_ON)
        return str_printf(x->arena, "the day on which " STR_FMT " was %.*s", STR_ARG(owner),
                          (int)(name.len - 3), name.at);
    return name_noun(e, name, t, of);
}

/* An argument in the place of a parameter. */
struct str
name_template(struct english *e, const struct ir *template, ir_vec args)
{
    struct text_buf b = {.arena = e->x->arena};
    for (uint32_t i = 0; i < template->template.len; i++) {
        const struct ir_part *part = &template->template.at[i];
        if (!part->expr)
            text_add(&b, part->literal);
        else if (part->expr->kind == IR_VAR && part->expr->slot < args.len)
            text_add(&b, name_value(e, args.at[part->expr->slot]));
        else
            text_add(&b, quoted(e, part->expr->span));
    }
    return text_str(&b);
}

static struct str
name_call(struct english *e, struct sym name, const struct ir *reads, ir_vec args)
{
    if (reads)
        return name_template(e, reads, args);
    struct str parts[8];
    uint32_t count = 0;
    for (uint32_t i = 0; i < args.len && i < 8; i++)
        parts[count++] = name_value(e, args.at[i]);
    struct str what = word_blanks(e->x, name), of = name_list(e, parts, count, " and ");
    bool has_of = str_ends(what, STR(" of")) || str_ends(what, STR(" for"));
    return str_printf(e->x->arena, "the " STR_FMT " %s" STR_FMT, STR_ARG(what), has_of ? "" : "of ",
                      STR_ARG(of));
}

/* "those of the capabilities of the device for which …" */
static struct str
name_filter(struct english *e, const struct ir *ir)
{
    const struct ir_each *each = &ir->each.each.at[0];
    struct str set = name_value(e, each->set);
    e->is_bound[each->slot] = true;
    struct str where = each->where ? say(e, each->where, true) : (struct str){0};
    struct str subject = name_variable(e, each->slot), after = say_after(where, subject);
    e->is_bound[each->slot] = false;
    bool is_all = each->set->kind == IR_EXTENT || each->set->kind == IR_ENUM_VALUES;
    struct str those = is_all ? set : str_printf(e->x->arena, "those of " STR_FMT, STR_ARG(set));
    if (after.len && str_starts(after, STR("is ")))
        return str_printf(e->x->arena, STR_FMT " that are%.*s", STR_ARG(those),
                          (int)(after.len - 2), after.at + 2);
    return str_printf(e->x->arena, STR_FMT " for which " STR_FMT, STR_ARG(those), STR_ARG(where));
}

/* "the code of the capability, for each capability among the capabilities of the device that …" */
static struct str
name_map(struct english *e, const struct ir_each *each, uint32_t count, const struct ir *result)
{
    struct text_buf b = {.arena = e->x->arena};
    for (uint32_t i = 0; i < count; i++) {
        struct str set = name_value(e, each[i].set);
        e->is_bound[each[i].slot] = true;
        struct str name = name_variable(e, each[i].slot);
        bool has_article = str_starts(name, STR("the "));
        text_printf(&b, "%s %.*s among " STR_FMT, i ? " and each" : ", for each",
                    (int)(has_article ? name.len - 4 : name.len),
                    has_article ? name.at + 4 : name.at, STR_ARG(set));
        if (!each[i].where)
            continue;
        struct str where = say(e, each[i].where, true);
        text_printf(&b, " where " STR_FMT, STR_ARG(where));
    }
    struct str what = name_value(e, result), over = text_str(&b);
    for (uint32_t i = 0; i < count; i++)
        e->is_bound[each[i].slot] = false;
    return str_printf(e->x->arena, STR_FMT STR_FMT, STR_ARG(what), STR_ARG(over));
}

static struct str
name_aggregate(struct english *e, const struct ir *ir)
{
    static const char *const words_of[] = {"the number of",   "the sum of",     "the least of",
                                           "the greatest of", "the average of", "the list of"};
    const struct ir_each *each = ir->aggregate.each.at;
    const struct ir *term = ir->aggregate.term;
    bool is_plain = ir->aggregate.each.len == 1 && !each->where &&
                    (!term || (term->kind == IR_VAR && term->slot == each->slot));
    struct str of = is_plain ? name_value(e, each->set)
                             : name_map(e, each, ir->aggregate.each.len, term ? term : each->set);
    return str_printf(e->x->arena, "%s " STR_FMT, words_of[ir->aggregate.op], STR_ARG(of));
}

static struct str
name_arith(struct english *e, const struct ir *ir)
{
    static const char *const signs[] = {"plus", "minus", "times", "divided by", "minus"};
    struct str left = name_value(e, ir->arith.left);
    if (ir->arith.op == ARITH_NEGATE)
        return str_printf(e->x->arena, "minus " STR_FMT, STR_ARG(left));
    struct str right = name_value(e, ir->arith.right);
    return str_printf(e->x->arena, STR_FMT " %s " STR_FMT, STR_ARG(left), signs[ir->arith.op],
                      STR_ARG(right));
}

/* A value; one of several words stands in quotes, so that "not selected" denies nothing. */
static struct str
name_cell(struct english *e, struct type t, uint64_t cell)
{
    struct str text = words_cell(e->x, t, cell);
    bool is_several = t.kind == TYPE_ENUM && str_find(text, STR(" "), 0) != SIZE_MAX;
    return is_several ? str_printf(e->x->arena, "“" STR_FMT "”", STR_ARG(text)) : text;
}

static struct str
name_cells(struct english *e, const struct ir *ir)
{
    struct str parts[LIMIT_MESSAGE_IDS + 1];
    uint32_t count = 0;
    for (uint32_t i = 0; i < ir->cells.count && i < LIMIT_MESSAGE_IDS; i++)
        parts[count++] = name_cell(e, ir->type, ir->cells.at[i]);
    uint32_t more = ir->cells.count - count;
    if (more)
        parts[count++] = str_printf(e->x->arena, "%u more", more);
    return name_list(e, parts, count, " or ");
}

static struct str
name_param(struct english *e, const struct ir *ir)
{
    const struct param *p = &e->x->program->params.at[ir->id];
    struct str name = word_blanks(e->x, p->name);
    if (card_is_set(p->type.card))
        return name;
    struct str value = words_cell(e->x, p->type, p->value);
    return str_printf(e->x->arena, STR_FMT " (" STR_FMT ")", STR_ARG(name), STR_ARG(value));
}

static struct str
plural_of_type(struct english *e, struct type t)
{
    return word_plural(e->x, type_noun(e, t));
}

static struct str
name_pair(struct english *e, const struct ir *ir, const char *join)
{
    struct str left = name_value(e, ir->binary.left), right = name_value(e, ir->binary.right);
    return str_printf(e->x->arena, STR_FMT "%s" STR_FMT, STR_ARG(left), join, STR_ARG(right));
}

static struct str
name_choice(struct english *e, const struct ir *ir)
{
    struct str test = say(e, ir->cond.test, true), then = name_value(e, ir->cond.then),
               other = name_value(e, ir->cond.other);
    return str_printf(e->x->arena, STR_FMT " if " STR_FMT ", else " STR_FMT, STR_ARG(then),
                      STR_ARG(test), STR_ARG(other));
}

static struct str
name_of(struct english *e, const struct ir *ir)
{
    struct explainer *x = e->x;
    switch (ir->kind) {
    case IR_CONST: return name_cell(e, ir->type, ir->cell);
    case IR_CONST_SET: return name_cells(e, ir);
    case IR_VAR: return name_variable(e, ir->slot);
    case IR_PARAM: return name_param(e, ir);
    case IR_TODAY: return STR("today");
    case IR_EXTENT:
    case IR_ENUM_VALUES: {
        struct str noun = plural_of_type(e, ir->type);
        return str_printf(x->arena, "the " STR_FMT, STR_ARG(noun));
    }
    case IR_ENTITY: return ir->entity.id;
    case IR_FIELD: return name_field(e, ir->field.name, ir->type, ir->field.of);
    case IR_CLOSURE: {
        struct str of = name_value(e, ir->closure.of), name = word_blanks(x, ir->closure.name);
        return str_printf(x->arena, "everything that " STR_FMT " leads to%s by " STR_FMT,
                          STR_ARG(of), ir->closure.reflexive ? ", itself included," : "",
                          STR_ARG(name));
    }
    case IR_SET: {
        struct str parts[LIMIT_MESSAGE_IDS];
        uint32_t count = 0;
        for (uint32_t i = 0; i < ir->list.len && i < LIMIT_MESSAGE_IDS; i++)
            parts[count++] = name_value(e, ir->list.at[i]);
        return name_list(e, parts, count, " and ");
    }
    case IR_FILTER: return name_filter(e, ir);
    case IR_MAP: return name_map(e, ir->each.each.at, ir->each.each.len, ir->each.result);
    case IR_UNION: return name_pair(e, ir, " together with ");
    case IR_INTERSECT: return name_pair(e, ir, ", as far as they are also among ");
    case IR_EXCEPT: return name_pair(e, ir, " except ");
    case IR_AGGREGATE: return name_aggregate(e, ir);
    case IR_IF: return name_choice(e, ir);
    case IR_OTHERWISE: return name_pair(e, ir, ", or else ");
    case IR_ARITH: return name_arith(e, ir);
    case IR_CALL: {
        const struct define *d = &x->program->defines.at[ir->call.define];
        return name_call(e, d->name, d->reads, ir->call.args);
    }
    case IR_LOOKUP:
        return name_call(e, x->program->tables.at[ir->lookup.table].name, NULL, ir->lookup.args);
    case IR_CONVERT: return name_value(e, ir->unary);
    default: return quoted(e, ir->span); /* functions and texts are in the author's words */
    }
}

struct str
name_value(struct english *e, const struct ir *ir)
{
    if (e->depth >= ENGLISH_DEPTH)
        return quoted(e, ir->span);
    e->depth++;
    struct str out = name_of(e, ir);
    e->depth--;
    return out;
}
