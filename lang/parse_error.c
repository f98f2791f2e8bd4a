/*
 * What to say about a token that the grammar has no use for.
 *
 * First the mistakes people make most, each with its own words; then a lost brace; then a word that
 * is almost right; then what was expected.
 */
#include "lang/parse_internal.h"

#include "lang/grammar.h"

static bool
is(const struct unexpected *u, const char *token)
{
    return !strcmp(u->token, token);
}

static bool
is_one_of(const char *name, const char *const *list)
{
    for (; *list; list++) {
        if (!strcmp(name, *list))
            return true;
    }
    return false;
}

static bool
expects(const struct unexpected *u, const char *token)
{
    for (uint32_t i = 0; i < u->expected_count; i++) {
        if (!strcmp(u->expected[i], token))
            return true;
    }
    return false;
}

/* An operand has just ended: operators could follow. */
static bool
after_operand(const struct unexpected *u)
{
    return expects(u, "and") || expects(u, "'+'") || expects(u, "'.'");
}

static const struct frame *
inner_brace(struct parser *ps)
{
    for (uint32_t i = ps->frame_count; i > 0; i--) {
        if (ps->frames[i - 1].kind == FRAME_BRACE || ps->frames[i - 1].kind == FRAME_ROWS)
            return &ps->frames[i - 1];
    }
    return NULL;
}

/* ---- frequent mistakes ---- */

static const char *const comparisons[] = {
    "'='", "!=", "'<'", "'>'", "<=", ">=", "in", "is", "matches", "meets", "subset", NULL};
static const char *const combiners[] = {"union", "intersect", "except", "otherwise", NULL};
static const char *const takers[] = {"if", "some", "every", "one", "no", NULL};

static const char *const item_words[] = {
    "abstract", "apply",   "criterion", "define",  "deprecated", "entity",      "enum", "extend",
    "matrix",   "measure", "open",      "pattern", "private",    "replaceable", "rule", "scale",
    "source",   "table",   "tailor",    "target",  "test",       "use",         "view", NULL};

static struct diag *
doc_in_vain(struct parser *ps, const struct unexpected *u)
{
    if (!is(u, "a doc comment"))
        return NULL;
    struct diag *d = diag_add(ps->sink, E3167, u->span, "nothing here can have a doc comment");
    diag_here(ps->sink, d, "'///' stands before an item or a field");
    diag_fix_certain(ps->sink, d, (struct span){u->span.lo, u->span.lo + 3}, STR("//"));
    return d;
}

static struct diag *
hop_without_quantifier(struct parser *ps, const struct unexpected *u)
{
    const struct frame *brace = inner_brace(ps);
    if (!is(u, "as") || !brace || !brace->trace || !expects(u, "else"))
        return NULL;
    struct diag *d = diag_add(ps->sink, E3167, u->span, "this hop does not say 'some' or 'every'");
    diag_help(ps->sink, d,
              "'some x.path as y' needs one that reaches the end, "
              "'every x.path as y' needs all to");
    return d;
}

static struct diag *
has_after_comma(struct parser *ps, const struct unexpected *u)
{
    bool comma = is(u, "has") && ps->before == ',';
    bool any = is(u, "has") && (ps->before == T_W_ANY || ps->before == T_W_IF);
    bool if_any = is(u, "if") && after_operand(u) && expects(u, "has");
    if (!comma && !any && !if_any)
        return NULL;
    struct diag *d = diag_add(ps->sink, E3167, u->span, "'%s' cannot follow here", u->token);
    diag_help(ps->sink, d, "the whole phrase is ', if any,': 'every x in S, if any, has …'");
    return d;
}

static struct diag *
entity_without_type(struct parser *ps, const struct unexpected *u)
{
    if (!is(u, "an entity"))
        return NULL;
    struct str id = lex_slice(ps, u->span);
    struct diag *d =
        diag_add(ps->sink, E3167, u->span, "'" STR_FMT "' does not say what it is", STR_ARG(id));
    diag_help(ps->sink, d, "write the type before it, as in 'Zone " STR_FMT "'", STR_ARG(id));
    return d;
}

