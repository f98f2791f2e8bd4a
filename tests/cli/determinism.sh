#!/bin/sh
# The same case gives the same bytes: in another locale, time zone and place, with its files created and named in another order.
# Usage: determinism.sh <onus binary> <case folder>
onus=$1 case=$2
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
bad=0

report() {
    "$onus" check "$2" --as-of 2026-06-01 --format "$3" >"$work/$1.$3"
    echo "exit code $?" >>"$work/$1.$3"
}

mkdir "$work/shuffled"
(cd "$case" && find . -type d) | sort -r | while read -r folder; do mkdir -p "$work/shuffled/$folder"; done
(cd "$case" && find . -type f) | sort -r | while read -r file; do cp "$case/$file" "$work/shuffled/$file"; done
# The entries of `data:`, last first.
awk '/^[a-z_]+:/ { list = /^data:/ } list && /^ +- / { entry[++n] = $0; next } { flush() ; print } END { flush() }
     function flush() { while (n) print entry[n--] }' "$case/onus.yaml" >"$work/shuffled/onus.yaml"
cmp -s "$case/onus.yaml" "$work/shuffled/onus.yaml" && { echo "the order of data files was not changed"; bad=1; }

for format in text json; do
    LC_ALL=C TZ=UTC report plain "$case" $format
    LC_ALL=fr_FR.UTF-8 LANG=fr_FR.UTF-8 TZ=Pacific/Kiritimati report french "$case" $format
    LC_ALL=C report shuffled "$work/shuffled" $format
    for other in french shuffled; do
        cmp "$work/plain.$format" "$work/$other.$format" || { diff "$work/plain.$format" "$work/$other.$format" | head -20; bad=1; }
    done
    [ -s "$work/plain.$format" ] || { echo "no report"; bad=1; }
done
exit $bad
