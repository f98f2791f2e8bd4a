#include "lang/check_names.h"

/* ---- what a `use` opens ---- */

/* The file of a pack that is called so, or NULL. */
static const struct unit *
unit_find(const struct checker *ck, const struct pack_names *pack, struct str module)
{
    for (uint32_t i = 0; i < ck->input->unit_count; i++) {
        const struct unit *u = &ck->input->units[i];
        if (names_unit(ck, u)->pack == pack && pack_same(u->module, module))
            return u;
    }
    return NULL;
}

static void
offer_files(const struct checker *ck, const struct pack_names *pack, struct suggestion *s)
{
    for (uint32_t i = 0; i < ck->input->unit_count; i++)
        if (names_unit(ck, &ck->input->units[i])->pack == pack)
            suggest(s, ck->input->units[i].module);
}

static void
report_unknown_module(struct checker *ck, const struct use_decl *use, const struct pack_names *in)
{
    struct name at = in ? use->module.parts.at[1] : use->module.parts.at[0];
    struct str given = sym_str(ck->syms, at.sym);
    struct suggestion s = {.scratch = ck->arena, .given = given};
    struct diag *d;
    if (use->module.parts.len > 2) {
        diag_add(ck->sink, E3127, use->module.span,
                 "`use` names a pack, or a pack and one file of it");
        return;
    }
    if (in) {
        struct str pack = sym_str(ck->syms, in->word);
        d = diag_add(ck->sink, E3127, at.span, "pack " STR_FMT " has no file `" STR_FMT ".onus`",
                     STR_ARG(pack), STR_ARG(given));
        offer_files(ck, in, &s);
    } else {
        d = diag_add(ck->sink, E3127, at.span, "there is no pack `" STR_FMT "`", STR_ARG(given));
        for (uint32_t i = 0; i < names_pack_count(ck); i++)
            suggest(&s, sym_str(ck->syms, names_pack_at(ck, i)->word));
        diag_help(ck->sink, d, "packs come from `packs:` in onus.yaml and from what those require");
    }
    if (s.best.len) {
        diag_help(ck->sink, d, "did you mean `" STR_FMT "`?", STR_ARG(s.best));
        diag_fix(ck->sink, d, at.span, s.best);
    }
}

static void
report_word_taken(struct checker *ck, const struct import *old, struct sym word, struct span at)
{
    struct str text = sym_str(ck->syms, word), pack = sym_str(ck->syms, old->pack->word);
    struct diag *d = diag_add(ck->sink, E2671, at, "`" STR_FMT "` already stands for pack " STR_FMT,
                              STR_ARG(text), STR_ARG(pack));
    diag_label(ck->sink, d, old->span, "first here");
    diag_help(ck->sink, d, "choose another word behind `as`");
}

static void
import_add(struct checker *ck, struct unit_names *u, struct import import)
{
    for (uint32_t i = 0; i < u->imports.len; i++) {
        const struct import *old = &u->imports.at[i];
        if (sym_eq(old->word, import.word) && old->pack == import.pack &&
            old->only_qualified == import.only_qualified && str_eq(old->module, import.module))
            return;
        if (sym_eq(u->imports.at[i].word, import.word) && u->imports.at[i].pack != import.pack) {
            report_word_taken(ck, &u->imports.at[i], import.word, import.span);
            return;
        }
    }
    vec_push(ck->arena, &u->imports, import);
}

/* ---- circles ---- */

/* Who uses whom: packs first, then the files of one pack among themselves. */
struct use_edge {
    uint32_t from, to;
    struct span span;
};

struct use_graph {
    VEC(struct use_edge) edges;
    uint32_t node_count;
};

static uint32_t
node_of_unit(const struct checker *ck, const struct unit *u)
{
    return names_pack_count(ck) + (uint32_t)(u - ck->input->units);
}

static struct str
node_title(const struct checker *ck, uint32_t node)
{
    uint32_t packs = names_pack_count(ck);
    if (node >= packs)
        return ck->input->units[node - packs].module;
    const struct pack_names *p = names_pack_at(ck, node);
    return p->word.v ? sym_str(ck->syms, p->word) : STR("the case's own rules");
}

