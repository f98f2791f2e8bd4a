/* Nodes of a pattern: their marks, their variables and keys, and what stands inside them. */
#include "lang/check_pattern.h"

/* ---- marks ---- */

static const char *
mark_word(enum node_mark_kind kind)
{
    switch (kind) {
    case NODE_TEXT: return "a text";
    case NODE_FOR_EACH: return "`for each`";
    case NODE_AT_LEAST: return "`at least`";
    case NODE_AT_MOST: return "`at most`";
    case NODE_SHARED: return "`shared by`";
    case NODE_WHEN: return "`when`";
    case NODE_OPTIONAL: return "`optional`";
    case NODE_UNDEVELOPED: return "`undeveloped`";
    case NODE_VIA: return "`via`";
    }
    return "";
}

static void
refuse_twice(const struct context *cx, const struct node_mark *m, const struct node_mark *first)
{
    struct diag *d = report(cx, E7193, m->span, "this node has %s already", mark_word(m->kind));
    diag_label(cx->ck->sink, d, first->span, "the first one");
    diag_help(cx->ck->sink, d,
              m->kind == NODE_FOR_EACH
                  ? "put all variables into one `for each`, with commas between them"
                  : "keep one of the two");
}

/* What a `use` does not take: the roles of the other pattern say it themselves. */
static void
refuse_of_use(const struct context *cx, const struct node_mark *m)
{
    struct diag *d = report(cx, E7193, m->span, "a `use` does not take %s", mark_word(m->kind));
    diag_help(cx->ck->sink, d, "leave it out: the roles of the pattern that is used say it");
}

static void
refuse_count(const struct context *cx, const struct node_mark *m)
{
    struct diag *d =
        report(cx, E7054, m->span, "%s counts what a `for each` finds, and there is none",
               mark_word(m->kind));
    diag_help(cx->ck->sink, d, "leave it out, or repeat the role: `for each x in …`");
}

static struct node_marks
marks_check(const struct context *cx, const struct pattern_node *n)
{
    struct node_marks marks = {0};
    for (uint32_t i = 0; i < n->marks.len; i++) {
        const struct node_mark *m = &n->marks.at[i];
        bool is_of_role =
            m->kind == NODE_TEXT || m->kind == NODE_SHARED || m->kind == NODE_UNDEVELOPED;
        if (marks.of[m->kind])
            refuse_twice(cx, m, marks.of[m->kind]);
        else if (n->kind == NODE_USE && is_of_role)
            refuse_of_use(cx, m);
        else
            marks.of[m->kind] = m;
    }
    for (enum node_mark_kind k = NODE_AT_LEAST; k <= NODE_AT_MOST; k++)
        if (marks.of[k] && !marks.of[NODE_FOR_EACH])
            refuse_count(cx, marks.of[k]);
    return marks;
}

/* ---- how many ---- */

/* 0: reported. */
static uint32_t
number(const struct context *cx, struct str digits, struct span at)
{
    uint64_t n = 0;
    for (size_t i = 0; i < digits.len && n <= UINT32_MAX; i++)
        n = n * 10 + (uint64_t)(digits.at[i] - '0');
    if (n && n < UINT32_MAX)
        return (uint32_t)n;
    struct diag *d = report(cx, E7054, at, n ? "so many there never are" : "the least is one");
    diag_help(cx->ck->sink, d, n ? "write a smaller number" : "count from 1 upwards");
    return 0;
}

static void
counts_check(const struct context *cx, const struct node_marks *marks, struct pattern_part *out)
{
    const struct node_mark *least = marks->of[NODE_AT_LEAST], *most = marks->of[NODE_AT_MOST];
    out->at_most = UINT32_MAX;
    if (least)
        out->at_least = number(cx, least->count, least->span);
    if (most)
        out->at_most = number(cx, most->count, most->span);
    if (!least || !most || !out->at_most || out->at_least <= out->at_most)
        return;
    struct diag *d = report(cx, E7054, most->span, "there cannot be at least %u and at most %u",
                            (unsigned)out->at_least, (unsigned)out->at_most);
    diag_label(cx->ck->sink, d, least->span, "at least so many");
    diag_help(cx->ck->sink, d, "write `at least %u at most %u`", (unsigned)out->at_most,
              (unsigned)out->at_least);
}

