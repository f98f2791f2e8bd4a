#include "lang/check_names.h"

#include "lang/base/limits.h"
#include "lang/check_internal.h"

/* A name declared in some file. Names, rule codes, sources and targets do not meet one another. */
enum name_space { SPACE_NAME, SPACE_CODE, SPACE_SOURCE, SPACE_TARGET };

struct declared {
    struct def def;
    struct declared *next; /* of the same symbol */
    enum name_space space;
    const struct pack_names *pack;
    struct name name;
};

struct name_table {
    VEC(struct pack_names *) packs;
    struct unit_names *units;  /* as in check_input; behind them that of questions */
    struct declared **by_name; /* by symbol */
    uint32_t name_count;
    VEC(struct declared *) entries;
    uint32_t offers_left; /* names that may still be compared for "did you mean" */
};

static struct str
word_of(const struct checker *ck, struct sym s)
{
    return sym_str(ck->syms, s);
}

struct unit_names *
names_unit(const struct checker *ck, const struct unit *unit)
{
    bool asks = unit == &ck->query_unit;
    return &ck->names->units[asks ? ck->input->unit_count : unit - ck->input->units];
}

/* ---- packs ---- */

static struct sym
pack_word(struct checker *ck, struct str pack)
{
    char *at = arena_array(ck->arena, char, pack.len + 1);
    for (size_t i = 0; i < pack.len; i++)
        at[i] = pack.at[i] == '-' ? '_' : pack.at[i];
    return pack.len ? sym_intern(ck->syms, (struct str){at, pack.len}) : SYM_NONE;
}

static struct pack_names *
pack_add(struct checker *ck, struct str name)
{
    for (uint32_t i = 0; i < ck->names->packs.len; i++)
        if (pack_same(ck->names->packs.at[i]->name, name))
            return ck->names->packs.at[i];
    struct pack_names *p = arena_new(ck->arena, struct pack_names);
    p->name = name;
    p->word = pack_word(ck, name);
    p->number = ck->names->packs.len;
    vec_push(ck->arena, &ck->names->packs, p);
    return p;
}

void
names_open_all(struct checker *ck)
{
    struct unit_names *u = names_unit(ck, &ck->query_unit);
    *u = (struct unit_names){.pack = pack_add(ck, STR(""))};
    for (uint32_t i = 0; i < ck->names->packs.len; i++) {
        const struct pack_names *p = ck->names->packs.at[i];
        if (p != u->pack)
            vec_push(ck->arena, &u->imports, ((struct import){.pack = p, .word = p->word}));
    }
    ck->names->offers_left = LIMIT_SUGGESTIONS;
}

const struct pack_names *
names_pack(const struct checker *ck, struct sym word)
{
    for (uint32_t i = 0; i < ck->names->packs.len; i++)
        if (word.v && sym_eq(ck->names->packs.at[i]->word, word))
            return ck->names->packs.at[i];
    return NULL;
}

uint32_t
names_pack_count(const struct checker *ck)
{
    return ck->names->packs.len;
}

const struct pack_names *
names_pack_at(const struct checker *ck, uint32_t i)
{
    return ck->names->packs.at[i];
}

/* How a pack is called in messages: the case's own rules have no name. */
static struct str
pack_title(const struct checker *ck, const struct pack_names *pack)
{
    return pack->name.len ? word_of(ck, pack->word) : STR("the case's own rules");
}

/* ---- what items declare ---- */

static struct declared *
entry_find(const struct checker *ck, enum name_space space, struct sym name)
{
    struct declared *e = name.v < ck->names->name_count ? ck->names->by_name[name.v] : NULL;
    while (e && e->space != space)
        e = e->next;
    return e;
}

static struct declared *
entry_next(const struct declared *e)
{
    struct declared *n = e->next;
    while (n && n->space != e->space)
        n = n->next;
    return n;
}

