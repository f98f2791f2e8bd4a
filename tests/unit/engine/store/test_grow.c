/* A store that grows is the store that the builder makes of all at once. */
#include "tests/unit/engine/store/model.h"

#include "lang/base/value.h"

/* Node ⊃ Goal, Leaf; goals hang together, leaves cite items, boxes hold things. */
struct argument {
    entity_id node, goal, leaf, item, box, thing;
    field_id text, weight, supported_by, supports, cites, cited_by, main, main_of, tags, open,
        things, box_of, since;
};

static struct argument
argument_model(struct model *m)
{
    struct argument a;
    a.node = model_entity(m, "Node", NO_ID);
    a.goal = model_entity(m, "Goal", a.node);
    a.leaf = model_entity(m, "Leaf", a.node);
    a.item = model_entity(m, "Item", NO_ID);
    a.box = model_entity(m, "Box", NO_ID);
    a.thing = model_entity(m, "Thing", NO_ID);
    a.text = model_field(m, a.node, "text", model_type(TYPE_TEXT, CARD_ONE));
    a.weight = model_field(m, a.node, "weight", model_type(TYPE_INT, CARD_OPTIONAL));
    a.supported_by = model_field(m, a.goal, "supported_by", model_ref(m, a.node, CARD_SET_SOME));
    a.supports = model_implicit(m, a.node, "supports", a.supported_by, CARD_SET);
    a.cites = model_field(m, a.leaf, "cites", model_ref(m, a.item, CARD_SET));
    a.cited_by = model_field(m, a.item, "cited_by", model_ref(m, a.leaf, CARD_SET));
    a.main = model_field(m, a.leaf, "main", model_ref(m, a.item, CARD_OPTIONAL));
    a.main_of = model_field(m, a.item, "main_of", model_ref(m, a.leaf, CARD_OPTIONAL));
    a.tags = model_field(m, a.item, "tags", model_type(TYPE_TEXT, CARD_SET));
    a.open = model_field(m, a.node, "open", model_type(TYPE_BOOL, CARD_ONE));
    a.things = model_field(m, a.box, "things", model_ref(m, a.thing, CARD_SET));
    a.box_of = model_implicit(m, a.thing, "box", a.things, CARD_ONE);
    a.since = model_field(m, a.item, "since", model_type(TYPE_DATE, CARD_OPTIONAL));
    struct field *fields = m->program.fields.at;
    fields[a.supported_by].acyclic = true;
    fields[a.cites].inverse = a.cited_by;
    fields[a.cited_by].inverse = a.cites;
    fields[a.main].inverse = a.main_of;
    fields[a.main_of].inverse = a.main;
    fields[a.things].contains = true;
    static uint64_t no[1], tag[1];
    tag[0] = model_sym(m, "plain").v;
    fields[a.open].has_default = fields[a.tags].has_default = true;
    fields[a.open].defaults = no;
    fields[a.tags].defaults = tag;
    fields[a.open].default_count = fields[a.tags].default_count = 1;
    fields[a.since].past = true;
    fields[a.weight].has_range = true;
    fields[a.weight].high = 5;
    return a;
}

/* Instances are only waited for where something is applied. */
static void
apply_something(struct model *m)
{
    struct application none = {0};
    vec_push(&m->arena, &m->program.applications, none);
}

static struct ent
named(struct model *m, entity_id type, const char *id)
{
    struct ent e = store_find(m->store, type, str_from(id));
    assert_true(e.v != ENT_NONE.v);
    return e;
}

/* The store of the model becomes the grown one; the old one is gone. */
static void
grow(struct model *m, struct growth *g)
{
    uint32_t *numbers;
    struct store *old = m->store;
    m->store = growth_finish(g, &m->arena, &numbers);
    store_free(old);
}

