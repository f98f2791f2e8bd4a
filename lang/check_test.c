/* test: what is expected of the rules of one pack, and whether it can be judged at all (language.md §12). */
#include "lang/check_test.h"

struct test_check {
    struct fixture fixture;
    const struct test_decl *decl;
    const struct item *item;
    struct test *test;
};

/* ---- which rule ---- */

static rule_id
rule_of_code(const struct program *p, struct sym code)
{
    for (rule_id i = 0; i < p->rules.len; i++)
        if (sym_eq(p->rules.at[i].code, code))
            return i;
    return NO_ID;
}

/* Rules of other packs do not run, so nothing may be expected of them. */
static rule_id
own_rule(const struct context *cx, rule_id id, struct span at)
{
    const struct rule *r = &cx->ck->program->rules.at[id];
    if (pack_same(r->pack, cx->unit->pack))
        return id;
    struct diag *d =
        report(cx, E9427, at, STR_FMT " is a rule of another pack", NAME_ARG(cx, r->code));
    diag_label(cx->ck->sink, d, r->span, "it belongs to pack `" STR_FMT "`", STR_ARG(r->pack));
    diag_help(cx->ck->sink, d,
              "in a test only the rules of its own pack run; move the test to that pack");
    return NO_ID;
}

static rule_id
expected_rule(struct test_check *t, const struct test_clause *c)
{
    const struct context *cx = &t->fixture.cx;
    const struct def *def = names_code(cx->ck, c->code, false);
    rule_id id = def && !def->broken ? rule_of_code(cx->ck->program, c->code.sym) : NO_ID;
    cx->body->broken |= id == NO_ID;
    return id == NO_ID ? NO_ID : own_rule(cx, id, c->code.span);
}

static bool
is_criterion(const struct context *cx, const struct rule *r, const struct dotted *name)
{
    const struct name *parts = name->parts.at;
    uint32_t last = name->parts.len - 1;
    return r->is_criterion && sym_eq(r->name, parts[last].sym) &&
           (last == 0 || pack_same(r->pack, sym_str(cx->ck->syms, parts[0].sym)));
}

static rule_id
expected_criterion(struct test_check *t, const struct test_clause *c)
{
    const struct context *cx = &t->fixture.cx;
    struct checker *ck = cx->ck;
    const struct program *p = ck->program;
    struct suggestion near = {.scratch = ck->arena};
    rule_id other = NO_ID;
    if (!c->by.parts.len)
        return NO_ID;
    struct name name = vec_last(&c->by.parts);
    near.given = sym_str(ck->syms, name.sym);
    for (rule_id i = 0; i < p->rules.len; i++) {
        if (p->rules.at[i].is_criterion)
            suggest(&near, sym_str(ck->syms, p->rules.at[i].name));
        if (!is_criterion(cx, &p->rules.at[i], &c->by))
            continue;
        if (pack_same(p->rules.at[i].pack, cx->unit->pack))
            return i;
        other = i;
    }
    cx->body->broken = true;
    if (other != NO_ID)
        return own_rule(cx, other, c->by.span);
    if (names_declared(ck, name.sym) && !near.best.len)
        return NO_ID; /* it has errors of its own */
    struct diag *d = report(cx, E1873, c->by.span, "there is no criterion called `" STR_FMT "`",
                            STR_ARG(near.given));
    if (near.best.len) {
        diag_help(ck->sink, d, "did you mean `" STR_FMT "`?", STR_ARG(near.best));
        diag_fix(ck->sink, d, name.span, near.best);
    }
    return NO_ID;
}

/* ---- which subject ---- */

static void
report_no_subject(const struct context *cx, const struct rule *r, const struct expectation *e)
{
    const struct slot *subject = &r->slots[r->each.at[0].slot];
    struct diag *d = report(
        cx, E3358, e->at_span, STR_FMT " is about " STR_FMT ", and `" STR_FMT "` is a " STR_FMT,
        NAME_ARG(cx, r->code), STR_ARG(type_text(cx->ck->program, cx->ck->arena, subject->type)),
        STR_ARG(e->id), NAME_ARG(cx, cx->ck->program->entities.at[e->at_type].name));
    diag_label(cx->ck->sink, d, subject->span, "the subject of the rule");
    diag_help(cx->ck->sink, d, "name the subject that the finding is about");
}

static bool
may_be_subject(const struct program *p, const struct rule *r, entity_id type)
{
    const struct union_type *u = &p->unions.at[r->each.at[0].set->id];
    for (uint32_t i = 0; i < u->member_count; i++)
        if (entity_is(p, type, u->members[i]) || entity_is(p, u->members[i], type))
            return true;
    return false;
}

