/*
 * Criteria while they are checked: shared by the files that do only.
 *
 *   check_criterion.c  order of the clauses, branches, what must be given; `meets`
 *   check_branch.c     branches that can never decide
 *   check_rule.c       everything that a criterion has in common with a rule
 */
#ifndef ONUS_LANG_CHECK_CRITERION_H
#define ONUS_LANG_CHECK_CRITERION_H

#include "lang/check_expr.h"

/* The branches and the message of `reject`, as the last duty of the rule. */
void decide_check(const struct context *cx, const struct item *item, struct rule *rule);
/* Refuses a branch that those before it leave nothing to. */
void branches_reached(const struct context *cx, const struct ir_branch *branches, uint32_t count);

/* ---- check_rule.c ---- */
/* Everything but the slots; false: it has errors, which are reported. */
bool rule_clauses(struct context *cx, const struct item *item, struct rule *rule);
/* The type of the first variable, as its declaration says it; NO_ID: not known, nothing is reported. */
entity_id rule_subject_type(struct checker *ck, const struct unit *unit, const struct item *item);

/* ---- check_duty.c ---- */
struct ir *duty_message(const struct context *cx, const struct text *text);

#endif