static struct diag *
mixed_combiners(struct parser *ps, const struct unexpected *u)
{
    if (!is_one_of(u->token, combiners) || !after_operand(u))
        return NULL;
    struct diag *d;
    if (is(u, "otherwise"))
        d = diag_add(ps->sink, E3167, u->span,
                     "'otherwise' beside another operator needs parentheses");
    else
        d = diag_add(ps->sink, E3167, u->span, "'%s' here needs parentheses", u->token);
    diag_help(ps->sink, d,
              is(u, "otherwise") ? "write '(x.f otherwise v) + y', or 'x.f otherwise (v + y)'"
                                 : "'union', 'intersect', 'except' and 'otherwise' do not mix; "
                                   "parentheses say which comes first");
    return d;
}

static struct diag *
sum_beside_otherwise(struct parser *ps, const struct unexpected *u)
{
    static const char *const signs[] = {"'+'", "'-'", "'*'", "'/'", NULL};
    if (!is_one_of(u->token, signs) || !expects(u, "otherwise"))
        return NULL;
    struct diag *d =
        diag_add(ps->sink, E3167, u->span, "arithmetic beside 'otherwise' needs parentheses");
    diag_help(ps->sink, d, "write '(x.f otherwise v) + y', or 'x.f otherwise (v + y)'");
    return d;
}

static struct diag *
stray_brace(struct parser *ps, const struct unexpected *u)
{
    if (!is(u, "'}'") || lex_top(ps) || !expects(u, "entity"))
        return NULL;
    return diag_add(ps->sink, E3167, u->span, "this '}' closes nothing");
}

static struct diag *
condition_in_braces(struct parser *ps, const struct unexpected *u)
{
    bool sign = is_one_of(u->token, comparisons) || is(u, "and") || is(u, "or") || is(u, "implies");
    const struct frame *top = lex_top(ps);
    if (!sign || !after_operand(u) || !top || top->parens > 0)
        return NULL;
    bool text = expects(u, "'}' in a text");
    if (!text && !(expects(u, "'}'") && expects(u, "','")))
        return NULL;
    struct diag *d = diag_add(ps->sink, E3167, u->span, "a condition in %s needs parentheses",
                              text ? "a text" : "a set");
    diag_help(ps->sink, d,
              text ? "write '{(a = b)}' to print true or false"
                   : "a filter reads '{x in S where …}'");
    return d;
}

static struct diag *
second_comparison(struct parser *ps, const struct unexpected *u)
{
    if (!is_one_of(u->token, comparisons) || !expects(u, "and"))
        return NULL;
    struct diag *d =
        diag_add(ps->sink, E3167, u->span, "a second comparison cannot follow the first");
    diag_help(ps->sink, d, "join two comparisons with 'and': 'a < b and b < c'");
    return d;
}

static struct diag *
taker_after_sign(struct parser *ps, const struct unexpected *u)
{
    if (!is_one_of(u->token, takers) || after_operand(u) || !expects(u, "'('"))
        return NULL;
    if (is(u, "no")) {
        struct diag *d = diag_add(ps->sink, E3167, u->span, "'no' is not a value here");
        diag_help(ps->sink, d, "write the value as `no`, or in full, as in 'Answer.no'");
        return d;
    }
    if (!expects(u, "a whole number"))
        return NULL;
    struct diag *d = diag_add(ps->sink, E3167, u->span, "'%s' here needs parentheses", u->token);
    diag_help(ps->sink, d, "it takes everything to its right; '(%s …)' says where it ends",
              u->token);
    return d;
}

static struct diag *
no_as_value(struct parser *ps, const struct unexpected *u)
{
    if (ps->before != T_W_NO || !expects(u, "a name"))
        return NULL;
    if (is(u, "a type") || is(u, "a rule code"))
        return NULL;
    struct diag *d = diag_add(ps->sink, E3167, ps->before_span, "'no' is not a value here");
    diag_help(ps->sink, d,
              "write the value as `no`, or in full, as in 'Answer.no'; "
              "a quantifier reads 'no x in S has …'");
    return d;
}

