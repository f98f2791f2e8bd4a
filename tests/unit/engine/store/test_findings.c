#include "tests/unit/engine/store/model.h"

#include "engine/store/regex.h"
#include "lang/base/limits.h"

/* ---- ids ---- */

static void
an_id_is_unique_within_its_root_type(void **state)
{
    struct model *m = *state;
    entity_id node = model_entity(m, "Node", NO_ID);
    entity_id goal = model_entity(m, "Goal", node);
    model_entity(m, "Claim", node);
    model_entity(m, "Other", NO_ID);
    model_field(m, node, "text", model_type(TYPE_TEXT, CARD_OPTIONAL));
    model_field(m, goal, "under", model_ref(m, goal, CARD_SET));
    model_read(m, "b", "Claim X\n  text: one\nOther X\n");
    model_read(m, "a", "Goal X\n  text: two\nGoal Y\n  under: X\nGoal Y\n");
    model_finish(m);
    assert_messages(m, "E8291 b:1:7 Claim X: the id \"X\" is used twice\n"
                       "  a:1:6 first here, for a Goal\n"
                       "E8291 a:5:6 Goal Y: the id \"Y\" is used twice\n"
                       "  a:3:6 first here, for a Goal\n");
    assert_dump(m, "Goal X\n  text: ? (E8291)\n  under: ? (E8291)\n"
                   "Goal Y\n  text: ? (E8291)\n  under: X ? (E8291)\n"
                   "Other X\n");
}

/* What two twins hold is not reported again, and does not come in. */
static void
a_duplicate_owner_is_one_message(void **state)
{
    struct model *m = *state;
    entity_id device = model_entity(m, "Device", NO_ID), part = model_entity(m, "Part", NO_ID);
    field_id parts = model_field(m, device, "parts", model_ref(m, part, CARD_SET));
    model_implicit(m, part, "device", parts, CARD_ONE);
    model_read(m, "a",
               "Device D\n  parts > Part P\nDevice D\n  parts > Part P\n  parts > Part Q\n");
    model_finish(m);
    assert_messages(m, "E8291 a:3:8 Device D: the id \"D\" is used twice\n"
                       "  a:1:8 first here, for a Device\n");
    assert_dump(m, "Device D\n  parts: D/P ? (E8291)\nPart …?\nPart D/P\n  device: D\n");
}

static void
an_empty_id_is_no_id(void **state)
{
    struct model *m = *state;
    entity_id device = model_entity(m, "Device", NO_ID), part = model_entity(m, "Part", NO_ID);
    model_field(m, device, "parts", model_ref(m, part, CARD_SET));
    model_read(m, "a", "Device D\n  parts > Part  \n  parts > Part Q\n");
    model_finish(m);
    assert_messages(m, "E8055 a:2:16  : this Part has an empty id\n");
    assert_dump(m, "Device D\n  parts: D/Q ? (E8055)\nPart …?\nPart D/Q\n");
}

static void
a_very_long_id_is_refused(void **state)
{
    struct model *m = *state;
    char text[LIMIT_ID_BYTES + 100] = "Device ";
    model_entity(m, "Device", NO_ID);
    memset(text + 7, 'x', LIMIT_ID_BYTES + 1);
    model_read(m, "a", text);
    model_finish(m);
    assert_messages(m, "E4720 a:1:8  : this id is longer than 4096 bytes\n");
}

static void
ids_may_not_only_look_different(void **state)
{
    struct model *m = *state;
    entity_id device = model_entity(m, "Device", NO_ID), part = model_entity(m, "Part", NO_ID);
    model_field(m, device, "parts", model_ref(m, part, CARD_SET));
    model_read(m, "b", "Device e\xcc\x81\n");
    model_read(m, "a",
               "Device \xc3\xa9\n  parts > Part o\xcc\x88\n  parts > Part \xc3\xb6\n"
               "Device z\nDevice \xe6\x97\xa5\n");
    model_finish(m);
    assert_messages(
        m,
        "E4963 b:1:8 Device e\xcc\x81: the id \"e\xcc\x81\" looks like another one and is not the "
        "same\n"
        "  a:1:8 from this one\n"
        "E4963 a:3:16 Part \xc3\xa9/\xc3\xb6: the id \"\xc3\xb6\" looks like another one and is "
        "not the same\n"
        "  a:2:16 from this one\n");
}

/* ---- references ---- */

