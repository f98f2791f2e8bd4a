/* Calls: definitions, functions of the language, and forms that look like functions. */
#include "lang/check_expr.h"

#include <string.h>

/* ---- functions of the language ---- */

enum { BUILTIN_ARGS = 4 };

/* One overload of a function, read from its row in builtins.def. */
struct signature {
    struct type args[BUILTIN_ARGS];
    bool regex[BUILTIN_ARGS];
    uint32_t count;
    struct type result;
};

static const struct {
    const char *name, *signature;
} builtins[] = {
#define BUILTIN(name, id, signature, doc) {name, signature},
#include "lang/builtins.def"
#undef BUILTIN
};

static const char *const forms[] = {"digest", "file", "key", "place", "prose", "text"};

enum { FORM_COUNT = sizeof forms / sizeof forms[0] };

static int
find_builtin(struct str name)
{
    for (int i = 0; i < BUILTIN_COUNT; i++)
        if (str_is(name, builtins[i].name))
            return i;
    return -1;
}

static bool
is_form(struct str name)
{
    for (int i = 0; i < FORM_COUNT; i++)
        if (str_is(name, forms[i]))
            return true;
    return false;
}

static const struct {
    const char *name;
    enum type_kind kind;
} kind_names[] = {
    {"bool", TYPE_BOOL},         {"text", TYPE_TEXT},     {"int", TYPE_INT},
    {"decimal", TYPE_DECIMAL},   {"date", TYPE_DATE},     {"instant", TYPE_INSTANT},
    {"duration", TYPE_DURATION}, {"clock", TYPE_CLOCK},   {"version", TYPE_VERSION},
    {"path", TYPE_PATH},         {"digest", TYPE_DIGEST}, {"groups", TYPE_TEXT},
};

/* One type of a signature at *s, which moves behind it. */
static struct type
read_type(const char **s, bool *regex)
{
    struct type t = TYPE(TYPE_ERROR);
    size_t len = strspn(*s, "abcdefghijklmnopqrstuvwxyz");

    *regex = len == 5 && !memcmp(*s, "regex", 5);
    for (size_t i = 0; i < sizeof kind_names / sizeof kind_names[0]; i++)
        if (strlen(kind_names[i].name) == len && !memcmp(*s, kind_names[i].name, len))
            t.kind = kind_names[i].kind;
    *s += len;
    if (**s == '*' || **s == '?')
        t.card = *(*s)++ == '*' ? CARD_SET : CARD_OPTIONAL;
    return t;
}

/* The next overload of a row; false at its end. "(text, int) -> text? | …" */
static bool
read_signature(const char **s, struct signature *sig)
{
    bool regex;

    memset(sig, 0, sizeof *sig);
    *s += strspn(*s, " |");
    if (**s != '(')
        return false;
    ++*s;
    while (**s != ')' && sig->count < BUILTIN_ARGS) {
        sig->args[sig->count] = read_type(s, &sig->regex[sig->count]);
        sig->count++;
        *s += strspn(*s, ", ");
    }
    *s += strspn(*s, ") ->");
    sig->result = read_type(s, &regex);
    return true;
}

/* ---- choosing an overload ---- */

enum match { MATCH_NONE, MATCH_CONVERTED, MATCH_EXACT };

static enum match
match_arg(const struct context *cx, struct ir *arg, struct type want)
{
    if (card_is_set(want.card) != card_is_set(arg->type.card))
        return MATCH_NONE;
    if (arg->type.kind == want.kind)
        return MATCH_EXACT;
    return fit_kind(cx, arg, want) ? MATCH_CONVERTED : MATCH_NONE;
}

static enum match
match_all(const struct context *cx, const struct signature *sig, const ir_vec *args)
{
    enum match worst = MATCH_EXACT;

    if (sig->count != args->len)
        return MATCH_NONE;
    for (uint32_t i = 0; i < args->len; i++) {
        if (sig->regex[i])
            continue;
        enum match m = match_arg(cx, args->at[i], sig->args[i]);
        if (m < worst)
            worst = m;
    }
    return worst;
}

