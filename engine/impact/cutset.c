/*
 * Minimal cut sets of the claims of a case.
 *
 * A claim stands as long as the facts that its verdict rests on stay: that is a *support*, read off the proof of the verdict.
 * Every set of elements that brings the claim down hits each of its supports, so the sets are the minimal hitting
 * sets of supports that are found as they are needed: Reiter's tree (A theory of diagnosis from first principles, 1987, with
 * Greiner, Smith and Wilkerson's correction), breadth first. A node is a set of elements that failed. If a known support has none of
 * them, the claim stands and nothing is tried; else the case is put together without them and judged. If the claim
 * has fallen, the node is a cut set, minimal because smaller ones came first; else a new support is found, and the node has a child for
 * each element of it. Nodes that contain a known cut set are closed.
 *
 * The support of a node is that of a larger set which the claim still survives: as many elements more as can fail too, halves of them at a
 * time (as Junker's QuickXplain looks for conflicts, 2004). It then vouches for all subsets of that set, so few proofs are needed.
 *
 * Where all that a verdict rests on can be told, no monotony is assumed: the facts of a proof hold whatever happens to all others, so also
 * where failing evidence lifts a claim, every set is found that brings it down while none of its subsets does. Where it cannot (the
 * argument is too deep for a proof, or patterns derive parts of it), all that did not fail counts as support: that is right if evidence
 * only ever helps a claim, and the answer says that it was taken to be so.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/impact/target.h"
#include "engine/impact/tree.h"
#include "engine/impact/world.h"
#include "lang/base/limits.h"
#include "lang/base/vec.h"

struct node {
    uint32_t of[CUT_MOST]; /* leaves by index, ascending */
    uint32_t count;
};

typedef VEC(struct node) node_vec;

struct search {
    struct arena *arena;
    const struct impact_case *c;
    struct cut_sets *out;
    struct arena scratch; /* of one claim */
    uint32_t *handles;    /* by leaf */
    uint32_t *leaf_of;    /* by entity of the case: the leaf that it goes with, or UINT32_MAX */
    struct cut_claim *claim;
    const struct entity_verdict *verdict; /* of the claim, as it is */
    VEC(uint64_t *) supports;             /* bitmaps over leaves */
    uint64_t *failed;  /* of the case that is put together: a bitmap over leaves */
    uint32_t *without; /* … and their handles */
};

static uint32_t
words_of(uint32_t bits)
{
    return (bits + 63) / 64;
}

static bool
has_bit(const uint64_t *bits, uint32_t i)
{
    return bits[i / 64] >> (i % 64) & 1;
}

/* ---- claims and leaves ---- */

static bool
can_fail(const struct program *p, entity_id type)
{
    return program_view(p, type, VIEW_WORD_DATE) || program_view(p, type, VIEW_WORD_UNTIL) ||
           program_view(p, type, VIEW_WORD_FILE);
}

/* What stands inside of an element fails with it. */
static void
mark_leaf(struct search *s, uint32_t leaf)
{
    struct store *store = s->c->side.store;
    struct str own = store_id(store, s->out->leaves[leaf]);
    s->leaf_of[s->out->leaves[leaf].v] = leaf;
    for (uint32_t e = 0; e < store_count(store); e++) {
        struct str id = store_id(store, (struct ent){e});
        if (id.len > own.len && id.at[own.len] == '/' && str_starts(id, own) &&
            s->leaf_of[e] == UINT32_MAX)
            s->leaf_of[e] = leaf;
    }
}

static void
find_leaves(struct search *s)
{
    struct store *store = s->c->side.store;
    uint32_t count = store_count(store);
    s->out->leaves = arena_array(s->arena, struct ent, count + 1);
    s->handles = arena_array(s->arena, uint32_t, count + 1);
    s->leaf_of = arena_array(s->arena, uint32_t, count + 1);
    for (uint32_t e = 0; e < count; e++)
        s->leaf_of[e] = UINT32_MAX;
    for (uint32_t e = 0; e < count; e++) {
        uint32_t handle = target_handle(s->c, (struct ent){e});
        if (handle == ENT_NONE.v ||
            !can_fail(s->c->side.program, store_type(store, (struct ent){e})))
            continue;
        s->handles[s->out->leaf_count] = handle;
        s->out->leaves[s->out->leaf_count++] = (struct ent){e};
    }
    for (uint32_t i = 0; i < s->out->leaf_count; i++)
        mark_leaf(s, i);
}

