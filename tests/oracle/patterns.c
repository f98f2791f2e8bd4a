/*
 * Patterns by the engine and, element by element, by a second evaluator that shares no code with it: on random patterns and cases
 * both derive the same elements, texts, links and doubts, and find the same cases amiss, however the engine cuts its rows.
 *
 * Usage: oracle_patterns [COUNT [SEED]]
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/eval/derive.h"
#include "tests/oracle/pattern_gen.h"
#include "tests/oracle/run.h"

/* What one of them says, a line for each fact; sorted before it is compared. */
struct said {
    struct arena *arena;
    VEC(struct str) lines;
};

static void
say(struct said *s, struct str line)
{
    vec_push(s->arena, &s->lines, line);
}

/* ---- the engine ---- */

static void
say_links(struct said *out, struct store *s, const struct program *p, struct ent e, field_id f)
{
    const struct links *l = store_links(s, f);
    struct str id = store_id(s, e), field = sym_str(p->texts, p->fields.at[f].name);
    uint32_t row = e.v - l->rows.lo;
    for (uint32_t i = l->offsets[row]; i < l->offsets[row + 1]; i++)
        say(out, str_printf(out->arena, "link " STR_FMT " " STR_FMT " " STR_FMT, STR_ARG(id),
                            STR_ARG(field), STR_ARG(store_id(s, (struct ent){l->targets[i]}))));
    if (bit_get(l->incomplete, row))
        say(out, str_printf(out->arena, "open " STR_FMT " " STR_FMT, STR_ARG(id), STR_ARG(field)));
}

static void
say_entity(struct said *out, struct store *s, const struct program *p, struct ent e)
{
    const struct entity *type = &p->entities.at[store_type(s, e)];
    struct str id = store_id(s, e);
    say(out, str_printf(out->arena, "element " STR_FMT " " STR_FMT,
                        STR_ARG(sym_str(p->texts, type->name)), STR_ARG(id)));
    for (uint32_t i = 0; i < type->field_count; i++) {
        field_id f = type->fields[i];
        const struct column *c = store_column(s, f);
        struct str name = sym_str(p->texts, p->fields.at[f].name);
        if (p->fields.at[f].is_implicit || str_is(name, "supports"))
            continue;
        if (!c)
            say_links(out, s, p, e, f);
        else if (bit_get(c->present, e.v - c->rows.lo))
            say(out, str_printf(out->arena, "value " STR_FMT " " STR_FMT " " STR_FMT, STR_ARG(id),
                                STR_ARG(name),
                                STR_ARG(cell_text(p, out->arena, p->fields.at[f].type,
                                                  column_cell(c, e.v - c->rows.lo)))));
    }
}

static void
say_derivation(struct said *out, const struct run *r, const struct derivation *d)
{
    const struct program *p = r->program;
    struct store *s = derivation_store(d);
    for (entity_id t = 0; t < p->entities.len; t++) {
        struct str name = sym_str(p->texts, p->entities.at[t].name);
        if (!pattern_type(name))
            continue;
        struct range extent = store_extent(s, t);
        for (uint32_t e = extent.lo; e < extent.hi; e++)
            say_entity(out, s, p, (struct ent){e});
        if (store_extent_incomplete(s, t))
            say(out, str_printf(out->arena, "more " STR_FMT, STR_ARG(name)));
    }
    const struct pattern_cases *c = derivation_cases(d, 0);
    uint32_t slot = p->rules.at[p->applications.at[0].rule].each.at[0].slot;
    for (uint32_t i = 0; i < c->count; i++)
        say(out, str_printf(out->arena, "case " STR_FMT " %d %d",
                            STR_ARG(store_id(s, (struct ent){(uint32_t)c->slots[slot][i]})),
                            c->guard[i], c->guard[i] == TRUE_ ? c->truth[i] : UNKNOWN_));
}

/* ---- the second one ---- */

struct deriving {
    struct run *run;
    struct said *out;
    bool is_written;  /* nothing is said: only looked at */
    enum truth truth; /* of the case */
};

/* Where a node hangs: the element above, or nothing. */
struct hook {
    const struct pattern *pattern;
    struct str above;
    bool may_stay_open;
};

