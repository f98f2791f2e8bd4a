#!/usr/bin/env bash
# The layout of diagrams beside Graphviz on the same graphs: time, and crossings as they are drawn. Usage: layout.sh <build folder>
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$1" && pwd)
work=$build/bench
mkdir -p "$work"

echo "Layout of n boxes, an argument with a twentieth more links: Onus beside dot"
for n in 100 1000 2000; do
    read -r ours crossings lines < <("$build/tests/bench/bench_layout" "$n" "$work/layout.dot")
    theirs=$( (TIMEFORMAT=%U; time dot -Tplain "$work/layout.dot" >"$work/layout.plain") 2>&1)
    crossed=$(python3 "$here/../render/crossings.py" "$work/layout.plain")
    awk -v n="$n" -v l="$lines" -v o="$ours" -v t="$theirs" -v c="$crossings" -v d="$crossed" 'BEGIN {
        printf "  %5d boxes, %5d lines: %.4f s, dot %.3f s: ×%.0f; %d crossings, dot %d\n", n, l, o, t, t / o, c, d }'
done