/* ---- keys ---- */

static ir_vec
key_copy(const struct context *cx, const ir_vec *key)
{
    ir_vec copy = {0};
    for (uint32_t i = 0; i < key->len; i++)
        vec_push(cx->ck->arena, &copy, key->at[i]);
    return copy;
}

static void
key_add(const struct context *cx, ir_vec *key, const ir_each_vec *each)
{
    for (uint32_t i = 0; i < each->len; i++) {
        struct type t = each->at[i].set->type;
        t.card = CARD_ONE;
        struct ir *var = ir_new(cx, IR_VAR, each->at[i].span, t);
        var->slot = each->at[i].slot;
        vec_push(cx->ck->arena, key, var);
    }
}

static bool
is_in_key(const ir_vec *key, uint32_t slot)
{
    for (uint32_t i = 0; i < key->len; i++)
        if (key->at[i]->kind == IR_VAR && key->at[i]->slot == slot)
            return true;
    return false;
}

/* The scope as what is shared sees it: what is none of its keys differs from place to place. */
static const struct scope *
scope_of_shared(const struct context *cx, const ir_vec *key, struct span at)
{
    struct scope *first = NULL, **last = &first;
    for (const struct scope *s = cx->scope; s; s = s->outer) {
        struct scope *copy = arena_new(cx->ck->arena, struct scope);
        *copy = *s;
        copy->outer = NULL;
        if (span_is_none(copy->hidden) && !is_in_key(key, s->slot))
            copy->hidden = at;
        *last = copy;
        last = (struct scope **)&copy->outer;
    }
    return first;
}

static ir_vec
shared_key(struct context *cx, const struct node_mark *m)
{
    ir_vec key = {0};
    for (uint32_t i = 0; i < m->args.len; i++) {
        struct ir *ir = fit_one(cx, expr_check(cx, m->args.at[i], TYPE(TYPE_ERROR)));
        vec_push(cx->ck->arena, &key, ir);
    }
    cx->scope = scope_of_shared(cx, &key, m->span);
    return key;
}

/* ---- roles ---- */

static entity_id
role_type(const struct context *cx, const struct pattern_node *n)
{
    struct checker *ck = cx->ck;
    const struct def *def = names_type(ck, cx->unit, &n->type);
    cx->body->broken |= !def;
    if (!def)
        return NO_ID;
    if (def->kind != DEF_ENTITY) {
        report(cx, E2209, n->type.span, "`" STR_FMT "` is no entity, so no role can be one",
               NAME_ARG(cx, n->type.name.sym));
        return NO_ID;
    }
    const struct entity *e = &ck->program->entities.at[def->id];
    if (!e->is_abstract)
        return def->id;
    struct diag *d = report(cx, E2209, n->type.span,
                            "`" STR_FMT "` is abstract, so no element of a role can be one",
                            NAME_ARG(cx, n->type.name.sym));
    diag_label(ck->sink, d, e->span, "declared `abstract` here");
    diag_help(ck->sink, d, "name a type that inherits from it");
    return NO_ID;
}

static void
role_once(struct pattern_check *p, const struct context *cx, struct name role)
{
    for (uint32_t i = 0; i < p->roles.len; i++) {
        if (!sym_eq(p->roles.at[i].sym, role.sym))
            continue;
        struct diag *d = report(cx, E2769, role.span, "there is a role `" STR_FMT "` already",
                                NAME_ARG(cx, role.sym));
        diag_label(cx->ck->sink, d, p->roles.at[i].span, "the first one");
        diag_help(cx->ck->sink, d,
                  "give one of them another name: `instance_of` tells elements apart by it");
        return;
    }
    vec_push(p->ck->arena, &p->roles, role);
}