static void derive_part(struct deriving *d, struct hook at, const struct pattern_part *part,
                        field_id link, struct value *slots);

static struct str
field_name(const struct deriving *d, field_id f)
{
    return sym_str(d->run->program->texts, d->run->program->fields.at[f].name);
}

static void
amiss(struct deriving *d)
{
    d->truth = FALSE_;
}

static void
open_types(struct deriving *d, const struct pattern_part *part)
{
    const struct program *p = d->run->program;
    if (part->kind == PATTERN_ROLE)
        say(d->out, str_printf(d->out->arena, "more " STR_FMT,
                               STR_ARG(sym_str(p->texts, p->entities.at[part->type].name))));
    for (uint32_t i = 0; part->kind == PATTERN_USE && i < p->patterns.at[part->used].part_count;
         i++)
        open_types(d, &p->patterns.at[part->used].parts[i]);
    for (uint32_t i = 0; i < part->child_count; i++)
        open_types(d, &part->children[i]);
}

static void
open_fields(struct deriving *d, struct str above, const struct pattern_part *part, field_id link)
{
    field_id own = link == NO_ID && part->kind == PATTERN_ROLE ? part->link : link;
    if (!above.len)
        return;
    if (part->kind == PATTERN_ROLE && own != NO_ID)
        say(d->out, str_printf(d->out->arena, "open " STR_FMT " " STR_FMT, STR_ARG(above),
                               STR_ARG(field_name(d, own))));
    for (uint32_t i = 0; part->kind == PATTERN_CHOOSE && i < part->child_count; i++)
        open_fields(d, above, &part->children[i], link);
    const struct pattern *used =
        part->kind == PATTERN_USE ? &d->run->program->patterns.at[part->used] : NULL;
    for (uint32_t i = 0; used && i < used->part_count; i++)
        open_fields(d, above, &used->parts[i], part->used_links[i]);
}

static void
unknown(struct deriving *d, struct hook at, const struct pattern_part *part, field_id link)
{
    if (d->truth == TRUE_)
        d->truth = UNKNOWN_;
    open_fields(d, at.above, part, link);
    open_types(d, part);
}

static struct str
element_id(struct deriving *d, struct hook at, const struct pattern_part *part, struct value *slots)
{
    const struct program *p = d->run->program;
    struct text_buf b = {.arena = d->out->arena};
    text_printf(&b, STR_FMT "." STR_FMT "(", STR_ARG(sym_str(p->texts, at.pattern->name)),
                STR_ARG(sym_str(p->texts, part->role)));
    for (uint32_t i = 0; i < part->key.len; i++) {
        struct value v = naive_value(&d->run->naive, part->key.at[i], slots);
        text_printf(&b, "%s" STR_FMT, i ? ", " : "",
                    STR_ARG(store_id(d->run->store, (struct ent){(uint32_t)v.cell})));
    }
    text_add_char(&b, ')');
    return text_str(&b);
}

/* What the text quotes: all there, something not, or not known. */
static enum truth
quoted(struct deriving *d, const struct pattern_part *part, struct value *slots, bool *lacks)
{
    enum truth all = TRUE_;
    *lacks = false;
    for (uint32_t i = 0; i < part->quoted_count; i++) {
        enum truth t = naive_truth(&d->run->naive, part->quoted[i].condition, slots);
        *lacks |= t == FALSE_;
        all = truth_and(all, t);
    }
    return all;
}

