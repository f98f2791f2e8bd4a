/* The table of formats, and words that all of them use. */
#include <stdlib.h>

#include "engine/render/render_internal.h"

static const struct {
    const char *name, *doc;
    render_fn *function;
} formats[] = {
#define RENDERER(name, id, function, doc) {name, doc, function},
#include "engine/render/renderers.def"
#undef RENDERER
};

static const struct {
    const char *name;
    proof_fn *function;
} proofs[] = {
#define PROOF(name, id, function, doc) {name, function},
#include "engine/render/proofs.def"
#undef PROOF
};

void
render_proof(enum proof_format format, const struct explanation *e, const struct program *p,
             const struct source_map *sources, const struct render_options *o,
             const struct output *out)
{
    struct proof proof = {e, p, sources};
    proofs[format].function(&proof, o, out);
}

const char *
proof_format_name(enum proof_format format)
{
    return proofs[format].name;
}

struct str
proof_place(const struct proof *p, struct arena *a, struct span at)
{
    struct place place = source_place(p->sources, at.lo);
    if (span_is_none(at) || !place.source)
        return (struct str){0};
    return str_printf(a, STR_FMT ":%u:%u", STR_ARG(place.source->name), place.line, place.column);
}

bool
proof_is_said(const struct reason *reason, const struct reason *part)
{
    return part->kind == REASON_FACT && !span_is_none(part->at) && part->at.lo == reason->at.lo;
}

void
render(enum format format, const struct report *r, const struct render_options *o,
       const struct output *out)
{
    formats[format].function(r, o, out);
}

enum format
format_find(struct str name)
{
    uint32_t i = 0;
    while (i < FORMAT_COUNT && !str_is(name, formats[i].name))
        i++;
    return (enum format)i;
}

const char *
format_name(enum format format)
{
    return formats[format].name;
}

const char *
format_doc(enum format format)
{
    return formats[format].doc;
}

const char *
plural(uint32_t count)
{
    return count == 1 ? "" : "s";
}

const char *
severity_name(enum severity s)
{
    switch (s) {
    case SEVERITY_ERROR: return "error";
    case SEVERITY_WARNING: return "warning";
    case SEVERITY_INFO: return "info";
    }
    abort();
}

const char *
category_name(enum category c)
{
    switch (c) {
    case CATEGORY_NONE: return "";
    case CATEGORY_UNSUPPORTED_CLAIM: return "unsupported_claim";
    case CATEGORY_MISSING_JUSTIFICATION: return "missing_justification";
    case CATEGORY_BROKEN_TRACEABILITY: return "broken_traceability";
    case CATEGORY_UNACCEPTABLE_RISK: return "unacceptable_risk";
    case CATEGORY_WEAK_EVIDENCE: return "weak_evidence";
    case CATEGORY_MALFORMED: return "malformed";
    case CATEGORY_PROCESS: return "process";
    }
    abort();
}

const char *
verdict_name(enum verdict v)
{
    switch (v) {
    case VERDICT_PASSED: return "passed";
    case VERDICT_FAILED: return "failed";
    case VERDICT_NOT_EVALUATED: return "not_evaluated";
    }
    abort();
}