static void
role_check(struct pattern_check *p, struct context *cx, const struct pattern_site *site,
           const struct pattern_node *n, const struct node_marks *marks, struct pattern_part *out)
{
    out->role = n->role.sym;
    out->span = n->role.span;
    out->type = role_type(cx, n);
    out->key = key_copy(cx, &site->key);
    key_add(cx, &out->key, &out->each);
    role_once(p, cx, n->role);
    if (!p->is_sketch)
        out->link = link_check(cx, site, marks, n->role, out->type);
    if (marks->of[NODE_SHARED]) {
        out->is_shared = true;
        out->key = shared_key(cx, marks->of[NODE_SHARED]);
    }
    struct pattern_site inner = {.parent = out->type, .role = n->role, .key = out->key};
    pattern_part_vec children = {0};
    bool was_broken = cx->body->broken;
    cx->body->broken = false;
    if (!p->is_sketch && out->type != NO_ID) {
        role_text(cx, marks, out);
        role_settings(cx, n, marks, out);
    }
    nodes_check(p, cx, &inner, &n->parts, &children);
    out->children = children.at;
    out->child_count = children.len;
    if (!p->is_sketch && out->type != NO_ID && !cx->body->broken)
        role_whole(cx, site, out);
    cx->body->broken |= was_broken;
}

/* ---- use ---- */

/* A role of the pattern used that repeats itself, in a field of one value. */
static void
refuse_repeated(const struct context *cx, const struct pattern_part *role, field_id link,
                struct span at)
{
    const struct field *f = link == NO_ID ? NULL : &cx->ck->program->fields.at[link];
    if (!f || card_is_set(f->type.card) || !role->each.len || role->at_most == 1)
        return;
    struct diag *d =
        report(cx, E5730, at, "`" STR_FMT "` holds one, and there may be several `" STR_FMT "`",
               NAME_ARG(cx, f->name), NAME_ARG(cx, role->role));
    diag_label(cx->ck->sink, d, role->span, "this role repeats itself");
    diag_label(cx->ck->sink, d, f->span, "declared here");
    diag_help(cx->ck->sink, d, "hang it in a field of many, or add `at most 1` to the role");
}

/* One field leads to all that hang in a node at the top of the pattern used. */
static field_id
use_link(const struct context *cx, const struct pattern_site *site, const struct node_marks *marks,
         const struct pattern_part *top, struct span at)
{
    const struct program *p = cx->ck->program;
    part_ref_vec roles = {0};
    field_id first = NO_ID;
    part_roles(p, top, cx->ck->arena, &roles);
    for (uint32_t i = 0; i < roles.len; i++) {
        struct name role = {roles.at[i]->role, at};
        field_id link = link_check(cx, site, marks, role, roles.at[i]->type);
        refuse_repeated(cx, roles.at[i], link, at);
        if (first == NO_ID || link == first || link == NO_ID) {
            first = first == NO_ID ? link : first;
            continue;
        }
        struct diag *d = report(
            cx, E5083, at,
            "alternatives of the pattern would hang in two fields, `" STR_FMT "` and `" STR_FMT "`",
            NAME_ARG(cx, p->fields.at[first].name), NAME_ARG(cx, p->fields.at[link].name));
        diag_label(cx->ck->sink, d, roles.at[0]->span, "one alternative");
        diag_label(cx->ck->sink, d, roles.at[i]->span, "and another one");
        diag_help(cx->ck->sink, d, "put what hangs in another field into a pattern of its own");
        break;
    }
    return first;
}

static void
use_links(const struct context *cx, const struct pattern_site *site, const struct node_marks *marks,
          struct pattern_part *out, struct span at)
{
    const struct program *p = cx->ck->program;
    const struct pattern *used = &p->patterns.at[out->used];
    out->used_links = arena_array(cx->ck->arena, field_id, used->part_count + 1);
    for (uint32_t i = 0; i < used->part_count; i++)
        out->used_links[i] = site->is_top ? NO_ID : use_link(cx, site, marks, &used->parts[i], at);
    if (site->is_top)
        link_check(cx, site, marks, (struct name){SYM_NONE, at}, NO_ID);
}

