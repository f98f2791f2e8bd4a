/*
 * What must not matter: the order of rules, facts and files, how they are split, what things are called, and what else is
 * there. A random case and its variants must have the same findings.
 *
 *   oracle_metamorphic [COUNT [SEED]]
 */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/session.h"
#include "tests/oracle/gen.h"
#include "tests/oracle/run.h"

enum { TODAY = 20605, PARTS = 3, FILES = 1 + PARTS * 2 }; /* 2026-06-01 */

/* A case as it is put into files. */
struct variant {
    const char *name;
    bool mixes;  /* parts in another order */
    bool splits; /* over several files, in another order */
    bool
        renames; /* entities and definitions: compared without messages, where names and their order show */
    bool has_more; /* entities of a type that no rule speaks of */
};

static const struct variant variants[] = {
    {"as it is", false, false, false, false},
    {"in another order", true, false, false, false},
    {"in several files", false, true, false, false},
    {"renamed", false, false, true, false},
    {"with more entities", false, false, false, true},
    {"all of it", true, true, true, true},
};

/* splitmix64 */
static uint32_t
draw(uint64_t *state, uint32_t count)
{
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return (uint32_t)((z ^ z >> 31) % count);
}

static uint32_t *
order(struct arena *a, uint32_t count, uint64_t seed, bool is_mixed)
{
    uint32_t *at = arena_array(a, uint32_t, count);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t k = is_mixed ? draw(&seed, i + 1) : i;
        at[i] = at[k];
        at[k] = i;
    }
    return at;
}

/* ---- names ---- */

/* "A12", an entity: 'A' and its number. */
static size_t
entity_name(struct str text, size_t at, uint32_t *number)
{
    size_t i = at + 1;
    bool is_start = at == 0 || (!isalnum((unsigned char)text.at[at - 1]) && text.at[at - 1] != '_');
    if (!is_start || !isupper((unsigned char)text.at[at]))
        return 0;
    for (*number = 0; i < text.len && isdigit((unsigned char)text.at[i]); i++)
        *number = *number * 10 + (uint32_t)(text.at[i] - '0');
    bool is_end = i == text.len || (!isalnum((unsigned char)text.at[i]) && text.at[i] != '_');
    return i > at + 1 && is_end ? i - at : 0;
}

/* Later numbers come first, so that orders by name turn round. */
static struct str
rename_entities(struct arena *a, struct str text, bool is_back)
{
    struct text_buf b = {.arena = a};
    uint32_t number;
    for (size_t i = 0; i < text.len; i++) {
        size_t len = entity_name(text, i, &number);
        if (len == 0) {
            text_add_char(&b, text.at[i]);
            continue;
        }
        uint32_t other = number < 500 ? 1000 - number : is_back ? 1000 - number : number;
        text_printf(&b, "%c%u", text.at[i], other);
        i += len - 1;
    }
    return text_str(&b);
}

static struct str
rename_definitions(struct arena *a, struct str text)
{
    static const char *const words[] = {"def", "rec", "grid", "table", "measure", "limit"};
    struct text_buf b = {.arena = a};
    for (size_t i = 0; i < text.len; i++) {
        bool is_start = i == 0 || !isalnum((unsigned char)text.at[i - 1]);
        for (size_t k = 0; is_start && k < sizeof words / sizeof words[0]; k++) {
            size_t len = strlen(words[k]);
            if (text.len - i > len && memcmp(text.at + i, words[k], len) == 0 &&
                isdigit((unsigned char)text.at[i + len]))
                text_add_c(&b, "a_");
        }
        text_add_char(&b, text.at[i]);
    }
    return text_str(&b);
}

/* ---- files ---- */

struct files {
    struct host_memory_file at[FILES];
    uint32_t count;
};

static struct text_buf *
part_of(struct text_buf *parts, const struct variant *v, uint32_t i)
{
    return &parts[v->splits ? PARTS - 1 - i % PARTS : 0];
}

static void
write_rules(struct arena *a, const struct gen_case *c, const struct variant *v, uint64_t seed,
            struct files *out)
{
    struct text_buf parts[PARTS] = {{.arena = a}, {.arena = a}, {.arena = a}};
    uint32_t *at = order(a, c->item_count, seed, v->mixes);
    for (uint32_t i = 0; i < c->item_count; i++)
        text_add(part_of(parts, v, i), c->items[at[i]]);
    if (v->has_more)
        text_add_c(&parts[0],
                   "entity Unrelated from \"unrelated\" { name: text  next: Unrelated? }\n");
    for (uint32_t i = 0; i < PARTS; i++) {
        struct str text = text_str(&parts[i]);
        if (v->renames)
            text = rename_definitions(a, rename_entities(a, text, false));
        out->at[out->count++] =
            (struct host_memory_file){.path = str_printf(a, "r%u.onus", i), .text = text};
    }
}

static struct str
facts_of(struct arena *a, const struct gen_case *c, const struct variant *v, const uint32_t *at,
         uint32_t part)
{
    struct text_buf b = {.arena = a};
    bool *done = arena_array(a, bool, c->fact_count);
    for (uint32_t i = 0; i < c->fact_count; i++) {
        struct str collection = c->facts[at[i]].collection;
        bool is_first = true;
        for (uint32_t k = i; k < c->fact_count; k++) {
            const struct gen_fact *f = &c->facts[at[k]];
            bool is_here = !v->splits || (at[k] * 7 + 3) % PARTS == part;
            if (done[k] || !is_here || !str_eq(f->collection, collection))
                continue;
            if (is_first)
                text_printf(&b, STR_FMT ":\n", STR_ARG(collection));
            is_first = false;
            done[k] = true;
            text_printf(&b, "  " STR_FMT "\n", STR_ARG(f->entry));
        }
    }
    return text_str(&b);
}

