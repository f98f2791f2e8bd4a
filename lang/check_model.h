/*
 * The model while it is being built: shared by check_model.c and its neighbours
 * (enum, field, inverse, marks, const) only.
 */
#ifndef ONUS_LANG_CHECK_MODEL_H
#define ONUS_LANG_CHECK_MODEL_H

#include "lang/check_internal.h"

typedef VEC(field_id) field_id_vec;

/* Ids by a hash of what they stand for; the caller compares. */
struct id_table {
    uint64_t *hashes;
    uint32_t *ids;     /* id + 1; 0: free */
    uint32_t len, cap; /* cap: a power of two */
};

void id_table_add(struct arena *a, struct id_table *t, uint64_t hash, uint32_t id);
/* The next id with this hash from *at on (0 to begin with), or NO_ID. */
uint32_t id_table_next(const struct id_table *t, uint64_t hash, uint32_t *at);

struct model_entity {
    const struct item *item;
    const struct unit *unit;
    struct def *def;
    uint32_t parent;         /* before numbering: index of the parent; NO_ID: none */
    struct span parent_span; /* behind `is` */
    bool is_full;            /* it has too many fields; reported */
    bool is_partial;         /* something of it was lost: what is not found in it is not reported */
    field_id_vec own;        /* fields declared here: by its item, by `extend`, as other sides */
};

struct model_field {
    const struct field_decl *decl; /* NULL: implicit */
    const struct unit *unit;
    bool is_extension;
};

struct model {
    VEC(struct model_entity) entities; /* by entity_id, once numbered */
    VEC(struct model_field) fields;    /* by field_id */
    VEC(const struct item *) enums;    /* by enum_id; NULL: in place */
    struct id_table enum_table,
        union_table; /* in-place enums by their words; unions by their members */
};

/* Once per *reported: more than a limit of limits.h allows. */
void report_too_many(struct checker *ck, struct span at, bool *reported, const char *what,
                     int limit);

/* ---- check_enum.c ---- */
void enums_check(struct checker *ck);
enum_id enum_in_place(struct checker *ck, const struct unit *unit, const name_vec *values);

/* ---- check_field.c ---- */
void fields_check(struct checker *ck); /* declares all fields, extensions included */
bool field_room(struct checker *ck, entity_id owner,
                struct span at); /* for one more; false: reported */
field_id field_add(struct checker *ck, struct field field, struct model_field from);
/* All fields of a type called so, its ancestors' included. */
field_id_vec fields_named(struct checker *ck, entity_id type, struct sym name);
/* The one of them that a reader in `pack` means, or NO_ID. */
field_id field_meant(struct checker *ck, struct str pack, const field_id_vec *fields);
void fields_publish(struct checker *ck); /* fills entity.fields from the own lists */
struct str field_title(const struct checker *ck, field_id f); /* "Control.owner" */

/* ---- check_inverse.c, check_marks.c ---- */
void inverses_check(struct checker *ck);
void marks_check(struct checker *ck);
/* Whether links of a field can close a circle: only where an entity may have the field and be pointed to by it. */
bool model_may_circle(const struct program *p, const struct field *f);

#endif
