#include <stdlib.h>
#include <zip.h>

#include "engine/load/xlsx_internal.h"
#include "lang/base/limits.h"

enum { CHUNK = 64 << 10 };

struct xlsx_zip {
    zip_t *archive;
    uint64_t read_bytes; /* of all parts so far */
};

/* An encrypted workbook, and one of the time before 2007, are files within a file of another kind. */
static bool
is_old_kind(struct str bytes)
{
    return str_starts(bytes, STR("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"));
}

struct xlsx_zip *
xlsx_zip_open(struct str bytes, enum xlsx_error *error)
{
    *error = is_old_kind(bytes) ? XLSX_OLD_KIND : XLSX_NO_ARCHIVE;
    zip_source_t *source = zip_source_buffer_create(bytes.at, bytes.len, 0, NULL);
    if (!source)
        return NULL;
    zip_t *archive = zip_open_from_source(source, ZIP_RDONLY, NULL);
    if (!archive) {
        zip_source_free(source);
        return NULL;
    }
    if (zip_get_num_entries(archive, 0) > LIMIT_WORKBOOK_PARTS) {
        *error = XLSX_TOO_LARGE;
        zip_discard(archive);
        return NULL;
    }
    struct xlsx_zip *z = mem_alloc(sizeof *z, 1);
    z->archive = archive;
    return z;
}

/* What the archive says of the size may be wrong, so what comes is counted. */
static enum xlsx_error
read_all(struct xlsx_zip *z, zip_file_t *file, struct arena *a, struct str *out)
{
    struct text_buf text = {.arena = a};
    char *chunk = mem_alloc(1, CHUNK);
    zip_int64_t n;
    while ((n = zip_fread(file, chunk, CHUNK)) > 0) {
        z->read_bytes += (uint64_t)n;
        if (z->read_bytes > LIMIT_WORKBOOK_BYTES)
            break;
        text_add(&text, (struct str){chunk, (size_t)n});
    }
    mem_free(chunk);
    *out = text_str(&text);
    return n < 0 ? XLSX_DAMAGED : n > 0 ? XLSX_TOO_LARGE : XLSX_OK;
}

enum xlsx_error
xlsx_zip_part(struct xlsx_zip *z, struct arena *a, struct str name, struct str *out)
{
    zip_int64_t index = zip_name_locate(z->archive, str_c(a, name), 0);
    if (index < 0)
        return XLSX_NO_PART;
    zip_file_t *file = zip_fopen_index(z->archive, (zip_uint64_t)index, 0);
    if (!file) {
        bool is_locked = zip_error_code_zip(zip_get_error(z->archive)) == ZIP_ER_NOPASSWD;
        return is_locked ? XLSX_ENCRYPTED : XLSX_DAMAGED;
    }
    enum xlsx_error error = read_all(z, file, a, out);
    if (zip_fclose(file) != 0 && error == XLSX_OK)
        error = XLSX_DAMAGED;
    return error;
}

void
xlsx_zip_close(struct xlsx_zip *z)
{
    zip_discard(z->archive);
    mem_free(z);
}
