/* `instance_of: P.Role(A, B)` → the element that an authored entity is. */
#include <string.h>

#include "engine/eval/derive_internal.h"
#include "engine/store/sha256.h"

enum { INSTANCE_DIGITS = 8 };

/* A piece of the text, and its place in the file. */
struct piece {
    struct str text;
    struct span at;
};

struct claim {
    struct derivation *d;
    const struct derived_view *view;
    struct instance of;
    struct piece pack, pattern, role;
    VEC(struct piece) args;
    struct str digest; /* empty: not said */
    const struct pattern_part *part;
    pattern_id id;
};

/* ---- the text ---- */

/* Where bytes [from, to) of the text stand, where it stands in the file as it is. */
static struct piece
piece_of(const struct claim *c, size_t from, size_t to)
{
    struct str raw = str_slice(c->of.text, from, to), text = str_trim(raw);
    struct piece p = {text, c->of.at};
    size_t written = c->of.at.hi - c->of.at.lo;
    size_t quotes = written == c->of.text.len + 2 ? 1 : 0;
    if (written != c->of.text.len + 2 * quotes || !text.len)
        return p;
    size_t lead = (size_t)(text.at - c->of.text.at) + quotes;
    p.at.lo = c->of.at.lo + (uint32_t)lead;
    p.at.hi = p.at.lo + (uint32_t)text.len;
    return p;
}

/* The end of an argument: the comma or bracket behind it. SIZE_MAX: there is none. */
static size_t
argument_end(struct str s, size_t from)
{
    uint32_t depth = 0;
    for (size_t i = from; i < s.len; i++) {
        char ch = s.at[i];
        if (ch == '"')
            for (i++; i < s.len && s.at[i] != '"'; i++)
                i += s.at[i] == '\\';
        else if (ch == '(')
            depth++;
        else if ((ch == ',' || ch == ')') && depth == 0)
            return i;
        else if (ch == ')')
            depth--;
    }
    return SIZE_MAX;
}

/* " @1a2b3c4d" behind the brackets: what the pattern said when it was written down. False: something else stands there. */
static bool
read_digest(struct claim *c, struct str rest)
{
    if (!rest.len)
        return true;
    if (rest.at[0] != '@' || rest.len != INSTANCE_DIGITS + 1)
        return false;
    c->digest = str_slice(rest, 1, rest.len);
    for (size_t i = 0; i < c->digest.len; i++) {
        char ch = c->digest.at[i];
        if (!((ch >= '0' && ch <= '9') || (ch >= 'a' && ch <= 'f')))
            return false;
    }
    return true;
}

struct str
instance_digest(struct arena *a, struct str text)
{
    return str_slice(sha256_hex(a, text), 0, INSTANCE_DIGITS);
}

static bool
split_arguments(struct claim *c, size_t open)
{
    struct str s = c->of.text;
    size_t from = open + 1;
    struct str rest = str_trim(str_slice(s, from, s.len));
    if (str_starts(rest, STR(")")))
        return read_digest(c, str_trim(str_slice(rest, 1, rest.len)));
    for (;;) {
        size_t end = argument_end(s, from);
        if (end == SIZE_MAX || !str_trim(str_slice(s, from, end)).len)
            return false;
        vec_push(c->d->arena, &c->args, piece_of(c, from, end));
        if (s.at[end] == ')')
            return read_digest(c, str_trim(str_slice(s, end + 1, s.len)));
        from = end + 1;
    }
}

/* "pack.Pattern.Role(A, B)" */
static bool
split_claim(struct claim *c)
{
    struct str s = c->of.text;
    size_t open = str_find(s, STR("("), 0), end = open == SIZE_MAX ? s.len : open;
    size_t dot = end, first;
    while (dot > 0 && s.at[dot - 1] != '.')
        dot--;
    if (dot == 0)
        return false;
    first = dot - 1;
    while (first > 0 && s.at[first - 1] != '.')
        first--;
    c->role = piece_of(c, dot, end);
    c->pattern = piece_of(c, first, dot - 1);
    if (first > 0)
        c->pack = piece_of(c, 0, first - 1);
    bool is_named = c->role.text.len && c->pattern.text.len;
    return is_named && (open == SIZE_MAX || split_arguments(c, open));
}

static struct str
unquoted(struct arena *a, struct str s)
{
    struct text_buf b = {.arena = a};
    if (s.len < 2 || s.at[0] != '"' || s.at[s.len - 1] != '"')
        return s;
    for (size_t i = 1; i + 1 < s.len; i++) {
        i += s.at[i] == '\\' && i + 2 < s.len;
        text_add_char(&b, s.at[i]);
    }
    return text_str(&b);
}

