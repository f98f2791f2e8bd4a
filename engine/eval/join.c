/*
 * Hash joins: of all values of a closed set, those that can make an equality with the row true.
 *
 * The index groups the values by key and lies in the sets' own form, so that a lookup is a row number and copies nothing.
 * Values whose key is unknown belong to every group. Leaving out the others changes nothing: an equality that is
 * surely false makes the whole where (or the body, for `some`) false.
 */
#include "engine/eval/internal.h"

struct join_index {
    const struct plan_join *join; /* NULL: no index pays, the whole set is used */
    uint64_t *keys;               /* open addressing */
    uint32_t *groups;             /* by slot of keys; group + 1, 0 is free */
    uint32_t mask, group_count;   /* group_count: the group of keys nobody has; + 1: everything */
    uint32_t *offsets;
    uint64_t *members;
};

/* What is gathered before the groups are laid out. */
struct pairs {
    VEC(uint64_t) keys;
    VEC(uint64_t) members;   /* ascending */
    VEC(uint64_t) uncertain; /* ascending */
};

static uint32_t
key_slot(const struct join_index *x, uint64_t key)
{
    uint64_t h = (key ^ (key >> 29)) * UINT64_C(0x9e3779b97f4a7c15);
    uint32_t i = (uint32_t)(h >> 32) & x->mask;
    while (x->groups[i] && x->keys[i] != key)
        i = (i + 1) & x->mask;
    return i;
}

static uint32_t
key_group(const struct join_index *x, uint64_t key)
{
    uint32_t slot = key_slot(x, key);
    return x->groups[slot] ? x->groups[slot] - 1 : x->group_count;
}

static void
gather_values(struct arena *a, struct pairs *p, struct frame *f, const struct ir *inner,
              const uint64_t *members)
{
    struct values v = eval_values(f, inner);
    for (uint32_t i = 0; i < f->count; i++) {
        if (bit_get(v.unknown, i)) {
            vec_push(a, &p->uncertain, members[i]);
        } else if (bit_get(v.present, i)) {
            vec_push(a, &p->keys, v.cells[i]);
            vec_push(a, &p->members, members[i]);
        }
    }
}

static void
gather_sets(struct arena *a, struct pairs *p, struct frame *f, const struct ir *inner,
            const uint64_t *members)
{
    struct sets s = eval_sets(f, inner);
    for (uint32_t i = 0; i < f->count; i++) {
        if (bit_get(s.incomplete, i)) {
            vec_push(a, &p->uncertain, members[i]);
            continue;
        }
        struct run r = set_row(&s, i);
        for (uint32_t k = 0; k < r.count; k++) {
            vec_push(a, &p->keys, r.at[k]);
            vec_push(a, &p->members, members[i]);
        }
    }
}

static void
gather_pairs(struct frame *below, struct arena *a, struct pairs *p, const struct plan_join *join,
             uint32_t slot, struct run domain)
{
    for (uint32_t at = 0; at < domain.count; at += below->ev->chunk_rows) {
        struct frame f;
        frame_open(&f, &below->ev->root, below);
        f.count =
            domain.count - at < below->ev->chunk_rows ? domain.count - at : below->ev->chunk_rows;
        f.expected = domain.count;
        struct values v = {.cells = domain.at + at, .present = bits_ones(f.arena, f.count)};
        frame_bind(&f, slot, vector_of_values(v));
        if (join->kind == JOIN_OUTER_IN_INNER)
            gather_sets(a, p, &f, join->inner, domain.at + at);
        else
            gather_values(a, p, &f, join->inner, domain.at + at);
        frame_close(&f);
    }
}

/* Numbers the distinct keys in order of their first use; counts[group] is how often each is there. */
static uint32_t *
number_keys(struct arena *keep, struct arena *scratch, struct join_index *x, const struct pairs *p)
{
    uint32_t cap = 16;
    while (cap < (uint64_t)p->keys.len * 2)
        cap *= 2;
    x->mask = cap - 1;
    x->keys = arena_array(keep, uint64_t, cap);
    x->groups = arena_array(keep, uint32_t, cap);
    uint32_t *group = rows_new(scratch, p->keys.len);
    for (uint32_t i = 0; i < p->keys.len; i++) {
        uint32_t slot = key_slot(x, p->keys.at[i]);
        if (!x->groups[slot]) {
            x->keys[slot] = p->keys.at[i];
            x->groups[slot] = ++x->group_count;
        }
        group[i] = x->groups[slot] - 1;
    }
    return group;
}

