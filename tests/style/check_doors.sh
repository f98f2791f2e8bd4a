#!/bin/sh
# One door to each foreign library; nobody below the shells prints or exits; the C code
# knows no notation, no standard and no report format of another tool.
# Usage: check_doors.sh <repository root>
cd "$1" || exit 2
bad=0
complain() {
    [ -z "$2" ] || { echo "$1:"; echo "$2"; bad=1; }
}
door() {
    found=$(git grep -lE "<$1>" -- lang engine | grep -vx "$2")
    complain "$1 is included outside $2" "$found"
    git grep -qE "<$1>" -- "$2" || { echo "$2 does not include $1 any more: this check is out of date"; bad=1; }
}
door 'yaml\.h' engine/load/yaml.c
door 'expat\.h' engine/load/xml.c
door 'zip\.h' engine/load/xlsx_zip.c
door 'pcre2\.h' engine/store/regex.c
door 'sodium\.h' engine/store/sha256.c
door 'histedit\.h' engine/cli/line.c

complain "printing or ending the process below the shells" "$(git grep -nE '\b(printf|puts|fputs|putchar|perror|exit|_exit) ?\(' -- 'lang/*.[cly]' 'engine/*.c' ':!engine/cli' ':!lang/base/arena.c')"
complain "the vocabulary of a notation, a standard or another tool in C" \
    "$(git grep -nwE 'GSN|gsn|SACM|sacm|CAE|STRIDE|SARIF|sarif|JUnit|junit|CycloneDX|cyclonedx|Goal|Strategy|Solution|Capability|[Cc]apabilities|80001|mitigat[a-z]*' -- 'lang/*.[chly]' 'engine/*.[ch]' | grep -vE '^[^:]+:[0-9]+: *(/\*|\*| \*)|/\*.*\*/$')"
complain "an open end in the code" "$(git grep -nE '\b(TODO|FIXME|XXX|HACK)\b' -- lang engine tests dev .ci ':!tests/style')"
exit $bad
