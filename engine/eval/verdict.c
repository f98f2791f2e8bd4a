/* What the views of entities say becomes of them: the definition that `verdict` names, for all entities of the view's type. */
#include "engine/eval/internal.h"

struct judging {
    struct evaluation *ev;
    struct arena *arena;
    const struct view_use *view;
    struct entity_verdict *out;
};

/* A value as the language spells it; a condition by its name. */
static struct str
verdict_word(const struct judging *j, uint64_t cell)
{
    const struct program *p = j->ev->program;
    const struct ir *ir = j->view->verdict;
    if (ir->type.kind != TYPE_BOOL)
        return cell_text(p, j->arena, ir->type, cell);
    struct str name = sym_str(p->texts, p->defines.at[ir->call.define].name);
    char *spaced = arena_array(j->arena, char, name.len + 1);
    for (size_t i = 0; i < name.len; i++)
        spaced[i] = (char)(name.at[i] == '_' ? ' ' : name.at[i]);
    return str_printf(j->arena, "%s" STR_FMT, cell ? "" : "not ",
                      STR_ARG(((struct str){spaced, name.len})));
}

static void
verdicts_visit(void *context, struct frame *f, uint32_t first)
{
    const struct judging *j = context;
    struct vector v = eval(f, j->view->verdict);
    for (uint32_t i = 0; i < f->count; i++) {
        struct entity_verdict *out = &j->out[first + i];
        struct value value = vector_value(j->arena, &v, i);
        entity_id type = store_type(j->ev->store, (struct ent){first + i});
        bool is_its_view = program_view(j->ev->program, type, j->view->word) == j->view;
        if (!is_its_view || value.kind == VALUE_MISSING)
            continue;
        *out = (struct entity_verdict){.view = j->view, .cell = value.cell};
        out->is_unknown = value.kind == VALUE_UNKNOWN;
        out->word = out->is_unknown ? STR("unknown") : verdict_word(j, value.cell);
    }
}

struct entity_verdict *
evaluate_view_word(struct evaluation *e, struct arena *a, enum view_word word)
{
    struct entity_verdict *out = arena_array(a, struct entity_verdict, store_count(e->store) + 1);
    e->rule = NULL;
    for (uint32_t i = 0; i < e->program->views.len; i++) {
        const struct view *view = &e->program->views.at[i];
        for (uint32_t k = 0; k < view->uses.len; k++) {
            const struct view_use *use = &view->uses.at[k];
            struct judging j = {e, a, use, out};
            if (use->word != word || !use->verdict)
                continue;
            e->epoch++;
            e->is_reported = false;
            extent_visit(e, &e->root, use->verdict->call.args.at[0]->type.of, 0, verdicts_visit,
                         &j);
        }
    }
    return out;
}

struct entity_verdict *
evaluate_verdicts(struct evaluation *e, struct arena *a)
{
    return evaluate_view_word(e, a, VIEW_WORD_VERDICT);
}
