/* Tailoring, each line by itself: which pack, which rule or parameter, why, and until when. */
#include "lang/check_tailor.h"

bool
tailor_is_active(const struct tailor_line *line)
{
    return !line->broken && !line->is_expired && !line->is_overridden;
}

bool
tailor_applies(const struct checker *ck, const struct tailor_line *line)
{
    return tailor_is_active(line) && !ck->input->is_untailored;
}

struct context
tailor_context(struct checker *ck, const struct tailor_line *line, struct body *body)
{
    return (struct context){.ck = ck, .unit = line->unit, .body = body, .rule_code = line->code};
}

static bool
is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

struct str
tailor_words(const struct checker *ck, struct span at)
{
    struct str text = source_text(ck->sink->sources, at);
    struct text_buf out = {.arena = ck->arena};

    for (size_t i = 0; i < text.len; i++)
        if (!is_space(text.at[i]))
            text_add_char(&out, text.at[i]);
        else if (out.len && out.at[out.len - 1] != ' ')
            text_add_char(&out, ' ');
    return text_str(&out);
}

struct str
tailor_pack(const struct checker *ck, struct str pack)
{
    char *at = arena_array(ck->arena, char, pack.len + 1);

    if (!pack.len)
        return STR("the case's own rules");
    for (size_t i = 0; i < pack.len; i++)
        at[i] = pack.at[i] == '-' ? '_' : pack.at[i];
    return (struct str){at, pack.len};
}

struct span
tailor_place(const struct item *item)
{
    switch (item->kind) {
    case ITEM_ENUM:
    case ITEM_SCALE: return item->enumeration.name.span;
    case ITEM_DEFINE: return item->define.name.span;
    case ITEM_MATRIX:
    case ITEM_TABLE: return item->table.name.span;
    case ITEM_RULE: return item->rule.code.span;
    case ITEM_CRITERION: return item->rule.name.span;
    case ITEM_PARAM: return item->param.param.name.span;
    default: return item->keyword;
    }
}

const clause_vec *
tailor_clauses(const struct item *item)
{
    return &item->rule.clauses;
}

const struct clause *
tailor_clause(const struct item *item, enum clause_kind kind)
{
    const clause_vec *clauses = tailor_clauses(item);

    for (uint32_t i = 0; i < clauses->len; i++)
        if (clauses->at[i].kind == kind)
            return &clauses->at[i];
    return NULL;
}

/* The line is wrong, and this says so. */
#define REFUSE(ck, line, ...) ((line)->broken = true, diag_add((ck)->sink, __VA_ARGS__))

static void
propose(struct checker *ck, struct diag *d, struct span at, const struct suggestion *s)
{
    if (!s->best.len)
        return;
    diag_help(ck->sink, d, "did you mean `" STR_FMT "`?", STR_ARG(s->best));
    diag_fix(ck->sink, d, at, s->best);
}

/* ---- the rule ---- */

static struct name
code_of(const struct item *item)
{
    return item->rule.code;
}

static bool
was_called(const struct item *item, struct sym code)
{
    if (item->kind != ITEM_RULE && item->kind != ITEM_CRITERION && item->kind != ITEM_APPLY)
        return false;
    const clause_vec *clauses = tailor_clauses(item);
    for (uint32_t i = 0; i < clauses->len; i++) {
        const struct clause *c = &clauses->at[i];
        for (uint32_t k = 0; c->kind == CLAUSE_FORMERLY && k < c->codes.len; k++)
            if (sym_eq(c->codes.at[k].sym, code))
                return true;
    }
    return false;
}

/* The rule that had this code once, with a note that it has another one now. */
static const struct def *
formerly(struct checker *ck, struct name code)
{
    for (uint32_t i = 0; i < ck->input->unit_count; i++) {
        const struct ast *ast = ck->input->units[i].ast;
        for (uint32_t k = 0; k < ast->items.len; k++) {
            const struct item *item = ast->items.at[k];
            const struct def *def =
                was_called(item, code.sym) ? names_code(ck, code_of(item), true) : NULL;
            if (!def || def->item != item)
                continue;
            struct str now = sym_str(ck->syms, code_of(item).sym);
            struct diag *d =
                diag_add(ck->sink, W4163, code.span, STR_FMT " is called " STR_FMT " today",
                         STR_ARG(sym_str(ck->syms, code.sym)), STR_ARG(now));
            diag_label(ck->sink, d, code_of(item).span, "this rule took it over");
            diag_fix(ck->sink, d, code.span, now);
            return def;
        }
    }
    return NULL;
}

