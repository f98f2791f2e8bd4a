/* Conditions as clauses: "the control is in place", "the threat has at least one control". */
#include <stdlib.h>

#include "engine/explain/english_internal.h"

static struct str
quoted(struct english *e, const struct ir *ir, bool is_true)
{
    struct str text = words_written(e->x, ir->span);
    return str_printf(e->x->arena, "`" STR_FMT "` %s", STR_ARG(text),
                      is_true ? "holds" : "does not hold");
}

struct str
say_after(struct str clause, struct str subject)
{
    bool is_it = str_starts(clause, subject) && clause.len > subject.len + 1 &&
                 clause.at[subject.len] == ' ';
    return is_it ? str_slice(clause, subject.len + 1, clause.len) : (struct str){0};
}

/* ---- comparisons ---- */

enum measure { MEASURE_LEVEL, MEASURE_TIME, MEASURE_NUMBER };

static const char *
relation(enum compare_op op, enum measure m)
{
    static const char *const words_of[3][6] = {
        {"is", "is not", "is below", "is at most", "is above", "is at least"},
        {"is", "is not", "is before", "is not after", "is after", "is not before"},
        {"is", "is not", "is less than", "is at most", "is more than", "is at least"},
    };
    return words_of[m][op];
}

static enum compare_op
opposite(enum compare_op op)
{
    switch (op) {
    case CMP_EQ: return CMP_NE;
    case CMP_NE: return CMP_EQ;
    case CMP_LT: return CMP_GE;
    case CMP_LE: return CMP_GT;
    case CMP_GT: return CMP_LE;
    case CMP_GE: return CMP_LT;
    }
    abort();
}

static struct str
say_compare(struct english *e, const struct ir *ir, bool is_true)
{
    struct type t = ir->compare.left->type;
    enum measure m = t.kind == TYPE_ENUM                             ? MEASURE_LEVEL
                     : t.kind == TYPE_DATE || t.kind == TYPE_INSTANT ? MEASURE_TIME
                                                                     : MEASURE_NUMBER;
    enum compare_op op = is_true ? ir->compare.op : opposite(ir->compare.op);
    struct str left = name_value(e, ir->compare.left), right = name_value(e, ir->compare.right);
    if (ir->compare.right->kind == IR_TODAY && (op == CMP_GE || op == CMP_LE))
        return str_printf(e->x->arena, STR_FMT " is today or %s", STR_ARG(left),
                          op == CMP_GE ? "later" : "earlier");
    return str_printf(e->x->arena, STR_FMT " %s " STR_FMT, STR_ARG(left), relation(op, m),
                      STR_ARG(right));
}

/* ---- presence ---- */

/* "the threat has at least one control", "the control mitigates no threat". */
static struct str
say_has(struct english *e, const struct ir *of, bool is_true)
{
    struct explainer *x = e->x;
    const struct ir *owner_ir = of->kind == IR_FIELD ? of->field.of : NULL;
    if (!owner_ir || card_is_set(owner_ir->type.card)) {
        struct str set = name_value(e, of);
        return str_printf(x->arena, is_true ? "there are " STR_FMT : "there are no " STR_FMT,
                          STR_ARG(str_starts(set, STR("the ")) ? str_slice(set, 4, set.len) : set));
    }
    struct str owner = name_value(e, owner_ir), field = word_blanks(x, of->field.name);
    struct str noun = name_members(e, of->type);
    const char *some = is_true ? "at least one" : "no";
    switch (word_role(x, field, of->type)) {
    case ROLE_VERB:
        return str_printf(x->arena, STR_FMT " " STR_FMT " %s " STR_FMT, STR_ARG(owner),
                          STR_ARG(field), some, STR_ARG(noun));
    case ROLE_BY:
        return str_printf(x->arena, STR_FMT " is " STR_FMT " %s " STR_FMT, STR_ARG(owner),
                          STR_ARG(field), some, STR_ARG(noun));
    default: break;
    }
    bool is_named = str_eq(field, word_plural(x, noun)) || str_eq(field, noun);
    if (is_named)
        return str_printf(x->arena, STR_FMT " has %s " STR_FMT, STR_ARG(owner),
                          is_true && str_eq(word_plural(x, noun), noun) ? "some" : some,
                          STR_ARG(noun));
    return str_printf(x->arena, STR_FMT " has %s" STR_FMT, STR_ARG(owner), is_true ? "" : "no ",
                      STR_ARG(field));
}