/* `is` asks for presence or a type; values are compared with `=`. */
static struct diag *
is_for_equal(struct parser *ps, const struct unexpected *u)
{
    if (!expects(u, "substantive") || !expects(u, "a type") || is(u, "end of file") ||
        expects(u, "a whole number"))
        return NULL;
    bool negated = ps->before == T_W_NOT;
    struct diag *d = diag_add(ps->sink, E3167, u->span, "'is' cannot be followed by this");
    diag_help(ps->sink, d,
              "after 'is' stands 'present', 'missing', 'substantive' or a type; values are "
              "compared with '%s'",
              negated ? "!=" : "=");
    return d;
}

static struct diag *
sign_between_values(struct parser *ps, const struct unexpected *u)
{
    if (!expects(u, "also") || !(is(u, "','") || is(u, "'<'") || is(u, "'>'") || is(u, "'|'")))
        return NULL;
    bool scale = expects(u, "'<'");
    struct diag *d =
        diag_add(ps->sink, E3167, u->span,
                 scale ? "the values of a scale go up" : "the values of an enum are alternatives");
    diag_here(ps->sink, d, "between them stands '%s'", scale ? "<" : "|");
    diag_fix_certain(ps->sink, d, u->span, scale ? STR("<") : STR("|"));
    return d;
}

/* `exists e in S`: the word before is a quantifier of another language. */
static struct diag *
foreign_quantifier(struct parser *ps, const struct unexpected *u)
{
    struct str word = lex_slice(ps, ps->before_span);
    bool every = str_is(word, "all") || str_is(word, "forall");
    bool some = str_is(word, "exists") || str_is(word, "any");
    if (!is(u, "a name") || !after_operand(u) || !(every || some))
        return NULL;
    struct str instead = every ? STR("every") : STR("some");
    struct diag *d =
        diag_add(ps->sink, E3167, ps->before_span, "'" STR_FMT "' is no quantifier", STR_ARG(word));
    diag_here(ps->sink, d, "Onus says '" STR_FMT " x in S has …'", STR_ARG(instead));
    diag_fix_certain(ps->sink, d, ps->before_span, instead);
    return d;
}

/* A requirement without the words that say what is wrong. */
static struct diag *
no_message(struct parser *ps, const struct unexpected *u)
{
    bool ends = is(u, "'}'") || is(u, "end of file") || is_one_of(u->token, item_words) ||
                parse_begins_clause(ps);
    if (!ends || !expects(u, "else") || expects(u, "')'"))
        return NULL;
    struct span end = {ps->before_span.hi, ps->before_span.hi};
    const struct frame *brace = inner_brace(ps);
    if (!expects(u, "at") && !(brace && brace->trace))
        return diag_add(ps->sink, E3167, u->span,
                        "an 'if' needs an 'else', which comes before this");
    struct diag *d =
        diag_add(ps->sink, E3167, ps->before_span, "this is not followed by 'else' and a message");
    diag_label(ps->sink, d, u->span, "this begins something new");
    diag_fix(ps->sink, d, end, STR(" else \"…\""));
    return d;
}

static struct diag *
open_bracket(struct parser *ps, const struct unexpected *u)
{
    uint32_t at = parse_open_paren(ps);
    if (at == 0 || !(expects(u, "')'") || expects(u, "']'")))
        return NULL;
    struct diag *d = diag_add(ps->sink, E4035, (struct span){at, at + 1}, "this '%c' is not closed",
                              lex_peek(ps, at));
    diag_label(ps->sink, d, u->span, "this cannot stand within it");
    return d;
}

