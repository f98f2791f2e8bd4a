#include "tests/unit/engine/store/model.h"

#include "lang/base/limits.h"

static field_id
value_field(struct model *m, entity_id owner, const char *name, enum type_kind kind)
{
    return model_field(m, owner, name, model_type(kind, CARD_OPTIONAL));
}

static struct field *
field_at(struct model *m, field_id f)
{
    return &m->program.fields.at[f];
}

/* ---- values ---- */

static void
values_are_read_by_the_type_of_their_field(void **state)
{
    struct model *m = *state;
    entity_id e = model_entity(m, "Item", NO_ID);
    value_field(m, e, "number", TYPE_INT);
    value_field(m, e, "decimal", TYPE_DECIMAL);
    value_field(m, e, "flag", TYPE_BOOL);
    value_field(m, e, "day", TYPE_DATE);
    value_field(m, e, "moment", TYPE_INSTANT);
    value_field(m, e, "span", TYPE_DURATION);
    value_field(m, e, "clock", TYPE_CLOCK);
    value_field(m, e, "version", TYPE_VERSION);
    value_field(m, e, "digest", TYPE_DIGEST);
    value_field(m, e, "text", TYPE_TEXT);
    model_read(m, "good",
               "Item A\n  number: 012\n  decimal: 1.5e3\n  flag: TRUE\n  day: 2026-02-28\n"
               "  moment: 2026-06-01T12:00:00Z\n  span: 30 days\n  clock: 250 ms\n"
               "  version: v1.10\n  text: 012\n"
               "  digest: sha256:9f86d081884c7d659a2feaa0c55ad0159f86d081884c7d659a2feaa0c55ad015\n"
               "Item B\n  number: 0o17\n  decimal: -.5\n  flag: false\n");
    model_read(m, "bad",
               "Item C\n  number: 1.0\n  decimal: .inf\n  flag: yes\n  day: 2026-02-30\n"
               "  moment: 2026-06-01\n  span: 3\n  clock: soon\n  version: latest\n  digest: 9f86\n"
               "Item D\n  number: 9223372036854775808\n  decimal: 1e-60\n");
    model_finish(m);
    assert_messages(m, "E8306 bad:2:11 Item C: \"1.0\" is not a whole number\n"
                       "E8306 bad:3:12 Item C: \".inf\" is not a number\n"
                       "E8306 bad:4:9 Item C: \"yes\" is not true or false\n"
                       "E8306 bad:5:8 Item C: \"2026-02-30\" is not a date\n"
                       "E8306 bad:6:11 Item C: \"2026-06-01\" is not a point in time\n"
                       "E8306 bad:7:9 Item C: \"3\" is not a duration\n"
                       "E8306 bad:8:10 Item C: \"soon\" is not a clock time\n"
                       "E8306 bad:9:12 Item C: \"latest\" is not a version\n"
                       "E8306 bad:10:11 Item C: \"9f86\" is not a digest\n"
                       "E8306 bad:12:11 Item D: \"9223372036854775808\" is not a whole number\n"
                       "E8306 bad:13:12 Item D: \"1e-60\" is not a number\n");
    assert_dump(m, "Item A\n  number: 12\n  decimal: 1500\n  flag: true\n  day: 2026-02-28\n"
                   "  moment: 2026-06-01T12:00:00Z\n  span: 30 days\n  clock: 250 ms\n"
                   "  version: v1.10\n"
                   "  digest: sha256:9f86d081884c7d659a2feaa0c55ad0159f86d081884c7d659a2feaa0c55ad015\n  text: \"012\"\n"
                   "Item B\n  number: 15\n  decimal: -0.5\n  flag: false\n"
                   "Item C\n  number: ? (E8306)\n  decimal: ? (E8306)\n  flag: ? (E8306)\n"
                   "  day: ? (E8306)\n  moment: ? (E8306)\n  span: ? (E8306)\n  clock: ? (E8306)\n"
                   "  version: ? (E8306)\n  digest: ? (E8306)\n"
                   "Item D\n  number: ? (E8306)\n  decimal: ? (E8306)\n");
}

