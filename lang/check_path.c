/* Paths: extents, entities, values in full, hops over fields, and nodes of foreign documents. */
#include "lang/check_expr.h"

/* ---- nodes ---- */

struct ir *
node_op(const struct context *cx, enum node_op op, struct span at, struct type t, struct ir *of)
{
    struct ir *ir = ir_new(cx, IR_NODE, at, t);

    ir->node.op = op;
    ir->node.of = of;
    return ir;
}

static struct ir *
only_in_source(const struct context *cx, struct span at, const char *what)
{
    struct diag *d = report(cx, E7009, at, "%s only has a meaning inside a `source`", what);

    diag_help(cx->ck->sink, d, "rules and definitions read fields of entities: `x.field`");
    return expr_broken(cx, at);
}

struct ir *
path_document(const struct context *cx, const struct expr *e)
{
    if (!cx->in_source)
        return only_in_source(cx, e->span, "`$`, the document,");
    return node_op(cx, NODE_OP_DOCUMENT, e->span, TYPE(TYPE_NODE), NULL);
}

struct ir *
path_index(const struct context *cx, const struct expr *e)
{
    if (!cx->in_source)
        return only_in_source(cx, e->span, "`[…]`");
    struct ir *of = expr_check(cx, e->binary.left, TYPE(TYPE_ERROR));
    struct ir *index = expr_value(cx, e->binary.right, TYPE(TYPE_INT));
    if (ir_failed(of) || ir_failed(index))
        return expr_broken(cx, e->span);
    if (of->type.kind != TYPE_NODE) {
        report(cx, E7120, of->span, "`[…]` picks from a list of the document, and this is " STR_FMT,
               STR_ARG(words_type(cx, of->type)));
        return expr_broken(cx, e->span);
    }
    struct ir *ir =
        node_op(cx, NODE_OP_INDEX, e->span, (struct type){TYPE_NODE, CARD_OPTIONAL, 0}, of);
    ir->node.index = index;
    return ir;
}

static struct sym
node_key(const struct context *cx, const struct expr *e)
{
    if (!e->hop.key)
        return e->hop.name.sym;
    if (!text_is_plain(e->hop.key))
        report(cx, E7009, e->hop.key->span, "a key of the document is a fixed text, without `{…}`");
    return sym_intern(cx->ck->syms, text_plain(cx, e->hop.key));
}

static struct ir *
node_hop(const struct context *cx, const struct expr *e, struct ir *of)
{
    static const enum node_op ops[] = {
        [HOP_FIELD] = NODE_OP_KEY,
        [HOP_DESCENDANT] = NODE_OP_DESCENDANTS,
        [HOP_ATTRIBUTE] = NODE_OP_ATTRIBUTE,
    };
    struct type t = {TYPE_NODE, CARD_OPTIONAL, 0};

    if (e->hop.kind == HOP_PLUS || e->hop.kind == HOP_STAR || e->hop.kind == HOP_INVERSE) {
        struct diag *d =
            report(cx, E7009, e->span,
                   "`.+`, `.*` and `.~` follow fields of entities, not keys of a document");
        diag_help(cx->ck->sink, d, "everything below a node that is called so is `node..key`");
        return expr_broken(cx, e->span);
    }
    if (e->hop.kind == HOP_DESCENDANT || card_is_set(of->type.card))
        t.card = CARD_SET;
    struct ir *ir = node_op(cx, ops[e->hop.kind], e->span, t, of);
    ir->node.key = node_key(cx, e);
    return ir;
}

/* ---- types as sets, values in full, entities ---- */