/* `r"C-\d+ else "`: the quotation mark that opens the message has closed a pattern without one of its own. */
static struct diag *
pattern_swallowed_else(struct parser *ps, const struct unexpected *u)
{
    struct str word = lex_slice(ps, ps->before_span), tail = STR("else \"");
    (void)u;
    if (!str_starts(word, STR("r\"")) || word.len < tail.len + 3 || !str_ends(word, tail))
        return NULL;
    uint32_t end = ps->before_span.hi - (uint32_t)tail.len;
    while (end > ps->before_span.lo + 2 && lex_peek(ps, end - 1) == ' ')
        end--;
    struct diag *d = diag_add(ps->sink, E5092, (struct span){ps->before_span.lo, end},
                              "this pattern does not end before 'else'");
    diag_label(ps->sink, d, (struct span){ps->before_span.hi - 1, ps->before_span.hi},
               "so it ends here");
    diag_fix(ps->sink, d, (struct span){end, end}, STR("\""));
    return d;
}

static struct diag *
else_after_reject(struct parser *ps, const struct unexpected *u)
{
    if (!is(u, "else") || !(ps->before == T_W_REJECT || expects(u, "reject")))
        return NULL;
    struct diag *d =
        diag_add(ps->sink, E3167, u->span, "'reject' takes its message without 'else'");
    diag_fix_certain(ps->sink, d, u->span, STR(""));
    return d;
}

/* `for every c: Control`, `for c in Control`. */
static struct diag *
for_without_each(struct parser *ps, const struct unexpected *u)
{
    if (ps->before != T_W_FOR || !expects(u, "each"))
        return NULL;
    bool every = is(u, "every") || is(u, "some");
    struct diag *d = diag_add(ps->sink, E3167, u->span, "behind 'for' stands 'each'");
    diag_help(ps->sink, d, "a rule reads 'for each c: Control where …'");
    diag_fix(ps->sink, d, every ? u->span : (struct span){u->span.lo, u->span.lo},
             every ? STR("each") : STR("each "));
    d->fix_is_certain = every;
    return d;
}

/* `for each Control c`, `for each (c: Control)`. */
static struct diag *
type_before_variable(struct parser *ps, const struct unexpected *u)
{
    if (ps->before != T_W_EACH || !(is(u, "a type") || is(u, "'('")))
        return NULL;
    struct diag *d = diag_add(ps->sink, E3167, u->span, "behind 'each' stands the variable");
    diag_help(ps->sink, d, "write 'for each c: Control', without parentheses");
    return d;
}

/* `is not null`, `is None`: what is not there is missing. */
static struct diag *
is_null(struct parser *ps, const struct unexpected *u)
{
    static const char *const words[] = {"null", "NULL",      "nil",   "Null", "none",
                                        "None", "undefined", "empty", NULL};
    struct str word = lex_slice(ps, u->span);
    if (!expects(u, "substantive") || word.len > 9 || !is_one_of(str_c(ps->arena, word), words))
        return NULL;
    bool negated = ps->before == T_W_NOT;
    struct span all = {negated ? ps->before_span.lo : u->span.lo, u->span.hi};
    struct diag *d =
        diag_add(ps->sink, E3167, u->span, "there is no '" STR_FMT "' in Onus", STR_ARG(word));
    diag_help(ps->sink, d, "write 'is %s'", negated ? "present" : "missing");
    diag_fix_certain(ps->sink, d, all, negated ? STR("present") : STR("missing"));
    return d;
}

static struct diag *
double_bar(struct parser *ps, const struct unexpected *u)
{
    if (!is(u, "'|'") || !after_operand(u) || lex_peek(ps, u->span.hi) != '|')
        return NULL;
    struct span both = {u->span.lo, u->span.hi + 1};
    struct diag *d = diag_add(ps->sink, E7714, both, "'||' is written 'or' in Onus");
    diag_fix_certain(ps->sink, d, both, STR("or"));
    return d;
}

/* `every e in S: P`, `some e in S | P`. */
static struct diag *
sign_for_has(struct parser *ps, const struct unexpected *u)
{
    bool sign = is(u, "':'") || is(u, "'|'") || is(u, "'->'");
    if (!sign || !expects(u, "has"))
        return NULL;
    struct diag *d = diag_add(ps->sink, E3167, u->span, "here stands 'has'");
    diag_help(ps->sink, d, "a quantifier reads 'every x in S has …', 'some x in S has …'");
    diag_fix_certain(ps->sink, d, u->span,
                     ps->before_span.hi == u->span.lo ? STR(" has") : STR("has"));
    return d;
}