static void
mark_below(void *context, struct ent below)
{
    bool *is_below = context;
    is_below[below.v] = true;
}

/* At the least value of a scale, or false, there is nothing to lose; what is not known cannot be lost either. */
static bool
cannot_fall(const struct program *p, const struct entity_verdict *v)
{
    struct type t = v->view->verdict->type;
    bool is_ordered = t.kind == TYPE_BOOL || p->enums.at[t.of].is_scale;
    return v->is_unknown || (is_ordered && v->cell == 0);
}

static void
find_claims(struct search *s)
{
    const struct diff_side *side = &s->c->side;
    uint32_t count = store_count(side->store);
    bool *is_below = arena_array(&s->scratch, bool, count + 1);
    for (uint32_t e = 0; e < count; e++) {
        tree_below(side, (struct ent){e}, VIEW_WORD_TREE, mark_below, is_below);
        tree_below(side, (struct ent){e}, VIEW_WORD_ASIDE, mark_below, is_below);
    }
    s->out->claims = arena_array(s->arena, struct cut_claim, count + 1);
    for (uint32_t e = 0; e < count; e++) {
        const struct entity_verdict *v = &side->verdicts[e];
        entity_id type = store_type(side->store, (struct ent){e});
        if (!v->view || is_below[e] || can_fail(side->program, type))
            continue;
        s->out->claims[s->out->claim_count++] = (struct cut_claim){
            .ent = {e},
            .type = sym_str(side->program->texts, side->program->entities.at[type].name),
            .id = store_id(side->store, (struct ent){e}),
            .label = entity_label(side->program, side->store, (struct ent){e}),
            .verdict = v->word,
            .at = store_span(side->store, (struct ent){e}),
            .cannot_fall = cannot_fall(side->program, v)};
    }
}

/* ---- one node ---- */

static bool
is_subset(const struct ent *small, uint32_t small_count, const struct search *s,
          const struct node *n)
{
    uint32_t found = 0;
    for (uint32_t i = 0; i < small_count; i++)
        for (uint32_t k = 0; k < n->count; k++)
            found += s->out->leaves[n->of[k]].v == small[i].v;
    return found == small_count;
}

static bool
contains_cut(const struct search *s, const struct node *n)
{
    for (uint32_t i = 0; i < s->claim->sets.len; i++)
        if (is_subset(s->claim->sets.at[i].of, s->claim->sets.at[i].count, s, n))
            return true;
    return false;
}

/* A support that none of the failed elements is part of. */
static const uint64_t *
support_without(const struct search *s, const struct node *n)
{
    for (uint32_t i = 0; i < s->supports.len; i++) {
        bool is_hit = false;
        for (uint32_t k = 0; k < n->count; k++)
            is_hit |= has_bit(s->supports.at[i], n->of[k]);
        if (!is_hit)
            return s->supports.at[i];
    }
    return NULL;
}

/* An entity of another world by its name in this one. */
static struct ent
same_entity(const struct diff_side *there, struct ent e, const struct diff_side *here)
{
    return store_find(here->store, store_type(there->store, e), store_id(there->store, e));
}

struct gathering {
    struct search *s;
    const struct diff_side *world;
    uint64_t *support;
    bool
        is_open; /* something it rests on follows from the rest of the case, in ways that are not told */
};

static void
add_entity(struct gathering *g, struct ent e)
{
    const struct diff_side *w = g->world;
    g->is_open |= e.v != ENT_NONE.v && staged_find(g->s->c->loaded->staged, store_type(w->store, e),
                                                   store_id(w->store, e)) == ENT_NONE.v;
    struct ent own = e.v == ENT_NONE.v ? e : same_entity(g->world, e, &g->s->c->side);
    uint32_t leaf = own.v == ENT_NONE.v ? UINT32_MAX : g->s->leaf_of[own.v];
    if (leaf != UINT32_MAX)
        g->support[leaf / 64] |= UINT64_C(1) << (leaf % 64);
}

