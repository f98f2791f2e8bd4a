/* The command line → struct args, by the tables of verbs and options. */
#include <getopt.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>

#include "engine/cli/cli.h"
#include "lang/base/value.h"

#define ON(verb) (1u << VERB_##verb)
#define ANY      (~0u)

static const struct option_row {
    const char *name, *operand;
    char letter;
    unsigned verbs;
} option_rows[] = {
#define OPTION(name, letter, operand, id, verbs, doc) {name, operand, letter, verbs},
#include "engine/cli/options.def"
#undef OPTION
};

static const char *const verb_names[] = {
#define COMMAND(name, id, operands, doc, example) name,
#include "engine/cli/commands.def"
#undef COMMAND
};

const char *
verb_name(enum verb v)
{
    return verb_names[v];
}

void
usage_error(const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    fputs("onus: ", stderr);
    vfprintf(stderr, fmt, ap);
    fputs("\n", stderr);
    va_end(ap);
}

/* "; did you mean 'check'?", or nothing. */
static const char *
meant(struct arena *a, const struct suggestion *s, const char *prefix)
{
    return s->best.len
               ? arena_printf(a, "; did you mean '%s" STR_FMT "'?", prefix, STR_ARG(s->best))
               : "";
}

static bool
is_file(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0;
}

/* The verb that a word is. A word that names something on disk is a case for the default verb. */
static bool
find_verb(struct arena *a, const char *word, struct args *out)
{
    struct suggestion near = {.scratch = a, .given = str_from(word)};
    for (uint32_t i = 0; i < VERB_COUNT; i++) {
        suggest(&near, str_from(verb_names[i]));
        if (!strcmp(word, verb_names[i])) {
            out->verb = (enum verb)i;
            out->has_verb = true;
            return true;
        }
    }
    out->verb = VERB_CHECK;
    if (is_file(word) || strchr(word, '/') || strchr(word, '.'))
        return true;
    usage_error("there is no verb or case '%s'%s", word, meant(a, &near, ""));
    return false;
}

static void
unknown_option(struct arena *a, const char *word)
{
    size_t len = strcspn(word, "=");
    struct suggestion near = {.scratch = a};
    near.given = str_slice((struct str){word, len}, len > 2 ? 2 : 0, len);
    for (uint32_t i = 0; i < OPTION_COUNT; i++)
        suggest(&near, str_from(option_rows[i].name));
    usage_error("there is no option '%.*s'%s", (int)len, word, meant(a, &near, "--"));
}

/* One of a list of words. */
static bool
choose(struct arena *a, const char *option, const char *word, const char *const *names,
       uint32_t count, uint32_t *chosen)
{
    struct suggestion near = {.scratch = a, .given = str_from(word)};
    for (uint32_t i = 0; i < count; i++) {
        suggest(&near, str_from(names[i]));
        if (!strcmp(word, names[i])) {
            *chosen = i;
            return true;
        }
    }
    struct text_buf all = {.arena = a};
    for (uint32_t i = 0; i < count; i++)
        text_printf(&all, "%s%s", i == 0 ? "" : i + 1 == count ? " or " : ", ", names[i]);
    usage_error("--%s cannot be '%s': it is " STR_FMT "%s", option, word, STR_ARG(text_str(&all)),
                meant(a, &near, ""));
    return false;
}

static bool
take_count(const char *option, const char *word, int64_t most, uint32_t *out)
{
    int64_t n = 0;
    if (!int_parse(str_from(word), &n) || n < 1 || n > most) {
        usage_error("--%s cannot be '%s': it is a number from 1 to %d", option, word, (int)most);
        return false;
    }
    *out = (uint32_t)n;
    return true;
}

static bool
take_mode(struct arena *a, const char *word, struct args *out)
{
    const char *names[IMPACT_MODE_COUNT];
    uint32_t chosen = 0;
    for (uint32_t i = 0; i < IMPACT_MODE_COUNT; i++)
        names[i] = impact_mode_word((enum impact_mode)i);
    bool ok = choose(a, "if", word, names, IMPACT_MODE_COUNT, &chosen);
    out->impact_mode = (enum impact_mode)chosen;
    return ok;
}

static bool
take_value(struct arena *a, enum option_id option, const char *word, struct args *out)
{
    static const char *const colors[] = {"auto", "always", "never"};
    static const char *const dumps[] = {"ast", "program", "store", "tree"};
    uint32_t chosen = 0;
    bool ok = true;
    switch (option) {
    case OPTION_FORMAT:
        out->format_word = word;
        return true; /* what there is depends on the verb */
    case OPTION_COLOR:
        ok = choose(a, "color", word, colors, 3, &chosen);
        out->color = (enum color)chosen;
        return ok;
    case OPTION_DUMP:
        ok = choose(a, "dump", word, dumps, 4, &chosen);
        out->dump = (enum dump)(DUMP_AST + chosen);
        return ok;
    case OPTION_AS_OF:
        if (!date_parse(str_from(word), &out->as_of)) {
            usage_error("--as-of '%s' is not a date: write it as 2026-06-01", word);
            return false;
        }
        return true;
    case OPTION_PHASE: out->phase = str_from(word); return true;
    case OPTION_STDLIB: out->stdlib = str_from(word); return true;
    case OPTION_REPLACE: out->replace[out->replace_count++] = str_from(word); return true;
    case OPTION_FILTER: out->filter = str_from(word); return true;
    case OPTION_ROOT: out->root = str_from(word); return true;
    case OPTION_OUTPUT: out->output = str_from(word); return true;
    case OPTION_MIN_KILL: return take_count("min-kill", word, 100, &out->min_kill);
    case OPTION_IF: return take_mode(a, word, out);
    case OPTION_JOBS: return take_count("jobs", word, 256, &out->jobs);
    default: return true; /* switches */
    }
}

