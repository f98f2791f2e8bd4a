#!/bin/sh
# Every code folder has a README.md that names each of its files; nothing generated is committed;
# the top level holds only what docs/architecture.md names.
# Usage: check_files.sh <repository root>
cd "$1" || exit 2
bad=0 seen=0
for folder in $(git ls-files 'lang/*' 'engine/*' 'stdlib/*' 'rules/*' | xargs -n1 dirname | sort -u); do
    files=$(git ls-files "$folder" | awk -F/ -v f="$folder" '{ p = $0; sub("/[^/]*$", "", p); if (p == f) print $NF }' | grep -vx README.md)
    [ -n "$files" ] || continue
    seen=$((seen + 1))
    [ -e "$folder/README.md" ] || { echo "$folder: no README.md"; bad=1; continue; }
    for file in $files; do
        case $file in
        *.h) [ -e "$folder/${file%.h}.c" ] && continue ;;
        esac
        grep -qF "${file%.[ch]}" "$folder/README.md" || { echo "$folder/README.md: does not name $file"; bad=1; }
    done
done
[ "$seen" -gt 0 ] || { echo "no folder was checked"; bad=1; }
generated=$(git ls-files '*grammar.[ch]' '*lexer.[ch]' '*.o' '*.a' 'build*')
[ -z "$generated" ] || { echo "generated files in git: $generated"; bad=1; }
odd=$(git ls-files | cut -d/ -f1 | sort -u | grep -vxE 'CMakeLists\.txt|README\.md|LICENSE|CHANGELOG\.md|CONTRIBUTING\.md|dev|lang|engine|stdlib|rules|examples|tests|docs|\..*')
[ -z "$odd" ] || { echo "the top level does not hold: $odd"; bad=1; }
exit $bad