static struct str
say_given(struct english *e, const struct ir *of, bool is_true)
{
    struct explainer *x = e->x;
    if (card_is_set(of->type.card)) {
        if (of->kind == IR_VAR)
            return str_printf(x->arena, STR_FMT " %s", STR_ARG(name_value(e, of)),
                              is_true ? "is not empty" : "is empty");
        return say_has(e, of, is_true);
    }
    if (of->kind == IR_FIELD && !card_is_set(of->field.of->type.card)) {
        struct str field = word_blanks(x, of->field.name), owner = name_value(e, of->field.of);
        enum field_role role = word_role(x, field, of->type);
        if (role == ROLE_BY)
            return str_printf(x->arena, STR_FMT " %s by whom it was %.*s", STR_ARG(owner),
                              is_true ? "says" : "does not say", (int)(field.len - 3), field.at);
        if (role == ROLE_ON)
            return str_printf(x->arena, STR_FMT " %s when it was %.*s", STR_ARG(owner),
                              is_true ? "says" : "does not say", (int)(field.len - 3), field.at);
        if (role == ROLE_NOUN && of->type.kind == TYPE_ENTITY)
            return str_printf(x->arena, STR_FMT " has %s" STR_FMT, STR_ARG(owner),
                              is_true ? (word_starts_with_vowel(field) ? "an " : "a ") : "no ",
                              STR_ARG(field));
    }
    struct str name = name_value(e, of);
    return str_printf(x->arena, STR_FMT " is %s", STR_ARG(name), is_true ? "given" : "not given");
}

static struct str
say_substantive(struct english *e, const struct ir *of, bool is_true)
{
    if (of->kind == IR_FIELD &&
        word_role(e->x, word_blanks(e->x, of->field.name), of->type) == ROLE_BY)
        return say_given(e, of, is_true);
    struct str name = name_value(e, of);
    return str_printf(e->x->arena, STR_FMT " %s", STR_ARG(name),
                      is_true ? "says something" : "says nothing");
}

/* ---- single tests ---- */

static struct str
say_in(struct english *e, const struct ir *ir, bool is_true)
{
    struct str left = name_value(e, ir->binary.left), right = name_value(e, ir->binary.right);
    bool is_listed = ir->binary.right->kind == IR_CONST_SET;
    if (is_listed && !is_true)
        return str_printf(e->x->arena, STR_FMT " is neither " STR_FMT, STR_ARG(left),
                          STR_ARG(right));
    return str_printf(e->x->arena, STR_FMT " is %s" STR_FMT, STR_ARG(left),
                      is_listed ? ""
                      : is_true ? "among "
                                : "not among ",
                      STR_ARG(right));
}

static struct str
say_is(struct english *e, const struct ir *ir, bool is_true)
{
    struct str of = name_value(e, ir->is.of);
    struct type t = {.kind = TYPE_ENTITY, .of = ir->is.types};
    struct str noun = word_article(e->x, name_members(e, t));
    return str_printf(e->x->arena, STR_FMT " is %s" STR_FMT, STR_ARG(of), is_true ? "" : "not ",
                      STR_ARG(noun));
}