static void
refuse_elsewhere(struct checker *ck, struct tailor_line *line, const struct def *def,
                 struct span at, struct str what)
{
    struct str other = tailor_pack(ck, def->unit->pack);
    struct diag *d = diag_add(
        ck->sink, E4817, at, STR_FMT " belongs to %s" STR_FMT ", not to " STR_FMT, STR_ARG(what),
        def->unit->pack.len ? "pack " : "", STR_ARG(other), STR_ARG(tailor_pack(ck, line->of)));
    line->broken = true;
    if (def->unit->pack.len)
        diag_help(ck->sink, d, "move this line into `tailor " STR_FMT " { … }`", STR_ARG(other));
    else
        diag_help(ck->sink, d, "what is the case's own needs no tailoring: change it where it is");
}

static void
refuse_final(struct checker *ck, struct tailor_line *line, const struct item *item,
             const char *verb)
{
    const struct clause *final = tailor_clause(item, CLAUSE_FINAL);

    if (!final)
        return;
    line->broken = true;
    struct diag *d = diag_add(ck->sink, E7394, line->at, STR_FMT " is final: it cannot be %s",
                              STR_ARG(sym_str(ck->syms, line->code)), verb);
    diag_label(ck->sink, d, final->span, "its pack says so here");
    diag_help(ck->sink, d,
              "what is final can only be made stricter; a waiver for single findings names who "
              "accepts them");
}

static void
find_rule(struct checker *ck, struct tailor_line *line, struct name code)
{
    const struct def *def = names_code(ck, code, true);

    line->at = code.span;
    line->written = sym_str(ck->syms, code.sym);
    if (!def)
        def = formerly(ck, code);
    if (!def) {
        names_code(ck, code, false);
        line->broken = true;
        return;
    }
    line->target = def;
    line->code = code_of(def->item).sym;
    if (!pack_same(def->unit->pack, line->of))
        refuse_elsewhere(ck, line, def, code.span, line->written);
}

/* ---- the parameter ---- */

static void
refuse_param_of_rule(struct checker *ck, struct tailor_line *line, struct name name)
{
    struct suggestion s = {.scratch = ck->arena, .given = sym_str(ck->syms, name.sym)};
    const struct def *of_pack = names_in_pack(ck, line->of, name.sym);
    const clause_vec *clauses = tailor_clauses(line->target->item);
    struct diag *d =
        diag_add(ck->sink, E1873, name.span, STR_FMT " has no parameter called `" STR_FMT "`",
                 STR_ARG(sym_str(ck->syms, line->code)), STR_ARG(s.given));

    line->broken = true;
    for (uint32_t i = 0; i < clauses->len; i++)
        if (clauses->at[i].kind == CLAUSE_PARAM && clauses->at[i].param)
            suggest(&s, sym_str(ck->syms, clauses->at[i].param->param.name.sym));
    if (of_pack && of_pack->kind == DEF_PARAM)
        diag_help(ck->sink, d, "it is a parameter of the whole pack: write `set " STR_FMT " = …`",
                  STR_ARG(s.given));
    else
        propose(ck, d, name.span, &s);
}

static void
find_param_of_rule(struct checker *ck, struct tailor_line *line, struct name name)
{
    const clause_vec *clauses = tailor_clauses(line->target->item);

    for (uint32_t i = 0; i < clauses->len; i++) {
        const struct clause *c = &clauses->at[i];
        if (c->kind == CLAUSE_PARAM && c->param && sym_eq(c->param->param.name.sym, name.sym))
            line->param = c->param;
    }
    if (!line->param)
        refuse_param_of_rule(ck, line, name);
}