/* `require: …`: a word of the language with a colon behind it, as in YAML. */
static struct diag *
clause_with_colon(struct parser *ps, const struct unexpected *u)
{
    const struct word *w = word_find(lex_slice(ps, u->span));
    if (!w || !expects(u, w->text) || lex_peek(ps, u->span.hi) != ':')
        return NULL;
    struct span colon = {u->span.hi, u->span.hi + 1};
    struct diag *d = diag_add(ps->sink, E3167, colon, "no ':' stands behind '%s'", w->text);
    diag_fix_certain(ps->sink, d, colon, STR(""));
    ps->meant = w;
    return d;
}

/* `c == a ? b : c` */
static struct diag *
question_mark_choice(struct parser *ps, const struct unexpected *u)
{
    if (!is(u, "'?'") || !after_operand(u))
        return NULL;
    struct diag *d = diag_add(ps->sink, E3167, u->span, "'?' makes no choice in Onus");
    diag_help(ps->sink, d, "a choice reads 'if a then b else c'");
    return d;
}

/* What begins no clause: `if`, `where`, or the condition itself. */
static struct diag *
no_clause(struct parser *ps, const struct unexpected *u)
{
    if (!expects(u, "require") || !expects(u, "category") || expects(u, "a name"))
        return NULL;
    bool condition =
        is(u, "a name") && (lex_peek(ps, u->span.hi) == '.' || lex_peek(ps, u->span.hi) == '(');
    bool at = is(u, "at") && ps->before == T_TEXT_END;
    if (!is(u, "if") && !is(u, "where") && !condition && !at)
        return NULL;
    struct str word = lex_slice(ps, u->span);
    struct diag *d = diag_add(ps->sink, E3167, u->span,
                              "no clause of a rule begins with '" STR_FMT "'", STR_ARG(word));
    diag_help(ps->sink, d, "%s",
              at ? "the place comes before the message: 'require … at c.field else \"…\"'"
              : condition ? "a condition follows 'require'"
              : is(u, "where")
                  ? "the guard follows the variable: 'for each c: Control where …'"
                  : "for whom the rule holds is said by 'for each c: Control where …'; what "
                    "follows from a condition by 'require a implies b'");
    return d;
}

typedef struct diag *special_case(struct parser *ps, const struct unexpected *u);

static special_case *const special_cases[] = {
    for_without_each,
    type_before_variable,
    is_null,
    double_bar,
    sign_for_has,
    clause_with_colon,
    no_clause,
    question_mark_choice,
    pattern_swallowed_else,
    open_bracket,
    doc_in_vain,
    hop_without_quantifier,
    has_after_comma,
    entity_without_type,
    mixed_combiners,
    sum_beside_otherwise,
    condition_in_braces,
    second_comparison,
    taker_after_sign,
    else_after_reject,
    no_message,
    no_as_value,
    stray_brace,
    sign_between_values,
    foreign_quantifier,
};

static bool
report_special(struct parser *ps, const struct unexpected *u)
{
    for (size_t i = 0; i < sizeof special_cases / sizeof special_cases[0]; i++) {
        if (special_cases[i](ps, u))
            return true;
    }
    return false;
}

/* ---- a lost brace ---- */

static bool
starts_line(const struct parser *ps, uint32_t at)
{
    return at == ps->base || lex_peek(ps, at - 1) == '\n';
}

/* Words that begin a clause of a rule, and never a step of a trace. */
static bool
clause_in_trace(const struct parser *ps)
{
    static const char *const clauses[] = {"fix",  "require", "for",    "let",       "category",
                                          "maps", "phase",   "reject", "rationale", NULL};
    uint32_t at = ps->before_span.lo;
    while (at > ps->base && lex_peek(ps, at - 1) == ' ')
        at--;
    struct str word = lex_slice(ps, ps->before_span);
    return starts_line(ps, at) && word.len < 16 && is_one_of(str_c(ps->arena, word), clauses);
}

