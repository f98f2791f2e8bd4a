/* Rules: what they are about, whom they are for, and the clauses that say so. */
#include "lang/check_criterion.h"

/* ---- words with a fixed meaning ---- */

static const char *const categories[] = {
    [CATEGORY_NONE] = "",
    [CATEGORY_UNSUPPORTED_CLAIM] = "unsupported_claim",
    [CATEGORY_MISSING_JUSTIFICATION] = "missing_justification",
    [CATEGORY_BROKEN_TRACEABILITY] = "broken_traceability",
    [CATEGORY_UNACCEPTABLE_RISK] = "unacceptable_risk",
    [CATEGORY_WEAK_EVIDENCE] = "weak_evidence",
    [CATEGORY_MALFORMED] = "malformed",
    [CATEGORY_PROCESS] = "process",
};

static const char *const severities[] = {
    [SEVERITY_ERROR] = "error",
    [SEVERITY_WARNING] = "warning",
    [SEVERITY_INFO] = "info",
};

enum { CATEGORY_COUNT = sizeof categories / sizeof categories[0], SEVERITY_COUNT = 3 };

/* The place of a word in a list; -1 and reported if it is not there. */
static int
word_of(const struct context *cx, struct name name, const char *const *words, int count,
        const char *what)
{
    struct checker *ck = cx->ck;
    struct text_buf all = {.arena = ck->arena};
    struct suggestion s = {.scratch = ck->arena, .given = sym_str(ck->syms, name.sym)};

    for (int i = 0; i < count; i++) {
        if (!words[i][0])
            continue;
        if (str_is(s.given, words[i]))
            return i;
        suggest(&s, str_from(words[i]));
        text_printf(&all, "%s%s", all.len ? ", " : "", words[i]);
    }
    struct diag *d = report(cx, E5266, name.span, "`" STR_FMT "` is no %s", STR_ARG(s.given), what);
    if (s.best.len) {
        diag_help(ck->sink, d, "did you mean `" STR_FMT "`?", STR_ARG(s.best));
        diag_fix(ck->sink, d, name.span, s.best);
    } else {
        diag_help(ck->sink, d, "it is one of " STR_FMT, STR_ARG(text_str(&all)));
    }
    return -1;
}

const char *
severity_text(enum severity severity)
{
    return severities[severity];
}

int
severity_word(const struct context *cx, struct name name)
{
    return word_of(cx, name, severities, SEVERITY_COUNT, "severity");
}

/* ---- phase, effective, maps ---- */

static uint32_t
phase_value(const struct context *cx, struct name name)
{
    struct checker *ck = cx->ck;
    const struct program *p = ck->program;
    uint32_t value = enum_value(p, p->phase, name.sym);

    if (value != NO_ID)
        return value;
    const struct enum_type *t = &p->enums.at[p->phase];
    struct suggestion s = {.scratch = ck->arena, .given = sym_str(ck->syms, name.sym)};
    struct diag *d = report(cx, E1687, name.span, "`" STR_FMT "` is no phase", STR_ARG(s.given));
    for (uint32_t i = 0; i < t->value_count; i++)
        suggest(&s, sym_str(ck->syms, t->values[i]));
    if (s.best.len) {
        diag_help(ck->sink, d, "did you mean `" STR_FMT "`?", STR_ARG(s.best));
        diag_fix(ck->sink, d, name.span, s.best);
    }
    if (!span_is_none(t->span))
        diag_label(ck->sink, d, t->span, "the phases are listed here");
    return 0;
}

static void
phase_check(const struct context *cx, const struct clause *c, struct rule *rule)
{
    const struct program *p = cx->ck->program;

    if (p->phase == NO_ID) {
        cx->body->broken = true; /* the scale itself did not check */
        return;
    }
    rule->has_phase = true;
    rule->phase_from = phase_value(cx, c->phase.from);
    rule->phase_to =
        c->phase.to.sym.v ? phase_value(cx, c->phase.to) : p->enums.at[p->phase].value_count - 1;
    if (!cx->body->broken && rule->phase_to < rule->phase_from) {
        struct diag *d = report(cx, E1759, c->span, "the last phase comes before the first one");
        diag_help(cx->ck->sink, d, "write `phase " STR_FMT " .. " STR_FMT "`",
                  NAME_ARG(cx, c->phase.to.sym), NAME_ARG(cx, c->phase.from.sym));
    }
}

