/* A case of which one file is any bytes, once as a plain case file and once through a source: it loads, and a report comes out. */
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>

#include "engine/session.h"

static const char model[] =
    "abstract entity Node { text : text  supported_by : Node*  inverse supports  acyclic }\n"
    "entity Goal is Node { undeveloped : bool = false }\n"
    "entity Solution is Node from \"solutions\" { evidence : Evidence* }\n"
    "entity Argument from \"arguments\" { nodes : contains Node* }\n"
    "entity Control from \"controls\" { title : text  level : int?  within 0 .. 9  score : "
    "decimal?\n"
    "  evidence : Evidence*  inverse shows  tags : text*  matching r\"[a-z]+\" }\n"
    "open entity Evidence from \"evidence\" { status : {passed, failed}  day : date?  past }\n"
    "source s from yaml {\n"
    "  require $.version is missing or int($.version) >= 2 else \"version {$.version}\"\n"
    "  for any c in $.controls where c.id is present {\n"
    "    let id = \"{file()} {c.id}\"\n"
    "    Control id { title: trim(c.title)  level: c.level  score: c.score  tags: c.tags }\n"
    "    for any e in c.evidence { add Evidence \"{id} {text(e)}\" { status: if e is present then "
    "passed else failed } }\n"
    "  }\n"
    "  for e in $..evidence { add Evidence key(e) { status: e.status  day: e.day } }\n"
    "}\n"
    "rule H-1 \"A control has evidence\" { category weak_evidence\n"
    "  for each c: Control  require c.evidence is present else \"{c} has none: {c.tags}\" }\n"
    "rule H-2 \"A goal is supported\" { category unsupported_claim\n"
    "  for each g: Goal where not g.undeveloped\n"
    "  require some s in g.+supported_by has s is Solution else \"{g} of {g.text}\" }\n";

static void
check_case(const char *project, struct str bytes)
{
    struct host_memory_file files[] = {
        {STR("onus.yaml"), str_from(project), HOST_OK},
        {STR("m.onus"), str_from(model), HOST_OK},
        {STR("a.yaml"), bytes, HOST_OK},
    };
    struct host_memory memory = {files, sizeof files / sizeof files[0], 20000};
    struct host host;
    struct session s;
    host_memory_init(&host, &memory);
    session_init(&s, &host, (struct session_options){.has_as_of = true, .as_of = 20000});
    const struct report *r = session_check(&s, STR("onus.yaml"));
    if (!r || s.program->rules_not_compiled || r->summary.rules != 2)
        abort();
    session_fini(&s);
}

void
fuzz_one(const char *data, size_t size)
{
    struct str bytes = {data, size};
    check_case("onus: 1\ncase: c\nrules: [m.onus]\ndata: [a.yaml]\nphase: release\n", bytes);
    check_case(
        "onus: 1\ncase: c\nrules: [m.onus]\ndata: [{ source: s, files: a.yaml }]\nphase: release\n",
        bytes);
}
