/*
 * Elements written into random cases: all that the patterns call for is there afterwards, every remark and text that somebody wrote is
 * still there, and a second run has nothing to do.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "engine/session.h"

enum { TRIALS = 400, FILES = 5, SYSTEMS = 2, THREATS = 4, CONTROLS = 3, TESTS = 3, WRITTEN = 24 };

#define TARGET "argument/new.yaml"

static const char model[] =
    "entity Goal     from \"goals\"      { text : text  supported_by : (Goal | Strategy | "
    "Solution)*\n"
    "                                    in_context_of : Context*  undeveloped : bool = false }\n"
    "entity Strategy from \"strategies\" { text : text  supported_by : Goal* }\n"
    "entity Solution from \"solutions\"  { text : text  shows : Test* }\n"
    "entity Context  from \"contexts\"   { text : text }\n"
    "entity System   from \"systems\"    { name : text  critical : bool = false  threats : Threat* "
    "}\n"
    "entity Threat   from \"threats\"    { title : text  note : text?  controls : Control* }\n"
    "entity Control  from \"controls\"   { title : text  tests : Test* }\n"
    "entity Test     from \"tests\"      { title : text }\n"
    "pattern Working(k: Control) {\n"
    "  Goal Works \"{k.title} works\" {\n"
    "    Solution Shown for each e in k.tests \"{e.title}\" { shows: e }\n"
    "  }\n"
    "}\n"
    "pattern Secured(s: System) {\n"
    "  Goal Top \"{s.name} is secure\" {\n"
    "    Context Use optional \"{s.name} in use\"\n"
    "    Goal Critical when s.critical \"{s.name}: # critical\" { undeveloped: true }\n"
    "    Strategy ByThreat \"Over the threats to {s.name}\" {\n"
    "      Goal Treated for each t in s.threats \"{t.title} is treated\" {\n"
    "        choose 1 of {\n"
    "          Goal Noted \"{t.note}\"\n"
    "          Goal Open \"{t.title} is looked at\" { undeveloped: true }\n"
    "        }\n"
    "        Goal Implemented for each k in t.controls shared by (k) \"{k.title} is there\" {\n"
    "          use Working(k)\n"
    "        }\n"
    "      }\n"
    "    }\n"
    "  }\n"
    "}\n";
static const char derived[] =
    "apply Secured(s) for each s: System as P-001 \"Each system is argued\" { category process }\n";
static const char authored[] =
    "apply Secured(s) for each s: System as authored P-001 \"Each system is argued\" { category "
    "process }\n";

/* Numbers that are the same on every machine (splitmix64). */
static uint32_t
draw(uint64_t *state, uint32_t below)
{
    uint64_t z = *state += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return (uint32_t)((z ^ z >> 31) % below);
}

/* ---- a case ---- */

static void
write_ids(struct text_buf *out, uint64_t *r, const char *key, char kind, uint32_t count)
{
    text_printf(out, ", %s: [", key);
    bool any = false;
    for (uint32_t i = 0; i < count; i++)
        if (draw(r, 2)) {
            text_printf(out, "%s%c%u", any ? ", " : "", kind, i);
            any = true;
        }
    text_add_c(out, "]");
}

static struct str
write_model(struct arena *a, uint64_t *r)
{
    struct text_buf out = {.arena = a};
    text_add_c(&out, "systems:\n");
    for (uint32_t i = 0; i < SYSTEMS; i++) {
        text_printf(&out, "  S%u: { name: \"The \\\"%u\\\"\"%s", i, i,
                    draw(r, 2) ? ", critical: true" : "");
        write_ids(&out, r, "threats", 'T', THREATS);
        text_add_c(&out, " }\n");
    }
    text_add_c(&out, "threats:\n");
    for (uint32_t i = 0; i < THREATS; i++) {
        text_printf(&out, "  T%u: { title: threat %u%s", i, i,
                    draw(r, 3) ? "" : ", note: accepted");
        write_ids(&out, r, "controls", 'C', CONTROLS);
        text_add_c(&out, " }\n");
    }
    text_add_c(&out, "controls:\n");
    for (uint32_t i = 0; i < CONTROLS; i++) {
        text_printf(&out, "  C%u: { title: control %u", i, i);
        write_ids(&out, r, "tests", 'E', TESTS);
        text_add_c(&out, " }\n");
    }
    text_add_c(&out, "tests:\n");
    for (uint32_t i = 0; i < TESTS; i++)
        text_printf(&out, "  - { id: E%u, title: \"test\\n%u\" }\n", i, i);
    return text_str(&out);
}

struct written {
    char element[64];
    uint32_t id;
    bool is_goal;
};

struct argument {
    struct written at[WRITTEN];
    uint32_t count;
    struct text_buf out;
    uint64_t *r;
};

