/*
 * The four services of the outside world: read (whole, or in parts), list, write, now.
 *
 * Everything below the shells reaches files and the clock only through this
 * table, so tests and fuzzers run on a file system in memory. Paths are relative to the
 * root of the case, with '/', normalised, never absolute and never with "..".
 */
#ifndef ONUS_ENGINE_HOST_H
#define ONUS_ENGINE_HOST_H

#include <stdbool.h>
#include <stdint.h>

#include "lang/base/arena.h"
#include "lang/base/str.h"
#include "lang/base/vec.h"

enum host_status {
    HOST_OK,
    HOST_MISSING,     /* no such file */
    HOST_NOT_REGULAR, /* directory, FIFO, socket, device */
    HOST_OUTSIDE,     /* a symbolic link or path that leaves the case, or a loop of links */
    HOST_UNREADABLE,  /* permission, I/O error: reason says */
    HOST_READ_ONLY,   /* writing: nobody may write to it */
    HOST_TOO_LARGE
};

struct host_file {
    enum host_status status;
    struct str bytes;  /* OK: in the arena given, or mapped until the host ends */
    struct str reason; /* else: words for a message */
};

/* Some bytes of a file that is read in parts; false: no more are wanted. */
typedef bool host_part_fn(void *context, struct str part);

struct host {
    void *context;
    /* Never blocks on a FIFO or device. `limit`: bytes. */
    struct host_file (*read)(struct host *h, struct arena *a, struct str path, uint64_t limit);
    /* The same, but the bytes are given to `take` in parts of bounded size, each gone when it returns; bytes stays empty. */
    struct host_file (*scan)(struct host *h, struct arena *a, struct str path, uint64_t limit,
                             host_part_fn *take, void *context);
    /*
     * All names below `folder` ("" is the root), of any file kind, sorted by bytes; folders end in '/'. More than LIMIT_CASE_FILES: TOO_LARGE.
     * Folders behind links, and folders whose name starts with a dot, are not entered. No such folder: MISSING, and nothing listed.
     * UNREADABLE with names: some folder below could not be entered.
     */
    enum host_status (*list)(struct host *h, struct arena *a, struct str folder, struct str **paths,
                             uint32_t *count);
    /* Replaces a file below the case as a whole (temporary file and rename). Folders on the way are made. */
    enum host_status (*write)(struct host *h, struct str path, struct str bytes);
    int32_t (*today)(struct host *h); /* UTC date as days since 1970-01-01 */
};

/* The real file system below `root` (engine/cli/host_posix.c). */
bool host_posix_init(struct host *h, struct arena *a,
                     struct str root); /* false: no folder that can be read */
void host_posix_fini(struct host *h);

/* A folder of a host as a host of its own; both must outlive it. */
void host_below_init(struct host *h, struct arena *a, struct host *host, struct str folder);

/* A file system in memory (tests, fuzzers), in any order. A file whose status is not OK is listed, and reads as that. Only what is there can be written. */
struct host_memory_file {
    struct str path, text;
    enum host_status status;
};
struct host_memory {
    struct host_memory_file *files;
    uint32_t count;
    int32_t today;
};
void host_memory_init(struct host *h, struct host_memory *files);
/* Another host with changes that are only in memory so far: writes are kept and read back, all else is that host's. */
struct host_edits {
    struct host *under;
    struct arena *arena;
    struct host_memory_file *at;
    uint32_t len, cap;
};
void host_edited_init(struct host *h, struct host_edits *edits);
/* Sorts by bytes and drops repetitions; for those who implement `list`. */
uint32_t host_sort_names(struct str *names, uint32_t count);

/* Words for a status that is not OK: "is a folder, a pipe or a device, not a file". */
const char *host_status_words(enum host_status status);

#endif
