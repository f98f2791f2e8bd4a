/*
 * What a pattern may ask for: elements of the patterns that it comes after (language.md §8). Others are derived later or at the
 * same time, so a condition that asked for them would find nothing, and nobody would know.
 */
#include "lang/check_pattern.h"

struct seeing {
    const struct context *cx;
    pattern_id by; /* the pattern that asks, or that is applied */
    bool *sees;    /* by pattern_id */
    bool *asked;   /* by define_id: looked into */
    const struct ir
        *call; /* of a definition, the outermost one inside which it looks; NULL: inside none */
};

/* Those that a pattern comes after, and those that they do. */
static void
see_after(const struct context *cx, const struct pattern *of, bool *sees)
{
    const struct program *p = cx->ck->program;
    VEC(const struct pattern *) open = {0};
    vec_push(cx->ck->arena, &open, of);
    while (open.len) {
        const struct pattern *next = open.at[--open.len];
        for (uint32_t i = 0; i < next->after_count; i++) {
            if (sees[next->after[i]])
                continue;
            sees[next->after[i]] = true;
            vec_push(cx->ck->arena, &open, &p->patterns.at[next->after[i]]);
        }
    }
}

/* Whether `id` could come after `other`: not if that is the other way round already. */
static bool
may_follow(const struct context *cx, pattern_id id, pattern_id other)
{
    const struct program *p = cx->ck->program;
    bool *sees = arena_array(cx->ck->arena, bool, p->patterns.len + 1);
    see_after(cx, &p->patterns.at[other], sees);
    return id != other && !sees[id];
}

static void
report_unseen(const struct seeing *s, pattern_id asked, struct span at)
{
    const struct context *cx = s->cx;
    struct checker *ck = cx->ck;
    struct name by = ck->patterns.at[s->by].item->pattern.name;
    struct name of = ck->patterns.at[asked].item->pattern.name;
    bool is_own = s->by == asked;
    struct str whose = is_own ? STR("of its own")
                              : str_printf(ck->arena, "of `" STR_FMT "`", NAME_ARG(cx, of.sym));
    struct diag *d = report(cx, E2417, s->call ? s->call->span : at,
                            "pattern `" STR_FMT "` does not see elements " STR_FMT,
                            NAME_ARG(cx, by.sym), STR_ARG(whose));
    if (s->call)
        diag_label(ck->sink, d, at, "asked for here");
    diag_label(ck->sink, d, by.span, "declared here");
    if (is_own)
        diag_help(ck->sink, d,
                  "ask for what its elements are made from: they are there once all of it is");
    else if (!may_follow(cx, s->by, asked))
        diag_help(ck->sink, d, "`" STR_FMT "` comes after `" STR_FMT "`; ask for both in a rule",
                  NAME_ARG(cx, of.sym), NAME_ARG(cx, by.sym));
    else
        diag_help(ck->sink, d, "let it come after: `pattern " STR_FMT "(…) after " STR_FMT "`",
                  NAME_ARG(cx, by.sym), NAME_ARG(cx, of.sym));
}

static void
look(void *context, const struct ir *ir)
{
    struct seeing *s = context;
    const struct program *p = s->cx->ck->program;
    if (ir->kind == IR_ELEMENT && !s->sees[ir->element.pattern])
        report_unseen(s, ir->element.pattern, ir->span);
    if (ir->kind == IR_CALL && !s->asked[ir->call.define]) {
        const struct ir *outer = s->call;
        s->asked[ir->call.define] = true;
        s->call = outer ? outer : ir;
        look(s, p->defines.at[ir->call.define].body);
        s->call = outer;
    }
    ir_visit_parts(ir, look, s);
}

static struct seeing
seeing_new(const struct context *cx, pattern_id by)
{
    const struct program *p = cx->ck->program;
    struct seeing s = {.cx = cx, .by = by};
    s.sees = arena_array(cx->ck->arena, bool, p->patterns.len + 1);
    s.asked = arena_array(cx->ck->arena, bool, p->defines.len + 1);
    return s;
}

bool
pattern_may_ask(const struct context *cx, pattern_id id, struct span at)
{
    if (!cx->pattern)
        return true;
    struct seeing s = seeing_new(cx, cx->pattern - 1);
    see_after(cx, &cx->ck->program->patterns.at[s.by], s.sees);
    if (s.sees[id])
        return true;
    report_unseen(&s, id, at);
    return false;
}

void
pattern_sees(const struct context *cx, pattern_id id, const struct pattern *pattern)
{
    struct seeing s = seeing_new(cx, id);
    see_after(cx, pattern, s.sees);
    pattern_visit_parts(pattern, look, &s);
}

void
application_sees(const struct context *cx, pattern_id id, const ir_each_vec *each,
                 const ir_vec *args)
{
    struct seeing s = seeing_new(cx, id);
    see_after(cx, &cx->ck->program->patterns.at[id], s.sees);
    for (uint32_t i = 0; i < each->len; i++) {
        look(&s, each->at[i].set);
        if (each->at[i].where)
            look(&s, each->at[i].where);
    }
    for (uint32_t i = 0; i < args->len; i++)
        look(&s, args->at[i]);
}
