/*
 * Who is who: what has no usable id is left out, ids are unique within a root type, and everybody gets a number.
 *
 * Which of several entities with one id stays does not depend on the order of the files.
 */
#include "engine/store/staging.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "lang/base/limits.h"

static entity_id
root_of(const struct builder *b, uint32_t handle)
{
    return b->program->entities.at[staged(b, handle)->type].root;
}

static bool
is_dropped(const struct builder *b, uint32_t handle)
{
    return b->numbers[handle] & NUMBER_DROPPED;
}

static void
drop(struct builder *b, uint32_t handle, const struct diag *cause)
{
    struct drop d = {.handle = handle, .cause = cause};
    b->numbers[handle] = NUMBER_DROPPED | b->drops.len;
    vec_push(&b->keep, &b->drops, d);
}

/* What is written inside an entity that is left out, is left out in silence. Owners come before what they hold. */
static void
drop_contained(struct builder *b)
{
    for (uint32_t h = 0; h < b->count; h++) {
        uint32_t owner = staged(b, h)->owner;
        if (owner == HANDLE_NONE || is_dropped(b, h) || !is_dropped(b, owner))
            continue;
        const struct diag *cause = b->drops.at[b->numbers[owner] & ~NUMBER_DROPPED].cause;
        drop(b, h, cause);
        builder_extent_incomplete(b, staged(b, h)->type, cause);
    }
}

/* ---- ids that are none ---- */

static const struct diag *
report_unusable(struct builder *b, uint32_t handle, bool is_empty)
{
    const struct staged_entity *e = staged(b, handle);
    struct diag_sink *sink = report_sink(b, e->at);
    struct diag *d;
    if (is_empty) {
        d = diag_add(sink, E8055, e->at, "this " STR_FMT " has an empty id",
                     STR_ARG(type_name(b, e->type)));
        diag_help(sink, d, "give it an id that no other " STR_FMT " has",
                  STR_ARG(type_name(b, e->type)));
    } else {
        d = diag_add(sink, E4720, e->at, "this id is longer than %d bytes", LIMIT_ID_BYTES);
        diag_help(sink, d, "shorten it, or the ids of what it is written in");
    }
    return report_end(b, d, HANDLE_NONE);
}

static void
drop_unusable(struct builder *b)
{
    const struct sym_table *texts = b->program->texts;
    bool any = false;
    for (uint32_t h = 0; h < b->count; h++) {
        const struct staged_entity *e = staged(b, h);
        bool is_empty = str_blank(sym_str(texts, e->id));
        bool is_inside = e->owner != HANDLE_NONE && is_dropped(b, e->owner);
        if ((!is_empty && sym_str(texts, e->path).len <= LIMIT_ID_BYTES) || is_inside)
            continue;
        const struct diag *cause = report_unusable(b, h, is_empty);
        drop(b, h, cause);
        builder_extent_incomplete(b, e->type, cause);
        any = true;
    }
    if (any)
        drop_contained(b);
}

/* ---- the same id twice ---- */

typedef VEC(uint32_t) handle_vec;

static uint32_t
depth_of(const struct builder *b, uint32_t handle)
{
    uint32_t depth = 0;
    for (uint32_t h = staged(b, handle)->owner; h != HANDLE_NONE; h = staged(b, h)->owner)
        depth++;
    return depth;
}

/* Chains all entities by path. Those whose path another one of their root type has already, and these, go to `twice`. */
static void
chain_paths(struct builder *b, handle_vec *twice)
{
    struct id_index *ids = &b->ids;
    memset(ids->path_head, 0xff, sizeof *ids->path_head * ids->symbol_count);
    for (uint32_t h = 0; h < b->count; h++) {
        if (is_dropped(b, h))
            continue;
        uint32_t *head = &ids->path_head[staged(b, h)->path.v], other = *head;
        while (other != UINT32_MAX && root_of(b, other) != root_of(b, h))
            other = ids->path_next[other];
        if (other == UINT32_MAX) {
            ids->path_next[h] = *head;
            *head = h;
        } else {
            vec_push(&b->keep, twice, other);
            vec_push(&b->keep, twice, h);
        }
    }
}

