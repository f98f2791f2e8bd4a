/*
 * The OpenSSF OSPS Baseline, read where it lies through a source of osps-baseline/osps.onus: its counts, the mappings to
 * frameworks that it does not declare, and the keys that the source leaves out. The findings are true ones: the test lists them.
 */
#include <stdio.h>
#include <string.h>

#include "engine/session.h"
#include "tests/real/samples.h"

/* Findings that the catalogue of this edition really has. */
static const struct {
    const char *rule, *words;
    unsigned count;
} expected[] = {
    {"OSPS-003", "is mapped to OpenCRE,", 29},
    {"OSPS-003", "is mapped to ISO-18974,", 17},
    {"OSPS-003", "is mapped to Scorecard,", 13},
    {"OSPS-003", "names no framework", 1},
    {"E8291", "\"Proactive Software Supply Chain Risk Management Framework\" is used twice", 1},
};

static const struct {
    const char *type;
    uint32_t count;
} counts[] = {{"Control", 41}, {"Requirement", 65}, {"Family", 8}, {"Framework", 19}};

static const char *const unread[] = {
    "osps $.groups[].description",
    "osps $.controls[].objective",
    "osps $.controls[].\"assessment-requirements\"[].recommendation",
    "osps $.controls[].\"assessment-requirements\"[].state",
    "osps $.metadata.type",
    "osps $.metadata.\"gemara-version\"",
    "osps $.metadata.description",
    "osps $.metadata.draft",
    "osps $.metadata.author",
    "osps $.metadata.\"applicability-groups\"",
    "osps $.metadata.\"mapping-references\"[].description",
    "lexicon $[].references",
    "lexicon $[].synonyms",
};

enum { EXPECTED = sizeof expected / sizeof expected[0], UNREAD = sizeof unread / sizeof unread[0] };

static unsigned
complain(const char *what, struct str words)
{
    printf("%s: " STR_FMT "\n", what, STR_ARG(words));
    return 1;
}

static bool
is_expected(const struct finding *f, unsigned seen[EXPECTED])
{
    for (unsigned i = 0; i < EXPECTED; i++)
        if (str_is(f->rule, expected[i].rule) &&
            str_find(f->message, str_from(expected[i].words), 0) != SIZE_MAX) {
            seen[i]++;
            return true;
        }
    return false;
}

/* Lists the findings; returns how many are not as expected. */
static unsigned
judge_findings(struct arena *a, const struct report *r)
{
    unsigned wrong = 0, seen[EXPECTED] = {0};
    for (uint32_t i = 0; i < r->finding_count; i++) {
        const struct finding *f = &r->findings[i];
        if (f->severity == SEVERITY_INFO)
            continue;
        printf(STR_FMT ": " STR_FMT "\n", STR_ARG(f->rule), STR_ARG(f->message));
        if (!is_expected(f, seen))
            wrong += complain("not expected", f->message);
    }
    for (unsigned i = 0; i < EXPECTED; i++)
        if (seen[i] != expected[i].count)
            wrong +=
                complain("another number", str_printf(a, "%s: %u, expected %u", expected[i].words,
                                                      seen[i], expected[i].count));
    return wrong;
}

static unsigned
judge_counts(struct arena *a, struct session *s)
{
    unsigned wrong = 0;
    for (unsigned i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        struct sym name = sym_find(&s->texts, str_from(counts[i].type));
        struct range all = store_extent(s->load.store, program_entity(s->program, name));
        printf("%u × %s\n", all.hi - all.lo, counts[i].type);
        if (all.hi - all.lo != counts[i].count)
            wrong += complain("another number", str_printf(a, "expected %u", counts[i].count));
    }
    return wrong;
}

static unsigned
judge_unread(struct arena *a, const struct load_result *load)
{
    unsigned wrong =
        load->unread_count == UNREAD ? 0 : complain("unread keys", STR("another number"));
    for (uint32_t i = 0; i < load->unread_count; i++) {
        struct str key = str_printf(a, STR_FMT " " STR_FMT, STR_ARG(load->unread[i].source),
                                    STR_ARG(load->unread[i].path));
        bool found = false;
        for (unsigned k = 0; k < UNREAD; k++)
            found |= str_is(key, unread[k]);
        if (!found)
            wrong += complain("unread, not expected", key);
    }
    return wrong;
}

static struct host_memory_file
file_of(struct arena *a, const char *path, struct str from)
{
    return (struct host_memory_file){str_from(path), samples_read(a, from), HOST_OK};
}

int
main(void)
{
    static const char *const names[] = {"OSPS-AC", "OSPS-BR", "OSPS-DO", "OSPS-GV",  "OSPS-LE",
                                        "OSPS-QA", "OSPS-SA", "OSPS-VM", "metadata", "lexicon"};
    enum { NAMES = sizeof names / sizeof names[0] };
    struct arena a = {0};
    struct str folder = samples_folder(&a, "control-catalogs/osps-baseline/baseline");
    struct host_memory_file files[NAMES + 2];
    files[0] = file_of(&a, "onus.yaml", STR(SOURCE_DIR "/tests/real/osps-baseline/onus.yaml"));
    files[1] = file_of(&a, "osps.onus", STR(SOURCE_DIR "/tests/real/osps-baseline/osps.onus"));
    for (unsigned i = 0; i < NAMES; i++)
        files[i + 2] = file_of(&a, arena_printf(&a, "baseline/%s.yaml", names[i]),
                               str_printf(&a, STR_FMT "/%s.yaml", STR_ARG(folder), names[i]));
    struct host_memory memory = {files, NAMES + 2, 0};
    struct host host;
    host_memory_init(&host, &memory);
    struct session s;
    session_init(&s, &host, (struct session_options){.has_as_of = true, .as_of = 20605});
    const struct report *report = session_check(&s, STR("onus.yaml"));
    unsigned wrong = judge_findings(&a, report);
    wrong += judge_counts(&a, &s);
    wrong += judge_unread(&a, &s.load);
    printf("%u satisfied, %u violated, %u wrong\n", report->summary.satisfied,
           report->summary.violated, wrong);
    session_fini(&s);
    arena_release(&a);
    return wrong != 0;
}
