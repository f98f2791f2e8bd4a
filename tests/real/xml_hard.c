/*
 * The attacks of xml-hard: each file of EXPECTED.tsv has a document type declaration. It is refused at that declaration, nothing of
 * it is kept, and memory does not grow with what its entities would stand for.
 */
#include <stdio.h>
#include <string.h>

#include "engine/load/documents.h"
#include "tests/real/samples.h"

enum { MEMORY_MOST = 1 << 20 };

/* What is wrong with the reading of this file, or NULL. */
static const char *
judge(struct arena *a, struct str path)
{
    struct arena document = {0};
    struct source_map sources;
    struct diag_sink sink;
    bool ok;
    source_map_init(&sources, a);
    diag_sink_init(&sink, a, &sources);
    const struct source *file = source_add(&sources, path, samples_read(a, path));
    struct reader_input in = {.arena = a, .sink = &sink, .sources = &sources, .file = file};
    struct tree *t = xml_document(&document, &in, &ok);
    size_t used = arena_used(&document);
    arena_release(&document);
    if (t || ok)
        return "was read";
    if (used > MEMORY_MOST)
        return "took too much memory";
    if (!sink.first || sink.first->next || sink.first->code != E0746)
        return "was refused for another reason";
    return str_is(source_text(&sources, sink.first->span), "<!DOCTYPE") ? NULL
                                                                        : "was refused elsewhere";
}

int
main(void)
{
    struct arena a = {0};
    struct str folder = samples_folder(&a, "xml-hard");
    struct str table = samples_read(&a, str_printf(&a, STR_FMT "/EXPECTED.tsv", STR_ARG(folder)));
    unsigned seen = 0, wrong = 0;
    samples_line(&table);
    while (table.len) {
        struct str row = samples_line(&table), file = samples_field(&row);
        if (file.len == 0)
            continue;
        const char *problem =
            judge(&a, str_printf(&a, STR_FMT "/" STR_FMT, STR_ARG(folder), STR_ARG(file)));
        seen++;
        wrong += problem != NULL;
        if (problem)
            printf(STR_FMT ": %s\n", STR_ARG(file), problem);
    }
    printf("%u files, %u wrong\n", seen, wrong);
    arena_release(&a);
    return wrong || !seen;
}
