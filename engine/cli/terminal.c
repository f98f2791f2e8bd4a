/* What the stream that is written to can show. */
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "engine/cli/cli.h"

enum { WIDTH_UNKNOWN = 100 };

static bool
is_set(const char *name)
{
    const char *value = getenv(name);
    return value && *value;
}

static bool
is_forced(const char *name)
{
    return is_set(name) && strcmp(getenv(name), "0") != 0;
}

/* In the order that users expect: the option, then those who say no, then those who say yes, then the terminal. */
static bool
is_colored(enum color when, FILE *stream)
{
    if (when != COLOR_AUTO)
        return when == COLOR_ALWAYS;
    if (is_set("NO_COLOR"))
        return false;
    if (is_forced("FORCE_COLOR") || is_forced("CLICOLOR_FORCE"))
        return true;
    const char *term = getenv("TERM"), *color = getenv("CLICOLOR");
    return isatty(fileno(stream)) && !(term && !strcmp(term, "dumb")) &&
           !(color && !strcmp(color, "0"));
}

static uint32_t
width_of(FILE *stream)
{
    if (!isatty(fileno(stream)))
        return 0;
    const char *columns = getenv("COLUMNS");
    long told = columns ? strtol(columns, NULL, 10) : 0;
    if (told > 0 && told < 10000)
        return (uint32_t)told;
    struct winsize size;
    if (ioctl(fileno(stream), TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    return WIDTH_UNKNOWN;
}

/* By the names of the locale, not by setlocale(): nothing else may depend on it. */
static bool
is_utf8(void)
{
    const char *name = is_set("LC_ALL")     ? getenv("LC_ALL")
                       : is_set("LC_CTYPE") ? getenv("LC_CTYPE")
                                            : getenv("LANG");
    return !name || strstr(name, "UTF-8") || strstr(name, "utf8") || strstr(name, "UTF8") ||
           strstr(name, "utf-8");
}

struct render_options
terminal_options(const struct args *args, FILE *stream)
{
    return (struct render_options){
        .is_colored = is_colored(args->color, stream),
        .is_ascii = isatty(fileno(stream)) && !is_utf8(),
        .is_brief = args->given[OPTION_QUIET],
        .width = width_of(stream),
    };
}

void
print_str(FILE *stream, struct str s)
{
    if (s.len)
        fwrite(s.at, 1, s.len, stream);
}

static void
write_stream(void *context, struct str bytes)
{
    print_str(context, bytes);
}

struct output
terminal_output(FILE *stream)
{
    return (struct output){.context = stream, .write = write_stream};
}
