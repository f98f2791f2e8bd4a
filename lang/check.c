#include "lang/check_internal.h"

static struct program *
program_new(struct arena *arena, struct sym_table *texts)
{
    struct program *p = arena_new(arena, struct program);
    p->arena = arena;
    p->texts = texts;
    p->decimals = arena_new(arena, struct decimal_pool);
    p->decimals->arena = arena;
    p->phase = NO_ID;
    p->placeholder_words = NO_ID;
    return p;
}

/*
 * Names first, then the types that everything else is made of, then what is called, then what calls.
 * A pass leaves out what is broken and says so once; later ones stay silent about it.
 */
struct checker *
check_open(struct arena *arena, struct sym_table *texts, struct diag_sink *sink,
           const struct check_input *input)
{
    struct checker *ck = arena_new(arena, struct checker);
    struct check_input *own = arena_new(arena, struct check_input);
    *own = *input;
    *ck = (struct checker){.arena = arena,
                           .syms = texts,
                           .sink = sink,
                           .input = own,
                           .program = program_new(arena, texts)};
    names_collect(ck);
    tailoring_collect(ck);
    model_check(ck);
    params_check(ck);
    tables_check(ck);
    patterns_collect(ck);
    defines_check(ck);
    tailoring_defines(ck);
    cycles_check(ck);
    views_check(ck);
    patterns_check(ck);
    rules_check(ck);
    tailoring_apply(ck);
    sources_check(ck);
    targets_check(ck);
    unused_check(ck);
    lint_check(ck);
    tests_check(ck);
    uses_check(ck);
    return ck;
}

struct program *
checked_program(const struct checker *ck)
{
    return ck->program;
}

struct program *
check_units(struct arena *arena, struct sym_table *texts, struct diag_sink *sink,
            const struct check_input *input)
{
    return check_open(arena, texts, sink, input)->program;
}