static void
what_is_added_takes_its_place(void **state)
{
    struct model *m = *state;
    struct argument a = argument_model(m);
    model_read(m, "a",
               "Goal G-2\n"
               "  text: Two\n"
               "  supported_by: L-1\n"
               "Goal G-10\n"
               "  text: Ten\n"
               "  supported_by: L-1\n"
               "Leaf L-1 external: others\n"
               "Item I-1\n");
    model_finish(m);
    assert_messages(m, "");
    struct growth *g = growth_new(m->store, &m->sink);
    uint32_t nine = growth_entity(g, a.goal, STR("G-9"), SPAN_NONE), *numbers;
    uint32_t leaf = growth_entity(g, a.leaf, STR("L-0"), SPAN_NONE);
    struct sym text = model_sym(m, "Nine"), other = model_sym(m, "no");
    growth_cell(g, nine, a.text, text.v, SPAN_NONE);
    growth_cell(g, nine, a.text, other.v, SPAN_NONE);
    growth_cell(g, leaf, a.text, other.v, SPAN_NONE);
    growth_cell(g, named(m, a.goal, "G-2").v, a.text, other.v, SPAN_NONE);
    growth_link(g, nine, a.supported_by, leaf, SPAN_NONE);
    growth_link(g, named(m, a.goal, "G-10").v, a.supported_by, nine, SPAN_NONE);
    growth_link(g, leaf, a.cites, named(m, a.item, "I-1").v, SPAN_NONE);
    growth_cell(g, leaf, a.open, 1, SPAN_NONE);
    struct store *old = m->store;
    m->store = growth_finish(g, &m->arena, &numbers);
    store_free(old);
    assert_messages(m, "");
    assert_int_equal(numbers[nine], 1);
    assert_int_equal(numbers[1], 2);
    assert_int_equal(numbers[leaf], 3);
    assert_dump(m, "Goal G-2\n"
                   "  text: \"Two\"\n"
                   "  supported_by: L-1\n"
                   "  open: false\n"
                   "Goal G-9\n"
                   "  text: \"Nine\"\n"
                   "  supported_by: L-0\n"
                   "  supports: G-10\n"
                   "  open: false\n"
                   "Goal G-10\n"
                   "  text: \"Ten\"\n"
                   "  supported_by: G-9, L-1\n"
                   "  open: false\n"
                   "Leaf L-0\n"
                   "  text: \"no\"\n"
                   "  supports: G-9\n"
                   "  cites: I-1\n"
                   "  open: true\n"
                   "Leaf L-1\n"
                   "  external: \"others\"\n"
                   "  text: ?\n"
                   "  supports: G-2, G-10\n"
                   "  open: false\n"
                   "Item I-1\n"
                   "  cited_by: L-0\n"
                   "  tags: \"plain\"\n");
}

static void
what_a_pattern_may_give_is_missing_at_the_end(void **state)
{
    struct model *m = *state;
    struct argument a = argument_model(m);
    apply_something(m);
    model_read(m, "a", "Goal G-1\nGoal G-2\n");
    for (uint32_t h = 0; h < 2; h++)
        builder_instance(m->builder, h, STR("P.R(x)"), SPAN_NONE);
    model_finish(m);
    assert_messages(m, "");
    assert_dump(m,
                "Goal G-1\n  instance_of: P.R(x)\n  text: ?\n  supported_by: ?\n  open: false\n"
                "Goal G-2\n  instance_of: P.R(x)\n  text: ?\n  supported_by: ?\n  open: false\n");
    struct growth *g = growth_new(m->store, &m->sink);
    growth_goes_on(g);
    uint32_t leaf = growth_entity(g, a.leaf, STR("L"), SPAN_NONE);
    growth_link(g, 0, a.supported_by, leaf, SPAN_NONE);
    grow(m, g);
    assert_messages(m, "");
    g = growth_new(m->store, &m->sink);
    growth_cell(g, 0, a.text, model_sym(m, "One").v, SPAN_NONE);
    grow(m, g);
    assert_messages(m, "E4740 - Leaf L: Leaf L has no text\n"
                       "E4740 a:2:6 Goal G-2: Goal G-2 has no text\n"
                       "E8937 a:2:6 Goal G-2: Goal G-2 has no supported_by\n");
    assert_dump(
        m, "Goal G-1\n  instance_of: P.R(x)\n  text: \"One\"\n  supported_by: L\n  open: false\n"
           "Goal G-2\n  instance_of: P.R(x)\n  text: ? (E4740)\n  supported_by: ? (E8937)\n  open: "
           "false\n"
           "Leaf L\n  text: ? (E4740)\n  supports: G-1\n  open: false\n");
    assert_int_equal(store_instance_count(m->store), 2);
    assert_int_equal(store_instance(m->store, 1).of.v, 1);
    assert_true(str_is(store_instance(m->store, 1).text, "P.R(x)"));
}

/* Without an application nothing ever comes, so what is missing is missing at once. */
static void
nobody_waits_for_a_pattern_that_is_not_applied(void **state)
{
    struct model *m = *state;
    argument_model(m);
    model_read(m, "a", "Leaf L\n");
    builder_instance(m->builder, 0, STR("P.R(x)"), SPAN_NONE);
    model_finish(m);
    assert_messages(m, "E4740 a:1:6 Leaf L: Leaf L has no text\n");
}

