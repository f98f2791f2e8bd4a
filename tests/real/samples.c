#include "tests/real/samples.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct str
samples_folder(struct arena *a, const char *topic)
{
    const char *root = getenv("ONUS_SAMPLES"), *ci = getenv("CI");
    if (!root)
        root = SOURCE_DIR "/../shared/samples";
    struct str folder = str_printf(a, "%s/%s", root, topic);
    struct stat st;
    if (stat(folder.at, &st) == 0 && S_ISDIR(st.st_mode))
        return folder;
    if (ci && strcmp(ci, "true") == 0) {
        printf("failed: no samples in %s\n", folder.at);
        exit(1);
    }
    printf("skipped: no samples in %s\n", folder.at);
    exit(77);
}

struct str
samples_read(struct arena *a, struct str path)
{
    FILE *f = fopen(str_c(a, path), "rb");
    struct stat st;
    if (!f || fstat(fileno(f), &st) != 0) {
        printf("failed: cannot read " STR_FMT "\n", STR_ARG(path));
        exit(1);
    }
    char *bytes = arena_array(a, char, (size_t)st.st_size);
    size_t len = fread(bytes, 1, (size_t)st.st_size, f);
    fclose(f);
    return (struct str){bytes, len};
}

static struct str
cut(struct str *rest, char end)
{
    const char *at = memchr(rest->at, end, rest->len);
    size_t len = at ? (size_t)(at - rest->at) : rest->len;
    struct str part = {rest->at, len};
    *rest = str_slice(*rest, at ? len + 1 : len, rest->len);
    return part;
}

struct str
samples_line(struct str *rest)
{
    return cut(rest, '\n');
}

struct str
samples_field(struct str *rest)
{
    return cut(rest, '\t');
}