/* "pack.P.Role(A)" and "P.Role(A)" */
static bool
is_instance(const struct fixture_thing *t, struct str element)
{
    for (uint32_t i = 0; i < t->instance_count; i++) {
        struct str text = t->instances[i].text;
        bool ends = str_ends(text, element);
        if (ends && (text.len == element.len || text.at[text.len - element.len - 1] == '.'))
            return true;
    }
    return false;
}

/* An element is a subject like any other: the thing that says it is that one, else by the name that it gets when it is derived. */
static void
element_subject(struct test_check *t, const struct datum *v, struct expectation *out)
{
    struct fixture *f = &t->fixture;
    struct fixture_element element;
    if (!fixture_element(f, v, &element))
        return;
    out->id = element.text;
    out->at_type = element.type;
    for (uint32_t i = 0; i < f->things.len; i++)
        if (is_instance(&f->things.at[i], element.text))
            out->thing = i;
}

static void
subject_check(struct test_check *t, const struct test_clause *c, struct expectation *out)
{
    const struct context *cx = &t->fixture.cx;
    const struct program *p = cx->ck->program;
    const struct rule *r = &p->rules.at[out->rule];
    out->thing = out->at_type = NO_ID;
    out->has_at = c->has_at;
    if (!c->has_at)
        return;
    out->id = c->at.id;
    out->at_span = c->at.span;
    if (c->at.element) {
        element_subject(t, c->at.element, out);
    } else if (!t->test->has_case) {
        out->thing = fixture_find_among(&t->fixture, &c->at, r->each.at[0].set->id);
        out->at_type = out->thing == NO_ID ? NO_ID : t->fixture.things.at[out->thing].type;
    } else if (c->at.type.name.sym.v) {
        const struct def *def = names_type(cx->ck, cx->unit, &c->at.type);
        cx->body->broken |= !def;
        out->at_type = def && def->kind == DEF_ENTITY ? def->id : NO_ID;
    }
    if (out->at_type != NO_ID && !may_be_subject(p, r, out->at_type))
        report_no_subject(cx, r, out);
}

/* ---- the forms of expect ---- */

static bool
word_check(const struct context *cx, struct name word, const char *const *words, uint32_t count,
           uint32_t *chosen)
{
    struct suggestion near = {.scratch = cx->ck->arena, .given = sym_str(cx->ck->syms, word.sym)};
    for (uint32_t i = 0; i < count; i++) {
        *chosen = i;
        if (str_is(near.given, words[i]))
            return true;
        suggest(&near, str_from(words[i]));
    }
    struct diag *d =
        report(cx, E8156, word.span, "`" STR_FMT "` cannot be expected", STR_ARG(near.given));
    struct str best = near.best.len ? near.best : str_from(words[0]);
    diag_help(cx->ck->sink, d, "did you mean `" STR_FMT "`?", STR_ARG(best));
    diag_fix(cx->ck->sink, d, word.span, best);
    return false;
}

/* The kind of an expectation; false: reported. */
static bool
kind_check(const struct context *cx, const struct test_clause *c, enum expect_kind *kind)
{
    static const char *const decisions[] = {"accepted", "conditional", "rejected"};
    static const char *const others[] = {"indeterminate"};
    uint32_t chosen = 0;
    bool ok = true;
    switch (c->kind) {
    case TEST_EXPECT: *kind = EXPECT_FINDING; return true;
    case TEST_EXPECT_NOT: *kind = EXPECT_NO_FINDING; return true;
    case TEST_EXPECT_NOTHING_ELSE: *kind = EXPECT_NOTHING_ELSE; return true;
    case TEST_EXPECT_INDETERMINATE:
        *kind = EXPECT_INDETERMINATE;
        return word_check(cx, c->word, others, 1, &chosen);
    case TEST_EXPECT_DECISION:
        ok = word_check(cx, c->word, decisions, 3, &chosen);
        *kind = (enum expect_kind)(EXPECT_ACCEPTED + (int)chosen);
        return ok;
    case TEST_ERROR:
    case TEST_GIVEN:
    case TEST_GIVEN_CASE: break;
    }
    return false;
}

static void
saying_check(const struct context *cx, const struct test_clause *c, struct expectation *out)
{
    if (!c->saying)
        return;
    out->has_saying = true;
    out->is_part = c->containing;
    out->saying_span = c->saying->span;
    if (!text_constant(cx->ck, c->saying, &out->saying)) {
        cx->body->broken = true;
    } else if (str_blank(out->saying)) {
        struct diag *d = report(cx, E8156, c->saying->span, "every message contains this");
        diag_help(cx->ck->sink, d, "quote words of the message, or leave `saying` out");
    }
}