static bool
options_fit(const struct args *args)
{
    bool ok = true;
    for (uint32_t i = 0; i < OPTION_COUNT; i++) {
        if (!args->given[i] || (option_rows[i].verbs & (1u << args->verb)))
            continue;
        usage_error("'onus %s' has no option '--%s'", verb_name(args->verb), option_rows[i].name);
        ok = false;
    }
    return ok;
}

/* What a verb writes, each with formats of its own. */
enum output_kind { OUTPUT_REPORT, OUTPUT_ANSWER, OUTPUT_PROOF, OUTPUT_DIAGRAM, OUTPUT_CHANGE };

static enum output_kind
output_of(enum verb verb)
{
    switch (verb) {
    case VERB_QUERY:
    case VERB_REPL:
    case VERB_EVIDENCE: return OUTPUT_ANSWER;
    case VERB_EXPLAIN: return OUTPUT_PROOF;
    case VERB_RENDER: return OUTPUT_DIAGRAM;
    case VERB_IMPACT:
    case VERB_DIFF: return OUTPUT_CHANGE;
    default: return OUTPUT_REPORT;
    }
}

/* NULL: there are no more. */
static const char *
name_of_format(enum output_kind kind, uint32_t i)
{
    switch (kind) {
    case OUTPUT_REPORT: return i < FORMAT_COUNT ? format_name((enum format)i) : NULL;
    case OUTPUT_ANSWER:
        return i < ANSWER_FORMAT_COUNT ? answer_format_name((enum answer_format)i) : NULL;
    case OUTPUT_PROOF: return i < PROOF_COUNT ? proof_format_name((enum proof_format)i) : NULL;
    case OUTPUT_DIAGRAM:
        return i < DIAGRAM_FORMAT_COUNT ? diagram_format_name((enum diagram_format)i) : NULL;
    case OUTPUT_CHANGE:
        return i < CHANGE_FORMAT_COUNT ? change_format_name((enum change_format)i) : NULL;
    }
    return NULL;
}

/* The format asked for, of those the verb has. */
static bool
format_fits(struct arena *a, struct args *out)
{
    const char *names[ANSWER_FORMAT_COUNT + PROOF_COUNT + FORMAT_COUNT + DIAGRAM_FORMAT_COUNT +
                      CHANGE_FORMAT_COUNT];
    enum output_kind kind = output_of(out->verb);
    uint32_t chosen = 0, count = 0;
    while ((names[count] = name_of_format(kind, count)))
        count++;
    if (out->format_word && !choose(a, "format", out->format_word, names, count, &chosen))
        return false;
    switch (kind) {
    case OUTPUT_REPORT: out->format = (enum format)chosen; break;
    case OUTPUT_ANSWER: out->answer_format = (enum answer_format)chosen; break;
    case OUTPUT_DIAGRAM: out->diagram_format = (enum diagram_format)chosen; break;
    case OUTPUT_PROOF: out->proof = (enum proof_format)chosen; break;
    case OUTPUT_CHANGE: out->change_format = (enum change_format)chosen; break;
    }
    return true;
}

/* Long options take the values behind the letters. */
enum { LONG_OPTION = 256 };

static int
option_of_letter(char letter)
{
    int i = 0;
    while (option_rows[i].letter != letter)
        i++;
    return i;
}

static bool
take_options(struct arena *a, int argc, char **argv, struct args *out)
{
    struct option rows[OPTION_COUNT + 1];
    memset(rows, 0, sizeof rows);
    for (int i = 0; i < OPTION_COUNT; i++) {
        rows[i].name = option_rows[i].name;
        rows[i].has_arg = option_rows[i].operand ? required_argument : no_argument;
        rows[i].val = LONG_OPTION + i;
    }
    bool ok = true;
    int c;
    opterr = 0;
    while (ok && (c = getopt_long(argc, argv, ":qhj:o:", rows, NULL)) != -1) {
        if (c == ':') {
            usage_error("'%s' needs a value", argv[optind - 1]);
            return false;
        }
        if (c == '?') {
            unknown_option(a, argv[optind - 1]);
            return false;
        }
        int option = c >= LONG_OPTION ? c - LONG_OPTION : option_of_letter((char)c);
        out->given[option] = true;
        ok = !option_rows[option].operand || take_value(a, (enum option_id)option, optarg, out);
    }
    return ok;
}

bool
args_parse(struct arena *a, int argc, char **argv, struct args *out)
{
    *out = (struct args){.verb = VERB_CHECK};
    out->replace = arena_array(a, struct str, (size_t)argc + 1);
    if (!take_options(a, argc, argv, out))
        return false;
    int first = optind;
    if (first < argc) {
        if (!find_verb(a, argv[first], out))
            return false;
        first += out->has_verb;
    }
    out->operand_count = (uint32_t)(argc - first);
    out->operands = arena_array(a, struct str, out->operand_count + 1);
    for (uint32_t i = 0; i < out->operand_count; i++)
        out->operands[i] = str_from(argv[first + (int)i]);
    return options_fit(out) && format_fits(a, out);
}
