/* Parameters and definitions: first what they are called and take, then what they say. */
#include "lang/check_expr.h"

/* ---- parameters ---- */

static bool
param_value(const struct context *cx, const struct param_decl *decl, struct param *p)
{
    uint64_t *cells;
    uint32_t count;

    if (!decl->value || !model_constant(cx->ck, cx->unit, decl->value, p->type, &cells, &count))
        return false;
    if (card_is_set(p->type.card)) {
        p->values = cells;
        p->value_count = count;
        return true;
    }
    p->value = cells[0];
    return true;
}

static bool
value_in_range(const struct context *cx, const struct param_decl *decl, const struct param *p,
               const struct field_mark *mark)
{
    struct checker *ck = cx->ck;

    struct type one = {p->type.kind, CARD_ONE, p->type.of};
    bool is_set = card_is_set(p->type.card), fits = true;

    for (uint32_t i = 0; i < (is_set ? p->value_count : 1); i++) {
        uint64_t cell = is_set ? p->values[i] : p->value;
        fits = fits && model_compare(ck, one, p->low, cell) <= 0 &&
               model_compare(ck, one, cell, p->high) <= 0;
    }
    if (fits)
        return true;
    struct diag *d =
        diag_add(ck->sink, E1759, decl->value->span,
                 "the value of `" STR_FMT "` is outside its own range", NAME_ARG(cx, p->name));
    diag_label(ck->sink, d, mark->span, "it may be " STR_FMT " to " STR_FMT,
               STR_ARG(cell_text(ck->program, ck->arena, p->type, p->low)),
               STR_ARG(cell_text(ck->program, ck->arena, p->type, p->high)));
    return false;
}

static bool
param_range(const struct context *cx, const struct param_decl *decl, struct param *p,
            const struct field_mark *mark)
{
    if (!model_is_ordered(cx->ck, p->type)) {
        struct diag *d =
            diag_add(cx->ck->sink, E3502, mark->span, "a range has no meaning for " STR_FMT,
                     STR_ARG(words_type(cx, p->type)));
        diag_help(cx->ck->sink, d, "leave `within` out");
        return false;
    }
    if (!model_range(cx->ck, cx->unit, &mark->range, p->type, &p->low, &p->high))
        return false;
    p->has_range = true;
    return value_in_range(cx, decl, p, mark);
}

static bool
param_stricter(const struct context *cx, struct param *p, const struct field_mark *mark)
{
    struct str word = sym_str(cx->ck->syms, mark->name.sym);

    if (!model_is_ordered(cx->ck, p->type) || card_is_set(p->type.card)) {
        struct diag *d =
            diag_add(cx->ck->sink, E3502, mark->span, "no direction is stricter for " STR_FMT,
                     STR_ARG(words_type(cx, p->type)));
        diag_help(cx->ck->sink, d, "leave `stricter` out");
        return false;
    }
    if (str_is(word, "lower") || str_is(word, "higher")) {
        p->stricter = str_is(word, "lower") ? -1 : 1;
        return true;
    }
    struct diag *d = diag_add(cx->ck->sink, E5266, mark->name.span,
                              "`stricter` is followed by `lower` or `higher`, not by `" STR_FMT "`",
                              STR_ARG(word));
    diag_help(cx->ck->sink, d, "say which way the parameter makes its rules demand more");
    return false;
}

param_id
param_check(const struct context *cx, const struct param_decl *decl, struct sym rule,
            struct str docs)
{
    struct checker *ck = cx->ck;
    struct param p = {.pack = cx->unit->pack,
                      .name = decl->param.name.sym,
                      .rule = rule,
                      .span = decl->param.name.span,
                      .docs = docs};

