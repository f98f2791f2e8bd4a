/*
 * Readers of other tools' files, each beside a library: expat and libyaml do nothing with what they read, which shows what a tree with places
 * costs; jansson makes a tree, without places.
 *
 *   bench_readers [MB]      documents of about so many megabytes (default 64)
 *
 * Prints for each document megabytes per second of both, their ratio, and the memory of the tree. Processor time, best of three; times
 * are this machine's, now: compare the ratios only.
 */
#include <expat.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <yaml.h>

#ifdef HAVE_JANSSON
#include <jansson.h>
#endif

#include "engine/load/documents.h"

enum { RUNS = 3 };

static double
seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void
fail(const char *what)
{
    fprintf(stderr, "%s\n", what);
    exit(1);
}

/* ---- documents ---- */

/* As test reports are: many attributes, some texts. */
static struct str
make_report(struct arena *a, size_t size)
{
    struct text_buf out = {.arena = a};
    text_add_c(&out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    for (unsigned i = 0; out.len < size; i++) {
        text_printf(&out, "  <testsuite name=\"suite%u\" tests=\"10\" time=\"0.%u\">\n", i,
                    i % 1000);
        for (unsigned k = 0; k < 10; k++)
            text_printf(&out,
                        "    <testcase name=\"test_%u_%u\" classname=\"pump.dose.Limits%u\" "
                        "file=\"src/dose.c\" line=\"%u\" time=\"0.0%u\"%s\n",
                        i, k, i % 100, k * 17, k,
                        k % 5 ? "/>"
                              : "><failure message=\"a &lt; b\">expected 1,\nwas 2 &amp; more"
                                "</failure></testcase>");
        text_add_c(&out, "  </testsuite>\n");
    }
    text_add_c(&out, "</testsuites>\n");
    return text_str(&out);
}

/* As bills of materials are: elements within elements, hardly any attribute. */
static struct str
make_components(struct arena *a, size_t size)
{
    struct text_buf out = {.arena = a};
    text_add_c(&out, "<bom xmlns=\"http://cyclonedx.org/schema/bom/1.5\">\n <components>\n");
    for (unsigned i = 0; out.len < size; i++)
        text_printf(
            &out,
            "  <component type=\"library\" bom-ref=\"c%u\">\n   <group>org.example</group>\n"
            "   <name>part-%u</name>\n   <version>1.%u.0</version>\n   <hashes>\n"
            "    <hash alg=\"SHA-256\">%064u</hash>\n   </hashes>\n   <licenses><license>"
            "<id>Apache-2.0</id></license></licenses>\n   "
            "<purl>pkg:maven/org.example/part-%u@1.%u.0"
            "</purl>\n  </component>\n",
            i, i, i % 50, i, i, i % 50);
    text_add_c(&out, " </components>\n</bom>\n");
    return text_str(&out);
}

/* The same in JSON, laid out for people. */
static struct str
make_json(struct arena *a, size_t size)
{
    struct text_buf out = {.arena = a};
    text_add_c(&out, "{\n  \"bomFormat\": \"CycloneDX\",\n  \"components\": [\n");
    for (unsigned i = 0; out.len < size; i++)
        text_printf(
            &out,
            "    {\n      \"type\": \"library\",\n      \"bom-ref\": \"c%u\",\n"
            "      \"group\": \"org.example\",\n      \"name\": \"part-%u\",\n"
            "      \"version\": \"1.%u.0\",\n      \"description\": \"says \\\"hello\\\"\",\n"
            "      \"hashes\": [{ \"alg\": \"SHA-256\", \"content\": \"%064u\" }],\n"
            "      \"licenses\": [{ \"license\": { \"id\": \"Apache-2.0\" } }],\n"
            "      \"evidence\": { \"confidence\": 0.%u, \"modified\": false },\n"
            "      \"purl\": \"pkg:maven/org.example/part-%u@1.%u.0\"\n    },\n",
            i, i, i % 50, i, i % 10, i, i % 50);
    text_add_c(&out, "    {}\n  ]\n}\n");
    return text_str(&out);
}

/* As case files are written. */
static struct str
make_yaml(struct arena *a, size_t size)
{
    struct text_buf out = {.arena = a};
    text_add_c(&out, "controls:\n");
    for (unsigned i = 0; out.len < size; i++)
        text_printf(&out,
                    "  - id: C-%u\n    title: Control number %u\n    description: >\n"
                    "      What the control is for,\n      in some lines of text.\n"
                    "    owner: \"team-%u\"\n    mitigates: [T-%u, T-%u]\n    status: done\n",
                    i, i, i % 9, i, i + 1);
    return text_str(&out);
}

/* ---- readers ---- */

static size_t
read_for(enum file_format format, struct str text, bool asks_for_all)
{
    struct arena a = {0}, document = {0};
    struct source_map sources;
    struct diag_sink sink;
    bool ok;
    source_map_init(&sources, &a);
    diag_sink_init(&sink, &a, &sources);
    struct reader_input in = {.arena = &a, .sink = &sink, .sources = &sources};
    in.file = source_add(&sources, STR("bench"), text);
    static const struct source_map_decl nothing = {.body_count = 0};
    in.keep = asks_for_all ? NULL : projection_of(&a, NULL, &nothing);
    struct document_reader *reader = reader_open(format, &in);
    if (!reader_next(reader, &document, &ok))
        fail("the document was refused");
    reader_close(reader);
    size_t used = arena_used(&document);
    arena_release(&document);
    arena_release(&a);
    return used;
}

static size_t
read_xml(struct str text)
{
    return read_for(FILE_FORMAT_xml, text, true);
}

/* As for a source that reads nothing of the document. */
static size_t
pass_xml(struct str text)
{
    return read_for(FILE_FORMAT_xml, text, false);
}

#ifdef HAVE_JANSSON
static size_t
read_json(struct str text)
{
    return read_for(FILE_FORMAT_json, text, true);
}

static size_t
pass_json(struct str text)
{
    return read_for(FILE_FORMAT_json, text, false);
}

static size_t
read_jansson(struct str text)
{
    json_error_t error;
    json_t *root = json_loadb(text.at, text.len, JSON_REJECT_DUPLICATES, &error);
    if (!root)
        fail("jansson refused the document");
    json_decref(root);
    return 0;
}
#endif

static size_t
read_yaml(struct str text)
{
    return read_for(FILE_FORMAT_yaml, text, true);
}

static size_t
read_libyaml(struct str text)
{
    yaml_parser_t parser;
    yaml_event_t event;
    bool is_end = false;
    yaml_parser_initialize(&parser);
    yaml_parser_set_input_string(&parser, (const unsigned char *)text.at, text.len);
    while (!is_end) {
        if (!yaml_parser_parse(&parser, &event))
            fail("libyaml refused the document");
        is_end = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    return 0;
}

static void XMLCALL
no_start(void *user, const char *name, const char **attributes)
{
    (void)user, (void)name, (void)attributes;
}

static void XMLCALL
no_end(void *user, const char *name)
{
    (void)user, (void)name;
}

static void XMLCALL
no_text(void *user, const char *s, int len)
{
    (void)user, (void)s, (void)len;
}

static size_t
read_expat(struct str text)
{
    enum { PIECE = 64 << 10 };
    XML_Parser parser = XML_ParserCreate(NULL);
    XML_SetElementHandler(parser, no_start, no_end);
    XML_SetCharacterDataHandler(parser, no_text);
    for (size_t at = 0; at < text.len; at += PIECE) {
        size_t len = text.len - at < PIECE ? text.len - at : PIECE;
        if (XML_Parse(parser, text.at + at, (int)len, at + len == text.len) != XML_STATUS_OK)
            fail("expat refused the document");
    }
    XML_ParserFree(parser);
    return 0;
}

typedef size_t reader_fn(struct str text); /* the bytes of what it made */

static double
best_of(reader_fn *reader, struct str text, size_t *used)
{
    double best = 0;
    for (unsigned i = 0; i < RUNS; i++) {
        double from = seconds();
        *used = reader(text);
        double took = seconds() - from;
        best = i == 0 || took < best ? took : best;
    }
    return (double)text.len / 1e6 / best;
}

static const struct {
    const char *name, *beside;
    struct str (*make)(struct arena *a, size_t size);
    reader_fn *ours, *theirs;
} rows[] = {
    {"XML, test report", "expat", make_report, read_xml, read_expat},
    {"XML, components", "expat", make_components, read_xml, read_expat},
    {"XML, passed by", "expat", make_components, pass_xml, read_expat},
#ifdef HAVE_JANSSON
    {"JSON, components", "jansson", make_json, read_json, read_jansson},
    {"JSON, passed by", "jansson", make_json, pass_json, read_jansson},
#endif
    {"YAML, case file", "libyaml", make_yaml, read_yaml, read_libyaml},
};

int
main(int argc, char **argv)
{
    size_t size = (size_t)(argc > 1 ? atoi(argv[1]) : 64) * 1000000;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena a = {0};
        struct str text = rows[i].make(&a, size);
        size_t used, unused;
        double ours = best_of(rows[i].ours, text, &used);
        double theirs = best_of(rows[i].theirs, text, &unused);
        printf("%-20s %6.0f MB/s, %s alone %6.0f MB/s: %.2f of it; tree %.1f times the file\n",
               rows[i].name, ours, rows[i].beside, theirs, ours / theirs,
               (double)used / (double)text.len);
        arena_release(&a);
    }
    return 0;
}