static void
choose_element(struct argument *a, const char *collection)
{
    struct written *w = &a->at[a->count];
    uint32_t s = draw(a->r, SYSTEMS), t = draw(a->r, THREATS), k = draw(a->r, CONTROLS);
    w->is_goal = strcmp(collection, "goals") == 0;
    if (strcmp(collection, "strategies") == 0)
        snprintf(w->element, sizeof w->element, "Secured.ByThreat(S%u)", s);
    else if (strcmp(collection, "solutions") == 0)
        snprintf(w->element, sizeof w->element, "Working.Shown(C%u, E%u)", k, draw(a->r, TESTS));
    else if (strcmp(collection, "contexts") == 0)
        snprintf(w->element, sizeof w->element, "Secured.Use(S%u)", s);
    else if (draw(a->r, 2))
        snprintf(w->element, sizeof w->element, "Secured.%s(S%u, T%u)",
                 (const char *[]){"Treated", "Noted", "Open"}[draw(a->r, 3)], s, t);
    else if (draw(a->r, 2))
        snprintf(w->element, sizeof w->element, "Secured.%s(S%u)",
                 draw(a->r, 2) ? "Top" : "Critical", s);
    else
        snprintf(w->element, sizeof w->element,
                 draw(a->r, 2) ? "Secured.Implemented(C%u)" : "Working.Works(C%u)", k);
}

static bool
is_new(const struct argument *a)
{
    for (uint32_t i = 0; i < a->count; i++)
        if (strcmp(a->at[i].element, a->at[a->count].element) == 0)
            return false;
    return true;
}

/* Links to goals before it, in one of the ways in which they may be written. */
static void
write_links(struct argument *a, const char *gap)
{
    uint32_t style = draw(a->r, 6), to = 0;
    for (uint32_t i = 0; i < a->count && !to; i++)
        to = a->at[i].is_goal && draw(a->r, 3) == 0 ? 1 + a->at[i].id : 0;
    if (style == 0)
        text_printf(&a->out, "%ssupported_by: []", gap);
    else if (style == 1 && *gap == '\n')
        text_printf(&a->out, "%ssupported_by: # none yet", gap);
    else if (style == 2 && to)
        text_printf(&a->out, "%ssupported_by: A%u", gap, to - 1);
    else if (style == 3 && to)
        text_printf(&a->out, "%ssupported_by: [ A%u ]", gap, to - 1);
    else if (style == 4 && to && *gap == '\n')
        text_printf(&a->out, "%ssupported_by:%s- A%u # hand", gap, gap, to - 1);
}

static void
write_element(struct argument *a, const char *collection)
{
    struct written *w = &a->at[a->count];
    bool has_links = w->is_goal || strcmp(collection, "strategies") == 0;
    w->id = a->count;
    text_printf(&a->out, "  # hand %u\n", w->id);
    if (draw(a->r, 2)) {
        text_printf(&a->out, "  - { id: A%u, instance_of: \"%s\"", w->id, w->element);
        if (draw(a->r, 2))
            text_printf(&a->out, ", text: hand %u", w->id);
        if (has_links)
            write_links(a, ", ");
        text_add_c(&a->out, " } # hand\n");
        return;
    }
    text_printf(&a->out, "  - id: A%u", w->id);
    if (has_links && draw(a->r, 2))
        write_links(a, "\n    ");
    text_printf(&a->out, "\n    instance_of: %s", w->element);
    if (draw(a->r, 2))
        text_printf(&a->out, "\n    text: >-\n      hand %u", w->id);
    text_add_char(&a->out, '\n');
}

static struct str
write_argument(struct arena *arena, uint64_t *r)
{
    static const char *const collections[] = {"goals", "strategies", "solutions", "contexts"};
    struct argument a = {.out = {.arena = arena}, .r = r};
    for (size_t c = 0; c < sizeof collections / sizeof *collections; c++) {
        uint32_t before = a.count, more = draw(r, c == 0 ? 9 : 4);
        if (more == 0)
            continue;
        text_printf(&a.out, "\n%s:\n", collections[c]);
        for (uint32_t i = 0; i < more; i++) {
            choose_element(&a, collections[c]);
            if (!is_new(&a))
                continue;
            write_element(&a, collections[c]);
            a.count++;
        }
        if (a.count == before)
            text_add_c(&a.out, "  - { id: X, text: nobody }\n");
    }
    text_add_c(&a.out, "# hand at the end\nsystems: []\n");
    return text_str(&a.out);
}

/* ---- a run ---- */

struct run {
    struct arena arena;
    struct host_memory memory;
    struct host_memory_file files[FILES];
    struct host under, host;
    struct host_edits edits;
};

