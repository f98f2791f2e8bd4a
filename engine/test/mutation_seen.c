/*
 * Which tests can see an item: those that expect something of a rule whose verdict or words depend on
 * it, and those that expect nothing else. A name that two packs share counts as both.
 */
#include "engine/test/mutation_internal.h"
#include "lang/program.h"

/* The changed item, and whether the rule looked at depends on it. */
struct search {
    const struct program *program;
    struct sym owner;
    rule_id rule; /* that is the item, or NO_ID */
    bool found;
};

static void
look(void *context, const struct ir *ir)
{
    struct search *s = context;
    const struct program *p = s->program;
    if (ir->kind == IR_CALL) {
        const struct define *d = &p->defines.at[ir->call.define];
        s->found |= sym_eq(d->name, s->owner) || (s->rule != NO_ID && d->meets == s->rule);
    } else if (ir->kind == IR_PARAM) {
        s->found |= sym_eq(p->params.at[ir->id].name, s->owner);
    } else if (ir->kind == IR_LOOKUP) {
        s->found |= sym_eq(p->tables.at[ir->lookup.table].name, s->owner);
    }
}

static rule_id
rule_of_code(const struct program *p, struct sym code)
{
    for (rule_id i = 0; i < p->rules.len; i++)
        if (sym_eq(p->rules.at[i].code, code))
            return i;
    return NO_ID;
}

static bool
depends(struct search *s, const struct rule *r, struct arena *scratch)
{
    s->found = s->rule != NO_ID && r == &s->program->rules.at[s->rule];
    for (uint32_t i = 0; i < r->after_count; i++)
        s->found |= sym_eq(r->after[i], s->owner);
    if (!s->found)
        rule_visit_all(s->program, r, scratch, look, s);
    return s->found;
}

static bool
can_see(const struct test *t, const bool *rules)
{
    for (uint32_t i = 0; i < t->expectation_count; i++) {
        const struct expectation *e = &t->expectations[i];
        if (e->kind == EXPECT_NOTHING_ELSE || (e->rule != NO_ID && rules[e->rule]))
            return true;
    }
    return false;
}

void
item_seen(struct mutation_run *run, struct mutated_item *item, enum item_kind kind)
{
    const struct program *p = run->in->program;
    struct search s = {.program = p, .owner = sym_find(run->in->texts, item->owner)};
    bool is_rule = kind == ITEM_RULE || kind == ITEM_CRITERION || kind == ITEM_APPLY;
    s.rule = is_rule ? rule_of_code(p, s.owner) : NO_ID;
    bool *rules = arena_array(&run->arena, bool, p->rules.len + 1);
    struct arena scratch = {0};
    for (uint32_t i = 0; i < p->rules.len; i++)
        rules[i] = depends(&s, &p->rules.at[i], &scratch);
    arena_release(&scratch);
    item->tests = arena_array(&run->arena, bool, p->tests.len + 1);
    for (uint32_t i = 0; i < p->tests.len; i++) {
        item->tests[i] =
            pack_same(p->tests.at[i].pack, run->in->pack) && can_see(&p->tests.at[i], rules);
        item->test_count += item->tests[i];
    }
}
