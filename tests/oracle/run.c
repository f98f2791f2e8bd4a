#include "tests/oracle/run.h"

#include <string.h>

#include "engine/host.h"
#include "engine/load/load.h"
#include "lang/check.h"
#include "lang/parse.h"

enum { TODAY = 20605 }; /* 2026-06-01 */

static const char phase_text[] =
    "scale Phase = concept < development < release < operation < retirement\n"
    "param placeholder_words: text* = {\"tbd\", \"n/a\"}\n";

struct selection
select_all(struct arena *a, struct gen_case all)
{
    struct selection s = {.all = all};
    s.items = arena_array(a, bool, all.item_count);
    s.facts = arena_array(a, bool, all.fact_count);
    memset(s.items, true, all.item_count);
    memset(s.facts, true, all.fact_count);
    return s;
}

struct str
rules_text(struct arena *a, const struct selection *s)
{
    struct text_buf b = {.arena = a};
    for (uint32_t i = 0; i < s->all.item_count; i++)
        if (s->items[i])
            text_add(&b, s->all.items[i]);
    return text_str(&b);
}

struct str
facts_text(struct arena *a, const struct selection *s)
{
    struct text_buf b = {.arena = a};
    struct str collection = STR("");
    for (uint32_t i = 0; i < s->all.fact_count; i++) {
        const struct gen_fact *f = &s->all.facts[i];
        if (!s->facts[i])
            continue;
        if (!str_eq(f->collection, collection))
            text_printf(&b, STR_FMT ":\n", STR_ARG(f->collection));
        text_printf(&b, "  " STR_FMT "\n", STR_ARG(f->entry));
        collection = f->collection;
    }
    if (b.len == 0)
        text_add_c(&b, "{}\n");
    return text_str(&b);
}

static const struct ast *
parse(struct run *r, struct str name, struct str text)
{
    return parse_source(r->arena, &r->texts, &r->sink, source_add(&r->sources, name, text));
}

static void
keep_errors(struct run *r)
{
    struct text_buf b = {.arena = r->arena};
    for (const struct diag *d = r->sink.first; d; d = d->next)
        if (d->severity == DIAG_ERROR)
            text_printf(&b, "%u: %s " STR_FMT ": " STR_FMT "\n",
                        source_place(&r->sources, d->span.lo).line, diag_code_name(d->code),
                        STR_ARG(d->message), STR_ARG(source_text(&r->sources, d->span)));
    r->out.errors = text_str(&b);
}

static uint32_t
count_of(struct str text, struct str words)
{
    uint32_t count = 0;
    for (size_t at = 0; (at = str_find(text, words, at)) != SIZE_MAX; at++)
        count++;
    return count;
}

static void
compile(struct run *r, struct str text)
{
    struct unit units[] = {
        {.pack = STR("onus"),
         .module = STR("onus"),
         .ast = parse(r, STR("<builtin>/onus.onus"), str_from(phase_text))},
        {.pack = STR(""), .module = STR("case"), .ast = parse(r, STR("case.onus"), text)},
    };
    struct check_input input = {.units = units, .unit_count = 2, .regex = regex_checker()};
    r->program = check_units(r->arena, &r->texts, &r->sink, &input);
    keep_errors(r);
    r->out.rules = count_of(text, STR("rule T-")) + count_of(text, STR("criterion crit"));
    r->out.rules_lost = r->out.rules - r->program->rules.len;
}

static void
load(struct run *r, struct str text, bool has_broken_file)
{
    struct host_memory_file data_files[] = {{STR("case.yaml"), text, HOST_OK},
                                            {STR("broken.yaml"), STR("alphas: [\n"), HOST_OK}};
    struct host_memory files = {data_files, has_broken_file ? 2 : 1, TODAY};
    struct host host;
    host_memory_init(&host, &files);
    struct data_entry data = {.pattern = STR("*.yaml")};
    struct project project = {.title = STR("oracle"), .data = &data, .data_count = 1, .ok = true};
    struct load_input input = {.program = r->program,
                               .project = &project,
                               .host = &host,
                               .sources = &r->sources,
                               .sink = &r->sink,
                               .arena = r->arena,
                               .today = TODAY};
    r->store = load_case(&input).store;
}

/* ---- comparing ---- */

static const char *const truth_names[] = {"false", "unknown", "true"};