static void
effective_check(const struct context *cx, const struct clause *c, struct rule *rule)
{
    rule->has_effective = true;
    if (!date_parse(c->date, &rule->effective)) {
        struct diag *d = report(cx, E3968, c->span, "there is no such day in the calendar");
        diag_help(cx->ck->sink, d, "a date is written year-month-day: 2026-02-28");
    }
}

/* A pack name as rules write it. */
static struct str
as_word(const struct context *cx, struct str name)
{
    char *at = arena_array(cx->ck->arena, char, name.len + 1);

    for (size_t i = 0; i < name.len; i++)
        at[i] = name.at[i] == '-' ? '_' : name.at[i];
    return (struct str){at, name.len};
}

static const struct standard *
standard_find(const struct context *cx, struct name name)
{
    const struct check_input *in = cx->ck->input;
    struct str word = sym_str(cx->ck->syms, name.sym);
    struct suggestion s = {.scratch = cx->ck->arena, .given = word};

    for (uint32_t i = 0; i < in->standard_count; i++) {
        if (pack_same(in->standards[i].name, word))
            return &in->standards[i];
        suggest(&s, as_word(cx, in->standards[i].name));
    }
    if (!in->standard_count)
        return NULL; /* no pack declares any: nothing to compare with */
    struct diag *d = advise(cx, W6790, name.span, "no pack declares the clauses of `" STR_FMT "`",
                            STR_ARG(word));
    if (s.best.len)
        diag_help(cx->ck->sink, d, "did you mean `" STR_FMT "`?", STR_ARG(s.best));
    else
        diag_help(cx->ck->sink, d,
                  "declare the standard and its clauses in `pack.yaml`, under `standards`");
    return NULL;
}

static void
clause_find(const struct context *cx, const struct mapping *m, const struct standard *standard,
            struct str clause)
{
    struct suggestion s = {.scratch = cx->ck->arena, .given = clause};

    for (uint32_t i = 0; i < standard->clause_count; i++) {
        if (str_eq(standard->clauses[i], clause))
            return;
        suggest(&s, standard->clauses[i]);
    }
    if (!standard->clause_count)
        return;
    struct diag *d =
        report(cx, E7452, m->clause->span, "`" STR_FMT "` has no clause \"" STR_FMT "\"",
               NAME_ARG(cx, m->standard.sym), STR_ARG(clause));
    if (s.best.len)
        diag_help(cx->ck->sink, d, "did you mean \"" STR_FMT "\"?", STR_ARG(s.best));
}

static void
maps_check(const struct context *cx, const struct clause *c, struct rule *rule)
{
    struct arena *a = cx->ck->arena;
    uint32_t before = rule->map_count;
    struct mapping_clause *all = arena_array(a, struct mapping_clause, before + c->maps.len + 1);

    for (uint32_t i = 0; i < before; i++)
        all[i] = rule->maps[i];
    rule->maps = all;
    for (uint32_t i = 0; i < c->maps.len; i++) {
        const struct mapping *m = &c->maps.at[i];
        const struct standard *standard = standard_find(cx, m->standard);
        struct str clause = STR("");
        if (!m->clause || !text_constant(cx->ck, m->clause, &clause))
            cx->body->broken = true;
        else if (standard)
            clause_find(cx, m, standard, clause);
        rule->maps[rule->map_count++] = (struct mapping_clause){m->standard.sym, clause};
    }
}

/* ---- other rules ---- */

/* The variables of a rule; an `apply` has them in front. */
static const each_vec *
for_each_of(const struct item *item)
{
    const clause_vec *clauses = &item->rule.clauses;

    if (item->kind == ITEM_APPLY)
        return item->apply.each.len ? &item->apply.each : NULL;
    for (uint32_t i = 0; i < clauses->len; i++)
        if (clauses->at[i].kind == CLAUSE_FOR_EACH)
            return &clauses->at[i].each;
    return NULL;
}

