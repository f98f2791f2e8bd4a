#include "lang/check_expr.h"

/* view: what tools may draw, tabulate and seal (language.md §3.2). */

enum view_takes {
    TAKES_FIELD,
    TAKES_FIELDS,
    TAKES_FLAG,
    TAKES_SHAPE,
    TAKES_TONE,
    TAKES_ARROW,
    TAKES_LETTERS,
    TAKES_JUDGE,
    TAKES_TABLE,
    TAKES_ARGUMENTS
};
enum view_of { OF_TYPE, OF_CHAINS, OF_MATRIX };

struct view_word_row {
    const char *word;
    enum view_takes takes;
    unsigned kinds;
    enum view_of of;
    const char *example;
};

static const struct view_word_row view_rows[VIEW_WORD_COUNT] = {
#define VIEW_WORD(word, id, takes, kinds, of, example, doc)                                        \
    [VIEW_WORD_##id] = {word, TAKES_##takes, kinds, OF_##of, example},
#include "lang/view_words.def"
#undef VIEW_WORD
};

static const char *const view_shapes[] = {
#define VIEW_SHAPE(word, id) word,
#include "lang/view_words.def"
#undef VIEW_SHAPE
};

static const char *const view_tones[] = {
#define VIEW_TONE(word, id) word,
#include "lang/view_words.def"
#undef VIEW_TONE
};

static const char *const view_arrows[] = {
#define VIEW_ARROW(word, id) word,
#include "lang/view_words.def"
#undef VIEW_ARROW
};

/* Words to choose one of, and what they are called. */
struct view_choices {
    const char *what, *words;
    const char *const *at;
    uint32_t count;
};

static struct view_choices
choices_of(enum view_takes takes)
{
    switch (takes) {
    case TAKES_TONE: return (struct view_choices){"tone", "tones", view_tones, VIEW_TONE_COUNT};
    case TAKES_ARROW:
        return (struct view_choices){"arrow", "arrows", view_arrows, VIEW_ARROW_COUNT};
    default: return (struct view_choices){"shape", "shapes", view_shapes, VIEW_SHAPE_COUNT};
    }
}

/* One view while it is checked. */
struct view_check {
    struct context cx;
    enum view_of of;
    struct view *view;
    struct span given[VIEW_WORD_COUNT]; /* where each word stands first */
};

static const char *
of_words(enum view_of of)
{
    static const char *const words[] = {"the view of a type", "a view of chains",
                                        "a view of a matrix"};
    return words[of];
}

/* ---- words ---- */

static void
report_unknown(const struct view_check *v, const struct view_clause *c)
{
    struct checker *ck = v->cx.ck;
    struct suggestion near = {.scratch = ck->arena, .given = sym_str(ck->syms, c->word.sym)};
    struct text_buf all = {.arena = ck->arena};
    for (uint32_t i = 0; i < VIEW_WORD_COUNT; i++) {
        if (view_rows[i].of != v->of)
            continue;
        suggest(&near, str_from(view_rows[i].word));
        text_printf(&all, "%s`%s`", all.len ? ", " : "", view_rows[i].word);
    }
    struct diag *d = report(&v->cx, E4418, c->word.span, "%s has no word `" STR_FMT "`",
                            of_words(v->of), STR_ARG(near.given));
    if (near.best.len) {
        diag_help(ck->sink, d, "did you mean `" STR_FMT "`?", STR_ARG(near.best));
        diag_fix(ck->sink, d, c->word.span, near.best);
    } else if (all.len) {
        diag_help(ck->sink, d, "its words are " STR_FMT, STR_ARG(text_str(&all)));
    } else {
        diag_help(ck->sink, d, "it holds chains only, like `Type -> field -> field`");
    }
}

/* The word of a clause, if this kind of view has it and has not had it yet; else reported, and false. */
static bool
word_find(struct view_check *v, const struct view_clause *c, enum view_word *word)
{
    struct checker *ck = v->cx.ck;
    struct str given = sym_str(ck->syms, c->word.sym);
    uint32_t i = 0;
    while (i < VIEW_WORD_COUNT && !str_is(given, view_rows[i].word))
        i++;
    if (i < VIEW_WORD_COUNT && view_rows[i].of != v->of) {
        struct diag *d = report(&v->cx, E4418, c->word.span, "`%s` is a word of %s, and this is %s",
                                view_rows[i].word, of_words(view_rows[i].of), of_words(v->of));
        diag_label(ck->sink, d, v->view->span, "what it is, is said here");
        diag_help(ck->sink, d,
                  view_rows[i].of == OF_TYPE
                      ? "the view of a type is called after it, like `view Threat { … }`"
                      : "put it into a view of its own, with a name in small letters");
        return false;
    }
    if (i == VIEW_WORD_COUNT) {
        report_unknown(v, c);
        return false;
    }
    *word = (enum view_word)i;
    if (span_is_none(v->given[i])) {
        v->given[i] = c->word.span;
        return true;
    }
    struct diag *d = report(&v->cx, E4583, c->word.span, "`%s` is said twice", view_rows[i].word);
    diag_label(ck->sink, d, v->given[i], "first here");
    diag_help(ck->sink, d, "keep one of the two");
    return false;
}

/* The words behind it are of another form than it takes. */
static void
report_form(const struct view_check *v, const struct view_clause *c, enum view_word word)
{
    static const char *const forms[] = {"one field",
                                        "fields, with commas between them",
                                        "one field or condition",
                                        "a shape",
                                        "a tone",
                                        "an arrow",
                                        "a short text in quotes",
                                        "the name of a definition or measure",
                                        "the name of a matrix",
                                        "values in parentheses"};
    const struct view_word_row *row = &view_rows[word];
    struct diag *d = report(&v->cx, E4502, c->span, "`%s` takes %s", row->word, forms[row->takes]);
    diag_help(v->cx.ck->sink, d, "write it like `%s`", row->example);
}

/* ---- fields ---- */

static void
report_field(const struct view_check *v, struct name name)
{
    struct checker *ck = v->cx.ck;
    union_id types = model_union(ck, &v->view->type, 1);
    struct suggestion near = {.scratch = ck->arena, .given = sym_str(ck->syms, name.sym)};
    model_offer_fields(ck, types, &near);
    struct diag *d =
        report(&v->cx, E4502, name.span, "`" STR_FMT "` has no field `" STR_FMT "`",
               NAME_ARG(&v->cx, ck->program->entities.at[v->view->type].name), STR_ARG(near.given));
    if (near.best.len) {
        diag_help(ck->sink, d, "did you mean `" STR_FMT "`?", STR_ARG(near.best));
        diag_fix(ck->sink, d, name.span, near.best);
    } else {
        diag_label(ck->sink, d, ck->program->entities.at[v->view->type].span, "declared here");
    }
}

static void
report_clash(const struct context *cx, const struct field_read *r, struct name name)
{
    struct checker *ck = cx->ck;
    const struct field *one = &ck->program->fields.at[r->clash[0]],
                       *other = &ck->program->fields.at[r->clash[1]];
    struct diag *d = report(cx, E7764, name.span, "two packs declare a field `" STR_FMT "` here",
                            NAME_ARG(cx, name.sym));
    diag_label(ck->sink, d, one->span, "declared here by pack `" STR_FMT "`", STR_ARG(one->pack));
    diag_label(ck->sink, d, other->span, "declared here by pack `" STR_FMT "`",
               STR_ARG(other->pack));
    diag_help(ck->sink, d, "say whose is meant: `" STR_FMT "." STR_FMT "`", STR_ARG(one->pack),
              NAME_ARG(cx, name.sym));
}

static bool
field_fits(const struct field_read *r, enum view_word word)
{
    const struct view_word_row *row = &view_rows[word];
    bool is_single = row->takes != TAKES_FIELDS && card_is_set(r->type.card);
    return r->unlike[0] == NO_ID && row->kinds & 1u << r->type.kind && !is_single;
}

static void
report_unfit(const struct view_check *v, const struct field_read *r, struct name name,
             enum view_word word)
{
    struct checker *ck = v->cx.ck;
    struct text_buf kinds = {.arena = ck->arena};
    for (unsigned k = 0; k < TYPE_ENTITY; k++)
        if (view_rows[word].kinds & 1u << k)
            text_printf(&kinds, "%s" STR_FMT, kinds.len ? " or " : "that holds one ",
                        STR_ARG(words_kind(&v->cx, TYPE((enum type_kind)k))));
    if (!kinds.len)
        text_add_c(&kinds, view_rows[word].takes == TAKES_FIELDS ? "that refers to entities"
                                                              : "that refers to one entity");
    const struct field *f = &ck->program->fields.at[r->alternatives.at[0].field];
    struct diag *d = report(&v->cx, E4502, name.span, "`%s` needs a field " STR_FMT,
                            view_rows[word].word, STR_ARG(text_str(&kinds)));
    diag_label(ck->sink, d, f->span, "this is " STR_FMT, STR_ARG(words_type(&v->cx, f->type)));
    diag_help(ck->sink, d, "name another field, or leave `%s` out", view_rows[word].word);
}

/* One field, or `pack.field`; false: reported, or silent about something that is broken. */
static bool
field_read(const struct view_check *v, const struct dotted *path, enum view_word word,
           struct field_read *out)
{
    struct checker *ck = v->cx.ck;
    uint32_t parts = path->parts.len;
    struct name name = path->parts.at[parts - 1];
    struct sym pack = parts == 2 ? path->parts.at[0].sym : SYM_NONE;
    if (parts > 2) {
        struct diag *d =
            report(&v->cx, E4502, path->span, "a view names fields, not ways over them");
        diag_help(ck->sink, d, "`%s` takes a field of the type itself", view_rows[word].word);
        return false;
    }
    *out = model_read(ck, v->cx.unit, model_union(ck, &v->view->type, 1), pack, name.sym);
    bool is_there = out->alternatives.len && !out->silent && out->type.kind != TYPE_ERROR;
    v->cx.body->broken |= !is_there;
    if (out->clash[0] != NO_ID)
        report_clash(&v->cx, out, name);
    else if (!out->alternatives.len && !out->silent)
        report_field(v, name);
    else if (is_there && field_fits(out, word))
        return true;
    else if (is_there)
        report_unfit(v, out, name, word);
    return false;
}

static void
fields_check(struct view_check *v, const struct view_clause *c, enum view_word word)
{
    struct arena *a = v->cx.ck->arena;
    struct view_use use = {.word = word, .span = c->span};
    VEC(struct field_alternative) all = {0};
    if (c->kind != VIEW_PATHS || (view_rows[word].takes != TAKES_FIELDS && c->paths.len != 1)) {
        report_form(v, c, word);
        return;
    }
    for (uint32_t i = 0; i < c->paths.len; i++) {
        struct field_read read;
        if (!field_read(v, &c->paths.at[i], word, &read))
            continue;
        for (uint32_t k = 0; k < read.alternatives.len; k++)
            vec_push(a, &all, read.alternatives.at[k]);
    }
    use.fields = all.at;
    use.field_count = all.len;
    if (all.len)
        vec_push(a, &v->view->uses, use);
}

static void
choice_check(struct view_check *v, const struct view_clause *c, enum view_word word)
{
    struct checker *ck = v->cx.ck;
    struct view_choices choices = choices_of(view_rows[word].takes);
    if (c->kind != VIEW_PATHS || c->paths.len != 1 || c->paths.at[0].parts.len != 1) {
        report_form(v, c, word);
        return;
    }
    struct name name = c->paths.at[0].parts.at[0];
    struct suggestion near = {.scratch = ck->arena, .given = sym_str(ck->syms, name.sym)};
    struct text_buf all = {.arena = ck->arena};
    for (uint32_t i = 0; i < choices.count; i++) {
        suggest(&near, str_from(choices.at[i]));
        text_printf(&all, "%s%s", i ? ", " : "", choices.at[i]);
        if (!str_is(near.given, choices.at[i]))
            continue;
        struct view_use use = {.word = word, .text = name.sym, .choice = i, .span = c->span};
        vec_push(ck->arena, &v->view->uses, use);
        return;
    }
    struct diag *d = report(&v->cx, E4502, name.span, "there is no %s `" STR_FMT "`", choices.what,
                            STR_ARG(near.given));
    diag_help(ck->sink, d, "%s are " STR_FMT, choices.words, STR_ARG(text_str(&all)));
    if (near.best.len)
        diag_fix(ck->sink, d, name.span, near.best);
}

/* Few letters, so that they have room beside any shape. */
static void
letters_check(struct view_check *v, const struct view_clause *c, enum view_word word)
{
    enum { LETTERS = 3 };
    struct checker *ck = v->cx.ck;
    bool is_plain = c->kind == VIEW_TEXT;
    for (uint32_t i = 0; is_plain && i < c->text->parts.len; i++)
        is_plain = !c->text->parts.at[i].expr;
    if (!is_plain) {
        report_form(v, c, word);
        return;
    }
    struct str text = text_plain(&v->cx, c->text);
    if (str_blank(text) || str_codepoints(text) > LETTERS) {
        struct diag *d = report(&v->cx, E4502, c->text->span, "`%s` takes one to %d letters",
                                view_rows[word].word, LETTERS);
        diag_help(ck->sink, d, "write it like `%s`", view_rows[word].example);
        return;
    }
    struct view_use use = {.word = word, .text = sym_intern(ck->syms, text), .span = c->span};
    vec_push(ck->arena, &v->view->uses, use);
}

/* ---- what judges ---- */

static void
report_judge(const struct view_check *v, struct name name, enum view_word word,
             const struct define *d, struct str what)
{
    struct checker *ck = v->cx.ck;
    struct diag *m =
        word == VIEW_WORD_VERDICT
            ? report(&v->cx, E4502, name.span, "`" STR_FMT "` cannot be a verdict: " STR_FMT,
                     NAME_ARG(&v->cx, name.sym), STR_ARG(what))
            : report(&v->cx, E4502, name.span, "`" STR_FMT "` does not say what is `%s`: " STR_FMT,
                     NAME_ARG(&v->cx, name.sym), view_rows[word].word, STR_ARG(what));
    diag_label(ck->sink, m, d->span, "defined here");
    diag_help(
        ck->sink, m, "%s",
        word == VIEW_WORD_VERDICT
            ? "a verdict takes one entity and is a condition, or one value of an enum or scale"
            : "name a condition that takes one entity, or a field that is true or false");
}

/* Whether the definition can be asked of every entity of the view's type, and what it says can be shown. */
static bool
judge_fits(const struct view_check *v, struct name name, enum view_word word,
           const struct define *d)
{
    const struct program *p = v->cx.ck->program;
    bool is_word =
        d->result.kind == TYPE_BOOL || (word == VIEW_WORD_VERDICT && d->result.kind == TYPE_ENUM);
    if (d->param_count != 1) {
        report_judge(v, name, word, d, STR("it does not take exactly one value"));
        return false;
    }
    struct type param = d->slots[0].type;
    if (param.kind == TYPE_ERROR || d->result.kind == TYPE_ERROR)
        return false;
    if (!is_word || card_is_set(d->result.card)) {
        report_judge(v, name, word, d,
                     str_printf(v->cx.ck->arena, "its result is " STR_FMT,
                                STR_ARG(words_type(&v->cx, d->result))));
        return false;
    }
    bool is_asked = false;
    for (uint32_t i = 0; param.kind == TYPE_ENTITY && i < p->unions.at[param.of].member_count; i++)
        is_asked |= entity_is(p, v->view->type, p->unions.at[param.of].members[i]);
    if (!is_asked || card_is_set(param.card))
        report_judge(v, name, word, d,
                     str_printf(v->cx.ck->arena, "it is asked of " STR_FMT ", not of each " STR_FMT,
                                STR_ARG(words_type(&v->cx, param)),
                                NAME_ARG(&v->cx, p->entities.at[v->view->type].name)));
    return is_asked && !card_is_set(param.card);
}

/* The definition asked of the entity that the view is of. */
static void
judge_add(struct view_check *v, const struct view_clause *c, enum view_word word, struct name name,
          define_id define)
{
    struct checker *ck = v->cx.ck;
    const struct define *d = &ck->program->defines.at[define];
    if (!judge_fits(v, name, word, d)) {
        v->cx.body->broken = true;
        return;
    }
    struct ir *of = ir_new(&v->cx, IR_VAR, name.span, type_entity(ck, v->view->type, CARD_ONE));
    of->slot = v->cx.body->slots.len ? 0 : body_slot(&v->cx, (struct name){0}, of->type);
    struct ir *call = ir_new(&v->cx, IR_CALL, name.span, d->result);
    call->call.define = define;
    vec_push(ck->arena, &call->call.args, of);
    MARK_USED(&v->cx, &ck->defines_used, define);
    struct view_use use = {.word = word, .verdict = call, .span = c->span};
    vec_push(ck->arena, &v->view->uses, use);
}

static void
judge_check(struct view_check *v, const struct view_clause *c, enum view_word word)
{
    struct checker *ck = v->cx.ck;
    const struct dotted *path = c->kind == VIEW_PATHS ? &c->paths.at[0] : NULL;
    if (!path || c->paths.len != 1 || path->parts.len > 2) {
        report_form(v, c, word);
        return;
    }
    struct name name = path->parts.at[path->parts.len - 1];
    const struct def *def =
        names_find(ck, v->cx.unit, path->parts.len == 2 ? &path->parts.at[0] : NULL, name,
                   "definition", false);
    v->cx.body->broken |= !def || def->broken;
    if (!def || def->broken)
        return;
    if (def->kind == DEF_DEFINE) {
        judge_add(v, c, word, name, def->id);
        return;
    }
    struct diag *d = report(&v->cx, E4502, name.span, "`" STR_FMT "` is no definition",
                            NAME_ARG(&v->cx, name.sym));
    diag_help(ck->sink, d, "`%s` names a `define` or a `measure`", view_rows[word].word);
}

/* A field of the type, else a condition by that name. What is neither is reported as a field that is not there. */
static void
flag_check(struct view_check *v, const struct view_clause *c, enum view_word word)
{
    struct checker *ck = v->cx.ck;
    const struct dotted *path = c->kind == VIEW_PATHS ? &c->paths.at[0] : NULL;
    const struct def *def = NULL;
    if (path && path->parts.len <= 2) {
        struct name name = path->parts.at[path->parts.len - 1];
        struct sym pack = path->parts.len == 2 ? path->parts.at[0].sym : SYM_NONE;
        struct field_read r =
            model_read(ck, v->cx.unit, model_union(ck, &v->view->type, 1), pack, name.sym);
        if (!r.alternatives.len && !r.silent)
            def = names_find(ck, v->cx.unit, path->parts.len == 2 ? &path->parts.at[0] : NULL, name,
                             "definition", true);
    }
    if (def && def->kind == DEF_DEFINE)
        judge_check(v, c, word);
    else
        fields_check(v, c, word);
}

/* ---- chains ---- */

static bool
hop_check(struct view_check *v, struct name name, union_id *types, struct view_hop *out)
{
    struct checker *ck = v->cx.ck;
    struct field_read r = model_read(ck, v->cx.unit, *types, SYM_NONE, name.sym);
    bool leads_on = r.alternatives.len && r.type.kind == TYPE_ENTITY;
    v->cx.body->broken |= !leads_on;
    if (leads_on) {
        *out = (struct view_hop){name.sym, r.alternatives.at, r.alternatives.len, r.type.of,
                                 name.span};
        *types = r.type.of;
        return true;
    }
    if (r.silent || (r.alternatives.len && r.type.kind == TYPE_ERROR))
        return false;
    if (r.clash[0] != NO_ID) {
        report_clash(&v->cx, &r, name);
        return false;
    }
    struct str from = words_kind(&v->cx, (struct type){TYPE_ENTITY, CARD_ONE, *types});
    struct suggestion near = {.scratch = ck->arena, .given = sym_str(ck->syms, name.sym)};
    model_offer_fields(ck, *types, &near);
    struct diag *d =
        r.alternatives.len
            ? report(&v->cx, E4502, name.span, "`" STR_FMT "` leads to no entities",
                     STR_ARG(near.given))
            : report(&v->cx, E4502, name.span, STR_FMT " has no field `" STR_FMT "` to go on by",
                     STR_ARG(from), STR_ARG(near.given));
    if (!r.alternatives.len && near.best.len) {
        diag_help(ck->sink, d, "did you mean `" STR_FMT "`?", STR_ARG(near.best));
        diag_fix(ck->sink, d, name.span, near.best);
    } else {
        diag_help(ck->sink, d, "each field of a chain refers to entities");
    }
    return false;
}

static void
chain_check(struct view_check *v, const struct view_clause *c)
{
    struct checker *ck = v->cx.ck;
    const struct def *def = names_type(ck, v->cx.unit, &c->chain_type);
    if (def && def->kind == DEF_ENUM)
        report(&v->cx, E4502, c->chain_type.span, "a chain begins with an entity type");
    v->cx.body->broken |= !def;
    if (!def || def->kind != DEF_ENTITY)
        return;
    struct view_chain chain = {.type = def->id, .span = c->span};
    union_id types = model_union(ck, &def->id, 1);
    chain.hops = arena_array(ck->arena, struct view_hop, c->chain.len);
    for (uint32_t i = 0; i < c->chain.len; i++, chain.hop_count++)
        if (!hop_check(v, c->chain.at[i], &types, &chain.hops[i]))
            return;
    vec_push(ck->arena, &v->view->chains, chain);
}

/* ---- a matrix ---- */

static void
matrix_check(struct view_check *v, const struct view_clause *c)
{
    struct checker *ck = v->cx.ck;
    const struct dotted *path = c->kind == VIEW_PATHS ? &c->paths.at[0] : NULL;
    if (!path || c->paths.len != 1 || path->parts.len > 2) {
        report_form(v, c, VIEW_WORD_MATRIX);
        return;
    }
    struct name name = path->parts.at[path->parts.len - 1];
    const struct def *def = names_find(
        ck, v->cx.unit, path->parts.len == 2 ? &path->parts.at[0] : NULL, name, "matrix", false);
    bool is_table = def && def->kind == DEF_TABLE && !def->broken;
    v->cx.body->broken |= !is_table;
    if (is_table && ck->program->tables.at[def->id].is_matrix) {
        v->view->matrix = def->id;
        return;
    }
    if (!def || def->broken)
        return;
    struct diag *d =
        report(&v->cx, E4502, name.span, "`" STR_FMT "` is no matrix", NAME_ARG(&v->cx, name.sym));
    diag_help(ck->sink, d, "a view draws a `matrix`, of two inputs and one result");
}

/* The inputs of the matrix, in its order. */
static void
inputs_check(struct view_check *v, const struct view_clause *c, enum view_word word, ir_vec *out)
{
    struct checker *ck = v->cx.ck;
    struct context cx = v->cx;
    cx.optionals_allowed = true;
    if (c->kind != VIEW_ARGUMENTS) {
        report_form(v, c, word);
        return;
    }
    if (v->view->matrix == NO_ID)
        return; /* reported: what its inputs are is not known */
    const struct lookup_table t = ck->program->tables.at[v->view->matrix];
    if (c->args.len != t.input_count) {
        struct diag *d =
            report(&cx, E4502, c->span, "`" STR_FMT "` takes %u values, and `%s` gives it %u",
                   NAME_ARG(&cx, t.name), (unsigned)t.input_count, view_rows[word].word,
                   (unsigned)c->args.len);
        diag_label(ck->sink, d, t.span, "declared here");
        return;
    }
    for (uint32_t i = 0; i < t.input_count; i++)
        vec_push(ck->arena, out, expr_value(&cx, c->args.at[i], t.inputs[i].type));
}

/* ---- what is missing ---- */

static void
report_lacking(const struct view_check *v, const char *what, const char *help)
{
    struct diag *d = report(&v->cx, E4646, v->view->span, "%s", what);
    diag_help(v->cx.ck->sink, d, "%s", help);
}

static void
matrix_whole(struct view_check *v)
{
    if (!v->view->each.len)
        report_lacking(v, "the view does not say what stands in the matrix",
                       "begin it with `for each x: Type`");
    if (span_is_none(v->given[VIEW_WORD_MATRIX]))
        report_lacking(v, "the view does not say which matrix it draws",
                       "add `matrix` and its name");
    if (span_is_none(v->given[VIEW_WORD_BEFORE]))
        report_lacking(v, "the view does not say where entities stand in the matrix",
                       "add `before (…)` with the inputs of the matrix");
}

/* A word that says nothing without another one, here or in the view of a type inherited from. */
static void
partner_check(struct checker *ck, const struct view *v, enum view_word word, enum view_word partner)
{
    for (uint32_t i = 0; i < v->uses.len; i++) {
        if (v->uses.at[i].word != word || program_view(ck->program, v->type, partner))
            continue;
        struct diag *d =
            diag_add(ck->sink, E4646, v->uses.at[i].span, "`%s` says nothing without `%s`",
                     view_rows[word].word, view_rows[partner].word);
        diag_help(ck->sink, d, "add `%s`, with the field that is meant", view_rows[partner].word);
    }
}

/* ---- views ---- */

/* What stands behind a word. */
static void
word_check(struct view_check *v, const struct view_clause *c, enum view_word word)
{
    switch (view_rows[word].takes) {
    case TAKES_SHAPE:
    case TAKES_TONE:
    case TAKES_ARROW: choice_check(v, c, word); break;
    case TAKES_LETTERS: letters_check(v, c, word); break;
    case TAKES_FLAG: flag_check(v, c, word); break;
    case TAKES_JUDGE: judge_check(v, c, word); break;
    case TAKES_TABLE: matrix_check(v, c); break;
    case TAKES_ARGUMENTS:
        inputs_check(v, c, word, word == VIEW_WORD_BEFORE ? &v->view->before : &v->view->after);
        break;
    case TAKES_FIELD:
    case TAKES_FIELDS: fields_check(v, c, word); break;
    }
}

static void
clause_check(struct view_check *v, const struct view_clause *c)
{
    enum view_word word;
    enum view_of of = c->kind == VIEW_CHAIN ? OF_CHAINS : OF_MATRIX;
    bool has_word = c->kind != VIEW_CHAIN && c->kind != VIEW_FOR_EACH;
    if (!has_word && v->of != of) {
        struct diag *d = report(&v->cx, E4418, c->span, "this belongs to %s, and this is %s",
                                of_words(of), of_words(v->of));
        diag_help(v->cx.ck->sink, d, "put it into a view of its own");
        return;
    }
    if (has_word && !word_find(v, c, &word))
        return;
    if (c->kind == VIEW_CHAIN)
        chain_check(v, c);
    else if (c->kind == VIEW_FOR_EACH)
        each_check(&v->cx, &c->each, &v->view->each);
    else
        word_check(v, c, word);
}

/* Of a view with a name, the first clause says what it is. */
static enum view_of
view_of(const struct view_decl *decl)
{
    if (decl->type.name.sym.v)
        return OF_TYPE;
    return decl->clauses.len && decl->clauses.at[0].kind == VIEW_CHAIN ? OF_CHAINS : OF_MATRIX;
}

static entity_id
type_of(const struct context *cx, const struct type_name *type)
{
    const struct def *def = names_type(cx->ck, cx->unit, type);
    cx->body->broken |= !def || def->broken;
    if (def && def->kind == DEF_ENTITY)
        return def->id;
    if (def)
        report(cx, E4502, type->span, "`" STR_FMT "` is no entity, so it has no view",
               NAME_ARG(cx, type->name.sym));
    return NO_ID;
}

static bool
same_view(const struct view *a, const struct view *b)
{
    return a->name.v ? sym_eq(a->name, b->name) && pack_same(a->pack, b->pack)
                     : a->type != NO_ID && a->type == b->type;
}

static void
report_second(const struct context *cx, const struct view *view, const struct view *first)
{
    struct checker *ck = cx->ck;
    struct sym name = view->name.v ? view->name : ck->program->entities.at[view->type].name;
    struct diag *d =
        report(cx, E4719, view->span, "there is a view `" STR_FMT "` already", NAME_ARG(cx, name));
    diag_label(ck->sink, d, first->span, "the first one");
    diag_help(ck->sink, d, "keep one of the two, with the words of both");
}

/* The second of two is left out. */
static bool
is_second(const struct context *cx, const struct view *view)
{
    const struct program *p = cx->ck->program;
    for (uint32_t i = 0; i < p->views.len; i++) {
        if (!same_view(&p->views.at[i], view))
            continue;
        report_second(cx, view, &p->views.at[i]);
        return true;
    }
    return false;
}

static void
view_check(struct checker *ck, const struct unit *unit, const struct item *item)
{
    const struct view_decl *decl = &item->view;
    struct body body = {.broken = item->broken};
    struct view view = {.pack = unit->pack,
                        .name = decl->name.sym,
                        .type = NO_ID,
                        .matrix = NO_ID,
                        .span = decl->name.sym.v ? decl->name.span : decl->type.span,
                        .docs = item->docs};
    struct view_check v = {
        .cx = {.ck = ck, .unit = unit, .body = &body}, .of = view_of(decl), .view = &view};
    if (v.of == OF_TYPE && (view.type = type_of(&v.cx, &decl->type)) == NO_ID)
        return;
    if (is_second(&v.cx, &view))
        return;
    for (uint32_t i = 0; i < decl->clauses.len; i++)
        clause_check(&v, &decl->clauses.at[i]);
    if (!decl->clauses.len && !body.broken)
        report_lacking(&v, "the view says nothing", "say what tools may know, like `label title`");
    else if (v.of == OF_MATRIX && !body.broken)
        matrix_whole(&v);
    view.slots = body.slots.at;
    view.slot_count = body.slots.len;
    if (!body.broken)
        vec_push(ck->arena, &ck->program->views, view);
}

void
views_check(struct checker *ck)
{
    for (uint32_t i = 0; i < ck->input->unit_count; i++) {
        const struct unit *unit = &ck->input->units[i];
        for (uint32_t j = 0; j < unit->ast->items.len; j++)
            if (unit->ast->items.at[j]->kind == ITEM_VIEW)
                view_check(ck, unit, unit->ast->items.at[j]);
    }
    for (uint32_t i = 0; i < ck->program->views.len; i++)
        partner_check(ck, &ck->program->views.at[i], VIEW_WORD_DIGEST, VIEW_WORD_FILE);
}