/* ---- messages ---- */

static struct diag *
report(const struct claim *c, enum diag_code code, struct span at, struct str message)
{
    const struct derivation *d = c->d;
    struct diag *out = diag_add(d->sink, code, at, STR_FMT, STR_ARG(message));
    entity_id type = store_type(d->authored, c->of.of);
    out->type = sym_str(d->program->texts, d->program->entities.at[type].name);
    out->subject = store_id(d->authored, c->of.of);
    return out;
}

static void
help_near(const struct claim *c, struct diag *out, struct span at, const struct suggestion *near)
{
    if (!near->best.len)
        return;
    diag_here(c->d->sink, out, "did you mean " STR_FMT "?", STR_ARG(near->best));
    diag_fix(c->d->sink, out, at, near->best);
}

static void
report_malformed(const struct claim *c)
{
    struct diag *out =
        report(c, E1763, c->of.at,
               str_printf(c->d->arena, "'" STR_FMT "' does not name an element of a pattern",
                          STR_ARG(c->of.text)));
    bool is_cut = str_find(c->of.text, STR("("), 0) != SIZE_MAX;
    diag_help(c->d->sink, out, "write it like Pattern.Role(A, B)%s",
              is_cut ? "; between YAML's own brackets, in quotes" : "");
}

/* ---- pattern and role ---- */

static void
near_roles(struct suggestion *near, const struct program *p, const struct pattern_part *parts,
           uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (parts[i].kind == PATTERN_ROLE)
            suggest(near, sym_str(p->texts, parts[i].role));
        near_roles(near, p, parts[i].children, parts[i].child_count);
    }
}

/* is_told: mistakes are reported. */
static bool
find_pattern(struct claim *c, bool is_told)
{
    const struct program *p = c->d->program;
    struct suggestion near = {.scratch = c->d->arena, .given = c->pattern.text};
    c->id = NO_ID;
    for (pattern_id i = 0; i < p->patterns.len; i++) {
        struct str name = sym_str(p->texts, p->patterns.at[i].name);
        suggest(&near, name);
        if (str_eq(name, c->pattern.text) &&
            (!c->pack.text.len || pack_same(p->patterns.at[i].pack, c->pack.text)))
            c->id = i;
    }
    if (c->id != NO_ID || !is_told)
        return c->id != NO_ID;
    struct str said =
        str_printf(c->d->arena, "there is no pattern '" STR_FMT "'", STR_ARG(c->pattern.text));
    help_near(c, report(c, E3098, c->pattern.at, said), c->pattern.at, &near);
    return false;
}

static bool
find_role(struct claim *c, bool is_told)
{
    const struct program *p = c->d->program;
    const struct pattern *pattern = &p->patterns.at[c->id];
    c->part = pattern_role(pattern, c->role.text, p);
    if (c->part || !is_told)
        return c->part;
    struct suggestion near = {.scratch = c->d->arena, .given = c->role.text};
    near_roles(&near, p, pattern->parts, pattern->part_count);
    struct str said = str_printf(c->d->arena, "pattern " STR_FMT " has no role '" STR_FMT "'",
                                 STR_ARG(c->pattern.text), STR_ARG(c->role.text));
    help_near(c, report(c, E3098, c->role.at, said), c->role.at, &near);
    return false;
}

static struct str
type_name(const struct claim *c, entity_id type)
{
    return sym_str(c->d->program->texts, c->d->program->entities.at[type].name);
}

static bool
fits_role(struct claim *c, bool is_told)
{
    entity_id type = store_type(c->d->authored, c->of.of);
    bool fits = entity_is(c->d->program, type, c->part->type);
    if (fits || !is_told)
        return fits;
    struct str said =
        str_printf(c->d->arena, "role " STR_FMT " is a " STR_FMT ", and " STR_FMT " is a " STR_FMT,
                   STR_ARG(c->role.text), STR_ARG(type_name(c, c->part->type)),
                   STR_ARG(store_id(c->d->authored, c->of.of)), STR_ARG(type_name(c, type)));
    report(c, E9371, c->role.at, said);
    return false;
}