/* An item of the tailored pack by its name; NULL: reported. `name` may have the pack before it. */
static const struct def *
find_item(struct checker *ck, struct tailor_line *line, struct name pack, struct name name,
          unsigned kinds, const char *what)
{
    struct suggestion s = {.scratch = ck->arena, .given = sym_str(ck->syms, name.sym)};
    struct str called;

    if (pack.sym.v && (!names_pack_called(ck, pack.sym, &called) || !pack_same(called, line->of))) {
        struct diag *d = REFUSE(ck, line, E4817, pack.span,
                                "only what belongs to " STR_FMT " can be changed here",
                                STR_ARG(tailor_pack(ck, line->of)));
        diag_help(ck->sink, d, "inside `tailor " STR_FMT "`, name it without a pack before it",
                  STR_ARG(tailor_pack(ck, line->of)));
        return NULL;
    }
    const struct def *def = names_in_pack(ck, line->of, name.sym);
    if (!def || def->item->is_private) {
        line->broken = true;
        struct diag *d =
            diag_add(ck->sink, E1873, name.span, "pack " STR_FMT " has no %s called `" STR_FMT "`",
                     STR_ARG(tailor_pack(ck, line->of)), what, STR_ARG(s.given));
        if (def)
            diag_label(ck->sink, d, tailor_place(def->item), "this one is private");
        names_offer_pack(ck, line->of, kinds, &s);
        propose(ck, d, name.span, &s);
        return NULL;
    }
    return def;
}

/* `name` or `pack.name`; NULL: reported. */
static const struct name *
last_part(struct checker *ck, struct tailor_line *line, const struct dotted *path,
          struct name *pack)
{
    *pack = path->parts.len > 1 ? path->parts.at[0] : (struct name){.sym = SYM_NONE};
    if (path->parts.len <= 2)
        return path->parts.len ? &vec_last(&path->parts) : NULL;
    REFUSE(ck, line, E1873, path->span, "`" STR_FMT "` has more parts than a pack and a name",
           STR_ARG(tailor_words(ck, path->span)));
    return NULL;
}

static void
find_param_of_pack(struct checker *ck, struct tailor_line *line)
{
    struct name pack;
    const struct name *name = last_part(ck, line, &line->ast->target, &pack);

    line->at = line->ast->target.span;
    line->written = tailor_words(ck, line->at);
    const struct def *def =
        name ? find_item(ck, line, pack, *name, 1u << DEF_PARAM, "parameter") : NULL;
    if (!def) {
        line->broken = true;
        return;
    }
    if (def->kind != DEF_PARAM) {
        struct diag *d = REFUSE(ck, line, E1873, name->span, "`" STR_FMT "` is no parameter",
                                STR_ARG(sym_str(ck->syms, name->sym)));
        diag_help(
            ck->sink, d,
            "`set` gives a parameter another value; other items are replaced: `replace " STR_FMT
            " with …`",
            STR_ARG(sym_str(ck->syms, name->sym)));
        return;
    }
    line->target = def;
    line->param = &def->item->param;
}

static void
find_set(struct checker *ck, struct tailor_line *line)
{
    const struct deviation *d = line->ast;

    if (!d->code.sym.v) {
        find_param_of_pack(ck, line);
        return;
    }
    find_rule(ck, line, d->code);
    if (d->target.parts.len != 1) {
        line->broken = true;
        return;
    }
    line->at = span_join(d->code.span, d->target.span);
    line->written = tailor_words(ck, line->at);
    if (!line->broken)
        find_param_of_rule(ck, line, d->target.parts.at[0]);
}

/* ---- what is replaced ---- */

static bool
can_be_replaced(const struct item *item)
{
    switch (item->kind) {
    case ITEM_SCALE:
    case ITEM_DEFINE:
    case ITEM_MATRIX:
    case ITEM_TABLE:
    case ITEM_CRITERION: return true;
    default: return false;
    }
}

