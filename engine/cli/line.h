/*
 * Lines that somebody types: with editing, history and completion on a terminal, plain from a pipe or a file.
 *
 * History is kept in the user's state folder ($XDG_STATE_HOME, else ~/.local/state), or nowhere if that cannot be written.
 */
#ifndef ONUS_ENGINE_CLI_LINE_H
#define ONUS_ENGINE_CLI_LINE_H

#include "engine/query/query.h"

enum line_status { LINE_READ, LINE_CANCELLED, LINE_END };

/* What could stand at the end of `line`, which is everything typed of the question up to the cursor. */
typedef struct completion line_complete(void *context, struct arena *a, struct str line);

struct line_reader;
struct line_reader *line_open(struct arena *a, line_complete *complete, void *context);
bool line_is_terminal(const struct line_reader *r);
/* The line without its end, valid until the next one. `before`: the lines of the same question above it. */
enum line_status line_read(struct line_reader *r, const char *prompt, struct str before,
                           struct str *out);
/* What is brought back by the arrow keys, and by the next session. */
void line_remember(struct line_reader *r, struct str question);
void line_close(struct line_reader *r);

#endif