/* What the arguments of a role are called: "cap, device, t". */
static struct str
argument_words(const struct claim *c)
{
    const struct pattern *p = &c->d->program->patterns.at[c->id];
    struct text_buf b = {.arena = c->d->arena};
    for (uint32_t i = 0; i < c->part->key.len; i++) {
        const struct ir *key = c->part->key.at[i];
        text_add_c(&b, i ? ", " : "");
        if (key->kind == IR_VAR)
            text_add(&b, sym_str(c->d->program->texts, p->slots[key->slot].name));
        else
            text_add(&b, type_text(c->d->program, c->d->arena, key->type));
    }
    return text_str(&b);
}

static bool
fits_arguments(struct claim *c, bool is_told)
{
    uint32_t wanted = c->part->key.len, given = c->args.len;
    if (wanted == given || !is_told)
        return wanted == given;
    struct str said = str_printf(c->d->arena, STR_FMT "." STR_FMT " has %u argument%s, not %u",
                                 STR_ARG(c->pattern.text), STR_ARG(c->role.text), wanted,
                                 wanted == 1 ? "" : "s", given);
    struct diag *out = report(c, E5427, c->of.at, said);
    if (wanted)
        diag_help(c->d->sink, out, "write " STR_FMT "." STR_FMT "(" STR_FMT ")",
                  STR_ARG(c->pattern.text), STR_ARG(c->role.text), STR_ARG(argument_words(c)));
    return false;
}

/* ---- arguments ---- */

/* "Type:ID" → ID, where the type is one of those that may stand there. */
static struct str
without_type(const struct claim *c, struct str id, entity_id *type)
{
    const struct program *p = c->d->program;
    size_t colon = str_find(id, STR(":"), 0);
    *type = NO_ID;
    for (entity_id i = 0; colon != SIZE_MAX && i < p->entities.len; i++)
        if (str_eq(sym_str(p->texts, p->entities.at[i].name), str_slice(id, 0, colon))) {
            *type = i;
            return str_trim(str_slice(id, colon + 1, id.len));
        }
    return id;
}

static struct ent
find_entity(const struct claim *c, union_id types, struct str id, entity_id wanted)
{
    const struct program *p = c->d->program;
    const struct union_type *u = &p->unions.at[types];
    for (uint32_t i = 0; i < u->member_count; i++) {
        bool is_below = wanted != NO_ID && entity_is(p, wanted, u->members[i]);
        if (wanted != NO_ID && !is_below && !entity_is(p, u->members[i], wanted))
            continue;
        struct ent e = store_find(c->view->store, is_below ? wanted : u->members[i], id);
        if (e.v != ENT_NONE.v)
            return e;
    }
    return ENT_NONE;
}

static void
report_entity(const struct claim *c, const struct piece *arg, struct type t, struct str id)
{
    const struct program *p = c->d->program;
    const struct union_type *u = &p->unions.at[t.of];
    struct suggestion near = {.scratch = c->d->arena, .given = id};
    struct str wanted = type_text(p, c->d->arena, (struct type){t.kind, CARD_ONE, t.of});
    for (entity_id i = 0; i < p->entities.len; i++) {
        struct ent e =
            p->entities.at[i].parent == NO_ID ? store_find(c->view->store, i, id) : ENT_NONE;
        if (e.v == ENT_NONE.v)
            continue;
        struct str said =
            str_printf(c->d->arena, STR_FMT " is a " STR_FMT ", not a " STR_FMT, STR_ARG(id),
                       STR_ARG(type_name(c, store_type(c->view->store, e))), STR_ARG(wanted));
        report(c, E7719, arg->at, said);
        return;
    }
    for (uint32_t i = 0; i < u->member_count; i++) {
        struct range r = store_extent(c->view->store, u->members[i]);
        for (uint32_t e = r.lo; e < r.hi; e++)
            suggest(&near, store_id(c->view->store, (struct ent){e}));
    }
    struct str said = str_printf(c->d->arena, "there is no " STR_FMT " '" STR_FMT "'",
                                 STR_ARG(wanted), STR_ARG(id));
    help_near(c, report(c, E6184, arg->at, said), arg->at, &near);
}

static bool
enum_cell(const struct program *p, enum_id id, struct str text, uint64_t *cell)
{
    const struct enum_type *e = &p->enums.at[id];
    for (uint32_t i = 0; i < e->value_count; i++)
        if (str_eq(sym_str(p->texts, e->spellings[i]), text) ||
            str_eq(sym_str(p->texts, e->values[i]), text)) {
            *cell = i;
            return true;
        }
    return false;
}