static struct str
say_flag(struct english *e, const struct ir *ir, bool is_true)
{
    if (ir->kind == IR_FIELD && !card_is_set(ir->field.of->type.card)) {
        struct str owner = name_value(e, ir->field.of), field = word_blanks(e->x, ir->field.name);
        return str_printf(e->x->arena, STR_FMT " is %s" STR_FMT, STR_ARG(owner),
                          is_true ? "" : "not ", STR_ARG(field));
    }
    return str_printf(e->x->arena, STR_FMT " %s", STR_ARG(name_value(e, ir)),
                      is_true ? "holds" : "does not hold");
}

/* "shows what it should" → "does not show what it should". Empty: the clause does not start with a verb that is known. */
static struct str
deny(struct english *e, struct str rest)
{
    struct explainer *x = e->x;
    struct str blank = str_printf(x->arena, " " STR_FMT, STR_ARG(rest));
    size_t verb = why_verb_len(blank);
    struct str behind = str_slice(rest, verb ? verb - 1 : 0, rest.len);
    if (verb && str_starts(behind, STR(" not "))) /* "is not acceptable" → "is acceptable" */
        return str_printf(x->arena, "%.*s%.*s", (int)(verb - 1), rest.at, (int)(behind.len - 4),
                          behind.at + 4);
    if (verb)
        return str_printf(x->arena, "%.*s not%.*s", (int)(verb - 1), rest.at,
                          (int)(rest.len - verb + 1), rest.at + verb - 1);
    size_t end = str_find(rest, STR(" "), 0);
    struct str first = str_slice(rest, 0, end == SIZE_MAX ? rest.len : end);
    struct str plain = word_infinitive(x, first);
    if (plain.len == 0)
        return plain;
    return str_printf(x->arena, "does not " STR_FMT "%.*s", STR_ARG(plain),
                      (int)(rest.len - first.len), rest.at + first.len);
}

static struct str
say_call(struct english *e, const struct ir *ir, bool is_true)
{
    struct explainer *x = e->x;
    const struct define *d = &x->program->defines.at[ir->call.define];
    if (!d->reads) {
        struct str parts[8];
        uint32_t count = 0;
        for (uint32_t i = 0; i < ir->call.args.len && i < 8; i++)
            parts[count++] = name_value(e, ir->call.args.at[i]);
        struct str name = word_blanks(x, d->name), of = name_list(e, parts, count, " and ");
        return str_printf(x->arena, "“" STR_FMT "” %s of " STR_FMT, STR_ARG(name),
                          is_true ? "holds" : "does not hold", STR_ARG(of));
    }
    struct str text = name_template(e, d->reads, ir->call.args);
    if (is_true)
        return text;
    const struct ir_part *first = &d->reads->template.at[0];
    if (first->expr && first->expr->kind == IR_VAR && first->expr->slot < ir->call.args.len) {
        struct str subject = name_value(e, ir->call.args.at[first->expr->slot]);
        struct str rest = say_after(text, subject), denied = deny(e, rest);
        if (denied.len)
            return str_printf(x->arena, STR_FMT " " STR_FMT, STR_ARG(subject), STR_ARG(denied));
    }
    return str_printf(x->arena, "it is not so that " STR_FMT, STR_ARG(text));
}

/* ---- connectives ---- */

static struct str
say_list(struct english *e, const struct ir *ir, bool is_true)
{
    bool is_and = (ir->kind == IR_AND) == is_true;
    struct str *parts = arena_array(e->x->arena, struct str, ir->list.len + 1);
    bool is_nested = false;
    for (uint32_t i = 0; i < ir->list.len; i++) {
        enum ir_kind kind = ir->list.at[i]->kind;
        is_nested |= kind == IR_AND || kind == IR_OR || kind == IR_SOME || kind == IR_EVERY;
        parts[i] = say(e, ir->list.at[i], is_true);
    }
    if (is_and)
        return name_list(e, parts, ir->list.len, is_nested ? ", and " : " and ");
    struct str all = name_list(e, parts, ir->list.len, is_nested ? ", or " : " or ");
    return str_printf(e->x->arena, "%s" STR_FMT, is_nested ? "either " : "", STR_ARG(all));
}