static void
derive_role(struct deriving *d, struct hook at, const struct pattern_part *part, field_id link,
            struct value *slots)
{
    const struct program *p = d->run->program;
    bool lacks;
    enum truth said = quoted(d, part, slots, &lacks);
    bool is_unknown = false;
    for (uint32_t i = 0; i < part->quoted_count; i++)
        is_unknown |= naive_truth(&d->run->naive, part->quoted[i].condition, slots) == UNKNOWN_;
    if (lacks && !part->is_optional)
        amiss(d);
    if (is_unknown)
        unknown(d, at, part, link);
    if (said != TRUE_)
        return;
    struct str id = element_id(d, at, part, slots);
    struct value text = naive_value(&d->run->naive, part->text, slots);
    field_id own = link == NO_ID ? part->link : link;
    say(d->out,
        str_printf(d->out->arena, "element " STR_FMT " " STR_FMT,
                   STR_ARG(sym_str(p->texts, p->entities.at[part->type].name)), STR_ARG(id)));
    say(d->out, str_printf(d->out->arena, "value " STR_FMT " text " STR_FMT, STR_ARG(id),
                           STR_ARG(sym_str(p->texts, (struct sym){(uint32_t)text.cell}))));
    for (uint32_t i = 0; i < p->entities.at[part->type].field_count; i++)
        if (str_is(field_name(d, p->entities.at[part->type].fields[i]), "undeveloped"))
            say(d->out, str_printf(d->out->arena, "value " STR_FMT " undeveloped %s", STR_ARG(id),
                                   part->is_undeveloped ? "true" : "false"));
    if (at.above.len && own != NO_ID)
        say(d->out, str_printf(d->out->arena, "link " STR_FMT " " STR_FMT " " STR_FMT,
                               STR_ARG(at.above), STR_ARG(field_name(d, own)), STR_ARG(id)));
    struct hook below = {at.pattern, id, part->is_undeveloped};
    for (uint32_t i = 0; i < part->child_count; i++)
        derive_part(d, below, &part->children[i], NO_ID, slots);
}

static struct value *
slots_of(struct deriving *d, const struct pattern *p, const ir_vec *args, struct value *slots)
{
    struct value *inner = arena_array(d->out->arena, struct value, p->slot_count + 1);
    for (uint32_t i = 0; i < args->len; i++)
        inner[i] = naive_value(&d->run->naive, args->at[i], slots);
    return inner;
}

/* ---- choices ---- */

struct prospect {
    struct deriving *d;
    struct hook at;
    const struct pattern_part *part;
    uint32_t count;
    bool lacks, is_open;
};

static enum truth prospect_of(struct deriving *d, struct hook at, const struct pattern_part *part,
                              struct value *slots);

static void
prospect_leaf(struct naive *n, struct naive_visit *v, enum truth guard, struct value *slots)
{
    struct prospect *p = v->context;
    (void)guard;
    enum truth when = p->part->when ? naive_truth(n, p->part->when, slots) : TRUE_;
    p->is_open |= when == UNKNOWN_;
    if (when != TRUE_)
        return;
    p->count++;
    if (p->part->kind == PATTERN_ROLE) {
        bool lacks;
        enum truth said = quoted(p->d, p->part, slots, &lacks);
        p->lacks |= lacks;
        p->is_open |= said == UNKNOWN_;
        return;
    }
    const struct pattern *used = &p->d->run->program->patterns.at[p->part->used];
    struct value *inner = slots_of(p->d, used, &p->part->args, slots);
    for (uint32_t i = 0; i < used->part_count; i++) {
        enum truth t =
            used->parts[i].is_optional
                ? TRUE_
                : prospect_of(p->d, (struct hook){.pattern = used}, &used->parts[i], inner);
        p->lacks |= t == FALSE_;
        p->is_open |= t == UNKNOWN_;
    }
}

/* Whether the top of an alternative can be derived. */
static enum truth
prospect_of(struct deriving *d, struct hook at, const struct pattern_part *part,
            struct value *slots)
{
    struct prospect p = {d, at, part, 0, false, false};
    struct naive_visit v = {.leaf = prospect_leaf, .context = &p};
    naive_tuples(&d->run->naive, part->each.at, part->each.len, TRUE_, slots, &v);
    p.is_open |= v.is_incomplete;
    if (p.lacks || p.count > part->at_most)
        return FALSE_;
    if (p.is_open)
        return UNKNOWN_;
    return p.count >= (part->at_least > 1 ? part->at_least : 1) ? TRUE_ : FALSE_;
}