static bool
is_about_same(const struct expectation *a, const struct expectation *b)
{
    return a->rule == b->rule && a->has_at && b->has_at && str_eq(a->id, b->id) &&
           a->thing == b->thing;
}

/* `expect A-1 at X` and `expect no A-1`: whatever comes, one of the two fails. */
static bool
contradicts(const struct expectation *a, const struct expectation *b)
{
    bool demands = a->kind == EXPECT_FINDING || a->kind == EXPECT_INDETERMINATE;
    return demands && b->kind == EXPECT_NO_FINDING && a->rule == b->rule &&
           (!b->has_at || is_about_same(a, b));
}

static void
agree_check(struct test_check *t, const struct expectation *e)
{
    const struct context *cx = &t->fixture.cx;
    for (uint32_t i = 0; i < t->test->expectation_count; i++) {
        const struct expectation *o = &t->test->expectations[i];
        if (!contradicts(e, o) && !contradicts(o, e))
            continue;
        struct diag *d =
            report(cx, E8156, e->span, "this cannot come true together with another expectation");
        diag_label(cx->ck->sink, d, o->span, "this one");
        diag_help(cx->ck->sink, d, "keep the one that is meant");
        return;
    }
}

static void
expectation_check(struct test_check *t, const struct test_clause *c)
{
    const struct context *cx = &t->fixture.cx;
    struct expectation out = {.rule = NO_ID, .thing = NO_ID, .at_type = NO_ID, .span = c->span};
    if (!kind_check(cx, c, &out.kind))
        return;
    if (out.kind != EXPECT_NOTHING_ELSE) {
        out.rule = c->kind == TEST_EXPECT_DECISION ? expected_criterion(t, c) : expected_rule(t, c);
        if (out.rule == NO_ID) {
            if (c->has_at && !c->at.element && !t->test->has_case)
                fixture_find(&t->fixture, &c->at, NO_ID,
                             NO_ID); /* what is wrong with it is said too */
            return;
        }
        subject_check(t, c, &out);
        saying_check(cx, c, &out);
        agree_check(t, &out);
    }
    t->test->expectations[t->test->expectation_count++] = out;
}

/* ---- what is given ---- */

static void
case_check(struct test_check *t, const struct test_clause *c, const struct test_clause *other)
{
    const struct context *cx = &t->fixture.cx;
    if (other) {
        struct diag *d = report(cx, E2790, c->span,
                                other->kind == TEST_GIVEN_CASE
                                    ? "a test is given one case"
                                    : "a test is given entities of its own or a case, not both");
        diag_label(cx->ck->sink, d, other->span, "given here");
        diag_help(cx->ck->sink, d, "make two tests of it");
        return;
    }
    t->test->has_case = t->fixture.is_elsewhere = true;
    t->test->folder_span = c->folder->span;
    if (!text_constant(cx->ck, c->folder, &t->test->folder))
        cx->body->broken = true;
}

static void
given_check(struct test_check *t)
{
    const test_clause_vec *clauses = &t->decl->clauses;
    const struct context *cx = &t->fixture.cx;
    const struct test_clause *first = NULL;
    for (uint32_t i = 0; i < clauses->len; i++) {
        const struct test_clause *c = &clauses->at[i];
        if (c->kind == TEST_GIVEN_CASE)
            case_check(t, c, first);
        else if (c->kind == TEST_GIVEN && t->test->has_case)
            case_check(t, c, first);
        if (!first && (c->kind == TEST_GIVEN || c->kind == TEST_GIVEN_CASE))
            first = c;
        cx->body->broken |= c->kind == TEST_ERROR;
    }
    fixture_check(&t->fixture, clauses);
    if (first)
        return;
    struct diag *d = report(cx, E2790, t->item->keyword, "this test gives nothing to look at");
    diag_help(cx->ck->sink, d, "add `given { … }` with the entities that the rule is to see");
}

/* ---- the day ---- */

static void
find_today(void *context, const struct ir *ir)
{
    const struct ir **today = context;
    if (!*today && ir->kind == IR_TODAY)
        *today = ir;
}

/* Where a rule asks for the day, or one that it comes after; NULL: nowhere. */
static const struct ir *
asks_today(const struct context *cx, rule_id rule)
{
    const struct program *p = cx->ck->program;
    const struct rule *r = &p->rules.at[rule];
    const struct ir *today = NULL;
    struct arena scratch = {0};
    rule_visit_all(p, r, &scratch, find_today, &today);
    for (uint32_t i = 0; !today && i < r->after_count; i++) {
        rule_id before = rule_of_code(p, r->after[i]);
        if (before != NO_ID)
            rule_visit_all(p, &p->rules.at[before], &scratch, find_today, &today);
    }
    arena_release(&scratch);
    return today;
}

