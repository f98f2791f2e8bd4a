#include "engine/load/reader.h"

#include "engine/load/documents.h"

struct document_reader {
    enum file_format format;
    struct reader_input in;
    struct yaml_reader *yaml; /* the one format with several documents in a file */
    bool is_done, ok;
};

/* Formats with one document in a file. NULL: reported, and *ok is false. */
typedef struct tree *document_fn(struct arena *a, const struct reader_input *in, bool *ok);

static document_fn *const documents[FILE_FORMAT_COUNT] = {
    [FILE_FORMAT_json] = json_document,         [FILE_FORMAT_xml] = xml_document,
    [FILE_FORMAT_csv] = csv_document,           [FILE_FORMAT_xlsx] = xlsx_document,
    [FILE_FORMAT_markdown] = markdown_document, [FILE_FORMAT_outline] = outline_document,
    [FILE_FORMAT_lines] = lines_document,
};

bool
reader_has_sheets(enum file_format format)
{
    return format == FILE_FORMAT_xlsx;
}

bool
reader_has_headings(enum file_format format)
{
    return format == FILE_FORMAT_csv || format == FILE_FORMAT_xlsx;
}

struct document_reader *
reader_open(enum file_format format, const struct reader_input *in)
{
    struct document_reader *r = arena_new(in->arena, struct document_reader);
    *r = (struct document_reader){.format = format, .in = *in, .ok = true};
    if (format == FILE_FORMAT_yaml)
        r->yaml = yaml_open(in->arena, in->sink, in->file);
    if (r->yaml && in->keep) {
        yaml_keep(r->yaml, in->keep);
        yaml_merge_keys(r->yaml);
    }
    return r;
}

struct tree *
reader_next(struct document_reader *r, struct arena *a, bool *ok)
{
    if (r->yaml)
        return yaml_next(r->yaml, a, ok);
    struct tree *root = r->is_done ? NULL : documents[r->format](a, &r->in, &r->ok);
    r->is_done = true;
    *ok = r->ok;
    return root;
}

void
reader_close(struct document_reader *r)
{
    if (r->yaml)
        yaml_close(r->yaml);
}