/* The best overload, the first one among equals. A node counts as a text before anything else. */
static enum match
choose(const struct context *cx, int builtin, const ir_vec *args, struct signature *best)
{
    enum match found = MATCH_NONE;
    const char *s = builtins[builtin].signature;
    struct signature sig;

    while (read_signature(&s, &sig)) {
        enum match m = match_all(cx, &sig, args);
        if (m > found) {
            found = m;
            *best = sig;
        }
    }
    return found;
}

static struct ir *
no_overload(const struct context *cx, const struct expr *e, int builtin, const ir_vec *args)
{
    struct diag_sink *sink = cx->ck->sink;
    struct str f = sym_str(cx->ck->syms, e->call.name.sym);
    const char *s = builtins[builtin].signature;
    struct signature sig;
    bool counted = false;

    while (read_signature(&s, &sig))
        counted = counted || sig.count == args->len;
    struct diag *d = counted
                         ? report(cx, E5724, e->span,
                                  "`" STR_FMT "` does not take what it is given here", STR_ARG(f))
                         : report(cx, E7182, e->span, "`" STR_FMT "` does not take %u value%s",
                                  STR_ARG(f), (unsigned)args->len, args->len == 1 ? "" : "s");
    for (uint32_t i = 0; counted && i < args->len; i++)
        diag_label(sink, d, args->at[i]->span, "this is " STR_FMT,
                   STR_ARG(words_type(cx, args->at[i]->type)));
    diag_help(sink, d, "it is used as `" STR_FMT "%s`", STR_ARG(f), builtins[builtin].signature);
    return expr_broken(cx, e->span);
}

static bool
check_args(const struct context *cx, const struct expr *e, ir_vec *args)
{
    bool ok = true;

    for (uint32_t i = 0; i < e->call.args.len; i++) {
        struct ir *arg = expr_check(cx, e->call.args.at[i], TYPE(TYPE_ERROR));
        ok = ok && !ir_failed(arg);
        vec_push(cx->ck->arena, args, arg);
    }
    return ok;
}

/* With arguments that are checked already. */
static struct ir *
apply_builtin(const struct context *cx, const struct expr *e, int builtin, const ir_vec *args)
{
    struct ir *ir = ir_new(cx, IR_BUILTIN, e->span, TYPE(TYPE_ERROR));
    struct signature sig;

    if (!choose(cx, builtin, args, &sig))
        return no_overload(cx, e, builtin, args);
    ir->type = sig.result;
    for (uint32_t i = 0; i < args->len; i++) {
        struct ir *arg = fit(cx, args->at[i], sig.args[i]);
        if (ir_failed(arg))
            return expr_broken(cx, e->span);
        if (!card_is_set(arg->type.card))
            ir->type.card = card_join(ir->type.card, arg->type.card);
        vec_push(cx->ck->arena, &ir->builtin.args, arg);
    }
    ir->builtin.id = (enum builtin_id)builtin;
    ir->builtin.regex = NO_ID;
    return ir;
}

static struct ir *
call_builtin(const struct context *cx, const struct expr *e, int builtin)
{
    ir_vec args = {0};

    if (!check_args(cx, e, &args))
        return expr_broken(cx, e->span);
    return apply_builtin(cx, e, builtin, &args);
}

/* ---- capture(t, r"…").group ---- */

bool
call_is_capture(const struct context *cx, const struct expr *e)
{
    return e->kind == EXPR_CALL && !e->call.pack && e->call.args.len == 2 &&
           e->call.args.at[1]->kind == EXPR_REGEX &&
           str_is(sym_str(cx->ck->syms, e->call.name.sym), "capture");
}

static bool
has_group(const struct regex *r, struct sym name)
{
    for (uint32_t i = 0; i < r->group_count; i++)
        if (sym_eq(r->groups[i], name))
            return true;
    return false;
}