static bool
day_asked(struct test_check *t, const struct expectation *e, rule_id rule)
{
    const struct context *cx = &t->fixture.cx;
    const struct ir *today = asks_today(cx, rule);
    if (!today)
        return false;
    struct diag *d = report(cx, E6605, t->decl->title ? t->decl->title->span : t->item->keyword,
                            "this test depends on the day on which it runs");
    diag_label(cx->ck->sink, d, today->span, STR_FMT " asks for `today` here",
               NAME_ARG(cx, cx->ck->program->rules.at[rule].code));
    diag_label(cx->ck->sink, d, e->span, "and is expected here");
    diag_help(cx->ck->sink, d, "say which day it is, behind the title: `on 2026-06-01`");
    return true;
}

static void
date_check(struct test_check *t)
{
    const struct context *cx = &t->fixture.cx;
    t->test->has_date = t->decl->on.len > 0;
    if (!t->test->has_date || date_parse(t->decl->on, &t->test->date))
        return;
    struct diag *d =
        report(cx, E3968, t->decl->title->span, "there is no day " STR_FMT, STR_ARG(t->decl->on));
    diag_help(cx->ck->sink, d, "a date is written year-month-day: 2026-02-28");
}

/* Without a date nothing that is expected may ask for it. */
static void
day_check(struct test_check *t)
{
    const struct context *cx = &t->fixture.cx;
    const struct program *p = cx->ck->program;
    for (uint32_t i = 0; !t->test->has_date && i < t->test->expectation_count; i++) {
        const struct expectation *e = &t->test->expectations[i];
        if (e->kind != EXPECT_NOTHING_ELSE && day_asked(t, e, e->rule))
            return;
        for (rule_id r = 0; e->kind == EXPECT_NOTHING_ELSE && r < p->rules.len; r++)
            if (pack_same(p->rules.at[r].pack, cx->unit->pack) && day_asked(t, e, r))
                return;
    }
}

/* ---- things that nothing is expected of ---- */

/* Whether anything is linked with what is expected, in either direction. */
static void
spread_use(struct fixture *f)
{
    for (bool more = true; more;) {
        more = false;
        for (uint32_t i = 0; i < f->things.len; i++) {
            const struct fixture_thing *t = &f->things.at[i];
            for (uint32_t s = 0; s <= t->setting_count; s++) {
                const struct fixture_setting *all = t->settings;
                uint32_t count = s < t->setting_count ? all[s].value_count : t->owner != NO_ID;
                for (uint32_t v = 0; v < count; v++) {
                    if (s < t->setting_count && !all[s].values[v].is_thing)
                        continue;
                    uint32_t other =
                        s < t->setting_count ? (uint32_t)all[s].values[v].cell : t->owner;
                    more |= f->used.at[i] != f->used.at[other];
                    f->used.at[i] = f->used.at[other] = f->used.at[i] || f->used.at[other];
                }
            }
        }
    }
}

static bool
is_among(const struct program *p, union_id types, entity_id type)
{
    const struct union_type *u = &p->unions.at[types];
    for (uint32_t m = 0; m < u->member_count; m++)
        if (entity_is(p, type, u->members[m]))
            return true;
    return false;
}

static bool
makes_some(const struct program *p, const struct pattern_part *parts, uint32_t count,
           union_id types)
{
    for (uint32_t i = 0; i < count; i++) {
        const struct pattern_part *n = &parts[i];
        const struct pattern *used = n->kind == PATTERN_USE ? &p->patterns.at[n->used] : NULL;
        if ((n->kind == PATTERN_ROLE && is_among(p, types, n->type)) ||
            (used && makes_some(p, used->parts, used->part_count, types)) ||
            makes_some(p, n->children, n->child_count, types))
            return true;
    }
    return false;
}

/* All of the types, and what a pattern derives them from. */
static void
use_union(struct test_check *t, union_id types)
{
    struct fixture *f = &t->fixture;
    const struct program *p = f->cx.ck->program;
    for (uint32_t i = 0; i < f->things.len; i++)
        f->used.at[i] = f->used.at[i] || is_among(p, types, f->things.at[i].type);
    for (uint32_t a = 0; a < p->applications.len; a++) {
        const struct application *of = &p->applications.at[a];
        const struct pattern *made = &p->patterns.at[of->pattern];
        if (of->is_broken || !makes_some(p, made->parts, made->part_count, types))
            continue;
        union_id subjects = p->rules.at[of->rule].each.at[0].set->id;
        for (uint32_t i = 0; i < f->things.len; i++)
            f->used.at[i] = f->used.at[i] || is_among(p, subjects, f->things.at[i].type);
    }
}