/* All ways in which the unknown alternatives may turn out: what is chosen in all of them is certain. */
static void
derive_choice(struct deriving *d, struct hook at, const struct pattern_part *part, field_id link,
              struct value *slots)
{
    enum truth prospects[8];
    bool always[8], ever[8];
    uint32_t n = part->child_count, best = 0;
    for (uint32_t i = 0; i < n; i++) {
        prospects[i] = prospect_of(d, at, &part->children[i], slots);
        always[i] = true;
        ever[i] = false;
    }
    for (uint32_t way = 0; way < 1u << n; way++) {
        uint32_t chosen = 0;
        bool is_way = true;
        for (uint32_t i = 0; i < n; i++)
            is_way &= prospects[i] == UNKNOWN_ || (way >> i & 1) == (prospects[i] == TRUE_);
        for (uint32_t i = 0; is_way && i < n; i++) {
            bool is_chosen = (way >> i & 1) && chosen < part->choose;
            chosen += is_chosen;
            always[i] &= is_chosen;
            ever[i] |= is_chosen;
        }
        best = is_way && chosen > best ? chosen : best;
    }
    if (best < part->choose && !part->is_optional)
        amiss(d);
    for (uint32_t i = 0; i < n; i++) {
        if (always[i])
            derive_part(d, at, &part->children[i], link, slots);
        else if (ever[i])
            unknown(d, at, &part->children[i], link);
    }
}

/* ---- bindings ---- */

struct bound_part {
    struct deriving *d;
    struct hook at;
    const struct pattern_part *part;
    field_id link;
    uint32_t count;
    bool is_open;
};

static void
binding_leaf(struct naive *n, struct naive_visit *v, enum truth guard, struct value *slots)
{
    struct bound_part *b = v->context;
    (void)guard;
    enum truth when = b->part->when ? naive_truth(n, b->part->when, slots) : TRUE_;
    if (when == UNKNOWN_) {
        b->is_open = true;
        unknown(b->d, b->at, b->part, b->link);
    }
    if (when != TRUE_)
        return;
    b->count++;
    if (b->part->kind == PATTERN_ROLE) {
        derive_role(b->d, b->at, b->part, b->link, slots);
    } else if (b->part->kind == PATTERN_CHOOSE) {
        derive_choice(b->d, b->at, b->part, b->link, slots);
    } else {
        const struct pattern *used = &b->d->run->program->patterns.at[b->part->used];
        struct value *inner = slots_of(b->d, used, &b->part->args, slots);
        for (uint32_t i = 0; i < used->part_count; i++) {
            field_id own = b->part->used_links[i];
            derive_part(b->d, (struct hook){used, b->at.above, b->at.may_stay_open},
                        &used->parts[i], own != NO_ID ? own : b->link, inner);
        }
    }
}

static void
derive_part(struct deriving *d, struct hook at, const struct pattern_part *part, field_id link,
            struct value *slots)
{
    struct bound_part b = {d, at, part, link, 0, false};
    struct naive_visit v = {.leaf = binding_leaf, .context = &b};
    naive_tuples(&d->run->naive, part->each.at, part->each.len, TRUE_, slots, &v);
    if (v.is_incomplete)
        unknown(d, at, part, link);
    bool is_fine = b.count == 0 && (part->is_optional || at.may_stay_open);
    if (b.count > part->at_most ||
        (b.count < part->at_least && !is_fine && !b.is_open && !v.is_incomplete))
        amiss(d);
}

static void
case_leaf(struct naive *n, struct naive_visit *v, enum truth guard, struct value *slots)
{
    struct deriving *d = v->context;
    const struct program *p = d->run->program;
    const struct application *a = &p->applications.at[0];
    const struct pattern *pattern = &p->patterns.at[a->pattern];
    uint64_t subject = slots[p->rules.at[a->rule].each.at[0].slot].cell;
    (void)n;
    d->truth = guard == TRUE_ ? TRUE_ : UNKNOWN_;
    struct value *inner = slots_of(d, pattern, &a->args, slots);
    for (uint32_t i = 0; i < pattern->part_count; i++) {
        if (guard == TRUE_)
            derive_part(d, (struct hook){.pattern = pattern}, &pattern->parts[i], NO_ID, inner);
        else
            open_types(d, &pattern->parts[i]);
    }
    say(d->out, str_printf(d->out->arena, "case " STR_FMT " %d %d",
                           STR_ARG(store_id(d->run->store, (struct ent){(uint32_t)subject})), guard,
                           d->truth));
}