/* Group by group, members ascending, those of uncertain key in each. */
static void
lay_out(struct arena *keep, struct arena *scratch, struct join_index *x, const struct pairs *p,
        const uint32_t *group, struct run domain)
{
    uint32_t g = x->group_count, u = p->uncertain.len;
    uint32_t total = p->members.len + u * (g + 1) + domain.count;
    x->offsets = arena_array(keep, uint32_t, (size_t)g + 3);
    x->members = cells_raw(keep, total);
    for (uint32_t i = 0; i < p->members.len; i++)
        x->offsets[group[i] + 1]++;
    for (uint32_t i = 0; i <= g; i++)
        x->offsets[i + 1] += x->offsets[i] + u;
    uint32_t *at = rows_new(scratch, g + 1);
    for (uint32_t i = 0; i <= g; i++)
        at[i] = x->offsets[i];
    for (uint32_t i = 0; i < p->members.len; i++)
        x->members[at[group[i]]++] = p->members.at[i];
    for (uint32_t i = 0; u && i <= g; i++) {
        for (uint32_t k = 0; k < u; k++)
            x->members[at[i] + k] = p->uncertain.at[k];
        cells_sort_unique(x->members + x->offsets[i], at[i] + u - x->offsets[i]);
    }
    for (uint32_t i = 0; i < domain.count; i++)
        x->members[x->offsets[g + 1] + i] = domain.at[i];
    x->offsets[g + 2] = x->offsets[g + 1] + domain.count;
}

static struct join_index
build(struct frame *f, const struct plan_join *join, uint32_t slot, struct run domain)
{
    struct evaluation *ev = f->ev;
    struct frame scratch;
    frame_open(&scratch, f, f);
    struct pairs p = {0};
    gather_pairs(&scratch, scratch.arena, &p, join, slot, domain);
    struct join_index x = {.join = join};
    uint32_t *group = number_keys(ev->arena, scratch.arena, &x, &p);
    if ((uint64_t)p.uncertain.len * (x.group_count + 1) > 4 * (uint64_t)domain.count + 100000)
        x.join = NULL; /* so much is unknown that the groups would outgrow the set */
    else
        lay_out(ev->arena, scratch.arena, &x, &p, group, domain);
    frame_close(&scratch);
    return x;
}

/* Of several equalities the one with the most different keys. */
static struct join_index *
index_of(struct frame *f, const struct plan_each *e, struct run domain)
{
    struct evaluation *ev = f->ev;
    if (ev->joins[e->id])
        return ev->joins[e->id];
    struct join_index *best = arena_new(ev->arena, struct join_index);
    for (uint32_t i = 0; i < e->join_count; i++) {
        struct join_index x = build(f, &e->joins[i], e->each->slot, domain);
        if (x.join && (!best->join || x.group_count > best->group_count))
            *best = x;
    }
    ev->joins[e->id] = best;
    return best;
}

static struct sets
look_up_values(struct frame *f, const struct join_index *x)
{
    struct values outer = eval_values(f, x->join->outer);
    uint32_t *rows = rows_new(f->arena, f->count);
    for (uint32_t i = 0; i < f->count; i++) {
        if (bit_get(outer.unknown, i))
            rows[i] = x->group_count + 1;
        else
            rows[i] = bit_get(outer.present, i) ? key_group(x, outer.cells[i]) : x->group_count;
    }
    return (struct sets){.rows = rows, .offsets = x->offsets, .members = x->members};
}

static struct run
group_run(const struct join_index *x, uint32_t group)
{
    return (struct run){x->members + x->offsets[group], x->offsets[group + 1] - x->offsets[group]};
}

/* Values that are in a set of the row. False: they are too many to be written out. */
static bool
look_up_sets(struct frame *f, const struct join_index *x, struct sets *out)
{
    struct sets outer = eval_sets(f, x->join->outer);
    struct set_builder b;
    set_builder_init(&b, f->arena, f->count);
    for (uint32_t i = 0; i < f->count; i++) {
        struct run r = set_row(&outer, i);
        if (bit_get(outer.incomplete, i)) {
            set_builder_add_run(&b, group_run(x, x->group_count + 1));
        } else {
            set_builder_add_run(&b, group_run(x, x->group_count));
            for (uint32_t k = 0; k < r.count; k++)
                set_builder_add_run(&b, group_run(x, key_group(x, r.at[k])));
        }
        set_builder_close_sorting(&b);
        if (b.members.len > MEMBERS_MAX)
            return false;
    }
    *out = set_builder_done(&b);
    return true;
}

struct sets
candidates(struct frame *f, const struct ir_each *each)
{
    struct evaluation *ev = f->ev;
    struct sets all = eval_sets(f, each->set);
    const struct plan_each *e = plan_each(ev->plan, each);
    if (!e || e->access != ACCESS_JOIN || !f->count)
        return all;
    struct run domain = set_row(&all, 0);
    uint64_t rows = f->expected > f->count ? f->expected : f->count;
    bool pays = ev->options.is_eager || (rows > 3 && domain.count > 7);
    if (!ev->joins[e->id] && (!pays || frame_is_too_deep(f)))
        return all;
    struct join_index *x = index_of(f, e, domain);
    if (!x->join)
        return all;
    struct sets found;
    if (x->join->kind != JOIN_INNER_IN_OUTER)
        found = look_up_values(f, x);
    else if (!look_up_sets(f, x, &found))
        return all;
    found.incomplete = all.incomplete;
    return found;
}
