/* What changes: the table of formats, and what they share. */
#include "engine/render/render_internal.h"

static const struct {
    const char *name;
    void (*impact)(const struct impact *i, const struct render_options *o,
                   const struct output *out);
    void (*cut_sets)(const struct cut_sets *c, const struct render_options *o,
                     const struct output *out);
    void (*diff)(const struct diff *d, const struct render_options *o, const struct output *out);
} formats[] = {
#define CHANGE_FORMAT(name, id, of_impact, of_cut_sets, of_diff, doc)                              \
    {name, of_impact, of_cut_sets, of_diff},
#include "engine/render/changes.def"
#undef CHANGE_FORMAT
};

void
render_impact(enum change_format format, const struct impact *i, const struct render_options *o,
              const struct output *out)
{
    formats[format].impact(i, o, out);
}

void
render_cut_sets(enum change_format format, const struct cut_sets *c, const struct render_options *o,
                const struct output *out)
{
    formats[format].cut_sets(c, o, out);
}

void
render_diff(enum change_format format, const struct diff *d, const struct render_options *o,
            const struct output *out)
{
    formats[format].diff(d, o, out);
}

const char *
change_format_name(enum change_format format)
{
    return formats[format].name;
}

/* ---- what they share ---- */

struct finding_tally
tally_added(const struct diff *d)
{
    struct finding_tally t = {0};
    for (uint32_t i = 0; i < d->findings.len; i++) {
        if (d->findings.at[i].kind != CHANGE_ADDED)
            continue;
        enum severity s = d->findings.at[i].after->severity;
        t.errors += s == SEVERITY_ERROR;
        t.warnings += s == SEVERITY_WARNING;
        t.infos += s == SEVERITY_INFO;
        t.all++;
    }
    return t;
}

const char *
verdict_words(enum verdict v)
{
    return v == VERDICT_NOT_EVALUATED ? "not evaluated" : verdict_name(v);
}

const char *
change_word(enum change_kind kind)
{
    static const char *const words[] = {
        [CHANGE_CHANGED] = "changed", [CHANGE_ADDED] = "added", [CHANGE_REMOVED] = "removed"};
    return words[kind];
}

static bool
is_taken_out(const struct impact *i, struct str id)
{
    return str_eq(id, i->id) ||
           (str_starts(id, i->id) && id.len > i->id.len && id.at[i->id.len] == '/');
}

bool
impact_shows(const struct impact *i, const struct verdict_change *v)
{
    return v->kind != CHANGE_REMOVED || !is_taken_out(i, v->id);
}

uint32_t
impact_verdict_count(const struct impact *i)
{
    uint32_t count = 0;
    for (uint32_t k = 0; k < i->diff->verdicts.len; k++)
        count += impact_shows(i, &i->diff->verdicts.at[k]);
    return count;
}

bool
impact_shows_decision(const struct impact *i, const struct decision_change *d)
{
    return d->kind != CHANGE_REMOVED || !is_taken_out(i, d->id);
}

uint32_t
impact_decision_count(const struct impact *i)
{
    uint32_t count = 0;
    for (uint32_t k = 0; k < i->diff->decisions.len; k++)
        count += impact_shows_decision(i, &i->diff->decisions.at[k]);
    return count;
}

struct str
cut_size_words(uint32_t size, uint32_t count)
{
    static const char *const words[][2] = {{"", ""},
                                           {"single point of failure", "single points of failure"},
                                           {"pair", "pairs"},
                                           {"triple", "triples"}};
    return str_from(words[size][count != 1]);
}
