/* The plan as text: strata, then for each definition and rule what is not evaluated simply row by row. */
#include <stdlib.h>

#include "engine/plan/plan_internal.h"

struct plan_dump {
    const struct plan *plan;
    struct text_buf *out;
    const struct slot *slots; /* of the rule or definition being written */
    uint32_t depth;
};

static void
line(struct plan_dump *d)
{
    for (uint32_t i = 0; i < d->depth; i++)
        text_add_c(d->out, "  ");
}

static void
add_sym(struct plan_dump *d, struct sym s)
{
    text_add(d->out, sym_str(d->plan->program->texts, s));
}

static void
add_type(struct plan_dump *d, struct type t)
{
    t.card = CARD_ONE;
    text_add(d->out, type_text(d->plan->program, d->plan->arena, t));
}

/* ---- expressions in a few words ---- */

static const char *
keyword(const struct ir *ir)
{
    static const char *const compares[] = {"=", "!=", "<", "<=", ">", ">="};
    static const char *const ariths[] = {"+", "-", "*", "/", "negative"};
    static const char *const aggregates[] = {"count", "sum", "min", "max", "avg", "list", "product"};
    switch (ir->kind) {
    case IR_CONST:
    case IR_CONST_SET:
    case IR_ENTITY: return "constant";
    case IR_VAR: return "variable";
    case IR_PARAM: return "param";
    case IR_TODAY: return "today";
    case IR_EXTENT: return "extent";
    case IR_ENUM_VALUES: return "values";
    case IR_FIELD: return "field";
    case IR_CLOSURE: return "closure";
    case IR_AND: return "and";
    case IR_OR: return "or";
    case IR_NOT: return "not";
    case IR_IMPLIES: return "implies";
    case IR_COMPARE: return compares[ir->compare.op];
    case IR_IN: return "in";
    case IR_SUBSET: return "subset";
    case IR_PRESENT: return "is present";
    case IR_SUBSTANTIVE: return "is substantive";
    case IR_IS: return "is";
    case IR_MATCHES: return "matches";
    case IR_SOME: return "some";
    case IR_EVERY: return "every";
    case IR_ONE: return "one";
    case IR_SET: return "set";
    case IR_FILTER: return "filter";
    case IR_MAP: return "map";
    case IR_UNION: return "union";
    case IR_INTERSECT: return "intersect";
    case IR_EXCEPT: return "except";
    case IR_AGGREGATE: return aggregates[ir->aggregate.op];
    case IR_IF: return "if";
    case IR_OTHERWISE: return "otherwise";
    case IR_ARITH: return ariths[ir->arith.op];
    case IR_CALL: return "call";
    case IR_BUILTIN: return "function";
    case IR_TEMPLATE: return "text";
    case IR_CONVERT: return "convert";
    case IR_NODE: return "node";
    case IR_DIGEST: return "digest";
    case IR_LOOKUP: return "lookup";
    case IR_LET: return "let";
    case IR_ELEMENT: return "element";
    case IR_KIND_COUNT: break;
    }
    abort();
}

static void
add_words(struct plan_dump *d, const struct ir *ir)
{
    switch (ir->kind) {
    case IR_VAR: add_sym(d, d->slots[ir->slot].name); return;
    case IR_EXTENT: add_type(d, ir->type); return;
    case IR_FIELD:
        add_words(d, ir->field.of);
        text_add_c(d->out, ".");
        add_sym(d, ir->field.name);
        return;
    case IR_CLOSURE:
        add_words(d, ir->closure.of);
        text_add_c(d->out, ir->closure.reflexive ? ".*" : ".+");
        add_sym(d, ir->closure.name);
        return;
    case IR_CALL:
        add_sym(d, d->plan->program->defines.at[ir->call.define].name);
        text_add_c(d->out, "(");
        for (uint32_t i = 0; i < ir->call.args.len; i++) {
            text_add_c(d->out, i ? ", " : "");
            add_words(d, ir->call.args.at[i]);
        }
        text_add_c(d->out, ")");
        return;
    default: text_add_c(d->out, keyword(ir)); return;
    }
}

/* ---- strategies ---- */

static void
add_strategy(struct plan_dump *d, const struct plan_note *note)
{
    switch (note->strategy) {
    case STRATEGY_ROWS: return;
    case STRATEGY_ONCE: text_add_c(d->out, ": once"); return;
    case STRATEGY_TABLE:
        text_add_c(d->out, ": may be a table over ");
        add_type(d, note->variable);
        return;
    case STRATEGY_REACH: text_add_c(d->out, ": propagation against the links"); return;
    case STRATEGY_CYCLE: text_add_c(d->out, ": strongly connected components"); return;
    case STRATEGY_FIXPOINT: text_add_c(d->out, ": fixpoint"); return;
    case STRATEGY_COLUMN: text_add_c(d->out, ": column"); return;
    }
    abort();
}

static void dump_expr(struct plan_dump *d, const struct ir *ir);

