#include "tests/unit/engine/store/model.h"

/* Device ⊃ Capability; Threat → Control, with the way back; Evidence with all kinds of values. */
struct small {
    entity_id device, capability, threat, control, evidence;
    field_id name, capabilities, owner, selected, title, controls, mitigates, risk;
    field_id score, found, status, seconds, ok, size, tags, version;
};

static struct small
small_model(struct model *m)
{
    static const char *const statuses[] = {"passed", "failed", "planned", NULL};
    struct small s;
    s.device = model_entity(m, "Device", NO_ID);
    s.capability = model_entity(m, "Capability", NO_ID);
    s.threat = model_entity(m, "Threat", NO_ID);
    s.control = model_entity(m, "Control", NO_ID);
    s.evidence = model_entity(m, "Evidence", NO_ID);
    struct type status = model_type(TYPE_ENUM, CARD_OPTIONAL);
    status.of = model_enum(m, "Status", statuses);
    s.name = model_field(m, s.device, "name", model_type(TYPE_TEXT, CARD_OPTIONAL));
    s.capabilities = model_field(m, s.device, "capabilities", model_ref(m, s.capability, CARD_SET));
    m->program.fields.at[s.capabilities].contains = true;
    s.selected = model_field(m, s.capability, "selected", model_type(TYPE_BOOL, CARD_OPTIONAL));
    s.owner = model_implicit(m, s.capability, "device", s.capabilities, CARD_ONE);
    s.title = model_field(m, s.threat, "title", model_type(TYPE_TEXT, CARD_OPTIONAL));
    s.controls = model_field(m, s.threat, "controls", model_ref(m, s.control, CARD_SET));
    s.risk = model_field(m, s.threat, "about", model_ref(m, s.capability, CARD_OPTIONAL));
    s.mitigates = model_implicit(m, s.control, "mitigates", s.controls, CARD_SET);
    s.score = model_field(m, s.evidence, "score", model_type(TYPE_DECIMAL, CARD_OPTIONAL));
    s.found = model_field(m, s.evidence, "found", model_type(TYPE_DATE, CARD_OPTIONAL));
    s.status = model_field(m, s.evidence, "status", status);
    s.size = model_field(m, s.evidence, "size", model_type(TYPE_INT, CARD_OPTIONAL));
    s.tags = model_field(m, s.evidence, "tags", model_type(TYPE_TEXT, CARD_SET));
    s.version = model_field(m, s.evidence, "version", model_type(TYPE_VERSION, CARD_OPTIONAL));
    return s;
}

static void
facts_come_back_as_they_were_written(void **state)
{
    struct model *m = *state;
    small_model(m);
    model_read(m, "a",
               "Evidence E-1\n"
               "  score: 7.50\n"
               "  found: 1969-12-31\n"
               "  status: failed\n"
               "  size: -12\n"
               "  tags: x, y, x\n"
               "  version: 1.10\n"
               "Threat T-1\n"
               "  title: NO\n"
               "  controls: C-10, C-2\n"
               "Control C-10\n"
               "Control C-2\n"
               "Control C-1\n");
    model_finish(m);
    assert_messages(m, "");
    assert_dump(m, "Threat T-1\n"
                   "  title: \"NO\"\n"
                   "  controls: C-2, C-10\n"
                   "Control C-1\n"
                   "Control C-2\n"
                   "  mitigates: T-1\n"
                   "Control C-10\n"
                   "  mitigates: T-1\n"
                   "Evidence E-1\n"
                   "  score: 7.5\n"
                   "  found: 1969-12-31\n"
                   "  status: failed\n"
                   "  size: -12\n"
                   "  tags: \"x\", \"y\"\n"
                   "  version: 1.10\n");
}

static void
columns_have_the_width_of_their_values(void **state)
{
    struct model *m = *state;
    struct small s = small_model(m);
    model_read(m, "a",
               "Evidence E-1\n"
               "  status: planned\n"
               "  found: 1969-12-31\n"
               "Evidence E-2\n"
               "  size: 0x1F\n");
    model_finish(m);
    const struct column *status = store_column(m->store, s.status);
    assert_int_equal(status->width, 1);
    assert_int_equal(column_cell(status, 0), 2);
    assert_true(bit_get(status->present, 0));
    assert_false(bit_get(status->present, 1));
    assert_null(status->incomplete);
    const struct column *found = store_column(m->store, s.found);
    assert_int_equal(found->width, 4);
    assert_true((int64_t)column_cell(found, 0) == -1);
    const struct column *size = store_column(m->store, s.size);
    assert_int_equal(size->width, 8);
    assert_int_equal(column_cell(size, 1), 31);
    assert_null(store_links(m->store, s.size));
    assert_null(store_column(m->store, s.tags));
}

