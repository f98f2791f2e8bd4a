/* Mappings that say whose mapping they stand in → mappings within mappings. */
#include "engine/export/export.h"

#include "lang/base/limits.h"

/* Of mappings within mappings: readers of documents go no deeper, and each may hold some levels of its own. */
enum { LEVELS_MOST = LIMIT_TREE_NESTING / 2 };

struct nester {
    struct arena *arena;
    VEC(struct doc_member) moved; /* taken out, in the order of the document */
};

/* Where following `into` comes back to, those on the way stay where they are. */
static void
circle_open(struct doc_node *start)
{
    struct doc_node *slow = start, *fast = start;
    while (fast && fast->into) {
        slow = slow->into;
        fast = fast->into->into;
        if (slow == fast) {
            slow->into = NULL;
            return;
        }
    }
}

static void
depth_bound(struct doc_node *node)
{
    uint32_t depth = 0;
    for (const struct doc_node *n = node; n->into; n = n->into)
        if (++depth > LEVELS_MOST) {
            node->into = NULL;
            return;
        }
}

static void
link_all(struct arena *a, const struct store *store, const doc_nesting_vec *all)
{
    struct doc_node **of = arena_array(a, struct doc_node *, store_count(store) + 1);
    for (uint32_t i = 0; i < all->len; i++)
        if (all->at[i].self.v != ENT_NONE.v && !of[all->at[i].self.v])
            of[all->at[i].self.v] = all->at[i].node;
    for (uint32_t i = 0; i < all->len; i++)
        if (all->at[i].into.v != ENT_NONE.v)
            all->at[i].node->into = of[all->at[i].into.v];
    for (uint32_t i = 0; i < all->len; i++)
        circle_open(all->at[i].node);
    for (uint32_t i = 0; i < all->len; i++)
        depth_bound(all->at[i].node);
}

/* Everything that moves, out of what is below this node; documents nest no deeper than their targets are written. */
static void
take_out(struct nester *n, struct doc_node *node, struct doc_member as)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < node->items.len; i++) {
        struct doc_node *item = node->items.at[i];
        take_out(n, item, as);
        if (item->into)
            vec_push(n->arena, &n->moved,
                     ((struct doc_member){.key = as.key, .sym = as.sym, .value = item}));
        else
            node->items.at[kept++] = item;
    }
    node->items.len = kept;
    kept = 0;
    for (uint32_t i = 0; i < node->members.len; i++) {
        struct doc_member member = node->members.at[i];
        take_out(n, member.value, member);
        if (member.value->into)
            vec_push(n->arena, &n->moved, member);
        else
            node->members.at[kept++] = member;
    }
    node->members.len = kept;
}

void
nest(struct arena *a, const struct store *store, struct doc_node *root, const doc_nesting_vec *all)
{
    struct nester n = {.arena = a};
    if (!all->len)
        return;
    link_all(a, store, all);
    take_out(&n, root, (struct doc_member){0});
    for (uint32_t i = 0; i < n.moved.len; i++)
        vec_push(a, &n.moved.at[i].value->into->members, n.moved.at[i]);
}