static const char *
status_name(uint8_t status)
{
    static const char *const names[] = {"not applicable", "satisfied", "assumed",
                                        "not due",        "exempted",  "superseded",
                                        "indeterminate",  "violated"};
    return status <= SUBJECT_VIOLATED ? names[status] : "outside";
}

static bool
differ(struct run *r, struct str what)
{
    if (r->out.difference.len == 0)
        r->out.difference = what;
    return true;
}

/* "T-3 [A1, B2]" */
static struct str
case_words(struct run *r, const struct rule_result *x, uint32_t i)
{
    struct text_buf b = {.arena = r->arena};
    text_printf(&b, STR_FMT " [", STR_ARG(sym_str(&r->texts, x->rule->code)));
    for (uint32_t k = 0; k < x->rule->each.len; k++) {
        uint64_t cell = x->slots[x->rule->each.at[k].slot][i];
        text_printf(
            &b, "%s" STR_FMT, k ? ", " : "",
            STR_ARG(naive_text_of(&r->naive, x->rule->slots[x->rule->each.at[k].slot].type, cell)));
    }
    text_add_char(&b, ']');
    return text_str(&b);
}

static bool
differs_in_status(struct run *r, const struct rule_result *x, const struct rule_result *y)
{
    struct str code = sym_str(&r->texts, x->rule->code);
    uint32_t count = y->subjects.hi - y->subjects.lo;
    if (x->subjects.hi - x->subjects.lo != count || (count && x->subjects.lo != y->subjects.lo) ||
        x->is_due != y->is_due)
        return differ(r, str_printf(r->arena, STR_FMT ": subjects or due", STR_ARG(code)));
    for (uint32_t i = 0; i < count; i++)
        if (x->status[i] != y->status[i])
            return differ(r,
                          str_printf(r->arena, STR_FMT " at " STR_FMT ": engine %s, naive %s",
                                     STR_ARG(code),
                                     STR_ARG(store_id(r->store, (struct ent){y->subjects.lo + i})),
                                     status_name(x->status[i]), status_name(y->status[i])));
    return memcmp(x->counts, y->counts, sizeof x->counts) != 0 &&
           differ(r, str_printf(r->arena, STR_FMT ": counts", STR_ARG(code)));
}

static bool
differs_in_case(struct run *r, const struct rule_result *x, const struct rule_result *y, uint32_t i)
{
    for (uint32_t k = 0; k < y->rule->each.len; k++) {
        uint32_t slot = y->rule->each.at[k].slot;
        if (x->slots[slot][i] != y->slots[slot][i])
            return differ(r,
                          str_printf(r->arena, "engine has the case " STR_FMT ", naive " STR_FMT,
                                     STR_ARG(case_words(r, x, i)), STR_ARG(case_words(r, y, i))));
    }
    if (x->guard[i] != y->guard[i])
        return differ(r, str_printf(r->arena, STR_FMT " guard: engine %s, naive %s",
                                    STR_ARG(case_words(r, y, i)), truth_names[x->guard[i]],
                                    truth_names[y->guard[i]]));
    for (uint32_t k = 0; k < y->rule->duties.len; k++)
        if (x->duties[k][i] != y->duties[k][i])
            return differ(r,
                          str_printf(r->arena, STR_FMT " duty %u: engine %s, naive %s",
                                     STR_ARG(case_words(r, y, i)), k + 1,
                                     truth_names[x->duties[k][i]], truth_names[y->duties[k][i]]));
    return false;
}

static bool
same_value(const struct value *x, const struct value *y)
{
    if (x->kind != y->kind || x->incomplete != y->incomplete || x->count != y->count)
        return false;
    for (uint32_t i = 0; i < x->count; i++)
        if (x->members[i] != y->members[i])
            return false;
    return x->kind != VALUE_CELL || x->cell == y->cell;
}

static bool
differs_in_message(struct run *r, const struct rule_result *y, uint32_t i, const struct ir *message,
                   struct value *slots)
{
    struct str x = evaluate_template(r->evaluation, r->arena, message, slots);
    struct str want = naive_message(&r->naive, message, slots);
    return !str_eq(x, want) &&
           differ(r, str_printf(r->arena,
                                STR_FMT " message: engine \"" STR_FMT "\", naive \"" STR_FMT "\"",
                                STR_ARG(case_words(r, y, i)), STR_ARG(x), STR_ARG(want)));
}

