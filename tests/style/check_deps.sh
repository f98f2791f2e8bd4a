#!/bin/sh
# Every #include "path" must stay in its folder or be allowed by deps.txt, either
# as a folder or as that one file; and every code folder must have a line there.
# Usage: check_deps.sh <repository root>
cd "$1" || exit 2
bad=0 seen=0
while IFS=: read -r from allowed; do
    for file in "$from"/*.[chly]; do
        [ -e "$file" ] || continue
        seen=$((seen + 1))
        for path in $(sed -n 's/^ *# *include "\([^"]*\/[^"]*\)".*/\1/p' "$file"); do
            case " $from $allowed " in
            *" ${path%/*} "* | *" $path "*) ;;
            *) echo "$file: may not include $path"; bad=1 ;;
            esac
        done
    done
done < tests/style/deps.txt
for folder in $(git ls-files 'lang/*.[chly]' 'engine/*.[chly]' | xargs -n1 dirname | sort -u); do
    grep -q "^$folder:" tests/style/deps.txt || { echo "$folder: no line in tests/style/deps.txt"; bad=1; }
done
[ "$seen" -gt 0 ] || { echo "no source file was checked"; bad=1; }
exit $bad
