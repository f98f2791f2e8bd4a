/* Tailoring: scales and definitions that others take the place of. */
#include "lang/check_tailor.h"

static const char *
kind_words(const struct item *item)
{
    switch (item->kind) {
    case ITEM_SCALE: return "a scale";
    case ITEM_DEFINE: return "a definition";
    case ITEM_MATRIX: return "a matrix";
    case ITEM_TABLE: return "a table";
    case ITEM_CRITERION: return "a criterion";
    default: return "something else";
    }
}

/* A matrix and a table are asked in the same way. */
static bool
same_kind(const struct item *a, const struct item *b)
{
    bool a_table = a->kind == ITEM_MATRIX || a->kind == ITEM_TABLE;
    bool b_table = b->kind == ITEM_MATRIX || b->kind == ITEM_TABLE;

    return a->kind == b->kind || (a_table && b_table);
}

struct diag *
tailor_refuse_signature(struct checker *ck, struct tailor_line *line, struct str why)
{
    struct span with =
        line->ast->with_type.name.sym.v ? line->ast->with_type.span : line->ast->with.span;
    struct diag *d = diag_add(
        ck->sink, E4276, with, "`" STR_FMT "` cannot take the place of `" STR_FMT "`: " STR_FMT,
        STR_ARG(tailor_words(ck, with)), STR_ARG(line->written), STR_ARG(why));

    line->broken = true;
    diag_label(ck->sink, d, tailor_place(line->target->item), "what is replaced");
    diag_label(ck->sink, d, tailor_place(line->with->item), "its replacement");
    return d;
}

/* Both are there, checked, and of one kind. False: reported, or silent after errors in either. */
bool
tailor_can_swap(struct checker *ck, struct tailor_line *line)
{
    const struct item *a, *b;

    if (line->broken || !line->target || !line->with)
        return false;
    a = line->target->item;
    b = line->with->item;
    if (!same_kind(a, b)) {
        tailor_refuse_signature(
            ck, line,
            str_printf(ck->arena, "one is %s, the other %s", kind_words(a), kind_words(b)));
        return false;
    }
    if (!line->target->broken && !line->with->broken && line->target->id != NO_ID &&
        line->with->id != NO_ID)
        return true;
    line->broken = true;
    return false;
}

/* ---- scales ---- */

/* The words of the old scale that the new one does not know, or knows in another order. */
static bool
check_words(struct checker *ck, struct tailor_line *line)
{
    const struct program *p = ck->program;
    const struct enum_type *old = &p->enums.at[line->target->id];
    struct text_buf missing = {.arena = ck->arena};
    struct str first = {0};
    uint32_t last = 0;

    for (uint32_t i = 0; i < old->value_count; i++) {
        struct str word = sym_str(ck->syms, old->values[i]);
        uint32_t value = enum_value(p, line->with->id, old->values[i]);
        if (value == NO_ID) {
            text_printf(&missing, "%s`" STR_FMT "`", missing.len ? ", " : "", STR_ARG(word));
            first = first.len ? first : word;
        } else if (value < last) {
            tailor_refuse_signature(
                ck, line,
                str_printf(ck->arena, "`" STR_FMT "` stands elsewhere in it", STR_ARG(word)));
            return false;
        } else {
            last = value;
        }
    }
    if (!missing.len)
        return true;
    struct diag *d = tailor_refuse_signature(
        ck, line, str_printf(ck->arena, "it has no " STR_FMT, STR_ARG(text_str(&missing))));
    diag_help(ck->sink, d,
              "rules and cases may say these words: put `also " STR_FMT
              "` behind the value that stands for it",
              STR_ARG(first));
    return false;
}

void
tailoring_scales(struct checker *ck)
{
    tailor_line_vec *lines = &ck->tailoring->lines;

    for (uint32_t i = 0; i < lines->len; i++) {
        struct tailor_line *line = &lines->at[i];
        if (line->ast->kind != DEVIATION_REPLACE || !line->target ||
            line->target->item->kind != ITEM_SCALE || !tailor_can_swap(ck, line) ||
            !check_words(ck, line))
            continue;
        if (tailor_applies(ck, line))
            names_of(ck, line->target->item)->id = line->with->id;
    }
}

enum_id
tailoring_scale(const struct checker *ck, enum_id scale)
{
    for (uint32_t i = 0; i < ck->tailoring->lines.len; i++) {
        const struct tailor_line *line = &ck->tailoring->lines.at[i];
        const struct enum_type *t = &ck->program->enums.at[scale];
        if (line->ast->kind == DEVIATION_REPLACE && tailor_applies(ck, line) &&
            line->target->item->kind == ITEM_SCALE &&
            sym_eq(line->target->item->enumeration.name.sym, t->name) &&
            pack_same(line->target->unit->pack, t->pack))
            return line->with->id;
    }
    return scale;
}

/* ---- definitions ---- */

