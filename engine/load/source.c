/* Statements of a source, run over one document after the other. */
#include "engine/load/source_internal.h"

#include <string.h>

#include "lang/base/limits.h"

/* ---- messages ---- */

struct diag *
source_complain(struct source_reader *r, enum diag_code code, struct span at, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    char *message = arena_vprintf(&r->scratch, fmt, ap);
    va_end(ap);
    r->finding_count++;
    return diag_add(r->in.sink, code, at, "%s", message);
}

/* The types that these statements make, and all that they hold. */
static void
lose_types(const struct program *p, const struct source_statement *body, uint32_t count,
           struct builder *b, const struct diag *cause)
{
    for (uint32_t i = 0; i < count; i++) {
        if (body[i].op == SOURCE_ENTITY || body[i].op == SOURCE_ADD)
            builder_extent_incomplete(b, body[i].type, cause);
        lose_types(p, body[i].body, body[i].body_count, b, cause);
    }
}

void
source_lost(const struct program *p, const struct source_map_decl *decl, struct builder *b,
            const struct diag *cause)
{
    lose_types(p, decl->body, decl->body_count, b, cause);
}

static void
lose_body(struct source_reader *r, const struct source_statement *s, const struct diag *cause)
{
    lose_types(r->in.program, s->body, s->body_count, r->in.builder, cause);
}

static bool
gave_up(struct source_reader *r)
{
    if (r->finding_count < LIMIT_FILE_FINDINGS || r->is_given_up)
        return r->is_given_up;
    struct diag *d = diag_add(r->in.sink, E0930, r->here, "too many mistakes in one file");
    diag_note(r->in.sink, d, "the rest of the file was not read");
    diag_help(r->in.sink, d, "mend those before it first: most of them have one cause");
    source_lost(r->in.program, r->in.decl, r->in.builder, d);
    r->is_given_up = true;
    return true;
}

/* What has been reported of an unknown value; else says so now. */
static const struct diag *
cause_of(struct source_reader *r, struct sv v, struct span words, const char *what)
{
    if (v.kind == SV_UNKNOWN && v.cause)
        return v.cause;
    if (v.kind == SV_SET && v.gap_cause)
        return v.gap_cause;
    struct diag *d = source_complain(r, E0941, r->here, "%s cannot be decided here", what);
    diag_label(r->in.sink, d, words, "this one");
    return d;
}

/* ---- for ---- */

/* What there is where the path of a `for` ended: remembered the first time that nothing matched. */
static void
remember_missing(struct source_reader *r, struct step *step, const struct ir *set)
{
    struct text_buf out = {.arena = &r->arena};
    struct sv v = SV_NOTHING;
    while (v.kind != SV_NODE && (set->kind == IR_NODE || set->kind == IR_FILTER)) {
        set = set->kind == IR_NODE ? set->node.of : set->each.each.at[0].set;
        if (!set)
            break;
        v = source_eval(r, set);
    }
    struct tree *t = v.kind == SV_NODE ? v.node.tree : r->root;
    step->seen_at = source_head(t);
    if (t->is_elements)
        t = t->items[0];
    unsigned count = 0;
    for (uint32_t i = 0; t->kind == TREE_MAP && i < t->count; i++) {
        const struct tree *value = t->entries[i].value;
        if (!value->is_text && count++ < LIMIT_MESSAGE_IDS)
            text_printf(&out, "%s`%s" STR_FMT "`", out.len ? ", " : "",
                        value->attribute_like ? "@" : "", STR_ARG(t->entries[i].key));
    }
    if (count > LIMIT_MESSAGE_IDS)
        text_printf(&out, " and %u more", count - LIMIT_MESSAGE_IDS);
    if (count)
        step->seen = text_str(&out);
    else
        step->seen = t->kind == TREE_MAP ? STR("nothing") : str_from(tree_kind_words(t));
}

static void run(struct source_reader *r, struct step *steps, uint32_t count);

