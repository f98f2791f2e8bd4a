/*
 * What the renderers share. Nobody outside engine/render includes this.
 *
 *   render.c         the table of formats
 *   pen.c            a buffered writer: colour, widths, wrapping, visible escapes
 *   text.c           a report for people
 *   text_tailor.c    how the rules differ from their packs
 *   text_snippet.c   lines of the case with what is underlined in them
 *   tests.c          what came of tests, for people and for programs
 *   json_writer.c    JSON, one value at a time
 *   json.c           a report for programs
 *   answer.c         the formats of answers to questions, and what they share
 *   answer_text.c, answer_csv.c, answer_json.c
 *   document.c       documents of other tools: the table of their formats
 *   target_yaml.c, target_json.c, target_xml.c, target_csv.c, target_lines.c,
 *   target_outline.c
 *   diagram.c        the formats of diagrams
 *   diagram_svg.c    pages with boxes and lines, svg_shape.c one box, svg_style.c how they look
 *   diagram_dot.c    the graph for Graphviz
 *   changes.c        what changes: the table of formats, and words that they share
 *   impact_text.c, impact_json.c, impact_markdown.c
 *   cuts_text.c, cuts_json.c, cuts_markdown.c
 *   diff_text.c, diff_json.c, diff_markdown.c
 *   markdown.c       texts of the user within Markdown
 *   proof_text.c     an explanation as a tree
 *   proof_json.c     … for programs
 *   proof_dot.c      … for Graphviz
 */
#ifndef ONUS_ENGINE_RENDER_RENDER_INTERNAL_H
#define ONUS_ENGINE_RENDER_RENDER_INTERNAL_H

#include "engine/render/render.h"
#include "lang/base/value.h"

typedef void render_fn(const struct report *r, const struct render_options *o,
                       const struct output *out);

#define RENDERER(name, id, function, doc) render_fn function;
#include "engine/render/renderers.def"
#undef RENDERER

typedef void answer_fn(const struct answer *a, const struct render_options *o,
                       const struct output *out);

#define ANSWER_FORMAT(name, id, function, doc) answer_fn function;
#include "engine/render/answers.def"
#undef ANSWER_FORMAT
typedef void diagram_fn(const struct diagram *d, const struct diagram_target *t,
                        const struct output *out);

#define DIAGRAM_FORMAT(name, id, function, doc) diagram_fn function;
#include "engine/render/diagrams.def"
#undef DIAGRAM_FORMAT
#define CHANGE_FORMAT(name, id, of_impact, of_cut_sets, of_diff, doc)                              \
    void of_impact(const struct impact *i, const struct render_options *o,                         \
                   const struct output *out);                                                      \
    void of_cut_sets(const struct cut_sets *c, const struct render_options *o,                     \
                     const struct output *out);                                                    \
    void of_diff(const struct diff *d, const struct render_options *o, const struct output *out);
#include "engine/render/changes.def"
#undef CHANGE_FORMAT

/* An explanation and what its places refer to. */
struct proof {
    const struct explanation *e;
    const struct program *program;
    const struct source_map *sources;
};
typedef void proof_fn(const struct proof *p, const struct render_options *o,
                      const struct output *out);

#define PROOF(name, id, function, doc) proof_fn function;
#include "engine/render/proofs.def"
#undef PROOF

/* "evidence.yaml:44:14", or empty. */
struct str proof_place(const struct proof *p, struct arena *a, struct span at);
/* A fact that its reason says already, at the same place. */
bool proof_is_said(const struct reason *reason, const struct reason *part);

/* Words of the report, the same in all formats. */
const char *severity_name(enum severity s);
const char *category_name(enum category c); /* "" for none */
const char *verdict_name(enum verdict v);

const char *plural(uint32_t count); /* "" or "s" */

/* ---- pen.c ---- */

enum ink { INK_PLAIN, INK_BOLD, INK_ERROR, INK_WARNING, INK_INFO, INK_GUTTER, INK_GOOD };

struct pen {
    const struct render_options *options;
    const struct output *out;
    size_t len;
    char buf[8192];
};

