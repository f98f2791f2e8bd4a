/* Mistakes that can be mended without a doubt, mended in the files they were found in. */
#include "engine/session.h"
#include "lang/fix.h"

uint32_t
session_fix(struct session *s)
{
    uint32_t fixed = 0;
    for (uint32_t i = 0; i < s->files.len; i++) {
        const struct test_file *file = &s->files.at[i];
        uint32_t count;
        struct str text = fixes_apply(&s->arena, &s->rule_diags, file->source, &count);
        if (count && file->host->write(file->host, file->path, text) == HOST_OK)
            fixed += count;
    }
    return fixed;
}
