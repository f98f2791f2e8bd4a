#!/usr/bin/env bash
# The assurance workload W(n): Onus from YAML beside other engines from their own fact syntax.
# Usage: run.sh <build folder> [n …]
# Prints per engine the wall time (median of RUNS), the peak memory, and both as ratios to Onus; every count is checked
# against expected.tsv first. Times are this machine's, now: compare the ratios only.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$1" && pwd)
shift
[ $# -gt 0 ] || set -- 10 100 1000
RUNS=${RUNS:-3}
work=$build/bench
mkdir -p "$work"
cc -O2 -w -o "$work/gen" "$here/gen.c"

# Seconds and peak MB of one run, by GNU time; its output goes to out.txt.
measure() {
    /usr/bin/time -f '%e %M' -o "$work/time.txt" "$@" >"$work/out.txt" 2>"$work/err.txt" || true
    tail -n 1 "$work/time.txt"
}

median() {
    local i
    for ((i = 0; i < RUNS; i++)); do measure "$@"; done | sort -n | awk '{ t[NR] = $1; if ($2 > m) m = $2 } END { printf "%.3f %d\n", t[int((NR + 1) / 2)], m / 1024 }'
}

expected() {   # expected N: "a=2 b=2 …"
    awk -v n="$1" 'NR == 1 { split($0, h, "\t") } $1 == n { for (i = 2; i <= NF; i++) printf "%s=%s ", h[i], $i }' "$here/expected.tsv"
}

# Every engine's output is brought to lines "key count", keys as in expected.tsv.
counts() {
    case $1 in
    onus) jq -r '.findings[].rule' "$work/out.txt" | sed -n 's/^W-//p' | tr '[:upper:]' '[:lower:]' | sort | uniq -c | awk '{ print $2, $1 }' ;;
    clingo) grep -o 'out([a-z0-9]*,[0-9]*)' "$work/out.txt" | sed 's/out(\(.*\),\(.*\))/\1 \2/' ;;
    swipl) tr -c 'a-z0-9\n' ' ' <"$work/out.txt" | awk 'NF >= 2 { print $1, $2 }' ;;
    sqlite) awk -F'[|\t]' 'NF == 2 { print $1, $2 }' "$work/out.txt" ;;
    clips) tr -c 'a-z0-9\n' ' ' <"$work/out.txt" | awk 'NF == 2 { print $1, $2 }' ;;
    esac
}

check_counts() {   # check_counts ENGINE N
    local want key
    counts "$1" >"$work/counts.txt"
    for want in $(expected "$2"); do
        key=${want%=*}
        grep -qx "$key ${want#*=}" "$work/counts.txt" ||
            { echo "$1, n=$2: $key should be ${want#*=}:" >&2; cat "$work/counts.txt" "$work/err.txt" | head -20 >&2; exit 1; }
    done
}

row() {   # row NAME SECONDS MB BASE_SECONDS BASE_MB
    awk -v n="$1" -v t="$2" -v m="$3" -v bt="$4" -v bm="$5" \
        'BEGIN { printf "  %-28s %9.3f s %7d MB   time ×%-8.1f memory ×%.1f\n", n, t, m, t / bt, m / bm }'
}

for n in "$@"; do
    data=$work/w$n
    [ -s "$data/w.yaml" ] || "$work/gen" "$n" "$data" tsv,yaml,prolog,clingo,clips
    cp "$here/w.onus" "$data/w.onus"
    printf 'onus: 1\ncase: W(%s)\nrules: [w.onus]\ndata:\n  - { source: w, files: w.yaml }\nphase: release\n' "$n" >"$data/onus.yaml"
    echo "W($n): $(du -h "$data/w.yaml" | cut -f1) of YAML"

    read -r seconds mb < <(median "$build/onus" check "$data" --as-of 2026-07-01 --format json)
    check_counts onus "$n"
    row "Onus (YAML in, findings out)" "$seconds" "$mb" "$seconds" "$mb"
    # The same files and model without the rules: what loading alone takes. The rest is evaluation and the report.
    mkdir -p "$data/load"
    ln -f "$data/w.yaml" "$data/load/w.yaml"
    sed '/^define valid/,$d' "$here/w.onus" >"$data/load/w.onus"
    cp "$data/onus.yaml" "$data/load/onus.yaml"
    read -r t m < <(median "$build/onus" check "$data/load" --as-of 2026-07-01 --format json)
    awk -v t="$seconds" -v l="$t" -v m="$m" 'BEGIN { printf "    of it loading %.3f s, %d MB; evaluation and report %.3f s\n", l, m, t - l }'

    read -r t m < <(median clingo -V0 --outf=0 "$here/peers/w.lp" "$data/facts.lp")
    check_counts clingo "$n"
    row "clingo" "$t" "$m" "$seconds" "$mb"

    read -r t m < <(median swipl -O --stack-limit=16g --table-space=16g -g main "$here/peers/w.pl" -- "$data/facts.pl")
    check_counts swipl "$n"
    row "SWI-Prolog" "$t" "$m" "$seconds" "$mb"

    read -r t m < <(cd "$data" && median sh -c "sqlite3 :memory: < '$here/peers/w.sqlite.sql'")
    check_counts sqlite "$n"
    row "SQLite" "$t" "$m" "$seconds" "$mb"

    printf '(load "%s")\n(reset)\n(load-facts "%s")\n(run)\n(exit)\n' "$here/peers/w.clips" "$data/facts.clp" >"$data/run.clp"
    read -r t m < <(median clips -f "$data/run.clp")
    check_counts clips "$n"
    row "CLIPS" "$t" "$m" "$seconds" "$mb"
done
