/* A rule as a sentence or two, for people who do not read rules. */
#include "engine/explain/english_internal.h"

static void
bind_slots(struct english *e, const struct rule *r)
{
    e->is_let = arena_array(e->x->arena, bool, r->slot_count + 1);
    e->is_bound = arena_array(e->x->arena, bool, r->slot_count + 1);
    for (uint32_t i = 0; i < r->lets.len; i++)
        e->is_let[r->lets.at[i].slot] = true;
}

/* ---- whom it concerns ---- */

/* "that is selected", or "for which …". */
static struct str
relative(struct english *e, const struct ir *where, uint32_t slot)
{
    struct str subject = name_variable(e, slot);
    const struct ir *const one[] = {where};
    const struct ir *const *parts = one;
    uint32_t count = 1;
    if (where->kind == IR_AND) {
        parts = (const struct ir *const *)where->list.at;
        count = where->list.len;
    }
    struct str *after = arena_array(e->x->arena, struct str, count);
    bool all = true;
    for (uint32_t i = 0; i < count && all; i++) {
        after[i] = say_after(say(e, parts[i], true), subject);
        all = after[i].len > 0;
    }
    if (all)
        return str_printf(e->x->arena, "that " STR_FMT,
                          STR_ARG(name_list(e, after, count, " and ")));
    return str_printf(e->x->arena, "for which " STR_FMT, STR_ARG(say(e, where, true)));
}

static void
add_variable(struct english *e, const struct rule *r, uint32_t i, struct text_buf *b)
{
    const struct ir_each *each = &r->each.at[i];
    struct str noun = name_members(e, e->slots[each->slot].type);
    struct str set = i ? name_value(e, each->set) : (struct str){0};
    e->is_bound[each->slot] = true;
    struct str name = name_variable(e, each->slot);
    bool is_named = !str_starts(name, STR("the "));
    bool is_stuff = str_eq(noun, word_plural(e->x, noun));
    text_printf(b, "%s %s" STR_FMT, i == 0 ? "for each" : " and each", is_stuff ? "piece of " : "",
                STR_ARG(is_named ? name : noun));
    if (i && each->set->kind != IR_EXTENT)
        text_printf(b, " among " STR_FMT, STR_ARG(set));
    if (each->where)
        text_printf(b, " " STR_FMT, STR_ARG(relative(e, each->where, each->slot)));
}

/* ---- what it asks ---- */

static void
add_parts(struct text_buf *b, const struct str *parts, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        text_printf(b, "%s" STR_FMT,
                    i == 0           ? ""
                    : i + 1 == count ? "; and "
                                     : "; ",
                    STR_ARG(parts[i]));
}

static struct str
branch_words(struct english *e, const struct ir_branch *branch)
{
    struct text_buf b = {.arena = e->x->arena};
    text_printf(&b, "it is accepted%s when " STR_FMT, branch->given_count ? " with conditions" : "",
                STR_ARG(say(e, branch->when, true)));
    for (uint32_t i = 0; i < branch->given_count; i++)
        text_printf(&b, "%s" STR_FMT, i ? " and " : ", provided that ",
                    STR_ARG(say(e, branch->given[i].condition, true)));
    return text_str(&b);
}

static struct str
pattern_words(struct english *e, const struct duty *d)
{
    const struct program *p = e->x->program;
    const struct application *a = &p->applications.at[d->application];
    struct str name = sym_str(p->texts, p->patterns.at[a->pattern].name);
    return str_printf(e->x->arena, "the argument follows the pattern " STR_FMT "%s", STR_ARG(name),
                      a->is_authored ? ", every element of it written" : "");
}