/* The edges of a shortest way from `start` to `goal`, last one first; breadth first. False: none. */
static bool
graph_way(struct checker *ck, const struct use_graph *g, uint32_t start, uint32_t goal,
          uint32_t *by_edge)
{
    uint32_t *queue = arena_array(ck->arena, uint32_t, g->node_count + 1), head = 0, tail = 0;
    for (uint32_t i = 0; i < g->node_count; i++)
        by_edge[i] = NO_ID;
    queue[tail++] = start;
    while (head < tail && queue[head] != goal) {
        uint32_t node = queue[head++];
        for (uint32_t i = 0; i < g->edges.len; i++) {
            uint32_t to = g->edges.at[i].to;
            if (g->edges.at[i].from == node && to != start && by_edge[to] == NO_ID) {
                by_edge[to] = i;
                queue[tail++] = to;
            }
        }
    }
    return head < tail;
}

static void
report_circle(struct checker *ck, const struct use_graph *g, uint32_t closing, uint32_t *by_edge,
              bool *reported)
{
    const struct use_edge *last = &g->edges.at[closing];
    struct text_buf way = {.arena = ck->arena};
    VEC(uint32_t) edges = {0};
    for (uint32_t at = last->from; at != last->to; at = g->edges.at[by_edge[at]].from)
        vec_push(ck->arena, &edges, by_edge[at]);
    text_add(&way, node_title(ck, last->from));
    text_printf(&way, " uses " STR_FMT, STR_ARG(node_title(ck, last->to)));
    for (uint32_t i = edges.len; i-- > 0;)
        text_printf(&way, ", which uses " STR_FMT,
                    STR_ARG(node_title(ck, g->edges.at[edges.at[i]].to)));
    struct str words = text_str(&way);
    struct diag *d =
        diag_add(ck->sink, E1590, last->span, "a circle of `use`: " STR_FMT, STR_ARG(words));
    for (uint32_t i = edges.len; i-- > 0;) {
        const struct use_edge *e = &g->edges.at[edges.at[i]];
        struct str to = node_title(ck, e->to);
        diag_label(ck->sink, d, e->span, "uses " STR_FMT " here", STR_ARG(to));
        reported[e->from] = true;
    }
    reported[last->from] = true;
    diag_help(ck->sink, d, "move what both need into a file of its own that uses neither");
}

static void
circles_report(struct checker *ck, const struct use_graph *g)
{
    bool *reported = arena_array(ck->arena, bool, g->node_count + 1);
    uint32_t *by_edge = arena_array(ck->arena, uint32_t, g->node_count + 1);
    for (uint32_t i = 0; i < g->edges.len; i++) {
        const struct use_edge *e = &g->edges.at[i];
        if (!reported[e->from] && graph_way(ck, g, e->to, e->from, by_edge))
            report_circle(ck, g, i, by_edge, reported);
    }
}

/* ---- all uses ---- */

static void
edge_add(struct checker *ck, struct use_graph *g, uint32_t from, uint32_t to, struct span span)
{
    for (uint32_t i = 0; i < g->edges.len; i++)
        if (g->edges.at[i].from == from && g->edges.at[i].to == to)
            return;
    vec_push(ck->arena, &g->edges, ((struct use_edge){from, to, span}));
}

/* `use` of a file of the own pack opens nothing new, but may close a circle. */
static bool
use_own(struct checker *ck, const struct unit *unit, struct str module, struct span span,
        struct use_graph *g)
{
    const struct unit *to = unit_find(ck, names_unit(ck, unit)->pack, module);
    if (to)
        edge_add(ck, g, node_of_unit(ck, unit), node_of_unit(ck, to), span);
    return to;
}

static void
refuse_not_required(struct checker *ck, const struct unit *unit, const struct use_decl *use,
                    const struct pack_names *pack)
{
    struct str word = sym_str(ck->syms, names_unit(ck, unit)->pack->word);
    struct diag *d = diag_add(ck->sink, E6138, use->module.span,
                              "pack " STR_FMT " uses " STR_FMT ", which it does not require",
                              STR_ARG(word), STR_ARG(sym_str(ck->syms, pack->word)));
    diag_help(ck->sink, d, "add `" STR_FMT "` to `requires` in its pack.yaml", STR_ARG(pack->name));
}

