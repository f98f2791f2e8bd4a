/*
 * What `onus lint` looks at together, and with --fix mends together: all loose rule files that were named, one
 * pack with all its files, or the rules of one case.
 *
 * Fixes are made in memory, round by round, and each round is checked again; one after which there is
 * more to say than before is taken back. Only lint_room_write() touches files.
 */
#ifndef ONUS_ENGINE_CLI_LINT_ROOM_H
#define ONUS_ENGINE_CLI_LINT_ROOM_H

#include "engine/cli/cli.h"
#include "lang/base/limits.h"

struct room_file {
    struct disk disk;
    struct host host; /* the disk with the fixes made so far */
    struct host_edits *edits;
};

struct lint_room {
    enum { ROOM_FILES, ROOM_PACK, ROOM_CASE } kind;
    struct str name;             /* of its folder */
    VEC(struct room_file) files; /* PACK, CASE: one, which stands for its folder */
    struct session session;      /* compiled */
};

struct lint_rooms {
    struct lint_room *at;
    uint32_t len, cap;
};

/* A word of the command line: a rule file, a folder with a pack or a case, a project file. False: there is none; printed. */
bool lint_room_add(struct arena *a, struct lint_rooms *rooms, struct str word);
/* Compiles, and with --fix mends as much as is certain; returns the number of fixes. */
uint32_t lint_room_run(struct arena *a, struct lint_room *room, const struct args *args,
                       struct disk *stdlib);
/* Writes what was mended, or with --diff shows it. The exit code. */
int lint_room_write(struct lint_room *room, const struct args *args);
void lint_room_close(struct lint_room *room);

#endif