static void
add_duties(struct english *e, const struct rule *r, struct text_buf *b)
{
    uint32_t most = r->duties.len, count = 0;
    for (uint32_t i = 0; i < r->duties.len; i++)
        most += r->duties.at[i].branch_count + 1;
    struct str *parts = arena_array(e->x->arena, struct str, most + 1);
    for (uint32_t i = 0; i < r->duties.len; i++) {
        const struct duty *d = &r->duties.at[i];
        for (uint32_t k = 0; d->kind == DUTY_DECIDE && k < d->branch_count; k++)
            parts[count++] = branch_words(e, &d->branches[k]);
        parts[count++] = d->kind == DUTY_DECIDE    ? STR("otherwise it is rejected")
                         : d->kind == DUTY_PATTERN ? pattern_words(e, d)
                                                   : say(e, duty_condition(e->x, r, d), true);
    }
    add_parts(b, parts, count);
}

/* ---- when ---- */

static void
add_phase(struct english *e, const struct rule *r, struct text_buf *b)
{
    const struct program *p = e->x->program;
    if (!r->has_phase || p->phase == NO_ID)
        return;
    const struct enum_type *t = &p->enums.at[p->phase];
    struct str from = sym_str(p->texts, t->values[r->phase_from]);
    struct str to = sym_str(p->texts, t->values[r->phase_to]);
    if (r->phase_to + 1 >= t->value_count)
        text_printf(b, "from phase " STR_FMT " on, ", STR_ARG(from));
    else if (r->phase_from == r->phase_to)
        text_printf(b, "in phase " STR_FMT ", ", STR_ARG(from));
    else
        text_printf(b, "from phase " STR_FMT " to phase " STR_FMT ", ", STR_ARG(from), STR_ARG(to));
}

static void
add_lets(struct english *e, const struct rule *r, struct text_buf *b)
{
    for (uint32_t i = 0; i < r->lets.len; i++) {
        struct str name = name_variable(e, r->lets.at[i].slot);
        const struct ir *value = r->lets.at[i].value;
        bool is_condition = value->type.kind == TYPE_BOOL && !card_is_set(value->type.card);
        struct str means = is_condition ? say(e, value, true) : name_value(e, value);
        text_printf(b, " Here, " STR_FMT " means %s" STR_FMT ".", STR_ARG(name),
                    is_condition ? "that " : "", STR_ARG(means));
    }
}

static void
add_weight(struct english *e, const struct rule *r, struct text_buf *b)
{
    static const char *const weights[] = {"an error", "a warning", "a note"};
    text_printf(b, " Where this is not so, it is %s", weights[r->severity]);
    if (r->has_effective)
        text_printf(b, ", and before " STR_FMT " at most a warning",
                    STR_ARG(date_text(e->x->arena, r->effective)));
    text_add_c(b, ".");
    for (uint32_t i = 0; i < r->after_count; i++)
        text_printf(b, "%s" STR_FMT "%s", i == 0 ? " It is not asked of what violates " : " or ",
                    STR_ARG(sym_str(e->x->program->texts, r->after[i])),
                    i + 1 == r->after_count ? "." : "");
}

/* Sentences begin with a capital letter. */
static struct str
capitalised(struct explainer *x, struct str s)
{
    bool is_lower = s.len && s.at[0] >= 'a' && s.at[0] <= 'z';
    return is_lower
               ? str_printf(x->arena, "%c%.*s", s.at[0] - 'a' + 'A', (int)(s.len - 1), s.at + 1)
               : s;
}

struct str
explain_english(struct explainer *x, const struct rule *r)
{
    struct english e = {.x = x, .rule = r, .slots = r->slots, .slot_count = r->slot_count};
    struct text_buf b = {.arena = x->arena};
    bind_slots(&e, r);
    add_phase(&e, r, &b);
    for (uint32_t i = 0; i < r->each.len; i++)
        add_variable(&e, r, i, &b);
    text_add_c(&b, r->duties.len > 1 ? ": " : ", ");
    add_duties(&e, r, &b);
    text_add_c(&b, ".");
    add_lets(&e, r, &b);
    add_weight(&e, r, &b);
    return capitalised(x, text_str(&b));
}