static void
report_duplicate(struct checker *ck, const struct declared *old, struct name name)
{
    struct str word = word_of(ck, name.sym);
    struct diag *d;
    if (old->space == SPACE_CODE)
        d = diag_add(ck->sink, E1208, name.span, "the code " STR_FMT " is taken", STR_ARG(word));
    else if (old->space == SPACE_SOURCE || old->space == SPACE_TARGET)
        d = diag_add(ck->sink, E2671, name.span, "the %s `" STR_FMT "` is declared twice",
                     old->space == SPACE_SOURCE ? "source" : "target", STR_ARG(word));
    else
        d = diag_add(ck->sink, E2671, name.span, "`" STR_FMT "` is declared twice", STR_ARG(word));
    diag_here(ck->sink, d, "again here");
    diag_label(ck->sink, d, old->name.span, "first here");
    if (old->space == SPACE_CODE)
        diag_help(ck->sink, d,
                  "give one of the two a code of its own: findings and waivers name it");
    else
        diag_help(ck->sink, d, "rename one of the two, or remove it");
}

static void
declare(struct checker *ck, enum name_space space, struct def def, struct name name)
{
    if (!name.sym.v || name.sym.v >= ck->names->name_count)
        return;
    struct pack_names *pack = pack_add(ck, def.unit->pack);
    for (struct declared *e = entry_find(ck, space, name.sym); e; e = entry_next(e)) {
        bool is_local = space == SPACE_NAME || space == SPACE_TARGET;
        if (!is_local || e->pack == pack) {
            report_duplicate(ck, e, name);
            return;
        }
    }
    struct declared *e = arena_new(ck->arena, struct declared);
    *e = (struct declared){.def = def, .space = space, .pack = pack, .name = name};
    struct declared **at = &ck->names->by_name[name.sym.v];
    while (*at)
        at = &(*at)->next;
    *at = e;
    vec_push(ck->arena, &ck->names->entries, e);
}

/* A criterion has a code besides its name, which may be taken. */
static bool
has_code(const struct checker *ck, const struct item *item)
{
    if (item->kind != ITEM_CRITERION)
        return true;
    struct declared *e = entry_find(ck, SPACE_CODE, item->rule.code.sym);
    while (e && e->def.item != item)
        e = entry_next(e);
    return e != NULL;
}

static void
declare_item(struct checker *ck, const struct unit *unit, const struct item *item)
{
    struct def def = {.unit = unit, .item = item, .id = NO_ID, .broken = item->broken};
    switch (item->kind) {
    case ITEM_ENUM:
    case ITEM_SCALE:
        def.kind = DEF_ENUM;
        declare(ck, SPACE_NAME, def, item->enumeration.name);
        break;
    case ITEM_ENTITY:
        def.kind = DEF_ENTITY;
        declare(ck, SPACE_NAME, def, item->entity.name);
        break;
    case ITEM_PARAM:
        def.kind = DEF_PARAM;
        declare(ck, SPACE_NAME, def, item->param.param.name);
        break;
    case ITEM_DEFINE:
        def.kind = DEF_DEFINE;
        declare(ck, SPACE_NAME, def, item->define.name);
        break;
    case ITEM_RULE:
    case ITEM_APPLY:
        def.kind = DEF_RULE;
        declare(ck, SPACE_CODE, def, item->rule.code);
        break;
    case ITEM_SOURCE:
        def.kind = DEF_SOURCE;
        declare(ck, SPACE_SOURCE, def, item->source.name);
        break;
    case ITEM_TARGET:
        def.kind = DEF_TARGET;
        declare(ck, SPACE_TARGET, def, item->target.name);
        break;
    case ITEM_CRITERION:
        def.kind = DEF_RULE;
        declare(ck, SPACE_CODE, def, item->rule.code);
        def.kind = DEF_CRITERION;
        def.broken = def.broken || !has_code(ck, item);
        declare(ck, SPACE_NAME, def, item->rule.name);
        break;
    case ITEM_MEASURE:
        def.kind = DEF_DEFINE;
        declare(ck, SPACE_NAME, def, item->measure.name);
        break;
    case ITEM_MATRIX:
    case ITEM_TABLE:
        def.kind = DEF_TABLE;
        declare(ck, SPACE_NAME, def, item->table.name);
        break;
    case ITEM_PATTERN:
        def.kind = DEF_PATTERN;
        declare(ck, SPACE_NAME, def, item->pattern.name);
        break;
    case ITEM_ERROR:
    case ITEM_USE:
    case ITEM_EXTEND:
    case ITEM_VIEW:
    case ITEM_TAILOR:
    case ITEM_TEST: break;
    }
}