static void
add_extent(struct gathering *g, entity_id type)
{
    struct range r = store_extent(g->world->store, type);
    for (uint32_t e = r.lo; e < r.hi; e++)
        add_entity(g, (struct ent){e});
}

/* All that a field of an entity leads to: that there is nothing else counts too, but nothing comes where something fails. */
static void
add_targets(struct gathering *g, struct ent e, field_id f)
{
    struct store *store = g->world->store;
    if (g->world->program->fields.at[f].type.kind != TYPE_ENTITY)
        return;
    const struct column *c = store_column(store, f);
    if (c) {
        if (bit_get(c->present, e.v - c->rows.lo))
            add_entity(g, (struct ent){(uint32_t)column_cell(c, e.v - c->rows.lo)});
        return;
    }
    const struct links *l = store_links(store, f);
    for (uint32_t i = l->offsets[e.v - l->rows.lo]; i < l->offsets[e.v - l->rows.lo + 1]; i++)
        add_entity(g, (struct ent){l->targets[i]});
}

static void
add_fact(void *context, const struct fact *fact)
{
    struct gathering *g = context;
    if (fact->kind == FACT_EXTENT) {
        add_extent(g, fact->type);
        return;
    }
    add_entity(g, fact->entity);
    if (fact->kind == FACT_VALUE)
        add_targets(g, fact->entity, fact->field);
    else if (fact->kind == FACT_MEMBER &&
             g->world->program->fields.at[fact->field].type.kind == TYPE_ENTITY)
        add_entity(g, (struct ent){(uint32_t)fact->cell});
}

/* What the verdict of the claim rests on in this world; where that cannot be told, on all that did not fail. */
static const uint64_t *
support_of(struct search *s, struct world *w, struct ent claim)
{
    uint32_t words = words_of(s->out->leaf_count);
    struct gathering g = {
        .s = s, .world = &w->side, .support = arena_array(&s->scratch, uint64_t, words + 1)};
    struct arena told = {0}, scratch = {0};
    struct explainer x = {.arena = &told,
                          .scratch = &scratch,
                          .program = w->side.program,
                          .store = w->side.store,
                          .evaluation = w->evaluation,
                          .sources = s->c->load->sources,
                          .today = s->c->options.today};
    const struct view_use *view = w->side.verdicts[claim.v].view;
    bool is_derived = w->side.program->applications.len > 0;
    bool is_told = !is_derived && explain_verdict_facts(&x, view, claim, add_fact, &g);
    if (!is_told || g.is_open) {
        s->claim->is_monotony_assumed = true;
        for (uint32_t i = 0; i < words; i++)
            g.support[i] = ~s->failed[i];
    }
    arena_release(&scratch);
    arena_release(&told);
    vec_push(&s->scratch, &s->supports, g.support);
    return g.support;
}

static bool
has_fallen(const struct search *s, const struct entity_verdict *now)
{
    struct type t = s->verdict->view->verdict->type;
    bool is_ordered = t.kind == TYPE_BOOL || s->c->side.program->enums.at[t.of].is_scale;
    if (!now || !now->view || now->is_unknown)
        return true;
    return is_ordered ? now->cell < s->verdict->cell : now->cell != s->verdict->cell;
}

/* ---- cases without elements ---- */

/* The case without those that failed; the claim in it, or ENT_NONE, and what becomes of it, or NULL. */
static struct ent
world_try(struct search *s, struct world *w, const struct entity_verdict **now)
{
    struct difference d = {.change = {.without = s->without, .of = ENT_NONE.v}};
    for (uint32_t i = 0; i < s->out->leaf_count; i++)
        if (has_bit(s->failed, i))
            s->without[d.change.without_count++] = s->handles[i];
    s->out->tried++;
    world_open(w, s->c, &d, false);
    struct ent claim = same_entity(&s->c->side, s->claim->ent, &w->side);
    *now = claim.v == ENT_NONE.v ? NULL : &w->side.verdicts[claim.v];
    return claim;
}

static bool
has_room(const struct search *s)
{
    return s->out->tried < LIMIT_CUT_SET_TRIALS;
}