static struct str
say_implies(struct english *e, const struct ir *ir, bool is_true)
{
    struct str left = say(e, ir->binary.left, true), right = say(e, ir->binary.right, is_true);
    return str_printf(e->x->arena,
                      is_true ? "if " STR_FMT ", then " STR_FMT : STR_FMT ", and yet " STR_FMT,
                      STR_ARG(left), STR_ARG(right));
}

/* ---- quantifiers ---- */

/* "the controls of the capability"; "in place": the clause said of each, without its subject. */
struct quantified {
    struct str set, noun, where, clause, after;
    bool is_extent;
};

static struct quantified
read_quantifier(struct english *e, const struct ir *ir, bool body_is)
{
    const struct ir_each *each = &ir->quant.each;
    struct quantified q = {.set = name_value(e, each->set)};
    q.noun = name_members(e, each->set->type);
    q.is_extent = each->set->kind == IR_EXTENT;
    e->is_bound[each->slot] = true;
    struct str subject = name_variable(e, each->slot);
    if (each->where)
        q.where = say(e, each->where, true);
    bool is_trivial = ir->quant.body->kind == IR_CONST;
    q.clause = is_trivial ? (struct str){0} : say(e, ir->quant.body, body_is);
    bool is_single = ir->quant.body->kind != IR_AND && ir->quant.body->kind != IR_OR;
    q.after = is_single ? say_after(q.clause, subject) : (struct str){0};
    e->is_bound[each->slot] = false;
    return q;
}

static struct str
with_where(struct english *e, const struct quantified *q, struct str set)
{
    return q->where.len ? str_printf(e->x->arena, STR_FMT " for which " STR_FMT, STR_ARG(set),
                                     STR_ARG(q->where))
                        : set;
}

/* "at least one of the controls of the threat is in place", "there is a control among …, and for it …". */
static struct str
say_some(struct english *e, const struct ir *ir, bool is_true)
{
    struct explainer *x = e->x;
    struct quantified q = read_quantifier(e, ir, true);
    struct str set = with_where(e, &q, q.set);
    if (!is_true && q.after.len)
        return str_printf(x->arena, "none of " STR_FMT " " STR_FMT, STR_ARG(set), STR_ARG(q.after));
    if (!is_true)
        return str_printf(x->arena, "there is no " STR_FMT " among " STR_FMT " for which " STR_FMT,
                          STR_ARG(q.noun), STR_ARG(set), STR_ARG(q.clause));
    bool is_counted =
        str_ends(q.set, word_plural(x, q.noun)) ||
        str_find(q.set, str_printf(x->arena, STR_FMT " of ", STR_ARG(word_plural(x, q.noun))), 0) ==
            4;
    bool is_stuff = str_eq(word_plural(x, q.noun), q.noun);
    if (q.after.len && is_counted && !is_stuff)
        return str_printf(x->arena, "at least one of " STR_FMT " " STR_FMT, STR_ARG(set),
                          STR_ARG(q.after));
    if (q.after.len)
        return str_printf(x->arena, "%s " STR_FMT " among " STR_FMT " " STR_FMT,
                          is_stuff ? "some" : "at least one", STR_ARG(q.noun), STR_ARG(set),
                          STR_ARG(q.after));
    struct str noun = word_article(x, q.noun);
    struct str there = q.is_extent && !q.where.len
                           ? str_printf(x->arena, "there is " STR_FMT, STR_ARG(noun))
                           : str_printf(x->arena, "there is " STR_FMT " among " STR_FMT,
                                        STR_ARG(noun), STR_ARG(set));
    if (q.clause.len == 0)
        return there;
    return str_printf(x->arena, STR_FMT " such that " STR_FMT, STR_ARG(there), STR_ARG(q.clause));
}