static void
run_each(struct source_reader *r, struct step *step, uint32_t k)
{
    const struct source_statement *s = step->s;
    if (k == s->each.len) {
        step->matched++;
        run(r, step->body, s->body_count);
        return;
    }
    const struct ir_each *each = &s->each.at[k];
    struct sv set = source_items(r, source_eval(r, each->set));
    struct span outer = r->here;
    if (set.incomplete)
        lose_body(r, s, cause_of(r, set, each->span, "what this `for` walks"));
    for (uint32_t i = 0; i < set.count && !r->is_given_up; i++) {
        struct arena_mark mark = arena_mark(&r->scratch);
        r->slots[each->slot] = set.members[i];
        r->here = source_place_of(r, set.members[i]);
        struct sv where = each->where ? source_eval(r, each->where) : sv_truth(SV_TRUE);
        if (sv_holds(where) == SV_MAYBE)
            lose_body(r, s, cause_of(r, where, each->where->span, "the condition of this `for`"));
        else if (sv_holds(where) == SV_TRUE)
            run_each(r, step, k + 1);
        arena_rewind(&r->scratch, mark);
        r->here = outer;
    }
}

static void
run_for(struct source_reader *r, struct step *step)
{
    uint64_t before = step->matched;
    step->reached++;
    run_each(r, step, 0);
    bool is_first = step->matched == 0 && step->seen.len == 0;
    if (step->matched == before && is_first && step->s->op == SOURCE_FOR)
        remember_missing(r, step, step->s->each.at[0].set);
}

/* ---- entities ---- */

static uint64_t
joined_hash(entity_id root, struct sym id)
{
    uint64_t key = (uint64_t)root << 32 | id.v;
    return str_hash((struct str){(const char *)&key, sizeof key});
}

static void
joined_grow(struct source_reader *r)
{
    uint32_t size = r->joined_mask ? (r->joined_mask + 1) * 2 : 1024;
    r->joined_slots = arena_array(&r->arena, uint32_t, size);
    r->joined_mask = size - 1;
    for (uint32_t i = 0; i < r->joined.len; i++) {
        uint64_t h = joined_hash(r->joined.at[i].root, r->joined.at[i].id);
        while (r->joined_slots[h & r->joined_mask])
            h++;
        r->joined_slots[h & r->joined_mask] = i + 1;
    }
}

/* The entity of that id that this source has made already; NULL: none, and the slot is where it goes. */
static struct joined *
joined_find(struct source_reader *r, entity_id root, struct sym id, uint32_t *slot)
{
    if (r->joined.len * 2 >= r->joined_mask)
        joined_grow(r);
    uint64_t h = joined_hash(root, id);
    for (; r->joined_slots[h & r->joined_mask]; h++) {
        struct joined *j = &r->joined.at[r->joined_slots[h & r->joined_mask] - 1];
        if (j->root == root && sym_eq(j->id, id))
            return j;
    }
    *slot = (uint32_t)(h & r->joined_mask);
    return NULL;
}

/* `add` of a type that the entity is not, or of an abstract one before anything made the entity. */
static const struct diag *
cannot_add(struct source_reader *r, const struct source_statement *s, const struct joined *j,
           struct str id, struct span at)
{
    const struct program *p = r->in.program;
    struct str type = sym_str(p->texts, p->entities.at[s->type].name);
    struct diag *d;
    if (j) {
        d = source_complain(r, E2973, at, STR_FMT " is of type " STR_FMT ", not " STR_FMT,
                            STR_ARG(id), STR_ARG(sym_str(p->texts, p->entities.at[j->type].name)),
                            STR_ARG(type));
        diag_label(r->in.sink, d, j->at, "it is made here");
        diag_label(r->in.sink, d, s->id->span, "this adds to it");
    } else {
        d = source_complain(r, E2973, at, "no " STR_FMT " called " STR_FMT " is made before this",
                            STR_ARG(type), STR_ARG(id));
        diag_label(r->in.sink, d, s->id->span, "this adds to it");
        diag_help(r->in.sink, d,
                  "`" STR_FMT
                  "` is abstract, so this cannot make one: make it by a statement above",
                  STR_ARG(type));
    }
    return d;
}

/*
 * Parts of one entity from several places are joined; two clauses that both declare it are not. Returns a handle, or
 * NO_ID when the parts cannot belong together: reported, and `cause` is set.
 */
