/* Entities of two stores by root type and id: open addressing over the names of side a. */
#include "engine/diff/diff_internal.h"

struct str
side_type(const struct diff_side *s, struct ent e)
{
    return sym_str(s->program->texts, s->program->entities.at[store_type(s->store, e)].name);
}

struct names {
    const struct diff_side *side;
    uint32_t *slots; /* entity numbers, or UINT32_MAX */
    uint32_t mask;
};

static struct str
root_of(const struct diff_side *s, struct ent e)
{
    const struct entity *types = s->program->entities.at;
    return sym_str(s->program->texts, types[types[store_type(s->store, e)].root].name);
}

static uint32_t
first_slot(const struct names *n, struct str id)
{
    return (uint32_t)(str_hash(id) >> 7) & n->mask;
}

static struct names
names_of(struct arena *a, const struct diff_side *side)
{
    struct names n = {.side = side, .mask = 63};
    uint32_t count = store_count(side->store);
    while (n.mask < count * 2)
        n.mask = n.mask * 2 + 1;
    n.slots = arena_array(a, uint32_t, (size_t)n.mask + 1);
    for (uint32_t i = 0; i <= n.mask; i++)
        n.slots[i] = UINT32_MAX;
    for (uint32_t e = 0; e < count; e++) {
        uint32_t slot = first_slot(&n, store_id(side->store, (struct ent){e}));
        while (n.slots[slot] != UINT32_MAX)
            slot = (slot + 1) & n.mask;
        n.slots[slot] = e;
    }
    return n;
}

static uint32_t
names_find(const struct names *n, const struct diff_side *other, struct ent e)
{
    struct str id = store_id(other->store, e), root = root_of(other, e);
    for (uint32_t slot = first_slot(n, id); n->slots[slot] != UINT32_MAX;
         slot = (slot + 1) & n->mask) {
        struct ent found = {n->slots[slot]};
        if (str_eq(store_id(n->side->store, found), id) && str_eq(root_of(n->side, found), root))
            return found.v;
    }
    return UINT32_MAX;
}

void
match_entities(struct differ *d)
{
    uint32_t count_a = store_count(d->a->store), count_b = store_count(d->b->store);
    struct arena scratch = {0};
    struct names names = names_of(&scratch, d->a);
    d->of_a = arena_array(d->arena, uint32_t, (size_t)count_b + 1);
    d->of_b = arena_array(d->arena, uint32_t, (size_t)count_a + 1);
    for (uint32_t e = 0; e < count_a; e++)
        d->of_b[e] = UINT32_MAX;
    for (uint32_t e = 0; e < count_b; e++) {
        d->of_a[e] = names_find(&names, d->b, (struct ent){e});
        if (d->of_a[e] != UINT32_MAX)
            d->of_b[d->of_a[e]] = e;
    }
    arena_release(&scratch);
}