static void
a_reference_in_another_normalisation_form_finds_its_id(void **state)
{
    struct model *m = *state;
    entity_id device = model_entity(m, "Device", NO_ID);
    model_field(m, device, "next", model_ref(m, device, CARD_OPTIONAL));
    model_read(m, "a", "Device \xc3\xa9\n  next: e\xcc\x81\nDevice o\xcc\x88\n  next: \xc3\xb6\n");
    model_finish(m);
    assert_messages(m, "E8726 a:2:9 Device \xc3\xa9: there is no Device \"e\xcc\x81\" [\xc3\xa9]\n"
                       "  a:1:8 this id\n"
                       "E8726 a:4:9 Device o\xcc\x88: there is no Device \"\xc3\xb6\" [o\xcc\x88]\n"
                       "  a:3:8 this id\n");
}

struct linked {
    entity_id threat, asset, control;
    field_id controls, about, back;
};

static struct linked
linked_model(struct model *m)
{
    struct linked l;
    l.threat = model_entity(m, "Threat", NO_ID);
    l.asset = model_entity(m, "Asset", NO_ID);
    l.control = model_entity(m, "Control", NO_ID);
    struct type either = model_type(TYPE_ENTITY, CARD_OPTIONAL);
    either.of = model_union(m, l.threat, l.asset);
    l.controls = model_field(m, l.threat, "controls", model_ref(m, l.control, CARD_SET));
    l.about = model_field(m, l.control, "about", either);
    l.back = model_implicit(m, l.control, "mitigates", l.controls, CARD_SET);
    return l;
}

static void
a_dangling_reference_is_incomplete_on_both_sides(void **state)
{
    struct model *m = *state;
    struct linked l = linked_model(m);
    model_read(m, "a",
               "Threat T-1\n  controls: C-17, C-2\nThreat T-2\n  controls: \"\"\n"
               "Control C-1\nControl C-2\n");
    model_finish(m);
    assert_messages(m, "E8726 a:2:13 Threat T-1: there is no Control \"C-17\" [C-1]\n"
                       "E8630 a:4:13 Threat T-2: this reference is empty\n");
    assert_dump(m, "Threat T-1\n  controls: C-2 ? (E8726)\n"
                   "Threat T-2\n  controls: ? (E8630)\n"
                   "Control C-1\n  mitigates: ? (E8726)\n"
                   "Control C-2\n  mitigates: T-1 ? (E8726)\n");
    struct ent t = store_find(m->store, l.threat, STR("T-1"));
    assert_ptr_equal(store_cause(m->store, t, l.controls), m->sink.first);
}

static void
a_reference_of_the_wrong_type_says_what_it_is(void **state)
{
    struct model *m = *state;
    linked_model(m);
    model_read(m, "a",
               "Threat T-1\n  controls: A-1\nAsset A-1\nControl C-1\n  about: Control:C-1\n");
    model_finish(m);
    assert_messages(m, "E4085 a:2:13 Threat T-1: \"A-1\" is an Asset, not a Control\n"
                       "  a:3:7 it is defined here\n"
                       "E4085 a:5:10 Control C-1: \"C-1\" is a Control, not a Threat or Asset\n"
                       "  a:4:9 it is defined here\n");
}

static void
a_reference_to_two_types_asks_which(void **state)
{
    struct model *m = *state;
    linked_model(m);
    model_read(m, "a",
               "Threat X-1\nAsset X-1\nControl C-1\n  about: X-1\nControl C-2\n"
               "  about: Asset:X-1\nControl C-3\n  about: Threat:X-2\n");
    model_finish(m);
    assert_messages(m, "E4518 a:4:10 Control C-1: \"X-1\" could be Threat X-1 or Asset X-1\n"
                       "  a:1:8 this Threat\n"
                       "  a:2:7 this Asset\n"
                       "E8726 a:8:10 Control C-3: there is no Threat \"X-2\" [X-1]\n");
    assert_dump(m, "Threat X-1\nAsset X-1\n"
                   "Control C-1\n  about: ? (E4518)\n"
                   "Control C-2\n  about: X-1\n"
                   "Control C-3\n  about: ? (E8726)\n");
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, model_setup, model_teardown)
    const struct CMUnitTest tests[] = {
        TEST(an_id_is_unique_within_its_root_type),
        TEST(a_duplicate_owner_is_one_message),
        TEST(an_empty_id_is_no_id),
        TEST(a_very_long_id_is_refused),
        TEST(ids_may_not_only_look_different),
        TEST(a_reference_in_another_normalisation_form_finds_its_id),
        TEST(a_dangling_reference_is_incomplete_on_both_sides),
        TEST(a_reference_of_the_wrong_type_says_what_it_is),
        TEST(a_reference_to_two_types_asks_which),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
