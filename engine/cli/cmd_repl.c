/* onus repl: one question after the other. */
#include <string.h>

#include "engine/cli/cli.h"
#include "engine/cli/line.h"

struct repl {
    const struct args *args;
    struct disk *disk, *stdlib;
    struct session session;
    struct line_reader *lines;
    int worst; /* exit code so far */
    bool ends;
};

static void
load(struct repl *r)
{
    struct session *s = &r->session;
    session_init(s, &r->disk->host, session_options_of(r->args, r->stdlib));
    session_project(s, r->disk->file);
    session_compile(s);
    session_load(s);
    if (s->rule_diags.error_count || !s->load.store) {
        struct render_options options = terminal_options(r->args, stderr);
        struct output out = terminal_output(stderr);
        render_findings_text(session_report(s), &options, &out);
    }
}

static void
worsen(struct repl *r, int code)
{
    r->worst = code > r->worst ? code : r->worst;
}

/* ---- commands ---- */

typedef void command_fn(struct repl *r, struct str operand);
static command_fn do_help, do_type, do_rules, do_explain, do_reload, do_quit;

static const struct {
    const char *name, *operand, *doc;
    command_fn *run;
} commands[] = {
    {":help", "", "this list", do_help},
    {":type", "EXPR", "what kind of thing a question gives, without asking it", do_type},
    {":rules", "", "the rules of this case", do_rules},
    {":explain", "CODE", "what a rule or a diagnostic means; RULE@SUBJECT: why it came out so",
     do_explain},
    {":reload", "", "read the case and its rules again", do_reload},
    {":quit", "", "end", do_quit},
};
enum { COMMAND_COUNT = sizeof commands / sizeof commands[0] };

static void
do_help(struct repl *r, struct str operand)
{
    (void)r;
    (void)operand;
    puts("Type a question in the language: a set, a value, a condition, or variables with `let` "
         "columns.\nA question that is not finished goes on in the next line; an empty line ends "
         "it.\n");
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        printf("  %-9s %-5s %s\n", commands[i].name, commands[i].operand, commands[i].doc);
}

static void
print_mistakes(struct repl *r)
{
    struct render_options options = terminal_options(r->args, stderr);
    struct output out = terminal_output(stderr);
    render_findings_text(session_query_report(&r->session), &options, &out);
}

static void
do_type(struct repl *r, struct str operand)
{
    struct session *s = &r->session;
    bool is_fine = session_query_check(s, operand);
    print_mistakes(r);
    fflush(stderr);
    if (!is_fine) {
        worsen(r, EXIT_USAGE);
        return;
    }
    const struct query *q = s->program->query;
    if (q->expr)
        printf(STR_FMT "\n", STR_ARG(type_text(s->program, &s->arena, q->expr->type)));
    for (uint32_t i = 0; !q->expr && i < q->each.len + q->lets.len; i++) {
        const struct slot *slot =
            &q->slots[i < q->each.len ? q->each.at[i].slot : q->lets.at[i - q->each.len].slot];
        printf(STR_FMT ": " STR_FMT "\n", STR_ARG(sym_str(&s->texts, slot->name)),
               STR_ARG(type_text(s->program, &s->arena, slot->type)));
    }
}

static void
do_rules(struct repl *r, struct str operand)
{
    struct session *s = &r->session;
    (void)operand;
    for (uint32_t i = 0; s->program && i < s->program->rules.len; i++) {
        const struct rule *rule = &s->program->rules.at[i];
        printf(STR_FMT "  " STR_FMT "\n", STR_ARG(sym_str(&s->texts, rule->code)),
               STR_ARG(rule->title));
    }
}

/* A rule of this case; else as `onus explain` does: a diagnostic, or RULE@SUBJECT in this case. */
static void
do_explain(struct repl *r, struct str operand)
{
    struct session *s = &r->session;
    struct args args = *r->args;
    bool has_subject = str_find(operand, STR("@"), 0) != SIZE_MAX;
    struct str operands[2] = {operand, r->args->operand_count ? r->args->operands[0] : STR(".")};
    for (uint32_t i = 0; s->program && i < s->program->rules.len; i++)
        if (str_eq(sym_str(&s->texts, s->program->rules.at[i].code), operand)) {
            rule_print(s, &s->program->rules.at[i]);
            return;
        }
    args.verb = VERB_EXPLAIN;
    args.given[OPTION_FORMAT] = false;
    args.operands = operands;
    args.operand_count = has_subject ? 2 : 1;
    worsen(r, cmd_explain(&args));
}

static void
do_reload(struct repl *r, struct str operand)
{
    (void)operand;
    session_fini(&r->session);
    load(r);
}

static void
do_quit(struct repl *r, struct str operand)
{
    (void)operand;
    r->ends = true;
}