static void
unknown_group(const struct context *cx, const struct regex *r, const struct name *group)
{
    struct checker *ck = cx->ck;
    struct suggestion s = {.scratch = ck->arena, .given = sym_str(ck->syms, group->sym)};
    struct diag *d =
        report(cx, E6118, group->span, "the pattern has no group `" STR_FMT "`", STR_ARG(s.given));

    for (uint32_t i = 0; i < r->group_count; i++)
        suggest(&s, sym_str(ck->syms, r->groups[i]));
    diag_label(ck->sink, d, r->span, "its groups are named `(?<name>…)`");
    if (s.best.len)
        diag_help(ck->sink, d, "did you mean `" STR_FMT "`?", STR_ARG(s.best));
}

/* Which group of a match is meant was not said. */
static struct ir *
no_group(const struct context *cx, struct span at, const struct regex *r, struct str match)
{
    struct diag *d = report(cx, E6118, at, "which part of the match is meant?");

    if (r->group_count)
        diag_help(cx->ck->sink, d, "name a group: `" STR_FMT "." STR_FMT "`", STR_ARG(match),
                  NAME_ARG(cx, r->groups[0]));
    else
        diag_help(cx->ck->sink, d,
                  "name the part in the pattern, `(?<part>…)`, and read it as `" STR_FMT ".part`",
                  STR_ARG(match));
    return expr_broken(cx, at);
}

static struct ir *
group_of(const struct context *cx, struct span at, struct ir *text, regex_id regex,
         const struct name *group)
{
    const struct regex *r = &cx->ck->program->regexes.at[regex];

    if (!has_group(r, group->sym)) {
        unknown_group(cx, r, group);
        return expr_broken(cx, at);
    }
    struct ir *ir = ir_new(cx, IR_BUILTIN, at, (struct type){TYPE_TEXT, CARD_OPTIONAL, 0});
    ir->builtin.id = BUILTIN_CAPTURE;
    ir->builtin.regex = regex;
    ir->builtin.group = group->sym;
    vec_push(cx->ck->arena, &ir->builtin.args, text);
    return ir;
}

static struct ir *
captured_text(const struct context *cx, const struct expr *e)
{
    return fit(cx, expr_check(cx, e->call.args.at[0], TYPE(TYPE_TEXT)), TYPE(TYPE_TEXT));
}

struct ir *
call_capture(const struct context *cx, const struct expr *e, const struct name *group)
{
    struct span whole = group ? span_join(e->span, group->span) : e->span;
    struct ir *text = captured_text(cx, e);
    regex_id regex = model_regex(cx->ck, e->call.args.at[1]);

    if (ir_failed(text) || regex == NO_ID)
        return expr_broken(cx, whole);
    if (!group)
        return no_group(cx, e->span, &cx->ck->program->regexes.at[regex], STR("capture(…)"));
    return group_of(cx, whole, text, regex, group);
}

struct ir *
captured(const struct context *cx, const struct expr *e, const struct scope *s,
         const struct name *group)
{
    regex_id regex = s->capture - 1;
    struct ir *text = ir_new(cx, IR_VAR, s->name.span, s->type);

    text->slot = s->slot;
    cx->body->used.at[s->slot] = true;
    if (!group)
        return no_group(cx, e->span, &cx->ck->program->regexes.at[regex],
                        sym_str(cx->ck->syms, s->name.sym));
    return group_of(cx, e->span, text, regex, group);
}

struct rule_let
let_value(struct context *cx, const struct binding *b)
{
    const struct expr *e = unparen(b->value);
    struct ir *value;

    if (call_is_capture(cx, e)) {
        value = captured_text(cx, e);
        regex_id regex = model_regex(cx->ck, e->call.args.at[1]);
        if (ir_failed(value) || regex == NO_ID)
            value = expr_broken(cx, e->span);
        else
            return (struct rule_let){bind_capture(cx, b->name, value->type, regex), value};
    } else {
        value = expr_check(cx, b->value, TYPE(TYPE_ERROR));
    }
    if (value->type.kind == TYPE_EMPTY) {
        report(cx, E7695, value->span,
               "`{}` has no members, and nothing says of what kind they would be");
        value = expr_broken(cx, value->span);
    }
    return (struct rule_let){bind(cx, b->name, value->type), value};
}

