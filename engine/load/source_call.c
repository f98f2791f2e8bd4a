#include "engine/load/source_internal.h"

struct sv
source_eval_function(struct source_reader *r, const struct ir *ir)
{
    (void)r;
    (void)ir;
    return sv_unknown(NULL);
}
