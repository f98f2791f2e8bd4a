#include "lang/program_dump.h"

void
dump_indent(const struct dump *d, unsigned depth)
{
    for (unsigned i = 0; i < depth; i++)
        text_add_c(d->out, "  ");
}

void
dump_sym(const struct dump *d, struct sym s)
{
    text_add(d->out, sym_str(d->program->texts, s));
}

void
dump_type(const struct dump *d, struct type t)
{
    text_add(d->out, type_text(d->program, d->scratch, t));
}

void
dump_ir_quoted(const struct dump *d, struct str text)
{
    text_add_char(d->out, '"');
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] == '\n')
            text_add_c(d->out, "\\n");
        else if (text.at[i] == '"' || text.at[i] == '\\')
            text_printf(d->out, "\\%c", text.at[i]);
        else
            text_add_char(d->out, text.at[i]);
    }
    text_add_char(d->out, '"');
}

void
dump_cell(const struct dump *d, struct type t, uint64_t cell)
{
    struct str text = cell_text(d->program, d->scratch, t, cell);
    if (t.kind == TYPE_TEXT || t.kind == TYPE_PATH)
        dump_ir_quoted(d, text);
    else
        text_add(d->out, text);
}

void
dump_slot(const struct dump *d, uint32_t slot)
{
    text_printf(d->out, "$%u", slot);
    if (slot < d->slot_count) {
        text_add_char(d->out, ' ');
        dump_sym(d, d->slots[slot].name);
    }
}

void
dump_labelled(const struct dump *d, const char *label, const struct ir *ir, unsigned depth)
{
    if (!ir)
        return;
    dump_indent(d, depth);
    text_printf(d->out, "%s\n", label);
    dump_ir(d, ir, depth + 1);
}

void
dump_ir_each(const struct dump *d, const char *label, const struct ir_each *each, unsigned depth)
{
    dump_indent(d, depth);
    text_printf(d->out, "%s ", label);
    dump_slot(d, each->slot);
    text_add_char(d->out, '\n');
    dump_ir(d, each->set, depth + 1);
    dump_labelled(d, "where", each->where, depth + 1);
}

/* ---- the word of an expression, with what is no expression of it ---- */

static const char *
kind_word(enum ir_kind kind)
{
    static const char *const words[IR_KIND_COUNT] = {
        [IR_CONST] = "const",
        [IR_CONST_SET] = "const_set",
        [IR_VAR] = "var",
        [IR_PARAM] = "param",
        [IR_TODAY] = "today",
        [IR_EXTENT] = "extent",
        [IR_ENUM_VALUES] = "values",
        [IR_ENTITY] = "entity",
        [IR_FIELD] = "field",
        [IR_CLOSURE] = "closure",
        [IR_AND] = "and",
        [IR_OR] = "or",
        [IR_NOT] = "not",
        [IR_IMPLIES] = "implies",
        [IR_COMPARE] = "compare",
        [IR_IN] = "in",
        [IR_SUBSET] = "subset",
        [IR_PRESENT] = "present",
        [IR_SUBSTANTIVE] = "substantive",
        [IR_IS] = "is",
        [IR_MATCHES] = "matches",
        [IR_SOME] = "some",
        [IR_EVERY] = "every",
        [IR_ONE] = "one",
        [IR_SET] = "set",
        [IR_FILTER] = "filter",
        [IR_MAP] = "map",
        [IR_UNION] = "union",
        [IR_INTERSECT] = "intersect",
        [IR_EXCEPT] = "except",
        [IR_AGGREGATE] = "aggregate",
        [IR_IF] = "if",
        [IR_OTHERWISE] = "otherwise",
        [IR_ARITH] = "arith",
        [IR_CALL] = "call",
        [IR_BUILTIN] = "builtin",
        [IR_TEMPLATE] = "template",
        [IR_CONVERT] = "convert",
        [IR_NODE] = "node",
        [IR_DIGEST] = "digest",
        [IR_LOOKUP] = "lookup",
        [IR_ELEMENT] = "element",
        [IR_LET] = "let",
    };
    return words[kind] ? words[kind] : "?";
}

static const char *
builtin_word(enum builtin_id id)
{
    static const char *const words[] = {
#define BUILTIN(name, id, signature, doc) name,
#include "lang/builtins.def"
#undef BUILTIN
    };
    return words[id];
}

