/*
 * A case from rule text and a few facts, for tests of the evaluator. Everything lives until case_close().
 */
#ifndef ONUS_TESTS_UNIT_ENGINE_EVAL_CASE_H
#define ONUS_TESTS_UNIT_ENGINE_EVAL_CASE_H

#include "engine/eval/eval.h"
#include "engine/store/regex.h"
#include "engine/store/store.h"
#include "lang/check.h"
#include "lang/parse.h"

struct test_case {
    struct arena arena;
    struct source_map sources;
    struct sym_table syms;
    struct diag_sink sink;
    struct program *program;
    struct builder *builder;
    struct store *store;
    struct evaluation *evaluation;
};

static void
case_open(struct test_case *c, const char *rules)
{
    *c = (struct test_case){0};
    source_map_init(&c->sources, &c->arena);
    sym_table_init(&c->syms, &c->arena);
    diag_sink_init(&c->sink, &c->arena, &c->sources);
    const struct source *source = source_add(&c->sources, STR("t.onus"), str_from(rules));
    struct unit unit = {.pack = STR(""),
                        .module = STR("t"),
                        .ast = parse_source(&c->arena, &c->syms, &c->sink, source)};
    struct check_input input = {.units = &unit, .unit_count = 1, .regex = regex_checker()};
    c->program = check_units(&c->arena, &c->syms, &c->sink, &input);
    assert_int_equal(c->sink.error_count, 0);
    c->builder = builder_new(c->program, &c->sink);
}

static entity_id
case_type(struct test_case *c, const char *type)
{
    entity_id e = program_entity(c->program, sym_find(&c->syms, str_from(type)));
    assert_true(e != NO_ID);
    return e;
}

static uint32_t
case_entity(struct test_case *c, const char *type, const char *id)
{
    return builder_entity(c->builder, case_type(c, type), ENT_NONE.v, str_from(id), SPAN_NONE);
}

static void
case_value(struct test_case *c, uint32_t entity, const char *type, const char *field,
           const char *text)
{
    field_id f = program_field(c->program, case_type(c, type), sym_find(&c->syms, str_from(field)));
    assert_true(f != NO_ID);
    builder_value(c->builder, entity, f, str_from(text), SPAN_NONE, SPAN_NONE);
}

static void
case_evaluate_in_chunks(struct test_case *c, uint32_t rows)
{
    int32_t today = 0;
    assert_true(date_from_civil(2026, 6, 1, &today));
    c->store = builder_finish(c->builder, today);
    c->evaluation = evaluate(&c->arena, &c->sink, c->program, c->store,
                             (struct eval_options){.today = today, .chunk_rows = rows});
}

static void
case_evaluate(struct test_case *c)
{
    case_evaluate_in_chunks(c, 0);
}

static void
case_close(struct test_case *c)
{
    evaluation_free(c->evaluation);
    store_free(c->store);
    arena_release(&c->arena);
}

#endif