static struct ir *
extent(const struct context *cx, struct span at, const struct def *d)
{
    struct checker *ck = cx->ck;

    if (d->broken)
        return expr_broken(cx, at);
    if (d->kind == DEF_ENUM) {
        struct ir *ir =
            ir_new(cx, IR_ENUM_VALUES, at, (struct type){TYPE_ENUM, CARD_SET_SOME, d->id});
        ir->id = d->id;
        return ir;
    }
    if (d->kind != DEF_ENTITY)
        return expr_broken(cx, at);
    if (cx->in_source) {
        struct diag *m = report(
            cx, E5739, at, "a source sees its own document only, not the entities of the case");
        diag_help(ck->sink, m, "put what compares the two into a rule");
        return expr_broken(cx, at);
    }
    struct ir *ir = ir_new(cx, IR_EXTENT, at, type_entity(ck, d->id, CARD_SET));
    ir->id = ir->type.of;
    return ir;
}

/* `t.Name` reads as a type of a pack; where t is a variable it is a key of a foreign document. */
static bool
is_capital_key(const struct context *cx, const struct expr *e)
{
    return e->kind == EXPR_TYPE && e->type.pack.sym.v && scope_find(cx, e->type.pack.sym);
}

static struct ir *
capital_key(const struct context *cx, const struct expr *e)
{
    struct expr *of = arena_new(cx->ck->arena, struct expr);
    struct expr *hop = arena_new(cx->ck->arena, struct expr);

    *of = (struct expr){.kind = EXPR_NAME, .span = e->type.pack.span, .name = e->type.pack};
    *hop = (struct expr){.kind = EXPR_HOP, .span = e->span, .hop = {.of = of, .kind = HOP_FIELD}};
    hop->hop.name = e->type.name;
    return path_hop(cx, hop);
}

struct ir *
path_extent(const struct context *cx, const struct expr *e)
{
    if (is_capital_key(cx, e))
        return capital_key(cx, e);
    const struct def *d = names_type(cx->ck, cx->unit, &e->type);

    return d ? extent(cx, e->span, d) : expr_broken(cx, e->span);
}

struct ir *
path_entity(const struct context *cx, const struct expr *e)
{
    struct checker *ck = cx->ck;
    const struct def *d = names_type(ck, cx->unit, &e->entity.type);

    if (!d || d->broken)
        return expr_broken(cx, e->span);
    if (d->kind != DEF_ENTITY) {
        struct diag *m =
            report(cx, E7120, e->span, "`" STR_FMT "` is no entity type, so `@` cannot follow it",
                   NAME_ARG(cx, e->entity.type.name.sym));
        diag_help(ck->sink, m, "a value is written `" STR_FMT ".value`",
                  NAME_ARG(cx, e->entity.type.name.sym));
        return expr_broken(cx, e->span);
    }
    struct ir *ir = ir_new(cx, IR_ENTITY, e->span, type_entity(ck, d->id, CARD_ONE));
    ir->entity.type = d->id;
    ir->entity.id = str_copy(ck->arena, e->entity.id);
    return ir;
}

static struct ir *
value_in_full(const struct context *cx, const struct expr *e, const struct def *d)
{
    struct type t = {TYPE_ENUM, CARD_ONE, d->id};

    if (d->broken)
        return expr_broken(cx, e->span);
    uint32_t value = enum_value(cx->ck->program, d->id, e->hop.name.sym);
    if (value != NO_ID)
        return ir_const(cx, e->span, t, value);
    struct checker *ck = cx->ck;
    const struct enum_type *values = &ck->program->enums.at[d->id];
    struct suggestion s = {.scratch = ck->arena, .given = sym_str(ck->syms, e->hop.name.sym)};
    struct diag *m = report(cx, E1687, e->hop.name.span, "`" STR_FMT "` is no value of " STR_FMT,
                            STR_ARG(s.given), STR_ARG(words_kind(cx, t)));
    for (uint32_t i = 0; i < values->value_count; i++)
        suggest(&s, sym_str(ck->syms, values->values[i]));
    if (s.best.len) {
        diag_help(ck->sink, m, "did you mean `" STR_FMT "`?", STR_ARG(s.best));
        diag_fix(ck->sink, m, e->hop.name.span, s.best);
    }
    return expr_broken(cx, e->span);
}

