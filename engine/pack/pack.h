/*
 * Packs: folders of rule files with a manifest, pack.yaml.
 *
 * They come with the program (stdlib/ and rules/, built into it) or lie in ./packs of the case. What the
 * project file names is found with all it requires, versions are compared with what is asked for, and the rule files are
 * given out in the order in which they are to be checked: the module `onus` first, each pack before those that use it. (The
 * case's own rules come after them; they are the session's.) What cannot be found or read is reported at the place that asks for it; the rest is given out.
 */
#ifndef ONUS_ENGINE_PACK_PACK_H
#define ONUS_ENGINE_PACK_PACK_H

#include "engine/host.h"
#include "engine/load/load.h"
#include "lang/base/diag.h"
#include "lang/check.h"

/* One file that comes with the program: "stdlib/gsn.onus", "rules/iec80001-2-9/pack.yaml". */
struct pack_file {
    struct str path, text;
};

struct pack_library {
    const struct pack_file *files; /* by path, sorted by bytes */
    uint32_t count;
    struct str prefix; /* before the path, in places that are shown: "<builtin>/" */
};

/* What was built in. */
struct pack_library pack_builtin(void);
/* The same files from a folder that holds stdlib/ and rules/, instead of what was built in. */
struct pack_library pack_library_of(struct arena *a, struct host *host);

/* A project that asks for every pack of the library, for looking things up without a case. */
struct project *pack_project_of_all(struct arena *a, const struct pack_library *library);

/* A rule file, registered and ready to be parsed: see struct unit of lang/check.h. */
struct pack_unit {
    struct str pack, module;
    const struct source *source;
};

/* A data file that every case gets that uses the pack. */
struct pack_data {
    struct str pack;
    const struct source *source;
};

struct pack_info {
    struct str name, version, title, licence;
    bool is_builtin;
};

struct pack_set {
    VEC(struct pack_unit) units;
    VEC(struct pack_data) data;
    VEC(struct pack_info)
    packs; /* in load order; "onus" is not among them */
    VEC(struct pack_requires)
    requires; /* for check_input, in load order */
    VEC(struct standard)
    standards; /* for check_input; clauses of one standard from several packs are joined */
    bool ok; /* false: something the project asks for is not there or does not fit (exit code 2) */
};

struct pack_input {
    struct arena *arena; /* the session's: texts of rule files */
    struct diag_sink *sink;
    struct source_map *sources;
    struct host *host;
    const struct project *project;
    struct pack_library library;
};

struct pack_set packs_load(const struct pack_input *in);

/* Whether a version is what a constraint asks for: "^1.0", "1.2.0", ">=1.1", "" (any). *valid is false for anything else. */
bool pack_version_fits(struct str version, struct str constraint, bool *valid);

#endif