static void
numbers_follow_types_and_natural_order(void **state)
{
    struct model *m = *state;
    entity_id node = model_entity(m, "Node", NO_ID), goal = model_entity(m, "Goal", node);
    entity_id leaf = model_entity(m, "Leaf", goal), claim = model_entity(m, "Claim", node);
    entity_id other = model_entity(m, "Other", NO_ID);
    model_read(m, "a", "Claim C\nOther O\nLeaf L\nGoal G-10\nGoal G-9\nGoal G-09\nGoal G-9a\n");
    model_finish(m);
    assert_dump(m, "Goal G-09\nGoal G-9\nGoal G-9a\nGoal G-10\nLeaf L\nClaim C\nOther O\n");
    assert_int_equal(store_extent(m->store, node).hi, 6);
    assert_int_equal(store_extent(m->store, goal).hi, 5);
    assert_int_equal(store_extent(m->store, leaf).lo, 4);
    assert_int_equal(store_extent(m->store, claim).lo, 5);
    for (uint32_t n = 0; n < 4; n++)
        assert_int_equal(store_type(m->store, (struct ent){n}), goal);
    assert_int_equal(store_type(m->store, (struct ent){4}), leaf);
    assert_int_equal(store_type(m->store, (struct ent){5}), claim);
    assert_int_equal(store_type(m->store, (struct ent){6}), other);
    assert_int_equal(store_find(m->store, node, STR("L")).v, 4);
    assert_int_equal(store_find(m->store, other, STR("L")).v, ENT_NONE.v);
}

static void
what_is_contained_has_a_path(void **state)
{
    struct model *m = *state;
    struct small s = small_model(m);
    model_read(m, "a",
               "Device LX-200\n"
               "  capabilities > Capability AUTH\n"
               "    selected: true\n"
               "  capabilities > Capability CNFS\n"
               "Device LX-100\n"
               "  capabilities > Capability AUTH\n"
               "Threat T-1\n"
               "  about: LX-100/AUTH\n"
               "Threat T-2\n"
               "  about: CNFS\n"
               "Threat T-3\n"
               "  about: AUTH\n"
               "Threat T-4\n"
               "  about: Capability:LX-200/AUTH\n");
    model_finish(m);
    assert_messages(m, "E8847 a:12:10 Threat T-3: \"AUTH\" could be Capability LX-100/AUTH or "
                       "Capability LX-200/AUTH\n"
                       "  a:6:29 this Capability\n"
                       "  a:2:29 this Capability\n");
    assert_dump(m, "Device LX-100\n"
                   "  capabilities: LX-100/AUTH\n"
                   "Device LX-200\n"
                   "  capabilities: LX-200/AUTH, LX-200/CNFS\n"
                   "Capability LX-100/AUTH\n"
                   "  device: LX-100\n"
                   "Capability LX-200/AUTH\n"
                   "  selected: true\n"
                   "  device: LX-200\n"
                   "Capability LX-200/CNFS\n"
                   "  device: LX-200\n"
                   "Threat T-1\n"
                   "  about: LX-100/AUTH\n"
                   "Threat T-2\n"
                   "  about: LX-200/CNFS\n"
                   "Threat T-3\n"
                   "  about: ? (E8847)\n"
                   "Threat T-4\n"
                   "  about: LX-200/AUTH\n");
    assert_text(store_id(m->store, store_find(m->store, s.capability, STR("CNFS"))), "LX-200/CNFS");
    assert_int_equal(store_find(m->store, s.capability, STR("AUTH")).v, ENT_NONE.v);
}

static void
places_lead_back_to_the_text(void **state)
{
    struct model *m = *state;
    struct small s = small_model(m);
    model_read(m, "a",
               "Threat T-1\n"
               "  title:\n"
               "  controls: C-10, C-2\n"
               "Control C-10\n"
               "Control C-2\n"
               "Evidence E\n"
               "  found: 2026-01-01\n");
    model_finish(m);
    struct ent t = store_find(m->store, s.threat, STR("T-1"));
    struct ent c2 = store_find(m->store, s.control, STR("C-2"));
    struct ent e = store_find(m->store, s.evidence, STR("E"));
    assert_text(source_text(&m->sources, store_span(m->store, t)), "T-1");
    assert_text(source_text(&m->sources, store_value_span(m->store, t, s.title, 0)), "title");
    assert_text(source_text(&m->sources, store_key_span(m->store, t, s.controls)), "controls");
    assert_text(source_text(&m->sources, store_value_span(m->store, t, s.controls, 0)), "C-10");
    assert_text(source_text(&m->sources, store_value_span(m->store, t, s.controls, 1)), "C-2");
    assert_text(source_text(&m->sources, store_member_span(m->store, t, s.controls, c2.v)), "C-2");
    assert_text(source_text(&m->sources, store_value_span(m->store, e, s.found, 0)), "2026-01-01");
    assert_true(span_is_none(store_value_span(m->store, e, s.status, 0)));
    store_prepare(m->store);
    assert_text(source_text(&m->sources, store_value_span(m->store, c2, s.mitigates, 0)), "C-2");
}