static void
check_replaceable(struct checker *ck, struct tailor_line *line)
{
    const struct item *item = line->target->item;
    struct diag *d;

    if (!can_be_replaced(item)) {
        d = REFUSE(ck, line, E9068, line->at, "`" STR_FMT "` is nothing that can be replaced",
                   STR_ARG(line->written));
        diag_label(ck->sink, d, tailor_place(item), "declared here");
        diag_help(ck->sink, d,
                  "definitions, matrices, tables, criteria and scales can be replaced, where their "
                  "pack marks them `replaceable`");
        return;
    }
    if (item->is_replaceable)
        return;
    d = REFUSE(ck, line, E9068, line->at, "its pack does not let `" STR_FMT "` be replaced",
               STR_ARG(line->written));
    diag_label(ck->sink, d, tailor_place(item), "declared here, without `replaceable`");
    diag_help(
        ck->sink, d,
        "set a parameter it uses, exempt subjects of the rules that use it, or ask the pack's "
        "authors to mark it `replaceable`");
}

static void
find_replacement(struct checker *ck, struct tailor_line *line)
{
    const struct deviation *d = line->ast;
    struct name pack = d->with_type.pack, name = d->with_type.name;

    if (!name.sym.v) {
        const struct name *last = last_part(ck, line, &d->with, &pack);
        if (!last)
            return;
        name = *last;
    }
    line->with = names_find(ck, line->unit, &pack, name, "replacement", false);
    if (!line->with)
        line->broken = true;
    else if (line->with == line->target)
        REFUSE(ck, line, E8312, name.span, "`" STR_FMT "` would replace itself",
               STR_ARG(line->written));
}

static void
find_replaced(struct checker *ck, struct tailor_line *line)
{
    const struct deviation *d = line->ast;
    struct name pack = d->target_type.pack;
    const struct name *name = &d->target_type.name;

    line->at = d->target_type.name.sym.v ? d->target_type.span : d->target.span;
    line->written = tailor_words(ck, line->at);
    if (!name->sym.v)
        name = last_part(ck, line, &d->target, &pack);
    if (name && name->sym.v)
        line->target = find_item(ck, line, pack, *name, ~0u, "item");
    if (!line->target) {
        line->broken = true;
        return;
    }
    if (line->target->item->kind == ITEM_CRITERION)
        line->code = line->target->item->rule.code.sym;
    check_replaceable(ck, line);
    if (!line->broken)
        find_replacement(ck, line);
}

static void
find_target(struct checker *ck, struct tailor_line *line)
{
    switch (line->ast->kind) {
    case DEVIATION_SET: find_set(ck, line); break;
    case DEVIATION_SEVERITY:
    case DEVIATION_EXEMPT:
    case DEVIATION_DISABLE: find_rule(ck, line, line->ast->code); break;
    case DEVIATION_REPLACE: find_replaced(ck, line); break;
    }
    if (!line->target || line->broken)
        return;
    if (line->ast->kind == DEVIATION_EXEMPT)
        refuse_final(ck, line, line->target->item, "exempted from");
    else if (line->ast->kind == DEVIATION_DISABLE)
        refuse_final(ck, line, line->target->item, "disabled");
    else if (line->ast->kind == DEVIATION_REPLACE && line->code.v)
        refuse_final(ck, line, line->target->item, "replaced");
}

/* ---- why, and until when ---- */

static void
check_reason(struct checker *ck, struct tailor_line *line)
{
    const struct deviation *d = line->ast;

    if (d->by && !text_constant(ck, d->by, &line->by))
        line->broken = true;
    if (!d->because || !text_constant(ck, d->because, &line->because))
        line->broken = true;
}

static void
warn_before_start(struct checker *ck, const struct tailor_line *line)
{
    const struct clause *c =
        line->code.v && line->target ? tailor_clause(line->target->item, CLAUSE_EFFECTIVE) : NULL;
    int32_t start;

    if (!c || !date_parse(c->date, &start) || line->until >= start)
        return;
    struct diag *d =
        diag_add(ck->sink, W8590, line->ast->until_span,
                 "this ends on " STR_FMT ", before " STR_FMT " begins to count in full",
                 STR_ARG(line->ast->until), STR_ARG(sym_str(ck->syms, line->code)));
    diag_label(ck->sink, d, c->span, "the rule is effective from this day on");
    diag_help(ck->sink, d, "choose a later day, or leave the line out");
}