static void
use_resolve(struct checker *ck, const struct unit *unit, const struct item *item,
            struct use_graph *g)
{
    const struct use_decl *use = &item->use;
    struct unit_names *u = names_unit(ck, unit);
    const name_vec *parts = &use->module.parts;
    const struct pack_names *pack = names_pack(ck, parts->at[0].sym);
    struct str module = parts->len > 1 ? sym_str(ck->syms, parts->at[1].sym) : (struct str){0};
    if (parts->len == 1 && (!pack || pack == u->pack) &&
        use_own(ck, unit, sym_str(ck->syms, parts->at[0].sym), use->module.span, g))
        return;
    if (!pack || parts->len > 2 || (module.len && !unit_find(ck, pack, module))) {
        report_unknown_module(ck, use, parts->len > 1 ? pack : NULL);
        return;
    }
    if (pack == u->pack) {
        if (module.len)
            use_own(ck, unit, module, use->module.span, g);
        return;
    }
    if (!module.len && unit_find(ck, pack, pack->name))
        module = pack->name;
    if (!pack_may_use(ck, unit->pack, pack->name))
        refuse_not_required(ck, unit, use, pack);
    edge_add(ck, g, u->pack->number, pack->number, use->module.span);
    bool has_alias = use->alias.sym.v != 0;
    import_add(ck, u,
               (struct import){.pack = pack,
                               .module = module,
                               .word = has_alias ? use->alias.sym : pack->word,
                               .only_qualified = has_alias,
                               .item = item->span,
                               .span = has_alias ? use->alias.span : use->module.span});
}

void
uses_resolve(struct checker *ck)
{
    struct use_graph g = {.node_count = names_pack_count(ck) + ck->input->unit_count};
    for (uint32_t i = 0; i < ck->input->unit_count; i++) {
        const struct unit *unit = &ck->input->units[i];
        for (uint32_t j = 0; j < unit->ast->items.len; j++) {
            const struct item *item = unit->ast->items.at[j];
            if (item->kind == ITEM_USE && item->use.module.parts.len)
                use_resolve(ck, unit, item, &g);
        }
    }
    circles_report(ck, &g);
}

/* ---- what nobody asked for ---- */

/* Whether all of the file was looked at, so that what seems unused is. A `tailor` speaks of its pack. */
static bool
is_looked_through(struct checker *ck, const struct unit *unit)
{
    struct unit_names *u = names_unit(ck, unit);
    for (uint32_t i = 0; i < unit->ast->items.len; i++) {
        const struct item *item = unit->ast->items.at[i];
        switch (item->kind) {
        case ITEM_VIEW: return false;
        case ITEM_TEST:
            if (!ck->input->with_tests)
                return false;
            break;
        case ITEM_TAILOR:
            for (uint32_t k = 0; k < u->imports.len; k++)
                u->imports.at[k].is_used |=
                    item->tailor.pack.parts.len > 0 &&
                    sym_eq(u->imports.at[k].pack->word, item->tailor.pack.parts.at[0].sym);
            break;
        default: break;
        }
    }
    return true;
}

static void
warn_unused_use(struct checker *ck, const struct import *import)
{
    struct str pack = sym_str(ck->syms, import->pack->word);
    struct str module = import->module;
    bool is_file = module.len && !pack_same(module, import->pack->name);
    struct diag *d = diag_add(
        ck->sink, W5907, import->item, "nothing in this file needs `use " STR_FMT "%s" STR_FMT "`",
        STR_ARG(pack), is_file ? "." : "", STR_ARG(is_file ? module : STR("")));
    diag_help(ck->sink, d, "leave it out");
    diag_fix(ck->sink, d, import->item, STR(""));
}

void
uses_check(struct checker *ck)
{
    if (ck->sink->error_count)
        return; /* what seems unused may be used by what did not check */
    for (uint32_t i = 0; i < ck->input->unit_count; i++) {
        const struct unit *unit = &ck->input->units[i];
        const struct unit_names *u = names_unit(ck, unit);
        if (!u->imports.len || !is_looked_through(ck, unit))
            continue;
        for (uint32_t k = 0; k < u->imports.len; k++)
            if (!u->imports.at[k].is_used)
                warn_unused_use(ck, &u->imports.at[k]);
    }
}