entity_id
rule_subject_type(struct checker *ck, const struct unit *unit, const struct item *item)
{
    const each_vec *each = for_each_of(item);

    if (!each || !each->len || !each->at[0].type.name.sym.v)
        return NO_ID;
    const struct type_name *t = &each->at[0].type;
    const struct def *type =
        names_find(ck, unit, t->pack.sym.v ? &t->pack : NULL, t->name, "type", true);
    return type && type->kind == DEF_ENTITY && !type->broken ? type->id : NO_ID;
}

static bool
related(const struct program *p, entity_id a, entity_id b)
{
    return a == NO_ID || b == NO_ID || entity_is(p, a, b) || entity_is(p, b, a);
}

static void
after_check(const struct context *cx, const struct item *item, struct name code)
{
    struct checker *ck = cx->ck;
    const struct def *other = names_code(ck, code, false);

    if (!other) {
        cx->body->broken = true;
        return;
    }
    if (other->item == item) {
        report(cx, E5816, code.span, "a rule cannot come after itself");
        return;
    }
    if (other->kind != DEF_RULE)
        return;
    entity_id mine = rule_subject_type(ck, cx->unit, item);
    entity_id its = rule_subject_type(ck, other->unit, other->item);
    if (related(ck->program, mine, its))
        return;
    struct diag *d = report(cx, E5816, code.span,
                            STR_FMT " is about another type, so it never sets this rule aside",
                            NAME_ARG(cx, code.sym));
    diag_label(ck->sink, d, other->item->rule.code.span, "a rule about " STR_FMT,
               NAME_ARG(cx, ck->program->entities.at[its].name));
    diag_help(ck->sink, d, "`after` names a rule that is about " STR_FMT " as well",
              NAME_ARG(cx, ck->program->entities.at[mine].name));
}

static void
formerly_check(const struct context *cx, struct name code)
{
    const struct def *other = names_code(cx->ck, code, true);

    if (!other)
        return;
    struct diag *d = report(cx, E5349, code.span, STR_FMT " still is the code of a rule",
                            NAME_ARG(cx, code.sym));
    diag_label(cx->ck->sink, d, other->item->rule.code.span, "this one");
    diag_help(cx->ck->sink, d,
              "`formerly` lists codes that are no longer in use; `after " STR_FMT
              "` lets that rule come first",
              NAME_ARG(cx, code.sym));
}

static struct sym *
codes_add(const struct context *cx, struct sym *old, uint32_t *count, const name_vec *codes)
{
    struct sym *all = arena_array(cx->ck->arena, struct sym, *count + codes->len + 1);

    for (uint32_t i = 0; i < *count; i++)
        all[i] = old[i];
    for (uint32_t i = 0; i < codes->len; i++)
        all[(*count)++] = codes->at[i].sym;
    return all;
}

/* ---- clauses ---- */

static bool
once_only(enum clause_kind kind)
{
    switch (kind) {
    case CLAUSE_CATEGORY:
    case CLAUSE_SEVERITY:
    case CLAUSE_PHASE:
    case CLAUSE_EFFECTIVE:
    case CLAUSE_RATIONALE:
    case CLAUSE_FINAL:
    case CLAUSE_EXPECT_SUBJECTS:
    case CLAUSE_FOR_EACH: return true;
    default: return false;
    }
}

static void
refuse_twice(const struct context *cx, const clause_vec *clauses)
{
    for (uint32_t i = 0; i < clauses->len; i++)
        for (uint32_t j = 0; once_only(clauses->at[i].kind) && j < i; j++) {
            if (clauses->at[j].kind != clauses->at[i].kind)
                continue;
            struct diag *d =
                report(cx, E6009, clauses->at[i].span, "a rule has only one clause of this kind");
            diag_label(cx->ck->sink, d, clauses->at[j].span, "the first one");
            diag_help(cx->ck->sink, d,
                      clauses->at[i].kind == CLAUSE_FOR_EACH
                          ? "put all variables into one `for each`, with commas between them"
                          : "leave one of the two out");
            break;
        }
}