static void
warn_expired(struct checker *ck, const struct tailor_line *line)
{
    struct diag *d =
        diag_add(ck->sink, W6325, line->ast->until_span,
                 "this tailoring of " STR_FMT " ended on " STR_FMT " and has no effect any more",
                 STR_ARG(line->written), STR_ARG(line->ast->until));

    diag_help(ck->sink, d,
              "leave the line out, or decide anew: a later `until`, and a reason that still holds");
}

static void
check_until(struct checker *ck, struct tailor_line *line)
{
    const struct deviation *d = line->ast;

    if (!d->until.len)
        return;
    if (!date_parse(d->until, &line->until)) {
        struct diag *m =
            REFUSE(ck, line, E3968, d->until_span, "there is no such day in the calendar");
        diag_help(ck->sink, m, "a date is written year-month-day: 2026-02-28");
        return;
    }
    line->has_until = true;
    line->is_expired = line->until < ck->input->as_of;
    if (line->broken)
        return;
    if (line->is_expired)
        warn_expired(ck, line);
    else
        warn_before_start(ck, line);
}

/* ---- the pack ---- */

static void
refuse_pack(struct checker *ck, struct name name)
{
    struct suggestion s = {.scratch = ck->arena, .given = sym_str(ck->syms, name.sym)};
    struct diag *d =
        diag_add(ck->sink, E3127, name.span, "there is no pack `" STR_FMT "`", STR_ARG(s.given));

    names_offer_packs(ck, &s);
    diag_help(ck->sink, d, "packs come from `packs:` in onus.yaml and from what those require");
    propose(ck, d, name.span, &s);
}

static bool
find_pack(struct checker *ck, const struct unit *unit, const struct dotted *path, struct str *of)
{
    struct diag *d;

    if (path->parts.len == 0)
        return false;
    if (path->parts.len > 1) {
        d = diag_add(ck->sink, E3127, path->span, "`tailor` names a pack, not one of its files");
        diag_help(ck->sink, d, "write `tailor " STR_FMT " { … }`",
                  STR_ARG(sym_str(ck->syms, path->parts.at[0].sym)));
        return false;
    }
    if (!names_pack_called(ck, path->parts.at[0].sym, of)) {
        refuse_pack(ck, path->parts.at[0]);
        return false;
    }
    if (pack_same(*of, unit->pack)) {
        d = diag_add(ck->sink, E2385, path->span, "a pack does not tailor itself");
        diag_help(ck->sink, d, "change the rule or the parameter where it is declared");
        return false;
    }
    if (pack_may_use(ck, unit->pack, *of))
        return true;
    d = diag_add(ck->sink, E6138, path->span,
                 "pack " STR_FMT " tailors " STR_FMT ", which it does not require",
                 STR_ARG(tailor_pack(ck, unit->pack)), STR_ARG(tailor_pack(ck, *of)));
    diag_help(ck->sink, d, "add `" STR_FMT "` to `requires` in its pack.yaml", STR_ARG(*of));
    return false;
}

static void
collect(struct checker *ck, const struct unit *unit, const struct item *item)
{
    struct str of;

    if (!find_pack(ck, unit, &item->tailor.pack, &of))
        return;
    for (uint32_t i = 0; i < item->tailor.deviations.len; i++) {
        struct tailor_line line = {
            .unit = unit, .of = of, .ast = &item->tailor.deviations.at[i], .severity = -1};
        find_target(ck, &line);
        check_reason(ck, &line);
        check_until(ck, &line);
        vec_push(ck->arena, &ck->tailoring->lines, line);
    }
}

void
tailoring_collect(struct checker *ck)
{
    ck->tailoring = arena_new(ck->arena, struct tailoring);
    for (uint32_t i = 0; i < ck->input->unit_count; i++) {
        const struct unit *unit = &ck->input->units[i];
        for (uint32_t k = 0; k < unit->ast->items.len; k++)
            if (unit->ast->items.at[k]->kind == ITEM_TAILOR)
                collect(ck, unit, unit->ast->items.at[k]);
    }
    tailor_layers(ck);
}