static void
run_command(struct repl *r, struct str line)
{
    size_t end = str_find(line, STR(" "), 0);
    struct str name = str_slice(line, 0, end == SIZE_MAX ? line.len : end);
    struct str operand =
        end == SIZE_MAX ? (struct str){0} : str_trim(str_slice(line, end, line.len));
    struct suggestion near = {.scratch = &r->session.arena, .given = name};
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        suggest(&near, str_from(commands[i].name));
        if (!str_is(name, commands[i].name))
            continue;
        bool needs = commands[i].operand[0];
        if (needs && operand.len == 0) {
            usage_error("'%s' needs something to work on: %s %s", commands[i].name,
                        commands[i].name, commands[i].operand);
            worsen(r, EXIT_USAGE);
        } else {
            commands[i].run(r, operand);
        }
        return;
    }
    usage_error("there is no command '" STR_FMT "'%s" STR_FMT "%s", STR_ARG(name),
                near.best.len ? "; did you mean '" : "; ':help' lists them", STR_ARG(near.best),
                near.best.len ? "'?" : "");
    worsen(r, EXIT_USAGE);
}

/* ---- completion ---- */

static struct completion
complete(void *context, struct arena *a, struct str line)
{
    struct repl *r = context;
    const struct program *p = r->session.program;
    struct completion c = {0};
    if (!p)
        return c;
    bool explains = str_starts(line, STR(":explain "));
    if (!str_starts(line, STR(":")) || str_starts(line, STR(":type ")))
        return query_complete(a, p, line);
    struct str typed = explains ? str_slice(line, 9, line.len) : line;
    uint32_t count = explains ? p->rules.len : COMMAND_COUNT;
    c.from = explains ? 9 : 0;
    c.words = arena_array(a, struct str, count + 1);
    for (uint32_t i = 0; i < count; i++) {
        struct str word =
            explains ? sym_str(p->texts, p->rules.at[i].code) : str_from(commands[i].name);
        if (str_starts(word, typed))
            c.words[c.count++] = word;
    }
    return c;
}

/* ---- the loop ---- */

static void
ask(struct repl *r, struct str question)
{
    if (!r->session.load.store) {
        usage_error("the case did not load; mend it and type ':reload'");
        worsen(r, EXIT_CASE);
        return;
    }
    worsen(r, answer_print(&r->session, r->args, session_query(&r->session, question)));
}

/* Lines up to where a question, or a command, is whole. LINE_READ: it is in *out. */
static enum line_status
read_question(struct repl *r, struct arena *a, struct str *out)
{
    struct text_buf text = {.arena = a};
    for (;;) {
        struct str line, above = str_copy(a, text_str(&text));
        enum line_status status = line_read(r->lines, text.len ? "  ... " : "onus> ", above, &line);
        if (status == LINE_CANCELLED || (status == LINE_END && text.len == 0))
            return status;
        bool goes_on = status == LINE_READ && line.len > 0;
        if (goes_on)
            text_add(&text, line);
        *out = text_str(&text);
        if (!goes_on || str_starts(*out, STR(":")) || !session_question_goes_on(*out))
            return LINE_READ;
        text_add(&text, STR("\n"));
    }
}

static void
run(struct repl *r)
{
    while (!r->ends) {
        struct arena arena = {0};
        struct str question = {0};
        enum line_status status = read_question(r, &arena, &question);
        question = str_trim(question);
        if (status == LINE_END)
            r->ends = true;
        if (status == LINE_READ && question.len) {
            line_remember(r->lines, question);
            if (question.at[0] == ':')
                run_command(r, question);
            else
                ask(r, question);
            fflush(stdout);
        }
        arena_release(&arena);
    }
}

static int
repl(const struct args *args, struct arena *a, struct disk *d, struct disk *stdlib)
{
    struct repl r = {.args = args, .disk = d, .stdlib = stdlib};
    load(&r);
    r.lines = line_open(a, complete, &r);
    if (line_is_terminal(r.lines))
        puts("Ask the case a question, or type ':help'.");
    run(&r);
    line_close(r.lines);
    session_fini(&r.session);
    return line_is_terminal(r.lines) ? EXIT_PASSED : r.worst;
}

int
cmd_repl(const struct args *args)
{
    struct arena arena = {0};
    struct disk d = {0}, stdlib = {0};
    int code = EXIT_USAGE;
    if (args->operand_count > 1)
        usage_error("one case at a time");
    else if (args->stdlib.len && !disk_open_folder(&arena, &stdlib, args->stdlib))
        code = EXIT_USAGE;
    else if (disk_open_case(&arena, &d, args->operand_count ? args->operands[0] : STR("")))
        code = repl(args, &arena, &d, &stdlib);
    disk_close(&d);
    disk_close(&stdlib);
    arena_release(&arena);
    return code;
}
