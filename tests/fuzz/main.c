/* libFuzzer's entry, or a program that replays the files and folders it is given. */
#include "tests/fuzz/fuzz.h"

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#ifdef FUZZ

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    fuzz_one((const char *)bytes, size);
    return 0;
}

#else

static unsigned
replay_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    struct stat st;
    if (!f || fstat(fileno(f), &st) != 0) {
        fprintf(stderr, "cannot read %s\n", path);
        exit(2);
    }
    size_t size = (size_t)st.st_size;
    char *bytes = malloc(size + 1); /* its own block, so that reading past the end shows */
    size = fread(bytes, 1, size, f);
    fclose(f);
    fuzz_one(bytes, size);
    free(bytes);
    return 1;
}

static unsigned
replay(const char *path)
{
    struct stat st;
    if (stat(path, &st) != 0 || !S_ISDIR(st.st_mode))
        return replay_file(path);
    unsigned count = 0;
    DIR *folder = opendir(path);
    for (struct dirent *e; folder && (e = readdir(folder));) {
        char inner[4096];
        if (e->d_name[0] == '.')
            continue;
        snprintf(inner, sizeof inner, "%s/%s", path, e->d_name);
        count += replay_file(inner);
    }
    if (folder)
        closedir(folder);
    return count;
}

int
main(int argc, char **argv)
{
    unsigned count = 0;
    for (int i = 1; i < argc; i++)
        count += replay(argv[i]);
    printf("%u inputs\n", count);
    return count == 0; /* a run without inputs must not look green */
}

#endif
