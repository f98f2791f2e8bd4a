/* A question asked of a case: in the words of all packs, outside of all files. */
#include "lang/check_expr.h"

static struct ir *
column_check(const struct context *cx, const struct expr *e)
{
    struct ir *value = expr_check(cx, e, TYPE(TYPE_ERROR));
    if (value->type.kind != TYPE_EMPTY)
        return value;
    report(cx, E7695, value->span,
           "`{}` has no members, and nothing says of what kind they would be");
    return expr_broken(cx, value->span);
}

static void
columns_check(struct context *cx, const binding_vec *lets, struct query *query)
{
    for (uint32_t i = 0; i < lets->len; i++) {
        struct ir *value = column_check(cx, lets->at[i].value);
        struct rule_let column = {bind(cx, lets->at[i].name, value->type), value};
        vec_push(cx->ck->arena, &query->lets, column);
    }
}

bool
check_query(struct checker *ck, struct diag_sink *sink, const struct ast *ast)
{
    struct query *query = arena_new(ck->arena, struct query);
    struct diag_sink *before = ck->sink;
    struct body body = {0};
    struct context cx = {
        .ck = ck, .unit = &ck->query_unit, .body = &body, .optionals_allowed = true};

    ck->program->query = NULL;
    if (!ast->query)
        return false;
    ck->sink = sink;
    ck->query_unit = (struct unit){.ast = ast};
    names_open_all(ck);
    if (ast->query->expr) {
        query->expr = column_check(&cx, ast->query->expr);
    } else {
        each_check(&cx, &ast->query->each, &query->each);
        columns_check(&cx, &ast->query->lets, query);
    }
    ck->sink = before;
    if (body.broken)
        return false;
    query->slots = body.slots.at;
    query->slot_count = body.slots.len;
    query->span = ast->query->span;
    ck->program->query = query;
    return true;
}
