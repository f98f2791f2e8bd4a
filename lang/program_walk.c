/* The parts of an expression, whatever its kind. */
#include <stdlib.h>

#include "lang/program.h"

struct walk {
    void (*visit)(void *context, const struct ir *part);
    void *context;
};

static void
part(const struct walk *w, const struct ir *ir)
{
    if (ir)
        w->visit(w->context, ir);
}

static void
parts(const struct walk *w, const ir_vec *list)
{
    for (uint32_t i = 0; i < list->len; i++)
        part(w, list->at[i]);
}

static void
each_parts(const struct walk *w, const ir_each_vec *each)
{
    for (uint32_t i = 0; i < each->len; i++) {
        part(w, each->at[i].set);
        part(w, each->at[i].where);
    }
}

static void
both(const struct walk *w, const struct ir *left, const struct ir *right)
{
    part(w, left);
    part(w, right);
}

void
ir_visit_parts(const struct ir *ir, void (*visit)(void *context, const struct ir *part),
               void *context)
{
    struct walk w = {visit, context};
    switch (ir->kind) {
    case IR_CONST:
    case IR_CONST_SET:
    case IR_VAR:
    case IR_PARAM:
    case IR_TODAY:
    case IR_EXTENT:
    case IR_ENUM_VALUES:
    case IR_ENTITY: return;
    case IR_FIELD: part(&w, ir->field.of); return;
    case IR_CLOSURE: part(&w, ir->closure.of); return;
    case IR_AND:
    case IR_OR:
    case IR_SET: parts(&w, &ir->list); return;
    case IR_NOT:
    case IR_PRESENT:
    case IR_SUBSTANTIVE:
    case IR_CONVERT:
    case IR_DIGEST: part(&w, ir->unary); return;
    case IR_IMPLIES:
    case IR_IN:
    case IR_SUBSET:
    case IR_UNION:
    case IR_INTERSECT:
    case IR_EXCEPT:
    case IR_OTHERWISE: both(&w, ir->binary.left, ir->binary.right); return;
    case IR_COMPARE: both(&w, ir->compare.left, ir->compare.right); return;
    case IR_ARITH: both(&w, ir->arith.left, ir->arith.right); return;
    case IR_IS: part(&w, ir->is.of); return;
    case IR_MATCHES: part(&w, ir->matches.of); return;
    case IR_SOME:
    case IR_EVERY:
    case IR_ONE:
        both(&w, ir->quant.each.set, ir->quant.each.where);
        part(&w, ir->quant.body);
        return;
    case IR_FILTER:
    case IR_MAP:
        each_parts(&w, &ir->each.each);
        part(&w, ir->each.result);
        return;
    case IR_AGGREGATE:
        each_parts(&w, &ir->aggregate.each);
        part(&w, ir->aggregate.term);
        return;
    case IR_IF:
        part(&w, ir->cond.test);
        both(&w, ir->cond.then, ir->cond.other);
        return;
    case IR_CALL: parts(&w, &ir->call.args); return;
    case IR_BUILTIN: parts(&w, &ir->builtin.args); return;
    case IR_LOOKUP: parts(&w, &ir->lookup.args); return;
    case IR_LET: both(&w, ir->let.value, ir->let.body); return;
    case IR_TEMPLATE:
        for (uint32_t i = 0; i < ir->template.len; i++)
            part(&w, ir->template.at[i].expr);
        return;
    case IR_NODE: both(&w, ir->node.of, ir->node.index); return;
    case IR_KIND_COUNT: break;
    }
    abort();
}
