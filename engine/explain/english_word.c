/* Words: plurals, articles, verbs. English, as far as names of fields and types need it. */
#include "engine/explain/english_internal.h"

struct str
word_blanks(struct explainer *x, struct sym name)
{
    struct str text = sym_str(x->program->texts, name);
    struct text_buf b = {.arena = x->arena};
    for (size_t i = 0; i < text.len; i++)
        text_add_char(&b, text.at[i] == '_' || text.at[i] == '~' ? ' ' : text.at[i]);
    return text_str(&b);
}

static bool
ends_in(struct str s, const char *end)
{
    return str_ends(s, str_from(end));
}

struct str
word_plural(struct explainer *x, struct str noun)
{
    /* What has no plural, or is one. */
    static const char *const same[] = {"evidence", "software", "data", "information"};
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++)
        if (ends_in(noun, same[i]))
            return noun;
    if (ends_in(noun, "person"))
        return str_printf(x->arena, "%.*speople", (int)(noun.len - 6), noun.at);
    bool vowel_y =
        ends_in(noun, "ay") || ends_in(noun, "ey") || ends_in(noun, "oy") || ends_in(noun, "uy");
    if (ends_in(noun, "y") && !vowel_y)
        return str_printf(x->arena, "%.*sies", (int)(noun.len - 1), noun.at);
    if (ends_in(noun, "s") || ends_in(noun, "x") || ends_in(noun, "ch") || ends_in(noun, "sh"))
        return str_printf(x->arena, STR_FMT "es", STR_ARG(noun));
    return str_printf(x->arena, STR_FMT "s", STR_ARG(noun));
}

bool
word_starts_with_vowel(struct str s)
{
    char c = s.len ? s.at[0] : 'x';
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'A' || c == 'E' ||
           c == 'I' || c == 'O';
}

struct str
word_article(struct explainer *x, struct str noun)
{
    if (ends_in(noun, "evidence") || ends_in(noun, "software"))
        return noun;
    return str_printf(x->arena, "%s " STR_FMT, word_starts_with_vowel(noun) ? "an" : "a",
                      STR_ARG(noun));
}

struct str
word_infinitive(struct explainer *x, struct str verb)
{
    static const char *const whole[] = {"ches", "shes", "sses", "xes", "oes"};
    if (str_is(verb, "has"))
        return STR("have");
    if (verb.len < 4 || !ends_in(verb, "s") || ends_in(verb, "ss") || ends_in(verb, "us") ||
        ends_in(verb, "is"))
        return (struct str){0};
    if (ends_in(verb, "ies"))
        return str_printf(x->arena, "%.*sy", (int)(verb.len - 3), verb.at);
    for (size_t i = 0; i < sizeof whole / sizeof whole[0]; i++)
        if (ends_in(verb, whole[i]))
            return str_slice(verb, 0, verb.len - 2);
    return str_slice(verb, 0, verb.len - 1);
}

/* "controls" of controls: Control*, "threats" of threats: Threat*: what the owner has, not what it does. */
static bool
names_type(struct explainer *x, struct str word, struct type t)
{
    if (t.kind != TYPE_ENTITY)
        return true;
    const struct union_type *u = &x->program->unions.at[t.of];
    for (uint32_t i = 0; i < u->member_count; i++) {
        struct str noun = words_type_lower(x, u->members[i]);
        if (str_eq(word, noun) || str_eq(word, word_plural(x, noun)))
            return true;
    }
    return false;
}

enum field_role
word_role(struct explainer *x, struct str field, struct type t)
{
    static const char *const ends[] = {"tes", "shes", "cts", "ries", "zes", "ins", "ows", "ports"};
    size_t blank = str_find(field, STR(" "), 0);
    struct str first = str_slice(field, 0, blank == SIZE_MAX ? field.len : blank);
    bool is_done = ends_in(field, " by") || (ends_in(field, " in") && t.kind == TYPE_ENTITY);
    if (is_done)
        return ROLE_BY;
    if (ends_in(field, " on") && (t.kind == TYPE_DATE || t.kind == TYPE_INSTANT))
        return ROLE_ON;
    if (t.kind != TYPE_ENTITY || names_type(x, field, t))
        return ROLE_NOUN;
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        if (ends_in(first, ends[i]) && !ends_in(first, "ss"))
            return ROLE_VERB;
    return ROLE_NOUN;
}
