/*
 * The valid and invalid halves of the YAML test suite: each file gives the verdict and the number of
 * documents that EXPECTED-yaml-test-suite.tsv says, and where the suite has the one document as JSON, the
 * same tree. Where Onus differs, yaml-test-suite/exceptions.tsv says so and why; each line there must
 * be needed, and docs/reference/yaml.md lists the same reasons.
 */
#include <stdio.h>
#include <string.h>

#include "engine/load/tree.h"
#include "tests/real/samples.h"

struct reading {
    bool ok;
    uint32_t documents;
    struct tree *first;
    struct str message;
};

static struct reading
read_yaml(struct arena *a, struct str text)
{
    struct source_map sources;
    struct diag_sink sink;
    source_map_init(&sources, a);
    diag_sink_init(&sink, a, &sources);
    struct yaml_reader *r = yaml_open(a, &sink, source_add(&sources, STR("in.yaml"), text));
    struct reading out = {.ok = true};
    struct tree *t;
    do {
        bool ok;
        t = yaml_next(r, a, &ok);
        out.ok &= ok;
        if (t && !out.documents++)
            out.first = t;
    } while (t);
    yaml_close(r);
    if (sink.first)
        out.message = sink.first->message;
    return out;
}

static bool
is_number(struct str s)
{
    return s.len && strchr("+-.0123456789", s.at[0]);
}

/* The file and its JSON: same lists, same mappings, same texts; numbers may be written in two ways. */
static bool
same_tree(const struct tree *a, const struct tree *b)
{
    if (a->kind != b->kind)
        return false;
    if (a->kind == TREE_SCALAR)
        return str_eq(a->text, b->text) || (!b->quoted && is_number(a->text) && is_number(b->text));
    if (a->kind == TREE_NULL)
        return true;
    if (a->count != b->count)
        return false;
    for (uint32_t i = 0; i < a->count; i++) {
        const struct tree *x, *y;
        if (a->kind == TREE_LIST) {
            x = a->items[i];
            y = b->items[i];
        } else {
            x = a->entries[i].value;
            y = tree_get(b, a->entries[i].key);
        }
        if (!y || !same_tree(x, y))
            return false;
    }
    return true;
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

/* What is wrong with this file's reading, or NULL. */
static const char *
judge(struct arena *a, struct str folder, struct str file, struct str row)
{
    struct str expectation = samples_field(&row), documents = samples_field(&row);
    struct str has_json = samples_field(&row);
    struct str path = str_printf(a, STR_FMT "/" STR_FMT, STR_ARG(folder), STR_ARG(file));
    struct reading got = read_yaml(a, samples_read(a, path));
    if (str_is(expectation, "error"))
        return got.ok ? "was accepted, should be refused" : NULL;
    if (!got.ok)
        return arena_printf(a, "was refused, should be accepted: " STR_FMT, STR_ARG(got.message));
    if (!str_eq(str_printf(a, "%u", got.documents), documents))
        return arena_printf(a, "has %u documents, should have " STR_FMT, got.documents,
                            STR_ARG(documents));
    if (got.documents != 1 || !str_is(has_json, "yes"))
        return NULL;
    path = str_printf(a, STR_FMT "json", STR_ARG(str_slice(path, 0, path.len - 4)));
    struct reading json = read_yaml(a, samples_read(a, path));
    return json.ok && same_tree(got.first, json.first) ? NULL : "differs from its JSON";
}

int
main(void)
{
    struct arena a = {0};
    struct str folder = samples_folder(&a, "yaml-hard");
    struct str table =
        samples_read(&a, str_printf(&a, STR_FMT "/EXPECTED-yaml-test-suite.tsv", STR_ARG(folder)));
    struct str exceptions =
        samples_read(&a, str_from(SOURCE_DIR "/tests/real/yaml-test-suite/exceptions.tsv"));
    unsigned seen = 0, excepted = 0, wrong = 0;
    samples_line(&table);
    while (table.len) {
        struct str row = samples_line(&table), file = samples_field(&row);
        struct str why = find_exception(exceptions, file);
        const char *problem = judge(&a, folder, file, row);
        seen++;
        excepted += problem && why.len;
        if (!problem == !why.len)
            continue;
        wrong++;
        printf(STR_FMT ": %s\n", STR_ARG(file), problem ? problem : "is no exception any more");
    }
    printf("%u files, %u as expected, %u known differences, %u wrong\n", seen,
           seen - excepted - wrong, excepted, wrong);
    arena_release(&a);
    return wrong || !seen;
}
