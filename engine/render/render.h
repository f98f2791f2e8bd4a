/*
 * Report → bytes, in one of the formats of renderers.def.
 *
 * A renderer decides nothing: everything it says is in the report. It writes through a callback, never
 * to a file; hostile texts (control characters, directional overrides) come out as visible escapes.
 */
#ifndef ONUS_ENGINE_RENDER_RENDER_H
#define ONUS_ENGINE_RENDER_RENDER_H

#include "engine/diagram/diagram.h"
#include "engine/diff/diff.h"
#include "engine/export/export.h"
#include "engine/find/find.h"
#include "engine/impact/impact.h"
#include "engine/query/query.h"
#include "engine/test/test.h"

enum format {
#define RENDERER(name, id, function, doc) FORMAT_##id,
#include "engine/render/renderers.def"
#undef RENDERER
    FORMAT_COUNT
};

struct output {
    void *context;
    void (*write)(void *context, struct str bytes);
};

struct render_options {
    bool is_colored;
    bool is_ascii;  /* the reader's terminal shows no other characters */
    bool is_brief;  /* findings and the verdict; no summary */
    uint32_t width; /* columns; 0: lines are not wrapped */
};

void render(enum format format, const struct report *r, const struct render_options *o,
            const struct output *out);
enum format format_find(struct str name); /* FORMAT_COUNT: none is called so */
const char *format_name(enum format format);
const char *format_doc(enum format format);

/* ---- answers to questions ---- */

enum answer_format {
#define ANSWER_FORMAT(name, id, function, doc) ANSWER_FORMAT_##id,
#include "engine/render/answers.def"
#undef ANSWER_FORMAT
    ANSWER_FORMAT_COUNT
};

void render_answer(enum answer_format format, const struct answer *a,
                   const struct render_options *o, const struct output *out);
const char *answer_format_name(enum answer_format format);
/* For people, beside the answer: that it is incomplete, and because of what. Nothing where it is whole. */
void render_answer_doubt(const struct answer *a, const struct render_options *o,
                         const struct output *out);
/* ---- what changes ---- */

enum change_format {
#define CHANGE_FORMAT(name, id, impact, cut_sets, diff, doc) CHANGE_FORMAT_##id,
#include "engine/render/changes.def"
#undef CHANGE_FORMAT
    CHANGE_FORMAT_COUNT
};

void render_impact(enum change_format format, const struct impact *i,
                   const struct render_options *o, const struct output *out);
void render_cut_sets(enum change_format format, const struct cut_sets *c,
                     const struct render_options *o, const struct output *out);
void render_diff(enum change_format format, const struct diff *d, const struct render_options *o,
                 const struct output *out);
const char *change_format_name(enum change_format format);
/* ---- documents of other tools ---- */

/* In its format, to the letter: nothing is made visible or cut. */
void render_document(const struct document *d, const struct output *out);
/* A single value, or a list of some that is not empty, as YAML on one line, wherever it may stand. */
void render_yaml_inline(const struct doc_node *n, const struct output *out);

/* Formats of an explanation: text, json, dot. */
enum proof_format {
#define PROOF(name, id, function, doc) PROOF_##id,
#include "engine/render/proofs.def"
#undef PROOF
    PROOF_COUNT
};

void render_proof(enum proof_format format, const struct explanation *e, const struct program *p,
                  const struct source_map *sources, const struct render_options *o,
                  const struct output *out);
const char *proof_format_name(enum proof_format format);

/* What a rule goes by: the branches of a criterion, and the matrices and tables that are asked. Nothing if there are none. */
void render_rule_basis(const struct program *p, const struct source_map *sources,
                       const struct rule *r, struct text_buf *out);
/* ---- diagrams ---- */

enum diagram_format {
#define DIAGRAM_FORMAT(name, id, function, doc) DIAGRAM_FORMAT_##id,
#include "engine/render/diagrams.def"
#undef DIAGRAM_FORMAT
    DIAGRAM_FORMAT_COUNT
};

#define DIAGRAM_ALL_PAGES UINT32_MAX

struct diagram_target {
    uint32_t page;    /* from 0; DIAGRAM_ALL_PAGES: below each other in one file */
    struct str files; /* what leads from the file written to the files of the case: "", "../" */
};

void render_diagram(enum diagram_format format, const struct diagram *d,
                    const struct diagram_target *t, const struct output *out);
const char *diagram_format_name(enum diagram_format format);
/* The file of one page, as links between pages name it: "page-01.svg". */
struct str diagram_page_name(struct arena *a, const struct diagram *d, uint32_t page);

/* ---- the model ---- */

/* What a case may contain, in the language's own terms. */
void render_schema(const struct program *p, const struct render_options *o,
                   const struct output *out);
/* The same for editors: a JSON Schema of case files. */
void render_json_schema(const struct program *p, struct str title, const struct render_options *o,
                        const struct output *out);

/* Diagnostics alone (fmt, lint): a report without a run. */
void render_findings_text(const struct report *r, const struct render_options *o,
                          const struct output *out);

/* Runs of tests, each with its failures; formats other than json are for people. */
void render_tests(enum format format, const struct tests_report *runs, uint32_t count,
                  const struct render_options *o, const struct output *out);

#endif
