#include "engine/load/artefacts.h"

#include <stdlib.h>

#include "engine/load/files.h"
#include "engine/load/location.h"
#include "engine/load/shape.h"
#include "lang/base/vec.h"

enum { SUGGESTIONS_MOST = 10, DIGITS_SHOWN = 12 };

struct verifying {
    const struct artefact_input *in;
    VEC(struct artefact) all;
    uint32_t suggestion_count; /* each lists a folder */
};

/* What the view of a type names. */
struct named_fields {
    field_id file, digest;
};

static const struct {
    enum diag_code code;
    bool is_lost;
    const char *word;
} states[] = {
#define ARTEFACT(id, code, is_lost, word) {code, is_lost, word},
#include "engine/load/artefacts.def"
#undef ARTEFACT
};

const char *
artefact_word(enum artefact_state state)
{
    return states[state].word;
}

bool
artefact_is_lost(enum artefact_state state)
{
    return states[state].is_lost;
}

/* ---- which documents ---- */

/* The text of a single value; empty: there is none. *is_unknown: something was given, and did not load. */
static struct str
text_of(const struct artefact_input *in, struct ent e, field_id f, bool *is_unknown)
{
    const struct column *c = f == NO_ID ? NULL : store_column(in->store, f);
    *is_unknown = c && bit_get(c->incomplete, e.v - c->rows.lo);
    if (!c || *is_unknown || !bit_get(c->present, e.v - c->rows.lo))
        return STR("");
    struct sym text = {(uint32_t)column_cell(c, e.v - c->rows.lo)};
    return str_trim(sym_str(in->program->texts, text));
}

static void
add(struct verifying *v, struct ent e, struct named_fields named)
{
    const struct artefact_input *in = v->in;
    struct artefact out = {.ent = e, .file = named.file, .digest = named.digest};
    bool is_file_unknown;
    out.location = text_of(in, e, named.file, &is_file_unknown);
    out.recorded = text_of(in, e, named.digest, &out.is_digest_unknown);
    if (is_file_unknown)
        out.state = ARTEFACT_UNKNOWN;
    else if (!out.location.len && !out.recorded.len)
        return;
    vec_push(in->arena, &v->all, out);
}

static void
collect(struct verifying *v)
{
    const struct artefact_input *in = v->in;
    const struct program *p = in->program;
    struct named_fields *named = arena_array(in->arena, struct named_fields, p->entities.len + 1);
    bool is_any = false;
    for (entity_id t = 0; t < p->entities.len; t++) {
        named[t].file = program_view_field(p, t, VIEW_WORD_FILE);
        named[t].digest = program_view_field(p, t, VIEW_WORD_DIGEST);
        is_any |= named[t].file != NO_ID;
    }
    for (uint32_t e = 0; is_any && e < store_count(in->store); e++) {
        entity_id type = store_type(in->store, (struct ent){e});
        if (named[type].file != NO_ID)
            add(v, (struct ent){e}, named[type]);
    }
}

static int
by_location(const void *a, const void *b)
{
    const struct artefact *x = a, *y = b;
    int order = str_cmp(x->path, y->path);
    if (order == 0)
        order = str_cmp(x->location, y->location);
    return order ? order : (x->ent.v > y->ent.v) - (x->ent.v < y->ent.v);
}

/* ---- what is said ---- */

static struct span
place_of(const struct verifying *v, const struct artefact *a, field_id f)
{
    struct span at = f == NO_ID ? SPAN_NONE : store_value_span(v->in->store, a->ent, f, 0);
    return span_is_none(at) ? store_span(v->in->store, a->ent) : at;
}

static struct str
field_title(const struct verifying *v, field_id f)
{
    return sym_str(v->in->program->texts, v->in->program->fields.at[f].name);
}

/* The beginning of a digest, enough to tell two apart. */
static struct str
digest_shown(struct arena *a, struct str digest)
{
    size_t colon = str_find(digest, STR(":"), 0);
    size_t end = (colon == SIZE_MAX ? 0 : colon + 1) + DIGITS_SHOWN;
    return end < digest.len ? str_printf(a, STR_FMT "…", STR_ARG(str_slice(digest, 0, end)))
                            : digest;
}