static void
dump_list(struct plan_dump *d, const ir_vec *list)
{
    for (uint32_t i = 0; i < list->len; i++)
        dump_expr(d, list->at[i]);
}

static void
dump_join(struct plan_dump *d, const struct plan_join *j)
{
    static const char *const words[] = {" = ", " has ", " in "};
    text_add_c(d->out, " ");
    add_words(d, j->inner);
    text_add_c(d->out, words[j->kind]);
    add_words(d, j->outer);
}

static void
dump_each(struct plan_dump *d, const struct ir_each *each)
{
    const struct plan_each *e = plan_each(d->plan, each);
    struct sym name = d->slots[each->slot].name;
    line(d);
    if (name.v) /* count(S) has a variable without a name */
        add_sym(d, name);
    text_add_c(d->out, name.v ? " in " : "in ");
    add_words(d, each->set);
    switch (e->access) {
    case ACCESS_FOLLOW: text_add_c(d->out, ": followed\n"); break;
    case ACCESS_EXTENT: text_add_c(d->out, ": all of them\n"); break;
    case ACCESS_JOIN:
        text_add_c(d->out, ": by hash of");
        for (uint32_t i = 0; i < e->join_count; i++) {
            text_add_c(d->out, i ? " or" : "");
            dump_join(d, &e->joins[i]);
        }
        text_add_c(d->out, "\n");
        break;
    }
    d->depth++;
    dump_expr(d, each->set);
    dump_expr(d, each->where);
    d->depth--;
}

static void
dump_eaches(struct plan_dump *d, const ir_each_vec *each)
{
    for (uint32_t i = 0; i < each->len; i++)
        dump_each(d, &each->at[i]);
}

static void
dump_parts(struct plan_dump *d, const struct ir *ir)
{
    switch (ir->kind) {
    case IR_FIELD: dump_expr(d, ir->field.of); return;
    case IR_CLOSURE: dump_expr(d, ir->closure.of); return;
    case IR_AND:
    case IR_OR:
    case IR_SET: dump_list(d, &ir->list); return;
    case IR_NOT:
    case IR_PRESENT:
    case IR_SUBSTANTIVE:
    case IR_CONVERT:
    case IR_DIGEST: dump_expr(d, ir->unary); return;
    case IR_IMPLIES:
    case IR_IN:
    case IR_SUBSET:
    case IR_UNION:
    case IR_INTERSECT:
    case IR_EXCEPT:
    case IR_OTHERWISE:
        dump_expr(d, ir->binary.left);
        dump_expr(d, ir->binary.right);
        return;
    case IR_COMPARE:
        dump_expr(d, ir->compare.left);
        dump_expr(d, ir->compare.right);
        return;
    case IR_IS: dump_expr(d, ir->is.of); return;
    case IR_MATCHES: dump_expr(d, ir->matches.of); return;
    case IR_SOME:
    case IR_EVERY:
    case IR_ONE:
        dump_each(d, &ir->quant.each);
        dump_expr(d, ir->quant.body);
        return;
    case IR_FILTER:
    case IR_MAP:
        dump_eaches(d, &ir->each.each);
        dump_expr(d, ir->each.result);
        return;
    case IR_AGGREGATE:
        dump_eaches(d, &ir->aggregate.each);
        dump_expr(d, ir->aggregate.term);
        return;
    case IR_IF:
        dump_expr(d, ir->cond.test);
        dump_expr(d, ir->cond.then);
        dump_expr(d, ir->cond.other);
        return;
    case IR_ARITH:
        dump_expr(d, ir->arith.left);
        dump_expr(d, ir->arith.right);
        return;
    case IR_CALL: dump_list(d, &ir->call.args); return;
    case IR_BUILTIN: dump_list(d, &ir->builtin.args); return;
    case IR_LOOKUP: dump_list(d, &ir->lookup.args); return;
    case IR_ELEMENT: dump_list(d, &ir->element.args); return;
    case IR_LET:
        dump_expr(d, ir->let.value);
        dump_expr(d, ir->let.body);
        return;
    case IR_TEMPLATE:
        for (uint32_t i = 0; i < ir->template.len; i++)
            dump_expr(d, ir->template.at[i].expr);
        return;
    case IR_CONST:
    case IR_CONST_SET:
    case IR_VAR:
    case IR_PARAM:
    case IR_TODAY:
    case IR_EXTENT:
    case IR_ENUM_VALUES:
    case IR_ENTITY:
    case IR_NODE:
    case IR_KIND_COUNT: return;
    }
    abort();
}

static bool
binds(const struct ir *ir)
{
    return ir->kind == IR_SOME || ir->kind == IR_EVERY || ir->kind == IR_ONE ||
           ir->kind == IR_FILTER || ir->kind == IR_MAP || ir->kind == IR_AGGREGATE;
}