static uint32_t
joined_handle(struct source_reader *r, const struct source_statement *s, struct str id,
              struct span at, const struct diag **cause)
{
    const struct program *p = r->in.program;
    bool declares = s->op == SOURCE_ENTITY;
    const struct entity *type = &p->entities.at[s->type];
    struct sym sym = sym_intern(p->texts, id);
    uint32_t slot = 0;
    struct joined *j = joined_find(r, type->root, sym, &slot);
    bool is_twice = j && declares && j->is_declared;
    if (j ? !is_twice && (j->type < s->type || j->type > type->last) : type->is_abstract) {
        *cause = cannot_add(r, s, j, id, at);
        return NO_ID;
    }
    if (j && !is_twice) {
        j->is_declared |= declares;
        return j->handle;
    }
    uint32_t handle = builder_entity(r->in.builder, s->type, ENT_NONE.v, id, at);
    if (!j) {
        vec_push(&r->arena, &r->joined,
                 ((struct joined){type->root, s->type, sym, handle, declares, at}));
        r->joined_slots[slot] = r->joined.len;
    }
    return handle;
}

static const struct diag *
bad_id(struct source_reader *r, const struct source_statement *s, struct sv id)
{
    struct str type = sym_str(r->in.program->texts, r->in.program->entities.at[s->type].name);
    if (id.kind == SV_UNKNOWN && id.cause)
        return id.cause;
    struct diag *d;
    if (id.kind == SV_TEXT || id.kind == SV_MISSING)
        d = source_complain(r, E0354, source_place_of(r, id),
                            "a part of the id of this " STR_FMT " is missing", STR_ARG(type));
    else
        d = source_complain(r, E0354, source_place_of(r, id),
                            "the id of this " STR_FMT " is no single text", STR_ARG(type));
    diag_label(r->in.sink, d, s->id->span, "the id is made here");
    diag_help(r->in.sink, d,
              "give another value in its place with `otherwise`, or leave such items out with "
              "`where … is present`");
    return d;
}

static void
run_entity(struct source_reader *r, const struct step *step)
{
    const struct source_statement *s = step->s;
    struct sv id = source_scalar(r, source_eval(r, s->id));
    struct str text =
        id.kind == SV_TEXT || id.kind == SV_CELL ? source_spelling(r, s->id->type, id) : STR("");
    if (str_blank(text) || id.has_gap) {
        builder_extent_incomplete(r->in.builder, s->type, bad_id(r, s, id));
        source_skip_settings(r, s);
        return;
    }
    struct span at = source_place_of(r, id);
    const struct diag *cause = NULL;
    uint32_t handle = step->joins ? joined_handle(r, s, text, at, &cause)
                                  : builder_entity(r->in.builder, s->type, ENT_NONE.v, text, at);
    if (handle == NO_ID) {
        builder_extent_incomplete(r->in.builder, s->type, cause);
        source_skip_settings(r, s);
        return;
    }
    source_settings(r, handle, s, text);
}

/* ---- the other statements ---- */

static void
run_when(struct source_reader *r, struct step *step)
{
    struct sv v = source_eval(r, step->s->condition);
    if (sv_holds(v) == SV_TRUE)
        run(r, step->body, step->s->body_count);
    else if (sv_holds(v) == SV_MAYBE)
        lose_body(r, step->s,
                  cause_of(r, v, step->s->condition->span, "the condition of this `when`"));
}

static void
run_require(struct source_reader *r, const struct source_statement *s)
{
    struct sv v = source_eval(r, s->condition);
    if (sv_holds(v) == SV_TRUE || (v.kind == SV_UNKNOWN && v.cause))
        return;
    if (sv_holds(v) == SV_MAYBE) {
        cause_of(r, v, s->condition->span, "the condition of this `require`");
        return;
    }
    struct str message = s->message ? source_message(r, s->message) : STR("");
    if (message.len == 0)
        message = STR("a requirement of the source does not hold here");
    struct diag *d = source_complain(r, E0687, r->here, STR_FMT, STR_ARG(message));
    diag_label(r->in.sink, d, s->condition->span, "required here");
}