static bool
report_open_trace(struct parser *ps, const struct frame *brace)
{
    struct diag *d = diag_add(ps->sink, E4035, brace->open, "this '{' is not closed");
    diag_label(ps->sink, d, ps->before_span, "this is no step of a trace");
    diag_help(ps->sink, d, "a '}' is missing before it");
    return true;
}

/* The brace of an item that something at the start of a line, or the end of the file, cuts short. */
static bool
report_lost_brace(struct parser *ps, const struct unexpected *u)
{
    const struct frame *brace = inner_brace(ps);
    bool end = is(u, "end of file");
    bool item =
        (is_one_of(u->token, item_words) || is(u, "a doc comment")) && starts_line(ps, u->span.lo);
    if (brace && brace->trace && clause_in_trace(ps))
        return report_open_trace(ps, brace);
    if (!brace || (!end && !item))
        return false;
    struct diag *d = diag_add(ps->sink, E4035, brace->open, "this '{' is not closed");
    if (end)
        diag_label(ps->sink, d, u->span,
                   ps->asks ? "the question ends here" : "the file ends here");
    else
        diag_label(ps->sink, d, u->span, "this begins something new");
    diag_help(ps->sink, d, "a '}' is missing before it");
    while (!end && ps->frame_count > 0)
        lex_leave(ps); /* what follows does not stand within it */
    return true;
}

/* ---- a word that is almost right ---- */

static bool
is_name_like(const struct unexpected *u)
{
    return is(u, "a name") || is(u, "a type") || is(u, "a pack");
}

static bool
offered(const struct unexpected *u, const char *name)
{
    const struct word *w = word_find(str_from(name));
    return w && !(w->class == WORD_DECLARATION && expects(u, "a name"));
}

/* Whether no other word that could stand here is as near. */
static bool
is_only(struct parser *ps, const struct unexpected *u, const struct suggestion *near)
{
    for (uint32_t i = 0; i < u->expected_count; i++) {
        struct str other = str_from(u->expected[i]);
        if (offered(u, u->expected[i]) && !str_eq(other, near->best) &&
            str_distance(ps->arena, near->given, other, near->distance) <= near->distance)
            return false;
    }
    return true;
}

static bool
report_misspelt(struct parser *ps, const struct unexpected *u)
{
    enum { EDITS = 2 };
    if (!is_name_like(u))
        return false;
    struct suggestion near = {.scratch = ps->arena, .given = lex_slice(ps, u->span)};
    for (uint32_t i = 0; i < u->expected_count; i++) {
        if (offered(u, u->expected[i]))
            suggest(&near, str_from(u->expected[i]));
    }
    if (near.best.len == 0 || near.distance > EDITS)
        return false;
    struct diag *d =
        diag_add(ps->sink, E3167, u->span, "'" STR_FMT "' cannot stand here", STR_ARG(near.given));
    diag_here(ps->sink, d, "did you mean '" STR_FMT "'?", STR_ARG(near.best));
    diag_fix(ps->sink, d, u->span, near.best);
    d->fix_is_certain = is_only(ps, u, &near);
    ps->meant = word_find(near.best);
    return true;
}

bool
parse_at_line_start(const struct parser *ps)
{
    return starts_line(ps, ps->last_span.lo);
}

/* Words of other languages and of speech, for those of this one. */
static const struct {
    const char *word, *instead;
    bool is_certain;
} foreign_words[] = {
    {"foreach", "for each", true}, {"forall", "every", true},    {"all", "every", false},
    {"exists", "some", true},      {"any", "some", false},       {"def", "define", true},
    {"function", "define", true},  {"func", "define", true},     {"import", "use", true},
    {"include", "use", true},      {"class", "entity", false},   {"struct", "entity", false},
    {"record", "entity", false},   {"const", "param", false},    {"parameter", "param", false},
    {"var", "let", true},          {"assert", "require", true},  {"must", "require", false},
    {"check", "require", false},   {"ensure", "require", false}, {"otherwise", "else", false},
    {"message", "else", false},    {"elif", "else if", true},    {"extends", "is", false},
    {"equals", "=", true},         {"mapping", "maps", true},    {"levels", "scale", false},
    {"type", "entity", false},
};