void
names_collect(struct checker *ck)
{
    struct name_table *t = arena_new(ck->arena, struct name_table);
    uint32_t unit_count = ck->input->unit_count;
    ck->names = t;
    t->offers_left = LIMIT_SUGGESTIONS;
    t->units = arena_array(ck->arena, struct unit_names, unit_count + 1);
    for (uint32_t i = 0; i < unit_count; i++)
        t->units[i].pack = pack_add(ck, ck->input->units[i].pack);
    t->name_count = ck->syms->len;
    t->by_name = arena_array(ck->arena, struct declared *, t->name_count + 1);
    for (uint32_t i = 0; i < unit_count; i++) {
        const struct unit *unit = &ck->input->units[i];
        for (uint32_t j = 0; j < unit->ast->items.len; j++)
            declare_item(ck, unit, unit->ast->items.at[j]);
    }
    uses_resolve(ck);
}

static struct declared *
entry_of(const struct checker *ck, const struct item *item)
{
    switch (item->kind) {
    case ITEM_ENUM:
    case ITEM_SCALE: return entry_find(ck, SPACE_NAME, item->enumeration.name.sym);
    case ITEM_ENTITY: return entry_find(ck, SPACE_NAME, item->entity.name.sym);
    case ITEM_PARAM: return entry_find(ck, SPACE_NAME, item->param.param.name.sym);
    case ITEM_DEFINE: return entry_find(ck, SPACE_NAME, item->define.name.sym);
    case ITEM_MEASURE: return entry_find(ck, SPACE_NAME, item->measure.name.sym);
    case ITEM_MATRIX:
    case ITEM_TABLE: return entry_find(ck, SPACE_NAME, item->table.name.sym);
    case ITEM_CRITERION: return entry_find(ck, SPACE_NAME, item->rule.name.sym);
    case ITEM_RULE:
    case ITEM_APPLY: return entry_find(ck, SPACE_CODE, item->rule.code.sym);
    case ITEM_PATTERN: return entry_find(ck, SPACE_NAME, item->pattern.name.sym);
    case ITEM_SOURCE: return entry_find(ck, SPACE_SOURCE, item->source.name.sym);
    case ITEM_TARGET: return entry_find(ck, SPACE_TARGET, item->target.name.sym);
    default: return NULL;
    }
}

struct def *
names_of(struct checker *ck, const struct item *item)
{
    if (!has_code(ck, item))
        return NULL;
    for (struct declared *e = entry_of(ck, item); e; e = entry_next(e))
        if (e->def.item == item)
            return &e->def;
    return NULL;
}

/* ---- look-up ---- */

/* How near a declaration is to a file: the nearest one is meant. */
enum reach { REACH_NONE, REACH_PRIVATE, REACH_BUILTIN, REACH_USED, REACH_OWN };

static bool
import_covers(const struct import *i, const struct declared *e)
{
    return i->pack == e->pack && (!i->module.len || pack_same(i->module, e->def.unit->module));
}

/* The `use` behind which a name is, or NULL. */
static const struct import *
import_of(const struct unit_names *from, const struct declared *e)
{
    for (uint32_t i = 0; i < from->imports.len; i++)
        if (import_covers(&from->imports.at[i], e))
            return &from->imports.at[i];
    return NULL;
}

/* Files of one pack call each other's items by the pack's name or by the file's: `house.risk_level` is in house.onus. */
static bool
is_own_word(const struct checker *ck, const struct declared *e, struct sym word)
{
    return sym_eq(e->pack->word, word) || pack_same(e->def.unit->module, word_of(ck, word));
}

