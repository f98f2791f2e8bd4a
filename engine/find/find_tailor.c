/* How the rules differ from what their packs say: every line of tailoring, also those without effect. */
#include "engine/find/find_internal.h"

static const char *
op_name(enum deviation_op op)
{
    static const char *const names[] = {[TAILOR_SET] = "set",
                                        [TAILOR_SEVERITY] = "severity",
                                        [TAILOR_EXEMPT] = "exempt",
                                        [TAILOR_DISABLE] = "disable",
                                        [TAILOR_REPLACE] = "replace"};
    return names[op];
}

static struct deviation_line
line_of(struct finder *f, const struct deviation_of *d)
{
    const struct program *p = f->in->program;
    struct deviation_line line = {
        .kind = str_from(op_name(d->op)),
        .status = d->is_expired      ? STR("expired")
                  : d->is_overridden ? STR("overridden")
                                     : STR("active"),
        .pack = d->of_pack,
        .by_pack = d->by_pack,
        .target = d->target,
        .rule = d->rule == NO_ID ? STR("") : sym_str(p->texts, p->rules.at[d->rule].code),
        .before = d->before,
        .after = d->after,
        .because = d->because,
        .by = d->by,
        .until = d->has_until ? date_text(f->arena, d->until) : STR(""),
        .softened = d->softened,
        .softened_count = d->softened_count,
        .span = d->span,
    };
    if (d->op == TAILOR_EXEMPT && f->in->evaluation && d->rule != NO_ID)
        line.exempted = evaluation_rule(f->in->evaluation, d->rule)->counts[SUBJECT_EXEMPTED];
    return line;
}

void
find_tailoring(struct finder *f)
{
    const struct program *p = f->in->program;
    struct report *r = f->report;
    uint32_t count = p ? p->deviations.len : 0;

    r->deviations = arena_array(f->arena, struct deviation_line, count + 1);
    for (uint32_t i = 0; i < count; i++) {
        const struct deviation_of *d = &p->deviations.at[i];
        r->deviations[r->deviation_count++] = line_of(f, d);
        r->summary.deviations += !d->is_expired && !d->is_overridden;
        r->summary.expired_deviations += d->is_expired;
    }
}