static void
text_clause(const struct context *cx, const struct text *text, struct str *out)
{
    if (text && !text_constant(cx->ck, text, out))
        cx->body->broken = true;
}

static void
about_check(const struct context *cx, const struct item *item, const struct clause *c,
            struct rule *rule)
{
    int word;

    switch (c->kind) {
    case CLAUSE_CATEGORY:
        word = word_of(cx, c->name, categories, CATEGORY_COUNT, "category");
        rule->category = word < 0 ? CATEGORY_NONE : (enum category)word;
        break;
    case CLAUSE_SEVERITY:
        word = word_of(cx, c->name, severities, SEVERITY_COUNT, "severity");
        rule->severity = word < 0 ? SEVERITY_ERROR : (enum severity)word;
        break;
    case CLAUSE_PHASE: phase_check(cx, c, rule); break;
    case CLAUSE_MAPS: maps_check(cx, c, rule); break;
    case CLAUSE_EFFECTIVE: effective_check(cx, c, rule); break;
    case CLAUSE_AFTER:
        for (uint32_t i = 0; i < c->codes.len; i++)
            after_check(cx, item, c->codes.at[i]);
        rule->after = codes_add(cx, rule->after, &rule->after_count, &c->codes);
        break;
    case CLAUSE_FORMERLY:
        for (uint32_t i = 0; i < c->codes.len; i++)
            formerly_check(cx, c->codes.at[i]);
        rule->formerly = codes_add(cx, rule->formerly, &rule->formerly_count, &c->codes);
        break;
    case CLAUSE_TAGS: rule->tags = codes_add(cx, rule->tags, &rule->tag_count, &c->codes); break;
    case CLAUSE_RATIONALE: text_clause(cx, c->text, &rule->rationale); break;
    case CLAUSE_FINAL: rule->is_final = true; break;
    case CLAUSE_EXPECT_SUBJECTS: rule->expects_subjects = true; break;
    case CLAUSE_ERROR: cx->body->broken = true; break;
    default: break;
    }
}

/* ---- subjects ---- */

static void
warn_unchecked(const struct context *cx, const struct each_var *v)
{
    struct str set = words_at(cx, v->set->span);
    struct diag *d =
        advise(cx, W7926, v->span, "subjects without `" STR_FMT "` are not checked by this rule",
               STR_ARG(set));

    diag_help(cx->ck->sink, d,
              "if that is meant, say so in the guard of the subject: `where " STR_FMT
              " is present`; else demand it in a rule of its own",
              STR_ARG(set));
}

static void
not_a_subject(const struct context *cx, const struct each_var *v)
{
    struct diag *d =
        report(cx, E7889, v->span,
               "the first variable of a rule is its subject and ranges over a whole type");

    if (v->set && unparen(v->set)->kind == EXPR_TYPE)
        diag_help(cx->ck->sink, d, "write `for each " STR_FMT ": " STR_FMT "`",
                  NAME_ARG(cx, v->name.sym), STR_ARG(words_at(cx, v->set->span)));
    else
        diag_help(cx->ck->sink, d, "write `for each x: Type`, and then `, " STR_FMT " in …`",
                  NAME_ARG(cx, v->name.sym));
}

static void
subjects_check(struct context *cx, const each_vec *vars, struct rule *rule)
{
    if (vars->len && !vars->at[0].type.name.sym.v)
        not_a_subject(cx, &vars->at[0]);
    each_check(cx, vars, &rule->each);
    for (uint32_t i = 0; i < rule->each.len; i++) {
        const struct ir_each *each = &rule->each.at[i];
        const struct each_var *v = &vars->at[i];
        if (!ir_failed(each->set) && each->set->type.kind != TYPE_ENTITY && i == 0)
            report(cx, E7889, v->span,
                   "the subject of a rule is an entity, and `" STR_FMT "` has values",
                   STR_ARG(words_kind(cx, each->set->type)));
        if (i > 0 && v->set && each->set->kind != IR_EXTENT && each->set->type.card == CARD_SET &&
            !cx->body->broken)
            warn_unchecked(cx, v);
    }
}

