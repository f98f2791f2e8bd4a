/* onus.mutation/1: what became of the mutants, for programs. Fields are only ever added. */
#include "engine/render/mutation_internal.h"

static void
write_counts(struct json *j, const uint32_t *by_fate)
{
    json_number(j, "killed", by_fate[MUTANT_KILLED]);
    json_number(j, "survived", by_fate[MUTANT_SURVIVED]);
    json_number(j, "equivalent", by_fate[MUTANT_EQUIVALENT]);
    json_number(j, "stillborn", by_fate[MUTANT_STILLBORN]);
    json_number(j, "kill_rate", kill_rate(by_fate));
}

static void
write_mutant(struct json *j, const struct mutation_run *run, const struct mutant_outcome *o)
{
    static const char *const fates[] = {[MUTANT_STILLBORN] = "stillborn",
                                        [MUTANT_KILLED] = "killed",
                                        [MUTANT_SURVIVED] = "survived",
                                        [MUTANT_EQUIVALENT] = "equivalent"};
    struct arena scratch = {0};
    struct text_buf diff = {.arena = &scratch};
    struct place place = source_place(run->in->sources, o->mutant.at.lo);
    mutant_diff(o->source, &o->mutant, &diff);
    json_open(j, NULL, '{');
    json_text(j, "mutant", o->mutant.fingerprint);
    json_text(j, "item", o->mutant.owner);
    json_text(j, "mutation", str_from(mutation_name(o->mutant.mutation)));
    json_text(j, "fate", str_from(fates[o->fate]));
    json_text(j, "file", place.source->name);
    json_number(j, "line", place.line);
    json_number(j, "column", place.column);
    json_text(j, "diff", text_str(&diff));
    if (o->killer)
        json_text(j, "killed_by", o->killer->title);
    if (o->fate == MUTANT_EQUIVALENT)
        json_text(j, "reason", o->reason);
    json_close(j, '}');
    arena_release(&scratch);
}

static void
write_run(struct json *j, const struct mutation_report *r)
{
    const struct mutation_run *run = r->run;
    json_open(j, NULL, '{');
    json_text(j, "name", r->name);
    write_counts(j, run->by_fate);
    json_open(j, "items", '[');
    for (uint32_t i = 0; i < run->items.len; i++) {
        json_open_inline(j, NULL, '{');
        json_text(j, "item", run->items.at[i].owner);
        json_number(j, "tests", run->items.at[i].test_count);
        write_counts(j, run->items.at[i].by_fate);
        json_close(j, '}');
    }
    json_close(j, ']');
    json_open(j, "mutants", '[');
    for (uint32_t i = 0; i < run->mutants.len; i++)
        write_mutant(j, run, &run->mutants.at[i]);
    json_close(j, ']');
    json_open(j, "list", '[');
    for (uint32_t i = 0; i < r->list->finding_count; i++)
        json_finding(j, r->list, &r->list->findings[i]);
    json_close(j, ']');
    json_close(j, '}');
}

void
mutations_json(const struct mutation_report *runs, uint32_t count, const struct render_options *o,
               const struct output *out)
{
    struct json j = {.pen = {.options = o, .out = out}};
    json_open(&j, NULL, '{');
    json_text(&j, "schema", STR("onus.mutation/1"));
    json_open(&j, "runs", '[');
    for (uint32_t i = 0; i < count; i++)
        write_run(&j, &runs[i]);
    json_close(&j, ']');
    json_close(&j, '}');
    pen_c(&j.pen, "\n");
    pen_flush(&j.pen);
}

void
render_mutations(enum format format, const struct mutation_report *runs, uint32_t count,
                 const struct render_options *o, const struct output *out)
{
    if (format == FORMAT_JSON)
        mutations_json(runs, count, o, out);
    else
        mutations_text(runs, count, o, out);
}