static void
values_of_a_list_are_spelt_as_the_model_says(void **state)
{
    static const char *const names[] = {"unchecked", "in_progress", "done", NULL};
    struct model *m = *state;
    entity_id e = model_entity(m, "Item", NO_ID);
    struct type type = model_type(TYPE_ENUM, CARD_SET);
    type.of = model_enum(m, "Status", names);
    struct enum_type *status = &m->program.enums.at[type.of];
    status->spellings = arena_array(&m->arena, struct sym, 3);
    status->spellings[0] = status->values[0];
    status->spellings[1] = model_sym(m, "in-progress");
    status->spellings[2] = status->values[2];
    status->aliases = arena_alloc(&m->arena, sizeof *status->aliases, 8, 1);
    status->aliases[0].text = model_sym(m, "finished");
    status->aliases[0].value = 2;
    status->alias_count = 1;
    model_field(m, e, "status", type);
    model_read(m, "a",
               "Item A\n  status: in-progress, finished\nItem B\n  status: in_progress\n"
               "Item C\n  status: Done, whatever\n");
    model_finish(m);
    assert_messages(m, "E8412 a:4:11 Item B: \"in_progress\" is no value of Status [in-progress]\n"
                       "E8412 a:6:11 Item C: \"Done\" is no value of Status [done]\n"
                       "E8412 a:6:17 Item C: \"whatever\" is no value of Status\n");
    assert_dump(m, "Item A\n  status: in-progress, done\nItem B\n  status: ? (E8412)\n"
                   "Item C\n  status: ? (E8412)\n");
}

static void
ranges_patterns_and_the_past_are_checked(void **state)
{
    struct model *m = *state;
    entity_id e = model_entity(m, "Item", NO_ID);
    struct field *score = field_at(m, value_field(m, e, "score", TYPE_DECIMAL));
    struct decimal ten = decimal_from_int(10), zero = decimal_from_int(0);
    score->has_range = true;
    score->low = decimal_cell(&m->decimals, zero);
    score->high = decimal_cell(&m->decimals, ten);
    field_at(m, value_field(m, e, "found", TYPE_DATE))->past = true;
    field_at(m, value_field(m, e, "moment", TYPE_INSTANT))->past = true;
    struct regex cwe = {.pattern = STR("CWE-\\d+")}, slow = {.pattern = STR("(a|a)*(a|a)*c")};
    vec_push(&m->arena, &m->program.regexes, cwe);
    vec_push(&m->arena, &m->program.regexes, slow);
    field_at(m, model_field(m, e, "cwe", model_type(TYPE_TEXT, CARD_SET)))->regex = 0;
    field_at(m, value_field(m, e, "slow", TYPE_TEXT))->regex = 1;
    model_read(m, "a",
               "Item A\n  score: 10\n  found: 2026-06-01\n  cwe: CWE-79, CWE-20\n"
               "  moment: 2026-06-01T23:59:59Z\n"
               "Item B\n  score: 10.01\n  found: 2026-06-02\n  cwe: CWE-79, 79\n"
               "  moment: 2026-06-02T00:00:00Z\n"
               "Item C\n  score: -0.1\n"
               "  slow: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaacb\n");
    model_finish(m);
    assert_messages(
        m, "E8193 a:7:10 Item B: 10.01 is more than 10\n"
           "E4652 a:8:10 Item B: 2026-06-02 is in the future\n"
           "E4834 a:9:16 Item B: \"79\" does not match\n"
           "E4652 a:10:11 Item B: 2026-06-02T00:00:00Z is in the future\n"
           "E8193 a:12:10 Item C: -0.1 is less than 0\n"
           "E8506 a:13:9 Item C: matching \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaacb\" "
           "takes too long\n");
    assert_dump(m, "Item A\n  score: 10\n  found: 2026-06-01\n  moment: 2026-06-01T23:59:59Z\n"
                   "  cwe: \"CWE-79\", \"CWE-20\"\n"
                   "Item B\n  score: ? (E8193)\n  found: ? (E4652)\n  moment: ? (E4652)\n"
                   "  cwe: \"CWE-79\" ? (E4834)\n"
                   "Item C\n  score: ? (E8193)\n  slow: ? (E8506)\n");
}