/* ---- the rule ---- */

static void
local_params(const struct context *cx, const struct item *item)
{
    const clause_vec *clauses = &item->rule.clauses;

    for (uint32_t i = 0; i < clauses->len; i++) {
        const struct clause *c = &clauses->at[i];
        if (c->kind != CLAUSE_PARAM || !c->param)
            continue;
        if (param_find(cx, c->param->param.name.sym) != NO_ID) {
            struct diag *d = report(cx, E7847, c->param->param.name.span,
                                    "`" STR_FMT "` is already the name of a parameter",
                                    NAME_ARG(cx, c->param->param.name.sym));
            diag_help(cx->ck->sink, d, "give this one a name of its own");
        }
        param_check(cx, c->param, cx->rule_code, c->docs);
    }
}

static void
unused_params(const struct context *cx, param_id from)
{
    const struct program *p = cx->ck->program;

    for (param_id i = from; i < p->params.len && !cx->body->broken; i++) {
        bool used = i < cx->ck->params_used.len && cx->ck->params_used.at[i];
        if (used)
            continue;
        struct diag *d =
            advise(cx, W5082, p->params.at[i].span, "nothing uses the parameter `" STR_FMT "`",
                   NAME_ARG(cx, p->params.at[i].name));
        diag_help(cx->ck->sink, d, "leave it out, or use it");
    }
}

static void
let_clauses(struct context *cx, const clause_vec *clauses, struct rule *rule)
{
    for (uint32_t i = 0; i < clauses->len; i++)
        if (clauses->at[i].kind == CLAUSE_LET)
            let_check(cx, &clauses->at[i], rule);
}

/* The scope so far, as the duties see it: an earlier `require` can speak of all of it. */
static const struct scope *
of_rule(const struct context *cx)
{
    struct scope *first = NULL, **last = &first;

    for (const struct scope *s = cx->scope; s; s = s->outer) {
        struct scope *copy = arena_new(cx->ck->arena, struct scope);
        *copy = *s;
        copy->of_rule = true;
        copy->outer = NULL;
        *last = copy;
        last = (struct scope **)&copy->outer;
    }
    return first;
}

static void
duty_clauses(struct context *cx, const clause_vec *clauses, struct rule *rule)
{
    for (uint32_t i = 0; i < clauses->len; i++) {
        const struct clause *c = &clauses->at[i];
        if (c->kind == CLAUSE_REQUIRE)
            duty_check(cx, c, rule);
        else if (c->kind == CLAUSE_TRACE)
            trace_check(cx, c, rule);
    }
}

static void
set_opens(const struct context *cx, struct rule *rule)
{
    for (uint32_t i = 0; i < cx->body->relied.len && i < rule->duties.len; i++)
        rule->duties.at[i].opens = cx->body->relied.at[i];
}

static void
fix_clauses(const struct context *cx, const clause_vec *clauses, struct rule *rule)
{
    for (uint32_t i = 0; i < clauses->len; i++)
        if (clauses->at[i].kind == CLAUSE_FIX_TEXT || clauses->at[i].kind == CLAUSE_FIX_CHANGE)
            fix_check(cx, &clauses->at[i], rule);
}

/* Lets and further variables that nothing reads. The subject itself need not be read. */
static void
unused_variables(const struct context *cx, const struct rule *rule)
{
    for (uint32_t i = 1; i < rule->each.len; i++)
        warn_unused(cx, rule->each.at[i].slot, rule->each.at[i].slot + 1, "the variable");
    for (uint32_t i = 0; i < rule->lets.len; i++)
        warn_unused(cx, rule->lets.at[i].slot, rule->lets.at[i].slot + 1, "the name");
}

