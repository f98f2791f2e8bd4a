/* Patterns whose argument ends too early: what their views draw as a tree has a branch that leads to nothing. */
#include "lang/check_lint.h"

static bool
is_of_tree(const struct view_use *tree, field_id f)
{
    for (uint32_t i = 0; i < tree->field_count; i++)
        if (tree->fields[i].field == f)
            return true;
    return false;
}

/* Whether some node below hangs in the tree. */
static bool
goes_on(const struct program *p, const struct view_use *tree, const struct pattern_part *parts,
        uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const struct pattern_part *n = &parts[i];
        uint32_t tops = n->used_links ? p->patterns.at[n->used].part_count : 0;
        if (n->link != NO_ID && is_of_tree(tree, n->link))
            return true;
        for (uint32_t k = 0; k < tops; k++)
            if (n->used_links[k] != NO_ID && is_of_tree(tree, n->used_links[k]))
                return true;
        if (n->kind == PATTERN_CHOOSE && goes_on(p, tree, n->children, n->child_count))
            return true;
    }
    return false;
}

static bool
ends_open(const struct program *p, const struct pattern_part *n)
{
    const struct view_use *tree = program_view(p, n->type, VIEW_WORD_TREE);
    if (!tree || n->is_undeveloped || goes_on(p, tree, n->children, n->child_count))
        return false;
    for (uint32_t i = 0; i < n->setting_count; i++)
        if (is_of_tree(tree, n->settings[i].field))
            return false;
    return true;
}

static void
say_open_ends(struct checker *ck, const struct context *cx, const struct pattern_part *parts,
              uint32_t count)
{
    const struct program *p = ck->program;
    for (uint32_t i = 0; i < count; i++) {
        const struct pattern_part *n = &parts[i];
        if (n->kind == PATTERN_ROLE && ends_open(p, n)) {
            struct diag *d = advise(cx, W8627, n->span,
                                    "nothing hangs below `" STR_FMT "`, and nothing says that it "
                                    "is left open",
                                    NAME_ARG(cx, n->role));
            diag_help(ck->sink, d, "add what it rests on, or mark it `undeveloped`");
        }
        say_open_ends(ck, cx, n->children, n->child_count);
    }
}

void
lint_patterns(struct checker *ck)
{
    struct body body = {0};
    struct context cx = {.ck = ck, .body = &body};
    const struct program *p = ck->program;
    for (pattern_id i = 0; ck->input->for_authors && i < p->patterns.len; i++)
        say_open_ends(ck, &cx, p->patterns.at[i].parts, p->patterns.at[i].part_count);
}