/* ---- key, text, file, digest ---- */

static struct ir *
wrong_count(const struct context *cx, const struct expr *e, const char *use)
{
    struct diag *d = report(cx, E7182, e->span, "`" STR_FMT "` does not take %u value%s",
                            NAME_ARG(cx, e->call.name.sym), (unsigned)e->call.args.len,
                            e->call.args.len == 1 ? "" : "s");

    diag_help(cx->ck->sink, d, "it is used as `%s`", use);
    return expr_broken(cx, e->span);
}

static struct ir *
form_file(const struct context *cx, const struct expr *e)
{
    if (e->call.args.len)
        return wrong_count(cx, e, "file()");
    if (!cx->in_source) {
        report(cx, E7009, e->span, "`file()` only has a meaning inside a `source`");
        return expr_broken(cx, e->span);
    }
    return node_op(cx, NODE_OP_FILE, e->span, TYPE(TYPE_TEXT), NULL);
}

static struct ir *
form_digest(const struct context *cx, const struct expr *e)
{
    if (e->call.args.len != 1)
        return wrong_count(cx, e, "digest(x)");
    struct ir *of = fit_one(cx, expr_check(cx, e->call.args.at[0], TYPE(TYPE_ERROR)));
    if (ir_failed(of))
        return expr_broken(cx, e->span);
    if (of->type.kind != TYPE_ENTITY) {
        report(cx, E5724, of->span, "`digest` is taken of an entity, and this is " STR_FMT,
               STR_ARG(words_type(cx, of->type)));
        return expr_broken(cx, e->span);
    }
    return ir_unary(cx, IR_DIGEST, e->span, (struct type){TYPE_DIGEST, of->type.card, 0}, of);
}

static struct ir *
node_text(const struct context *cx, const struct expr *e, enum node_op op, struct ir *of)
{
    of = fit_one(cx, of);
    return ir_failed(of) ? of
                         : node_op(cx, op, e->span, (struct type){TYPE_TEXT, of->type.card, 0}, of);
}

/* key(x), place(x), prose(x): of a piece of the document, and of nothing else. */
static struct ir *
form_of_node(const struct context *cx, const struct expr *e, const char *form, enum node_op op)
{
    if (e->call.args.len != 1)
        return wrong_count(cx, e,
                           op == NODE_OP_KEY_OF     ? "key(x)"
                           : op == NODE_OP_PLACE_OF ? "place(x)"
                                                    : "prose(x)");
    struct context loose = *cx;
    loose.optionals_allowed |= op == NODE_OP_PROSE_OF; /* the prose of what is missing is missing */
    struct ir *of = expr_check(&loose, e->call.args.at[0], TYPE(TYPE_ERROR));
    if (ir_failed(of))
        return of;
    if (of->type.kind == TYPE_NODE)
        return node_text(&loose, e, op, of);
    struct diag *d = report(cx, E7009, e->span,
                            "`%s` is asked of a piece of the document, inside a `source`", form);
    if (op != NODE_OP_PROSE_OF)
        diag_help(cx->ck->sink, d, "the id of an entity prints as `{x}` in a text");
    return expr_broken(cx, e->span);
}

/* The content of a node, else the function of that name. */
static struct ir *
form_text(const struct context *cx, const struct expr *e)
{
    ir_vec args = {0};

    if (!check_args(cx, e, &args))
        return expr_broken(cx, e->span);
    if (args.len == 1 && args.at[0]->type.kind == TYPE_NODE)
        return node_text(cx, e, NODE_OP_TEXT_OF, args.at[0]);
    return apply_builtin(cx, e, BUILTIN_TEXT, &args);
}