static void
one_value_is_one_value(void **state)
{
    struct model *m = *state;
    entity_id e = model_entity(m, "Item", NO_ID);
    value_field(m, e, "text", TYPE_TEXT);
    model_read(m, "b", "Item A\n  text: three\n  text: one\nItem B\n  text: same\n  text: same\n");
    model_read(m, "a", "Item C\n");
    builder_value(m->builder, 0, 0, STR("two"), SPAN_NONE,
                  (struct span){m->sources.at[1]->base, 0});
    model_finish(m);
    assert_messages(m, "E4399 b:2:9 Item A: text of Item A has two values\n"
                       "  a:1:1 and by this one two\n"
                       "E4399 b:3:9 Item A: text of Item A has two values\n"
                       "  a:1:1 and by this one two\n");
    assert_dump(m, "Item A\n  text: ? (E4399)\nItem B\n  text: \"same\"\nItem C\n");
}

/* ---- what must be there ---- */

static void
what_is_missing_is_reported_where_it_should_be(void **state)
{
    struct model *m = *state;
    entity_id e = model_entity(m, "Item", NO_ID);
    model_field(m, e, "text", model_type(TYPE_TEXT, CARD_ONE));
    model_field(m, e, "tags", model_type(TYPE_TEXT, CARD_SET_SOME));
    struct field *count = field_at(m, model_field(m, e, "count", model_type(TYPE_INT, CARD_ONE)));
    uint64_t *three = arena_array(&m->arena, uint64_t, 1);
    *three = 3;
    count->has_default = true;
    count->defaults = three;
    count->default_count = 1;
    struct field *levels = field_at(m, model_field(m, e, "levels", model_type(TYPE_INT, CARD_SET)));
    *levels = (struct field){.name = levels->name,
                             .owner = e,
                             .type = levels->type,
                             .inverse = NO_ID,
                             .regex = NO_ID,
                             .has_default = true,
                             .defaults = three,
                             .default_count = 1};
    model_read(m, "a",
               "Item A\n  text: x\n  tags: y\n  levels: 1, 2\nItem B\n  text:\n  tags:\n"
               "Item C\n  count: x\n  ! levels:\n");
    model_finish(m);
    assert_messages(m, "E4740 a:6:3 Item B: Item B has no text\n"
                       "E8937 a:7:3 Item B: Item B has no tags\n"
                       "E4740 a:8:6 Item C: Item C has no text\n"
                       "E8937 a:8:6 Item C: Item C has no tags\n"
                       "E8306 a:9:10 Item C: \"x\" is not a whole number\n");
    assert_dump(m, "Item A\n  text: \"x\"\n  tags: \"y\"\n  count: 3\n  levels: 1, 2\n"
                   "Item B\n  text: ? (E4740)\n  tags: ? (E8937)\n  count: 3\n  levels: 3\n"
                   "Item C\n  text: ? (E4740)\n  tags: ? (E8937)\n  count: ? (E8306)\n"
                   "  levels: ?\n");
}

static void
what_others_answer_for_need_not_be_there(void **state)
{
    struct model *m = *state;
    entity_id e = model_entity(m, "Item", NO_ID);
    model_field(m, e, "text", model_type(TYPE_TEXT, CARD_ONE));
    model_read(m, "a", "Item A external: the vendor's\n");
    model_finish(m);
    assert_messages(m, "");
    assert_dump(m, "Item A\n  external: \"the vendor's\"\n  text: ?\n");
}

/* ---- both sides of a link ---- */

static void
pair(struct model *m, enum card forward_card, enum card back_card, field_id out[2])
{
    entity_id risk = model_entity(m, "Risk", NO_ID), threat = model_entity(m, "Threat", NO_ID);
    out[0] = model_field(m, threat, "risks", model_ref(m, risk, forward_card));
    out[1] = model_field(m, risk, "threat", model_ref(m, threat, back_card));
    field_at(m, out[0])->inverse = out[1];
    field_at(m, out[1])->inverse = out[0];
}

