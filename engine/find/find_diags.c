/* Diagnostics → findings: one record for mistakes in rules, in case files, and in what a case says. */
#include "engine/find/find_internal.h"

/* What a mistake in case files means to the reader of the report; codes that are not listed are malformed. */
static enum category
category_of(enum diag_code code)
{
    static const struct {
        const char *slug;
        enum category category;
    } rows[] = {
#define CATEGORY(slug, category) {slug, CATEGORY_##category},
#include "engine/find/categories.def"
#undef CATEGORY
    };
    struct str slug = str_from(diag_code_slug(code));
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (str_is(slug, rows[i].slug))
            return rows[i].category;
    return CATEGORY_MALFORMED;
}

static enum severity
severity_of(enum diag_severity s)
{
    return s == DIAG_ERROR ? SEVERITY_ERROR : s == DIAG_WARNING ? SEVERITY_WARNING : SEVERITY_INFO;
}

static uint32_t
label_count(const struct diag_label *l)
{
    uint32_t count = 0;
    for (; l; l = l->next)
        count++;
    return count;
}

static struct str
fix_of(struct finder *f, const struct diag *d)
{
    if (d->help.len || !d->fix)
        return d->help;
    if (d->fix->text.len == 0)
        return STR("remove it");
    return str_printf(f->arena, "write `" STR_FMT "`", STR_ARG(d->fix->text));
}

/* Messages name words, not lines, so they may be part of the identity. */
static struct str
diag_canonical(struct finder *f, const struct finding *out, const struct source *source)
{
    struct str file = source ? source->name : STR("");
    return str_printf(&f->scratch, STR_FMT "\n" STR_FMT "\n" STR_FMT "\n" STR_FMT "\n" STR_FMT,
                      STR_ARG(out->rule), STR_ARG(out->type), STR_ARG(out->subject), STR_ARG(file),
                      STR_ARG(out->message));
}

static void
find_diag(struct finder *f, const struct diag *d, bool is_rule_file)
{
    struct finding out = {
        .rule = str_from(diag_code_name(d->code)),
        .severity = severity_of(d->severity),
        .category = is_rule_file ? CATEGORY_NONE : category_of(d->code),
        .type = d->type,
        .subject = d->subject,
        .at = {d->span, d->label},
        .message = d->message,
        .fix = fix_of(f, d),
        .is_rule_file = is_rule_file,
    };
    out.status = is_rule_file                    ? STR("rule_file")
                 : out.category == CATEGORY_NONE ? STR("limit")
                                                 : STR("malformed");
    out.related = arena_array(f->arena, struct finding_place, label_count(d->labels) + 1);
    for (const struct diag_label *l = d->labels; l; l = l->next)
        out.related[out.related_count++] = (struct finding_place){l->span, l->text};
    out.why = arena_array(f->arena, struct str, label_count(d->notes) + 1);
    for (const struct diag_label *l = d->notes; l; l = l->next)
        out.why[out.why_count++] = l->text;
    struct arena_mark mark = arena_mark(&f->scratch);
    const struct source *source =
        span_is_none(d->span) ? NULL : source_of(f->in->sources, d->span.lo);
    out.fingerprint = fingerprint(f->arena, diag_canonical(f, &out, source));
    arena_rewind(&f->scratch, mark);
    find_draft(f, out, (struct origin){0});
}

static void
find_sink(struct finder *f, const struct diag_sink *sink, bool is_rule_file)
{
    for (const struct diag *d = sink ? sink->first : NULL; d; d = d->next)
        find_diag(f, d, is_rule_file);
}

void
find_diags(struct finder *f)
{
    find_sink(f, f->in->rule_diags, true);
    find_sink(f, f->in->case_diags, false);
}