/* Owners first, so that what two of them hold alike is not reported again; then by id, and by place. */
static bool
twin_before(const void *context, const void *left, const void *right)
{
    const struct builder *b = context;
    uint32_t x = *(const uint32_t *)left, y = *(const uint32_t *)right;
    uint32_t dx = depth_of(b, x), dy = depth_of(b, y);
    if (dx != dy)
        return dx < dy;
    if (staged(b, x)->path.v != staged(b, y)->path.v)
        return staged(b, x)->path.v < staged(b, y)->path.v;
    if (root_of(b, x) != root_of(b, y))
        return root_of(b, x) < root_of(b, y);
    if (staged(b, x)->at.lo != staged(b, y)->at.lo)
        return place_before(b, staged(b, x)->at, staged(b, y)->at);
    return x < y;
}

static const struct diag *
report_twin(struct builder *b, uint32_t first, uint32_t again)
{
    const struct staged_entity *e = staged(b, again), *f = staged(b, first);
    struct diag_sink *sink = report_sink(b, e->at);
    struct diag *d = diag_add(sink, E8291, e->at, "the id \"" STR_FMT "\" is used twice",
                              STR_ARG(report_quote(b, sym_str(b->program->texts, e->path))));
    diag_here(sink, d, "again here, for " STR_FMT, STR_ARG(type_with_article(b, e->type)));
    diag_label(sink, d, f->at, "first here, for " STR_FMT, STR_ARG(type_with_article(b, f->type)));
    diag_help(sink, d, "give one of them another id, or join the two");
    return report_end(b, d, again);
}

/* Nothing is sure about an entity that is described twice. */
static void
doubt(struct builder *b, uint32_t handle, const struct diag *cause)
{
    const struct entity *type = &b->program->entities.at[staged(b, handle)->type];
    for (uint32_t i = 0; i < type->field_count; i++) {
        if (!builder_field(b, type->fields[i])->is_implicit)
            add_gap(b, (struct staged_gap){handle, type->fields[i], cause, false});
    }
}

static bool
is_inside_dropped(const struct builder *b, uint32_t handle)
{
    for (uint32_t h = staged(b, handle)->owner; h != HANDLE_NONE; h = staged(b, h)->owner)
        if (is_dropped(b, h))
            return true;
    return false;
}

static bool
same_id(const struct builder *b, uint32_t x, uint32_t y)
{
    return sym_eq(staged(b, x)->path, staged(b, y)->path) && root_of(b, x) == root_of(b, y);
}

static void
drop_twins(struct builder *b)
{
    handle_vec twice = {0}, none = {0};
    chain_paths(b, &twice);
    if (twice.len == 0)
        return;
    sort_by(&b->scratch, twice.at, twice.len, sizeof *twice.at, twin_before, b);
    uint32_t first = HANDLE_NONE;
    for (uint32_t i = 0; i < twice.len; i++) {
        uint32_t h = twice.at[i];
        if (h == first || is_dropped(b, h) || is_inside_dropped(b, h))
            continue;
        if (first != HANDLE_NONE && same_id(b, first, h)) {
            const struct diag *cause = report_twin(b, first, h);
            drop(b, h, cause);
            doubt(b, first, cause);
        } else {
            first = h;
        }
    }
    drop_contained(b);
    chain_paths(b, &none);
}

/* ---- contained entities: by local id, and by owner and local id ---- */

static void
chain_locals(struct builder *b)
{
    struct id_index *ids = &b->ids;
    struct arena *a = &b->keep;
    if (!b->has_contained)
        return;
    ids->local_head = arena_alloc_raw(a, sizeof(uint32_t), _Alignof(uint32_t), ids->symbol_count);
    ids->local_next = arena_alloc_raw(a, sizeof(uint32_t), _Alignof(uint32_t), b->count);
    ids->has_children = arena_array(a, uint64_t, bit_words(b->count));
    memset(ids->local_head, 0xff, sizeof(uint32_t) * ids->symbol_count);
    map64_init(&ids->scopes, a, 64);
    for (uint32_t n = b->store->count; n-- > 0;) {
        uint32_t h = b->handles[n];
        const struct staged_entity *e = staged(b, h);
        if (e->owner == HANDLE_NONE)
            continue;
        ids->local_next[h] = ids->local_head[e->id.v];
        ids->local_head[e->id.v] = h;
        bit_set(ids->has_children, e->owner);
        map64_put(&ids->scopes, a, (uint64_t)e->owner << 32 | e->id.v, h);
    }
}