static void
run_init(struct run *run, const char *apply, struct str facts, struct str argument)
{
    struct str rules = str_printf(&run->arena, "%s%s", model, apply);
    const struct host_memory_file files[] = {
        {STR("onus.yaml"),
         STR("onus: 1\ncase: t\nrules: [r.onus]\ndata: [model.yaml, argument/*.yaml]\nphase: "
             "release\n"),
         HOST_OK},
        {STR("r.onus"), rules, HOST_OK},
        {STR("model.yaml"), facts, HOST_OK},
        {STR("argument/a.yaml"), argument, HOST_OK}};
    memcpy(run->files, files, sizeof files);
    run->memory = (struct host_memory){run->files, 4, 0};
    host_memory_init(&run->under, &run->memory);
    run->edits = (struct host_edits){.under = &run->under, .arena = &run->arena};
    host_edited_init(&run->host, &run->edits);
}

static void
load(struct run *run, struct session *s, bool is_as_written)
{
    session_init(s, &run->host, (struct session_options){.has_as_of = true});
    session_project(s, STR("onus.yaml"));
    session_compile(s);
    assert_int_equal(s->rule_diags.error_count, 0);
    if (is_as_written)
        session_as_written(s, STR(TARGET));
    session_load(s);
    assert_non_null(s->load.store);
}

/* Remarks and texts of before, line by line, in their order. */
static void
hand_is_kept(struct str before, struct str after)
{
    size_t at = 0;
    for (size_t from = str_find(before, STR("hand"), 0); from != SIZE_MAX;
         from = str_find(before, STR("hand"), from + 1)) {
        size_t end = str_find(before, STR("\n"), from);
        struct str words = str_slice(before, from, end == SIZE_MAX ? before.len : end);
        size_t comma = str_find(words, STR(","), 0);
        words = str_slice(words, 0, comma == SIZE_MAX ? words.len : comma);
        at = str_find(after, words, at);
        assert_int_not_equal(at, SIZE_MAX);
        at++;
    }
}

static uint32_t
count_absent(const struct session *s)
{
    uint32_t absent = 0;
    const struct pattern_cases *cases = derivation_cases(s->derivation, 0);
    for (uint32_t i = 0; i < cases->faults[cases->count]; i++)
        absent += cases->fault[i].kind == FAULT_ABSENT || cases->fault[i].kind == FAULT_UNLINKED;
    return absent;
}

static void
try_case(uint64_t *r, uint32_t trial, uint32_t *written, uint32_t *changed)
{
    struct run run = {0};
    struct session before, after, check;
    struct instantiation made;
    struct str facts = write_model(&run.arena, r), argument = write_argument(&run.arena, r);
    run_init(&run, derived, facts, argument);
    load(&run, &before, true);
    bool ok = session_instantiate(&before, STR(TARGET), &made);
    if (!ok) {
        for (const struct diag *d = before.case_diags.first; d; d = d->next)
            print_error(STR_FMT "\n", STR_ARG(d->message));
        print_error("trial %u\n" STR_FMT, trial, STR_ARG(argument));
    }
    assert_true(ok);
    *written += made.added_count;
    for (uint32_t i = 0; i < made.file_count; i++) {
        run.host.write(&run.host, made.files[i].path, made.files[i].text);
        bool is_hand = str_is(made.files[i].path, "argument/a.yaml");
        *changed += is_hand;
        if (is_hand)
            hand_is_kept(argument, made.files[i].text);
    }
    for (uint32_t i = 0; i < made.step_count; i++)
        assert_int_not_equal(made.steps[i].kind, WRITING_BY_HAND);
    load(&run, &after, true);
    bool holds = session_instantiation_holds(&before, &after, &made, STR(TARGET));
    if (!holds)
        for (uint32_t i = 0; i < made.file_count; i++)
            print_error("trial %u: %u were %u, %u added\n" STR_FMT STR_FMT "\n--- after\n" STR_FMT,
                        trial, store_count(after.load.store), store_count(before.load.store),
                        made.added_count, STR_ARG(facts), STR_ARG(argument),
                        STR_ARG(made.files[i].text));
    assert_true(holds);
    session_fini(&before);
    session_fini(&after);
    run.files[1].text = str_printf(&run.arena, "%s%s", model, authored);
    load(&run, &check, false);
    assert_int_equal(count_absent(&check), 0);
    session_fini(&check);
    arena_release(&run.arena);
}

static void
all_is_written_once(void **state)
{
    uint64_t r = 7;
    uint32_t written = 0, changed = 0;
    (void)state;
    for (uint32_t i = 0; i < TRIALS; i++)
        try_case(&r, i, &written, &changed);
    assert_true(written > 4 * TRIALS && changed > TRIALS / 2);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(all_is_written_once)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
