#!/usr/bin/env bash
# Every fuzz target for so many seconds, then the random programs at length and the seeded engine defects.
# Usage: run.sh <build folder with -DFUZZ=ON> <seconds per target>
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$1" && pwd)
seconds=${2:-60}
targets=0
for target in "$build"/tests/fuzz/fuzz_*; do
    [ -x "$target" ] && [ -f "$target" ] || continue
    targets=$((targets + 1))
    name=$(basename "$target")
    found=$build/found/$name
    mkdir -p "$found"
    echo "== $name, $seconds s"
    "$target" -max_total_time="$seconds" -max_len=4096 -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="$found/" "$found" "$here/corpus/${name#fuzz_}" 2>&1 | tail -n 12
done
[ "$targets" -gt 0 ] || { echo "no fuzz target was built in $build" >&2; exit 1; }

echo "== random programs against the naive evaluator, clingo and SWI-Prolog"
"$build/tests/oracle/oracle" 10000
"$build/tests/oracle/oracle_solvers" clingo 10000
"$build/tests/oracle/oracle_solvers" swipl 10000
echo "== every prefix of every rule file, and every token left out"
ONUS_PROPERTY=full "$build/tests/property/property_check" pieces
echo "== seeded defects of the engine"
"$here/../oracle/mutants.sh"
