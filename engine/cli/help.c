/* --help, from the same tables that parse the command line. */
#include <string.h>

#include "engine/cli/cli.h"

#define ON(verb) (1u << VERB_##verb)
#define ANY      (~0u)

static const struct {
    const char *name, *operands, *doc, *example;
} verbs[] = {
#define COMMAND(name, id, operands, doc, example) {name, operands, doc, example},
#include "engine/cli/commands.def"
#undef COMMAND
};

static const struct {
    const char *name, *operand, *doc;
    char letter;
    unsigned verbs;
} options[] = {
#define OPTION(name, letter, operand, id, verbs, doc) {name, operand, doc, letter, verbs},
#include "engine/cli/options.def"
#undef OPTION
};

static void
print_options(unsigned of)
{
    for (uint32_t i = 0; i < OPTION_COUNT; i++) {
        if (!(options[i].verbs & of))
            continue;
        char head[64];
        snprintf(head, sizeof head, "--%s%s%s", options[i].name, options[i].operand ? "=" : "",
                 options[i].operand ? options[i].operand : "");
        if (options[i].letter)
            printf("  -%c, %-18s %s\n", options[i].letter, head, options[i].doc);
        else
            printf("      %-18s %s\n", head, options[i].doc);
    }
}

static void
print_verb(enum verb v)
{
    printf("onus %s %s\n\n  %s\n\noptions:\n", verbs[v].name, verbs[v].operands, verbs[v].doc);
    print_options(1u << v);
    printf("\nexample:\n  %s\n", verbs[v].example);
}

static void
print_exit_codes(void)
{
    puts("\nexit codes:\n"
         "   0  nothing at or above the fail level was found\n"
         "   1  findings at or above the fail level, or something that could not be judged\n"
         "   2  wrong usage or configuration, or nothing was evaluated\n"
         "   3  a rule file does not compile; what compiles is still evaluated\n"
         "   4  the project file or every data file cannot be read\n"
         "   6  tests of rules failed\n"
         "  70  an error in Onus itself");
}

/* Padded by characters, which are not bytes. */
static void
print_row(const char *name, const char *operands, const char *doc)
{
    int pad = 12 - (int)str_codepoints(str_from(operands));
    printf("  %-8s %s%*s %s\n", name, operands, pad > 0 ? pad : 0, "", doc);
}

void
help_print(const struct args *args)
{
    if (args->has_verb) {
        print_verb(args->verb);
        return;
    }
    puts("Onus checks whether a security case carries its burden of proof.\n\nusage: onus [VERB] "
         "[OPTIONS] …\n");
    for (uint32_t i = 0; i < VERB_COUNT; i++)
        print_row(verbs[i].name, verbs[i].operands, verbs[i].doc);
    puts("\noptions of every verb:");
    print_options(1u << VERB_COUNT);
    print_exit_codes();
    puts("\n'onus VERB --help' says more, with an example.");
}
