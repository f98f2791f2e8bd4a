/* Lines that somebody types. The only user of libedit. */
#include "engine/cli/line.h"

#include <errno.h>
#include <histedit.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HISTORY_LINES = 1000, PATH_ROOM = 4096 };

struct line_reader {
    bool is_terminal;
    line_complete *complete;
    void *context;
    EditLine *edit; /* NULL: no terminal */
    History *history;
    char history_path[PATH_ROOM]; /* empty: nowhere */
    const char *prompt;
    struct str before;
    char *plain; /* from a pipe: getline's buffer */
    size_t plain_room;
};

/* ---- the history file ---- */

/* Each folder on the way, as far as it is missing. */
static void
make_folders(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(path, 0700);
        *slash = '/';
    }
}

static void
find_history(struct line_reader *r)
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    char *path = r->history_path;
    int len = 0;
    if (state && state[0] == '/')
        len = snprintf(path, PATH_ROOM, "%s/onus/history", state);
    else if (home && home[0] == '/')
        len = snprintf(path, PATH_ROOM, "%s/.local/state/onus/history", home);
    if (len <= 0 || len >= PATH_ROOM) {
        path[0] = '\0';
        return;
    }
    make_folders(path);
    FILE *f = fopen(path, "ae");
    if (f)
        fclose(f);
    else
        path[0] = '\0';
}

/* ---- what libedit calls ---- */

static struct line_reader *
reader_of(EditLine *edit)
{
    void *r = NULL;
    el_get(edit, EL_CLIENTDATA, &r);
    return r;
}

static char *
prompt_of(EditLine *edit)
{
    return (char *)(uintptr_t)reader_of(edit)->prompt;
}

static size_t
common_prefix(const struct completion *c)
{
    size_t len = c->words[0].len;
    for (uint32_t i = 1; i < c->count; i++)
        for (size_t k = 0; k < len; k++)
            if (k >= c->words[i].len || c->words[i].at[k] != c->words[0].at[k])
                len = k;
    return len;
}

static void
show_words(const struct completion *c)
{
    fputc('\n', stdout);
    for (uint32_t i = 0; i < c->count; i++)
        printf("%.*s%s", (int)c->words[i].len, c->words[i].at, i + 1 < c->count ? "  " : "\n");
    fflush(stdout);
}

/* The tab key: as much as all words have in common; where that is nothing more, the words. */
static unsigned char
complete_key(EditLine *edit, int key)
{
    (void)key;
    struct line_reader *r = reader_of(edit);
    const LineInfo *line = el_line(edit);
    struct arena arena = {0};
    struct text_buf text = {.arena = &arena};
    unsigned char done = CC_ERROR;
    text_add(&text, r->before);
    text_add(&text, (struct str){line->buffer, (size_t)(line->cursor - line->buffer)});
    struct completion c = r->complete(r->context, &arena, text_str(&text));
    size_t typed = text.len - c.from, common = c.count ? common_prefix(&c) : 0;
    if (c.count && (common > typed || c.count == 1)) {
        struct str rest = str_slice(c.words[0], typed, common);
        el_insertstr(edit, str_c(&arena, rest));
        done = CC_REFRESH;
    } else if (c.count) {
        show_words(&c);
        done = CC_REDISPLAY;
    }
    arena_release(&arena);
    return done;
}

/* Reading stops; the line is given up. */
static void
on_interrupt(int signal)
{
    (void)signal;
}

static void
edit_open(struct line_reader *r)
{
    HistEvent event;
    r->edit = el_init("onus", stdin, stdout, stderr);
    r->history = history_init();
    if (!r->edit || !r->history)
        return;
    history(r->history, &event, H_SETSIZE, HISTORY_LINES);
    history(r->history, &event, H_SETUNIQUE, 1);
    el_set(r->edit, EL_CLIENTDATA, r);
    el_set(r->edit, EL_PROMPT, prompt_of);
    el_set(r->edit, EL_EDITOR, "emacs");
    el_set(r->edit, EL_HIST, history, r->history);
    /* The wide form: the other one copies the words and keeps them for ever. */
    el_wset(r->edit, EL_ADDFN, L"onus-complete", L"what could stand here", complete_key);
    el_set(r->edit, EL_BIND, "^I", "onus-complete", NULL);
    el_set(r->edit, EL_BIND, "^R", "em-inc-search-prev", NULL);
    find_history(r);
    if (r->history_path[0])
        history(r->history, &event, H_LOAD, r->history_path);
}

struct line_reader *
line_open(struct arena *a, line_complete *complete, void *context)
{
    struct line_reader *r = arena_new(a, struct line_reader);
    r->complete = complete;
    r->context = context;
    r->is_terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
    if (r->is_terminal)
        edit_open(r);
    return r;
}

bool
line_is_terminal(const struct line_reader *r)
{
    return r->is_terminal;
}

static struct str
without_end(const char *text, size_t len)
{
    while (len > 0 && (text[len - 1] == '\n' || text[len - 1] == '\r'))
        len--;
    return (struct str){text, len};
}

static enum line_status
read_plain(struct line_reader *r, struct str *out)
{
    ssize_t len = getline(&r->plain, &r->plain_room, stdin);
    if (len < 0)
        return LINE_END;
    *out = without_end(r->plain, (size_t)len);
    return LINE_READ;
}

enum line_status
line_read(struct line_reader *r, const char *prompt, struct str before, struct str *out)
{
    int len = 0;
    if (!r->edit)
        return read_plain(r, out);
    struct sigaction cancel = {.sa_handler = on_interrupt}, usual;
    r->prompt = prompt;
    r->before = before;
    sigemptyset(&cancel.sa_mask);
    sigaction(SIGINT, &cancel, &usual);
    /* Before the prompt, or keys typed at once would still go to the terminal itself. */
    el_set(r->edit, EL_PREP_TERM, 1);
    errno = 0;
    const char *text = el_gets(r->edit, &len);
    bool is_cancelled = len < 0 && errno == EINTR;
    sigaction(SIGINT, &usual, NULL);
    if (text && len > 0) {
        *out = without_end(text, (size_t)len);
        return LINE_READ;
    }
    if (is_cancelled)
        clearerr(stdout); /* the prompt may have been cut short, which loses nothing */
    fputc('\n', stdout);
    return is_cancelled ? LINE_CANCELLED : LINE_END;
}

void
line_remember(struct line_reader *r, struct str question)
{
    HistEvent event;
    struct arena arena = {0};
    struct text_buf line = {.arena = &arena};
    for (size_t i = 0; i < question.len; i++)
        text_add(&line, question.at[i] == '\n' ? STR(" ") : str_slice(question, i, i + 1));
    if (r->history)
        history(r->history, &event, H_ENTER, str_c(&arena, text_str(&line)));
    arena_release(&arena);
}

void
line_close(struct line_reader *r)
{
    HistEvent event;
    if (r->history && r->history_path[0])
        history(r->history, &event, H_SAVE, r->history_path);
    if (r->edit)
        el_end(r->edit);
    if (r->history)
        history_end(r->history);
    free(r->plain);
}