static bool
is_capital(struct str s)
{
    return s.len && s.at[0] >= 'A' && s.at[0] <= 'Z';
}

/* The pack of `pack.Type`, `pack.param`: NULL if e is no such prefix. */
static const struct name *
pack_prefix(const struct context *cx, const struct expr *e)
{
    if (e->kind == EXPR_PACK)
        return &e->name;
    if (e->kind == EXPR_NAME && !scope_find(cx, e->name.sym) &&
        param_find(cx, e->name.sym) == NO_ID && names_is_pack(cx->ck, cx->unit, e->name.sym))
        return &e->name;
    return NULL;
}

static bool
plain_field_hop(const struct expr *e)
{
    return e->kind == EXPR_HOP && e->hop.kind == HOP_FIELD && !e->hop.key;
}

/* The type that `Level` or `pack.Level` names, where e is that; *is_type says so even if it is not known. */
static const struct def *
type_prefix(const struct context *cx, const struct expr *e, bool *is_type)
{
    struct type_name t = {0};

    *is_type = true;
    if (e->kind == EXPR_TYPE && !is_capital_key(cx, e))
        return names_type(cx->ck, cx->unit, &e->type);
    const struct name *pack = plain_field_hop(e) ? pack_prefix(cx, e->hop.of) : NULL;
    if (!pack || !is_capital(sym_str(cx->ck->syms, e->hop.name.sym))) {
        *is_type = false;
        return NULL;
    }
    t.pack = *pack;
    t.name = e->hop.name;
    t.span = e->span;
    return names_type(cx->ck, cx->unit, &t);
}

/* `pack.Type` as a set, `pack.parameter`. */
static struct ir *
of_pack(const struct context *cx, const struct expr *e, const struct name *pack)
{
    struct type_name t = {*pack, e->hop.name, e->span};

    if (is_capital(sym_str(cx->ck->syms, e->hop.name.sym))) {
        const struct def *type = names_type(cx->ck, cx->unit, &t);
        return type ? extent(cx, e->span, type) : expr_broken(cx, e->span);
    }
    const struct def *d = names_find(cx->ck, cx->unit, pack, e->hop.name, "name", false);
    if (!d || d->broken)
        return expr_broken(cx, e->span);
    if (d->kind != DEF_PARAM) {
        report(cx, E1873, e->span, "`" STR_FMT "` is no value", STR_ARG(words_at(cx, e->span)));
        return expr_broken(cx, e->span);
    }
    struct ir *ir = ir_new(cx, IR_PARAM, e->span, cx->ck->program->params.at[d->id].type);
    ir->id = d->id;
    MARK_USED(cx, &cx->ck->params_used, d->id);
    return ir;
}

/* ---- fields ---- */

static struct ir *
no_fields(const struct context *cx, const struct expr *e, struct ir *of)
{
    struct diag *d = report(cx, E5046, e->hop.name.span, "`" STR_FMT "` has no fields",
                            STR_ARG(words_at(cx, of->span)));

    diag_label(cx->ck->sink, d, of->span, "this is " STR_FMT, STR_ARG(words_type(cx, of->type)));
    return expr_broken(cx, e->span);
}

/* Nothing comes close: say what there is, of a type that does not have too much. */
static void
list_fields(const struct context *cx, struct diag *d, union_id types)
{
    enum { MANY = 12 };
    const struct program *p = cx->ck->program;
    const struct entity *e = &p->entities.at[p->unions.at[types].members[0]];
    struct text_buf names = {.arena = cx->ck->arena};

    if (e->field_count == 0 || e->field_count > MANY || p->unions.at[types].member_count > 1)
        return;
    for (uint32_t i = 0; i < e->field_count; i++) {
        struct str name = sym_str(cx->ck->syms, p->fields.at[e->fields[i]].name);
        if (name.at[0] != '~')
            text_printf(&names, "%s`" STR_FMT "`", names.len ? ", " : "", STR_ARG(name));
    }
    diag_help(cx->ck->sink, d, "it has " STR_FMT, STR_ARG(text_str(&names)));
}