static void
say_naive(struct said *out, struct run *r)
{
    const struct program *p = r->program;
    const struct rule *rule = &p->rules.at[p->applications.at[0].rule];
    struct deriving d = {.run = r, .out = out};
    struct naive_visit v = {.leaf = case_leaf, .context = &d, .keeps_unknown = true};
    struct value *slots = arena_array(out->arena, struct value, rule->slot_count + 1);
    naive_tuples(&r->naive, rule->each.at, rule->each.len, TRUE_, slots, &v);
    for (entity_id t = 0; t < p->entities.len; t++) /* what did not load itself */
        if (pattern_type(sym_str(p->texts, p->entities.at[t].name)) &&
            store_extent_incomplete(r->store, t))
            say(out, str_printf(out->arena, "more " STR_FMT,
                                STR_ARG(sym_str(p->texts, p->entities.at[t].name))));
}

/* ---- both ---- */

static int
by_bytes(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static void
sort(struct said *s)
{
    uint32_t kept = 0;
    if (s->lines.len)
        qsort(s->lines.at, s->lines.len, sizeof *s->lines.at, by_bytes);
    for (uint32_t i = 0; i < s->lines.len; i++)
        if (!kept || !str_eq(s->lines.at[kept - 1], s->lines.at[i]))
            s->lines.at[kept++] = s->lines.at[i];
    s->lines.len = kept;
}

static uint32_t
differ(const struct said *a, const struct said *b, FILE *out)
{
    uint32_t count = 0;
    for (uint32_t i = 0, k = 0; i < a->lines.len || k < b->lines.len;) {
        int order = i == a->lines.len   ? 1
                    : k == b->lines.len ? -1
                                        : str_cmp(a->lines.at[i], b->lines.at[k]);
        if (order < 0)
            fprintf(out, "  engine only: " STR_FMT "\n", STR_ARG(a->lines.at[i]));
        if (order > 0)
            fprintf(out, "  second only: " STR_FMT "\n", STR_ARG(b->lines.at[k]));
        count += order != 0;
        i += order <= 0;
        k += order >= 0;
    }
    return count;
}

struct totals {
    uint32_t elements, amiss, unknown, refused;
};

static bool
check(uint64_t seed, struct totals *t)
{
    struct arena a = {0};
    struct gen_case all = gen_patterns(&a, seed);
    struct selection s = select_all(&a, all);
    struct run *r = run_start(&a, &s);
    struct said engine = {.arena = &a}, second = {.arena = &a};
    uint32_t differences = 0;
    if (r->out.errors.len || r->program->applications.len != 1) {
        fprintf(stderr, "seed %" PRIu64 " does not compile:\n" STR_FMT STR_FMT "\n", seed,
                STR_ARG(rules_text(&a, &s)), STR_ARG(r->out.errors));
        t->refused++;
        differences = 1;
    } else {
        struct eval_options options = {.today = r->naive.options.today,
                                       .chunk_rows = all.chunk_rows,
                                       .is_eager = all.chunk_rows > 0};
        struct derivation *d = derive(&a, &r->sink, r->program, r->store, options);
        say_derivation(&engine, r, d);
        say_naive(&second, r);
        sort(&engine);
        sort(&second);
        for (uint32_t i = 0; i < second.lines.len; i++) {
            t->elements += str_starts(second.lines.at[i], STR("element "));
            t->amiss += str_ends(second.lines.at[i], STR(" 2 0"));
            t->unknown += str_starts(second.lines.at[i], STR("open "));
        }
        differences = differ(&engine, &second, stderr);
        store_free(derivation_store(d));
        if (differences)
            fprintf(stderr, "seed %" PRIu64 " differs:\n" STR_FMT "---\n" STR_FMT "\n", seed,
                    STR_ARG(rules_text(&a, &s)), STR_ARG(facts_text(&a, &s)));
    }
    run_end(r);
    arena_release(&a);
    return differences == 0;
}

int
main(int argc, char **argv)
{
    uint32_t count = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 300, failed = 0;
    uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    struct totals t = {0};
    for (uint32_t i = 0; i < count && failed < 3; i++)
        failed += !check(seed + i, &t);
    printf("%u cases: %u elements, %u cases amiss, %u links that are not known; %u failed\n", count,
           t.elements, t.amiss, t.unknown, failed);
    bool is_idle = count >= 100 && (!t.elements || !t.amiss || !t.unknown);
    return failed || is_idle ? 1 : 0;
}