    p.type = model_type(ck, cx->unit, &decl->param.type);
    if (p.type.card == CARD_OPTIONAL)
        p.type.card = CARD_ONE; /* a parameter always has a value */
    bool ok = p.type.kind != TYPE_ERROR && param_value(cx, decl, &p);
    model_marks_once(ck, decl->marks.at, decl->marks.len);
    for (uint32_t i = 0; ok && i < decl->marks.len; i++) {
        const struct field_mark *m = &decl->marks.at[i];
        if (m->kind == MARK_WITHIN)
            ok = param_range(cx, decl, &p, m);
        else if (m->kind == MARK_STRICTER)
            ok = param_stricter(cx, &p, m);
    }
    if (!ok) {
        cx->body->broken = true;
        p.type = TYPE(TYPE_ERROR);
    }
    vec_push(ck->arena, &ck->program->params, p);
    return ck->program->params.len - 1;
}

void
params_check(struct checker *ck)
{
    for (uint32_t i = 0; i < ck->input->unit_count; i++) {
        const struct unit *unit = &ck->input->units[i];
        for (uint32_t j = 0; j < unit->ast->items.len; j++) {
            const struct item *item = unit->ast->items.at[j];
            struct def *def = item->kind == ITEM_PARAM && !item->broken ? names_of(ck, item) : NULL;
            struct body body = {0};
            struct context cx = {.ck = ck, .unit = unit, .body = &body};
            if (!def)
                continue;
            def->id = param_check(&cx, &item->param, SYM_NONE, item->docs);
            def->broken = body.broken;
            if (str_is(unit->pack, "onus") && !def->broken &&
                str_is(sym_str(ck->syms, item->param.param.name.sym), "placeholder_words"))
                ck->program->placeholder_words = def->id;
        }
    }
}

/* ---- definitions: signatures ---- */

void
function_name_refuse(struct checker *ck, struct def *def, struct name name)
{
    struct str word = sym_str(ck->syms, name.sym);

    if (!is_function_name(word))
        return;
    struct diag *d = diag_add(ck->sink, E7216, name.span,
                              "`" STR_FMT "` is a function of the language", STR_ARG(word));
    diag_help(ck->sink, d, "give the definition a name of its own");
    def->broken = true;
}

/* What definitions and measures have in common. */
struct declared {
    struct name name;
    const struct parameter *params;
    uint32_t param_count;
    const struct type_expr *result; /* NULL: a condition */
    const struct text *reads;
    const struct expr *body;
};

static struct declared
declared(const struct item *item)
{
    if (item->kind == ITEM_MEASURE) {
        const struct measure_decl *m = &item->measure;
        return (struct declared){m->name, &m->param, 1, &m->result, m->reads, m->body};
    }
    const struct define_decl *d = &item->define;
    return (struct declared){d->name, d->params.at, d->params.len, d->result, d->reads, d->body};
}

static void
signature(struct checker *ck, const struct unit *unit, const struct item *item, struct def *def)
{
    struct declared decl = declared(item);
    struct define d = {.pack = unit->pack,
                       .name = decl.name.sym,
                       .param_count = decl.param_count,
                       .meets = NO_ID,
                       .is_measure = item->kind == ITEM_MEASURE,
                       .span = decl.name.span,
                       .docs = item->docs};

    d.slots = arena_array(ck->arena, struct slot, decl.param_count + 1);
    for (uint32_t i = 0; i < decl.param_count; i++) {
        const struct parameter *p = &decl.params[i];
        struct type t = model_type(ck, unit, &p->type);
        d.slots[i] = (struct slot){p->name.sym, t, p->name.span};
        if (t.kind == TYPE_ERROR)
            def->broken = true;
    }
    d.result = decl.result ? model_type(ck, unit, decl.result) : TYPE(TYPE_BOOL);
    if (d.result.kind == TYPE_ERROR)
        def->broken = true;
    function_name_refuse(ck, def, decl.name);
    if (d.is_measure && !def->broken)
        def->broken = !measure_signature(ck, unit, &item->measure, &d);
    def->id = ck->program->defines.len;
    vec_push(ck->arena, &ck->program->defines, d);
    vec_push(ck->arena, &ck->define_items, item);
    vec_push(ck->arena, &ck->define_units, unit);
}

/* ---- definitions: bodies ---- */