static void
tell_missing(struct verifying *v, const struct artefact *a, struct diag_sink *sink, struct diag *d)
{
    diag_help(sink, d,
              "put the file there; where it is deliberately elsewhere, write an address, like "
              "dms:LX-200/PT-17");
    if (v->suggestion_count++ < SUGGESTIONS_MOST)
        file_suggest(sink, d, v->in->host, a->path, a->path);
}

static void
tell_changed(struct verifying *v, const struct artefact *a, struct str actual,
             struct diag_sink *sink, struct diag *d)
{
    diag_here(sink, d, "recorded: " STR_FMT, STR_ARG(digest_shown(sink->arena, a->recorded)));
    diag_label(sink, d, place_of(v, a, a->file), "now: " STR_FMT,
               STR_ARG(digest_shown(sink->arena, actual)));
    diag_help(sink, d,
              "bring the sealed file back; or look at what changed, and record it with "
              "'onus evidence seal --replace " STR_FMT "'",
              STR_ARG(store_id(v->in->store, a->ent)));
}

static struct str
message_of(const struct verifying *v, const struct artefact *a, const struct artefact_bytes *bytes,
           struct arena *arena)
{
    struct str path = shape_shown(arena, a->location);
    switch (a->state) {
    case ARTEFACT_UNSEALED: return str_printf(arena, "'" STR_FMT "' is not sealed", STR_ARG(path));
    case ARTEFACT_NOT_OPENED:
        return a->location.len
                   ? str_printf(arena, "'" STR_FMT "' was not opened", STR_ARG(path))
                   : str_printf(arena, "there is no " STR_FMT " to compare this digest with",
                                STR_ARG(field_title(v, a->file)));
    case ARTEFACT_MUTABLE:
        return str_printf(arena, "what stands at '" STR_FMT "' may change unnoticed",
                          STR_ARG(path));
    case ARTEFACT_UNCHECKED:
        return str_printf(arena, "'" STR_FMT "' cannot be compared with this digest",
                          STR_ARG(path));
    case ARTEFACT_CHANGED:
        return str_printf(arena, "'" STR_FMT "' is not the file that was sealed", STR_ARG(path));
    case ARTEFACT_MISSING:
        return str_printf(arena, "there is no file '" STR_FMT "'", STR_ARG(path));
    case ARTEFACT_EMPTY: return str_printf(arena, "'" STR_FMT "' is empty", STR_ARG(path));
    case ARTEFACT_POINTER:
        return str_printf(arena, "'" STR_FMT "' is %s, not the document itself", STR_ARG(path),
                          bytes->pointer);
    case ARTEFACT_OUTSIDE:
        return str_printf(arena, "'" STR_FMT "' is no path inside the case", STR_ARG(path));
    case ARTEFACT_ESCAPES:
        return str_printf(arena, "'" STR_FMT "' leads out of the case, or in a circle",
                          STR_ARG(path));
    case ARTEFACT_UNREADABLE:
        return str_printf(arena, "'" STR_FMT "' %s", STR_ARG(path),
                          host_status_words(bytes->status));
    case ARTEFACT_INTACT:
    case ARTEFACT_ASSUMED:
    case ARTEFACT_UNKNOWN:
    case ARTEFACT_STATE_COUNT: break;
    }
    return STR("");
}

/* The way out. */
static void
tell_help(struct verifying *v, const struct artefact *a, const struct artefact_bytes *bytes,
          struct diag_sink *sink, struct diag *d)
{
    switch (a->state) {
    case ARTEFACT_UNSEALED: diag_help(sink, d, "'onus evidence seal' records its digest"); return;
    case ARTEFACT_NOT_OPENED:
        diag_help(sink, d,
                  a->location.len
                      ? "a check opens no addresses; to have it compared, put a copy into the case"
                      : "name the document that it was taken of");
        return;
    case ARTEFACT_MUTABLE:
        if (a->digest == NO_ID)
            diag_help(sink, d,
                      "put a copy into the case, or let the view name a field with its digest");
        else
            diag_help(sink, d, "record in `" STR_FMT "` what it was, or put a copy into the case",
                      STR_ARG(field_title(v, a->digest)));
        return;
    case ARTEFACT_UNCHECKED:
        diag_help(sink, d, "record SHA-256 or SHA-512: remove it, then 'onus evidence seal'");
        return;
    case ARTEFACT_MISSING: tell_missing(v, a, sink, d); return;
    case ARTEFACT_EMPTY: diag_help(sink, d, "put the document there"); return;
    case ARTEFACT_POINTER: diag_help(sink, d, "%s", bytes->help); return;
    case ARTEFACT_OUTSIDE:
        diag_help(sink, d,
                  str_find(a->location, STR("\\"), 0) != SIZE_MAX
                      ? "write folders with '/', and the path relative to the case"
                      : "put a copy into the case, and write its path relative to the case");
        return;
    case ARTEFACT_ESCAPES: diag_help(sink, d, "put the document itself into the case"); return;
    case ARTEFACT_UNREADABLE:
        if (bytes->status == HOST_UNREADABLE && bytes->reason.len)
            diag_note(sink, d, STR_FMT, STR_ARG(bytes->reason));
        diag_help(sink, d, "name a file that can be read");
        return;
    case ARTEFACT_CHANGED:
    case ARTEFACT_INTACT:
    case ARTEFACT_ASSUMED:
    case ARTEFACT_UNKNOWN:
    case ARTEFACT_STATE_COUNT: return;
    }
}