struct extents {
    struct test_check *t;
    const struct ir *subjects; /* not this one */
};

static void
use_extent(void *context, const struct ir *ir)
{
    const struct extents *x = context;
    if (ir->kind == IR_EXTENT && ir != x->subjects)
        use_union(x->t, ir->id);
}

/* What the rule looks at: the subject named, or all subjects, and every type that it walks as a whole. */
static void
use_expected(struct test_check *t, const struct expectation *e)
{
    struct fixture *f = &t->fixture;
    const struct program *p = f->cx.ck->program;
    if (e->kind == EXPECT_NOTHING_ELSE) {
        for (uint32_t i = 0; i < f->things.len; i++)
            f->used.at[i] = true;
        return;
    }
    const struct rule *r = &p->rules.at[e->rule];
    struct extents x = {t, r->each.at[0].set};
    struct arena scratch = {0};
    if (e->thing != NO_ID)
        f->used.at[e->thing] = true;
    else
        use_union(t, r->each.at[0].set->id);
    rule_visit_all(p, r, &scratch, use_extent, &x);
    arena_release(&scratch);
}

static void
unused_things(struct test_check *t)
{
    struct fixture *f = &t->fixture;
    for (uint32_t i = 0; i < t->test->expectation_count; i++)
        use_expected(t, &t->test->expectations[i]);
    spread_use(f);
    for (uint32_t i = 0; i < f->things.len; i++) {
        if (f->used.at[i])
            continue;
        struct diag *d = advise(&f->cx, W4278, f->things.at[i].span,
                                "nothing that is expected concerns `" STR_FMT "`",
                                STR_ARG(f->things.at[i].path));
        diag_help(f->cx.ck->sink, d,
                  "leave it out, link it with what the test is about, or expect something of it");
    }
}

/* ---- a test ---- */

static bool
is_expectation(const struct test_clause *c)
{
    return c->kind != TEST_GIVEN && c->kind != TEST_GIVEN_CASE && c->kind != TEST_ERROR;
}

static void
expectations_check(struct test_check *t)
{
    const struct context *cx = &t->fixture.cx;
    const test_clause_vec *clauses = &t->decl->clauses;
    bool any = false;
    t->test->expectations = arena_array(cx->ck->arena, struct expectation, clauses->len + 1);
    for (uint32_t i = 0; i < clauses->len; i++) {
        any |= is_expectation(&clauses->at[i]);
        if (is_expectation(&clauses->at[i]))
            expectation_check(t, &clauses->at[i]);
    }
    if (any)
        return;
    struct diag *d = report(cx, E1948, t->item->keyword, "this test expects nothing");
    diag_help(cx->ck->sink, d,
              "add what the rule is to say, as in `expect ACME-001 at X`, or that it stays silent: "
              "`expect no ACME-001`");
}

static void
test_check(struct checker *ck, const struct unit *unit, const struct item *item)
{
    struct body body = {0};
    struct test test = {.pack = unit->pack, .span = item->span};
    struct test_check t = {.decl = &item->test, .item = item, .test = &test};
    t.fixture.cx = (struct context){.ck = ck, .unit = unit, .body = &body};
    if (item->test.title) {
        test.title_span = item->test.title->span;
        body.broken |= !text_constant(ck, item->test.title, &test.title);
    }
    date_check(&t);
    given_check(&t);
    expectations_check(&t);
    if (!body.broken)
        day_check(&t);
    if (body.broken) {
        ck->program->tests_not_compiled++;
        return;
    }
    unused_things(&t);
    test.things = t.fixture.things.at;
    test.thing_count = t.fixture.things.len;
    vec_push(ck->arena, &ck->program->tests, test);
}

void
tests_check(struct checker *ck)
{
    for (uint32_t i = 0; ck->input->with_tests && i < ck->input->unit_count; i++) {
        const struct unit *unit = &ck->input->units[i];
        for (uint32_t j = 0; j < unit->ast->items.len; j++) {
            const struct item *item = unit->ast->items.at[j];
            if (item->kind == ITEM_TEST && !item->broken)
                test_check(ck, unit, item);
            else if (item->kind == ITEM_TEST)
                ck->program->tests_not_compiled++;
        }
    }
}