bool
tailor_same_type(struct type a, struct type b)
{
    return a.kind == b.kind && a.card == b.card &&
           ((a.kind != TYPE_ENUM && a.kind != TYPE_ENTITY) || a.of == b.of);
}

static struct str
signature_words(const struct context *cx, const struct define *d)
{
    struct text_buf out = {.arena = cx->ck->arena};

    text_add_c(&out, "(");
    for (uint32_t i = 0; i < d->param_count; i++)
        text_printf(&out, "%s" STR_FMT, i ? ", " : "",
                    STR_ARG(type_text(cx->ck->program, cx->ck->arena, d->slots[i].type)));
    text_add_c(&out, ")");
    if (d->result.kind != TYPE_BOOL || d->result.card != CARD_ONE)
        text_printf(&out, " -> " STR_FMT,
                    STR_ARG(type_text(cx->ck->program, cx->ck->arena, d->result)));
    return text_str(&out);
}

static bool
same_signature(const struct define *a, const struct define *b)
{
    bool same = a->param_count == b->param_count && tailor_same_type(a->result, b->result);

    for (uint32_t i = 0; same && i < a->param_count; i++)
        same = tailor_same_type(a->slots[i].type, b->slots[i].type);
    return same;
}

struct search {
    struct checker *ck;
    bool *seen;
    VEC(define_id) open;
};

static void
search_call(void *context, const struct ir *ir)
{
    struct search *s = context;

    if (ir->kind == IR_CALL && !s->seen[ir->call.define]) {
        s->seen[ir->call.define] = true;
        vec_push(s->ck->arena, &s->open, ir->call.define);
    }
    ir_visit_parts(ir, search_call, s);
}

/* Whether one definition asks another, itself or by way of others. */
static bool
asks(struct checker *ck, define_id from, define_id goal)
{
    struct search s = {.ck = ck};

    s.seen = arena_array(ck->arena, bool, ck->program->defines.len + 1);
    vec_push(ck->arena, &s.open, from);
    while (s.open.len)
        search_call(&s, ck->program->defines.at[s.open.at[--s.open.len]].body);
    return s.seen[goal];
}

static bool
check_define(struct checker *ck, struct tailor_line *line)
{
    struct body body = {0};
    struct context cx = tailor_context(ck, line, &body);
    const struct define *old = &ck->program->defines.at[line->target->id];
    const struct define *new = &ck->program->defines.at[line->with->id];

    if (!same_signature(old, new)) {
        struct diag *d = tailor_refuse_signature(
            ck, line,
            str_printf(ck->arena, "it takes and gives " STR_FMT ", not " STR_FMT,
                       STR_ARG(signature_words(&cx, new)), STR_ARG(signature_words(&cx, old))));
        diag_help(ck->sink, d,
                  "a replacement takes the same, in the same order, and gives the same");
        return false;
    }
    if (!asks(ck, line->with->id, line->target->id))
        return true;
    struct diag *d = diag_add(ck->sink, E8312, line->ast->span,
                              "the replacement of `" STR_FMT "` asks `" STR_FMT "` itself",
                              STR_ARG(line->written), STR_ARG(line->written));
    line->broken = true;
    diag_label(ck->sink, d, tailor_place(line->with->item), "this would ask itself without end");
    diag_help(ck->sink, d, "write what it says about `" STR_FMT "` into the replacement",
              STR_ARG(line->written));
    return false;
}

/* The old definition says what the new one says: everybody who asks it gets the new answer. */
static void
swap_define(struct checker *ck, const struct tailor_line *line)
{
    struct body body = {0};
    struct context cx = tailor_context(ck, line, &body);
    struct define *old = &ck->program->defines.at[line->target->id];
    const struct define *new = &ck->program->defines.at[line->with->id];
    struct ir *call = ir_new(&cx, IR_CALL, line->ast->span, old->result);

    call->call.define = line->with->id;
    for (uint32_t i = 0; i < old->param_count; i++) {
        struct ir *arg = ir_new(&cx, IR_VAR, line->ast->span, old->slots[i].type);
        arg->slot = i;
        vec_push(ck->arena, &call->call.args, arg);
    }
    old->body = call;
    old->reads = new->reads;
    old->slot_count = old->param_count;
}

void
tailoring_defines(struct checker *ck)
{
    tailor_line_vec *lines = &ck->tailoring->lines;

    for (uint32_t i = 0; i < lines->len; i++) {
        struct tailor_line *line = &lines->at[i];
        if (line->ast->kind != DEVIATION_REPLACE || !line->target)
            continue;
        if (line->target->kind == DEF_TABLE)
            tailor_table(ck, line);
        bool is_asked = line->target->kind == DEF_DEFINE || line->target->kind == DEF_CRITERION;
        if (!is_asked || !tailor_can_swap(ck, line))
            continue;
        struct body body = {0};
        struct context cx = tailor_context(ck, line, &body);
        MARK_USED(&cx, &ck->defines_used, line->with->id);
        if (check_define(ck, line) && tailor_applies(ck, line))
            swap_define(ck, line);
    }
}