static void
write_facts(struct arena *a, const struct gen_case *c, const struct variant *v, uint64_t seed,
            struct files *out)
{
    uint32_t *at = order(a, c->fact_count, seed, v->mixes);
    for (uint32_t part = 0; part < PARTS; part++) {
        struct text_buf b = {.arena = a};
        if (v->splits || part == 0)
            text_add(&b, facts_of(a, c, v, at, part));
        if (v->has_more)
            text_printf(&b, "unrelated:\n  N%u: { name: N, next: N%u }\n", part,
                        (part + 1) % PARTS);
        if (b.len == 0)
            text_add_c(&b, "{}\n");
        struct str text = text_str(&b);
        out->at[out->count++] = (struct host_memory_file){
            .path = str_printf(a, "d%c.yaml", v->splits ? 'z' - (int)part : 'a' + (int)part),
            .text = v->renames ? rename_entities(a, text, false) : text};
    }
}

/* ---- findings ---- */

static int
by_text(const void *x, const void *y)
{
    return strcmp(*(const char *const *)x, *(const char *const *)y);
}

/*
 * Each finding as a line, sorted. Where entities are renamed a subject counts once a rule: of chains that got equally far the
 * first by name is told, and an `every` behind it may have fewer failing candidates than in another.
 */
static struct str
findings(struct arena *a, const struct report *r, bool is_renamed, bool with_messages)
{
    const char **lines = arena_array(a, const char *, r->finding_count + 1);
    struct text_buf b = {.arena = a};
    for (uint32_t i = 0; i < r->finding_count; i++) {
        const struct finding *f = &r->findings[i];
        struct str subject = is_renamed ? rename_entities(a, f->subject, true) : f->subject;
        if (!with_messages && str_is(f->status, "malformed"))
            subject = (struct str){0}; /* a circle is told at its first member by name */
        bool shows = str_is(f->status, "violated");
        lines[i] = arena_printf(a, STR_FMT " " STR_FMT " " STR_FMT " %u", STR_ARG(f->rule),
                                STR_ARG(subject), STR_ARG(f->status), (unsigned)f->severity);
        if (shows && with_messages)
            lines[i] = arena_printf(a, "%s: " STR_FMT, lines[i], STR_ARG(f->message));
    }
    qsort(lines, r->finding_count, sizeof *lines, by_text);
    for (uint32_t i = 0; i < r->finding_count; i++)
        if (with_messages || i == 0 || strcmp(lines[i], lines[i - 1]) != 0)
            text_printf(&b, "%s\n", lines[i]);
    const struct summary *s = &r->summary;
    text_printf(&b,
                "%u satisfied, %u violated, %u indeterminate, %u not applicable, %u superseded\n",
                s->satisfied, s->violated, s->indeterminate, s->not_applicable, s->superseded);
    return text_str(&b);
}

static struct str
check(struct arena *a, const struct gen_case *c, const struct variant *v, const struct variant *as,
      uint64_t seed)
{
    static const char *const phases[] = {"concept", "development", "release", "operation",
                                         "retirement"};
    struct files files = {.count = 1};
    files.at[0] = (struct host_memory_file){
        .path = STR("onus.yaml"),
        .text =
            str_printf(a, "onus: 1\ncase: M\nrules: [\"*.onus\"]\ndata: [\"d*.yaml\"]\nphase: %s\n",
                       phases[c->has_phase ? c->phase : 2])};
    write_rules(a, c, v, seed, &files);
    write_facts(a, c, v, seed, &files);
    struct host_memory memory = {.files = files.at, .count = files.count, .today = TODAY};
    struct host host;
    host_memory_init(&host, &memory);
    struct session s;
    session_init(&s, &host, (struct session_options){0});
    session_check(&s, STR("onus.yaml"));
    struct str found = findings(a, s.report, v->renames, !as->renames);
    if (getenv("SHOW"))
        for (uint32_t i = 0; i < files.count; i++)
            printf("---- %s: " STR_FMT "\n" STR_FMT, v->name, STR_ARG(files.at[i].path),
                   STR_ARG(files.at[i].text));
    found = str_copy(a, found);
    session_fini(&s);
    return found;
}

struct totals {
    uint32_t findings, differences;
};

static void
one_case(struct totals *t, uint64_t seed)
{
    struct arena arena = {0};
    struct gen_case c = gen_case(&arena, seed, false);
    for (size_t i = 1; i < sizeof variants / sizeof variants[0]; i++) {
        const struct variant *v = &variants[i];
        struct str plain = check(&arena, &c, &variants[0], v, seed),
                   other = check(&arena, &c, v, v, seed);
        for (size_t k = 0; k < plain.len; k++)
            t->findings += plain.at[k] == '\n';
        if (str_eq(plain, other) || t->differences++ > 2)
            continue;
        printf("seed %" PRIu64 ", %s:\n" STR_FMT "---- but ----\n" STR_FMT, seed, v->name,
               STR_ARG(plain), STR_ARG(other));
    }
    arena_release(&arena);
}

int
main(int argc, char **argv)
{
    uint64_t count = argc > 1 ? strtoull(argv[1], NULL, 10) : 100;
    uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    struct totals t = {0};
    for (uint64_t i = 0; i < count; i++)
        one_case(&t, seed + i);
    printf("%" PRIu64 " cases in %zu variants: %u findings, %u differences\n", count,
           sizeof variants / sizeof variants[0], t.findings, t.differences);
    return t.differences > 0 || t.findings < count;
}