static enum reach
reach_of(const struct checker *ck, const struct unit_names *from, const struct name *pack,
         const struct declared *e)
{
    bool qualified = pack && pack->sym.v;
    enum reach reach = REACH_NONE;
    if (e->pack == from->pack && (!qualified || is_own_word(ck, e, pack->sym)))
        return REACH_OWN;
    if (str_is(e->pack->name, "onus") && (!qualified || str_is(word_of(ck, pack->sym), "onus")))
        reach = REACH_BUILTIN;
    for (uint32_t i = 0; i < from->imports.len; i++) {
        const struct import *import = &from->imports.at[i];
        if ((qualified ? sym_eq(import->word, pack->sym) : !import->only_qualified) &&
            import_covers(import, e))
            reach = REACH_USED;
    }
    return reach != REACH_NONE && e->def.item->is_private ? REACH_PRIVATE : reach;
}

struct nearest {
    struct declared *best, *other; /* other: as near as the best */
    struct declared *hidden;       /* of a pack that this file does not use */
    enum reach reach;
};

static struct nearest
find_nearest(const struct checker *ck, const struct unit_names *from, const struct name *pack,
             struct sym name)
{
    struct nearest n = {0};
    for (struct declared *e = entry_find(ck, SPACE_NAME, name); e; e = entry_next(e)) {
        enum reach reach = reach_of(ck, from, pack, e);
        if (reach == REACH_NONE) {
            if (!e->def.item->is_private)
                n.hidden = e;
        } else if (reach > n.reach) {
            n = (struct nearest){.best = e, .hidden = n.hidden, .reach = reach};
        } else if (reach == n.reach) {
            n.other = e;
        }
    }
    return n;
}

static bool
is_upper(struct str s)
{
    return s.len && s.at[0] >= 'A' && s.at[0] <= 'Z';
}

static void
offer(const struct checker *ck, const struct unit_names *from, const struct name *pack,
      unsigned kinds, struct suggestion *s)
{
    uint32_t count = ck->names->entries.len;
    if (count > ck->names->offers_left)
        return;
    ck->names->offers_left -= count;
    for (uint32_t i = 0; i < count; i++) {
        const struct declared *e = ck->names->entries.at[i];
        struct str word = word_of(ck, e->name.sym);
        if (e->space == SPACE_NAME && (kinds & 1u << e->def.kind) &&
            is_upper(word) == is_upper(s->given) && reach_of(ck, from, pack, e) > REACH_PRIVATE)
            suggest(s, word);
    }
}

void
names_offer(struct checker *ck, const struct unit *from, unsigned kinds, struct suggestion *s)
{
    offer(ck, names_unit(ck, from), NULL, kinds, s);
}

const struct def *
names_in_pack(const struct checker *ck, struct str pack, struct sym name)
{
    for (struct declared *e = entry_find(ck, SPACE_NAME, name); e; e = entry_next(e))
        if (pack_same(e->pack->name, pack))
            return &e->def;
    return NULL;
}

void
names_offer_pack(const struct checker *ck, struct str pack, unsigned kinds, struct suggestion *s)
{
    uint32_t count = ck->names->entries.len;
    if (count > ck->names->offers_left)
        return;
    ck->names->offers_left -= count;
    for (uint32_t i = 0; i < count; i++) {
        const struct declared *e = ck->names->entries.at[i];
        if (e->space == SPACE_NAME && (kinds & 1u << e->def.kind) && !e->def.item->is_private &&
            pack_same(e->pack->name, pack))
            suggest(s, word_of(ck, e->name.sym));
    }
}

bool
names_pack_called(const struct checker *ck, struct sym word, struct str *pack)
{
    const struct pack_names *p = names_pack(ck, word);
    if (p)
        *pack = p->name;
    return p;
}

void
names_offer_packs(const struct checker *ck, struct suggestion *s)
{
    for (uint32_t i = 0; i < ck->names->packs.len; i++)
        if (ck->names->packs.at[i]->word.v)
            suggest(s, word_of(ck, ck->names->packs.at[i]->word));
}

bool
names_declared(const struct checker *ck, struct sym name)
{
    return entry_find(ck, SPACE_NAME, name) != NULL;
}