static void
set_failed(struct search *s, const uint32_t *leaves, uint32_t count, bool has_failed)
{
    for (uint32_t i = 0; i < count; i++) {
        uint64_t bit = UINT64_C(1) << (leaves[i] % 64);
        s->failed[leaves[i] / 64] &= ~bit;
        s->failed[leaves[i] / 64] |= has_failed ? bit : 0;
    }
}

/* Lets as many of the leaves fail too as the claim survives. Depth is the logarithm of their number. */
static void
extend(struct search *s, const uint32_t *leaves, uint32_t count)
{
    struct world w;
    const struct entity_verdict *now;
    if (count == 0 || !has_room(s))
        return;
    set_failed(s, leaves, count, true);
    world_try(s, &w, &now);
    bool fell = has_fallen(s, now);
    world_close(&w);
    if (!fell)
        return;
    set_failed(s, leaves, count, false);
    if (count == 1)
        return;
    extend(s, leaves, count / 2);
    extend(s, leaves + count / 2, count - count / 2);
}

static bool
is_single(const struct search *s, uint32_t leaf)
{
    for (uint32_t i = 0; i < s->claim->sets.len && s->claim->sets.at[i].count == 1; i++)
        if (s->claim->sets.at[i].of[0].v == s->out->leaves[leaf].v)
            return true;
    return false;
}

struct shuffled {
    uint32_t key, leaf;
};

static int
by_key(const void *left, const void *right)
{
    const struct shuffled *a = left, *b = right;
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return (a->leaf > b->leaf) - (a->leaf < b->leaf);
}

/* What supports rest on and has not failed, single points of failure apart; in another order for each node, so that supports differ. */
static uint32_t *
candidates(struct search *s, const struct node *n, struct arena *scratch, uint32_t *count)
{
    struct shuffled *all = arena_array(scratch, struct shuffled, s->out->leaf_count + 1);
    uint32_t seed = n->count, len = 0;
    for (uint32_t i = 0; i < n->count; i++)
        seed = (seed ^ (n->of[i] + 1)) * 2654435761u;
    for (uint32_t leaf = 0; leaf < s->out->leaf_count; leaf++) {
        bool is_used = false;
        for (uint32_t i = 0; i < s->supports.len && !is_used; i++)
            is_used = has_bit(s->supports.at[i], leaf);
        if (is_used && !has_bit(s->failed, leaf) && !is_single(s, leaf))
            all[len++] = (struct shuffled){(seed ^ (leaf + 1)) * 2246822519u, leaf};
    }
    if (len > 1)
        qsort(all, len, sizeof *all, by_key);
    uint32_t *leaves = arena_array(scratch, uint32_t, len + 1);
    for (uint32_t i = 0; i < len; i++)
        leaves[i] = all[i].leaf;
    *count = len;
    return leaves;
}

static void
add_cut(struct search *s, const struct node *n, const struct entity_verdict *now)
{
    struct cut_set cut = {.count = n->count,
                          .verdict = now ? str_copy(s->arena, now->word) : STR("")};
    for (uint32_t i = 0; i < n->count; i++)
        cut.of[i] = s->out->leaves[n->of[i]];
    vec_push(s->arena, &s->claim->sets, cut);
    s->claim->counts[n->count]++;
}

/* Whether the claim stands without the elements of a node; if not, they are a cut set. */
static bool
survives(struct search *s, const struct node *n)
{
    struct world w;
    const struct entity_verdict *now;
    memset(s->failed, 0, sizeof *s->failed * (words_of(s->out->leaf_count) + 1));
    set_failed(s, n->of, n->count, true);
    world_try(s, &w, &now);
    bool fell = has_fallen(s, now);
    if (fell)
        add_cut(s, n, now);
    world_close(&w);
    return !fell;
}

/* Of a node that the claim survives: a support that none of its elements is part of. */
static const uint64_t *
find_support(struct search *s, const struct node *n)
{
    struct arena scratch = {0};
    struct world w;
    const struct entity_verdict *now;
    uint32_t count;
    memset(s->failed, 0, sizeof *s->failed * (words_of(s->out->leaf_count) + 1));
    set_failed(s, n->of, n->count, true);
    uint32_t *more = candidates(s, n, &scratch, &count);
    extend(s, more, count);
    struct ent claim = world_try(s, &w, &now);
    const uint64_t *support = support_of(s, &w, claim);
    world_close(&w);
    arena_release(&scratch);
    return support;
}