static void
run_step(struct source_reader *r, struct step *step)
{
    const struct source_statement *s = step->s;
    switch (s->op) {
    case SOURCE_FOR:
    case SOURCE_FOR_ANY: run_for(r, step); break;
    case SOURCE_WHEN: run_when(r, step); break;
    case SOURCE_REQUIRE: run_require(r, s); break;
    case SOURCE_LET:
        r->slots[s->slot] = source_eval(r, s->value);
        r->sorted[s->slot].is_current = false;
        break;
    case SOURCE_ENTITY:
    case SOURCE_ADD: run_entity(r, step); break;
    }
}

/* Blocks nest no deeper than the parser allows. */
static void
run(struct source_reader *r, struct step *steps, uint32_t count)
{
    for (uint32_t i = 0; i < count && !gave_up(r); i++)
        run_step(r, &steps[i]);
}

/* ---- the reader ---- */

static bool
is_added(const struct program *p, const struct source_statement *body, uint32_t count,
         entity_id root)
{
    for (uint32_t i = 0; i < count; i++) {
        if (body[i].op == SOURCE_ADD && p->entities.at[body[i].type].root == root)
            return true;
        if (is_added(p, body[i].body, body[i].body_count, root))
            return true;
    }
    return false;
}

static struct step *
make_steps(struct source_reader *r, const struct source_statement *body, uint32_t count)
{
    const struct program *p = r->in.program;
    struct step *steps = arena_array(&r->arena, struct step, count);
    for (uint32_t i = 0; i < count; i++) {
        steps[i].s = &body[i];
        steps[i].body = make_steps(r, body[i].body, body[i].body_count);
        if (body[i].op == SOURCE_ENTITY || body[i].op == SOURCE_ADD)
            steps[i].joins = is_added(p, r->in.decl->body, r->in.decl->body_count,
                                      p->entities.at[body[i].type].root);
    }
    return steps;
}

struct source_reader *
source_reader_new(const struct source_input *in)
{
    struct source_reader *r = mem_alloc(sizeof *r, 1);
    r->in = *in;
    r->steps = make_steps(r, in->decl->body, in->decl->body_count);
    r->slots = arena_array(&r->arena, struct sv, in->decl->slot_count);
    r->sorted = arena_array(&r->arena, struct sorted_set, in->decl->slot_count);
    r->unread = unread_new(&r->arena);
    r->projection = projection_of(&r->arena, in->program, in->decl);
    return r;
}

struct projection *
source_projection(const struct source_reader *r)
{
    return r->projection;
}

void
source_read(struct source_reader *r, struct tree *root, const struct source *file)
{
    if (r->file != file) {
        r->finding_count = 0;
        r->is_given_up = false;
    }
    r->file = file;
    r->root = root;
    r->crowd = NULL;
    r->here = source_head(root);
    run(r, r->steps, r->in.decl->body_count);
    if (!r->is_given_up)
        unread_collect(r->unread, root);
    arena_release(&r->scratch);
}

bool
source_gave_up(const struct source_reader *r)
{
    return r->is_given_up;
}

static void
report_unmatched(struct source_reader *r, const struct step *steps, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const struct step *step = &steps[i];
        const struct source_statement *s = step->s;
        report_unmatched(r, step->body, s->body_count);
        if (s->op != SOURCE_FOR || step->matched || !step->reached)
            continue;
        struct str name = sym_str(r->in.program->texts, r->in.decl->name);
        struct diag *d = diag_add(r->in.sink, E0235, step->seen_at,
                                  "a `for` of the source `" STR_FMT "` matches nothing in any file",
                                  STR_ARG(name));
        diag_here(r->in.sink, d, "here there is: " STR_FMT, STR_ARG(step->seen));
        diag_label(r->in.sink, d, s->each.at[0].set->span, "looked for");
        diag_help(r->in.sink, d, "correct the path; or write `for any` if the files may have none");
        lose_body(r, s, d);
    }
}

void
source_finish(struct source_reader *r, struct unread_key **unread, uint32_t *unread_count)
{
    report_unmatched(r, r->steps, r->in.decl->body_count);
    unread_report(r->unread, &r->in, unread, unread_count);
}

void
source_reader_free(struct source_reader *r)
{
    source_free_patterns(r);
    for (uint32_t i = 0; i < r->in.decl->slot_count; i++)
        mem_free(r->sorted[i].members);
    arena_release(&r->scratch);
    arena_release(&r->arena);
    mem_free(r);
}