static struct ir *
unknown_field(const struct context *cx, const struct expr *e, struct ir *of, struct sym pack)
{
    struct checker *ck = cx->ck;
    struct suggestion s = {.scratch = ck->arena, .given = sym_str(ck->syms, e->hop.name.sym)};
    struct str kind = words_kind(cx, of->type);
    struct diag *d;

    if (pack.v) {
        report(cx, E5046, e->hop.name.span,
               "pack `" STR_FMT "` declares no field `" STR_FMT "` for " STR_FMT,
               NAME_ARG(cx, pack), STR_ARG(s.given), STR_ARG(kind));
        return expr_broken(cx, e->span);
    }
    d = report(cx, E5046, e->hop.name.span, STR_FMT " has no field `" STR_FMT "`", STR_ARG(kind),
               STR_ARG(s.given));
    model_offer_fields(ck, of->type.of, &s);
    if (s.best.len) {
        diag_help(ck->sink, d, "did you mean `" STR_FMT "`?", STR_ARG(s.best));
        diag_fix(ck->sink, d, e->hop.name.span, s.best);
    } else {
        list_fields(cx, d, of->type.of);
    }
    return expr_broken(cx, e->span);
}

static struct ir *
field_lacking(const struct context *cx, const struct expr *e, struct ir *of,
              const struct field_read *read)
{
    struct checker *ck = cx->ck;
    struct str lacks = sym_str(ck->syms, ck->program->entities.at[read->lacking].name);
    struct str has =
        sym_str(ck->syms, ck->program->entities.at[read->alternatives.at[0].type].name);
    struct str words = words_at(cx, of->span);
    struct diag *d = report(cx, E6329, e->hop.name.span,
                            "not everything that `" STR_FMT "` may be has a field `" STR_FMT "`",
                            STR_ARG(words), NAME_ARG(cx, e->hop.name.sym));

    diag_here(ck->sink, d, STR_FMT " has it, " STR_FMT " has not", STR_ARG(has), STR_ARG(lacks));
    if (card_is_set(of->type.card))
        diag_help(ck->sink, d,
                  "keep those that have it: `{x in " STR_FMT " where x is " STR_FMT "}." STR_FMT
                  "`",
                  STR_ARG(words), STR_ARG(has), NAME_ARG(cx, e->hop.name.sym));
    else
        diag_help(ck->sink, d, "ask first: `" STR_FMT " is " STR_FMT " and …`", STR_ARG(words),
                  STR_ARG(has));
    return expr_broken(cx, e->span);
}

static struct ir *
field_clash(const struct context *cx, const struct expr *e, const struct field_read *read)
{
    struct checker *ck = cx->ck;
    struct diag *d =
        report(cx, E7764, e->hop.name.span, "two packs declare a field `" STR_FMT "` for this",
               NAME_ARG(cx, e->hop.name.sym));

    for (int i = 0; i < 2; i++) {
        const struct field *f = &ck->program->fields.at[read->clash[i]];
        diag_label(ck->sink, d, f->span, "declared here by pack `" STR_FMT "`", STR_ARG(f->pack));
    }
    diag_help(ck->sink, d, "say whose is meant: `." STR_FMT "." STR_FMT "`",
              STR_ARG(ck->program->fields.at[read->clash[0]].pack), NAME_ARG(cx, e->hop.name.sym));
    return expr_broken(cx, e->span);
}

static struct ir *
fields_unlike(const struct context *cx, const struct expr *e, const struct field_read *read)
{
    struct checker *ck = cx->ck;
    struct diag *d = report(cx, E7091, e->hop.name.span,
                            "`" STR_FMT "` is not the same kind of thing on all that this may be",
                            NAME_ARG(cx, e->hop.name.sym));

    for (int i = 0; i < 2; i++) {
        const struct field *f = &ck->program->fields.at[read->unlike[i]];
        diag_label(ck->sink, d, f->span, STR_FMT ": here it is " STR_FMT,
                   NAME_ARG(cx, ck->program->entities.at[f->owner].name),
                   STR_ARG(words_type(cx, f->type)));
    }
    diag_help(ck->sink, d, "ask first which it is, with `… is T and …`");
    return expr_broken(cx, e->span);
}

