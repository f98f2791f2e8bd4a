/* What onus instantiate has done, and what is left to do by hand. */
#include "engine/cli/cli.h"

static void
print_subject(FILE *out, const struct instantiation_step *s)
{
    if (s->file.len)
        fprintf(out, STR_FMT ": ", STR_ARG(s->file));
    fprintf(out, STR_FMT " " STR_FMT, STR_ARG(s->type), STR_ARG(s->id));
}

static void
print_by_hand(const struct instantiation_step *s)
{
    print_subject(stderr, s);
    switch (s->wanted) {
    case WRITING_COMPLETED:
        fprintf(stderr,
                " stands where nothing can be added; write by hand: " STR_FMT ": " STR_FMT "\n",
                STR_ARG(s->field), STR_ARG(s->text));
        return;
    case WRITING_MARKED:
        fprintf(stderr,
                " is no longer called for by " STR_FMT ", and stands where no remark fits\n",
                STR_ARG(s->text));
        return;
    case WRITING_ADDED:
        fputs(" belongs within another entity; write it there by hand\n", stderr);
        return;
    case WRITING_UNMARKED:
    case WRITING_DRIFTED:
    case WRITING_BY_HAND: return;
    }
}

static void
print_step(const struct instantiation_step *s)
{
    static const char *const words[] = {[WRITING_ADDED] = "added",
                                        [WRITING_COMPLETED] = "completed",
                                        [WRITING_MARKED] = "marked",
                                        [WRITING_UNMARKED] = "unmarked"};
    if (s->kind == WRITING_BY_HAND) {
        print_by_hand(s);
        return;
    }
    if (s->kind == WRITING_DRIFTED) {
        print_subject(stderr, s);
        fprintf(stderr, " keeps its text; its pattern would say \"" STR_FMT "\"\n",
                STR_ARG(s->text));
        return;
    }
    printf("%s ", words[s->kind]);
    print_subject(stdout, s);
    if (s->kind == WRITING_COMPLETED)
        printf(": " STR_FMT ": " STR_FMT, STR_ARG(s->field), STR_ARG(s->text));
    if (s->kind == WRITING_MARKED)
        printf(": no longer called for by " STR_FMT, STR_ARG(s->text));
    putchar('\n');
}

bool
instantiation_print(const struct instantiation *made, bool is_dry, bool is_quiet)
{
    bool is_left = false;
    for (uint32_t i = 0; i < made->step_count; i++) {
        const struct instantiation_step *s = &made->steps[i];
        bool is_note = s->kind == WRITING_BY_HAND || s->kind == WRITING_DRIFTED;
        is_left |= s->kind == WRITING_BY_HAND;
        if (s->kind == WRITING_BY_HAND || (!is_quiet && (is_note || !is_dry)))
            print_step(s);
    }
    return is_left;
}