static void
define_scope(struct context *cx, const struct define *d)
{
    for (uint32_t i = 0; i < d->param_count; i++) {
        struct name name = {d->slots[i].name, d->slots[i].span};
        bind(cx, name, d->slots[i].type);
    }
}

static struct ir *
define_body(const struct context *cx, const struct expr *body, struct type result)
{
    if (result.kind == TYPE_BOOL && result.card == CARD_ONE)
        return expr_condition(cx, body);
    return expr_value(cx, body, result);
}

static void
define_check(struct checker *ck, define_id id)
{
    struct declared decl = declared(ck->define_items.at[id]);
    struct define d = ck->program->defines.at[id];
    struct def *def = names_of(ck, ck->define_items.at[id]);
    struct body body = {0};
    struct context cx = {.ck = ck, .unit = ck->define_units.at[id], .body = &body};

    define_scope(&cx, &d);
    d.body = define_body(&cx, decl.body, d.result);
    if (decl.reads)
        d.reads = template_check(&cx, decl.reads);
    warn_unused(&cx, 0, d.param_count, "the parameter");
    if (body.broken || def->broken) {
        def->broken = true;
        d.body = ir_const(&cx, decl.name.span, d.result, 0);
        d.reads = NULL;
    }
    d.slots = body.slots.at;
    d.slot_count = body.slots.len;
    ck->program->defines.at[id] = d;
}

void
defines_check(struct checker *ck)
{
    for (uint32_t i = 0; i < ck->input->unit_count; i++) {
        const struct unit *unit = &ck->input->units[i];
        for (uint32_t j = 0; j < unit->ast->items.len; j++) {
            const struct item *item = unit->ast->items.at[j];
            bool is_one = item->kind == ITEM_DEFINE || item->kind == ITEM_MEASURE ||
                          item->kind == ITEM_CRITERION;
            struct def *def = is_one && !item->broken ? names_of(ck, item) : NULL;
            if (def && item->kind == ITEM_CRITERION)
                criterion_signature(ck, unit, item, def);
            else if (def)
                signature(ck, unit, item, def);
        }
    }
    for (define_id id = 0; id < ck->program->defines.len; id++) {
        if (ck->define_items.at[id]->kind == ITEM_CRITERION)
            criterion_check(ck, id);
        else
            define_check(ck, id);
    }
}

/* ---- what nobody uses ---- */

static bool
is_used(const bool *used, uint32_t count, uint32_t id)
{
    return id < count && used[id];
}

/* Others may use what a pack offers; what is private, or in the case's own rules, is used here or nowhere. */
static void
warn_unused_item(struct checker *ck, const struct unit *unit, const struct item *item)
{
    const struct def *def = names_of(ck, item);
    bool is_param = item->kind == ITEM_PARAM;
    struct name name = is_param ? item->param.param.name : declared(item).name;

    if (!def || def->broken || (unit->pack.len && !item->is_private))
        return;
    if (is_param ? is_used(ck->params_used.at, ck->params_used.len, def->id)
                 : is_used(ck->defines_used.at, ck->defines_used.len, def->id))
        return;
    struct diag *d = diag_add(ck->sink, W5082, name.span, "nothing uses the %s `" STR_FMT "`",
                              is_param                     ? "parameter"
                              : item->kind == ITEM_MEASURE ? "measure"
                                                           : "definition",
                              STR_ARG(sym_str(ck->syms, name.sym)));
    diag_help(ck->sink, d, "leave it out, or use it");
}

void
unused_check(struct checker *ck)
{
    if (ck->sink->error_count)
        return; /* what seems unused may be used by what did not check */
    for (uint32_t i = 0; i < ck->input->unit_count; i++) {
        const struct unit *unit = &ck->input->units[i];
        for (uint32_t j = 0; j < unit->ast->items.len; j++) {
            const struct item *item = unit->ast->items.at[j];
            bool is_one =
                item->kind == ITEM_PARAM || item->kind == ITEM_DEFINE || item->kind == ITEM_MEASURE;
            if (is_one && !item->broken)
                warn_unused_item(ck, unit, item);
        }
    }
    patterns_unused(ck);
}