static void
use_check(struct pattern_check *p, struct context *cx, const struct pattern_site *site,
          const struct pattern_node *n, const struct node_marks *marks, struct pattern_part *out)
{
    out->span = n->type.span;
    out->used = pattern_named(cx, &n->type);
    if (out->used == NO_ID)
        return;
    p->ck->patterns.at[out->used].is_applied = true;
    pattern_args(cx, out->used, &n->args, n->span, &out->args);
    if (p->is_sketch)
        return;
    if (p->ck->program->patterns.at[out->used].is_broken)
        cx->body->broken = true; /* reported where it is declared */
    else
        use_links(cx, site, marks, out, n->type.span);
}

/* ---- choose ---- */

static void
choose_check(struct pattern_check *p, const struct context *cx, const struct pattern_site *site,
             const struct pattern_node *n, struct pattern_part *out)
{
    pattern_part_vec children = {0};
    struct span head = {n->span.lo, n->span.lo + (uint32_t)sizeof "choose" - 1};
    out->span = head;
    out->choose = number(cx, n->choose, head);
    nodes_check(p, cx, site, &n->parts, &children);
    out->children = children.at;
    out->child_count = children.len;
    if (!out->choose || out->child_count > out->choose)
        return;
    struct diag *d =
        report(cx, E7054, head, "there is no choice: %u of %u alternative%s", (unsigned)out->choose,
               (unsigned)out->child_count, out->child_count == 1 ? "" : "s");
    diag_help(cx->ck->sink, d,
              out->child_count ? "add another alternative, or let the roles stand without `choose`"
                               : "write the alternatives between the braces");
}

/* ---- all of them ---- */

static enum pattern_part_kind
kind_of(const struct pattern_node *n)
{
    return n->kind == NODE_USE      ? PATTERN_USE
           : n->kind == NODE_CHOOSE ? PATTERN_CHOOSE
                                    : PATTERN_ROLE;
}

static struct pattern_part
node_check(struct pattern_check *p, struct context cx, const struct pattern_site *site,
           const struct pattern_node *n)
{
    struct pattern_part out = {.kind = kind_of(n),
                               .type = NO_ID,
                               .link = NO_ID,
                               .text_field = NO_ID,
                               .used = NO_ID,
                               .at_most = UINT32_MAX};
    struct node_marks marks = marks_check(&cx, n);
    counts_check(&cx, &marks, &out);
    out.is_optional = marks.of[NODE_OPTIONAL] != NULL;
    if (marks.of[NODE_WHEN]) {
        out.when = p->is_sketch ? NULL : expr_condition(&cx, marks.of[NODE_WHEN]->when);
        cx = presence_when(&cx, marks.of[NODE_WHEN]->when, true);
    }
    if (marks.of[NODE_FOR_EACH])
        each_check(&cx, &marks.of[NODE_FOR_EACH]->each, &out.each);
    for (uint32_t i = 0; i < out.each.len; i++)
        vec_push(p->ck->arena, &p->variables, out.each.at[i].slot);
    switch (n->kind) {
    case NODE_ROLE: role_check(p, &cx, site, n, &marks, &out); break;
    case NODE_USE: use_check(p, &cx, site, n, &marks, &out); break;
    case NODE_CHOOSE: choose_check(p, &cx, site, n, &out); break;
    }
    return out;
}

void
nodes_check(struct pattern_check *p, const struct context *cx, const struct pattern_site *site,
            const node_part_vec *parts, pattern_part_vec *out)
{
    for (uint32_t i = 0; i < parts->len; i++) {
        if (!parts->at[i].node)
            continue;
        struct pattern_part part = node_check(p, *cx, site, parts->at[i].node);
        vec_push(p->ck->arena, out, part);
    }
}
