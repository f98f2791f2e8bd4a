/* onus.cutsets/1: cut sets for programs. docs/reference/cutsets.schema.json says which fields there are. */
#include "engine/render/render_internal.h"

enum { LISTED_MOST = 1000 }; /* of one claim */

static void
write_cut(struct json *j, const struct cut_sets *c, const struct cut_set *cut)
{
    const struct diff_side *s = c->side;
    json_open_inline(j, NULL, '{');
    json_open(j, "elements", '[');
    for (uint32_t k = 0; k < cut->count; k++) {
        const struct entity *type = &s->program->entities.at[store_type(s->store, cut->of[k])];
        json_open(j, NULL, '{');
        json_text(j, "type", sym_str(s->program->texts, type->name));
        json_text(j, "id", store_id(s->store, cut->of[k]));
        json_close(j, '}');
    }
    json_close(j, ']');
    if (cut->verdict.len)
        json_text(j, "verdict", cut->verdict);
    else
        json_null(j, "verdict");
    json_close(j, '}');
}

static void
write_claim(struct json *j, const struct cut_sets *c, const struct cut_claim *claim)
{
    uint32_t listed = claim->sets.len < LISTED_MOST ? claim->sets.len : LISTED_MOST;
    json_open(j, NULL, '{');
    json_text(j, "type", claim->type);
    json_text(j, "id", claim->id);
    json_text(j, "label", claim->label);
    json_text(j, "verdict", claim->verdict);
    json_place(j, c->side->report->sources, claim->at);
    json_bool(j, "cannot_fall", claim->cannot_fall);
    json_number(j, "single", claim->counts[1]);
    json_number(j, "pairs", claim->counts[2]);
    json_number(j, "triples", claim->counts[3]);
    json_number(j, "not_listed", claim->sets.len - listed);
    json_bool(j, "is_monotony_assumed", claim->is_monotony_assumed);
    json_bool(j, "is_complete", !claim->is_cut_short);
    json_number(j, "complete_to_size", claim->seen_size);
    json_open(j, "cut_sets", '[');
    for (uint32_t i = 0; i < listed; i++)
        write_cut(j, c, &claim->sets.at[i]);
    json_close(j, ']');
    json_close(j, '}');
}

void
cut_sets_json(const struct cut_sets *c, const struct render_options *o, const struct output *out)
{
    const struct report *r = c->side->report;
    struct arena scratch = {0};
    struct json j = {.pen = {.options = o, .out = out}};
    json_open(&j, NULL, '{');
    json_text(&j, "schema", STR("onus.cutsets/1"));
    json_text(&j, "case", r->title);
    json_text(&j, "as_of", date_text(&scratch, r->as_of));
    json_text(&j, "phase", r->phase);
    json_number(&j, "elements", c->leaf_count);
    json_number(&j, "tried", c->tried);
    json_open(&j, "claims", '[');
    for (uint32_t i = 0; i < c->claim_count; i++)
        write_claim(&j, c, &c->claims[i]);
    json_close(&j, ']');
    json_close(&j, '}');
    pen_c(&j.pen, "\n");
    pen_flush(&j.pen);
    arena_release(&scratch);
}