static void
refuse_incomplete(const struct context *cx, const struct item *item, const struct rule *rule)
{
    struct name code = item->rule.code;
    struct diag *d;

    if (item->kind == ITEM_APPLY)
        return; /* its pattern is a duty, and it has said already that it is about nobody */
    if (!rule->each.len) {
        d = report(cx, E6415, code.span, "this %s does not say what it is about",
                   rule->is_criterion ? "criterion" : "rule");
        diag_help(cx->ck->sink, d, "add `for each x: Type`");
    } else if (!rule->duties.len && !rule->is_criterion) {
        d = report(cx, E7570, code.span, "this rule demands nothing");
        diag_help(cx->ck->sink, d, "add `require … else \"…\"`");
    }
}

static void
advise_complete(const struct context *cx, const struct item *item, const struct rule *rule)
{
    struct name code = item->rule.code;
    struct diag *d;

    if (rule->category == CATEGORY_NONE) {
        d = advise(cx, W6904, code.span, STR_FMT " has no category", NAME_ARG(cx, code.sym));
        diag_help(cx->ck->sink, d,
                  "add one, so that its findings are counted where a reader looks: `category "
                  "unsupported_claim`");
    }
    if (!item->docs.len && !rule->rationale.len && !rule->map_count) {
        d = advise(cx, W5651, code.span, "nothing says why " STR_FMT " is there",
                   NAME_ARG(cx, code.sym));
        diag_help(cx->ck->sink, d, "put a line `/// …` above it, or `rationale \"…\"` into it");
    }
}

bool
rule_clauses(struct context *cx, const struct item *item, struct rule *rule)
{
    const struct rule_decl *decl = &item->rule;
    const each_vec *each = for_each_of(item);
    param_id params = cx->ck->program->params.len;

    *rule = (struct rule){.pack = cx->unit->pack,
                          .code = decl->code.sym,
                          .is_criterion = item->kind == ITEM_CRITERION,
                          .name = decl->name.sym,
                          .docs = item->docs,
                          .span = decl->code.span};
    text_clause(cx, decl->title, &rule->title);
    refuse_twice(cx, &decl->clauses);
    local_params(cx, item);
    for (uint32_t i = 0; i < decl->clauses.len; i++)
        about_check(cx, item, &decl->clauses.at[i], rule);
    if (each)
        subjects_check(cx, each, rule);
    if (item->kind == ITEM_APPLY)
        application_check(cx, item, rule);
    let_clauses(cx, &decl->clauses, rule);
    tailoring_exempts(cx);
    cx->scope = of_rule(cx);
    struct context start = *cx;
    duty_clauses(cx, &decl->clauses, rule);
    if (rule->is_criterion)
        decide_check(cx, item, rule);
    set_opens(cx, rule);
    fix_clauses(&start, &decl->clauses, rule);
    refuse_incomplete(cx, item, rule);
    unused_params(cx, params);
    unused_variables(cx, rule);
    if (!cx->body->broken)
        advise_complete(cx, item, rule);
    return !cx->body->broken;
}

static void
rule_lost(struct checker *ck, const struct unit *unit, const struct item *item)
{
    ck->program->rules_not_compiled++;
    if (item->kind == ITEM_APPLY)
        application_lost(ck, unit, item);
}

static void
rule_check(struct checker *ck, const struct unit *unit, const struct item *item)
{
    struct body body = {0};
    struct context cx = {.ck = ck, .unit = unit, .body = &body, .rule_code = item->rule.code.sym};
    struct def *def = names_of(ck, item);
    struct rule rule;

    if (!rule_clauses(&cx, item, &rule)) {
        def->broken = true;
        rule_lost(ck, unit, item);
        return;
    }
    rule.slots = body.slots.at;
    rule.slot_count = body.slots.len;
    vec_push(ck->arena, &ck->program->rules, rule);
}

/* It was checked with the definitions, among which `meets` asks it; what these broke breaks it as well. */
static void
criterion_add(struct checker *ck, const struct item *item)
{
    const struct def *def = names_of(ck, item);
    const struct rule *rule = def->broken ? NULL : criterion_rule(ck, def->id);

    if (rule)
        vec_push(ck->arena, &ck->program->rules, *rule);
    else
        ck->program->rules_not_compiled++;
}