/* ---- numbers ---- */

/* Handles of each concrete type together: a counting sort. */
static void
group_by_type(struct builder *b)
{
    struct store *s = b->store;
    uint32_t types = b->program->entities.len;
    uint32_t *next = arena_array(&b->keep, uint32_t, (size_t)types + 1);
    s->type_starts = arena_array(&s->arena, uint32_t, (size_t)types + 1);
    for (uint32_t h = 0; h < b->count; h++)
        if (!is_dropped(b, h))
            s->type_starts[staged(b, h)->type + 1]++;
    for (uint32_t t = 0; t < types; t++)
        s->type_starts[t + 1] += s->type_starts[t];
    s->count = s->type_starts[types];
    memcpy(next, s->type_starts, sizeof *next * types);
    b->handles = arena_array(&b->keep, uint32_t, s->count);
    for (uint32_t h = 0; h < b->count; h++)
        if (!is_dropped(b, h))
            b->handles[next[staged(b, h)->type]++] = h;
}

static void
number_all(struct builder *b)
{
    struct store *s = b->store;
    group_by_type(b);
    for (uint32_t t = 0; t < b->program->entities.len; t++)
        natural_sort(&b->scratch, b, b->handles + s->type_starts[t],
                     s->type_starts[t + 1] - s->type_starts[t]);
    s->paths = arena_array(&s->arena, struct sym, s->count);
    s->spans = arena_array(&s->arena, struct span, s->count);
    for (uint32_t n = 0; n < s->count; n++) {
        const struct staged_entity *e = staged(b, b->handles[n]);
        b->numbers[b->handles[n]] = n;
        s->paths[n] = e->path;
        s->spans[n] = e->at;
    }
}

/* Chains of equal paths are as short as there are root types: insertion will do. */
static void
sort_paths(struct builder *b)
{
    struct id_index *ids = &b->ids;
    for (uint32_t n = 0; n < b->store->count; n++) {
        uint32_t head = ids->path_head[b->store->paths[n].v];
        if (ids->path_next[head] == UINT32_MAX)
            continue;
        uint32_t sorted = UINT32_MAX;
        for (uint32_t h = head, next; h != UINT32_MAX; h = next) {
            uint32_t *at = &sorted;
            next = ids->path_next[h];
            while (*at != UINT32_MAX && b->numbers[*at] < b->numbers[h])
                at = &ids->path_next[*at];
            ids->path_next[h] = *at;
            *at = h;
        }
        ids->path_head[b->store->paths[n].v] = sorted;
    }
}

/* ---- ids that look alike ---- */

/* Below U+0300 every text is in form C. */
static bool
may_be_decomposed(struct str id)
{
    for (size_t i = 0; i < id.len; i++)
        if ((unsigned char)id.at[i] >= 0xcc)
            return true;
    return false;
}