static void
report(struct verifying *v, const struct artefact *a, const struct artefact_bytes *bytes,
       struct str actual)
{
    bool at_digest =
        a->state == ARTEFACT_CHANGED || a->state == ARTEFACT_UNCHECKED || a->location.len == 0;
    struct span at = place_of(v, a, at_digest ? a->digest : a->file);
    struct diag_sink *sink = builder_report(v->in->builder, at);
    struct diag *d = diag_add(sink, states[a->state].code, at, STR_FMT,
                              STR_ARG(message_of(v, a, bytes, sink->arena)));
    if (a->state == ARTEFACT_CHANGED)
        tell_changed(v, a, actual, sink, d);
    else
        tell_help(v, a, bytes, sink, d);
    const struct diag *cause = builder_reported_of(v->in->builder, d, a->ent);
    if (!states[a->state].is_lost)
        return;
    builder_refuse(v->in->builder, a->ent, a->file, cause);
    if (a->digest != NO_ID && a->recorded.len)
        builder_refuse(v->in->builder, a->ent, a->digest, cause);
}

/* ---- judging ---- */

/* What the bytes came to, as the recorded digest is written; empty: by another algorithm than those. */
static struct str
actual_of(struct arena *a, const struct artefact *artefact, const struct artefact_bytes *bytes)
{
    if (str_starts(artefact->recorded, STR("sha256:")))
        return str_printf(a, "sha256:" STR_FMT, STR_ARG(bytes->sha256));
    if (str_starts(artefact->recorded, STR("sha512:")))
        return str_printf(a, "sha512:" STR_FMT, STR_ARG(bytes->sha512));
    return STR("");
}

static enum artefact_state
state_of_file(const struct artefact *a, const struct artefact_bytes *bytes, struct str actual)
{
    switch (bytes->status) {
    case HOST_MISSING: return ARTEFACT_MISSING;
    case HOST_OUTSIDE: return ARTEFACT_ESCAPES;
    case HOST_NOT_REGULAR:
    case HOST_UNREADABLE:
    case HOST_READ_ONLY:
    case HOST_TOO_LARGE: return ARTEFACT_UNREADABLE;
    case HOST_OK: break;
    }
    if (bytes->size == 0)
        return ARTEFACT_EMPTY;
    if (bytes->pointer)
        return ARTEFACT_POINTER;
    if (a->is_digest_unknown)
        return ARTEFACT_UNKNOWN;
    if (!a->recorded.len)
        return ARTEFACT_UNSEALED;
    if (!actual.len)
        return ARTEFACT_UNCHECKED;
    return str_eq(a->recorded, actual) ? ARTEFACT_INTACT : ARTEFACT_CHANGED;
}

/* Documents that are no files of the case. */
static enum artefact_state
state_elsewhere(const struct artefact *a, enum location_kind kind)
{
    if (a->location.len == 0)
        return ARTEFACT_NOT_OPENED;
    if (kind == LOCATION_OUTSIDE)
        return ARTEFACT_OUTSIDE;
    if (a->is_digest_unknown)
        return ARTEFACT_UNKNOWN;
    return a->recorded.len ? ARTEFACT_NOT_OPENED : ARTEFACT_MUTABLE;
}

static bool
is_silent(const struct artefact *a)
{
    bool cannot_be_sealed = a->state == ARTEFACT_UNSEALED && a->digest == NO_ID;
    return cannot_be_sealed || states[a->state].code == DIAG_CODE_COUNT;
}