static void
what_is_added_is_checked(void **state)
{
    struct model *m = *state;
    struct argument a = argument_model(m);
    model_read(m, "a",
               "Goal G-1\n"
               "  text: One\n"
               "  supported_by: G-2\n"
               "Goal G-2\n"
               "  text: Two\n"
               "  supported_by: L-1\n"
               "Leaf L-1\n"
               "  text: Leaf\n"
               "  main: I-1\n"
               "  cites: I-1\n"
               "Item I-1\n");
    model_finish(m);
    assert_messages(m, "");
    struct growth *g = growth_new(m->store, &m->sink);
    struct span at = {m->sources.at[0]->base, m->sources.at[0]->base + 4};
    uint32_t leaf = growth_entity(g, a.leaf, STR("L-2"), at);
    growth_entity(g, a.thing, STR("B/T"), at);
    growth_cell(g, leaf, a.text, model_sym(m, "x").v, at);
    growth_cell(g, leaf, a.weight, 6, at);
    growth_link(g, leaf, a.main, named(m, a.item, "I-1").v, at);
    growth_link(g, named(m, a.goal, "G-2").v, a.supported_by, named(m, a.goal, "G-1").v, at);
    growth_incomplete(g, leaf, a.cites, NULL);
    growth_extent_incomplete(g, a.item, NULL);
    grow(m, g);
    assert_messages(m, "E8274 a:1:1 Thing B/T: Thing B/T belongs to no Box\n"
                       "E8193 a:1:1 Leaf L-2: 6 is more than 5\n"
                       "E8128 a:3:17 Goal G-1: supported_by runs in a circle: G-1 → G-2 → G-1\n"
                       "  a:1:1 and is closed here\n"
                       "E4399 a:9:9 Item I-1: main_of of Item I-1 has two values\n"
                       "  a:1:1 and by this one L-2\n");
}

/* ---- any growth ---- */

/* Numbers that are the same on every machine (splitmix64). */
static uint32_t
draw(uint64_t *state, uint32_t below)
{
    uint64_t z = *state += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return (uint32_t)((z ^ z >> 31) % below);
}

enum { TRIALS = 3000, ENTITIES = 14, FACTS = 40, ROUNDS = 3, SAME = 4 };

struct thing {
    entity_id type;
    char id[16];
    uint32_t owner, round; /* owner: UINT32_MAX, or a box before it */
    bool is_instance;
    uint32_t handle;
};

struct said {
    uint32_t of, round;
    field_id field;
    bool is_link, is_lost;
    uint64_t cell;
};

struct world {
    struct thing things[ENTITIES];
    struct said said[FACTS + 3 * ENTITIES];
    uint32_t said_count;
    struct span ground;
};

static bool
is_given(const struct world *w, uint32_t of, field_id f)
{
    for (uint32_t i = 0; i < w->said_count; i++)
        if (w->said[i].of == of && w->said[i].field == f)
            return true;
    return false;
}

static void
say(struct world *w, struct said s)
{
    uint32_t least = w->things[s.of].round;
    if (s.is_link && w->things[s.cell].round > least)
        least = w->things[s.cell].round;
    s.round = s.round < least ? least : s.round;
    w->said[w->said_count++] = s;
}

/* What an entity must have is said when it comes, later if it waits for a pattern, or never. */
static void
say_required(struct world *w, uint64_t *r, struct model *m, const struct argument *a, uint32_t i)
{
    const struct thing *t = &w->things[i];
    uint32_t kind = draw(r, 6), later = t->round;
    if (t->is_instance || t->round > 0)
        later += draw(r, ROUNDS);
    if (t->type == a->thing) {
        say(w, (struct said){t->owner, t->round, a->things, true, false, i});
        return;
    }
    if (!entity_is(&m->program, t->type, a->node) || kind == 0)
        return;
    say(w, (struct said){i, later, a->text, false, false, model_sym(m, t->id).v});
}

