/*
 * JSONTestSuite: each file gives the verdict that EXPECTED-jsontestsuite.tsv says; what it leaves open is accepted or refused, without a crash.
 * "Accepted" is without a message. Where Onus differs, json-test-suite/exceptions.tsv says so and why; each line there must be needed,
 * and docs/reference/json.md gives the same reasons.
 */
#include <stdio.h>
#include <string.h>

#include "engine/load/documents.h"
#include "tests/real/samples.h"

/* The first message, or an empty text. */
static struct str
read_json(struct arena *a, struct str text)
{
    struct source_map sources;
    struct diag_sink sink;
    source_map_init(&sources, a);
    diag_sink_init(&sink, a, &sources);
    struct reader_input in = {.arena = a, .sink = &sink, .sources = &sources};
    in.file = source_add(&sources, STR("in.json"), text);
    bool ok;
    struct tree *root = json_document(a, &in, &ok);
    if (!sink.first && ok && root)
        return STR("");
    return sink.first ? sink.first->message : STR("nothing is in it");
}

static struct str
find_exception(struct str table, struct str file)
{
    while (table.len) {
        struct str line = samples_line(&table);
        if (str_eq(samples_field(&line), file))
            return line;
    }
    return STR("");
}

/* What is wrong with this file's reading, or an empty text. */
static struct str
judge(struct arena *a, struct str folder, struct str file, struct str expectation)
{
    struct str path = str_printf(a, STR_FMT "/" STR_FMT, STR_ARG(folder), STR_ARG(file));
    struct str message = read_json(a, samples_read(a, path));
    if (str_is(expectation, "reject"))
        return message.len ? STR("") : STR("was accepted, should be refused");
    if (str_is(expectation, "accept") && message.len)
        return str_printf(a, "was refused, should be accepted: " STR_FMT, STR_ARG(message));
    return STR("");
}

int
main(void)
{
    struct arena a = {0};
    struct str folder = samples_folder(&a, "json-hard");
    struct str table =
        samples_read(&a, str_printf(&a, STR_FMT "/EXPECTED-jsontestsuite.tsv", STR_ARG(folder)));
    struct str exceptions =
        samples_read(&a, str_from(SOURCE_DIR "/tests/real/json-test-suite/exceptions.tsv"));
    unsigned seen = 0, decided = 0, excepted = 0, wrong = 0;
    samples_line(&table);
    while (table.len) {
        struct str row = samples_line(&table), file = samples_field(&row);
        struct str expectation = samples_field(&row);
        struct str why = find_exception(exceptions, file);
        struct str problem = judge(&a, folder, file, expectation);
        seen++;
        decided += str_is(expectation, "reject") || str_is(expectation, "accept");
        excepted += problem.len && why.len;
        if (!problem.len == !why.len)
            continue;
        wrong++;
        printf(STR_FMT ": " STR_FMT "\n", STR_ARG(file),
               STR_ARG(problem.len ? problem : STR("is no exception any more")));
    }
    printf("%u files, %u with a verdict, %u known differences, %u wrong\n", seen, decided, excepted,
           wrong);
    arena_release(&a);
    return wrong || !decided;
}