void pen_flush(struct pen *p);
void pen_bytes(struct pen *p, struct str s); /* as they are */
void pen_c(struct pen *p, const char *text);
void pen_printf(struct pen *p, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void pen_fill(struct pen *p, char c, uint32_t count);
void pen_ink(struct pen *p, enum ink ink); /* until the next one */
/* Text of the user: escapes made visible, new lines as blanks. Returns its width in columns. */
uint32_t pen_text(struct pen *p, struct str s);
uint32_t pen_text_width(const struct pen *p, struct str s);
/* The same, wrapped at blanks: the first line has `used` columns already, the next ones are indented. */
void pen_wrapped(struct pen *p, struct str s, uint32_t used, uint32_t indent);
/* Columns of one code point as pen_text shows it. */
uint32_t pen_width(const struct pen *p, int32_t codepoint);
uint32_t pen_codepoint(struct pen *p, int32_t codepoint);

void pen_csv(struct pen *p, struct str s); /* a cell, quoted where it must be (RFC 4180) */

/* ---- documents: target_*.c ---- */

typedef void document_fn(const struct doc_node *root, struct pen *p);

#define TARGET_FORMAT(format, function) document_fn function;
#include "engine/render/targets.def"
#undef TARGET_FORMAT

/* ---- text.c ---- */
/* One finding in full, with its places. */
void text_finding(struct pen *p, const struct report *r, const struct finding *f,
                  struct arena *scratch);
/* "evidence.yaml:44:14"; nothing where there is no place. */
void text_place(struct pen *p, const struct source_map *sources, struct span at);

/* ---- changes.c ---- */

/* "3 findings (2 errors, 1 warning)" of those that came. */
struct finding_tally {
    uint32_t errors, warnings, infos, all;
};
struct finding_tally tally_added(const struct diff *d);
const char *verdict_words(enum verdict v);      /* for people: "not evaluated" */
const char *change_word(enum change_kind kind); /* "added" */
/* Verdicts that an impact is about: not those of what is taken out itself. */
bool impact_shows(const struct impact *i, const struct verdict_change *v);
uint32_t impact_verdict_count(const struct impact *i);
uint32_t impact_decision_count(const struct impact *i);
bool impact_shows_decision(const struct impact *i, const struct decision_change *d);
struct str cut_size_words(uint32_t size,
                          uint32_t count); /* "single points of failure", "pair", "triples" */

/* ---- markdown.c ---- */
/* A text of the user, in which nothing is markup. */
void md_text(struct pen *p, struct str s);
/* Type, id and, unless empty, label. */
void md_entity(struct pen *p, struct str type, struct str id, struct str label);
void md_code(struct pen *p, struct str s);
void md_place(struct pen *p, const struct source_map *sources, struct span at);
/* A section with the findings of one kind; nothing where there are none. */
void md_findings(struct pen *p, const struct diff *d, enum change_kind kind, const char *title);

/* ---- text_tailor.c ---- */
void text_deviations(struct pen *p, const struct report *r);

/* ---- text_snippet.c ---- */

/* The places of a finding, file by file. Returns the width of the gutter. */
uint32_t snippet_write(struct pen *p, const struct report *r, const struct finding *f,
                       struct arena *scratch);
enum ink severity_ink(enum severity s);

/* ---- json_writer.c ---- */

enum { JSON_DEPTH = 256 };

struct json {
    struct pen pen;
    uint32_t depth;
    bool is_filled[JSON_DEPTH]; /* the container at that depth has a member */
    bool is_inline[JSON_DEPTH]; /* … and stands on one line */
    bool has_key;               /* the next value stands behind it */
};

/* The members of an open object that say where something stands, and one finding in full. */
void json_place(struct json *j, const struct source_map *sources, struct span at);
void json_finding(struct json *j, const struct report *r, const struct finding *f);
void json_open(struct json *j, const char *key, char bracket); /* '{' or '['; key NULL in lists */
void json_open_inline(struct json *j, const char *key, char bracket);
void json_close(struct json *j, char bracket);
void json_key(struct json *j, struct str key); /* of the next value, whose own one is NULL */
void json_text(struct json *j, const char *key, struct str value);
/* A number as it is written, of any size. */
void json_literal(struct json *j, const char *key, struct str digits);
void json_number(struct json *j, const char *key, uint64_t value);
void json_null(struct json *j, const char *key);
void json_bool(struct json *j, const char *key, bool value);

/* ---- changes_json.c ---- */
void json_verdict_change(struct json *j, const struct diff *d, const struct verdict_change *v,
                         const struct verdict_why *why);
void json_decision_change(struct json *j, const struct diff *d, const struct decision_change *c);
void json_finding_changes(struct json *j, const struct diff *d);
void json_element_change(struct json *j, const struct diff *d, const struct element_change *e);

#endif