static struct str
say_every(struct english *e, const struct ir *ir, bool is_true)
{
    struct quantified q = read_quantifier(e, ir, is_true);
    struct str set = with_where(e, &q, q.set);
    const char *who = is_true ? "each of" : "at least one of";
    if (q.after.len)
        return str_printf(e->x->arena, "%s " STR_FMT " " STR_FMT, who, STR_ARG(set),
                          STR_ARG(q.after));
    return str_printf(e->x->arena, "for %s " STR_FMT ", " STR_FMT, who, STR_ARG(set),
                      STR_ARG(q.clause));
}

static struct str
say_one(struct english *e, const struct ir *ir, bool is_true)
{
    struct quantified q = read_quantifier(e, ir, true);
    struct str set = with_where(e, &q, q.set);
    const char *who = is_true ? "exactly one of" : "not exactly one of";
    if (q.after.len)
        return str_printf(e->x->arena, "%s " STR_FMT " " STR_FMT, who, STR_ARG(set),
                          STR_ARG(q.after));
    return str_printf(e->x->arena, "for %s " STR_FMT ", " STR_FMT, who, STR_ARG(set),
                      STR_ARG(q.clause));
}

static struct str
say_matches(struct english *e, const struct ir *ir, bool is_true)
{
    struct str of = name_value(e, ir->matches.of);
    struct str pattern = e->x->program->regexes.at[ir->matches.regex].pattern;
    return str_printf(e->x->arena, STR_FMT " %s the form `" STR_FMT "`", STR_ARG(of),
                      is_true ? "has" : "does not have", STR_ARG(pattern));
}

static struct str
say_subset(struct english *e, const struct ir *ir, bool is_true)
{
    struct str left = name_value(e, ir->binary.left), right = name_value(e, ir->binary.right);
    return str_printf(e->x->arena, "%s of " STR_FMT " is among " STR_FMT,
                      is_true ? "each" : "not each", STR_ARG(left), STR_ARG(right));
}

static struct str
say_choice(struct english *e, const struct ir *ir, bool is_true)
{
    struct str test = say(e, ir->cond.test, true), then = say(e, ir->cond.then, is_true),
               other = say(e, ir->cond.other, is_true);
    return str_printf(e->x->arena, "if " STR_FMT ", then " STR_FMT ", and otherwise " STR_FMT,
                      STR_ARG(test), STR_ARG(then), STR_ARG(other));
}

static struct str
say_of(struct english *e, const struct ir *ir, bool is_true)
{
    switch (ir->kind) {
    case IR_CONST:
        return is_true == (ir->cell != 0) ? STR("that is always so") : STR("that is never so");
    case IR_AND:
    case IR_OR: return say_list(e, ir, is_true);
    case IR_NOT: return say(e, ir->unary, !is_true);
    case IR_IMPLIES: return say_implies(e, ir, is_true);
    case IR_COMPARE: return say_compare(e, ir, is_true);
    case IR_IN: return say_in(e, ir, is_true);
    case IR_SUBSET: return say_subset(e, ir, is_true);
    case IR_PRESENT: return say_given(e, ir->unary, is_true);
    case IR_SUBSTANTIVE: return say_substantive(e, ir->unary, is_true);
    case IR_IS: return say_is(e, ir, is_true);
    case IR_MATCHES: return say_matches(e, ir, is_true);
    case IR_SOME: return say_some(e, ir, is_true);
    case IR_EVERY: return say_every(e, ir, is_true);
    case IR_ONE: return say_one(e, ir, is_true);
    case IR_IF: return say_choice(e, ir, is_true);
    case IR_CALL: return say_call(e, ir, is_true);
    case IR_VAR:
    case IR_FIELD: return say_flag(e, ir, is_true);
    default: return quoted(e, ir, is_true);
    }
}

struct str
say(struct english *e, const struct ir *ir, bool is_true)
{
    if (e->depth >= ENGLISH_DEPTH)
        return quoted(e, ir, is_true);
    e->depth++;
    struct str out = say_of(e, ir, is_true);
    e->depth--;
    return out;
}