static void
say_anything(struct world *w, uint64_t *r, struct model *m, const struct argument *a)
{
    uint32_t of = draw(r, ENTITIES), to = draw(r, ENTITIES), round = draw(r, ROUNDS);
    entity_id type = w->things[of].type, other = w->things[to].type;
    bool to_node = entity_is(&m->program, other, a->node);
    bool may_wait = w->things[of].is_instance || w->things[of].round > 0;
    if (type == a->goal && to_node && (to < of || draw(r, 8) == 0) &&
        (may_wait || w->things[to].round == 0))
        say(w, (struct said){of, may_wait ? round : 0, a->supported_by, true, false, to});
    else if (type == a->leaf && other == a->item)
        say(w, (struct said){of, round, a->cites, true, false, to});
    else if (type == a->item && other == a->leaf && draw(r, 2))
        say(w, (struct said){of, round, a->cited_by, true, false, to});
    else if (type == a->item && other == a->leaf && !is_given(w, of, a->main_of) &&
             !is_given(w, to, a->main))
        say(w, (struct said){of, round, a->main_of, true, false, to});
    else if (type == a->item && draw(r, 2))
        say(w, (struct said){of, round, a->tags, false, false, model_sym(m, w->things[to].id).v});
    else if (type == a->item && !is_given(w, of, a->since))
        say(w, (struct said){of, round, a->since, false, false, (uint64_t)-3 + draw(r, 3)});
    else if (type == a->goal || type == a->leaf) {
        field_id f = draw(r, 2) ? a->weight : a->open;
        if (!is_given(w, of, f))
            say(w,
                (struct said){of, round, f, false, draw(r, 9) == 0, draw(r, f == a->open ? 2 : 7)});
    }
}

static void
invent(struct world *w, uint64_t *r, struct model *m, const struct argument *a)
{
    const entity_id types[] = {a->goal, a->leaf, a->item, a->box, a->thing, a->goal};
    *w = (struct world){0};
    for (uint32_t i = 0; i < ENTITIES; i++) {
        struct thing *t = &w->things[i];
        t->type = i == 0 ? a->box : types[draw(r, 6)];
        t->round = draw(r, 2) ? 0 : draw(r, ROUNDS);
        t->owner = t->type == a->thing ? 0 : UINT32_MAX;
        t->round = i == 0 ? 0 : t->round;
        t->is_instance = entity_is(&m->program, t->type, a->node) && draw(r, 3) == 0;
        snprintf(t->id, sizeof t->id, "N-%u", 7 * (i + 3) % 31);
    }
    for (uint32_t i = 0; i < ENTITIES; i++)
        say_required(w, r, m, a, i);
    for (uint32_t i = 0; i < FACTS; i++)
        say_anything(w, r, m, a);
}

/* Values that did not load are lost from the start. */
static bool
is_in(const struct said *s, uint32_t lo, uint32_t hi)
{
    uint32_t round = s->is_lost ? 0 : s->round;
    return round >= lo && round <= hi;
}

/* Everything up to a round at once. Places are those of a made-up text, so that of two the same one comes first. */
static void
build(struct model *m, struct world *w, uint32_t upto)
{
    struct builder *b = builder_new(&m->program, &m->sink);
    int32_t today = 0;
    for (uint32_t i = 0; i < ENTITIES; i++) {
        struct thing *t = &w->things[i];
        struct span at = {w->ground.lo + i, w->ground.lo + i + 1};
        uint32_t owner = t->owner == UINT32_MAX ? ENT_NONE.v : w->things[t->owner].handle;
        if (t->round > upto)
            continue;
        t->handle = builder_entity(b, t->type, owner, str_from(t->id), at);
        if (t->is_instance && t->round == 0)
            builder_instance(b, t->handle, STR("P.R(x)"), at);
    }
    for (uint32_t i = 0; i < w->said_count; i++) {
        const struct said *s = &w->said[i];
        struct span at = {w->ground.lo + ENTITIES + i, w->ground.lo + ENTITIES + i + 1};
        uint32_t of = w->things[s->of].handle;
        if (s->is_lost && w->things[s->of].round == 0)
            builder_incomplete(b, of, s->field, SPAN_NONE, NULL);
        else if (s->is_lost || !is_in(s, 0, upto))
            continue;
        else if (s->is_link)
            builder_link(b, of, s->field, w->things[s->cell].handle, SPAN_NONE, at);
        else
            builder_cell(b, of, s->field, s->cell, SPAN_NONE, at);
    }
    m->store = builder_finish(b, today);
}