static struct ir *
call_form(const struct context *cx, const struct expr *e, struct str name)
{
    if (str_is(name, "file"))
        return form_file(cx, e);
    if (str_is(name, "digest"))
        return form_digest(cx, e);
    if (str_is(name, "key"))
        return form_of_node(cx, e, "key", NODE_OP_KEY_OF);
    if (str_is(name, "place"))
        return form_of_node(cx, e, "place", NODE_OP_PLACE_OF);
    if (str_is(name, "prose"))
        return form_of_node(cx, e, "prose", NODE_OP_PROSE_OF);
    return form_text(cx, e);
}

bool
is_function_name(struct str name)
{
    return find_builtin(name) >= 0 || is_form(name) || str_is(name, "count") ||
           str_is(name, "sum") || str_is(name, "avg") || str_is(name, "list") ||
           str_is(name, "product");
}

/* ---- definitions ---- */

static struct ir *
wrong_arity(const struct context *cx, const struct expr *e, const struct define *def)
{
    struct diag *d = report(cx, E7182, e->span, "`" STR_FMT "` takes %u value%s, and %u %s given",
                            NAME_ARG(cx, def->name), (unsigned)def->param_count,
                            def->param_count == 1 ? "" : "s", (unsigned)e->call.args.len,
                            e->call.args.len == 1 ? "is" : "are");

    diag_label(cx->ck->sink, d, def->span, "defined here");
    return expr_broken(cx, e->span);
}

static struct ir *
call_define(const struct context *cx, const struct expr *e, const struct def *d)
{
    const struct define def = cx->ck->program->defines.at[d->id];
    struct ir *ir = ir_new(cx, IR_CALL, e->span, def.result);
    bool failed = false;

    if (cx->in_source) {
        struct diag *m = report(cx, E5739, e->span,
                                "a source cannot ask definitions: they are about the loaded case");
        diag_help(cx->ck->sink, m, "put what needs them into a rule");
        return expr_broken(cx, e->span);
    }
    if (e->call.args.len != def.param_count)
        return wrong_arity(cx, e, &def);
    ir->call.define = d->id;
    MARK_USED(cx, &cx->ck->defines_used, d->id);
    for (uint32_t i = 0; i < def.param_count; i++) {
        struct type want = def.slots[i].type;
        struct ir *arg = expr_value(cx, e->call.args.at[i], want);
        failed = failed || ir_failed(arg);
        if (!failed && want.card == CARD_ONE && arg->type.card == CARD_OPTIONAL &&
            def.result.kind != TYPE_BOOL)
            ir->type.card = card_join(ir->type.card, CARD_OPTIONAL);
        vec_push(cx->ck->arena, &ir->call.args, arg);
    }
    return failed || def.result.kind == TYPE_ERROR ? expr_broken(cx, e->span) : ir;
}

static struct ir *
unknown_function(const struct context *cx, const struct expr *e)
{
    struct checker *ck = cx->ck;
    struct name name = e->call.name;

    if (names_declared(ck, name.sym)) {
        names_find(ck, cx->unit, NULL, name, "definition",
                   false); /* private, ambiguous, not used */
        return expr_broken(cx, e->span);
    }
    struct suggestion s = {.scratch = ck->arena, .given = sym_str(ck->syms, name.sym)};
    struct diag *d = report(cx, E1873, name.span,
                            "there is no definition or function `" STR_FMT "`", STR_ARG(s.given));

    names_offer(ck, cx->unit, 1u << DEF_DEFINE | 1u << DEF_TABLE, &s);
    for (int i = 0; i < BUILTIN_COUNT; i++)
        suggest(&s, str_from(builtins[i].name));
    offer_aggregates(&s);
    if (s.best.len) {
        diag_help(ck->sink, d, "did you mean `" STR_FMT "`?", STR_ARG(s.best));
        diag_fix(ck->sink, d, name.span, s.best);
    }
    return expr_broken(cx, e->span);
}