static bool
report_foreign(struct parser *ps, const struct unexpected *u)
{
    struct str text = lex_slice(ps, u->span);
    for (size_t i = 0; i < sizeof foreign_words / sizeof foreign_words[0]; i++) {
        struct str instead = str_from(foreign_words[i].instead);
        struct str first = str_slice(instead, 0, str_find(instead, STR(" "), 0));
        if (!str_is(text, foreign_words[i].word) || !expects(u, str_c(ps->arena, first)))
            continue;
        struct diag *d =
            diag_add(ps->sink, E3167, u->span, "'" STR_FMT "' cannot stand here", STR_ARG(text));
        diag_here(ps->sink, d, "Onus says '" STR_FMT "'", STR_ARG(instead));
        diag_fix(ps->sink, d, u->span, instead);
        d->fix_is_certain = foreign_words[i].is_certain;
        if (first.len == instead.len)
            ps->meant = word_find(instead);
        return true;
    }
    return false;
}

/* A type where a name is due, or the other way round. */
static bool
report_case(struct parser *ps, const struct unexpected *u)
{
    struct str text = lex_slice(ps, u->span);
    bool name_due = expects(u, "a name") && is(u, "a type");
    bool type_due = expects(u, "a type") && (is(u, "a name") || word_find(text)) &&
                    !expects(u, "a name") && text.at[0] != '`';
    bool code_due = expects(u, "a rule code") && u->expected_count == 1;
    if (!name_due && !type_due && !code_due)
        return false;
    struct diag *d;
    if (code_due) {
        d = diag_add(ps->sink, E3167, u->span, "expected a rule code, found '" STR_FMT "'",
                     STR_ARG(text));
        diag_help(ps->sink, d, "codes are upper-case words and digits joined by hyphens: ACME-001");
    } else if (name_due) {
        d = diag_add(ps->sink, E3167, u->span, "expected a name, found the type '" STR_FMT "'",
                     STR_ARG(text));
        diag_help(ps->sink, d, "names begin with a small letter; others stand in back-quotes");
    } else {
        d = diag_add(ps->sink, E3167, u->span, "expected a type, found '" STR_FMT "'",
                     STR_ARG(text));
        diag_help(ps->sink, d, "types begin with a capital letter");
    }
    return true;
}

/* ---- what was expected ---- */

static const char *const operand_starts[] = {"a whole number",
                                             "a decimal number",
                                             "a date",
                                             "a duration",
                                             "a clock time",
                                             "a version",
                                             "a text",
                                             "a name",
                                             "a pack",
                                             "a type",
                                             "'('",
                                             "'{'",
                                             "'-'",
                                             "'$'",
                                             "not",
                                             "some",
                                             "every",
                                             "no",
                                             "one",
                                             "if",
                                             "true",
                                             "false",
                                             "today",
                                             "a regex",
                                             NULL};
static const char *const operators[] = {
    "'+'",    "'-'",       "'*'", "'/'", "'='",     "!=",        "'<'",   "'>'",   "<=",
    ">=",     "in",        "not", "is",  "subset",  "matches",   "meets", "union", "intersect",
    "except", "otherwise", "and", "or",  "implies", "'.'",       "..",    ".+",    ".*",
    ".~",     ".@",        "'['", "'?'", "'('",     "an entity", NULL};

/* "'else'", "'}'", "a name": words and signs in quotes, classes of tokens as they are. */
static struct str
describe(struct parser *ps, const char *name)
{
    bool verbatim = strchr(name, ' ') || name[0] == '\'';
    if (ps->asks && !strcmp(name, "end of file"))
        return STR("the end of the question");
    return verbatim ? str_from(name) : str_printf(ps->arena, "'%s'", name);
}

