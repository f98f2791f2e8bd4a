#include "engine/evidence/seal.h"

#include "engine/load/edit.h"

typedef VEC(struct file_edit) edit_vec;

struct sealing {
    const struct seal_input *in;
    VEC(struct sealed) rows;
    edit_vec edits;
    bool *is_met;               /* by name in in->replace */
    struct str last_path;       /* the file read last, and … */
    struct artefact_bytes last; /* … what it came to: documents come by path */
};

/* ---- where ---- */

static bool
is_in(const struct source *source, struct span at)
{
    return !span_is_none(at) && at.lo >= source->base && at.hi - source->base <= source->text.len;
}

static bool
edit_of(const struct sealing *s, const struct artefact *a, struct str digest, struct file_edit *out)
{
    const struct seal_input *in = s->in;
    const struct store *store = in->load->store;
    struct span path = store_value_span(store, a->ent, a->file, 0),
                path_key = store_key_span(store, a->ent, a->file),
                value = store_value_span(store, a->ent, a->digest, 0),
                key = store_key_span(store, a->ent, a->digest);
    const struct source *source = span_is_none(path) ? NULL : source_of(in->sources, path.lo);
    if (!source || !project_is_plain(in->project, source->name) || !is_in(source, path_key))
        return false;
    struct str name = sym_str(in->program->texts, in->program->fields.at[a->digest].name);
    struct yaml_words words = {digest, str_printf(in->arena, "\"" STR_FMT "\"", STR_ARG(digest))};
    if (span_is_none(key))
        return edit_insert(in->arena, source, path_key, path, name, words, out);
    if (!is_in(source, key))
        return false;
    if (value.lo == key.lo)
        return edit_fill(in->arena, source, key, words.in_braces, out);
    *out = edit_replace(source, value, words);
    return is_in(source, value);
}

/* ---- what ---- */

static bool
is_named(struct sealing *s, const struct artefact *a)
{
    const struct seal_input *in = s->in;
    bool is_one = false;
    for (uint32_t i = 0; i < in->replace_count; i++) {
        struct ent e =
            store_find(in->load->store, store_type(in->load->store, a->ent), in->replace[i]);
        if (e.v != a->ent.v)
            continue;
        s->is_met[i] = is_one = true;
    }
    return is_one;
}

/* A digest is there that the document does not have, or that cannot be compared with it. */
static bool
needs_name(const struct artefact *a)
{
    return a->state == ARTEFACT_CHANGED || a->state == ARTEFACT_UNCHECKED ||
           (a->state == ARTEFACT_UNKNOWN && a->path.len);
}

static enum seal_outcome
write_digest(struct sealing *s, const struct artefact *a, struct str *digest)
{
    struct arena *arena = s->in->arena;
    struct file_edit edit;
    if (!str_eq(s->last_path, a->path))
        s->last = artefact_read(s->in->host, arena, a->path, true, false);
    s->last_path = a->path;
    if (s->last.status != HOST_OK || s->last.pointer || !s->last.size)
        return SEAL_LOST;
    *digest = str_printf(arena, "sha256:" STR_FMT, STR_ARG(s->last.sha256));
    if (!edit_of(s, a, *digest, &edit))
        return SEAL_NO_PLACE;
    vec_push(arena, &s->edits, edit);
    return SEAL_DONE;
}

static void
seal_one(struct sealing *s, const struct artefact *a)
{
    struct sealed row = {.artefact = a, .outcome = SEAL_DONE};
    bool is_one = is_named(s, a);
    if (a->state == ARTEFACT_UNSEALED && a->digest == NO_ID)
        row.outcome = SEAL_NO_FIELD;
    else if (a->state == ARTEFACT_UNSEALED || (needs_name(a) && is_one))
        row.outcome = write_digest(s, a, &row.digest);
    else if (needs_name(a))
        row.outcome = SEAL_CHANGED;
    else if (artefact_is_lost(a->state))
        row.outcome = SEAL_LOST;
    else if (is_one)
        row.outcome = SEAL_KEPT;
    else
        return;
    vec_push(s->in->arena, &s->rows, row);
}

struct seal
seal_plan(const struct seal_input *in)
{
    struct sealing s = {.in = in};
    struct seal out = {0};
    s.is_met = arena_array(in->arena, bool, in->replace_count + 1);
    for (uint32_t i = 0; i < in->load->artefacts.count; i++)
        seal_one(&s, &in->load->artefacts.at[i]);
    out.files = edits_apply(in->arena, s.edits.at, s.edits.len, &out.file_count);
    for (uint32_t i = 0; i < in->replace_count && !out.unknown.len; i++)
        if (!s.is_met[i])
            out.unknown = in->replace[i];
    for (uint32_t i = 0; i < s.rows.len; i++)
        out.done_count += s.rows.at[i].outcome == SEAL_DONE;
    out.rows = s.rows.at;
    out.row_count = s.rows.len;
    return out;
}