/* NULL: the reading is sound. */
static struct ir *
misread(const struct context *cx, const struct expr *e, struct ir *of, struct sym pack,
        const struct field_read *read)
{
    if (read->silent)
        return expr_broken(cx, e->span);
    if (read->clash[0] != NO_ID)
        return field_clash(cx, e, read);
    if (!read->alternatives.len)
        return unknown_field(cx, e, of, pack);
    if (read->lacking != NO_ID)
        return field_lacking(cx, e, of, read);
    if (read->unlike[0] != NO_ID)
        return fields_unlike(cx, e, read);
    return read->type.kind == TYPE_ERROR ? expr_broken(cx, e->span) : NULL;
}

static void
needs_question_mark(const struct context *cx, const struct expr *e, struct ir *of)
{
    struct diag_sink *sink = cx->ck->sink;
    struct diag *d = report(cx, E5538, e->hop.name.span,
                            "not all of `" STR_FMT "` need have a value for `" STR_FMT "`",
                            STR_ARG(words_at(cx, of->span)), NAME_ARG(cx, e->hop.name.sym));

    diag_here(sink, d, "optional, and read from a set");
    diag_help(sink, d, "for those that have one, write `" STR_FMT "?`",
              STR_ARG(words_at(cx, e->span)));
    diag_fix_certain(sink, d, (struct span){e->span.hi, e->span.hi}, STR("?"));
}

static void
stray_question_mark(const struct context *cx, const struct expr *e, struct ir *of, enum card field)
{
    struct diag_sink *sink = cx->ck->sink;
    struct span mark = {e->span.hi, e->span.hi + 1};
    struct diag *d;

    if (field != CARD_OPTIONAL) {
        d = report(cx, E6207, mark, "`?` has no purpose here: `" STR_FMT "` is not optional",
                   NAME_ARG(cx, e->hop.name.sym));
        diag_help(sink, d, "leave the `?` out");
        diag_fix_certain(sink, d, mark, STR(""));
        return;
    }
    d = report(cx, E6207, mark, "`?` is for reading an optional field of a whole set");
    diag_label(sink, d, of->span, "this is " STR_FMT, STR_ARG(words_type(cx, of->type)));
    diag_help(sink, d,
              "ask `" STR_FMT " is present`, or give the value to use instead: `(" STR_FMT
              " otherwise …)`",
              STR_ARG(words_at(cx, e->span)), STR_ARG(words_at(cx, e->span)));
}

static struct ir *
field_ir(const struct context *cx, const struct expr *e, struct ir *of,
         const struct field_read *read, bool opened)
{
    struct type t = read->type;

    t.card = card_hop(of->type.card, t.card);
    struct ir *ir = ir_new(cx, IR_FIELD, e->span, t);
    ir->field.of = of;
    ir->field.alternatives = read->alternatives.at;
    ir->field.count = read->alternatives.len;
    ir->field.open = opened;
    ir->field.name = e->hop.name.sym;
    return ir;
}

enum question { ASKED_NOT, ASKED, ASKED_IF_NEEDED };

static struct ir *
field_hop(const struct context *cx, const struct expr *e, struct ir *of, struct sym pack,
          enum question asked)
{
    struct field_read read = model_read(cx->ck, cx->unit, of->type.of, pack, e->hop.name.sym);
    struct ir *bad = misread(cx, e, of, pack, &read);
    bool from_set = card_is_set(of->type.card), optional = read.type.card == CARD_OPTIONAL;

    if (bad)
        return bad;
    if (asked == ASKED_NOT && from_set && optional)
        needs_question_mark(cx, e, of);
    if (asked == ASKED && !(from_set && optional))
        stray_question_mark(cx, e, of, read.type.card);
    return field_ir(cx, e, of, &read, asked != ASKED_NOT);
}