static void
cells(const struct dump *d, const struct ir *ir)
{
    struct type one = {ir->type.kind, CARD_ONE, ir->type.of};
    text_add_char(d->out, '{');
    for (uint32_t i = 0; i < ir->cells.count; i++) {
        text_add_c(d->out, i ? ", " : "");
        dump_cell(d, one, ir->cells.at[i]);
    }
    text_add_char(d->out, '}');
}

static void
alternatives(const struct dump *d, const struct field_alternative *at, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const struct field *f = &d->program->fields.at[at[i].field];
        text_add_c(d->out, i ? " | " : "");
        dump_sym(d, d->program->entities.at[at[i].type].name);
        if (at[i].type != f->owner) {
            text_add_char(d->out, '(');
            dump_sym(d, d->program->entities.at[f->owner].name);
            text_add_char(d->out, ')');
        }
        if (!pack_same(f->pack, d->program->entities.at[f->owner].pack))
            text_printf(d->out, "." STR_FMT, STR_ARG(f->pack));
        text_add_char(d->out, '.');
        dump_sym(d, f->name);
    }
}

static void
lookup_details(const struct dump *d, const struct ir *ir)
{
    const struct lookup_table *t = &d->program->tables.at[ir->lookup.table];
    dump_sym(d, t->name);
    if (t->output_count < 2)
        return;
    text_add_char(d->out, '.');
    dump_sym(d, t->outputs[ir->lookup.output].name);
}

static void
details(const struct dump *d, const struct ir *ir)
{
    static const char *const compare[] = {"=", "!=", "<", "<=", ">", ">="};
    static const char *const arith[] = {"+", "-", "*", "/", "negate"};
    static const char *const aggregate[] = {"count", "sum", "min", "max", "avg", "list", "product"};
    static const char *const node[] = {"document", "key",    "attribute", "descendants",
                                       "index",    "key_of", "place_of",  "text_of",
                                       "prose_of", "items",  "file"};
    const struct program *p = d->program;
    text_add_char(d->out, ' ');
    switch (ir->kind) {
    case IR_CONST: dump_cell(d, ir->type, ir->cell); break;
    case IR_CONST_SET: cells(d, ir); break;
    case IR_VAR: dump_slot(d, ir->slot); break;
    case IR_PARAM: dump_sym(d, p->params.at[ir->id].name); break;
    case IR_EXTENT: dump_type(d, (struct type){TYPE_ENTITY, CARD_ONE, ir->id}); break;
    case IR_ENUM_VALUES: dump_type(d, (struct type){TYPE_ENUM, CARD_ONE, ir->id}); break;
    case IR_ENTITY:
        dump_sym(d, p->entities.at[ir->entity.type].name);
        text_printf(d->out, " @" STR_FMT, STR_ARG(ir->entity.id));
        break;
    case IR_FIELD:
        alternatives(d, ir->field.alternatives, ir->field.count);
        text_add_c(d->out, ir->field.open ? " ?" : "");
        break;
    case IR_CLOSURE:
        text_add_c(d->out, ir->closure.reflexive ? ".* " : ".+ ");
        alternatives(d, ir->closure.alternatives, ir->closure.count);
        break;
    case IR_COMPARE: text_add_c(d->out, compare[ir->compare.op]); break;
    case IR_IS: dump_type(d, (struct type){TYPE_ENTITY, CARD_ONE, ir->is.types}); break;
    case IR_MATCHES: dump_ir_quoted(d, p->regexes.at[ir->matches.regex].pattern); break;
    case IR_EVERY: text_add_c(d->out, ir->quant.if_any ? "if any" : ""); break;
    case IR_AGGREGATE: text_add_c(d->out, aggregate[ir->aggregate.op]); break;
    case IR_ARITH: text_add_c(d->out, arith[ir->arith.op]); break;
    case IR_CALL: dump_sym(d, p->defines.at[ir->call.define].name); break;
    case IR_BUILTIN:
        text_add_c(d->out, builtin_word(ir->builtin.id));
        if (ir->builtin.group.v) {
            text_add_char(d->out, ' ');
            dump_ir_quoted(d, p->regexes.at[ir->builtin.regex].pattern);
            text_add_c(d->out, " group ");
            dump_sym(d, ir->builtin.group);
        }
        break;
    case IR_LOOKUP: lookup_details(d, ir); break;
    case IR_ELEMENT:
        dump_sym(d, p->patterns.at[ir->element.pattern].name);
        text_add_char(d->out, '.');
        dump_sym(d, ir->element.role);
        break;
    case IR_LET: dump_slot(d, ir->let.slot); break;
    case IR_NODE:
        text_add_c(d->out, node[ir->node.op]);
        if (ir->node.key.v) {
            text_add_char(d->out, ' ');
            dump_ir_quoted(d, sym_str(p->texts, ir->node.key));
        }
        break;
    default: d->out->len--; /* nothing follows the blank */
    }
}

