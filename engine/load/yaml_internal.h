/*
 * What the two halves of the YAML reader share; nobody outside engine/load/yaml*.c includes this.
 *
 *   yaml.c           bytes → events: encoding, libyaml, places in bytes, words for syntax errors
 *   yaml_compose.c   events → tree: keys, aliases, tags, nulls, limits
 */
#ifndef ONUS_ENGINE_LOAD_YAML_INTERNAL_H
#define ONUS_ENGINE_LOAD_YAML_INTERNAL_H

#include "engine/load/tree.h"

enum event_kind {
    EVENT_END, /* of the stream, or a syntax error that has been reported: see failed */
    EVENT_DOCUMENT,
    EVENT_DOCUMENT_END,
    EVENT_SCALAR,
    EVENT_ALIAS,
    EVENT_LIST,
    EVENT_LIST_END,
    EVENT_MAP,
    EVENT_MAP_END
};

/* All texts are valid until the next event. */
struct event {
    enum event_kind kind;
    bool failed;         /* END */
    bool is_plain;       /* SCALAR: neither quoted nor a block */
    bool is_flow;        /* LIST, MAP: written with brackets */
    bool text_is_stable; /* text is a view into the source */
    struct str text;     /* SCALAR */
    struct str anchor;   /* &name or *name; empty: none */
    struct str tag;      /* resolved, "tag:yaml.org,2002:str"; empty: none */
    struct span span;    /* without anchor and tag */
    struct span tag_span;
};

struct yaml_input;

/* NULL if the bytes are no text that YAML allows; that has been reported. */
struct yaml_input *yaml_input_open(struct diag_sink *sink, const struct source *source);
void yaml_input_next(struct yaml_input *in, struct event *out);
void yaml_input_close(struct yaml_input *in);

#endif