static void
grow_by_round(struct model *m, struct world *w, uint32_t round, bool is_last)
{
    struct growth *g = growth_new(m->store, &m->sink);
    struct store *old = m->store;
    uint32_t *numbers;
    if (!is_last)
        growth_goes_on(g);
    for (uint32_t i = 0; i < ENTITIES; i++) {
        struct thing *t = &w->things[i];
        struct span at = {w->ground.lo + i, w->ground.lo + i + 1};
        struct str id = str_from(t->id);
        if (t->owner != UINT32_MAX)
            id = str_printf(&m->arena, "%s/%s", w->things[t->owner].id, t->id);
        if (t->round == round)
            t->handle = growth_entity(g, t->type, id, at);
        else if (t->round < round)
            t->handle = store_find(old, t->type, id).v;
    }
    for (uint32_t i = 0; i < w->said_count; i++) {
        const struct said *s = &w->said[i];
        struct span at = {w->ground.lo + ENTITIES + i, w->ground.lo + ENTITIES + i + 1};
        uint32_t of = w->things[s->of].handle;
        if (s->is_lost || s->round != round)
            continue;
        if (s->is_link)
            growth_link(g, of, s->field, w->things[s->cell].handle, at);
        else
            growth_cell(g, of, s->field, s->cell, at);
    }
    m->store = growth_finish(g, &m->arena, &numbers);
    for (uint32_t i = 1; i < store_count(old); i++)
        if (store_type(old, (struct ent){i - 1}) == store_type(old, (struct ent){i}))
            assert_true(numbers[i - 1] < numbers[i]);
    store_free(old);
}

/* A circle that grows is told twice, and of three claims two were told before: then the messages differ. */
static bool
tells_the_same(const struct diag_sink *sink)
{
    for (const struct diag *d = sink->first; d; d = d->next)
        if (d->code == E8128 || d->code == E4399)
            return false;
    return true;
}

static void
add_spans(struct model *m, struct text_buf *out)
{
    for (uint32_t n = 0; n < store_count(m->store); n++) {
        const struct entity *type = &m->program.entities.at[store_type(m->store, (struct ent){n})];
        text_printf(out, "%u:", store_span(m->store, (struct ent){n}).lo);
        for (uint32_t i = 0; i < type->field_count; i++)
            for (uint32_t k = 0; k < SAME; k++)
                text_printf(out, " %u",
                            store_value_span(m->store, (struct ent){n}, type->fields[i], k).lo);
    }
}

/* Shows the lines around the first difference. */
static void
expect_same(uint32_t trial, struct str once, struct str grown)
{
    size_t at = 0;
    if (str_eq(once, grown))
        return;
    while (at < once.len && at < grown.len && once.at[at] == grown.at[at])
        at++;
    at = at > 200 ? at - 200 : 0;
    print_error("trial %u: at once\n" STR_FMT "\n", trial,
                STR_ARG(str_slice(once, at, at + 400 < once.len ? at + 400 : once.len)));
    print_error("grown\n" STR_FMT "\n",
                STR_ARG(str_slice(grown, at, at + 400 < grown.len ? at + 400 : grown.len)));
    fail();
}

static void
any_growth_is_the_whole_built_at_once(void **state)
{
    uint64_t r = 5;
    uint32_t compared = 0, told = 0;
    (void)state;
    for (uint32_t trial = 0; trial < TRIALS; trial++) {
        struct world w;
        struct text_buf out[2];
        struct str messages[2];
        bool same = true;
        uint64_t seed = r;
        void *models[2];
        for (int k = 0; k < 2; k++) {
            model_setup(&models[k]);
            struct model *m = models[k];
            struct argument a = argument_model(m);
            r = seed;
            invent(&w, &r, m, &a);
            w.ground.lo =
                source_add(&m->sources, STR("a"), str_printf(&m->arena, "%0200d", 0))->base;
            if (k == 1)
                apply_something(m);
            build(m, &w, k == 0 ? ROUNDS * 2 : 0);
            for (uint32_t round = 1; k == 1 && round <= 2 * ROUNDS; round++) {
                same &= tells_the_same(&m->sink);
                grow_by_round(m, &w, round, round == 2 * ROUNDS);
            }
            out[k] = (struct text_buf){.arena = &m->arena};
            store_dump(m->store, &out[k]);
            add_spans(m, &out[k]);
            messages[k] = model_messages(m);
        }
        expect_same(trial, text_str(&out[0]), text_str(&out[1]));
        if (same)
            expect_same(trial, messages[0], messages[1]);
        compared += same;
        told += messages[0].len > 0;
        for (int k = 0; k < 2; k++)
            model_teardown(&models[k]);
    }
    assert_true(compared > TRIALS / 4 && told > TRIALS / 4);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_added_takes_its_place, model_setup, model_teardown),
        cmocka_unit_test_setup_teardown(what_a_pattern_may_give_is_missing_at_the_end, model_setup,
                                        model_teardown),
        cmocka_unit_test_setup_teardown(nobody_waits_for_a_pattern_that_is_not_applied, model_setup,
                                        model_teardown),
        cmocka_unit_test_setup_teardown(what_is_added_is_checked, model_setup, model_teardown),
        cmocka_unit_test(any_growth_is_the_whole_built_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