/* ---- what is below an expression ---- */

static void
list(const struct dump *d, const ir_vec *all, unsigned depth)
{
    for (uint32_t i = 0; i < all->len; i++)
        dump_ir(d, all->at[i], depth);
}

static void
each_list(const struct dump *d, const ir_each_vec *each, unsigned depth)
{
    for (uint32_t i = 0; i < each->len; i++)
        dump_ir_each(d, "each", &each->at[i], depth);
}

static void
template_parts(const struct dump *d, const struct ir *ir, unsigned depth)
{
    for (uint32_t i = 0; i < ir->template.len; i++) {
        const struct ir_part *part = &ir->template.at[i];
        if (part->expr) {
            dump_ir(d, part->expr, depth);
            continue;
        }
        dump_indent(d, depth);
        if (part->is_why)
            text_add_c(d->out, "why");
        else
            dump_ir_quoted(d, part->literal);
        text_add_char(d->out, '\n');
    }
}

static void
pair(const struct dump *d, const struct ir *left, const struct ir *right, unsigned depth)
{
    dump_ir(d, left, depth);
    dump_ir(d, right, depth);
}

static void
operands(const struct dump *d, const struct ir *ir, unsigned depth)
{
    switch (ir->kind) {
    case IR_FIELD: dump_ir(d, ir->field.of, depth); break;
    case IR_CLOSURE: dump_ir(d, ir->closure.of, depth); break;
    case IR_AND:
    case IR_OR:
    case IR_SET: list(d, &ir->list, depth); break;
    case IR_NOT:
    case IR_PRESENT:
    case IR_SUBSTANTIVE:
    case IR_CONVERT:
    case IR_DIGEST: dump_ir(d, ir->unary, depth); break;
    case IR_IMPLIES:
    case IR_IN:
    case IR_SUBSET:
    case IR_UNION:
    case IR_INTERSECT:
    case IR_EXCEPT:
    case IR_OTHERWISE: pair(d, ir->binary.left, ir->binary.right, depth); break;
    case IR_COMPARE: pair(d, ir->compare.left, ir->compare.right, depth); break;
    case IR_ARITH: pair(d, ir->arith.left, ir->arith.right, depth); break;
    case IR_IS: dump_ir(d, ir->is.of, depth); break;
    case IR_MATCHES: dump_ir(d, ir->matches.of, depth); break;
    case IR_SOME:
    case IR_EVERY:
    case IR_ONE:
        dump_ir_each(d, "each", &ir->quant.each, depth);
        dump_labelled(d, "has", ir->quant.body, depth);
        break;
    case IR_FILTER:
    case IR_MAP:
        each_list(d, &ir->each.each, depth);
        dump_labelled(d, "result", ir->each.result, depth);
        break;
    case IR_AGGREGATE:
        each_list(d, &ir->aggregate.each, depth);
        dump_labelled(d, "term", ir->aggregate.term, depth);
        break;
    case IR_IF:
        dump_ir(d, ir->cond.test, depth);
        pair(d, ir->cond.then, ir->cond.other, depth);
        break;
    case IR_CALL: list(d, &ir->call.args, depth); break;
    case IR_BUILTIN: list(d, &ir->builtin.args, depth); break;
    case IR_LOOKUP: list(d, &ir->lookup.args, depth); break;
    case IR_ELEMENT: list(d, &ir->element.args, depth); break;
    case IR_LET: pair(d, ir->let.value, ir->let.body, depth); break;
    case IR_TEMPLATE: template_parts(d, ir, depth); break;
    case IR_NODE: pair(d, ir->node.of, ir->node.index, depth); break;
    case IR_CONST:
    case IR_CONST_SET:
    case IR_VAR:
    case IR_PARAM:
    case IR_TODAY:
    case IR_EXTENT:
    case IR_ENUM_VALUES:
    case IR_ENTITY:
    case IR_KIND_COUNT: break;
    }
}

void
dump_ir(const struct dump *d, const struct ir *ir, unsigned depth)
{
    if (!ir)
        return;
    dump_indent(d, depth);
    text_add_c(d->out, kind_word(ir->kind));
    details(d, ir);
    text_add_c(d->out, " : ");
    dump_type(d, ir->type);
    text_add_char(d->out, '\n');
    operands(d, ir, depth + 1);
}
