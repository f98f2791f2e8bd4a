/*
 * What a test gives and what it expects: shared by check_test.c and check_fixture.c only.
 */
#ifndef ONUS_LANG_CHECK_TEST_H
#define ONUS_LANG_CHECK_TEST_H

#include "lang/check_expr.h"

/* The things of one test, by index, and what their authors wrote. */
struct fixture {
    struct context cx;
    VEC(struct fixture_thing) things;
    VEC(const struct thing *) trees; /* by thing */
    VEC(bool) used;                  /* by thing: see fixture_use() */
    bool is_partial;   /* a thing was left out; reported: what names it stays silent */
    bool is_elsewhere; /* a case is given: things are found when it has loaded */
};

/* P.Role(A, B), as case files write it, with full paths; and where the role is declared. */
struct fixture_element {
    struct str text;
    entity_id type;
    struct span role;
};

/* All `given { … }` of a test; cx->body is marked broken where something is wrong. */
void fixture_check(struct fixture *f, const test_clause_vec *clauses);
/*
 * The thing that is meant from inside `from` (NO_ID: from outside), of one of the types (NO_ID: any); NO_ID and reported.
 * The way to it is that of references in case files: what the owner holds first, then full ids, then short forms.
 */
uint32_t fixture_find(struct fixture *f, const struct thing_name *name, uint32_t from,
                      union_id types);
/* Of the types, if one of them is called so; else whatever is. */
uint32_t fixture_find_among(struct fixture *f, const struct thing_name *name, union_id types);

/* One value of a kind; false and reported. */
bool fixture_value(struct fixture *f, const struct datum *v, struct type t, uint32_t from,
                   struct fixture_value *out);

/* ---- check_fixture_element.c ---- */
/* DATUM_ROLE: the element that is meant; false: reported, or silent because its pattern has errors. */
bool fixture_element(struct fixture *f, const struct datum *v, struct fixture_element *out);

#endif
