/*
 * The model while it is being built: shared by check_model.c and its neighbours
 * (enum, field, inverse, marks, const) only.
 */
#ifndef ONUS_LANG_CHECK_MODEL_H
#define ONUS_LANG_CHECK_MODEL_H

#include "lang/check_internal.h"

typedef VEC(field_id) field_id_vec;

struct model_entity {
    const struct item *item;
    const struct unit *unit;
    struct def *def;
    uint32_t parent;              /* before numbering: index of the parent; NO_ID: none */
    struct span parent_span;      /* behind `is` */
    bool is_partial;              /* something of it was lost: what is not found in it is not reported */
    field_id_vec own;             /* fields declared here: by its item, by `extend`, as other sides */
};

struct model_field {
    const struct field_decl *decl;   /* NULL: implicit */
    const struct unit *unit;
    bool is_extension;
};

struct model {
    VEC(struct model_entity) entities;   /* by entity_id, once numbered */
    VEC(struct model_field) fields;      /* by field_id */
    VEC(const struct item *) enums;      /* by enum_id; NULL: in place */
};

/* ---- check_enum.c ---- */
void enums_check(struct checker *ck);
enum_id enum_in_place(struct checker *ck, const struct unit *unit, const name_vec *values);

/* ---- check_field.c ---- */
void fields_check(struct checker *ck);                 /* declares all fields, extensions included */
field_id field_add(struct checker *ck, struct field field, struct model_field from);
/* All fields of a type called so, its ancestors' included. */
field_id_vec fields_named(struct checker *ck, entity_id type, struct sym name);
/* The one of them that a reader in `pack` means, or NO_ID. */
field_id field_meant(struct checker *ck, struct str pack, const field_id_vec *fields);
void fields_publish(struct checker *ck);               /* fills entity.fields from the own lists */
struct str field_title(const struct checker *ck, field_id f);   /* "Control.owner" */

/* ---- check_inverse.c, check_marks.c ---- */
void inverses_check(struct checker *ck);
void marks_check(struct checker *ck);

#endif
