/*
 * Settings: values of a document → facts. A scalar goes to the builder as it is written, which converts it by the
 * field's type and reports what does not convert; so conversions at the top of a setting are not done here.
 */
#include "engine/load/shape.h"
#include "engine/load/source_internal.h"

struct target {
    struct source_reader *r;
    uint32_t handle;
    field_id field;
    struct type type; /* of the value's expression */
    entity_id of;     /* for messages: type and id of the entity */
    struct str id;
    const struct source_setting *setting;
};

static const struct diag *
complain(const struct target *t, struct diag *d)
{
    const struct program *p = t->r->in.program;
    d->type = sym_str(p->texts, p->entities.at[t->of].name);
    d->subject = str_copy(t->r->in.sink->arena, t->id);
    return d;
}

static void
lose(const struct target *t, struct sv v, const struct diag *cause)
{
    if (!cause) {
        struct diag *d = source_complain(
            t->r, E0941, source_place_of(t->r, v), "the value of `" STR_FMT "` cannot be computed",
            STR_ARG(sym_str(t->r->in.program->texts, t->r->in.program->fields.at[t->field].name)));
        diag_label(t->r->in.sink, d, t->setting->span, "by this");
        cause = complain(t, d);
    }
    builder_incomplete(t->r->in.builder, t->handle, t->field, v.key_at, cause);
}

static void
wrong_shape(const struct target *t, struct sv v)
{
    const struct program *p = t->r->in.program;
    struct str name = sym_str(p->texts, p->fields.at[t->field].name);
    v.node.tree->was_refused = true;
    struct diag *d = source_complain(t->r, E0941, v.at, "%s where `" STR_FMT "` takes %s",
                                     tree_kind_words(v.node.tree), STR_ARG(name),
                                     card_is_set(p->fields.at[t->field].type.card) ? "single values"
                                                                                   : "one value");
    diag_label(t->r->in.sink, d, t->setting->span, "taken by this");
    lose(t, v, complain(t, d));
}

static void
give(const struct target *t, struct sv v, struct str text)
{
    struct span at = source_place_of(t->r, v);
    builder_value(t->r->in.builder, t->handle, t->field, text,
                  span_is_none(v.key_at) ? at : v.key_at, at);
}

static void
give_one(const struct target *t, struct sv v)
{
    v = source_content(t->r, v);
    switch (v.kind) {
    case SV_MISSING: break;
    case SV_UNKNOWN: lose(t, v, v.cause); break;
    case SV_CELL:
    case SV_TEXT: give(t, v, source_spelling(t->r, t->type, v)); break;
    case SV_NODE: wrong_shape(t, v); break;
    case SV_SET: break; /* sets do not nest */
    }
}

static void
give_items(const struct target *t, struct sv v)
{
    struct sv items = source_items(t->r, v);
    if (items.incomplete)
        lose(t, v, items.gap_cause);
    bool is_written = v.kind == SV_NODE && v.node.tree->kind == TREE_LIST;
    if (is_written && items.count == 0 && !items.incomplete)
        builder_empty(t->r->in.builder, t->handle, t->field, v.key_at);
    for (uint32_t i = 0; i < items.count; i++)
        give_one(t, items.members[i]);
}

/* The expression whose value is written down: below conversions that the builder does better. */
static const struct ir *
unconverted(const struct ir *ir)
{
    if (ir->kind == IR_CONVERT && ir->unary->type.kind == TYPE_NODE)
        return ir->unary;
    if (ir->kind == IR_CONVERT && ir->unary->type.kind == TYPE_TEXT)
        return ir->unary;
    if (ir->kind == IR_NODE && ir->node.op == NODE_OP_TEXT_OF && ir->node.of)
        return ir->node.of;
    return ir;
}

static void
set_field(struct target *t)
{
    bool is_set = card_is_set(t->r->in.program->fields.at[t->field].type.card);
    const struct ir *ir = unconverted(t->setting->value);
    t->type = ir->type;
    struct sv v = source_eval(t->r, ir);
    bool is_list =
        v.kind == SV_NODE && v.node.tree->kind != TREE_SCALAR && !v.node.tree->is_element;
    if (v.kind == SV_MISSING && !span_is_none(v.key_at))
        builder_no_value(t->r->in.builder, t->handle, t->field, v.key_at);
    else if (is_set && (v.kind == SV_SET || is_list))
        give_items(t, v);
    else
        give_one(t, v);
}

/* An entity that is not made: its keys count as read all the same. */
void
source_skip_settings(struct source_reader *r, const struct source_statement *s)
{
    for (uint32_t i = 0; i < s->setting_count; i++) {
        const struct ir *ir = unconverted(s->settings[i].value);
        struct sv v = ir->kind == IR_NODE ? source_eval(r, ir) : SV_NOTHING;
        if (v.kind == SV_NODE)
            v.node.tree->was_refused = true;
    }
}

void
source_settings(struct source_reader *r, uint32_t handle, const struct source_statement *s,
                struct str id)
{
    for (uint32_t i = 0; i < s->setting_count; i++) {
        const struct source_setting *setting = &s->settings[i];
        struct target t = {.r = r,
                           .handle = handle,
                           .field = setting->field,
                           .of = s->type,
                           .id = id,
                           .setting = setting};
        if (r->in.program->fields.at[setting->field].type.kind != TYPE_ERROR)
            set_field(&t);
    }
}
