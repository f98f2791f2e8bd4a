/* Expressions as words that are the same for the same question, whatever its variables are called. */
#include "lang/check_lint.h"

#include <stdlib.h>
#include <string.h>

struct writer {
    struct text_buf *out;
};

static void write_ir(const struct writer *w, const struct lint_bound *bound, const struct ir *ir,
                     bool negated);

static void
write_slot(const struct writer *w, const struct lint_bound *bound, uint32_t slot)
{
    for (const struct lint_bound *b = bound; b; b = b->outer) {
        if (b->slot == slot) {
            text_printf(w->out, "%%%u", b->number);
            return;
        }
    }
    text_printf(w->out, "$%u", slot);
}

/* Words of their own, so that operands can be put in order. */
static struct str
words_of(const struct writer *w, const struct lint_bound *bound, const struct ir *ir, bool negated)
{
    struct text_buf own = {.arena = w->out->arena};
    struct writer inner = {&own};
    write_ir(&inner, bound, ir, negated);
    return text_str(&own);
}

static int
by_words(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static void
write_list(const struct writer *w, const struct lint_bound *bound, const ir_vec *list, bool negated,
           bool any_order)
{
    struct str *words = arena_array(w->out->arena, struct str, list->len + 1);
    for (uint32_t i = 0; i < list->len; i++)
        words[i] = words_of(w, bound, list->at[i], negated);
    if (any_order && list->len > 1)
        qsort(words, list->len, sizeof *words, by_words);
    for (uint32_t i = 0; i < list->len; i++) {
        text_add_char(w->out, ' ');
        text_add(w->out, words[i]);
    }
}

static void
write_pair(const struct writer *w, const struct lint_bound *bound, const struct ir *left,
           const struct ir *right)
{
    text_add_char(w->out, ' ');
    write_ir(w, bound, left, false);
    text_add_char(w->out, ' ');
    if (right)
        write_ir(w, bound, right, false);
}

static struct lint_bound
bind_one(const struct writer *w, const struct lint_bound *bound, const struct ir_each *each)
{
    struct lint_bound b = {bound, each->slot, bound ? bound->number + 1 : 0};
    text_add_c(w->out, " (");
    write_ir(w, bound, each->set, false);
    if (each->where) {
        text_add_c(w->out, " where ");
        write_ir(w, &b, each->where, false);
    }
    text_add_char(w->out, ')');
    return b;
}

/* The variables one after the other, and then what is said of them. */
static void
write_each(const struct writer *w, const struct lint_bound *bound, const ir_each_vec *each,
           uint32_t from, const struct ir *result)
{
    if (from == each->len) {
        if (result) {
            text_add_char(w->out, ' ');
            write_ir(w, bound, result, false);
        }
        return;
    }
    struct lint_bound b = bind_one(w, bound, &each->at[from]);
    write_each(w, &b, each, from + 1, result);
}

/* `every e in S has P` is `no e in S has not P`. */
static void
write_quantifier(const struct writer *w, const struct lint_bound *bound, const struct ir *ir,
                 bool negated)
{
    bool is_every = ir->kind == IR_EVERY;
    text_add_c(w->out, negated != is_every ? "(not (" : "((");
    text_add_c(w->out, ir->kind == IR_ONE ? "one" : "some");
    struct lint_bound b = bind_one(w, bound, &ir->quant.each);
    text_add_char(w->out, ' ');
    write_ir(w, &b, ir->quant.body, is_every);
    text_add_c(w->out, "))");
}

static void
write_compare(const struct writer *w, const struct lint_bound *bound, const struct ir *ir)
{
    static const char *const ops[] = {"=", "=", "<", "<=", "<", "<="};
    enum compare_op op = ir->compare.op;
    struct str l = words_of(w, bound, ir->compare.left, false),
               r = words_of(w, bound, ir->compare.right, false);
    bool swap = op == CMP_GT || op == CMP_GE || (op <= CMP_NE && str_cmp(l, r) > 0);
    text_printf(w->out, "%s " STR_FMT " " STR_FMT, ops[op], STR_ARG(swap ? r : l),
                STR_ARG(swap ? l : r));
}

static void
write_cells(const struct writer *w, const uint64_t *at, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        text_printf(w->out, " #%llx", (unsigned long long)at[i]);
}

static void
write_alternatives(const struct writer *w, const struct field_alternative *at, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        text_printf(w->out, ".%u", at[i].field);
}

static void
write_template(const struct writer *w, const struct lint_bound *bound, const struct ir *ir)
{
    for (uint32_t i = 0; i < ir->template.len; i++) {
        const struct ir_part *part = &ir->template.at[i];
        text_printf(w->out, " \"" STR_FMT "\"", STR_ARG(part->literal));
        if (part->expr)
            write_ir(w, bound, part->expr, false);
    }
}

static void
write_let(const struct writer *w, const struct lint_bound *bound, const struct ir *ir)
{
    struct lint_bound b = {bound, ir->let.slot, bound ? bound->number + 1 : 0};
    write_pair(w, bound, ir->let.value, NULL);
    write_ir(w, &b, ir->let.body, false);
}

/* What has no condition in it that could be turned round. */
static void
write_value(const struct writer *w, const struct lint_bound *bound, const struct ir *ir)
{
    text_printf(w->out, "%d:%d", (int)ir->kind, (int)ir->type.kind);
    switch (ir->kind) {
    case IR_CONST: write_cells(w, &ir->cell, 1); break;
    case IR_CONST_SET: write_cells(w, ir->cells.at, ir->cells.count); break;
    case IR_VAR: write_slot(w, bound, ir->slot); break;
    case IR_PARAM:
    case IR_EXTENT:
    case IR_ENUM_VALUES: text_printf(w->out, " %u", ir->id); break;
    case IR_ENTITY:
        text_printf(w->out, " %u@" STR_FMT, ir->entity.type, STR_ARG(ir->entity.id));
        break;
    case IR_FIELD:
        write_alternatives(w, ir->field.alternatives, ir->field.count);
        write_pair(w, bound, ir->field.of, NULL);
        break;
    case IR_CLOSURE:
        text_add_c(w->out, ir->closure.reflexive ? "*" : "+");
        write_alternatives(w, ir->closure.alternatives, ir->closure.count);
        write_pair(w, bound, ir->closure.of, NULL);
        break;
    case IR_SET: write_list(w, bound, &ir->list, false, true); break;
    case IR_SUBSTANTIVE:
    case IR_PRESENT:
    case IR_CONVERT:
    case IR_DIGEST: write_pair(w, bound, ir->unary, NULL); break;
    case IR_IN:
    case IR_SUBSET:
    case IR_EXCEPT:
    case IR_UNION:
    case IR_INTERSECT:
    case IR_OTHERWISE: write_pair(w, bound, ir->binary.left, ir->binary.right); break;
    case IR_IS:
        text_printf(w->out, " %u", ir->is.types);
        write_pair(w, bound, ir->is.of, NULL);
        break;
    case IR_MATCHES:
        text_printf(w->out, " %u", ir->matches.regex);
        write_pair(w, bound, ir->matches.of, NULL);
        break;
    case IR_FILTER:
    case IR_MAP: write_each(w, bound, &ir->each.each, 0, ir->each.result); break;
    case IR_AGGREGATE:
        text_printf(w->out, " %d", (int)ir->aggregate.op);
        write_each(w, bound, &ir->aggregate.each, 0, ir->aggregate.term);
        break;
    case IR_IF:
        write_pair(w, bound, ir->cond.test, ir->cond.then);
        write_pair(w, bound, ir->cond.other, NULL);
        break;
    case IR_ARITH:
        text_printf(w->out, " %d", (int)ir->arith.op);
        write_pair(w, bound, ir->arith.left, ir->arith.right);
        break;
    case IR_CALL:
        text_printf(w->out, " %u", ir->call.define);
        write_list(w, bound, &ir->call.args, false, false);
        break;
    case IR_BUILTIN:
        text_printf(w->out, " %d %u %u", (int)ir->builtin.id, ir->builtin.regex,
                    ir->builtin.group.v);
        write_list(w, bound, &ir->builtin.args, false, false);
        break;
    case IR_LOOKUP:
        text_printf(w->out, " %u %u", ir->lookup.table, ir->lookup.output);
        write_list(w, bound, &ir->lookup.args, false, false);
        break;
    case IR_ELEMENT:
        text_printf(w->out, " %u %u", ir->element.pattern, ir->element.role.v);
        write_list(w, bound, &ir->element.args, false, false);
        break;
    case IR_LET: write_let(w, bound, ir); break;
    case IR_TEMPLATE: write_template(w, bound, ir); break;
    case IR_NODE:
        text_printf(w->out, " %d %u", (int)ir->node.op, ir->node.key.v);
        if (ir->node.of)
            write_pair(w, bound, ir->node.of, ir->node.index);
        break;
    case IR_TODAY:
    case IR_AND:
    case IR_OR:
    case IR_NOT:
    case IR_IMPLIES:
    case IR_COMPARE:
    case IR_SOME:
    case IR_EVERY:
    case IR_ONE:
    case IR_KIND_COUNT: break;
    }
}

static void
write_ir(const struct writer *w, const struct lint_bound *bound, const struct ir *ir, bool negated)
{
    switch (ir->kind) {
    case IR_NOT: write_ir(w, bound, ir->unary, !negated); return;
    case IR_SOME:
    case IR_EVERY:
    case IR_ONE: write_quantifier(w, bound, ir, negated); return;
    case IR_COMPARE:
        text_add_c(w->out, negated != (ir->compare.op == CMP_NE) ? "(not (" : "((");
        if (ir->compare.op == CMP_NE)
            text_add_c(w->out, "both "); /* where one is missing, `!=` is not the opposite of `=` */
        write_compare(w, bound, ir);
        text_add_c(w->out, "))");
        return;
    case IR_AND:
    case IR_OR:
        text_add_c(w->out, (ir->kind == IR_AND) != negated ? "(and" : "(or");
        write_list(w, bound, &ir->list, negated, true);
        text_add_char(w->out, ')');
        return;
    case IR_IMPLIES:
        text_add_c(w->out, negated ? "(and " : "(or ");
        write_ir(w, bound, ir->binary.left, !negated);
        text_add_char(w->out, ' ');
        write_ir(w, bound, ir->binary.right, negated);
        text_add_char(w->out, ')');
        return;
    default: break;
    }
    text_add_c(w->out, negated ? "(not (" : "((");
    write_value(w, bound, ir);
    text_add_c(w->out, "))");
}

void
lint_words(const struct lint_bound *bound, const struct ir *ir, struct text_buf *out)
{
    struct writer w = {out};
    write_ir(&w, bound, ir, false);
}