bool
names_is_pack(struct checker *ck, const struct unit *from, struct sym word)
{
    struct unit_names *u = names_unit(ck, from);
    bool found = word.v && (sym_eq(u->pack->word, word) || str_is(word_of(ck, word), "onus"));
    for (uint32_t i = 0; word.v && i < u->imports.len; i++)
        if (sym_eq(u->imports.at[i].word, word))
            found = u->imports.at[i].is_used = true;
    for (uint32_t i = 0; word.v && !found && i < ck->input->unit_count; i++)
        found = names_unit(ck, &ck->input->units[i])->pack == u->pack &&
                pack_same(ck->input->units[i].module, word_of(ck, word));
    return found;
}

static void
report_unknown_pack(struct checker *ck, const struct unit_names *from, struct name pack)
{
    struct str given = word_of(ck, pack.sym);
    struct suggestion s = {.scratch = ck->arena, .given = given};
    struct diag *d = diag_add(ck->sink, E1873, pack.span,
                              "this file uses no pack called `" STR_FMT "`", STR_ARG(given));
    for (uint32_t i = 0; i < from->imports.len; i++)
        suggest(&s, word_of(ck, from->imports.at[i].word));
    if (names_pack(ck, pack.sym)) {
        diag_help(ck->sink, d, "add `use " STR_FMT "` at the top of the file", STR_ARG(given));
    } else if (s.best.len) {
        diag_help(ck->sink, d, "did you mean `" STR_FMT "`?", STR_ARG(s.best));
        diag_fix(ck->sink, d, pack.span, s.best);
    }
}

static void
report_unknown(struct checker *ck, const struct unit_names *from, const struct name *pack,
               struct name name, const char *what)
{
    struct str given = word_of(ck, name.sym);
    bool qualified = pack && pack->sym.v;
    struct nearest n = find_nearest(ck, from, NULL, name.sym);
    struct suggestion s = {.scratch = ck->arena, .given = given};
    const struct import *alias;
    struct diag *d = diag_add(ck->sink, E1873, name.span, "there is no %s called `" STR_FMT "`%s",
                              what, STR_ARG(given), qualified ? " in that pack" : "");
    offer(ck, from, pack, ~0u, &s);
    if (n.best && n.reach > REACH_PRIVATE) {
        struct str title = pack_title(ck, n.best->pack);
        diag_help(ck->sink, d, "it is declared in " STR_FMT, STR_ARG(title));
    } else if (n.hidden && (alias = import_of(from, n.hidden)) != NULL) {
        struct str word = word_of(ck, alias->word);
        diag_help(ck->sink, d,
                  "this file uses its pack `as " STR_FMT "`: write `" STR_FMT "." STR_FMT "`",
                  STR_ARG(word), STR_ARG(word), STR_ARG(given));
    } else if (n.hidden && n.hidden->pack->word.v) {
        struct str title = pack_title(ck, n.hidden->pack);
        diag_help(ck->sink, d, "pack " STR_FMT " declares it: add `use " STR_FMT "`",
                  STR_ARG(title), STR_ARG(title));
    } else if (s.best.len) {
        diag_help(ck->sink, d, "did you mean `" STR_FMT "`?", STR_ARG(s.best));
        diag_fix(ck->sink, d, name.span, s.best);
    }
}

static void
report_private(struct checker *ck, const struct declared *e, struct name name)
{
    struct str word = word_of(ck, name.sym), title = pack_title(ck, e->pack);
    struct diag *d =
        diag_add(ck->sink, E3340, name.span, "`" STR_FMT "` is private to pack " STR_FMT,
                 STR_ARG(word), STR_ARG(title));
    diag_label(ck->sink, d, e->name.span, "declared `private` here");
    diag_help(ck->sink, d, "use what the pack offers to others, or declare one of your own");
}

static void
report_ambiguous(struct checker *ck, const struct nearest *n, struct name name)
{
    struct str word = word_of(ck, name.sym);
    struct str a = pack_title(ck, n->best->pack), b = pack_title(ck, n->other->pack);
    struct diag *d =
        diag_add(ck->sink, E2954, name.span,
                 "`" STR_FMT "` is ambiguous: " STR_FMT " and " STR_FMT " both declare it",
                 STR_ARG(word), STR_ARG(a), STR_ARG(b));
    diag_label(ck->sink, d, n->best->name.span, "one is here");
    diag_label(ck->sink, d, n->other->name.span, "the other one here");
    diag_help(ck->sink, d, "write `" STR_FMT "." STR_FMT "` or `" STR_FMT "." STR_FMT "`",
              STR_ARG(a), STR_ARG(word), STR_ARG(b), STR_ARG(word));
}

