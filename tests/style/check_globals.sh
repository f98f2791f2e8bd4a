#!/bin/sh
# No mutable globals: the objects of lang/ and engine/ have nothing in .data or .bss.
# (Constant tables of pointers are in .data.rel.ro, which is fine.) flex and bison keep none either.
# Usage: check_globals.sh <build folder>
cd "$1" || exit 2
libraries=$(ls lib*.a 2>/dev/null)
[ -n "$libraries" ] || { echo "no library to check in $1"; exit 1; }
found=$(objdump -t $libraries 2>/dev/null | awk '/^[^ ]+\.o:/ { object = $1 } $0 ~ / O \.(data|bss)(\.[^r][^ ]*)?\t/ || $0 ~ / O \*COM\*/ { print object, $NF }' | grep -vE '__asan|__ubsan|___asan')
[ -z "$found" ] || { echo "mutable globals:"; echo "$found"; exit 1; }