static struct sym
compose(struct builder *b, struct str id)
{
    unsigned char *out = NULL;
    utf8proc_ssize_t len = utf8proc_map((const unsigned char *)id.at, (utf8proc_ssize_t)id.len,
                                        &out, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    struct sym sym = SYM_NONE;
    if (len > 0)
        sym = sym_intern(b->program->texts, (struct str){(const char *)out, (size_t)len});
    free(out);
    return sym;
}

static bool
same_look(const struct look *x, const struct look *y)
{
    return x->composed.v == y->composed.v && x->owner == y->owner && x->root == y->root;
}

static bool
look_before(const void *context, const void *left, const void *right)
{
    const struct look *x = left, *y = right;
    (void)context;
    if (x->composed.v != y->composed.v)
        return x->composed.v < y->composed.v;
    return x->owner != y->owner ? x->owner < y->owner : x->root < y->root;
}

static void
report_look(struct builder *b, uint32_t x, uint32_t y)
{
    bool swap = place_before(b, staged(b, y)->at, staged(b, x)->at);
    uint32_t first = swap ? y : x, again = swap ? x : y;
    const struct staged_entity *e = staged(b, again);
    struct diag_sink *sink = report_sink(b, e->at);
    struct diag *d = diag_add(sink, E4963, e->at,
                              "the id \"" STR_FMT "\" looks like another one and is not the same",
                              STR_ARG(report_quote(b, sym_str(b->program->texts, e->id))));
    diag_here(sink, d, "differs only in Unicode normalisation");
    diag_label(sink, d, staged(b, first)->at, "from this one");
    diag_help(sink, d, "write both in the same way, best in normalisation form C");
    const struct diag *cause = report_end(b, d, again);
    doubt(b, first, cause);
    doubt(b, again, cause);
}

/* The entities whose id is written in form C already, among those that share owner, root and look. */
static void
add_composed(struct builder *b, const struct look *look, handle_vec *alike)
{
    const struct id_index *ids = &b->ids;
    if (look->composed.v >= ids->symbol_count)
        return;
    uint32_t at = UINT32_MAX, h = HANDLE_NONE;
    if (look->owner == HANDLE_NONE) {
        for (h = ids->path_head[look->composed.v]; h != UINT32_MAX; h = ids->path_next[h])
            if (root_of(b, h) == look->root && staged(b, h)->owner == HANDLE_NONE)
                vec_push(&b->keep, alike, h);
        return;
    }
    while (map64_next(&ids->scopes, (uint64_t)look->owner << 32 | look->composed.v, &at, &h))
        if (root_of(b, h) == look->root)
            vec_push(&b->keep, alike, h);
}

static void
find_looks(struct builder *b)
{
    look_vec *looks = &b->looks;
    for (uint32_t n = 0; n < b->store->count; n++) {
        uint32_t h = b->handles[n];
        const struct staged_entity *e = staged(b, h);
        struct str id = sym_str(b->program->texts, e->id);
        struct sym composed = may_be_decomposed(id) ? compose(b, id) : SYM_NONE;
        struct look look = {composed, e->owner, root_of(b, h), h};
        if (composed.v && !sym_eq(composed, e->id))
            vec_push(&b->keep, looks, look);
    }
    sort_by(&b->scratch, looks->at, looks->len, sizeof *looks->at, look_before, NULL);
    for (uint32_t lo = 0, hi; lo < looks->len; lo = hi) {
        handle_vec alike = {0};
        add_composed(b, &looks->at[lo], &alike);
        for (hi = lo; hi < looks->len && same_look(&looks->at[lo], &looks->at[hi]); hi++)
            vec_push(&b->keep, &alike, looks->at[hi].handle);
        sort_by(&b->scratch, alike.at, alike.len, sizeof *alike.at, twin_before, b);
        for (uint32_t i = 1; i < alike.len; i++)
            report_look(b, alike.at[0], alike.at[i]);
    }
}

/* Whom a text would name if it were written as its id is, in another normalisation form; HANDLE_NONE: nobody. */
uint32_t
ids_alike(struct builder *b, struct str text)
{
    const struct id_index *ids = &b->ids;
    struct sym composed =
        may_be_decomposed(text) ? compose(b, text) : sym_find(b->program->texts, text);
    if (composed.v && composed.v < ids->symbol_count) {
        uint32_t found = ids->path_head[composed.v];
        if (found == UINT32_MAX && ids->local_head)
            found = ids->local_head[composed.v];
        if (found != UINT32_MAX)
            return found;
    }
    for (uint32_t i = 0; i < b->looks.len && composed.v; i++)
        if (sym_eq(b->looks.at[i].composed, composed))
            return b->looks.at[i].handle;
    return HANDLE_NONE;
}

void
ids_number(struct builder *b)
{
    struct id_index *ids = &b->ids;
    b->numbers = arena_array(&b->keep, uint32_t, b->count);
    ids->symbol_count = b->program->texts->len;
    ids->path_head =
        arena_alloc_raw(&b->keep, sizeof(uint32_t), _Alignof(uint32_t), ids->symbol_count);
    ids->path_next = arena_alloc_raw(&b->keep, sizeof(uint32_t), _Alignof(uint32_t), b->count);
    drop_unusable(b);
    drop_twins(b);
    number_all(b);
    sort_paths(b);
    chain_locals(b);
    find_looks(b);
}

void
ids_renumber(struct builder *b)
{
    b->numbers = arena_array(&b->keep, uint32_t, b->count);
    number_all(b);
}