static void
warn_deprecated(struct checker *ck, const struct unit *from, const struct declared *e,
                struct name name)
{
    const struct text *text = e->def.item->deprecated;
    if (!text || from == e->def.unit)
        return;
    struct text_buf words = {.arena = ck->sink->arena};
    for (uint32_t i = 0; i < text->parts.len; i++)
        text_add(&words, text->parts.at[i].literal);
    struct str word = word_of(ck, name.sym), advice = text_str(&words);
    struct diag *d =
        diag_add(ck->sink, W3081, name.span, "`" STR_FMT "` is deprecated", STR_ARG(word));
    diag_label(ck->sink, d, e->name.span, "declared here");
    diag_help(ck->sink, d, STR_FMT, STR_ARG(advice));
}

/* Every `use` behind which the name is seen was not in vain. */
static void
mark_used(struct unit_names *u, const struct name *pack, const struct declared *e)
{
    for (uint32_t i = 0; i < u->imports.len; i++) {
        struct import *import = &u->imports.at[i];
        bool is_meant =
            pack && pack->sym.v ? sym_eq(import->word, pack->sym) : !import->only_qualified;
        if (is_meant && import_covers(import, e))
            import->is_used = true;
    }
}

const struct def *
names_find(struct checker *ck, const struct unit *from, const struct name *pack, struct name name,
           const char *what, bool quiet)
{
    struct unit_names *u = names_unit(ck, from);
    if (!name.sym.v)
        return NULL;
    struct nearest n = find_nearest(ck, u, pack, name.sym);
    if (n.best && !n.other && n.reach != REACH_PRIVATE) {
        mark_used(u, pack, n.best);
        if (!quiet)
            warn_deprecated(ck, from, n.best, name);
        return &n.best->def;
    }
    if (quiet)
        return NULL;
    if (pack && pack->sym.v && !names_is_pack(ck, from, pack->sym))
        report_unknown_pack(ck, u, *pack);
    else if (!n.best)
        report_unknown(ck, u, pack, name, what);
    else if (n.reach == REACH_PRIVATE)
        report_private(ck, n.best, name);
    else
        report_ambiguous(ck, &n, name);
    return NULL;
}

const struct def *
names_type(struct checker *ck, const struct unit *from, const struct type_name *t)
{
    const struct def *def = names_find(ck, from, &t->pack, t->name, "type", false);
    if (!def || def->broken)
        return NULL;
    if (def->kind == DEF_ENUM || def->kind == DEF_ENTITY)
        return def;
    struct str word = word_of(ck, t->name.sym);
    diag_add(ck->sink, E1873, t->span, "`" STR_FMT "` is no type", STR_ARG(word));
    return NULL;
}

const struct def *
names_code(struct checker *ck, struct name code, bool quiet)
{
    struct declared *found = entry_find(ck, SPACE_CODE, code.sym);
    if (found || quiet)
        return found ? &found->def : NULL;
    struct str given = word_of(ck, code.sym);
    struct suggestion s = {.scratch = ck->arena, .given = given};
    struct diag *d =
        diag_add(ck->sink, E1873, code.span, "there is no rule " STR_FMT, STR_ARG(given));
    uint32_t count = ck->names->entries.len;
    for (uint32_t i = 0; i < count && count <= ck->names->offers_left; i++)
        if (ck->names->entries.at[i]->space == SPACE_CODE)
            suggest(&s, word_of(ck, ck->names->entries.at[i]->name.sym));
    ck->names->offers_left -= count <= ck->names->offers_left ? count : 0;
    if (s.best.len) {
        diag_help(ck->sink, d, "did you mean " STR_FMT "?", STR_ARG(s.best));
        diag_fix(ck->sink, d, code.span, s.best);
    }
    return NULL;
}