static void
what_is_written_on_one_side_counts_on_the_other(void **state)
{
    struct model *m = *state;
    field_id f[2];
    pair(m, CARD_SET_SOME, CARD_ONE, f);
    model_read(m, "a",
               "Threat T-1\n  risks: R-1, R-2\nThreat T-2\nThreat T-3\nRisk R-1\n"
               "  threat: T-1\nRisk R-2\nRisk R-3\n  threat: T-2\nRisk R-4\n");
    model_finish(m);
    assert_messages(m, "E8937 a:4:8 Threat T-3: Threat T-3 has no risks\n"
                       "E4740 a:10:6 Risk R-4: Risk R-4 has no threat\n");
    assert_dump(m, "Risk R-1\n  threat: T-1\nRisk R-2\n  threat: T-1\nRisk R-3\n  threat: T-2\n"
                   "Risk R-4\n  threat: ? (E4740)\n"
                   "Threat T-1\n  risks: R-1, R-2\nThreat T-2\n  risks: R-3\n"
                   "Threat T-3\n  risks: ? (E8937)\n");
}

static void
sides_that_disagree_are_two_values(void **state)
{
    struct model *m = *state;
    field_id f[2];
    pair(m, CARD_SET, CARD_OPTIONAL, f);
    model_read(m, "a", "Threat T-1\n  risks: R-1\nThreat T-2\nRisk R-1\n  threat: T-2\n");
    model_finish(m);
    assert_messages(m, "E4399 a:5:11 Risk R-1: threat of Risk R-1 has two values\n"
                       "  a:2:10 and by this one T-1\n");
    assert_dump(m, "Risk R-1\n  threat: ? (E4399)\n"
                   "Threat T-1\n  risks: R-1 ? (E4399)\nThreat T-2\n  risks: R-1 ? (E4399)\n");
}

static void
a_loss_on_one_side_leaves_the_other_open(void **state)
{
    struct model *m = *state;
    field_id f[2];
    pair(m, CARD_SET_SOME, CARD_OPTIONAL, f);
    model_read(m, "a", "Threat T-1\nThreat T-2\n  risks: R-1\nRisk R-1\nRisk R-2\n  threat: T-9\n");
    model_finish(m);
    assert_messages(m, "E8726 a:6:11 Risk R-2: there is no Threat \"T-9\" [T-1]\n");
    assert_dump(m, "Risk R-1\n  threat: T-2\nRisk R-2\n  threat: ? (E8726)\n"
                   "Threat T-1\n  risks: ? (E8726)\nThreat T-2\n  risks: R-1 ? (E8726)\n");
}

static void
a_part_has_one_owner(void **state)
{
    struct model *m = *state;
    entity_id device = model_entity(m, "Device", NO_ID), part = model_entity(m, "Part", NO_ID);
    field_id parts = model_field(m, device, "parts", model_ref(m, part, CARD_SET));
    model_implicit(m, part, "device", parts, CARD_ONE);
    model_read(m, "a", "Device D\n  parts > Part P\nDevice E\n  parts: D/P\nPart Q\n");
    model_finish(m);
    assert_messages(m, "E4399 a:4:10 Part D/P: device of Part D/P has two values\n"
                       "  a:2:16 and by Device D\n"
                       "E8274 a:5:6 Part Q: Part Q belongs to no Device\n");
    assert_dump(m, "Device D\n  parts: D/P\nDevice E\n  parts: D/P\n"
                   "Part D/P\n  device: ? (E4399)\nPart Q\n  device: ? (E8274)\n");
}

/* ---- circles ---- */

