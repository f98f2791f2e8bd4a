#!/usr/bin/env bash
# Does the oracle see anything? Builds the engine with one seeded defect after the other, and insists that
# random cases give each away. Then builds it with other sizes and strategies, which must change nothing.
# Usage: mutants.sh [CASES]       cases tried on each build (default 2000)
set -euo pipefail
cases=${1:-2000}
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

git -C "$root" ls-files -z | (cd "$root" && xargs -0 tar cf - --ignore-failed-read 2>/dev/null) | tar xf - -C "$work"
cmake -S "$work" -B "$work/build" -G Ninja -DCMAKE_BUILD_TYPE=Debug "-DCMAKE_C_FLAGS=-O1 -w" >"$work/configure.log"
cmake --build "$work/build" --target oracle -- --quiet

# Replaces text that must stand there exactly once: a patch that no longer fits is a mistake, not a pass.
patch_file() {
    python3 - "$work/$1" "$2" "$3" <<'PYTHON'
import sys
path, old, new = sys.argv[1:]
text = open(path).read()
if text.count(old) != 1:
    sys.exit(f"{path}: {text.count(old)} times: {old}")
open(path, "w").write(text.replace(old, new))
PYTHON
}

failed=0 tried=0
# try WANTED NAME FILE OLD NEW: WANTED is "caught" or "same"
try() {
    local wanted=$1 name=$2 file=$3 result=same found
    tried=$((tried + 1))
    cp "$work/$file" "$work/original"
    patch_file "$file" "$4" "$5"
    cmake --build "$work/build" --target oracle -- --quiet
    found=$("$work/build/tests/oracle/oracle" first "$cases" 1 2>/dev/null) || result=caught
    cp "$work/original" "$work/$file"
    if [ "$result" = "$wanted" ]; then
        printf '%-7s %s\n' "$result" "$name${found:+ ($found)}"
    else
        printf 'FAILED  %s: should be %s\n' "$name${found:+ ($found)}" "$wanted"
        failed=$((failed + 1))
    fi
}

quant=engine/eval/quant.c set=engine/eval/set.c rules=engine/eval/rules.c

# ---- defects ----
try caught "some and every forget that a set is incomplete" $quant \
    '    bits_or(unknown, incomplete, n);' ''
try caught "one holds for two" $quant \
    '        bits_and_not(is_true, t->twice, n);' ''
try caught "every takes an unknown where as true" $quant \
    'counts && !where_unknown, is_unknown || (counts && where_unknown)' 'counts, is_unknown'
try caught "<= is <" engine/eval/compare.c \
    'case CMP_LE: LOOP(T, <=) break;' 'case CMP_LE: LOOP(T, <) break;'
try caught "!= of something missing is true" engine/eval/compare.c \
    '        out[w] &= both[w];' '        out[w] &= ir->compare.op == CMP_NE ? ~UINT64_C(0) : both[w];'
try caught "except forgets that its right side is incomplete" $set \
    '        if (!bit_get(r.incomplete, i))
            add_where(&b, set_row(&l, i), set_row(&r, i), false);' \
    '        add_where(&b, set_row(&l, i), set_row(&r, i), false);'
try caught "an unknown where leaves a set complete" engine/eval/each.c \
    '                bits_add(x->frame->arena, &x->incomplete, x->frame->count, chunk->origin[i]);' \
    '                (void)0;'
try caught ".+ contains where it starts" engine/eval/closure.c \
    '        if (ir->closure.reflexive)
            visit(' \
    '        if (true)
            visit('
try caught "an unknown guard counts as true" $rules \
    'bit_get(guard_unknown, i) ? UNKNOWN_ : TRUE_' 'TRUE_'
try caught "a requirement that opens a value does not guard the next" $rules \
    'bit_or(closed, i, out[i] == FALSE_);' 'bit_or(closed, i, false);'
try caught "an incomplete set of further subjects is taken as all" $rules \
    'if (!x.incomplete)' 'if (true)'
try caught "otherwise also replaces what is unknown" engine/eval/choice.c \
    '    bits_and_not(missing, left.unknown, f->count);' ''
try caught "count counts missing terms" engine/eval/aggregate.c \
    'else if (bit_get(terms.present, i))' 'else'
try caught "min is max" engine/eval/aggregate.c \
    'a->ir->aggregate.op == AGG_MIN ? order < 0' 'a->ir->aggregate.op == AGG_MAX ? order < 0'
try caught "a recursive call with an unknown argument is false" engine/eval/recursion.c \
    'bit_get(rows.unknown, i) ? REF_UNKNOWN : REF_FALSE;' 'REF_FALSE;'
try caught "a fixpoint stops an and at its first true input" engine/eval/andor.c \
    'if (!gate->is_and)
        fire_gate' \
    'if (true)
        fire_gate'
try caught "what is possible is taken as certain" engine/eval/andor.c \
    '.unknown_is_true = unknown_is_true' '.unknown_is_true = true'
try caught "a question about reachability forgets incomplete links" engine/eval/closure.c \
    '    bits_or(s.possible, g->incomplete, g->n);' ''
try caught "a join leaves out what has an unknown key" engine/eval/join.c \
    'vec_push(a, &p->uncertain, members[i]);
            continue;' \
    'continue;'
try caught "a table is read one row too low" engine/eval/table.c \
    'rows[i] = row < n ? row : 0;' 'rows[i] = row < n && row ? row - 1 : 0;'

# ---- what must make no difference ----
try same "chunks of three rows" engine/eval/internal.h \
    'CHUNK_ROWS = 8192' 'CHUNK_ROWS = 3'
try same "tables for everything" engine/eval/table.c \
    'if (state->seen + to_come >= size)' 'if (true)'
try same "no tables" engine/eval/table.c \
    'if (state->seen + to_come >= size)' 'if (false)'
try same "joins for everything" engine/eval/join.c \
    'rows > 3 && domain.count > 7' 'true'
try same "no joins" engine/eval/join.c \
    'rows > 3 && domain.count > 7' 'false'
try same "rows that cannot matter are always left out first" engine/plan/plan.h \
    'COST_SKIP = 4' 'COST_SKIP = 0'
try same "no rows are left out first" engine/plan/plan.h \
    'COST_SKIP = 4' 'COST_SKIP = 1000000'
try same "closures are always walked" engine/eval/expr.c \
    'case STRATEGY_REACH: return eval_reach(f, note->ir);' 'case STRATEGY_REACH: return eval_here(f, note->ir);'
try same "cycles are always walked" engine/eval/expr.c \
    'case STRATEGY_CYCLE: return eval_cycle(f, note->ir);' 'case STRATEGY_CYCLE: return eval_here(f, note->ir);'
try same "fixpoints only for the tuples asked for" engine/plan/plan.c \
    'stratum.is_recursive && has_one_parameter(plan, &stratum)' 'has_one_parameter(plan, &stratum) && false'

echo "$tried builds, $failed failed"
[ "$failed" -eq 0 ]