static void
an_extent_may_be_incomplete(void **state)
{
    struct model *m = *state;
    struct small s = small_model(m);
    struct diag *cause = diag_add(&m->sink, E0417, SPAN_NONE, "no file");
    model_read(m, "a", "Threat T-1\n  controls: C-1, C-2\nControl C-1\n");
    builder_extent_incomplete(m->builder, s.control, cause);
    model_finish(m);
    assert_messages(m, "E0417 -  : no file\n");
    assert_true(store_extent_incomplete(m->store, s.control));
    assert_ptr_equal(store_extent_cause(m->store, s.control), cause);
    assert_false(store_extent_incomplete(m->store, s.threat));
    assert_dump(m, "Threat T-1\n"
                   "  controls: C-1 ? (E0417)\n"
                   "Control …?\n"
                   "Control C-1\n"
                   "  mitigates: T-1 ? (E0417)\n");
}

static void
external_entities_keep_their_reason(void **state)
{
    struct model *m = *state;
    struct small s = small_model(m);
    model_read(m, "a", "Control C-1 external: the vendor's\nControl C-2\n");
    model_finish(m);
    struct ent c1 = store_find(m->store, s.control, STR("C-1"));
    assert_text(store_external(m->store, c1), "the vendor's");
    assert_text(store_external(m->store, store_find(m->store, s.control, STR("C-2"))), "");
}

static void
nothing_at_all_is_a_store_too(void **state)
{
    struct model *m = *state;
    struct small s = small_model(m);
    model_finish(m);
    store_prepare(m->store);
    assert_int_equal(store_count(m->store), 0);
    assert_int_equal(store_find(m->store, s.threat, STR("T")).v, ENT_NONE.v);
    assert_dump(m, "");
}

/* Rows of links of many entities, in an order that is neither that of ids nor of insertion. */
static void
links_and_the_way_back_agree(void **state)
{
    enum { COUNT = 500 };
    struct model *m = *state;
    struct small s = small_model(m);
    struct text_buf text = {.arena = &m->arena};
    for (unsigned i = 0; i < COUNT; i++)
        text_printf(&text, "Control C-%u\n", i * 7919 % COUNT);
    for (unsigned i = 0; i < COUNT; i++)
        text_printf(&text, "Threat T-%u\n  controls: C-%u, C-%u, C-%u\n", i * 104729 % COUNT,
                    i * 31 % COUNT, i * 17 % COUNT, i * 5 % COUNT);
    text_add_char(&text, '\0');
    model_read(m, "a", text.at);
    model_finish(m);
    assert_messages(m, "");
    const struct links *forward = store_links(m->store, s.controls);
    const struct links *back = store_links(m->store, s.mitigates);
    uint32_t pairs = 0, threats = forward->rows.hi - forward->rows.lo;
    for (uint32_t row = 0; row < threats; row++) {
        for (uint32_t i = forward->offsets[row]; i < forward->offsets[row + 1]; i++, pairs++) {
            uint32_t control = forward->targets[i] - back->rows.lo, found = 0;
            for (uint32_t k = back->offsets[control]; k < back->offsets[control + 1]; k++)
                found += back->targets[k] == forward->rows.lo + row;
            assert_int_equal(found, 1);
            if (i > forward->offsets[row])
                assert_true(forward->targets[i - 1] < forward->targets[i]);
        }
    }
    assert_int_equal(back->offsets[back->rows.hi - back->rows.lo] - back->offsets[0], pairs);
    assert_ptr_equal(store_reverse(m->store, s.controls)->targets, back->targets);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, model_setup, model_teardown)
    const struct CMUnitTest tests[] = {
        TEST(facts_come_back_as_they_were_written),   TEST(columns_have_the_width_of_their_values),
        TEST(numbers_follow_types_and_natural_order), TEST(what_is_contained_has_a_path),
        TEST(places_lead_back_to_the_text),           TEST(an_extent_may_be_incomplete),
        TEST(external_entities_keep_their_reason),    TEST(nothing_at_all_is_a_store_too),
        TEST(links_and_the_way_back_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
