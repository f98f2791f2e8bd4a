/*
 * The store alone, at size: N entities (default 1,000,000) with three values each, in an order that is not theirs.
 *
 *   bench_store [N]
 *
 * Half are controls, half threats; each threat names two controls, and has a date; each control has a text, a number and a
 * level. Prints seconds and megabytes per phase.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "engine/store/store.h"
#include "lang/base/arena.h"
#include "lang/base/diag.h"

enum { FIELD_CONTROLS, FIELD_FOUND, FIELD_NOTE, FIELD_COST, FIELD_LEVEL, FIELD_BACK, FIELD_COUNT };

struct bench {
    struct arena arena;
    struct sym_table texts;
    struct decimal_pool decimals;
    struct diag_sink sink;
    struct program program;
    struct timespec last;
};

static void
report(struct bench *b, const char *phase)
{
    struct timespec now;
    struct rusage usage;
    clock_gettime(CLOCK_MONOTONIC, &now);
    getrusage(RUSAGE_SELF, &usage);
    double seconds =
        (double)(now.tv_sec - b->last.tv_sec) + (double)(now.tv_nsec - b->last.tv_nsec) / 1e9;
    printf("%-10s %6.3f s  %5ld MB\n", phase, seconds, usage.ru_maxrss / 1024);
    b->last = now;
}

static struct sym
name(struct bench *b, const char *text)
{
    return sym_intern(&b->texts, str_from(text));
}

static void
add_field(struct bench *b, entity_id owner, const char *text, struct type type)
{
    struct field f = {
        .name = name(b, text), .owner = owner, .type = type, .inverse = NO_ID, .regex = NO_ID};
    vec_push(&b->arena, &b->program.fields, f);
}

static void
make_model(struct bench *b)
{
    static field_id control_fields[] = {FIELD_NOTE, FIELD_COST, FIELD_LEVEL, FIELD_BACK};
    static field_id threat_fields[] = {FIELD_CONTROLS, FIELD_FOUND};
    struct program *p = &b->program;
    *p = (struct program){.arena = &b->arena, .texts = &b->texts, .decimals = &b->decimals};
    struct entity control = {.name = name(b, "Control"),
                             .parent = NO_ID,
                             .root = 0,
                             .last = 0,
                             .fields = control_fields,
                             .field_count = 4};
    struct entity threat = {.name = name(b, "Threat"),
                            .parent = NO_ID,
                            .root = 1,
                            .last = 1,
                            .fields = threat_fields,
                            .field_count = 2};
    vec_push(&b->arena, &p->entities, control);
    vec_push(&b->arena, &p->entities, threat);
    struct enum_type level = {.name = name(b, "Level"), .value_count = 2};
    level.values = level.spellings = arena_array(&b->arena, struct sym, 2);
    level.values[0] = name(b, "low");
    level.values[1] = name(b, "high");
    vec_push(&b->arena, &p->enums, level);
    for (entity_id e = 0; e < 2; e++) {
        struct union_type u = {.members = arena_array(&b->arena, entity_id, 1), .member_count = 1};
        u.members[0] = e;
        vec_push(&b->arena, &p->unions, u);
    }
    add_field(b, 1, "controls", (struct type){TYPE_ENTITY, CARD_SET, 0});
    add_field(b, 1, "found", (struct type){TYPE_DATE, CARD_OPTIONAL, 0});
    add_field(b, 0, "note", (struct type){TYPE_TEXT, CARD_OPTIONAL, 0});
    add_field(b, 0, "cost", (struct type){TYPE_INT, CARD_OPTIONAL, 0});
    add_field(b, 0, "level", (struct type){TYPE_ENUM, CARD_ONE, 0});
    add_field(b, 0, "mitigates", (struct type){TYPE_ENTITY, CARD_SET, 1});
    p->fields.at[FIELD_BACK].is_implicit = true;
    p->fields.at[FIELD_BACK].inverse = FIELD_CONTROLS;
    p->fields.at[FIELD_CONTROLS].inverse = FIELD_BACK;
}

/* A number of [0, n) that is not near that of i - 1. */
static unsigned
scatter(unsigned i, unsigned n)
{
    return (unsigned)((uint64_t)i * 2654435761u % n);
}

static void
add(struct builder *b, uint32_t handle, field_id f, struct span at, const char *fmt, unsigned n)
{
    char text[64];
    int len = snprintf(text, sizeof text, fmt, n);
    builder_value(b, handle, f, (struct str){text, (size_t)len}, at, at);
}

static void
stage(struct builder *b, unsigned half)
{
    for (unsigned i = 0; i < half; i++) {
        char id[32];
        struct span at = {i * 8 + 1, i * 8 + 5};
        int len = snprintf(id, sizeof id, "C_%u_%u", scatter(i, half) / 20, scatter(i, half) % 20);
        uint32_t h = builder_entity(b, 0, ENT_NONE.v, (struct str){id, (size_t)len}, at);
        add(b, h, FIELD_NOTE, at, i % 4 ? "the same note" : "note %u", i);
        add(b, h, FIELD_COST, at, "%u", i);
        add(b, h, FIELD_LEVEL, at, i % 2 ? "low" : "high", 0);
    }
    for (unsigned i = 0; i < half; i++) {
        char id[32];
        struct span at = {i * 8 + 1, i * 8 + 5};
        int len = snprintf(id, sizeof id, "T-%u", i);
        uint32_t h = builder_entity(b, 1, ENT_NONE.v, (struct str){id, (size_t)len}, at);
        for (unsigned k = 0; k < 2; k++) {
            char to[32];
            unsigned c = scatter(2 * i + k, half);
            len = snprintf(to, sizeof to, "C_%u_%u", c / 20, c % 20);
            builder_value(b, h, FIELD_CONTROLS, (struct str){to, (size_t)len}, at, at);
        }
        add(b, h, FIELD_FOUND, at, i % 2 ? "2026-06-01" : "2025-12-31", 0);
    }
}

int
main(int argc, char **argv)
{
    struct bench b = {0};
    unsigned half = (argc > 1 ? (unsigned)atoi(argv[1]) : 1000000u) / 2;
    sym_table_init(&b.texts, &b.arena);
    b.decimals.arena = &b.arena;
    diag_sink_init(&b.sink, &b.arena, NULL);
    make_model(&b);
    clock_gettime(CLOCK_MONOTONIC, &b.last);
    struct builder *builder = builder_new(&b.program, &b.sink);
    stage(builder, half);
    report(&b, "stage");
    struct store *s = builder_finish(builder, 20000);
    report(&b, "finish");
    const struct links *back = store_links(s, FIELD_BACK);
    report(&b, "inverse");
    printf("%u entities, %u links, %u findings\n", store_count(s),
           back->offsets[back->rows.hi - back->rows.lo], b.sink.error_count);
    store_free(s);
    arena_release(&b.arena);
    return 0;
}