/* ---- many hops, and hops back ---- */

static struct ir *
closure(const struct context *cx, const struct expr *e, struct ir *of)
{
    struct checker *ck = cx->ck;
    bool reflexive = e->hop.kind == HOP_STAR;
    union_id all = of->type.of, targets = NO_ID;
    struct field_read read;

    for (;;) {
        read = model_read(ck, cx->unit, all, SYM_NONE, e->hop.name.sym);
        read.lacking = NO_ID; /* what has no such field ends the walk */
        struct ir *bad = misread(cx, e, of, SYM_NONE, &read);
        if (bad)
            return bad;
        if (read.type.kind != TYPE_ENTITY) {
            struct diag *d = report(
                cx, E7120, e->hop.name.span,
                "`" STR_FMT "` cannot be followed over and over: it does not lead to an entity",
                NAME_ARG(cx, e->hop.name.sym));
            diag_here(ck->sink, d, "this is " STR_FMT, STR_ARG(words_type(cx, read.type)));
            return expr_broken(cx, e->span);
        }
        targets = read.type.of;
        union_id more = entities_either(ck, all, targets);
        if (more == all)
            break;
        all = more;
    }
    bool some = of->type.card == CARD_ONE || of->type.card == CARD_SET_SOME;
    struct type t = {TYPE_ENTITY, reflexive && some ? CARD_SET_SOME : CARD_SET,
                     reflexive ? all : targets};
    struct ir *ir = ir_new(cx, IR_CLOSURE, e->span, t);
    ir->closure.of = of;
    ir->closure.reflexive = reflexive;
    ir->closure.alternatives = read.alternatives.at;
    ir->closure.count = read.alternatives.len;
    ir->closure.name = e->hop.name.sym;
    return ir;
}

static struct ir *
way_back(const struct context *cx, const struct expr *e, struct ir *of)
{
    struct checker *ck = cx->ck;
    field_read_vec ways = model_read_back(ck, cx->unit, of->type.of, e->hop.name.sym);
    struct ir *all = NULL;

    if (!ways.len) {
        struct diag *d =
            report(cx, E5046, e->hop.name.span, "no field called `" STR_FMT "` leads to " STR_FMT,
                   NAME_ARG(cx, e->hop.name.sym), STR_ARG(words_kind(cx, of->type)));
        diag_help(ck->sink, d, "`x.~f` is everything whose field `f` names x");
        return expr_broken(cx, e->span);
    }
    for (uint32_t i = 0; i < ways.len; i++) {
        struct ir *one = field_ir(cx, e, of, &ways.at[i], false);
        if (one->type.kind == TYPE_ERROR)
            return expr_broken(cx, e->span);
        one->type.card = CARD_SET;
        if (!all) {
            all = one;
            continue;
        }
        struct type t = {TYPE_ENTITY, CARD_SET, entities_either(ck, all->type.of, one->type.of)};
        struct ir *both = ir_new(cx, IR_UNION, e->span, t);
        both->binary.left = all;
        both->binary.right = one;
        all = both;
    }
    return all;
}

/* ---- hops ---- */

static struct ir *
hop_from(const struct context *cx, const struct expr *e, struct ir *of, struct sym pack,
         enum question asked)
{
    if (ir_failed(of))
        return expr_broken(cx, e->span);
    if (of->type.kind == TYPE_NODE)
        return node_hop(cx, e, of);
    if (e->hop.kind == HOP_ATTRIBUTE || e->hop.kind == HOP_DESCENDANT || e->hop.key)
        return only_in_source(cx, e->span,
                              e->hop.key                     ? "a text as a key"
                              : e->hop.kind == HOP_ATTRIBUTE ? "`.@`"
                                                             : "`..`");
    if (of->type.kind != TYPE_ENTITY)
        return no_fields(cx, e, of);
    switch (e->hop.kind) {
    case HOP_PLUS:
    case HOP_STAR: return closure(cx, e, of);
    case HOP_INVERSE: return way_back(cx, e, of);
    default: return field_hop(cx, e, of, pack, asked);
    }
}

