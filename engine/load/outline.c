/* Indented lists of lines that start with a bullet. */
#include "engine/load/bytes.h"
#include "engine/load/complaints.h"
#include "engine/load/documents.h"
#include "engine/load/text_line.h"
#include "lang/base/limits.h"
#include "lang/base/vec.h"

/* A node is a mapping within a list, and so is what is below it. */
enum { LEVELS_MOST = LIMIT_DATA_NESTING / 2 - 1 };

/* A node whose children are being read; the first one is the outline as a whole. */
struct level {
    struct tree *node, *children;
    VEC(struct tree *) items;
};

struct outline {
    struct arena *arena;
    struct complaints complaints;
    struct level levels[LEVELS_MOST + 1];
    uint32_t depth; /* of the last line: 0 is the whole */
    size_t step;    /* spaces of one level; 0: no line was indented so far */
    bool is_cut;
};

/* ---- nodes ---- */

static struct tree *
new_node(struct outline *o, enum tree_kind kind, struct span at)
{
    struct tree *node = arena_new(o->arena, struct tree);
    node->kind = kind;
    node->span = at;
    return node;
}

/* The mapping of a line, with an empty list of children. */
static struct level
new_level(struct outline *o, struct str text, struct span at, struct span text_at)
{
    struct level level = {.node = new_node(o, TREE_MAP, at)};
    struct tree *words = new_node(o, text.len ? TREE_SCALAR : TREE_NULL, text_at);
    if (text.len)
        words->text = text;
    level.children = new_node(o, TREE_LIST, (struct span){at.hi, at.hi});
    level.node->count = 2;
    level.node->entries = arena_array(o->arena, struct tree_entry, 2);
    level.node->entries[0] = (struct tree_entry){STR("text"), text_at, words};
    level.node->entries[1] = (struct tree_entry){STR("children"), text_at, level.children};
    return level;
}

static void
close_level(struct outline *o)
{
    struct level *level = &o->levels[o->depth];
    level->children->count = level->items.len;
    level->children->items = level->items.at;
    if (level->items.len)
        level->children->span = (struct span){level->items.at[0]->span.lo, level->node->span.hi};
    if (o->depth > 0)
        level[-1].node->span.hi = level->node->span.hi;
}

/* A line `depth` levels below the whole; broken if `cause` is not NULL, with all that is below it. */
static void
add_line(struct outline *o, uint32_t depth, struct level level, const struct diag *cause)
{
    for (; o->depth >= depth; o->depth--)
        close_level(o);
    struct tree *item = level.node;
    if (cause) {
        item = new_node(o, TREE_BROKEN, level.node->span);
        item->broken.cause = cause;
        item->broken.instead = level.node;
    }
    vec_push(o->arena, &o->levels[o->depth].items, item);
    o->levels[++o->depth] = level;
}

/* ---- lines ---- */

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static struct diag *
wrong_indentation(struct outline *o, struct span at, const char *words)
{
    struct diag *d = complain_at(&o->complaints, E0815, at, "%s", words);
    diag_help(o->complaints.sink, d,
              "indent a line by %zu spaces more than the line that it belongs to",
              o->step ? o->step : 2);
    return d;
}

/* How deep a line is: below the whole, and at most one below the line before it. */
static uint32_t
depth_of(struct outline *o, const struct text_line *line, size_t indent, const struct diag **cause)
{
    struct span at = text_piece(line, 0, indent);
    if (!o->step && o->depth > 0)
        o->step = indent;
    size_t depth = o->step ? indent / o->step + 1 : 1;
    if (o->step && indent % o->step != 0)
        *cause = wrong_indentation(o, at,
                                   arena_printf(o->arena,
                                                "indented by %zu space%s, where a level is %zu",
                                                indent, indent == 1 ? "" : "s", o->step));
    else if (depth > o->depth + 1)
        *cause = wrong_indentation(o, at, "indented by more than one level at once");
    else if (o->depth == 0 && indent > 0)
        *cause = wrong_indentation(o, at, "the first line is indented");
    return depth > o->depth + 1 ? o->depth + 1 : (uint32_t)depth;
}

static const struct diag *
no_bullet(struct outline *o, const struct text_line *line, size_t from)
{
    struct span at = text_piece(line, from, line->text.len);
    struct diag *d =
        complain_at(&o->complaints, E0726, at, "this line does not start with a bullet");
    diag_help(o->complaints.sink, d,
              "start it with `- `; a line of an outline is one item, and a remark starts with #");
    return d;
}

static bool
is_bullet(struct str text, size_t at)
{
    char c = text.at[at];
    return (c == '-' || c == '*' || c == '+') && (at + 1 == text.len || is_blank(text.at[at + 1]));
}

static bool
too_deep(struct outline *o, uint32_t depth, struct span at)
{
    if (depth <= LEVELS_MOST)
        return false;
    struct diag *d = complain_at(&o->complaints, E0390, at,
                                 "the outline nests deeper than %d levels", LEVELS_MOST);
    diag_note(o->complaints.sink, d, "from here on the file was not read");
    diag_help(o->complaints.sink, d, "give the inner parts an outline of their own");
    o->is_cut = true;
    return true;
}

static void
read_line(struct outline *o, const struct text_line *line)
{
    size_t indent = 0, len = line->text.len;
    while (indent < len && is_blank(line->text.at[indent]))
        indent++;
    if (indent == len || line->text.at[indent] == '#')
        return;
    const struct diag *cause = NULL;
    struct str spaces = str_slice(line->text, 0, indent);
    size_t tab = str_find(spaces, STR("\t"), 0);
    uint32_t depth = o->depth ? o->depth : 1;
    if (tab != SIZE_MAX)
        cause = wrong_indentation(o, text_piece(line, tab, tab + 1), "a tab in the indentation");
    else
        depth = depth_of(o, line, indent, &cause);
    size_t from = indent, to = len;
    if (!is_bullet(line->text, indent))
        cause = cause ? cause : no_bullet(o, line, indent);
    else
        for (from++; from < len && is_blank(line->text.at[from]);)
            from++;
    while (to > from && is_blank(line->text.at[to - 1]))
        to--;
    struct span at = text_piece(line, indent, to > indent ? to : len);
    if (!too_deep(o, depth, at))
        add_line(o, depth,
                 new_level(o, str_slice(line->text, from, to), at, text_piece(line, from, to)),
                 cause);
}

struct tree *
outline_document(struct arena *a, const struct reader_input *in, bool *ok)
{
    struct text_bytes bytes;
    *ok = bytes_check(in->sink, in->file, "an outline", &bytes);
    if (!*ok)
        return NULL;
    struct outline o = {.arena = a, .complaints.sink = in->sink};
    struct span whole = {bytes.base, bytes.base + (uint32_t)bytes.text.len};
    o.levels[0] = new_level(&o, STR(""), whole, (struct span){whole.lo, whole.lo});
    o.levels[0].node->entries++; /* the whole has no text of its own */
    o.levels[0].node->count--;
    struct text_line line = {0};
    while (!o.is_cut && !o.complaints.is_full && text_next_line(&bytes, &line))
        read_line(&o, &line);
    for (; o.depth > 0; o.depth--)
        close_level(&o);
    close_level(&o);
    *ok = !o.is_cut && !o.complaints.is_full;
    return o.levels[0].items.len ? o.levels[0].node : NULL;
}