/* ---- the tree, level by level ---- */

static int
cmp_nodes(const void *left, const void *right)
{
    const struct node *a = left, *b = right;
    for (uint32_t i = 0; i < a->count && i < b->count; i++)
        if (a->of[i] != b->of[i])
            return a->of[i] < b->of[i] ? -1 : 1;
    return 0;
}

static void
add_child(struct search *s, node_vec *level, const struct node *n, uint32_t leaf)
{
    struct node child = {.count = n->count + 1};
    uint32_t at = 0;
    while (at < n->count && n->of[at] < leaf)
        at++;
    if (at < n->count && n->of[at] == leaf)
        return;
    memcpy(child.of, n->of, at * sizeof *n->of);
    child.of[at] = leaf;
    memcpy(child.of + at + 1, n->of + at, (n->count - at) * sizeof *n->of);
    vec_push(&s->scratch, level, child);
}

static void
sort_level(node_vec *level)
{
    uint32_t count = 0;
    if (level->len > 1)
        qsort(level->at, level->len, sizeof *level->at, cmp_nodes);
    for (uint32_t i = 0; i < level->len; i++)
        if (count == 0 || cmp_nodes(&level->at[count - 1], &level->at[i]) != 0)
            level->at[count++] = level->at[i];
    level->len = count;
}

/* False: the search is over before the level is. */
static bool
search_level(struct search *s, const node_vec *level, node_vec *next)
{
    bool *stands = arena_array(&s->scratch, bool, level->len + 1);
    /* Single points of failure first: they are in nobody's way then. */
    for (uint32_t i = 0; i < level->len && level->at[0].count == 1; i++) {
        if (!has_room(s))
            return false;
        stands[i] = support_without(s, &level->at[i]) || survives(s, &level->at[i]);
    }
    for (uint32_t i = 0; i < level->len; i++) {
        const struct node *n = &level->at[i];
        if (contains_cut(s, n))
            continue;
        const uint64_t *support = support_without(s, n);
        if (!has_room(s) || next->len >= LIMIT_CUT_SET_NODES)
            return false;
        if (!support && (stands[i] || survives(s, n)))
            support = n->count < CUT_MOST ? find_support(s, n) : NULL;
        for (uint32_t leaf = 0; support && n->count < CUT_MOST && leaf < s->out->leaf_count; leaf++)
            if (has_bit(support, leaf))
                add_child(s, next, n, leaf);
    }
    sort_level(next);
    return true;
}

static void
search_claim(struct search *s)
{
    node_vec level = {0};
    uint32_t words = words_of(s->out->leaf_count) + 1;
    s->failed = arena_array(&s->scratch, uint64_t, words);
    s->without = arena_array(&s->scratch, uint32_t, s->out->leaf_count + 1);
    vec_push(&s->scratch, &level, ((struct node){.count = 0}));
    for (uint32_t size = 0; size <= CUT_MOST && level.len; size++) {
        node_vec next = {0};
        if (!search_level(s, &level, &next)) {
            s->claim->is_cut_short = true;
            return;
        }
        s->claim->seen_size = size;
        level = next;
    }
    s->claim->seen_size = CUT_MOST;
}

struct cut_sets *
impact_cut_sets(struct arena *arena, const struct impact_case *c)
{
    struct cut_sets *out = arena_new(arena, struct cut_sets);
    struct search s = {.arena = arena, .c = c, .out = out};
    out->side = &c->side;
    find_leaves(&s);
    find_claims(&s);
    for (uint32_t i = 0; i < out->claim_count; i++) {
        s.claim = &out->claims[i];
        s.verdict = &c->side.verdicts[s.claim->ent.v];
        s.supports.at = NULL;
        s.supports.len = s.supports.cap = 0;
        arena_release(&s.scratch);
        if (!s.claim->cannot_fall)
            search_claim(&s);
    }
    arena_release(&s.scratch);
    return out;
}