/* A value as ids print it. */
static bool
value_cell(const struct program *p, struct type t, struct str text, uint64_t *cell)
{
    int64_t whole;
    int32_t day;
    struct decimal number;
    switch (t.kind) {
    case TYPE_BOOL: *cell = str_is(text, "true"); return *cell || str_is(text, "false");
    case TYPE_ENUM: return enum_cell(p, t.of, text, cell);
    case TYPE_INT:
        if (!int_parse(text, &whole))
            return false;
        *cell = (uint64_t)whole;
        return true;
    case TYPE_DATE:
        if (!date_parse(text, &day))
            return false;
        *cell = (uint64_t)(int64_t)day;
        return true;
    case TYPE_DECIMAL:
        if (!decimal_parse(text, &number))
            return false;
        *cell = decimal_cell(p->decimals, number);
        return true;
    case TYPE_TEXT:
    case TYPE_PATH:
    case TYPE_VERSION:
    case TYPE_DIGEST: *cell = sym_intern(p->texts, text).v; return true;
    default: return false; /* no role is identified by others */
    }
}

static bool
argument(struct claim *c, uint32_t i, struct value *out, bool is_told)
{
    const struct piece *arg = &c->args.at[i];
    struct type t = c->part->key.at[i]->type;
    struct str id = unquoted(c->d->arena, arg->text);
    entity_id type;
    *out = (struct value){.kind = VALUE_CELL};
    if (str_is(arg->text, "-")) {
        out->kind = VALUE_MISSING;
        return true;
    }
    if (t.kind != TYPE_ENTITY) {
        bool is_value = value_cell(c->d->program, t, id, &out->cell);
        if (!is_value && is_told)
            report(c, E6184, arg->at,
                   str_printf(c->d->arena, "'" STR_FMT "' is not a value of " STR_FMT, STR_ARG(id),
                              STR_ARG(type_text(c->d->program, c->d->arena, t))));
        return is_value;
    }
    struct ent e = find_entity(c, t.of, id, NO_ID);
    if (e.v == ENT_NONE.v) {
        struct str rest = without_type(c, id, &type);
        e = type == NO_ID ? e : find_entity(c, t.of, unquoted(c->d->arena, rest), type);
    }
    if (e.v != ENT_NONE.v)
        out->cell = c->view->handles[e.v];
    else if (is_told)
        report_entity(c, arg, t, id);
    return e.v != ENT_NONE.v;
}

/* ---- one of them ---- */

static void
take(struct claim *c, const struct value *key)
{
    struct derivation *d = c->d;
    uint32_t e = element_find(d, c->id, c->part->role, key, c->part->key.len);
    if (e == NO_ID)
        e = element_add(d, c->id, c->part, key);
    struct made *m = d->elements.at[e];
    if (m->e.is_authored) {
        struct str said =
            str_printf(d->arena, "" STR_FMT " is already " STR_FMT,
                       STR_ARG(store_id(d->authored, (struct ent){m->handle})), STR_ARG(m->e.id));
        struct diag *out = report(c, E8842, c->of.at, said);
        diag_label(d->sink, out, m->e.written, "the first one, which counts");
        return;
    }
    m->e.is_authored = true;
    m->e.written = c->of.at;
    m->digest = str_copy(d->arena, c->digest);
    element_is(d, e, c->of.of.v);
}

/* False: it cannot be told which element it is. */
static bool
resolve(struct derivation *d, const struct derived_view *view, uint32_t i, bool is_told)
{
    struct claim c = {.d = d, .view = view, .of = store_instance(d->authored, i)};
    if (!split_claim(&c)) {
        if (is_told)
            report_malformed(&c);
        return false;
    }
    if (find_pattern(&c, false) && d->program->patterns.at[c.id].is_broken)
        return true; /* its roles did not compile: nobody knows */
    if (!find_pattern(&c, is_told) || !find_role(&c, is_told) || !fits_role(&c, is_told) ||
        !fits_arguments(&c, is_told))
        return false;
    struct value *key = arena_array(d->arena, struct value, c.args.len + 1);
    bool is_known = true;
    for (uint32_t k = 0; k < c.args.len; k++)
        is_known &= argument(&c, k, &key[k], is_told);
    if (is_known)
        take(&c, key);
    return is_known;
}

void
instances_resolve(struct derivation *d, const struct derived_view *view)
{
    for (uint32_t i = 0; i < store_instance_count(d->authored); i++)
        if (!d->is_resolved[i])
            d->is_resolved[i] = resolve(d, view, i, false);
}

void
instances_report(struct derivation *d)
{
    for (uint32_t i = 0; i < store_instance_count(d->authored); i++)
        if (!d->is_resolved[i])
            resolve(d, vec_last(&d->views), i, true);
}
