/* Tailoring, as people read it: what differs, why, until when, who says so and where. */
#include "engine/render/render_internal.h"

/* What differs, as one sentence. */
static struct str
difference(struct arena *a, const struct deviation_line *d)
{
    if (str_is(d->kind, "set") || str_is(d->kind, "severity"))
        return str_printf(a, STR_FMT " is " STR_FMT " instead of " STR_FMT, STR_ARG(d->target),
                          STR_ARG(d->after), STR_ARG(d->before));
    if (str_is(d->kind, "disable"))
        return str_printf(a, STR_FMT " is disabled", STR_ARG(d->target));
    if (str_is(d->kind, "exempt"))
        return str_printf(a, STR_FMT " exempts subjects where " STR_FMT, STR_ARG(d->target),
                          STR_ARG(d->after));
    return str_printf(a, STR_FMT " takes the place of " STR_FMT, STR_ARG(d->after),
                      STR_ARG(d->before));
}

static void
write_line(struct pen *p, struct str words)
{
    pen_c(p, "      ");
    pen_wrapped(p, words, 6, 8);
    pen_c(p, "\n");
}

static void
write_effect(struct pen *p, const struct report *r, const struct deviation_line *d,
             struct arena *scratch)
{
    if (str_is(d->status, "expired"))
        write_line(p, str_printf(scratch, "ended on " STR_FMT ": it has no effect any more",
                                 STR_ARG(d->until)));
    else if (str_is(d->status, "overridden"))
        write_line(p, STR("another line takes its place: it has no effect"));
    else if (str_is(d->kind, "exempt"))
        write_line(p, str_printf(scratch, "%u subject%s of " STR_FMT " exempted", d->exempted,
                                 d->exempted == 1 ? "" : "s", STR_ARG(d->rule)));
    for (uint32_t i = 0; i < d->softened_count; i++)
        write_line(p, str_printf(scratch, "more lenient: " STR_FMT, STR_ARG(d->softened[i])));
    (void)r;
}

static void
write_who(struct pen *p, const struct report *r, const struct deviation_line *d,
          struct arena *scratch)
{
    struct text_buf b = {.arena = scratch};
    struct place place = source_place(r->sources, d->span.lo);
    if (d->by.len)
        text_printf(&b, "by " STR_FMT ", ", STR_ARG(d->by));
    if (d->by_pack.len)
        text_printf(&b, "in pack " STR_FMT ", ", STR_ARG(d->by_pack));
    if (d->until.len && !str_is(d->status, "expired"))
        text_printf(&b, "until " STR_FMT ", ", STR_ARG(d->until));
    if (place.source)
        text_printf(&b, STR_FMT ":%u", STR_ARG(place.source->name), place.line);
    write_line(p, text_str(&b));
}

void
text_deviations(struct pen *p, const struct report *r)
{
    struct arena scratch = {0};
    if (r->deviation_count)
        pen_printf(p, "  %u deviation%s from the packs:\n", r->deviation_count,
                   r->deviation_count == 1 ? "" : "s");
    for (uint32_t i = 0; i < r->deviation_count; i++) {
        const struct deviation_line *d = &r->deviations[i];
        pen_c(p, "    ");
        uint32_t used = 4 + pen_text(p, d->pack) + 2;
        pen_c(p, ": ");
        pen_wrapped(p, difference(&scratch, d), used, 6);
        pen_c(p, "\n");
        write_effect(p, r, d, &scratch);
        write_line(p, str_printf(&scratch, "because " STR_FMT, STR_ARG(d->because)));
        write_who(p, r, d, &scratch);
    }
    arena_release(&scratch);
}