static bool
differs_in_duty(struct run *r, const struct rule_result *y, uint32_t i, uint32_t k,
                struct value *slots)
{
    const struct duty *d = &y->rule->duties.at[k];
    if (d->kind == DUTY_TRACE)
        return false;
    enum truth x = evaluate_condition(r->evaluation, r->arena, d->condition, slots);
    enum truth want = naive_truth(&r->naive, d->condition, slots);
    if (x != want)
        return differ(r, str_printf(r->arena, STR_FMT " duty %u alone: engine %s, naive %s",
                                    STR_ARG(case_words(r, y, i)), k + 1, truth_names[x],
                                    truth_names[want]));
    return differs_in_message(r, y, i, d->message, slots);
}

/* What explanations ask: the same for one binding. */
static bool
differs_for_one(struct run *r, const struct rule_result *y, uint32_t i)
{
    const struct rule *rule = y->rule;
    struct value *slots = arena_array(r->arena, struct value, rule->slot_count);
    for (uint32_t k = 0; k < rule->each.len; k++)
        slots[rule->each.at[k].slot] = naive_cell(y->slots[rule->each.at[k].slot][i]);
    for (uint32_t k = 0; k < rule->lets.len; k++) {
        const struct rule_let *let = &rule->lets.at[k];
        struct value x = evaluate_one(r->evaluation, r->arena, let->value, slots);
        slots[let->slot] = naive_value(&r->naive, let->value, slots);
        if (!same_value(&x, &slots[let->slot]))
            return differ(r, str_printf(r->arena, STR_FMT " let %u alone",
                                        STR_ARG(case_words(r, y, i)), k + 1));
    }
    for (uint32_t k = 0; k < rule->duties.len; k++)
        if (differs_in_duty(r, y, i, k, slots))
            return true;
    return false;
}

static bool
differs_in_cases(struct run *r, const struct rule_result *x, const struct rule_result *y)
{
    uint32_t count = x->case_count < y->case_count ? x->case_count : y->case_count;
    for (uint32_t i = 0; i < count; i++)
        if (differs_in_case(r, x, y, i) || differs_for_one(r, y, i))
            return true;
    return x->case_count != y->case_count &&
           differ(r, str_printf(r->arena, STR_FMT ": engine has %u cases, naive %u",
                                STR_ARG(sym_str(&r->texts, y->rule->code)), x->case_count,
                                y->case_count));
}

static void
compare_all(struct run *r)
{
    uint32_t satisfied = 0, failed = 0;
    uint32_t count = r->program->rules.len;
    struct rule_result **alone = arena_array(r->arena, struct rule_result *, count);
    struct rule_result *all = arena_array(r->arena, struct rule_result, count);
    for (uint32_t i = 0; i < count; i++)
        alone[i] = naive_rule(&r->naive, &r->program->rules.at[i]);
    naive_after(&r->naive, alone, count, all);
    for (uint32_t i = 0; i < count; i++) {
        const struct rule_result *x = evaluation_rule(r->evaluation, i), *y = &all[i];
        satisfied += y->counts[SUBJECT_SATISFIED];
        failed += y->counts[SUBJECT_VIOLATED];
        if ((y->is_due && differs_in_cases(r, x, y)) || differs_in_status(r, x, y))
            break;
    }
    r->out.is_mixed = satisfied > 0 && failed > 0;
}

struct run *
run_start(struct arena *a, const struct selection *s)
{
    struct run *r = arena_new(a, struct run);
    r->arena = a;
    sym_table_init(&r->texts, a);
    source_map_init(&r->sources, a);
    diag_sink_init(&r->sink, a, &r->sources);
    compile(r, rules_text(a, s));
    load(r, facts_text(a, s), s->all.has_broken_file);
    struct eval_options options = {
        .today = TODAY, .phase = s->all.phase, .has_phase = s->all.has_phase};
    /* How rows are cut and where indexes are used must not matter, so every second case does it unlike a real run. */
    options.chunk_rows = s->all.chunk_rows;
    options.is_eager = s->all.chunk_rows > 0;
    r->evaluation = evaluate(a, &r->sink, r->program, r->store, options);
    naive_init(&r->naive, a, r->program, r->store, options);
    return r;
}

void
run_end(struct run *r)
{
    naive_release(&r->naive);
    evaluation_free(r->evaluation);
    store_free(r->store);
}

struct outcome
run_case(struct arena *a, const struct selection *s, struct coverage *coverage)
{
    struct run *r = run_start(a, s);
    compare_all(r);
    if (coverage)
        coverage_add(coverage, r->program, r->store);
    run_end(r);
    return r->out;
}
