/*
 * Patterns while they are checked: shared by the files that do only.
 *
 *   check_pattern.c       which patterns there are, in which order; circles; the passes
 *   check_pattern_node.c  nodes: their marks, variables and keys, what stands inside them
 *   check_pattern_link.c  the field that leads from a node to those below it
 *   check_pattern_role.c  what an element says: its text, what that quotes, its other fields
 *   check_pattern_sees.c  whose elements it may ask for
 *   check_apply.c         apply: a pattern as the first duty of a rule
 *   check_element.c       P.Role(args): an element as a value
 */
#ifndef ONUS_LANG_CHECK_PATTERN_H
#define ONUS_LANG_CHECK_PATTERN_H

#include "lang/check_expr.h"

typedef VEC(struct pattern_part) pattern_part_vec;
typedef VEC(const struct pattern_part *) part_ref_vec;
typedef VEC(struct pattern_setting) pattern_setting_vec;

/* One pattern while it is checked. A sketch looks at variables and keys only, and reports nothing. */
struct pattern_check {
    struct checker *ck;
    pattern_id id;
    const struct pattern_decl *decl;
    struct pattern *out;
    struct body *body;
    bool is_sketch;
    name_vec roles;          /* so far */
    VEC(uint32_t) variables; /* the slots of `for each`, so far */
};

/* Where a node hangs. */
struct pattern_site {
    bool is_top;
    entity_id parent; /* NO_ID: at the top, or the parent's type is not known */
    struct name role; /* of the parent */
    ir_vec key;       /* of an element here, but for variables of its own */
};

/* What a node is marked with: the first of each kind, or NULL. */
struct node_marks {
    const struct node_mark *of[NODE_VIA + 1];
};

/* ---- check_pattern.c ---- */
/* The pattern that a name means; NO_ID: reported, or silent because it has errors. */
pattern_id pattern_named(const struct context *cx, const struct type_name *name);
/* The values for its parameters; false: reported. */
bool pattern_args(const struct context *cx, pattern_id id, const expr_vec *args, struct span at,
                  ir_vec *out);
/* Its roles with their types and keys; NULL: it has errors, or its own roles are being found out. */
const struct pattern *pattern_sketch(struct checker *ck, pattern_id id);
/* The roles that hang where a node does: itself, or those at the top of its `choose` or `use`. */
void part_roles(const struct program *p, const struct pattern_part *part, struct arena *a,
                part_ref_vec *out);

/* ---- check_element.c ---- */
/* The role called so, of a sketch; NULL: reported, or silent because the pattern has errors. */
const struct pattern_part *role_named(const struct context *cx, pattern_id id, struct name role);
/* "a Capability, a Threat": what an element of the role is known by. */
struct str role_key_words(const struct context *cx, const struct pattern_part *part);

/* ---- check_pattern_node.c ---- */
void nodes_check(struct pattern_check *p, const struct context *cx, const struct pattern_site *site,
                 const node_part_vec *parts, pattern_part_vec *out);

/* ---- check_pattern_link.c ---- */
/* The field by which elements of `type` hang where `site` is; NO_ID: at the top, or reported. */
field_id link_check(const struct context *cx, const struct pattern_site *site,
                    const struct node_marks *marks, struct name role, entity_id type);

/* ---- check_pattern_role.c ---- */
void role_text(const struct context *cx, const struct node_marks *marks, struct pattern_part *out);
void role_settings(const struct context *cx, const struct pattern_node *n,
                   const struct node_marks *marks, struct pattern_part *out);
/* Every field that must be there is: by the text, a setting, a default or a link. Behind its children. */
void role_whole(const struct context *cx, const struct pattern_site *site,
                const struct pattern_part *part);

/* ---- check_pattern_sees.c ---- */
/* Whether the pattern that asks in cx sees the elements of this one; false: reported. */
bool pattern_may_ask(const struct context *cx, pattern_id id, struct span at);
/* Refuses what a pattern, or the guards and arguments of an application of it, ask for and cannot see. */
void pattern_sees(const struct context *cx, pattern_id id, const struct pattern *pattern);
void application_sees(const struct context *cx, pattern_id id, const ir_each_vec *each,
                      const ir_vec *args);

#endif