/* A line for what binds a variable or has a strategy of its own; other parts only lead to such. */
static void
dump_expr(struct plan_dump *d, const struct ir *ir)
{
    if (!ir)
        return;
    const struct plan_note *note = plan_note(d->plan, ir);
    bool is_plain = note->strategy == STRATEGY_ROWS ||
                    (note->strategy == STRATEGY_ONCE && note->cost < COST_SKIP);
    if (is_plain && !binds(ir) && ir->kind != IR_CALL) {
        dump_parts(d, ir);
        return;
    }
    line(d);
    add_words(d, ir);
    if (!is_plain)
        add_strategy(d, note);
    text_add_c(d->out, "\n");
    d->depth++;
    dump_parts(d, ir);
    d->depth--;
}

/* ---- the program ---- */

static void
dump_define(struct plan_dump *d, define_id id)
{
    const struct define *define = &d->plan->program->defines.at[id];
    d->slots = define->slots;
    line(d);
    text_add_c(d->out, define->is_measure ? "measure " : "define ");
    add_sym(d, define->name);
    text_add_c(d->out, "\n");
    d->depth++;
    dump_expr(d, define->body);
    d->depth--;
}

static void
dump_stratum(struct plan_dump *d, uint32_t i)
{
    const struct plan_stratum *s = &d->plan->strata.at[i];
    text_printf(d->out, "stratum %u", i + 1);
    if (s->is_recursive)
        text_add_c(d->out, s->is_dense ? ", recursive: worklist over whole extents"
                                       : ", recursive: worklist over the tuples asked for");
    if (s->is_measure)
        text_add_c(d->out, ", measure: whole extent, what the relation leads to first");
    text_add_c(d->out, "\n");
    d->depth++;
    for (uint32_t k = 0; k < s->count; k++)
        dump_define(d, s->defines[k]);
    d->depth--;
}

static void
dump_duty(struct plan_dump *d, const struct duty *duty)
{
    static const char *const words[] = {"require", "trace", "decide", "pattern "};
    const struct program *p = d->plan->program;
    line(d);
    text_add_c(d->out, words[duty->kind]);
    if (duty->kind == DUTY_PATTERN)
        add_sym(d, p->patterns.at[p->applications.at[duty->application].pattern].name);
    text_add_c(d->out, "\n");
    d->depth++;
    if (duty->condition)
        dump_expr(d, duty->condition);
    for (uint32_t i = 0; i < duty->step_count; i++) {
        const struct ir_step *s = &duty->steps[i];
        if (s->kind != IR_STEP_CONDITION) {
            line(d);
            text_add_c(d->out, s->kind == IR_STEP_SOME ? "some " : "every ");
            add_words(d, s->expr);
            text_add_c(d->out, "\n");
        }
        dump_expr(d, s->expr);
    }
    d->depth--;
}

static void
dump_rule(struct plan_dump *d, const struct rule *r)
{
    d->slots = r->slots;
    text_add_c(d->out, "rule ");
    add_sym(d, r->code);
    text_add_c(d->out, "\n");
    d->depth++;
    dump_eaches(d, &r->each);
    for (uint32_t i = 0; i < r->lets.len; i++)
        dump_expr(d, r->lets.at[i].value);
    for (uint32_t i = 0; i < r->duties.len; i++)
        dump_duty(d, &r->duties.at[i]);
    d->depth--;
}

/* How the variables and conditions of its nodes are found. */
static void
dump_nodes(struct plan_dump *d, const struct pattern_part *parts, uint32_t count)
{
    static const char *const words[] = {"role ", "use ", "choose"};
    for (uint32_t i = 0; i < count; i++) {
        const struct pattern_part *n = &parts[i];
        line(d);
        text_add_c(d->out, words[n->kind]);
        if (n->kind != PATTERN_CHOOSE)
            add_sym(d, n->kind == PATTERN_ROLE ? n->role
                                               : d->plan->program->patterns.at[n->used].name);
        text_add_c(d->out, "\n");
        d->depth++;
        dump_eaches(d, &n->each);
        if (n->when)
            dump_expr(d, n->when);
        dump_nodes(d, n->children, n->child_count);
        d->depth--;
    }
}

static void
dump_pattern(struct plan_dump *d, const struct pattern *p)
{
    d->slots = p->slots;
    text_add_c(d->out, "pattern ");
    add_sym(d, p->name);
    text_add_c(d->out, "\n");
    d->depth++;
    dump_nodes(d, p->parts, p->part_count);
    d->depth--;
}

void
plan_dump(const struct plan *plan, struct text_buf *out)
{
    struct plan_dump d = {.plan = plan, .out = out};
    for (uint32_t i = 0; i < plan->strata.len; i++)
        dump_stratum(&d, i);
    for (uint32_t i = 0; i < plan->program->patterns.len; i++)
        dump_pattern(&d, &plan->program->patterns.at[i]);
    for (uint32_t i = 0; i < plan->program->rules.len; i++)
        dump_rule(&d, &plan->program->rules.at[i]);
}