static int
by_path(const void *key, const void *member)
{
    return str_cmp(*(const struct str *)key, ((const struct artefact_seen *)member)->path);
}

/* The bytes of a file, in this run or an earlier load of the same case. */
static struct artefact_bytes
bytes_of(struct verifying *v, struct str path, bool with_sha256, bool with_sha512)
{
    const struct artefact_input *in = v->in;
    struct artefact_memory *m = in->memory;
    const struct artefact_seen *seen =
        m && m->is_full && m->len ? bsearch(&path, m->at, m->len, sizeof *m->at, by_path) : NULL;
    if (seen && seen->with_sha256 >= with_sha256 && seen->with_sha512 >= with_sha512)
        return seen->bytes;
    struct artefact_seen now = {path, with_sha256, with_sha512, {0}};
    now.bytes = artefact_read(in->host, in->arena, path, with_sha256, with_sha512);
    if (m && !m->is_full)
        vec_push(in->arena, m, now);
    return now.bytes;
}

/* The citations of one file, from `from` on: it is read once. Returns how many. */
static uint32_t
judge_file(struct verifying *v, uint32_t from, struct arena *scratch)
{
    struct artefact *first = &v->all.at[from];
    uint32_t count = 0;
    bool with_sha256 = false, with_sha512 = false;
    for (; from + count < v->all.len && str_eq(first[count].path, first->path); count++) {
        with_sha256 |= str_starts(first[count].recorded, STR("sha256:"));
        with_sha512 |= str_starts(first[count].recorded, STR("sha512:"));
    }
    struct artefact_bytes bytes = bytes_of(v, first->path, with_sha256, with_sha512);
    if (v->in->changed.len && str_eq(v->in->changed, first->path))
        bytes.sha256 = bytes.sha512 = STR("other bytes");
    for (uint32_t i = 0; i < count; i++) {
        struct str actual = actual_of(scratch, &first[i], &bytes);
        first[i].state = state_of_file(&first[i], &bytes, actual);
        if (!is_silent(&first[i]))
            report(v, &first[i], &bytes, actual);
    }
    return count;
}

static void
judge_all(struct verifying *v)
{
    const struct artefact_bytes none = {0};
    struct arena scratch = {0};
    for (uint32_t i = 0; i < v->all.len;) {
        struct artefact *a = &v->all.at[i];
        if (a->path.len) {
            i += judge_file(v, i, &scratch);
        } else {
            if (!is_silent(a))
                report(v, a, &none, STR(""));
            i++;
        }
        arena_release(&scratch);
    }
    arena_release(&scratch);
    if (v->in->memory)
        v->in->memory->is_full = true;
}

/* Where each one lies; what needs no look at a file is judged. */
static void
locate(struct verifying *v, struct artefact *a)
{
    const struct artefact_input *in = v->in;
    struct str path;
    enum location_kind kind = location_read(in->arena, a->location, &path);
    if (a->state == ARTEFACT_UNKNOWN)
        return;
    if (store_external(in->store, a->ent).len)
        a->state = ARTEFACT_ASSUMED;
    else if (a->location.len && kind == LOCATION_FILE)
        a->path = path;
    else
        a->state = state_elsewhere(a, kind);
}

/* A digest that did not load says nothing about its file, which then cannot be relied on either. */
static void
refuse_with_digests(struct verifying *v)
{
    const struct program *p = v->in->program;
    for (entity_id t = 0; t < p->entities.len; t++) {
        field_id file = program_view_field(p, t, VIEW_WORD_FILE),
                 digest = program_view_field(p, t, VIEW_WORD_DIGEST);
        if (file != NO_ID && digest != NO_ID)
            builder_refuse_with(v->in->builder, digest, file);
    }
}

struct artefacts
artefacts_verify(const struct artefact_input *in)
{
    struct verifying v = {.in = in};
    collect(&v);
    if (!v.all.len)
        return (struct artefacts){0};
    for (uint32_t i = 0; i < v.all.len; i++)
        locate(&v, &v.all.at[i]);
    refuse_with_digests(&v);
    qsort(v.all.at, v.all.len, sizeof *v.all.at, by_location);
    judge_all(&v);
    return (struct artefacts){v.all.at, v.all.len};
}