static void
a_circle_is_shown_as_a_whole(void **state)
{
    struct model *m = *state;
    entity_id node = model_entity(m, "Node", NO_ID), goal = model_entity(m, "Goal", node);
    model_entity(m, "Leaf", node);
    field_id f = model_field(m, goal, "under", model_ref(m, node, CARD_SET));
    field_at(m, f)->acyclic = true;
    model_read(m, "a",
               "Goal A\n  under: B, L\nGoal B\n  under: C, D\nGoal C\n  under: A\n"
               "Goal D\n  under: C\nGoal E\n  under: E\nGoal F\n  under: A\nLeaf L\n");
    model_finish(m);
    assert_messages(m, "E8128 a:2:10 Goal A: under runs in a circle: A → B → C → A\n"
                       "  a:4:10 goes on here\n"
                       "  a:6:10 and is closed here\n"
                       "E8128 a:10:10 Goal E: under runs in a circle: E → E\n");
    assert_dump(m, "Goal A\n  under: B, L ? (E8128)\nGoal B\n  under: C, D ? (E8128)\n"
                   "Goal C\n  under: A ? (E8128)\nGoal D\n  under: C ? (E8128)\n"
                   "Goal E\n  under: E ? (E8128)\nGoal F\n  under: A\nLeaf L\n");
}

static void
a_long_circle_is_cut_in_the_message_only(void **state)
{
    struct model *m = *state;
    entity_id node = model_entity(m, "Node", NO_ID);
    field_id f = model_field(m, node, "next", model_ref(m, node, CARD_OPTIONAL));
    struct text_buf text = {.arena = &m->arena};
    field_at(m, f)->acyclic = true;
    for (unsigned i = 0; i < 1000; i++)
        text_printf(&text, "Node N-%u\n  next: N-%u\n", i, (i + 1) % 1000);
    text_add_char(&text, '\0');
    model_read(m, "a", text.at);
    model_finish(m);
    assert_text(m->sink.first->message,
                "next runs in a circle: N-0 → N-1 → N-2 → N-3 → N-4 → N-5 → "
                "N-6 → N-7 → 992 more → N-0");
    assert_true(bit_get(store_column(m->store, f)->incomplete, 999));
}

/* ---- limits ---- */

static void
a_file_has_only_so_many_findings(void **state)
{
    struct model *m = *state;
    entity_id e = model_entity(m, "Item", NO_ID);
    field_id number = value_field(m, e, "number", TYPE_INT);
    struct text_buf text = {.arena = &m->arena};
    for (unsigned i = 0; i < LIMIT_FILE_FINDINGS + 5; i++)
        text_printf(&text, "Item %u\n  number: x\n", i);
    text_add_char(&text, '\0');
    model_read(m, "a", text.at);
    model_read(m, "b", "Item Z\n  number: y\n");
    model_finish(m);
    uint32_t shown = 0, more = 0;
    const struct diag *overflow = NULL;
    for (const struct diag *d = m->sink.first; d; d = d->next) {
        shown += d->code == E8306;
        more += d->code == E0930;
        overflow = d->code == E0930 ? d : overflow;
    }
    assert_int_equal(shown, LIMIT_FILE_FINDINGS + 1);
    assert_int_equal(more, 1);
    assert_text(overflow->message, "5 more findings in this file are not shown");
    struct ent last = store_find(m->store, e, STR("1004"));
    assert_ptr_equal(store_cause(m->store, last, number), overflow);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, model_setup, model_teardown)
    const struct CMUnitTest tests[] = {
        TEST(values_are_read_by_the_type_of_their_field),
        TEST(values_of_a_list_are_spelt_as_the_model_says),
        TEST(ranges_patterns_and_the_past_are_checked),
        TEST(one_value_is_one_value),
        TEST(what_is_missing_is_reported_where_it_should_be),
        TEST(what_others_answer_for_need_not_be_there),
        TEST(what_is_written_on_one_side_counts_on_the_other),
        TEST(sides_that_disagree_are_two_values),
        TEST(a_loss_on_one_side_leaves_the_other_open),
        TEST(a_part_has_one_owner),
        TEST(a_circle_is_shown_as_a_whole),
        TEST(a_long_circle_is_cut_in_the_message_only),
        TEST(a_file_has_only_so_many_findings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