/* Which rule each application is, now that they have their numbers. */
static void
applications_bind(struct program *p)
{
    for (rule_id i = 0; i < p->rules.len; i++)
        for (uint32_t k = 0; k < p->rules.at[i].duties.len; k++)
            if (p->rules.at[i].duties.at[k].kind == DUTY_PATTERN)
                p->applications.at[p->rules.at[i].duties.at[k].application].rule = i;
    for (uint32_t i = 0; i < p->applications.len; i++)
        p->applications.at[i].is_broken |= p->applications.at[i].rule == NO_ID;
}

/* ---- `after` in a circle ---- */

static rule_id
rule_find(const struct program *p, struct sym code)
{
    for (rule_id i = 0; i < p->rules.len; i++)
        if (sym_eq(p->rules.at[i].code, code))
            return i;
    return NO_ID;
}

/* The rules that a rule comes after, directly or by way of others: itself among them if that is a circle. */
static bool *
all_before(struct checker *ck, rule_id start)
{
    const struct program *p = ck->program;
    bool *seen = arena_array(ck->arena, bool, p->rules.len + 1);
    VEC(rule_id) open = {0};

    vec_push(ck->arena, &open, start);
    while (open.len) {
        const struct rule *r = &p->rules.at[open.at[--open.len]];
        for (uint32_t i = 0; i < r->after_count; i++) {
            rule_id next = rule_find(p, r->after[i]);
            if (next == NO_ID || seen[next])
                continue;
            seen[next] = true;
            vec_push(ck->arena, &open, next);
        }
    }
    return seen;
}

/* Rules that wait for each other would all be set aside by each other: none of them is kept. */
static void
report_after_circle(struct checker *ck, bool **before, rule_id first, bool *lost)
{
    struct program *p = ck->program;
    struct str code = sym_str(ck->syms, p->rules.at[first].code);
    struct diag *d = diag_add(ck->sink, E6552, p->rules.at[first].span,
                              STR_FMT " comes after itself", STR_ARG(code));

    lost[first] = true;
    for (rule_id i = 0; i < p->rules.len; i++) {
        if (i == first || !before[i] || !before[i][first] || !before[first][i])
            continue;
        lost[i] = true;
        diag_label(ck->sink, d, p->rules.at[i].span, "by way of " STR_FMT,
                   STR_ARG(sym_str(ck->syms, p->rules.at[i].code)));
    }
    diag_help(ck->sink, d, "take one `after` out of the circle");
}

static void
after_circles(struct checker *ck)
{
    struct program *p = ck->program;
    uint32_t count = p->rules.len, kept = 0;
    bool **before = arena_array(ck->arena, bool *, count + 1);
    bool *lost = arena_array(ck->arena, bool, count + 1);

    for (rule_id i = 0; i < count; i++)
        if (p->rules.at[i].after_count)
            before[i] = all_before(ck, i);
    for (rule_id i = 0; i < count; i++)
        if (before[i] && before[i][i] && !lost[i])
            report_after_circle(ck, before, i, lost);
    for (rule_id i = 0; i < count; i++) {
        if (lost[i])
            p->rules_not_compiled++;
        else
            p->rules.at[kept++] = p->rules.at[i];
    }
    p->rules.len = kept;
}

void
rules_check(struct checker *ck)
{
    for (uint32_t i = 0; i < ck->input->unit_count; i++) {
        const struct unit *unit = &ck->input->units[i];
        for (uint32_t j = 0; j < unit->ast->items.len; j++) {
            const struct item *item = unit->ast->items.at[j];
            if (item->kind != ITEM_RULE && item->kind != ITEM_CRITERION && item->kind != ITEM_APPLY)
                continue;
            if (item->broken || !names_of(ck, item))
                rule_lost(ck, unit, item);
            else if (item->kind == ITEM_CRITERION)
                criterion_add(ck, item);
            else
                rule_check(ck, unit, item);
        }
    }
    after_circles(ck);
    for (uint32_t i = 0; i < ck->criteria.len; i++)
        ck->program->defines.at[ck->criteria.at[i].define].meets =
            rule_find(ck->program, ck->criteria.at[i].rule->code);
    applications_bind(ck->program);
}