/* `x.acme.owner`: the field `owner` that pack acme declares, unless x has a field `acme`. */
static bool
names_pack_field(const struct context *cx, const struct expr *e)
{
    return plain_field_hop(e) && plain_field_hop(e->hop.of) &&
           names_is_pack(cx->ck, cx->unit, e->hop.of->hop.name.sym);
}

static struct ir *
pack_field(const struct context *cx, const struct expr *e, enum question asked)
{
    const struct expr *middle = e->hop.of;
    struct ir *of = expr_check(cx, middle->hop.of, TYPE(TYPE_ERROR));

    if (of->type.kind == TYPE_ENTITY &&
        !model_read(cx->ck, cx->unit, of->type.of, SYM_NONE, middle->hop.name.sym).alternatives.len)
        return hop_from(cx, e, of, middle->hop.name.sym, asked);
    struct ir *field = hop_from(cx, middle, of, SYM_NONE, ASKED_NOT);
    if (!ir_failed(field))
        field->type = presence_type(cx, middle, field->type);
    return hop_from(cx, e, field, SYM_NONE, asked);
}

static struct ir *
hop(const struct context *cx, const struct expr *e, enum question asked)
{
    const struct expr *of = e->hop.of;
    bool is_type;

    if (plain_field_hop(e)) {
        const struct name *pack = pack_prefix(cx, of);
        if (pack)
            return of_pack(cx, e, pack);
        if (call_is_capture(cx, of))
            return call_capture(cx, of, &e->hop.name);
        const struct def *table = call_of_table(cx, of);
        if (table)
            return table_call(cx, of, table, &e->hop.name);
        const struct scope *match = of->kind == EXPR_NAME ? scope_find(cx, of->name.sym) : NULL;
        if (match && match->capture)
            return captured(cx, e, match, &e->hop.name);
        const struct def *d = type_prefix(cx, of, &is_type);
        if (is_type && !d)
            return expr_broken(cx, e->span);
        if (is_type && d->kind == DEF_ENUM)
            return value_in_full(cx, e, d);
        if (names_pack_field(cx, e))
            return pack_field(cx, e, asked);
    }
    return hop_from(cx, e, expr_check(cx, of, TYPE(TYPE_ERROR)), SYM_NONE, asked);
}

struct ir *
path_hop(const struct context *cx, const struct expr *e)
{
    return hop(cx, e, ASKED_NOT);
}

struct ir *
path_open(const struct context *cx, const struct expr *e)
{
    const struct expr *of = unparen(e->unary);

    if (of->kind != EXPR_HOP || of->hop.kind != HOP_FIELD) {
        report(cx, E6207, (struct span){e->span.hi - 1, e->span.hi},
               "`?` follows the name of an optional field");
        return expr_broken(cx, e->span);
    }
    return hop(cx, of, ASKED);
}

struct ir *
path_term(const struct context *cx, const struct expr *e, struct type expected)
{
    const struct expr *of = e;

    if (e->kind == EXPR_OPEN && unparen(e->unary)->kind == EXPR_HOP)
        of = unparen(e->unary);
    if (of == e || of->hop.kind != HOP_FIELD)
        return expr_check(cx, e, expected);
    struct context loose = *cx;
    loose.optionals_allowed = true;
    struct ir *ir = hop(&loose, of, ASKED_IF_NEEDED);
    if (ir_failed(ir))
        return expr_broken(cx, e->span);
    ir->type = presence_type(cx, of, ir->type);
    if (ir->type.card == CARD_ONE) {
        struct diag *d =
            report(cx, E6207, e->span, "`?` has no purpose here: this is always there");
        diag_help(cx->ck->sink, d, "leave the `?` out");
    }
    return ir;
}