static struct str
found(struct parser *ps, const struct unexpected *u)
{
    bool shown = is_name_like(u) || is(u, "a rule code") || is(u, "a whole number") ||
                 is(u, "a decimal number") || is(u, "a date") || is(u, "a duration") ||
                 is(u, "a clock time") || is(u, "a version");
    if (is(u, "end of file"))
        return ps->asks ? STR("the end of the question") : STR("the end of the file");
    if (!shown)
        return describe(ps, u->token);
    struct str text = lex_slice(ps, u->span);
    return str_printf(ps->arena, "'" STR_FMT "'", STR_ARG(text));
}

typedef VEC(struct str) str_vec;

/* The expected tokens in few words: operands and operators as classes, declaration words left out
 * where a name can stand. */
static str_vec
summarise(struct parser *ps, const struct unexpected *u)
{
    str_vec out = {0};
    bool operand = expects(u, "a whole number") && expects(u, "'('");
    bool after = after_operand(u);
    bool name = expects(u, "a name");
    for (uint32_t i = 0; i < u->expected_count; i++) {
        const char *e = u->expected[i];
        const struct word *w = word_find(str_from(e));
        bool left_out = (operand && is_one_of(e, operand_starts)) ||
                        (after && is_one_of(e, operators)) ||
                        (name && w && w->class == WORD_DECLARATION);
        if (!left_out)
            vec_push(ps->arena, &out, describe(ps, e));
    }
    if (operand)
        vec_push(ps->arena, &out, STR("an expression"));
    if (after && out.len == 0)
        vec_push(ps->arena, &out, STR("an operator"));
    return out;
}

static struct str
join(struct parser *ps, const str_vec *list, const char *last)
{
    struct text_buf out = {.arena = ps->arena};
    for (uint32_t i = 0; i < list->len; i++) {
        if (i > 0)
            text_add_c(&out, i + 1 < list->len ? ", " : last);
        text_add(&out, list->at[i]);
    }
    return text_str(&out);
}

static void
report_expected(struct parser *ps, const struct unexpected *u)
{
    enum { SHORT_LIST = 6 };
    struct str got = found(ps, u);
    str_vec list = summarise(ps, u);
    struct diag *d;
    if (expects(u, "rule") && expects(u, "entity") && !expects(u, "a name")) {
        d = diag_add(ps->sink, E3167, u->span,
                     "expected an item, such as 'rule', 'define' or 'entity', found " STR_FMT,
                     STR_ARG(got));
    } else if (list.len > SHORT_LIST) {
        d = diag_add(ps->sink, E3167, u->span, STR_FMT " cannot stand here", STR_ARG(got));
        diag_note(ps->sink, d, "expected one of " STR_FMT, STR_ARG(join(ps, &list, ", ")));
    } else if (list.len == 0) {
        d = diag_add(ps->sink, E3167, u->span, STR_FMT " cannot stand here", STR_ARG(got));
    } else {
        d = diag_add(ps->sink, E3167, u->span, "expected " STR_FMT ", found " STR_FMT,
                     STR_ARG(join(ps, &list, " or ")), STR_ARG(got));
    }
    const struct word *w = word_find(str_from(u->token));
    bool reserved = w && w->class == WORD_RESERVED;
    if (reserved && expects(u, "a name") && !expects(u, "a whole number"))
        diag_help(ps->sink, d, "'%s' is a reserved word; as a name it is written `%s`", u->token,
                  u->token);
}

void
parse_unexpected(struct parser *ps, const struct unexpected *u)
{
    bool excused = u->span.lo == ps->excused.lo && !span_is_none(ps->excused);
    if (ps->stopped || excused)
        return;
    ps->reported = u->span;
    if (!report_lost_brace(ps, u) && !report_special(ps, u) && !report_misspelt(ps, u) &&
        !report_foreign(ps, u) && !is_for_equal(ps, u) && !report_case(ps, u))
        report_expected(ps, u);
    if (!ps->meant)
        parse_cut_off(ps);
}