/* `a.f(x)`: f of pack a. There are no methods. */
static struct ir *
method(const struct context *cx, const struct expr *e)
{
    struct str f = sym_str(cx->ck->syms, e->call.name.sym), of = words_at(cx, e->call.pack->span);
    struct diag *d = report(cx, E1873, e->call.name.span,
                            "`" STR_FMT "` is not called on something", STR_ARG(f));

    diag_help(cx->ck->sink, d, "write `" STR_FMT "(" STR_FMT "%s)`", STR_ARG(f), STR_ARG(of),
              e->call.args.len ? ", …" : "");
    return expr_broken(cx, e->span);
}

static const struct name *
pack_of(const struct context *cx, const struct expr *pack)
{
    if (pack->kind == EXPR_PACK)
        return &pack->name;
    if (pack->kind == EXPR_NAME && !scope_find(cx, pack->name.sym))
        return &pack->name;
    return NULL;
}

static bool
is_role(const struct context *cx, const struct expr *e)
{
    struct str s = sym_str(cx->ck->syms, e->call.name.sym);

    return s.len && s.at[0] >= 'A' && s.at[0] <= 'Z';
}

static struct ir *
call_named(const struct context *cx, const struct expr *e, const struct name *pack)
{
    const struct def *d =
        names_find(cx->ck, cx->unit, pack, e->call.name, "definition", pack == NULL);

    if (!d && pack)
        return expr_broken(cx, e->span); /* names_find said why */
    if (!d)
        return unknown_function(cx, e);
    if (d->broken)
        return expr_broken(cx, e->span);
    if (d->kind == DEF_TABLE)
        return table_call(cx, e, d, NULL);
    if (d->kind != DEF_DEFINE) {
        struct diag *m =
            report(cx, E1873, e->call.name.span,
                   "`" STR_FMT "` is no definition and cannot be asked about something",
                   NAME_ARG(cx, e->call.name.sym));
        if (d->kind == DEF_CRITERION)
            diag_help(cx->ck->sink, m, "a criterion is asked as `x meets " STR_FMT "`",
                      NAME_ARG(cx, e->call.name.sym));
        return expr_broken(cx, e->span);
    }
    if (!pack)
        names_find(cx->ck, cx->unit, pack, e->call.name, "definition",
                   false); /* deprecated, ambiguous */
    return call_define(cx, e, d);
}

const struct def *
call_of_table(const struct context *cx, const struct expr *e)
{
    if (e->kind != EXPR_CALL || is_role(cx, e))
        return NULL;
    const struct name *pack = e->call.pack ? pack_of(cx, e->call.pack) : NULL;
    if (e->call.pack && !pack)
        return NULL;
    const struct def *d = names_find(cx->ck, cx->unit, pack, e->call.name, "definition", true);
    bool is_table = d && d->kind == DEF_TABLE && !d->broken;
    return is_table && cx->ck->program->tables.at[d->id].output_count > 1 ? d : NULL;
}

struct ir *
call(const struct context *cx, const struct expr *e)
{
    struct str name = sym_str(cx->ck->syms, e->call.name.sym);
    const struct name *pack = e->call.pack ? pack_of(cx, e->call.pack) : NULL;

    if (is_role(cx, e))
        return element(cx, e);
    if (e->call.pack && !pack)
        return method(cx, e);
    if (!pack && is_aggregate(cx, e))
        return aggregate(cx, e);
    if (e->call.each.len) {
        struct diag *d = report(cx, E5405, e->call.name.span,
                                "`" STR_FMT "` does not take `… for x in …`", STR_ARG(name));
        diag_help(cx->ck->sink, d,
                  "that is for count, sum, product, min, max, avg and list; a set of values is `{… "
                  "for x in …}`");
        return expr_broken(cx, e->span);
    }
    if (call_is_capture(cx, e))
        return call_capture(cx, e, NULL);
    if (!pack && is_form(name))
        return call_form(cx, e, name);
    int builtin = pack ? -1 : find_builtin(name);
    if (builtin >= 0)
        return call_builtin(cx, e, builtin);
    return call_named(cx, e, pack);
}
