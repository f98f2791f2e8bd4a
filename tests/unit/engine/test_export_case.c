/* A case written as one file says what the case said: owners and what they contain, subtypes, other people's word, defaults. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/render/render.h"
#include "engine/session.h"

static const char rules[] =
    "entity Device from \"devices\" {\n"
    "  name : text  parts : contains (Board | Chip)*  home : contains Address?\n"
    "  tags : text* = {\"new\"}  near : Device*\n"
    "}\n"
    "abstract entity Part { device: Device? }\n"
    "entity Board is Part { slots: int  holds: contains Chip* }\n"
    "entity Chip is Part { maker: text?  beside: (Chip | Board | Device)* }\n"
    "entity Address { city: text }\n"
    "entity Plan from \"plans\" { type: text  of: Device  drawn: date? }\n";

static const char data[] =
    "devices:\n"
    "  - id: LX/200\n"
    "    name: Pump\n"
    "    tags: []\n"
    "    home: { id: HQ, city: Bern }\n"
    "    parts:\n"
    "      - { id: B1, type: Board, slots: 2, holds: [{ id: C1, maker: Ann, beside: [C2, Chip:X] "
    "}] }\n"
    "      - { id: C2, type: Chip, beside: [LX/200, B1/C1] }\n"
    "      - { id: X, type: Chip }\n"
    "  - { id: X, name: \"1.10\", external: \"the maker says so\", near: [X, LX/200] }\n"
    "plans: { P-1: { type: drawing, of: X, drawn: 2026-01-31, "
    "instance_of: [\"P.R(A, B)\", Q.S(C)] }, P-2: { type: x, of: X, instance_of: P.R(A) } }\n";

static void
collect(void *context, struct str bytes)
{
    text_add(context, bytes);
}

static bool
everything(void *context, struct ent e)
{
    (void)context;
    (void)e;
    return true;
}

struct reading {
    struct host host;
    struct host_memory memory;
    struct host_memory_file files[3];
    struct session session;
    struct text_buf dump;
};

static void
read_case(struct reading *r, struct str facts)
{
    *r = (struct reading){
        .files = {
            {.path = STR("onus.yaml"),
             .text = STR("onus: 1\ncase: t\nrules: [r.onus]\ndata: [d.yaml]\nphase: release\n")},
            {.path = STR("r.onus"), .text = str_from(rules)},
            {.path = STR("d.yaml"), .text = facts}}};
    r->memory = (struct host_memory){r->files, 3, 0};
    host_memory_init(&r->host, &r->memory);
    session_init(&r->session, &r->host, (struct session_options){.has_as_of = true});
    session_project(&r->session, STR("onus.yaml"));
    session_compile(&r->session);
    session_load(&r->session);
    r->dump.arena = &r->session.arena;
    for (const struct diag *d = r->session.rule_diags.first; d; d = d->next)
        print_error(STR_FMT "\n", STR_ARG(d->message));
    for (const struct diag *d = r->session.case_diags.first; d; d = d->next)
        print_error(STR_FMT "\n", STR_ARG(d->message));
    session_dump(&r->session, DUMP_STORE, &r->dump);
}

static struct str
write_case(struct session *s)
{
    struct text_buf text = {.arena = &s->arena};
    struct output out = {&text, collect};
    struct case_input in = {.arena = &s->arena,
                            .sink = &s->case_diags,
                            .program = s->program,
                            .store = s->load.store,
                            .is_wanted = everything};
    render_document(export_case(&in), &out);
    return text_str(&text);
}

static void
case_is_read_back(void **state)
{
    struct reading first, second;
    (void)state;
    read_case(&first, str_from(data));
    assert_non_null(first.session.load.store);
    struct str written = write_case(&first.session);
    read_case(&second, written);
    assert_int_equal(second.session.case_diags.error_count, first.session.case_diags.error_count);
    if (!str_eq(text_str(&first.dump), text_str(&second.dump)))
        fail_msg("written:\n" STR_FMT "\nread:\n" STR_FMT "\nbut it was:\n" STR_FMT,
                 STR_ARG(written), STR_ARG(text_str(&second.dump)), STR_ARG(text_str(&first.dump)));
    session_fini(&second.session);
    session_fini(&first.session);
}

/* What was not written is not there: no defaults, and the owner is not said where an entity stands within it. */
static void
case_is_written_as_it_was(void **state)
{
    struct reading r;
    (void)state;
    read_case(&r, STR("devices: [{ id: D, name: Pump, parts: [{ id: C, type: Chip }] }]\n"));
    assert_true(str_is(write_case(&r.session), "devices:\n"
                                               "  - id: D\n"
                                               "    name: Pump\n"
                                               "    parts:\n"
                                               "      - id: C\n"
                                               "        type: Chip\n"));
    session_fini(&r.session);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(case_is_read_back),
        cmocka_unit_test(case_is_written_as_it_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
